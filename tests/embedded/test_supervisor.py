"""The runner of the processes: it restarts what dies, ends all in order, and leaves nothing when it is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from factcheck.embedded.keys import read_or_make_keys
from factcheck.embedded.state import read_state
from factcheck.runner.surroundings import ROOT

NAMES = {"postgres", "valkey", "busy"}


@contextmanager
def holder(data: Path) -> Generator[subprocess.Popen[str]]:
    """Start :mod:`tests.embedded.holder` and return when everything runs; kill it at the end if it still does."""
    command = [sys.executable, "-m", "tests.embedded.holder", str(data)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready")
        yield process
    finally:
        process.kill()
        process.communicate()


def test_whoever_is_killed_is_started_again(data: Path) -> None:
    with holder(data) as process:
        before = pids(data)
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: set(pids(data)) == NAMES and not set(pids(data).values()) & set(before.values()))
        wait_until(lambda: answers(data))
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
    for name in NAMES:
        assert f"{name} was killed by SIGKILL; starting it again in 0.5 s." in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_ends_everything_within_seconds(data: Path, number: signal.Signals) -> None:
    with holder(data) as process:
        family = psutil.Process(process.pid).children(recursive=True)
        begun = time.monotonic()
        process.send_signal(number)
        said, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert time.monotonic() - begun < 6
    assert said.endswith("ended\n")
    assert "starting it again" not in said
    assert alive(family) == []
    assert "database system is shut down" in (data / "log" / "postgres.log").read_text()


def test_nothing_outlives_a_killed_runner(data: Path) -> None:
    with holder(data) as process:
        family = whole_family(process.pid)
        process.kill()
        begun = time.monotonic()
        wait_until(lambda: alive(family) == [])
        assert time.monotonic() - begun < 5
    with holder(data):  # and the next start needs no hand
        assert answers(data)


def test_after_everything_is_killed_the_next_start_recovers(data: Path) -> None:
    with holder(data) as process:
        family = whole_family(process.pid)
        grandchild = next(member for member in family if member.name() == "sleep")
        for pid in [process.pid, *(member.pid for member in family if member != grandchild)]:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: alive(family) == [grandchild])
        with holder(data):
            assert answers(data)
            assert alive(family) == [], "what no killed process could end any more is ended by the next start"


def test_a_killed_watchdog_is_replaced(data: Path) -> None:
    with holder(data) as process:
        family = psutil.Process(process.pid).children()
        watchdog = next(member for member in family if "watchdog.py" in " ".join(member.cmdline()))
        watchdog.kill()
        wait_until(lambda: len(psutil.Process(process.pid).children()) == len(family))
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        wait_until(lambda: alive(family) == [])


def whole_family(pid: int) -> list[psutil.Process]:
    """Return all that a holder started, once the busy program has its child."""
    wait_until(lambda: "sleep" in {member.name() for member in psutil.Process(pid).children(recursive=True)})
    return list(psutil.Process(pid).children(recursive=True))


def pids(data: Path) -> dict[str, int]:
    try:
        return {name: int(pid) for name, (pid, _) in read_state(data).children.items()}
    except json.JSONDecodeError:
        return {}


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def answers(data: Path) -> bool:
    state, (keys, _) = read_state(data), read_or_make_keys(data)
    try:
        with redis.Redis(port=state.valkey_port or 0, password=keys.valkey) as client:
            client.ping()
        psycopg.connect(f"postgres://periksa:{keys.postgres}@127.0.0.1:{state.postgres_port}/periksa").close()
    except (redis.RedisError, psycopg.OperationalError):
        return False
    return True


def wait_until(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
