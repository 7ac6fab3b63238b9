"""``bin/run``: the whole desk on one machine, until Ctrl-C.

How it goes, what its options are and what it does about faults: docs/running.md.
"""

import fcntl
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from factcheck.embedded.locks import Lock
from factcheck.embedded.servers import make_data_folder
from factcheck.embedded.state import read_state
from factcheck.processes.children import Watchdog
from factcheck.processes.errors import StartError
from factcheck.processes.strays import end_recorded
from factcheck.runner.alongside import main_of_command
from factcheck.runner.desk import Desk
from factcheck.runner.listening import listen
from factcheck.runner.options import read_options
from factcheck.runner.surroundings import read_environment, say


def run() -> int:
    """Run the desk as ``sys.argv`` says and return the exit status, 0 after a request to end."""
    environment = read_environment()
    options = read_options(sys.argv[1:], environment)
    make_data_folder(options.data)
    starter = Lock(options.data / "starter.lock")
    if not starter.try_alone():
        _wait_for_other_command(starter, options.data)
    before = read_state(options.data)
    options.refuse_the_unsafe(before, environment)
    end_recorded(
        before.children
    )  # before the port is asked for: a killed desk's web server may hold it a moment longer
    _keep_packages()
    with ExitStack() as at_the_end:
        at_the_end.callback(starter.let_go)
        listener = at_the_end.enter_context(listen(options.host, options.port))
        watchdog = Watchdog()
        at_the_end.callback(watchdog.end)
        Desk(options, environment, listener, watchdog).run()
    return 0


def _wait_for_other_command(starter: Lock, data: Path) -> None:
    """Wait for a command that has the servers for a while; raise :class:`StartError` if the desk itself runs."""
    state = read_state(data)
    if state.owner == "bin/run":
        raise StartError(f"Periksa is already running (pid {state.pid}, {state.address}).")
    say(f"{state.owner or 'Another command'} (pid {state.pid}) is using the servers in {data}; waiting for it to end.")
    starter.wait_alone()


def _keep_packages() -> None:
    """Hold a shared lock on the installed packages, so that no other start replaces them under a running desk."""
    stamp = Path(sys.prefix) / "installed.json"
    if stamp.exists():
        fcntl.flock(os.open(stamp, os.O_RDONLY), fcntl.LOCK_SH)


if __name__ == "__main__":
    main_of_command(run)
