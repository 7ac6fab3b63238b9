"""Runs management commands one after the other in one process, which saves Django's start for all but the first.

Started as ``python -m factcheck.runner.in_turn COMMAND [ARGUMENT…] [-- COMMAND …]…``. Before each output comes a line
``== COMMAND``. The first that fails ends it with exit status 1.
"""

import itertools
import os
import sys

import django
from django.core.management import CommandError, call_command

HEADER = "== "


def main() -> None:
    """Run the commands in ``sys.argv``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    for is_mark, words in itertools.groupby(sys.argv[1:], lambda word: word == "--"):
        if not is_mark:
            name, *arguments = words
            print(f"{HEADER}{name}", flush=True)
            try:
                call_command(name, *arguments)
            except CommandError as error:
                sys.exit(str(error))
            sys.stdout.flush()


def outputs(text: str) -> dict[str, list[str]]:
    """Return each command's lines by its name, from what this module printed."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(HEADER):
            lines = found.setdefault(line.removeprefix(HEADER), [])
        else:
            lines.append(line)
    return found


if __name__ == "__main__":
    main()
