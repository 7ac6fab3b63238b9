"""``bin/test``: the tests, beside a PostgreSQL and a Valkey that are thrown away afterwards.

They are started here and not by a fixture because pytest-django reads the settings before any fixture runs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from factcheck.embedded.state import State
from factcheck.runner.alongside import main_of_command, run_beside_own
from factcheck.runner.chromium import HOW_TO_GET_ONE, find_or_get_chromium
from factcheck.runner.surroundings import ROOT, python, say

MEMORY = Path("/dev/shm")  # noqa: S108 - a file system, not a file
ENOUGH_BYTES = 2_000_000_000


# These start whole desks and browsers and wait for them; the others keep a core busy.
WAITING = ("tests/browser", "tests/embedded", "tests/faults")


def run() -> int:
    """Run pytest with the arguments in ``sys.argv``, or all tests without any, and return its exit status."""
    return run_pytest(sys.argv[1:]) if sys.argv[1:] else run_halves()


def run_halves() -> int:
    """Run all tests in two halves at once, each beside servers of its own; return the first exit status that is not 0.

    The half that waits for desks and browsers is shown as it goes, and has the processor first; the other is shown
    when it is at its end.
    """
    others = ["tests", *(f"--ignore={folder}" for folder in WAITING)]
    with tempfile.TemporaryFile() as said:
        command = ["nice", "-n", "10", *python("-m", "factcheck.runner.test", *others)]
        beside = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        try:
            status = run_pytest(list(WAITING))
            other = beside.wait()
        finally:
            beside.terminate()  # does nothing to one that has ended
            beside.wait()
            say("The other half of the tests:")
            said.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(said, sys.stdout.buffer)
            sys.stdout.flush()
    return status or other


def run_pytest(arguments: Sequence[str]) -> int:
    """Run pytest with some arguments beside servers that are thrown away, and return its exit status."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    chromium = find_or_get_chromium(environment)
    if chromium:
        environment["PERIKSA_CHROMIUM"] = chromium
    else:
        say(f"The browser tests are left out: no Chromium here. {HOW_TO_GET_ONE}")
        if environment.get("CI") == "true":
            return 1
    data = Path(tempfile.mkdtemp(prefix="periksa-test-", dir=_quick_folder()))
    environment |= {
        "DATA_DIR": str(data),
        "SECRET_KEY": "only-for-tests-" + data.name,
        "DEMO": "1",
        "PYTHONSAFEPATH": "1",
    }
    command = python("-m", "pytest", f"--rootdir={ROOT}", f"--config-file={ROOT / 'pyproject.toml'}", *arguments)
    return run_beside_own(command, data, environment, state=State(owner="bin/test"), is_throw_away=True)


def _quick_folder() -> str | None:
    """Return a file system in memory if there is room: fsync stays on, as everywhere, but costs nothing there."""
    try:
        room = os.statvfs(MEMORY)
    except OSError:
        return None
    is_usable = os.access(MEMORY, os.W_OK | os.X_OK) and room.f_bavail * room.f_frsize > ENOUGH_BYTES
    return str(MEMORY) if is_usable else None


if __name__ == "__main__":
    main_of_command(run)
