"""``bin/test``: the tests, beside a PostgreSQL and a Valkey that are thrown away afterwards.

They are started here and not by a fixture because pytest-django reads the settings before any fixture runs.
"""

import os
import sys
import tempfile
from pathlib import Path

from factcheck.embedded.state import State
from factcheck.runner.alongside import main_of_command, run_beside_own
from factcheck.runner.chromium import HOW_TO_GET_ONE, find_or_get_chromium
from factcheck.runner.surroundings import ROOT, python, say

MEMORY = Path("/dev/shm")  # noqa: S108 - a file system, not a file
ENOUGH_BYTES = 2_000_000_000


def run() -> int:
    """Run pytest with the arguments in ``sys.argv`` and return its exit status."""
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
    command = python("-m", "pytest", f"--rootdir={ROOT}", f"--config-file={ROOT / 'pyproject.toml'}", *sys.argv[1:])
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
