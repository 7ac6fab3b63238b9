"""``manage.py compile_translations``: the .po files as Django reads them, without any tool of the machine."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Writes a .mo beside each .po that is newer than it."""

    help = "Compile the translations of the pages."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what has changed. Each file is replaced whole, so that a running process never reads half of one."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                    compile_file(source, target)
                    if options["verbosity"]:
                        self.stdout.write(f"{target.parent.parent.name}: compiled")


def compile_file(source: Path, target: Path) -> None:
    """Write the .mo of one .po."""
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name)
    part = target.with_suffix(f".{os.getpid()}.part")  # of its own: two may compile the same file at once
    with part.open("wb") as file:
        write_mo(file, catalog)
    part.replace(target)
