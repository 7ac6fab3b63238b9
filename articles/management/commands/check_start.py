"""``manage.py check_start``: refuses a start that would be unsafe, with one line that says why."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import User


class Command(BaseCommand):
    """Looks at what only the data can tell: published passwords, missing migrations, a database that may lose data."""

    help = "Refuse an unsafe start: exit 1 and a line that says why."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError with the first reason found."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is older than this version. Run: bin/manage migrate")
        if not settings.DEMO and User.objects.filter(is_demo=True, is_active=True).exists():
            raise CommandError(
                "The demo people are here, with published passwords, and this is not the demo. "
                "Take another folder with --data, or run: bin/manage retire_demo"
            )
        for setting in ("fsync", "full_page_writes"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting(%s)", [setting])
                if cursor.fetchone() != ("on",):
                    raise CommandError(f"PostgreSQL runs with {setting} off: it would lose verdicts in a power cut.")
