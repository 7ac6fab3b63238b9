"""A migration that is killed leaves nothing half done; the next one goes on, and until then no web server starts.

PostgreSQL takes changes of tables back with the transaction they are in, and each migration is one. What it takes to
fail: a migration with ``atomic = False``, whose first tables would be there when it is run again.
"""

import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from pathlib import Path

import psycopg
import pytest
from django.db import connection as django_connection

from factcheck.embedded.postgres import EmbeddedPostgres
from factcheck.processes.children import Watchdog
from factcheck.runner.surroundings import ROOT
from tests.desk import free_port, wait_for

OLDER = "The database is older than this version. Run: bin/manage migrate"
WAITING_FOR_A_LOCK = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE%'"
)
TABLES = """
SELECT table_name::text, column_name::text, data_type::text, is_nullable::text FROM information_schema.columns
  WHERE table_schema = 'public' AND table_name LIKE 'articles%'
UNION SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), '' FROM pg_constraint
  WHERE conrelid::regclass::text LIKE 'articles%'
ORDER BY 1, 2, 3
"""


@pytest.fixture
def server(
    data: Path, make_postgres: Callable[[], EmbeddedPostgres], watchdog: Watchdog
) -> Generator[EmbeddedPostgres]:
    """Return a running server with an empty database."""
    assert data.is_dir()
    server = make_postgres()
    child = server.start(watchdog)
    yield server
    child.end()


def environment(server: EmbeddedPostgres) -> dict[str, str]:
    """Return what the product needs to find the server."""
    return os.environ | {"DATABASE_URL": server.url, "DEMO": "0", "DEBUG": "1"}


def begin(server: EmbeddedPostgres, *command: str) -> subprocess.Popen[str]:
    """Start a management command."""
    return subprocess.Popen(
        [sys.executable, "-P", str(ROOT / "manage.py"), *command],
        env=environment(server),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def manage(server: EmbeddedPostgres, *command: str) -> tuple[int, str]:
    """Run a management command to its end; return its exit status and what it printed."""
    process = begin(server, *command)
    said, _nothing = process.communicate(timeout=120)
    return process.returncode, said


def applied(server: EmbeddedPostgres) -> set[str]:
    """Return the migrations that are done."""
    with psycopg.connect(server.url) as connection:
        try:
            return {name for (name,) in connection.execute("SELECT name FROM django_migrations")}
        except psycopg.errors.UndefinedTable:
            return set()


def tables(server: EmbeddedPostgres) -> list[tuple[object, ...]]:
    """Return every column and every constraint of the database."""
    with psycopg.connect(server.url) as connection:
        return list(connection.execute(TABLES))


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a command as a crash would."""
    process.kill()
    process.communicate(timeout=20)


@pytest.mark.django_db
def test_a_migration_that_is_killed_is_done_by_the_next_one(server: EmbeddedPostgres) -> None:
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for place in sorted(chance.sample(range(1, 30), 3)):
        process = begin(server, "migrate")
        wait_for(lambda place=place: len(applied(server)) >= place, 60, "nothing is migrated")
        time.sleep(chance.uniform(0, 0.2))
        kill(process)
        assert OLDER in manage(server, "check_start")[1]
    status, said = manage(server, "migrate")
    assert status == 0, said
    assert manage(server, "check_start") == (0, "")
    with django_connection.cursor() as cursor:  # the tests' own database, which nobody killed anything in
        cursor.execute(TABLES)
        assert tables(server) == list(cursor.fetchall())


def test_it_is_killed_in_the_middle_of_one_and_no_web_server_starts_meanwhile(server: EmbeddedPostgres) -> None:
    assert manage(server, "migrate", "articles", "0017")[0] == 0
    before, done = tables(server), applied(server)
    with psycopg.connect(server.url) as reader:
        reader.execute("LOCK TABLE articles_importitem IN ACCESS SHARE MODE")  # a page that reads, for too long
        process = begin(server, "migrate")
        with psycopg.connect(server.url, autocommit=True) as other:
            wait_for(lambda: other.execute(WAITING_FOR_A_LOCK).fetchone() == (1,), 60, "no migration waits")
        kill(process)
    wait_for(lambda: tables(server) == before, 20, "the migration was not taken back")
    assert applied(server) == done
    status, said = serve(server, until=lambda _port, process: process.poll() is not None)
    assert status not in {None, 0}
    assert OLDER in said
    assert "Traceback" not in said
    assert manage(server, "migrate")[0] == 0
    status, said = serve(server, until=answers)
    assert status is None, said


def serve(server: EmbeddedPostgres, *, until: Callable[[int, subprocess.Popen[str]], bool]) -> tuple[int | None, str]:
    """Start the web server; return its exit status, None where it still ran, and what it had printed."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "gunicorn", "factcheck.wsgi", "--workers=2", f"--bind=127.0.0.1:{port}"],
        env=environment(server) | {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for(lambda: until(port, process), 60, "the web server neither answers nor ends")
        status = process.poll()
    finally:
        process.terminate()
        said = process.communicate(timeout=40)[0]
    return status, said


def answers(port: int, process: subprocess.Popen[str]) -> bool:
    """Say whether a web server answers, whatever it says; one that has ended fails."""
    assert process.poll() is None, process.communicate()[0]
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
