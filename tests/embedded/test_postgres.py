"""The embedded PostgreSQL: what it is made with, and that it comes back whatever happened to it."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from factcheck.embedded.keys import read_or_make_keys
from factcheck.embedded.ports import choose_port
from factcheck.embedded.postgres import EmbeddedPostgres
from factcheck.embedded.programs import packaged_folder
from factcheck.processes.children import Watchdog
from factcheck.processes.errors import StartError
from factcheck.processes.strays import processes_in
from tests.embedded.conftest import count_rows, kill, run_for_ever, write_row

Make = Callable[[], EmbeddedPostgres]


def test_it_is_made_safe_and_keeps_its_data_over_a_stop(make_postgres: Make, watchdog: Watchdog) -> None:
    server = make_postgres()
    child = server.start(watchdog)
    with psycopg.connect(server.url) as connection:
        assert shown(connection, "fsync", "full_page_writes", "synchronous_commit", "data_checksums") == ["on"] * 4
        assert shown(connection, "listen_addresses") == ["127.0.0.1"]
        words = connection.execute("SELECT unaccent('Bésar'), similarity('besar', 'besaran') > 0.5").fetchone()
        assert words == ("Besar", True)
        rights = "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(rights).fetchone() == (False, False)
    write_row(server)
    child.end()
    assert child.process.returncode == 0
    again = make_postgres().start(watchdog)
    assert again.process.pid != child.process.pid
    again.end()


@pytest.mark.usefixtures("data")
def test_only_the_password_lets_anybody_in(make_postgres: Make, watchdog: Watchdog) -> None:
    server = make_postgres()
    child = server.start(watchdog)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url.replace(server.keys.postgres, "guess"))
    assert server.keys.postgres not in " ".join(psutil.Process(child.process.pid).cmdline())
    child.end()


@pytest.mark.usefixtures("data")
def test_a_killed_server_comes_back_with_every_row_that_it_had_acknowledged(
    make_postgres: Make, watchdog: Watchdog
) -> None:
    server = make_postgres()
    child = server.start(watchdog)
    write_row(server)
    kill(child)
    assert (server.data / "postmaster.pid").exists()
    child = server.start(watchdog)
    assert count_rows(server) == 1
    child.end()


@pytest.mark.usefixtures("data")
def test_a_lock_file_that_names_a_stranger_does_not_block(make_postgres: Make, watchdog: Watchdog) -> None:
    server = make_postgres()
    child = server.start(watchdog)
    kill(child)
    lock_file = server.data / "postmaster.pid"
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        lines = lock_file.read_text().splitlines()
        lock_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        server.start(watchdog).end()
        assert stranger.poll() is None, "a process that is no server of ours was ended"
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.usefixtures("data")
def test_a_busy_session_that_outlived_its_server_does_not_block(make_postgres: Make, watchdog: Watchdog) -> None:
    server = make_postgres()
    child = server.start(watchdog)
    write_row(server)
    busy = threading.Thread(target=run_for_ever, args=[server], daemon=True)
    busy.start()
    orphan = wait_for_busy_session(server)
    kill(child)
    assert orphan.is_running(), "the session is busy and so has not noticed"
    begun = time.monotonic()
    child = server.start(watchdog)
    assert time.monotonic() - begun < 10
    busy.join(timeout=10)
    assert not busy.is_alive()
    assert count_rows(server) == 1
    child.end()


def test_data_that_were_half_made_are_made_anew(make_postgres: Make, watchdog: Watchdog) -> None:
    server = make_postgres()
    part = server.data.with_name("postgres.part")
    part.mkdir(parents=True)
    (part / "PG_VERSION").write_text("18\n")
    server.start(watchdog).end()
    assert not part.exists()
    assert (server.data / "global").is_dir()


@pytest.mark.usefixtures("data")
def test_lost_passwords_are_replaced_and_the_data_kept(make_postgres: Make, watchdog: Watchdog, tmp_path: Path) -> None:
    server = make_postgres()
    child = server.start(watchdog)
    write_row(server)
    child.end()
    (tmp_path / "keys.json").unlink()
    server = make_postgres()
    child = server.start(watchdog)
    assert count_rows(server) == 1
    child.end()
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0


def test_data_of_a_version_that_is_not_here_are_named_and_left_alone(make_postgres: Make, tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(StartError, match="No PostgreSQL 9, which made the data, runs here"):
        make_postgres()


def test_a_server_of_the_system_takes_the_place_of_one_that_does_not_run(
    make_postgres: Make, watchdog: Watchdog, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not system or not (system[-1].parents[1] / "lib" / "pg_trgm.so").exists():
        pytest.skip("no PostgreSQL of the system with its contrib modules here")
    monkeypatch.setenv("PERIKSA_POSTGRES_BIN", str(system[-1].parent))
    server = make_postgres()
    assert "this machine's" in server.describe()
    child = server.start(watchdog)
    write_row(server)
    child.end()
    assert server.programs.folder != packaged_folder()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a way not to be root")
def test_root_without_user_namespaces_becomes_nobody(watchdog: Watchdog) -> None:
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        keys, are_new = read_or_make_keys(data)
        server = EmbeddedPostgres(data, choose_port(), keys, are_keys_new=are_new, may_create_databases=False)
        if any(not folder.stat().st_mode & 0o001 for folder in server.programs.folder.parents):
            pytest.skip("nobody cannot reach the installed packages")
        server.as_nobody = "account"
        child = server.start(watchdog)
        assert psutil.Process(child.process.pid).username() == "nobody"
        write_row(server)
        child.end()
        server.start(watchdog).end()


def shown(connection: psycopg.Connection, *settings: str) -> list[str]:
    rows = [connection.execute("SELECT current_setting(%s)", [setting]).fetchone() for setting in settings]
    return [row[0] for row in rows if row]


def wait_for_busy_session(server: EmbeddedPostgres) -> psutil.Process:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        busy = [process for process in processes_in(server.data, "postgres") if " DO" in " ".join(process.cmdline())]
        if busy:
            return busy[0]
        time.sleep(0.05)
    raise AssertionError("the statement never ran")
