"""``manage.py score_extraction GOLD.jsonl…``: how right the engine is on annotated articles."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.extraction.score_report import add_arguments, score_report


class Command(BaseCommand):
    """Scores the engine on annotated articles, for example those that ``export_gold`` wrote; needs no database."""

    help = "Score the extraction engine on annotated articles: precision, recall and F1 per part and language."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take annotated files, and what to show, keep and compare."""
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report."""
        try:
            for line in score_report(options):
                self.stdout.write(line)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
