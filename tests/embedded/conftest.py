"""Real servers in temporary folders, started as the product starts them."""

import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from factcheck.embedded.keys import read_or_make_keys
from factcheck.embedded.ports import choose_port
from factcheck.embedded.postgres import EmbeddedPostgres
from factcheck.embedded.valkey import EmbeddedValkey
from factcheck.processes.children import Child, Watchdog


@pytest.fixture
def watchdog() -> Generator[Watchdog]:
    """Return a watchdog that ends whatever the test leaves running."""
    watchdog = Watchdog()
    yield watchdog
    watchdog.end()


@pytest.fixture
def tmp_path() -> Path:
    """Return a folder beside the test run's own data: in memory where there is room, and removed with them."""
    return Path(tempfile.mkdtemp(dir=settings.DATA_DIR))


@pytest.fixture(scope="session")
def made_data() -> Path:
    """Return a data folder that was made once; tests that are not about the making start from a copy of it."""
    folder = Path(tempfile.mkdtemp(dir=settings.DATA_DIR))
    keys, are_new = read_or_make_keys(folder)
    watchdog = Watchdog()
    server = EmbeddedPostgres(folder, choose_port(), keys, are_keys_new=are_new, may_create_databases=False)
    server.start(watchdog).end()
    watchdog.end()
    return folder


@pytest.fixture
def data(tmp_path: Path, made_data: Path) -> Path:
    """Return a data folder of the test's own, with keys and a database that nobody uses."""
    return Path(shutil.copytree(made_data, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def make_postgres(tmp_path: Path) -> Callable[[], EmbeddedPostgres]:
    """Return a function that makes the server of the test's one data folder, on a new port each time."""

    def make() -> EmbeddedPostgres:
        keys, are_new = read_or_make_keys(tmp_path)
        return EmbeddedPostgres(tmp_path, choose_port(), keys, are_keys_new=are_new, may_create_databases=False)

    return make


@pytest.fixture
def make_valkey(tmp_path: Path) -> Callable[[], tuple[EmbeddedValkey, list[str]]]:
    """Return a function that makes the server of the test's one data folder, and the list of what it reports."""

    def make() -> tuple[EmbeddedValkey, list[str]]:
        reports: list[str] = []
        return EmbeddedValkey(tmp_path, choose_port(), read_or_make_keys(tmp_path)[0], reports.append), reports

    return make


def kill(child: Child) -> None:
    """Kill a server as the kernel or a person with ``kill -9`` does, telling nobody."""
    child.process.kill()
    child.process.wait()


def write_row(server: EmbeddedPostgres) -> None:
    """Write a row and return once the server has said that it is kept."""
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number integer)")
        connection.execute("INSERT INTO kept VALUES (1)")


def count_rows(server: EmbeddedPostgres) -> int:
    """Return how many rows of :func:`write_row` are there."""
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    return int(row[0]) if row else 0


def run_for_ever(server: EmbeddedPostgres) -> None:
    """Run a statement that uses a processor until its session is ended, and come back then."""
    with suppress(psycopg.OperationalError), psycopg.connect(server.url) as connection:
        connection.execute("DO 'BEGIN LOOP END LOOP; END'")
