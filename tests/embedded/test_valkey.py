"""The embedded Valkey: it keeps what it can, and nothing in its data ever blocks a start."""

import shutil
from collections.abc import Callable

import psutil
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from factcheck.embedded.valkey import EmbeddedValkey
from factcheck.processes.children import Watchdog
from tests.embedded.conftest import kill

Make = Callable[[], tuple[EmbeddedValkey, list[str]]]


def test_it_keeps_its_messages_and_never_evicts_them(make_valkey: Make, watchdog: Watchdog) -> None:
    server, _ = make_valkey()
    child = server.start(watchdog)
    with redis.Redis.from_url(server.url) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    with (
        pytest.raises(redis.AuthenticationError),
        redis.Redis(port=server.port, retry=Retry(NoBackoff(), 0)) as stranger,
    ):
        stranger.ping()
    assert server.keys.valkey not in " ".join(psutil.Process(child.process.pid).cmdline())
    child.end()


def test_a_killed_server_comes_back_with_what_it_had_acknowledged(make_valkey: Make, watchdog: Watchdog) -> None:
    server, reports = make_valkey()
    child = server.start(watchdog)
    ring(server, 100)
    kill(child)
    child = server.start(watchdog)
    assert waiting(server) == 100
    assert reports == []
    child.end()


def test_deleted_data_do_not_block(make_valkey: Make, watchdog: Watchdog) -> None:
    server, _ = make_valkey()
    child = server.start(watchdog)
    ring(server, 5)
    kill(child)
    shutil.rmtree(server.data)
    child = server.start(watchdog)
    assert waiting(server) == 0
    child.end()


def test_data_cut_off_at_the_end_are_read_up_to_there(make_valkey: Make, watchdog: Watchdog) -> None:
    server, reports = make_valkey()
    child = server.start(watchdog)
    ring(server, 100)
    child.end()
    log = next(server.data.glob("appendonlydir/*.incr.aof"))
    log.write_bytes(log.read_bytes()[:-7])
    child = server.start(watchdog)
    assert waiting(server) == 99
    assert reports == []
    child.end()


def test_unreadable_data_are_moved_aside_and_it_is_said(make_valkey: Make, watchdog: Watchdog) -> None:
    server, reports = make_valkey()
    child = server.start(watchdog)
    ring(server, 100)
    child.end()
    log = next(server.data.glob("appendonlydir/*.incr.aof"))
    damaged = b"\x00garbage\r\n" + log.read_bytes()
    log.write_bytes(damaged)
    child = server.start(watchdog)
    assert waiting(server) == 0
    assert len(reports) == 1
    assert "valkey.unreadable" in reports[0]
    kept = next(server.data.with_name("valkey.unreadable").glob("appendonlydir/*.incr.aof"))
    assert kept.read_bytes() == damaged
    child.end()


def test_a_server_that_outlived_its_starter_is_ended_first(make_valkey: Make, watchdog: Watchdog) -> None:
    server, _ = make_valkey()
    first = server.start(watchdog)
    ring(server, 3)
    second = make_valkey()[0]
    child = second.start(watchdog)
    first.process.wait(timeout=5)
    assert waiting(second) == 3
    child.end()


def ring(server: EmbeddedValkey, times: int) -> None:
    with redis.Redis.from_url(server.url) as client:
        for number in range(times):
            client.lpush("bells", number)


def waiting(server: EmbeddedValkey) -> int:
    with redis.Redis.from_url(server.url) as client:
        return int(client.llen("bells"))  # type: ignore[arg-type]
