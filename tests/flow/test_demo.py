"""The demo: every page of a first start shows something, and a start that was interrupted is completed by the next."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.management.commands import load_demo
from articles.models import Article, Assignment, User, Verdict, Worker

pytestmark = pytest.mark.django_db(transaction=True)


def load() -> None:
    """Load the demo."""
    call_command("load_demo", stdout=io.StringIO())


def counts() -> tuple[int, ...]:
    """Return how many rows of each kind there are."""
    return tuple(model.objects.count() for model in (User, Article, Assignment, Verdict))


@pytest.fixture(autouse=True)
def _is_the_demo(settings: Any) -> None:
    settings.DEMO = True


def test_it_shows_something_on_every_page_and_loading_it_twice_changes_nothing() -> None:
    load()
    before = counts()
    assert before == (4, 5, 4, 5)
    load()
    assert counts() == before
    assert not Worker.objects.exists()


def test_a_start_that_was_interrupted_is_completed_by_the_next() -> None:
    load_demo.add_person(load_demo.read("people.json")[0])
    load()
    assert counts() == (4, 5, 4, 5)


def test_outside_the_demo_it_refuses(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        load()
    assert not User.objects.exists()


def test_published_passwords_outside_the_demo_refuse_the_start(settings: Any) -> None:
    load()
    settings.DEMO = False
    with pytest.raises(CommandError, match="published passwords"):
        call_command("check_start")
    call_command("retire_demo", stdout=io.StringIO())
    call_command("check_start")
