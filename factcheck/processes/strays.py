"""Processes that are no children of ours any more: what a kill left behind."""

import signal
from pathlib import Path

import psutil  # type: ignore[import-untyped]


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
