"""The short-lived process that parses what may be hostile, within limits of time and memory.

A parser in C cannot be interrupted, and one that runs out of memory takes its process with it; so none of them runs
where articles are stored. The child gets bytes and gives back JSON; it has no connection, no setting and no secret. One
child reads many files, because its start takes a hundred times as long as reading a page (measured: 2.1 s of the
processor, 0.02 s); it ends by itself when nobody asks.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from articles.reading.refusals import Unreadable

logger = structlog.get_logger(__name__)

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds of the processor, seconds of the clock, bytes of address space.

    Where the system knows no limit of address space (macOS), the seconds hold.
    """

    cpu_seconds: int = 30
    wall_seconds: int = 90
    memory_bytes: int = 1536 * 1024 * 1024


LIMITS = Limits()


def read_in_child(kind: str, data: bytes, *, limits: Limits = LIMITS, **options: str) -> dict[str, Any]:
    """Return what the reader of a kind makes of some bytes. Raises :class:`Unreadable`.

    Side effect: starts a process when none waits, and kills it, with all it started, when it goes past its limits.
    """
    child = _of_this_process()
    with child.lock:
        answer = child.ask(kind, data, limits, options)
    if "refusal" in answer:
        raise Unreadable(answer["refusal"], answer["detail"])
    result: dict[str, Any] = answer["result"]
    return result


class Child:
    """One process that reads, one file at a time; started when it is needed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.owner = os.getpid()
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, kind: str, data: bytes, limits: Limits, options: dict[str, str]) -> dict[str, Any]:
        """Return the child's answer; one that had ended by itself is started again. Raises :class:`Unreadable`."""
        head = {"kind": kind, "bytes": len(data), "options": options}
        head |= {"cpu_seconds": limits.cpu_seconds, "memory_bytes": limits.memory_bytes}
        request = json.dumps(head).encode() + b"\n"
        for _try in range(2):
            answer, status = self._exchange(request, data, limits.wall_seconds)
            if answer is not None:
                return answer
            if status != 0:  # 0: nobody had asked it for long, and it ended just before
                break
        logger.warning("reader_died", kind=kind, status=status)
        raise Unreadable("too_slow" if status in {-signal.SIGXCPU, -signal.SIGALRM} else "too_heavy")

    def _exchange(self, request: bytes, data: bytes, seconds: int) -> tuple[dict[str, Any] | None, int]:
        """Return the answer, or nothing and how the process ended: 0, or a signal below 0."""
        process = self.process = self.process or _started()
        late = threading.Event()

        def stop() -> None:
            late.set()
            _kill(process)

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            answer = _sent_and_answered(process, request, data)
        except BaseException:  # a time limit of the task: what the child says next belongs to nobody
            self.process = None
            _kill(process)
            _ended(process)
            raise
        finally:
            timer.cancel()
        if answer is not None:
            return answer, 0
        self.process = None
        status = _ended(process)
        return None, -signal.SIGALRM if late.is_set() else status


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "articles.reading"],
        cwd=ROOT,
        env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _sent_and_answered(process: subprocess.Popen[bytes], request: bytes, data: bytes) -> dict[str, Any] | None:
    """Return what the child answers, or nothing when it ends before it does."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(request)
        process.stdin.write(data)
        process.stdin.flush()
    except BrokenPipeError:
        return None
    length = process.stdout.readline()
    answer = process.stdout.read(int(length)) if length.endswith(b"\n") else b""
    return json.loads(answer) if length.endswith(b"\n") and len(answer) == int(length) else None


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Return how a child has ended whose pipes are closed already; it is given a moment to be gone."""
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        _kill(process)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            _close(pipe)
    return process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a child with all that it started, if it has not ended."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # what could not be written any more
        return


_child = Child()


def _of_this_process() -> Child:
    """Return this process's child; one that was forked off does not share its parent's."""
    global _child  # noqa: PLW0603 - one child a process
    if _child.owner != os.getpid():
        _child = Child()
    return _child
