"""What the bench of importing measures, small and without a clock: every row visible once, and nothing new again."""

from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import ImportItem, User
from bench.importing import CHARACTERS, articles, row_counts, write_articles

pytestmark = pytest.mark.django_db

COUNT = 200


def test_a_small_import_is_counted_as_a_large_one_is(ade: User, tmp_path: Path) -> None:
    path = write_articles(tmp_path / "few.jsonl", COUNT, seed=1)
    call_command("import_articles", str(path))
    counts = row_counts()
    assert counts == dict.fromkeys(counts, COUNT)
    call_command("import_articles", str(path))
    assert row_counts() == counts
    assert ImportItem.objects.filter(outcome="duplicate").count() == COUNT


def test_the_made_up_articles_are_the_same_for_the_same_seed() -> None:
    some = list(articles(5, seed=1))
    assert some == list(articles(5, seed=1))
    assert len({article["text"] for article in some}) == 5
    assert all(CHARACTERS <= len(article["text"]) < 1.5 * CHARACTERS for article in some)
