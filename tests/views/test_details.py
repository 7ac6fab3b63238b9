"""Correcting an article's details: stored with an event, never over somebody else's correction."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Event, User
from articles.models.events import Verb
from tests.make import make_article, make_assignment

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def sent(article: Article, **changed: str) -> dict[str, str]:
    """Return what a browser sends for an article's details with some of them changed."""
    values = {
        "title": article.title,
        "publisher": article.publisher,
        "byline": article.byline,
        "language": article.language,
        "published_on": "",
        "published_time": "",
        "seen": article.details_digest(),
    }
    return values | changed


@pytest.mark.parametrize("status", ["extracting", "failed", "ready", "in_review", "done"])
@pytest.mark.parametrize("name", ["ade", "edi"])
def test_details_are_corrected_in_any_state(
    client_of: ClientOf, name: str, status: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(name)
    article = make_article(status=status, title="Judl")
    changed = {"title": " Judul\u200b ", "byline": "Rina", "published_on": "2026-11-02", "published_time": "09:30"}
    response = client_of(person).post(reverse("article_edit", args=[article.pk]), sent(article, **changed))
    assert response.headers["Location"] == article.get_absolute_url()
    article.refresh_from_db()
    assert (article.title, article.byline, article.status) == ("Judul", "Rina", status)
    assert article.published_at == datetime(2026, 11, 2, 2, 30, tzinfo=UTC)
    event = Event.objects.get(verb=Verb.DETAILS_CORRECTED)
    assert event.actor == person
    assert event.before == {"title": "Judl", "byline": "", "published_at": None}
    assert event.after == {"title": "Judul", "byline": "Rina", "published_at": "2026-11-02T09:30:00+07:00"}


def test_the_form_shows_what_is_known(client_of: ClientOf, edi: User) -> None:
    article = make_article(title='Judul "lama" <b>', language="fr")
    Article.objects.filter(pk=article.pk).update(published_at=datetime(2026, 11, 2, 2, 30, tzinfo=UTC))
    page = client_of(edi).get(reverse("article_edit", args=[article.pk])).content.decode()
    assert "Judul &quot;lama&quot; &lt;b&gt;" in page
    assert 'value="2026-11-02"' in page
    assert 'value="09:30"' in page
    assert '<option value="fr" selected>' in page


def test_nothing_changed_is_no_event(client_of: ClientOf, edi: User) -> None:
    article = make_article()
    client_of(edi).post(reverse("article_edit", args=[article.pk]), sent(article))
    assert not Event.objects.filter(verb=Verb.DETAILS_CORRECTED).exists()


def test_a_correction_that_came_too_late_shows_both(client_of: ClientOf, ade: User, edi: User) -> None:
    article = make_article(title="Pertama")
    address = reverse("article_edit", args=[article.pk])
    mine = sent(article, title="Punyaku")
    client_of(ade).post(address, sent(article, title="Kedua"))
    response = client_of(edi).post(address, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Kedua" in page
    assert 'value="Punyaku"' in page
    article.refresh_from_db()
    assert article.title == "Kedua"
    assert client_of(edi).post(address, sent(article, title="Punyaku")).status_code == 302


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"published_on": "9999-12-31"}, "published_on"),
        ({"published_time": "09:30"}, "published_on"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_cannot_be_is_said(client_of: ClientOf, edi: User, changed: dict[str, str], field: str) -> None:
    article = make_article()
    response = client_of(edi).post(reverse("article_edit", args=[article.pk]), sent(article, **changed))
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Event.objects.filter(verb=Verb.DETAILS_CORRECTED).exists()


def test_a_journalist_corrects_nothing(client_of: ClientOf, jaya: User) -> None:
    article = make_article()
    address = reverse("article_edit", args=[article.pk])
    assert client_of(jaya).get(address).status_code == 404
    make_assignment(article, jaya)
    session = client_of(jaya)
    assert session.get(address).status_code == session.post(address, sent(article)).status_code == 403
    assert "Correct the details" not in session.get(article.get_absolute_url()).content.decode()
