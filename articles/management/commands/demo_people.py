"""``manage.py demo_people``: who can sign in to the demo."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from articles.models import User


class Command(BaseCommand):
    """Prints role, sign-in name and password of the demo people who are still here."""

    help = "Print the demo's sign-ins."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--plain``: tabs between the columns and nothing else."""
        parser.add_argument("--plain", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a person."""
        active = set(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
        people = json.loads((Path(settings.BASE_DIR) / "seeds" / "people.json").read_text(encoding="utf-8"))
        for person in people:
            if person["username"] in active:
                columns = (", ".join(person["roles"]), person["username"], person["password"])
                self.stdout.write("\t".join(columns) if options["plain"] else "{:12} {:10} {}".format(*columns))
