"""The embedded PostgreSQL of one data folder: made once, cured of what a kill leaves behind, started.

The caller holds the data folder's lock. What blocks a start after a kill was measured: docs/decisions/0002.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from factcheck.embedded.keys import Keys, write_private
from factcheck.embedded.ports import LOOPBACK
from factcheck.embedded.programs import EXTENSIONS, PostgresPrograms, find_postgres
from factcheck.processes.children import HERE, Child, Program, Watchdog, describe_end, spawn
from factcheck.processes.errors import StartError
from factcheck.processes.logs import last_lines, rotate
from factcheck.processes.strays import end_strays, processes_in

NAME = "periksa"  # of the database and of the role that owns it
READY_SECONDS = 600  # after a crash it first replays its log; while the process lives, it is given this long
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",  # a deep checkout would pass the 107 bytes that a socket's path may have
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "log_line_prefix": "%m [%p] ",
}


class EmbeddedPostgres:
    """One server; it may be started again after its process ended, on the same port."""

    name = "postgres"

    def __init__(self, data: Path, port: int, keys: Keys, *, are_keys_new: bool, may_create_databases: bool) -> None:
        """Find the programs for the data in ``data``/postgres.

        ``may_create_databases`` is for tests, whose runner makes a database of its own. Raises :class:`StartError`.
        """
        self.data = data.resolve() / "postgres"
        self.log = data.resolve() / "log" / "postgres.log"
        self.port = port
        self.keys = keys
        self.are_keys_new = are_keys_new
        self.may_create_databases = may_create_databases
        self.programs: PostgresPrograms = find_postgres(_major_of(self.data))
        self.as_nobody = _way_not_to_be_root()

    @property
    def url(self) -> str:
        """Where the product's own role finds its database."""
        return f"postgres://{NAME}:{self.keys.postgres}@{LOOPBACK}:{self.port}/{NAME}"

    def describe(self) -> str:
        """Return what runs and where, for a person."""
        return f"{self.programs.describe()} on port {self.port}"

    def start(self, watchdog: Watchdog, is_wanted: Callable[[], bool] = lambda: True) -> Child:
        """Start the server and return when it answers and holds the database.

        ``is_wanted`` is asked while waiting. Raises :class:`StartError` if it ends instead.
        """
        rotate(self.log)
        self.clear_remains()
        self._make_data()
        child = spawn(self._program(), watchdog)
        try:
            self._wait_until_ready(child, is_wanted)
            self._prepare_database()
        except BaseException:
            child.end()
            raise
        return child

    def clear_remains(self) -> None:
        """End what still runs on these data after a kill and remove the stale lock file of the server.

        A backend busy with a query outlives a killed server and blocks the next one; and the lock file names a pid that
        may be anybody's by now.
        """
        end_strays(processes_in(self.data, "postgres"), signal.SIGQUIT, seconds=3)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _program(self) -> Program:
        settings = [argument for name, value in SETTINGS.items() for argument in ("-c", f"{name}={value}")]
        command = (str(self.programs.folder / "postgres"), "-D", str(self.data), "-p", str(self.port))
        return Program(
            name=self.name,
            command=(*command, *settings, *self.programs.options),
            environment=_environment(),
            log=self.log,
            folder=self.data,
            stop_signal=signal.SIGINT,  # fast shutdown: sessions end, data are written out
            stop_seconds=20,
            as_nobody=self.as_nobody,
        )

    def _make_data(self) -> None:
        """Make the data folder if there is none: aside and then renamed, so that a half-made one is never used."""
        part = self.data.with_name("postgres.part")
        shutil.rmtree(part, ignore_errors=True)
        if self.data.exists():
            if self.are_keys_new:
                self._renew_password()
            return
        part.mkdir(parents=True, mode=0o700)
        password = self.data.with_name("superuser.part")
        write_private(password, self.keys.postgres_superuser)
        if self.as_nobody == "account":
            self.data.parent.chmod(0o711)  # the files in it are private themselves
            for path in (part, password):
                shutil.chown(path, "nobody")
        try:
            self._run("initdb", *_initdb_options(self.programs.major), f"--pwfile={password}", "-D", str(part))
        finally:
            password.unlink()
        part.rename(self.data)

    def _renew_password(self) -> None:
        """Give the superuser the password of the new keys, where somebody removed the old ones."""
        statement = f"ALTER ROLE postgres PASSWORD '{self.keys.postgres_superuser}'\n"
        self._run("postgres", "--single", "-D", str(self.data), "postgres", standard_input=statement)
        self.are_keys_new = False

    def _run(self, program: str, *arguments: str, standard_input: str = "") -> None:
        command = [*_as_somebody(self.as_nobody), str(self.programs.folder / program), *arguments]
        done = subprocess.run(
            command,
            cwd=self.data.parent,
            env=_environment(),
            input=standard_input,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise StartError(f"{program} failed:\n{(done.stderr or done.stdout).strip()}")

    def _wait_until_ready(self, child: Child, is_wanted: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            if child.has_ended():
                raise StartError(f"PostgreSQL {describe_end(child.process.returncode)}:\n{last_lines(self.log)}")
            try:
                self._connect("postgres").close()
            except psycopg.OperationalError as error:
                if not is_wanted() or time.monotonic() > deadline:
                    raise StartError(f"PostgreSQL does not answer: {error}\n{last_lines(self.log)}") from error
                time.sleep(0.05)
            else:
                return

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user="postgres",
            password=self.keys.postgres_superuser,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _prepare_database(self) -> None:
        """Make the role, the database and the extensions where they are missing, and set the role's password."""
        role = sql.Identifier(NAME)
        rights = sql.SQL("CREATEDB" if self.may_create_databases else "NOCREATEDB")
        with self._connect("postgres") as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [NAME]).rowcount:
                connection.execute(sql.SQL("CREATE ROLE {}").format(role))
            connection.execute(
                sql.SQL("ALTER ROLE {} LOGIN {} PASSWORD {}").format(role, rights, sql.Literal(self.keys.postgres))
            )
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).rowcount:
                self._create_extensions("template1")  # so that a test's own database has them too
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))

    def _create_extensions(self, database: str) -> None:
        with self._connect(database) as connection:
            for extension in EXTENSIONS:
                try:
                    connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
                except psycopg.Error as error:
                    raise StartError(f"PostgreSQL lacks the extension {extension}: {error}") from error


def _major_of(data: Path) -> int | None:
    version = data / "PG_VERSION"
    return int(version.read_text()) if version.exists() else None


def _initdb_options(major: int) -> tuple[str, ...]:
    # The built-in locale sorts and folds the same on every machine, whatever locales that has; 17 brought it.
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C") if major >= 17 else ("--locale=C",)
    return ("--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", *locale)


def _environment() -> dict[str, str]:
    """Return the caller's environment without what would change the server: PGDATA, PGPORT, a locale it has not."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _way_not_to_be_root() -> str:
    """Return how to run PostgreSQL, which refuses root: empty when we are not root, else what ``enter`` calls it."""
    if os.geteuid() != 0:
        return ""
    if sys.platform == "linux":
        tried = subprocess.run([*_as_somebody("namespace"), "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return "namespace"
    return "account"


def _as_somebody(as_nobody: str) -> list[str]:
    """Return the command line that runs the rest of it as ``as_nobody``, its life tied to ours."""
    options = f'{{"parent": {os.getpid()}, "signal": 9, "nice": 0, "as_nobody": "{as_nobody}"}}'
    return [sys.executable, "-I", "-S", str(HERE / "enter.py"), options]
