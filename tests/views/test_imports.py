"""Importing: paste, files, and what became of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.models import Article, Extraction, Import, ImportItem, User, Worker
from articles.models.imports import Outcome
from articles.templatetags.desk import moment_words
from tests.make import TEXT, make_article, make_refused_page
from tests.people import make_person
from tests.worker import work

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} {% now %} %s ${x} \" onload='x"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} {% now %} %s ${x} &quot; onload=&#x27;x"


def make_import(admin: User, *articles: Article, way: str = "files") -> Import:
    """Return an import that brought in these articles."""
    batch = Import.objects.create(way=way, imported_by=admin)
    for article in articles:
        ImportItem.objects.create(of=batch, name=article.title, outcome=Outcome.IMPORTED, article=article)
    return batch


def test_pasting_stores_the_article_and_shows_its_progress(client_of: ClientOf, ade: User) -> None:
    values = {
        "text": TEXT,
        "title": "Bantuan",
        "publisher": "Warta Uji",
        "url": "warta.example/1",
        "byline": "Rina",
        "published_on": "2026-11-02",
        "published_time": "09:30",
        "language": "id",
    }
    response = client_of(ade).post(reverse("import_paste"), values)
    batch = Import.objects.get()
    assert response.headers["Location"] == batch.get_absolute_url()
    article = Article.objects.get()
    assert (article.title, article.publisher, article.byline, article.language) == (
        "Bantuan",
        "Warta Uji",
        "Rina",
        "id",
    )
    assert article.url == "https://warta.example/1"
    assert article.published_at == datetime(2026, 11, 2, 2, 30, tzinfo=UTC)  # Jakarta is seven hours ahead
    assert article.current_text is not None
    assert article.current_text.text == TEXT
    page = client_of(ade).get(batch.get_absolute_url()).content.decode()
    assert "queued" in page
    assert 'hx-trigger="every 2s"' in page


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"text": ""}, "text", "This field is required."),
        ({"text": "  \n "}, "text", "There is no text in it."),
        ({"text": "Dua kata"}, "text", "There is no article in it"),
        ({"url": "javascript:alert(1)"}, "url", "Enter a valid URL."),
        ({"published_on": "0001-01-01"}, "published_on", "This day cannot be right."),
        ({"published_on": "9999-12-31"}, "published_on", "This day cannot be right."),
        ({"published_on": "besok"}, "published_on", "Enter a valid date."),
        ({"published_time": "09:30"}, "published_on", "Give the day as well."),
        ({"language": "xx"}, "language", "Select a valid choice."),
        ({"title": "t" * 501}, "title", "at most 500 characters"),
    ],
)
def test_what_cannot_be_imported_is_said_and_kept(
    client_of: ClientOf, ade: User, changed: dict[str, str], field: str, sentence: str
) -> None:
    values = {"text": TEXT, "title": "Judul yang diketik", "byline": HOSTILE, **changed}
    response = client_of(ade).post(reverse("import_paste"), values)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'id="id_{field}_error"' in page
    assert f'aria-describedby="id_{field}_error"' in page
    assert 'role="alert"' in page
    assert ESCAPED in page
    assert changed.get("text", TEXT).strip().split("\n")[0] in page
    assert not Article.objects.exists()


def test_a_text_that_is_too_large_is_told_its_size(client_of: ClientOf, ade: User, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    text = "kata " * 300_000
    response = client_of(ade).post(reverse("import_paste"), {"text": text})
    page = response.content.decode()
    assert response.status_code == 422
    assert "It has 1.4 MB; the limit is 1 MB." in page
    assert text[:1000] in page


def test_control_characters_are_no_reason_to_refuse_a_text(client_of: ClientOf, ade: User) -> None:
    response = client_of(ade).post(reverse("import_paste"), {"text": f"{TEXT}\0\x07\x1b[0m"})
    assert response.status_code == 302
    assert "\0" not in Article.objects.get().current_text.text  # type: ignore[union-attr]


def test_the_same_article_is_offered_instead(client_of: ClientOf, ade: User) -> None:
    session = client_of(ade)
    session.post(reverse("import_paste"), {"text": TEXT, "title": HOSTILE, "url": "https://warta.example/a?x=1#y"})
    article = Article.objects.get()
    response = session.post(reverse("import_paste"), {"text": TEXT + " Lagi.", "url": "https://WARTA.example/a?x=1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="{article.get_absolute_url()}"' in page
    assert "This article is here already" in page
    assert "<script>alert" not in page
    assert Article.objects.count() == 1


def test_many_files_each_with_its_own_fate(client_of: ClientOf, ade: User) -> None:
    files = [
        SimpleUploadedFile("satu.txt", TEXT.encode()),
        SimpleUploadedFile("dua.md", f"# Judul dua\n\n{TEXT} Dua.".encode()),
        SimpleUploadedFile("kosong.txt", b""),
        SimpleUploadedFile("gambar.txt", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        SimpleUploadedFile("laporan.pdf", b"%PDF-1.7"),
        SimpleUploadedFile("<img src=x onerror=alert(1)>.txt", b""),
        SimpleUploadedFile("tiga.txt", TEXT.encode()),
    ]
    session = client_of(ade)
    response = session.post(reverse("import_files"), {"uploads": files})
    batch = Import.objects.get()
    assert response.headers["Location"] == batch.get_absolute_url()
    assert "being read" in session.get(batch.get_absolute_url()).text
    work(batch)
    assert [item.outcome for item in batch.items.order_by("pk")] == [
        "imported", "imported", "refused", "refused", "refused", "refused", "duplicate"
    ]  # fmt: skip
    page = session.get(batch.get_absolute_url()).content.decode()
    assert "There is no text in it." in page
    assert "Judul dua" in page
    assert "<img src=x" not in page
    assert "The desk has this article already" in page


def test_no_file_is_said(client_of: ClientOf, ade: User) -> None:
    response = client_of(ade).post(reverse("import_files"), {})
    assert response.status_code == 422
    assert "Choose at least one file." in response.content.decode()


def test_progress_failure_and_retry(client_of: ClientOf, ade: User) -> None:
    batch = make_import(ade, make_article(status="extracting"), make_article(status="failed"), make_article())
    session = client_of(ade)
    page = session.get(batch.get_absolute_url()).content.decode()
    assert "1 piece is still being read." in page
    assert "The extraction stopped with an error." in page
    assert page.count('action="/articles/') == 1  # only the failed one can be tried again
    part = session.get(batch.get_absolute_url(), headers={"hx-request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="pieces"')
    assert "HX-Request" in part.headers["Vary"]
    assert "<html" in session.get(
        batch.get_absolute_url(), headers={"hx-request": "true", "hx-history-restore-request": "true"}
    ).content.decode()  # fmt: skip


def test_a_new_text_whose_claims_could_not_be_found_is_tried_again_from_its_line(
    client_of: ClientOf, ade: User
) -> None:
    article = make_article()
    batch = Import.objects.create(way="refetch", imported_by=ade)
    ImportItem.objects.create(of=batch, name=article.title, outcome=Outcome.CHANGED, article=article)
    Extraction.objects.update(state="failed", failure="too_slow")
    page = client_of(ade).get(batch.get_absolute_url()).text
    assert "Reading this text took too long." in page
    assert f'action="{reverse("extraction_retry", args=[article.pk])}"' in page


def test_the_page_asks_no_more_when_all_is_read(client_of: ClientOf, ade: User) -> None:
    batch = make_import(ade, make_article(), make_article(status="failed"))
    session = client_of(ade)
    assert "hx-trigger" not in session.get(batch.get_absolute_url()).content.decode()
    assert "hx-trigger" not in session.get(reverse("import_list")).content.decode()
    make_import(ade, make_article(status="extracting"))
    assert 'hx-trigger="every 2s"' in session.get(reverse("import_list")).content.decode()


def test_nobody_working_is_said(client_of: ClientOf, ade: User) -> None:
    make_import(ade, make_article(status="extracting"), make_article(status="extracting"))
    session = client_of(ade)
    page = session.get(reverse("import_list")).content.decode()
    assert "No worker has been running yet." in page
    assert "2 articles wait." in page
    Worker.objects.create(name="gone", seen_at=Now() - timedelta(minutes=5))
    assert "No worker has been running since" in session.get(reverse("import_list")).content.decode()
    Worker.objects.create(name="here")
    assert "No worker" not in session.get(reverse("import_list")).content.decode()
    Worker.objects.all().delete()
    Extraction.objects.all().delete()
    assert "No worker" not in session.get(reverse("import_list")).content.decode()


@pytest.mark.parametrize("name", ["jaya", "edi", "nona"])
@pytest.mark.parametrize(
    ("view", "method"), [("import_list", "get"), ("import_paste", "post"), ("import_files", "post")]
)
def test_only_admins_import(client_of: ClientOf, name: str, view: str, method: str) -> None:
    session = client_of(make_person(name))
    response = getattr(session, method)(reverse(view), {"text": TEXT})
    assert response.status_code == 403
    assert "This is not yours to do" in response.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["jaya", "edi", "nona"])
def test_an_import_does_not_exist_for_others(client_of: ClientOf, ade: User, name: str) -> None:
    batch = make_import(ade, make_article())
    assert client_of(make_person(name)).get(batch.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("path", ["/imports/0/", "/imports/99999999999999999999999/", "/imports/-1/", "/imports/x/"])
def test_no_such_import(client_of: ClientOf, ade: User, path: str) -> None:
    assert client_of(ade).get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/imports/", "post"),
        ("/imports/paste/", "get"),
        ("/imports/files/", "get"),
        ("/imports/1/", "post"),
        ("/imports/paste/", "put"),
    ],
)
def test_other_methods_are_refused(client_of: ClientOf, ade: User, path: str, method: str) -> None:
    assert getattr(client_of(ade), method)(path).status_code == 405


@pytest.mark.parametrize("path", ["/imports/", "/imports/1/"])
def test_without_signing_in(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"] == f"/sign-in/?next={path}"
    assert client.post("/imports/paste/", {"text": TEXT}).status_code == 302
    assert not Article.objects.exists()


@pytest.mark.parametrize("number", ["1", "2", "0", "-1", "x", "9" * 40])
def test_any_page_number_gets_a_page(client_of: ClientOf, ade: User, number: str) -> None:
    assert client_of(ade).get(reverse("import_list"), {"page": number}).status_code == 200


def test_queries_do_not_grow(client_of: ClientOf, ade: User) -> None:
    session = client_of(ade)
    batch = make_import(ade, make_article(status="failed"))

    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert session.get(path).status_code == 200
        return len(captured)

    paths = [reverse("import_list"), batch.get_absolute_url()]
    few = [queries(path) for path in paths]
    for _ in range(12):
        article = make_article(status="failed")
        make_import(ade, article)
        ImportItem.objects.create(of=batch, name="x", outcome=Outcome.IMPORTED, article=article)
        refused = ImportItem.objects.create(of=batch, name="y", outcome=Outcome.REFUSED, refusal="wall")
        make_refused_page(refused)
    assert [queries(path) for path in paths] == few
    assert max(few) <= 12


def test_who_imported_it_before_is_said(client_of: ClientOf, ade: User, sari: User) -> None:
    client_of(ade).post(reverse("import_paste"), {"text": TEXT})
    session = client_of(sari)
    assert "Imported by Ade" in session.post(reverse("import_paste"), {"text": TEXT}).text
    session.post(reverse("import_files"), {"uploads": [SimpleUploadedFile("satu.txt", TEXT.encode())]})
    work(Import.objects.latest("pk"))
    assert "Imported by Ade" in session.get(Import.objects.latest("pk").get_absolute_url()).text


def test_web_addresses_wait_each_on_its_line(client_of: ClientOf, ade: User) -> None:
    session = client_of(ade)
    given = "https://warta.example/a\r\n\r\n  http://10.0.0.1/ \r\nhttps://warta.example/a\r\n"
    response = session.post(reverse("import_addresses"), {"addresses": given})
    batch = Import.objects.get()
    assert response.headers["Location"] == batch.get_absolute_url()
    assert [(item.name, item.outcome) for item in batch.items.order_by("pk")] == [
        ("https://warta.example/a", "waiting"),
        ("http://10.0.0.1/", "refused"),
    ]
    page = session.get(batch.get_absolute_url()).content.decode()
    assert "1 piece is still being read." in page
    assert "This address is on a private network" in page
    assert 'hx-trigger="every 2s"' in page
    assert "queued" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "Give at least one web address."),
        (" \n ", "Give at least one web address."),
        ("http://127.0.0.1:6379/", "Only the usual ports of the web"),
        ("http://10.0.0.1/", "This address is on a private network"),
        ("warta.example/a", "begin with https://"),
        ("http://x\\@127.0.0.1/", "This is not a web address that can be fetched"),
        ("https://a.example/1\nhttps://a.example/2\nhttps://a.example/3", "These are 3 addresses; 2 at once"),
    ],
)
def test_addresses_that_are_none_are_said_and_kept(
    client_of: ClientOf, ade: User, settings: Settings, given: str, sentence: str
) -> None:
    settings.IMPORT_MAX_ADDRESSES = 2
    response = client_of(ade).post(reverse("import_addresses"), {"addresses": given})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'id="id_addresses_error"' in page
    assert given.strip() in page
    assert not Import.objects.exists()


def test_a_refused_address_is_tried_again_from_its_line(client_of: ClientOf, ade: User) -> None:
    batch = Import.objects.create(way="urls", imported_by=ade)
    values = {"url": "https://warta.example/a", "outcome": "refused", "refusal": "gone", "refusal_detail": "404"}
    item = ImportItem.objects.create(of=batch, name=HOSTILE, **values)
    session = client_of(ade)
    page = session.get(batch.get_absolute_url()).content.decode()
    assert "There is no page at this address any more (404)." in page
    assert ESCAPED in page
    retry = reverse("item_retry", args=[item.pk])
    assert f'action="{retry}"' in page
    assert session.post(retry).headers["Location"] == batch.get_absolute_url()
    item.refresh_from_db()
    assert item.outcome == Outcome.WAITING
    assert "It is being fetched already." in session.post(retry, follow=True).content.decode()


def test_what_came_in_the_place_of_an_article_is_a_download_and_never_a_page(
    client_of: ClientOf, ade: User, edi: User
) -> None:
    batch = Import.objects.create(way="urls", imported_by=ade)
    values = {"url": "https://warta.example/a", "outcome": "refused", "refusal": "wall", "refusal_detail": "12"}
    item = ImportItem.objects.create(of=batch, name="https://warta.example/a", **values)
    refused = reverse("refused_warc", args=[item.pk])
    session = client_of(ade)
    assert refused not in session.get(batch.get_absolute_url()).text
    assert session.get(refused).status_code == 404
    make_refused_page(item)
    page = session.get(batch.get_absolute_url()).text
    assert f'href="{refused}"' in page
    assert "What came instead (WARC)" in page
    response = session.get(refused)
    assert response.headers["Content-Type"] == "application/gzip"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="periksa-refused-')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client_of(edi).get(refused).status_code == 404


def test_an_address_that_is_put_off_says_when_it_is_tried_again(client_of: ClientOf, ade: User) -> None:
    batch = Import.objects.create(way="urls", imported_by=ade)
    due = timezone.now() + timedelta(minutes=20)
    values = {"url": "https://warta.example/a", "outcome": "waiting", "state": "queued", "refusal": "slow_site"}
    item = ImportItem.objects.create(of=batch, name="https://warta.example/a", attempt=2, due_at=due, **values)
    session = client_of(ade)
    page = session.get(batch.get_absolute_url()).text
    assert "The site answered too slowly" in page
    assert f"tried 2 of 4 times; again at {moment_words(due)}" in page
    assert 'hx-trigger="every 30s"' in page
    assert 'hx-trigger="every 30s"' in session.get(reverse("import_list")).text
    retry = reverse("item_retry", args=[item.pk])
    assert "Try now" in page
    assert f'action="{retry}"' in page
    session.post(retry)
    item.refresh_from_db()
    assert (item.refusal, item.attempt, item.is_put_off) == ("", 0, False)
    assert 'hx-trigger="every 2s"' in session.get(batch.get_absolute_url()).text


def test_a_large_import_is_shown_in_pages(client_of: ClientOf, ade: User) -> None:
    batch = Import.objects.create(way="urls", imported_by=ade)
    ImportItem.objects.bulk_create(
        ImportItem(of=batch, name=f"https://warta.example/{number}", outcome="waiting", state="queued")
        for number in range(10_000)
    )
    page = client_of(ade).get(batch.get_absolute_url(), {"page": "200"}).content.decode()
    assert "10,000 pieces are still being read." in page or "10000 pieces are still being read." in page
    assert page.count("https://warta.example/") == 50
    assert "https://warta.example/9999" in page
