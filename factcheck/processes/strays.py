"""Processes that are no children of ours any more: what a kill left behind."""

import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]

CLOCK_STEP_SECONDS = 2  # by how much a start time may move when the clock is set


def processes_in(folder: Path, name: str) -> list[psutil.Process]:
    """Return the processes called ``name`` whose working folder is ``folder``: those of our own data alone."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == name and Path(process.cwd()) == folder.resolve():
                found.append(process)
        except (psutil.Error, OSError):
            continue  # it has ended, or is another user's and so not ours
    return found


def end_strays(processes: list[psutil.Process], stop_signal: signal.Signals, seconds: float) -> None:
    """End processes that are no children of ours: ``stop_signal``, and SIGKILL for who still runs after ``seconds``."""
    for number, patience in ((stop_signal, seconds), (signal.SIGKILL, 5.0)):
        for process in processes:
            try:
                process.send_signal(number)
            except psutil.NoSuchProcess:
                continue
        _, processes = psutil.wait_procs(processes, timeout=patience)


def started_at(pid: int) -> float:
    """Return when the process started, in Unix seconds; 0 if it has ended. With the pid it names a process for good."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


def end_recorded(children: Mapping[str, Sequence[float]]) -> None:
    """End what an earlier run left: ``children`` are its noted (pid, start time), each the leader of a process group.

    Members of a group are found even when its leader is gone. A number that is another process's by now is left alone.
    """
    leaders = set()
    for pid, started in children.values():
        is_of_this_boot = started > psutil.boot_time() - CLOCK_STEP_SECONDS
        now = started_at(int(pid))
        if is_of_this_boot and (not now or abs(now - started) < CLOCK_STEP_SECONDS):
            leaders.add(int(pid))
    end_strays([one for one in psutil.process_iter() if _group_of(one.pid) in leaders], signal.SIGTERM, seconds=2)


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except (ProcessLookupError, PermissionError):
        return 0
