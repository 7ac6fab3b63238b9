"""The whole desk as a person starts it, for tests that drive it from outside: ``bin/run`` with data of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180
"""How long a start may take on a busy machine before the test gives up."""

SET_BY_THE_TESTS = {
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "DATA_DIR",
    "DEMO",
    "DJANGO_SETTINGS_MODULE",
    "STATIC_ROOT",
}


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Desk:
    """One desk: its web address, its processes, and ``manage``."""

    def __init__(self, data: Path, *options: str, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.options = options
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        inherited = {name: value for name, value in os.environ.items() if name not in SET_BY_THE_TESTS}
        self.environment = inherited | dict(environment or {})
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Desk:
        """Run ``bin/run`` until the desk says that it is alive."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [ROOT / "bin" / "run", "--port", str(self.port), "--data", str(self.data), *self.options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=self.environment,
                cwd=ROOT,
                start_new_session=True,
            )
        try:
            self.wait_until_alive()
        except AssertionError:  # nobody gets this desk, so nobody else would end it
            if self.process.poll() is None:
                self.stop()
            raise
        return self

    def said(self) -> str:
        """Return what ``bin/run`` has printed."""
        return (self.data / "run.log").read_text(encoding="utf-8", errors="replace")

    def last_lines(self, name: str, count: int = 40) -> str:
        """Return the end of the log of one of the desk's processes."""
        lines = (self.data / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-count:])

    def wait_until_alive(self, seconds: float = START_SECONDS) -> None:
        """Wait until /healthz answers ``ok``."""

        def alive() -> bool:
            assert self.process is None or self.process.poll() is None, f"bin/run ended:\n{self.said()}"
            return self.health() == "ok"

        wait_for(alive, seconds, lambda: f"the desk does not answer: {self.health()}\n{self.said()}")

    def health(self) -> str:
        """Return the one word of /healthz, or "nothing" when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=10) as response:
                return str(response.read().decode())
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except OSError:
            return "nothing"

    def manage(self, *arguments: str, given: str = "") -> str:
        """Run ``bin/manage`` beside the desk and return what it printed."""
        done = subprocess.run(
            [ROOT / "bin" / "manage", *arguments],
            input=given,
            capture_output=True,
            text=True,
            env=self.environment | {"DATA_DIR": str(self.data)},
            cwd=ROOT,
            timeout=START_SECONDS,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def ask(self, code: str) -> Any:
        """Run Python inside the desk (``bin/manage shell``) that prints one JSON value, and return it."""
        return json.loads(self.manage("shell", "--no-imports", "-c", code).strip().splitlines()[-1])

    def pid(self, child: str) -> int:
        """Return the process id of web, worker, sweeper, postgres or valkey; 0 while it is down."""
        state = json.loads((self.data / "state.json").read_text())
        return int(state["children"].get(child, [0])[0])

    def replaced(self, child: str, before: int) -> bool:
        """Say whether another process has taken the place of the one that was killed."""
        return self.pid(child) not in {0, before}

    def kill(self, child: str) -> None:
        """Kill one of the desk's processes at once, as a crash would."""
        os.kill(self.pid(child), signal.SIGKILL)

    def stop(self, how: int = signal.SIGTERM, seconds: float = 60) -> int:
        """End the desk and return its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(timeout=seconds)


def wait_for(condition: Callable[[], Any], seconds: float, why: Callable[[], str] | str) -> Any:
    """Return the first true value of ``condition``, asked every fifth of a second; fail with ``why`` in the end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.2)
    raise AssertionError(why if isinstance(why, str) else why())
