"""The embedded Valkey of one data folder: the queue's bell.

What it holds may be lost without harm (docs/decisions/0001), so nothing in its data ever blocks a start: data that it
cannot read are moved aside. The caller holds the data folder's lock.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from factcheck.embedded.keys import Keys, write_private
from factcheck.embedded.ports import LOOPBACK
from factcheck.embedded.programs import find_valkey
from factcheck.processes.children import Child, Program, Watchdog, describe_end, spawn
from factcheck.processes.errors import StartError
from factcheck.processes.logs import last_lines, rotate
from factcheck.processes.strays import end_strays, processes_in

READY_SECONDS = 60
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
protected-mode yes
dir "{folder}"
appendonly yes
appendfsync everysec
aof-load-truncated yes
save ""
maxmemory-policy noeviction
daemonize no
"""


class EmbeddedValkey:
    """One server; it may be started again after its process ended, on the same port."""

    name = "valkey"

    def __init__(self, data: Path, port: int, keys: Keys, report: Callable[[str], None]) -> None:
        """Find the program for the data in ``data``/valkey; ``report`` is told when data are moved aside.

        Raises :class:`StartError`.
        """
        self.data = data.resolve() / "valkey"
        self.log = data.resolve() / "log" / "valkey.log"
        self.port = port
        self.keys = keys
        self.report = report
        self.program = find_valkey()

    @property
    def url(self) -> str:
        """Where Celery finds its broker."""
        return f"redis://:{self.keys.valkey}@{LOOPBACK}:{self.port}/0"

    def describe(self) -> str:
        """Return what runs and where, for a person."""
        return f"{self.program.describe()} on port {self.port}"

    def start(self, watchdog: Watchdog, is_wanted: Callable[[], bool] = lambda: True) -> Child:
        """Start the server and return when it answers; with empty data if it cannot read its own.

        Raises :class:`StartError`, with the end of the log, if it does not start with empty data either.
        """
        rotate(self.log)
        end_strays(processes_in(self.data, self.program.path.name), signal.SIGTERM, seconds=3)
        try:
            return self._start_once(watchdog, is_wanted)
        except StartError:
            if not is_wanted() or not any(self.data.glob("appendonlydir/*")):
                raise
        aside = self.data.with_name("valkey.unreadable")
        shutil.rmtree(aside, ignore_errors=True)
        self.data.rename(aside)
        self.report(f"Valkey could not read its data: moved to {aside}, starting empty (no work is lost).")
        return self._start_once(watchdog, is_wanted)

    def _start_once(self, watchdog: Watchdog, is_wanted: Callable[[], bool]) -> Child:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        configuration = self.data / "valkey.conf"  # a file, since everybody on the machine can read a command line
        write_private(configuration, self._configuration())
        child = spawn(
            Program(
                name=self.name,
                command=(str(self.program.path), str(configuration)),
                environment=dict(os.environ),
                log=self.log,
                folder=self.data,
                stop_signal=signal.SIGTERM,
                stop_seconds=8,
            ),
            watchdog,
        )
        try:
            self._wait_until_ready(child, is_wanted)
        except BaseException:
            child.end()
            raise
        return child

    def _configuration(self) -> str:
        return CONFIGURATION.format(host=LOOPBACK, port=self.port, password=self.keys.valkey, folder=self.data)

    def _wait_until_ready(self, child: Child, is_wanted: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        at_once = Retry(NoBackoff(), 0)  # by default the client itself waits seconds between its tries
        with redis.Redis.from_url(self.url, socket_timeout=2, retry=at_once) as client:
            while True:
                if child.has_ended():
                    raise StartError(f"Valkey {describe_end(child.process.returncode)}:\n{last_lines(self.log)}")
                try:
                    client.ping()
                except redis.RedisError as error:
                    if not is_wanted() or time.monotonic() > deadline:
                        raise StartError(f"Valkey does not answer: {error}\n{last_lines(self.log)}") from error
                    time.sleep(0.03)
                else:
                    return
