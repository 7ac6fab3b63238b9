"""A small desk for tests of the runner: both servers, and a program with a child of its own in place of the worker.

Started as ``python -m tests.embedded.holder DATA``; notes its children in the state file as the product does.
"""

import os
import sys
from pathlib import Path

from factcheck.embedded.servers import EmbeddedServers
from factcheck.embedded.state import State, read_state
from factcheck.processes.children import Program, Watchdog
from factcheck.processes.strays import end_recorded, started_at
from factcheck.runner.supervisor import ProgramService, Supervisor

# Deaf to SIGTERM and with a child of its own, like a worker in the middle of a task.
BUSY = "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); subprocess.run(sys.argv[1:])"


def say(line: str) -> None:
    print(line, flush=True)


def note(supervisor: Supervisor, state: State, data: Path) -> None:
    children = supervisor.children().items()
    state.children = {name: (child.process.pid, started_at(child.process.pid)) for name, child in children}
    state.write(data)


def main() -> None:
    data = Path(sys.argv[1])
    state = read_state(data)
    end_recorded(state.children)
    watchdog = Watchdog()
    supervisor = Supervisor(watchdog, say, lambda: note(supervisor, state, data))
    servers = EmbeddedServers(data, state, {}, say)
    supervisor.catch_signals()
    for server in servers.needed:
        supervisor.start(server)
    log = data / "log" / "busy.log"
    command = (sys.executable, "-c", BUSY, "sleep", "600")
    supervisor.start(ProgramService(Program("busy", command, dict(os.environ), log, data, stop_seconds=1)))
    print("ready", watchdog.process.pid, flush=True)
    supervisor.run()
    supervisor.end([["busy"], ["valkey"], ["postgres"]])
    watchdog.end()
    print("ended", flush=True)


if __name__ == "__main__":
    main()
