"""Importing: one transaction, then a bell; nothing enters twice; each refusal has its line."""

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from articles.flow import importing
from articles.flow.errors import Conflict
from articles.models import Article, Event, Extraction, Import, User
from articles.models.events import Verb
from articles.models.extractions import Failure, State
from articles.reading import Unreadable
from tests.make import TEXT, make_article
from tests.together import at_the_same_moment

pytestmark = pytest.mark.django_db


def the_article(done: Import) -> Article:
    """Return the article of an import of one piece."""
    article = done.items.get().article
    assert article is not None
    return article


def test_pasting_stores_article_text_job_and_event_together(ade: User) -> None:
    done = importing.import_text(
        actor=ade,
        text=f"  {TEXT}\r\n",
        title="Bantuan",
        publisher="Warta",
        url="https://warta.example/a",
        language="id",
    )
    article = the_article(done)
    assert article.current_text is not None
    assert article.current_text.text == TEXT
    job = Extraction.objects.get(article_text=article.current_text)
    assert (job.state, job.attempt) == (State.QUEUED, 0)
    assert list(Event.objects.values_list("verb", "actor")) == [(Verb.ARTICLE_IMPORTED, ade.pk)]


def test_the_bell_is_rung_after_the_commit_and_a_deaf_queue_is_no_error(
    ade: User, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as rings:
        importing.import_text(actor=ade, text=TEXT)
    assert len(rings) == 1


@pytest.mark.parametrize("person", ["jaya", "edi", "nona"])
def test_only_an_admin_imports(person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        importing.import_text(actor=request.getfixturevalue(person), text=TEXT)
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "again",
    [
        {"text": TEXT},
        {"text": f"{TEXT}\n"},
        {"text": "Teks lain sama sekali.", "url": "https://WARTA.example/a/#bagian"},
    ],
)
def test_the_same_text_or_address_enters_once(ade: User, again: dict[str, str]) -> None:
    first = the_article(importing.import_text(actor=ade, text=TEXT, url="https://warta.example/a"))
    with pytest.raises(importing.Duplicate) as same:
        importing.import_text(actor=ade, **again)
    assert same.value.article == first
    assert Article.objects.count() == 1
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/\u0000",
        "http://a.example/\ud800",
        "http://a.example/\u202ecod",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "not an address",
        "ftp://a.example/",
    ],
)
def test_an_address_that_is_no_link_is_refused(ade: User, url: str) -> None:
    with pytest.raises(Unreadable):
        importing.import_text(actor=ade, text=TEXT, url=url)


def test_a_bad_language_is_refused(ade: User) -> None:
    with pytest.raises(Unreadable, match="unknown_language"):
        importing.import_text(actor=ade, text=TEXT, language="klingon!")


def test_retrying_a_failed_article_makes_a_new_run(ade: User) -> None:
    article = make_article(status="failed")
    job = importing.retry_extraction(actor=ade, article=article)
    article.refresh_from_db()
    assert article.status == "extracting"
    assert Extraction.objects.filter(article_text=article.current_text).count() == 2
    assert job.state == State.QUEUED
    article.status = "failed"
    with pytest.raises(Conflict):
        importing.retry_extraction(actor=ade, article=article)


@pytest.mark.parametrize("person", ["jaya", "edi"])
def test_only_an_admin_retries(person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        importing.retry_extraction(actor=request.getfixturevalue(person), article=make_article(status="failed"))


def test_a_language_told_wrongly_is_put_right_when_trying_again(ade: User) -> None:
    article = make_article(status="failed", language="fr", failure=Failure.UNSUPPORTED_LANGUAGE)
    importing.retry_extraction(actor=ade, article=article, language="id")
    article.refresh_from_db()
    assert article.language == "id"
    event = Event.objects.get(verb=Verb.EXTRACTION_RETRIED)
    assert (event.before, event.after) == ({"language": "fr"}, {"language": "id"})


@pytest.mark.django_db(transaction=True)
def test_twenty_imports_of_one_address_at_the_same_moment_make_one_article(ade: User) -> None:
    spellings = ["https://warta.example/a", "https://m.warta.example/a/?utm_source=x", "http://warta.example/a/amp"]

    def bring(number: int) -> Import:
        return importing.import_text(actor=ade, text=f"{TEXT} Kali ke-{number}.", url=spellings[number % 3])

    results = at_the_same_moment([partial(bring, number) for number in range(20)])
    assert sum(isinstance(result, Import) for result in results) == 1
    same = {result.article for result in results if isinstance(result, importing.Duplicate)}
    assert same == {Article.objects.get()}
    assert (Import.objects.count(), Extraction.objects.count(), Event.objects.count()) == (1, 1, 1)
