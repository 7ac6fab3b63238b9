"""The commands a person types: one clear line for what stands in the way, and who may use a data folder when."""

import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from factcheck import bootstrap
from factcheck.embedded.locks import Lock
from factcheck.embedded.state import State
from factcheck.runner.options import read_options
from factcheck.runner.surroundings import ROOT

TOO_OLD = """#!/bin/sh
case "$*" in *version_info*) exit 1 ;; *) echo "Python 3.9.2" ;; esac
"""
WITHOUT_VENV = """#!/bin/sh
case "$*" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac
"""


@pytest.fixture
def busy_port() -> Generator[int]:
    """Return a port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def type_command(*command: str, standard_input: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ``bin`` without the servers that the test run has in its environment."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "DATA_DIR"}}
    return subprocess.run(
        [str(ROOT / "bin" / command[0]), *command[1:]],
        env={**kept, **environment},
        input=standard_input,
        capture_output=True,
        text=True,
        timeout=120,
    )


def fake_python(folder: Path, script: str) -> str:
    path = folder / "python3"
    path.write_text(script)
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("script", "line"),
    [
        (TOO_OLD, "Periksa needs Python 3.11 or newer; .*/python3 is Python 3.9.2. Install a newer one, or name it: "),
        (
            WITHOUT_VENV,
            "Periksa needs Python's venv module, and .*/python3 has none. On Debian or Ubuntu: apt ",
        ),
        (
            "#!/bin/sh\nexit 127\n",
            "Periksa needs Python 3.11 or newer and found none. On Debian or Ubuntu: apt ",
        ),
    ],
)
def test_a_python_that_will_not_do_gets_one_line(tmp_path: Path, script: str, line: str) -> None:
    done = type_command("run", PYTHON=fake_python(tmp_path, script))
    assert done.returncode == 1
    assert re.match(line, done.stderr)
    assert len(done.stderr.splitlines()) == 1


def test_no_python_at_all_gets_one_line(tmp_path: Path) -> None:
    done = type_command("run", PYTHON=str(tmp_path / "python3"))
    assert done.returncode == 1
    assert done.stderr.startswith("Periksa needs Python 3.11 or newer and found none.")


def test_a_busy_port_gets_one_line_with_the_option(tmp_path: Path, busy_port: int) -> None:
    done = type_command("run", "--port", str(busy_port), "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"Port {busy_port} of 127.0.0.1 is busy. Choose another: --port {busy_port + 1}\n"


def test_a_second_start_says_that_the_desk_runs_already(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "starter.lock")
    assert lock.try_alone()
    State(owner="bin/run", pid=os.getpid(), address="http://localhost:8123").write(tmp_path)
    done = type_command("run", "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"Periksa is already running (pid {os.getpid()}, http://localhost:8123).\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])
def test_the_demo_is_not_shown_to_other_machines(tmp_path: Path, host: str) -> None:
    done = type_command("run", "--host", host, "--data", str(tmp_path), DEMO="")
    assert done.returncode == 1
    assert done.stderr.startswith(f"--host {host} lets other machines in, and everybody knows the demo's passwords")


def test_every_address_needs_the_names_that_people_use(tmp_path: Path) -> None:
    done = type_command("run", "--host", "0.0.0.0", "--no-demo", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "ALLOWED_HOSTS=desk.example.org bin/run" in done.stderr


def test_the_first_start_decides_whether_it_is_a_demo() -> None:
    options = read_options([], {})
    somewhere = {"DATABASE_URL": "postgres://somewhere"}
    assert options.is_demo(State(), {})
    assert not options.is_demo(State(is_demo=False), {})
    assert not options.is_demo(State(), somewhere), "a real database is no demo unless asked for"
    assert options.is_demo(State(), {**somewhere, "DEMO": "yes"})
    assert not read_options(["--no-demo"], {}).is_demo(State(is_demo=True), {"DEMO": "1"})


def test_manage_beside_its_own_servers_hands_everything_through(tmp_path: Path) -> None:
    code = "import os, sys; print(os.environ['DATA_DIR']); print(sys.stdin.read()); sys.exit(7)"
    said = "from standard input"
    done = type_command("manage", "shell", "--no-imports", "-c", code, standard_input=said, DATA_DIR=str(tmp_path))
    assert done.stdout == f"{tmp_path}\nfrom standard input\n", done.stderr
    assert done.returncode == 7
    assert Lock(tmp_path / "starter.lock").try_alone(), "it has let go of the folder"
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


def test_manage_uses_the_servers_that_run_already(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "starter.lock")
    assert lock.try_alone()
    servers = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    state = State(owner="bin/run", pid=os.getpid(), is_ready=True, environment={"SECRET_KEY": "of-it", **servers})
    state.write(tmp_path)
    code = "import os; print(os.environ['DATABASE_URL'] + ' ' + os.environ['REDIS_URL'])"
    done = type_command("manage", "shell", "--no-imports", "-c", code, DATA_DIR=str(tmp_path))
    assert done.stdout.split() == [servers["DATABASE_URL"], servers["REDIS_URL"]], done.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_half_made_environment_does_not_count(tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    for name in {*bootstrap.REQUIREMENTS.values(), bootstrap.EMBEDDED_REQUIREMENTS}:
        (tmp_path / name).write_text("# nothing\n")
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    assert bootstrap.read_stamp(venv) == {}
    bootstrap.write_stamp(tmp_path, venv, ["runtime"])
    assert bootstrap.is_satisfied(bootstrap.read_stamp(venv), "runtime", tmp_path)
    assert not bootstrap.is_satisfied(bootstrap.read_stamp(venv), "development", tmp_path)
    (tmp_path / "requirements.txt").write_text("# something else\n")
    assert not bootstrap.is_satisfied(bootstrap.read_stamp(venv), "runtime", tmp_path)
    (venv / "bin" / "python").unlink()
    assert bootstrap.read_stamp(venv) == {}


def test_the_installer_is_pinned_with_its_hashes() -> None:
    entry = bootstrap.lock_entry(ROOT / "requirements-dev.txt", "uv").splitlines()
    assert re.fullmatch(r"uv==[\d.]+ \\", entry[0])
    assert all("--hash=sha256:" in line for line in entry[1:])
    with pytest.raises(bootstrap.InstallError):
        bootstrap.lock_entry(ROOT / "requirements-dev.txt", "no-such-package")
