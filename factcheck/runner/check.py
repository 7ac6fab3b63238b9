"""``bin/check``: everything that can be said about the code without running its tests."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from factcheck.embedded.state import State
from factcheck.runner.alongside import main_of_command, run_beside_own
from factcheck.runner.surroundings import ROOT, manage, python, say

CODE = ("articles", "factcheck", "tests", "bench", "manage.py")
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "ALLOWED_HOSTS": "desk.example.org",
    "PUBLIC_URL": "https://desk.example.org",
    "SECRET_KEY": "only-for-this-check-4f1c7a9e2b8d6053-it-signs-nothing-at-all",
}


def steps() -> dict[str, tuple[tuple[str, ...], Mapping[str, str]]]:
    """Return each check's name with its command line and what it needs in the environment."""
    code = [name for name in CODE if (ROOT / name).exists()]
    scripts = str(Path(sys.executable).parent)
    return {
        "ruff check": ((f"{scripts}/ruff", "check", "--quiet", *code), {}),
        "ruff format": ((f"{scripts}/ruff", "format", "--check", "--quiet", *code), {}),
        "mypy --strict": (python("-m", "mypy", "--strict", "--no-error-summary", "articles", "factcheck"), {}),
        "import contracts": ((f"{scripts}/lint-imports", "--no-logo"), {}),
        "templates": ((f"{scripts}/djlint", "--lint", "--quiet", "templates"), {}),
        "migrations": (manage("makemigrations", "--check", "--dry-run"), {}),
        "deployment": (manage("check", "--deploy", "--fail-level", "WARNING", "--database", "default"), PRODUCTION),
    }


def main() -> None:
    """Run every check, or those named in ``sys.argv``, and exit with 1 if any failed."""
    if sys.argv[1:2] == ["--inside"]:  # started by run(), with the servers up
        sys.exit(run_steps(sys.argv[2:]))
    main_of_command(run)


def run() -> int:
    """Run this module again beside servers of its own, which migrations and settings need; return its status."""
    data = Path(tempfile.mkdtemp(prefix="periksa-check-"))
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"DATA_DIR": str(data), "SECRET_KEY": PRODUCTION["SECRET_KEY"], "PYTHONSAFEPATH": "1"}
    command = python("-m", "factcheck.runner.check", "--inside", *sys.argv[1:])
    return run_beside_own(command, data, environment, state=State(owner="bin/check"), is_throw_away=True)


def run_steps(chosen: list[str]) -> int:
    """Run the checks whose names begin with one of ``chosen``, all when it is empty; return 1 if any failed, else 0."""
    failed = []
    for name, (command, extra) in steps().items():
        if chosen and not name.startswith(tuple(chosen)):
            continue
        begun = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **extra}, capture_output=True, text=True, check=False
        )
        say(f"{'FAILED' if done.returncode else 'ok':<7} {name:<18} {time.monotonic() - begun:5.1f} s")
        if done.returncode:
            failed.append(name)
            say((done.stdout + done.stderr).rstrip())
    say(f"{len(failed)} of the checks failed: {', '.join(failed)}" if failed else "All checks are in order.")
    return 1 if failed else 0


if __name__ == "__main__":
    main()
