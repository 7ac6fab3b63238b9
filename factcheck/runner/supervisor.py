"""Keeps a list of services running: starts them in order, restarts what dies, ends them in reverse order.

One thread, which must be the main one (see :mod:`factcheck.processes.children`).
"""

import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from factcheck.processes.children import Child, Program, Watchdog, describe_end, spawn
from factcheck.processes.errors import StartError
from factcheck.processes.logs import rotate

BACK_OFF_SECONDS = (0.5, 1, 2, 5, 10, 30)
SETTLED_SECONDS = 60  # who lived this long starts at the beginning of the list again
TICK_SECONDS = 0.5
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Service(Protocol):
    """Something that can be started, and started again after it ended."""

    @property
    def name(self) -> str:
        """What the service is called in messages, logs and the state file."""

    def start(self, watchdog: Watchdog, is_wanted: Callable[[], bool]) -> Child:
        """Start it and return its child; stop waiting for it when ``is_wanted`` says no."""


@dataclass(frozen=True)
class ProgramService:
    """A service that is nothing but a program."""

    program: Program

    @property
    def name(self) -> str:
        """The program's name."""
        return self.program.name

    def start(self, watchdog: Watchdog, is_wanted: Callable[[], bool] = lambda: True) -> Child:
        """Start the program, on a fresh log if the old one has grown."""
        rotate(self.program.log)
        return spawn(self.program, watchdog)


@dataclass
class Slot:
    """A service, its child while it lives, how often it failed in a row and when it may start next (monotonic)."""

    service: Service
    child: Child | None = None
    failures: int = 0
    next_start: float = 0


class Supervisor:
    """Runs services until a signal asks for the end."""

    def __init__(self, watchdog: Watchdog, report: Callable[[str], None], changed: Callable[[], None]) -> None:
        """``report`` is told what a person should know; ``changed`` is called when a child came or went."""
        self.watchdog = watchdog
        self.report = report
        self.changed = changed
        self.slots: list[Slot] = []
        self.requests_to_end = 0
        self._waker, self._alarm = os.pipe()
        os.set_blocking(self._alarm, False)

    def catch_signals(self) -> None:
        """Take Ctrl-C, SIGTERM and SIGHUP as requests to end; a second one hurries. Wake up when a child ends."""
        for number in ENDING:
            signal.signal(number, self._on_ending)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._alarm, warn_on_full_buffer=False)

    def is_wanted(self) -> bool:
        """Tell whether nobody has asked for the end."""
        return self.requests_to_end == 0

    def start(self, service: Service) -> Child:
        """Start ``service`` and keep it running from now on. Raises :class:`StartError`."""
        slot = Slot(service)
        slot.child = service.start(self.watchdog, self.is_wanted)
        self.slots.append(slot)
        self.changed()
        return slot.child

    def failing(self, times: int) -> str | None:
        """Return the name of a service that ended ``times`` times in a row soon after its start, if there is one."""
        return next((slot.service.name for slot in self.slots if slot.failures >= times), None)

    def children(self) -> dict[str, Child]:
        """Return the children that were running when last looked at, by name."""
        return {slot.service.name: slot.child for slot in self.slots if slot.child}

    def run(self) -> None:
        """Keep everything running until the end is asked for."""
        while self.is_wanted():
            self.tend()
            self.wait(TICK_SECONDS)

    def tend(self) -> None:
        """Note who has ended and start who is due."""
        self.watchdog.keep_alive()
        for slot in self.slots:
            if slot.child and slot.child.has_ended():
                self._note_end(slot, slot.child)
            if slot.child is None and time.monotonic() >= slot.next_start and self.is_wanted():
                self._start_again(slot)

    def wait(self, seconds: float) -> None:
        """Sleep for ``seconds``, less if a signal comes or a child ends."""
        if select.select([self._waker], [], [], seconds)[0]:
            os.read(self._waker, 4096)

    def end(self, groups: Sequence[Sequence[str]]) -> None:
        """End the services, a group of names after the other; within a group all at the same time."""
        for names in groups:
            chosen = [child for name, child in self.children().items() if name in names]
            for child in chosen:
                child.ask_to_end()
            for child in chosen:
                child.end(is_hurried=lambda: self.requests_to_end > 1)
        for slot in self.slots:
            slot.child = None
        self.changed()

    def _on_ending(self, *_: object) -> None:
        self.requests_to_end += 1

    def _note_end(self, slot: Slot, child: Child) -> None:
        slot.child = None
        self.changed()
        if time.monotonic() - child.since > SETTLED_SECONDS:
            slot.failures = 0
        self._plan(slot, f"{slot.service.name} {describe_end(child.process.returncode)}")

    def _start_again(self, slot: Slot) -> None:
        try:
            slot.child = slot.service.start(self.watchdog, self.is_wanted)
        except (StartError, OSError) as error:
            if self.is_wanted():
                self._plan(slot, f"{slot.service.name} did not start: {error}")
            return
        self.changed()

    def _plan(self, slot: Slot, what: str) -> None:
        delay = BACK_OFF_SECONDS[min(slot.failures, len(BACK_OFF_SECONDS) - 1)]
        slot.failures += 1
        slot.next_start = time.monotonic() + delay
        self.report(f"{what}; starting it again in {delay:g} s.")
