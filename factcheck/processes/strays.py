"""Processes that are no children of ours any more: what a kill left behind."""

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
    """Kill processes of an earlier run that were noted as (pid, start time), unless the number is another's by now."""
    left = []
    for pid, started in children.values():
        try:
            process = psutil.Process(int(pid))
            if abs(process.create_time() - started) < CLOCK_STEP_SECONDS:
                left += [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    end_strays(left, signal.SIGTERM, seconds=2)
