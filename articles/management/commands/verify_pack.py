"""``manage.py verify_pack FILE``: whether a replication pack still says what it said when it was written."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.packs.verifying import verify_pack


class Command(BaseCommand):
    """Recomputes the digests and the verdicts that count from the rows alone; asks no database."""

    help = "Check a replication pack: digests, quotations, and which verdict counts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="a replication pack (.zip)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was checked. Raises CommandError with every problem when something does not match."""
        report = verify_pack(options["file"])
        for kind, count in report.checked.items():
            self.stdout.write(f"{count:>6} {kind} checked")
        for public_id, answer in report.current.items():
            self.stdout.write(f"       claim {public_id}: {answer}")
        if report.problems:
            raise CommandError("It does not match.\n" + "\n".join(report.problems))
        self.stdout.write("It matches.")
