"""Kept copies on the page: when, from where, the file; fetching again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Import, ImportItem, User
from articles.templatetags.desk import moment_words
from tests.make import make_article, make_assignment, make_capture

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
HOSTILE = "https://warta.example/<script>alert(1)</script>"


@pytest.fixture
def article(db: None) -> Article:
    """Return an article with an address."""
    article = make_article()
    Article.objects.filter(pk=article.pk).update(url="https://warta.example/a")
    article.refresh_from_db()
    return article


def test_the_article_says_when_it_was_captured(client_of: ClientOf, edi: User, article: Article) -> None:
    copies = reverse("capture_list", args=[article.pk])
    assert "Keep a copy of the page" in client_of(edi).get(article.get_absolute_url()).content.decode()
    make_capture(article)
    page = client_of(edi).get(article.get_absolute_url()).content.decode()
    assert "Captured" in page
    assert f'href="{copies}"' in page


def test_an_article_that_never_was_on_the_web_says_nothing(client_of: ClientOf, edi: User) -> None:
    page = client_of(edi).get(make_article().get_absolute_url()).content.decode()
    assert "Captured" not in page
    assert "Keep a copy" not in page


def test_copies_are_listed_with_what_proves_them(client_of: ClientOf, edi: User, article: Article) -> None:
    capture = make_capture(article, b"<script>alert(2)</script>", url=HOSTILE)
    page = client_of(edi).get(reverse("capture_list", args=[article.pk])).content.decode()
    assert capture.sha256_hex in page
    assert reverse("capture_warc", args=[capture.pk]) in page
    assert "<script>alert" not in page
    assert "Fetch again" in page


def test_a_copy_is_a_download_and_never_a_page(client_of: ClientOf, edi: User, article: Article) -> None:
    capture = make_capture(article)
    response = client_of(edi).get(reverse("capture_warc", args=[capture.pk]))
    assert response.headers["Content-Type"] == "application/gzip"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"\x1f\x8b")


def test_fetching_again_waits_and_says_so(client_of: ClientOf, edi: User, article: Article) -> None:
    session = client_of(edi)
    refetch = reverse("article_refetch", args=[article.pk])
    page = session.post(refetch, follow=True).content.decode()
    assert "The page is being fetched again." in page
    assert 'hx-trigger="every 2s"' in page
    assert "queued" in page
    assert "It is being fetched already." in session.post(refetch, follow=True).content.decode()
    item = ImportItem.objects.get()
    assert (item.url, item.article) == ("https://warta.example/a", article)


def test_a_page_that_is_put_off_can_be_fetched_now(client_of: ClientOf, edi: User, article: Article) -> None:
    session, address = client_of(edi), reverse("capture_list", args=[article.pk])
    session.post(reverse("article_refetch", args=[article.pk]))
    due = timezone.now() + timedelta(minutes=5)
    ImportItem.objects.update(attempt=1, refusal="unreachable", due_at=due)
    page = session.get(address).text
    assert "The site cannot be reached." in page
    assert f"tried 1 of 4 times; again at {moment_words(due)}" in page
    assert "Try now" in page
    session.post(reverse("article_refetch", args=[article.pk]))
    item = ImportItem.objects.get()
    assert (item.refusal, item.attempt, item.is_put_off) == ("", 0, False)
    assert "Try now" not in session.get(address).text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"outcome": "unchanged"}, "only the copy was added"),
        ({"outcome": "changed"}, "has a new version of its text"),
        ({"outcome": "refused", "refusal": "gone", "refusal_detail": "404"}, "It could not be fetched again:"),
    ],
)
def test_what_came_of_it(
    client_of: ClientOf, ade: User, article: Article, values: dict[str, str], sentence: str
) -> None:
    batch = Import.objects.create(way="refetch", imported_by=ade)
    ImportItem.objects.create(of=batch, name=article.title, url=article.url, article=article, **values)
    session = client_of(ade)
    page = session.get(reverse("capture_list", args=[article.pk])).content.decode()
    assert sentence in page
    assert "hx-trigger" not in page
    assert session.get(batch.get_absolute_url()).status_code == 200


def test_a_journalist_reads_the_copies_and_fetches_nothing(client_of: ClientOf, jaya: User, article: Article) -> None:
    make_assignment(article, jaya)
    make_capture(article)
    session = client_of(jaya)
    page = session.get(reverse("capture_list", args=[article.pk])).content.decode()
    assert "Download (WARC)" in page
    assert "Fetch again" not in page
    assert session.post(reverse("article_refetch", args=[article.pk])).status_code == 403


def test_who_does_not_see_the_article_does_not_see_its_copies(
    client_of: ClientOf, jaya: User, article: Article
) -> None:
    capture = make_capture(article)
    for address in (reverse("capture_list", args=[article.pk]), reverse("capture_warc", args=[capture.pk])):
        assert client_of(jaya).get(address).status_code == 404


def test_queries_do_not_grow_with_the_copies(client_of: ClientOf, edi: User, article: Article) -> None:
    session = client_of(edi)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            session.get(reverse("capture_list", args=[article.pk]))
        assert not any("packed_body" in query["sql"] for query in asked)
        return len(asked)

    make_capture(article)
    few = queries()
    for _ in range(10):
        make_capture(article)
    assert queries() == few <= 12
