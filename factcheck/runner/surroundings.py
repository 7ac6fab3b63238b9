"""What a command finds around it: the checkout, ``.env``, the data folder, the person at the terminal."""

import os
import sys
import time
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent.parent


def read_environment() -> dict[str, str]:
    """Return the environment with ``.env`` of the checkout added; what is set already wins, as in the settings.

    A server's address that is set to nothing counts as not set.
    """
    if (ROOT / ".env").is_file():
        environ.Env.read_env(str(ROOT / ".env"))
    return {name: value for name, value in os.environ.items() if value or name not in {"DATABASE_URL", "REDIS_URL"}}


def data_folder(named: str | None) -> Path:
    """Return the folder that keeps everything: the one named, else ``var`` in the checkout."""
    return Path(named).expanduser().resolve() if named else ROOT / "var"


def python(*arguments: str) -> tuple[str, ...]:
    """Return the command line that runs this very interpreter, which finds the product but nothing by chance."""
    return (sys.executable, "-P", *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    """Return the command line of one management command."""
    return python(str(ROOT / "manage.py"), *arguments)


def say(line: str) -> None:
    """Print a line for the person at the terminal."""
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        return  # the terminal is gone; the servers still have to be ended in order


class Steps:
    """Prints what was done, each line with the seconds it took."""

    def __init__(self) -> None:
        """Start the clock."""
        self.begun = self.last = time.monotonic()

    def done(self, what: str) -> None:
        """Print that ``what`` is done since the last step."""
        now = time.monotonic()
        say(f"  {what:<62} {now - self.last:5.1f} s")
        self.last = now

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.begun

    def seconds_since_last(self) -> float:
        """Return the seconds since the last step that was done."""
        return time.monotonic() - self.last
