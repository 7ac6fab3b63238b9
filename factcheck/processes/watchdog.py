"""Ends a runner's children after the runner itself was killed.

``kill -9`` lets a process end nothing. So the runner keeps this small process beside it and tells it over a pipe, a
line each, which children live: ``+PID SIGNAL`` (one was started; the signal asks it to end), ``-PID`` (it ended) and
``=FOLDER`` (throw this temporary folder away at the end). When the pipe closes, the runner is gone, however it went:
what is left is asked to end, then killed with its whole process group. Linux' PR_SET_PDEATHSIG
(:mod:`factcheck.processes.enter`) is quicker, but knows neither grandchildren nor macOS.
"""

import os
import shutil
import signal
import sys
import time

PATIENCE_SECONDS = 2.5
IMMEDIATE_SECONDS = 0.5


def main() -> None:
    """Read the pipe on standard input until it closes, then end what the runner left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    children: dict[int, int] = {}
    folders: list[str] = []
    for line in sys.stdin:
        if line.startswith("+"):
            pid, number_text = line[1:].split()
            children[int(pid)] = int(number_text)
        elif line.startswith("-"):
            children.pop(int(line[1:]), None)
        elif line.startswith("="):
            folders.append(line[1:].rstrip("\n"))
    end(children)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def end(children: dict[int, int]) -> None:
    """End processes that have lost their parent: ``children`` maps each pid to the signal that asks it to end."""
    for pid, number in children.items():
        _send(pid, number)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(_is_alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    # PostgreSQL's immediate shutdown: its backends are in groups of their own, so only it can end them all.
    for pid in [pid for pid in children if _is_alive(pid)]:
        _send(pid, signal.SIGQUIT)
    time.sleep(IMMEDIATE_SECONDS if any(_is_alive(pid) for pid in children) else 0)
    for pid in children:
        try:
            os.killpg(pid, signal.SIGKILL)  # each child leads a process group
        except (ProcessLookupError, PermissionError):
            continue  # the whole group has ended


def _is_alive(pid: int) -> bool:
    return _send(pid, 0)


def _send(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False  # it has ended, or its number is somebody else's by now
    return True


if __name__ == "__main__":
    main()
