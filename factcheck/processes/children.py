"""Starts and ends child processes so that none outlives the process that started it.

Start children from the main thread only: Linux sends the parent's death signal when the *thread* that forked ends.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Program:
    """What to run and how to end it: ``stop_signal``, and harder ones once ``stop_seconds`` have passed."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 8
    nice: int = 0
    as_nobody: str = ""
    pass_fds: tuple[int, ...] = ()


class Watchdog:
    """The parent's side of :mod:`factcheck.processes.watchdog`, which ends the children when this process is killed."""

    def __init__(self) -> None:
        """Start the watchdog's process."""
        self.watched: dict[int, int] = {}
        self.folders: list[Path] = []
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-I", "-S", str(HERE / "watchdog.py")]
        reader, self.pipe = os.pipe()
        self.process = subprocess.Popen(command, stdin=reader, start_new_session=True, cwd="/")
        os.close(reader)

    def watch(self, pid: int, stop_signal: int) -> None:
        """Have the child ``pid``, the leader of a process group, ended when this process dies."""
        self.watched[pid] = stop_signal
        self._tell(f"+{pid} {int(stop_signal)}")

    def forget(self, pid: int) -> None:
        """Leave the child ``pid`` alone from now on: it has ended."""
        self.watched.pop(pid, None)
        self._tell(f"-{pid}")

    def remove_folder(self, folder: Path) -> None:
        """Have ``folder`` removed at the end, this process killed or not."""
        self.folders.append(folder)
        self._tell(f"={folder}")

    def keep_alive(self) -> None:
        """Start the watchdog anew if somebody killed it."""
        if self.process.poll() is not None:
            os.close(self.pipe)
            self._start()
            for folder in self.folders:
                self._tell(f"={folder}")
            for pid, stop_signal in self.watched.items():
                self._tell(f"+{pid} {stop_signal}")

    def end(self) -> None:
        """Close the pipe and wait: the watchdog ends what is still watched and removes the folders."""
        self.keep_alive()
        os.close(self.pipe)
        self.process.wait()

    def _tell(self, line: str) -> None:
        try:
            os.write(self.pipe, f"{line}\n".encode())
        except BrokenPipeError:
            return  # it was killed; keep_alive tells the next one everything


@dataclass
class Child:
    """A program that was started: its process and since when it runs (``time.monotonic``)."""

    program: Program
    process: subprocess.Popen[bytes]
    watchdog: Watchdog
    since: float = field(default_factory=time.monotonic)

    def has_ended(self) -> bool:
        """Tell whether the process has ended, and if so forget it and kill what it left in its process group."""
        if self.process.poll() is None:
            return False
        if self.process.pid in self.watchdog.watched:
            self.watchdog.forget(self.process.pid)
            _kill_group(self.process.pid)
        return True

    def ask_to_end(self) -> None:
        """Send the program's own stop signal."""
        if not self.has_ended():
            self.process.send_signal(self.program.stop_signal)

    def end(self, is_hurried: Callable[[], bool] = lambda: False) -> None:
        """End the process: its stop signal, after its seconds SIGQUIT, at last SIGKILL for the whole group.

        ``is_hurried`` is asked while waiting and cuts the waiting short.
        """
        self.ask_to_end()
        if not self._wait(self.program.stop_seconds, is_hurried):
            self.process.send_signal(signal.SIGQUIT)
            if not self._wait(2, lambda: False):
                _kill_group(self.process.pid)
                self._wait(5, lambda: False)

    def _wait(self, seconds: float, is_hurried: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + seconds
        while not self.has_ended():
            if time.monotonic() > deadline or is_hurried():
                return False
            time.sleep(0.02)
        return True


def spawn(program: Program, watchdog: Watchdog) -> Child:
    """Start ``program`` as the leader of a session of its own, its output appended to its log."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    options = {
        "parent": os.getpid(),
        "signal": int(program.stop_signal),
        "nice": program.nice,
        "as_nobody": program.as_nobody,
    }
    wrapper = [sys.executable, "-I", "-S", str(HERE / "enter.py"), json.dumps(options)]
    with program.log.open("ab") as log:
        process = subprocess.Popen(
            [*wrapper, *program.command],
            env=dict(program.environment),
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=program.pass_fds,
        )
    watchdog.watch(process.pid, int(program.stop_signal))
    return Child(program, process, watchdog)


def describe_end(code: int | None) -> str:
    """Return in words how a process ended, from ``Popen.returncode``."""
    if code is None:
        return "still runs"
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit status {code}"


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # nobody is left in it (macOS answers EPERM for a group of zombies)
