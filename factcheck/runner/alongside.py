"""Runs one command beside embedded servers: those that run already, or its own for as long as it takes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from factcheck.embedded.locks import Lock
from factcheck.embedded.servers import EmbeddedServers, make_data_folder
from factcheck.embedded.state import State, read_state
from factcheck.processes.children import HERE, Watchdog
from factcheck.processes.errors import StartError
from factcheck.runner.surroundings import say

PATIENCE_SECONDS = 3


def run_beside_own(
    command: Sequence[str],
    data: Path,
    environment: Mapping[str, str],
    *,
    state: State,
    before_stopping: Callable[[], None] = lambda: None,
    is_throw_away: bool = False,
) -> int:
    """Start the servers of ``data``, run ``command`` in the foreground, stop them, and return its exit status.

    Throw-away data are removed at the end, and their database's role may make databases. The caller holds the data
    folder's lock. Raises :class:`StartError`.
    """
    with ExitStack() as at_the_end:
        watchdog = Watchdog()
        at_the_end.callback(watchdog.end)
        if is_throw_away:
            watchdog.remove_folder(data)
        servers = EmbeddedServers(data, state, environment, say, may_create_databases=is_throw_away)
        for server in servers.needed:
            at_the_end.callback(server.start(watchdog).end)
        state.environment = servers.environment()
        state.is_ready = True
        state.write(data)
        status = run_in_foreground(command, {**servers.environment(), **environment})
        before_stopping()
        state.is_ready = False
        state.write(data)
    return status


def run_in_foreground(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run ``command`` on this terminal and return its exit status, as a shell counts: 128 + n for signal n.

    Ctrl-C reaches it by the terminal, and the signals that end this process are handed on.
    """
    options = {"parent": os.getpid(), "signal": int(signal.SIGTERM), "nice": 0, "as_nobody": ""}
    wrapper = [sys.executable, "-I", "-S", str(HERE / "enter.py"), json.dumps(options)]
    signal.signal(signal.SIGINT, lambda *_: None)  # a handler, not "ignore": that the command would inherit
    process = subprocess.Popen([*wrapper, *command], env=dict(environment))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: process.send_signal(received))
    status = process.wait()
    return status if status >= 0 else 128 - status


def run_beside(command: Sequence[str], data: Path, environment: Mapping[str, str], *, owner: str) -> int:
    """Run ``command`` beside the servers that run on ``data``, or beside its own when none do.

    Replaces this process in the first case. ``owner`` is what others are told has the servers in the second.
    Raises :class:`StartError`.
    """
    make_data_folder(data)
    starter, users = Lock(data / "starter.lock"), Lock(data / "users.lock")
    users.wait_shared()
    begun = time.monotonic()
    is_said = False
    while not starter.try_alone():
        state = read_state(data)
        if state.is_usable():
            users.keep_over_exec()
            os.execve(command[0], list(command), {**state.environment, **environment, "DATA_DIR": str(data)})  # noqa: S606
        if not is_said and time.monotonic() - begun > PATIENCE_SECONDS:
            say(f"Waiting for the servers of {state.owner or 'another command'} (pid {state.pid}) …")
            is_said = True
        time.sleep(0.1)
    users.let_go()
    state = read_state(data)
    state.owner, state.pid, state.is_ready, state.address = owner, os.getpid(), False, ""
    state.write(data)
    return run_beside_own(
        command,
        data,
        {**environment, "DATA_DIR": str(data)},
        state=state,
        before_stopping=lambda: _wait_for_users(users),
    )


def main_of_command(run: Callable[[], int]) -> None:
    """Exit with what ``run`` returns; an :class:`StartError` is one message, not a traceback."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        status = run()
    except StartError as error:
        say(str(error))
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def _wait_for_users(users: Lock) -> None:
    if not users.try_alone():
        say("Another command still uses the servers; waiting for it before they stop.")
        users.wait_alone()
