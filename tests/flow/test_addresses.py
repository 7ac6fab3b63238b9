"""Web addresses to articles: fetched by a worker from a real server; what is no article is never stored as one."""

import io
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.bells import Bell
from articles.fetching import Unfetched
from articles.flow import fetching, importing
from articles.models import Article, Extraction, ImportItem, User
from articles.models.imports import Outcome
from articles.models.jobs import State
from tests.websites import PARAGRAPHS, Website, answer, page, redirect, website

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings: Settings) -> Generator[Website]:
    """Return a running site that may be fetched from."""
    with website() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.place]
        settings.FETCH_SECONDS = 3
        yield site


def queue(admin: User, *addresses: str) -> list[ImportItem]:
    """Return the pieces of an import of web addresses, before any worker has seen them."""
    done = importing.import_addresses(actor=admin, addresses=addresses)
    return list(done.items.order_by("pk"))


def run(item: ImportItem) -> ImportItem:
    """Return a piece after a worker has had it."""
    fetching.run_item(item.pk, worker="w")
    item.refresh_from_db()
    return item


def fetch_one(admin: User, url: str) -> ImportItem:
    """Return the piece of one web address after a worker has fetched it."""
    return run(queue(admin, url, "ftp://x.example/")[0])


def test_a_page_becomes_an_article(ade: User, site: Website) -> None:
    site.pages["/berita/1"] = answer(page())
    item = fetch_one(ade, site.url("/berita/1"))
    assert (item.outcome, item.state, item.host) == (Outcome.IMPORTED, State.DONE, "127.0.0.1")
    article = Article.objects.get()
    assert item.article == article
    assert article.title == "Sukamaju menambah bus sekolah"
    assert (article.publisher, article.byline) == ("Warta Sukamaju", "Ratna Dewi")
    assert article.url == site.url("/berita/1")
    assert article.published_at is not None
    assert article.published_at.date().isoformat() in {"2026-05-08", "2026-05-09"}
    assert article.current_text is not None
    for paragraph in PARAGRAPHS:
        assert paragraph in article.current_text.text
    assert "Beranda" not in article.current_text.text
    assert Extraction.objects.filter(article_text=article.current_text, state=State.QUEUED).exists()


def test_the_address_is_the_last_one_or_the_one_that_the_page_declares(ade: User, site: Website) -> None:
    site.pages["/pendek"] = redirect("/berita/2?utm_source=x")
    declared = f'<link rel="canonical" href="{site.url("/berita/2")}">'
    site.pages["/berita/2?utm_source=x"] = answer(page(head=declared))
    fetch_one(ade, site.url("/pendek"))
    assert Article.objects.get().url == site.url("/berita/2")


@pytest.mark.parametrize("declared", ["https://lain.example/berita/9", "/", "javascript:alert(1)"])
def test_a_page_cannot_pass_for_another(ade: User, site: Website, declared: str) -> None:
    site.pages["/berita/3"] = answer(page(head=f'<link rel="canonical" href="{declared}">'))
    fetch_one(ade, site.url("/berita/3"))
    assert Article.objects.get().url == site.url("/berita/3")


def test_what_is_here_is_not_fetched_again(ade: User, site: Website) -> None:
    site.pages["/berita/1"] = answer(page())
    fetch_one(ade, site.url("/berita/1"))
    again = fetch_one(ade, site.url("/berita/1?utm_source=kabar#atas"))
    assert (again.outcome, again.article) == (Outcome.DUPLICATE, Article.objects.get())
    assert len(site.asked) == 1


def test_the_same_text_at_another_address_is_the_same_article(ade: User, site: Website) -> None:
    site.pages["/a"] = site.pages["/b"] = answer(page())
    items = queue(ade, site.url("/a"), site.url("/b"))
    assert [run(item).outcome for item in items] == [Outcome.IMPORTED, Outcome.DUPLICATE]


def test_two_imports_of_one_page_at_once_make_one_article(ade: User, site: Website, settings: Settings) -> None:
    settings.FETCH_PER_HOST = 8
    site.pages["/berita/1"] = lambda: site.slowly([b"", answer(page())], 0.1)
    items = [item for _ in range(4) for item in queue(ade, site.url("/berita/1"))]

    def work(item: ImportItem) -> None:
        fetching.run_item(item.pk, worker="w")
        connection.close()

    threads = [threading.Thread(target=work, args=[item]) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    outcomes = sorted(ImportItem.objects.values_list("outcome", flat=True))
    assert outcomes == [Outcome.DUPLICATE] * 3 + [Outcome.IMPORTED]
    assert Article.objects.count() == Extraction.objects.count() == 1


WORDS = " ".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("body", "refusal", "detail"),
    [
        (answer(""), "no_article", "0"),
        (answer("<html><body></body></html>"), "no_article", "0"),
        (answer("<html><body><script>go()</script></body></html>"), "no_article", "0"),
        (answer(page("Halaman ini memuat beberapa kata saja, dan tidak ada beritanya di sini.")), "no_article", "12"),
        (answer(page(f"{PARAGRAPHS[0]} {PARAGRAPHS[2]} Silakan masuk untuk membaca selanjutnya di situs kami, "
                     "atau daftar sekarang juga tanpa biaya apa pun selama tiga puluh hari penuh.")), "wall", ""),
        (answer(page(f"{PARAGRAPHS[0]} {PARAGRAPHS[2]} Please enable JavaScript and reload this page to go on with "
                     "what you were about to do before.")), "wall", ""),
        (answer(b"%PDF-1.7\nbroken", kind="application/pdf"), "broken", ""),
        (answer(b"GIF89a", kind="image/gif"), "content_type", "image/gif"),
        (answer("<div>" * 5_000 + WORDS), "too_deep", ""),
        (redirect("http://10.0.0.1/"), "private", ""),
        (redirect("/a"), "many_redirects", ""),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_its_reason(
    ade: User, site: Website, body: bytes, refusal: str, detail: str
) -> None:
    site.pages["/a"] = body
    item = fetch_one(ade, site.url("/a"))
    assert (item.outcome, item.refusal) == (Outcome.REFUSED, refusal)
    if detail:
        assert item.refusal_detail == detail
    assert not Article.objects.exists()


QUOTED = "“Naïve, café, señor” kata Çelik — begitu."


@pytest.mark.parametrize(
    ("kind", "meta", "encoding"),
    [
        ("text/html; charset=utf-8", "utf-8", "utf-8"),
        ("text/html; charset=iso-8859-1", "iso-8859-1", "utf-8"),
        ("text/html", "windows-1252", "utf-8"),
        ("text/html; charset=utf-8", "utf-8", "windows-1252"),
        ("text/html; charset=windows-1252", "utf-8", "windows-1252"),
        ("text/html; charset=utf-8", "utf-8", "utf-16"),
        ("text/html; charset=no-such", "no-such", "windows-1252"),
        ("text/html; charset=utf-8", "utf-8", "utf-8-sig"),
    ],
)
def test_an_encoding_that_is_told_wrongly(ade: User, site: Website, kind: str, meta: str, encoding: str) -> None:
    body = page(QUOTED, *PARAGRAPHS).replace('charset="utf-8"', f'charset="{meta}"').encode(encoding)
    site.pages["/a"] = answer(body, kind=kind)
    item = fetch_one(ade, site.url("/a"))
    assert item.article is not None, item.refusal
    assert item.article.current_text is not None
    assert QUOTED in item.article.current_text.text


def test_plain_text_and_documents_are_read_as_such(ade: User, site: Website) -> None:
    site.pages["/a.txt"] = answer(WORDS, kind="text/plain; charset=utf-8")
    item = fetch_one(ade, site.url("/a.txt"))
    assert item.article is not None
    assert item.article.current_text.text == WORDS  # type: ignore[union-attr]


def test_each_line_is_its_own(ade: User, site: Website) -> None:
    site.pages["/a"] = answer(page())
    items = queue(ade, site.url("/a"), "http://10.0.0.1/", "file:///etc/passwd", site.url("/tidak-ada"))
    assert [(item.outcome, item.refusal) for item in items] == [
        (Outcome.WAITING, ""),
        (Outcome.REFUSED, "private"),
        (Outcome.REFUSED, "scheme"),
        (Outcome.WAITING, ""),
    ]
    assert [run(item).refusal for item in items if item.outcome == Outcome.WAITING] == ["", "gone"]
    with pytest.raises(Unfetched, match="private"):
        queue(ade, "http://10.0.0.1/")


def test_a_name_is_shown_in_its_plain_form(ade: User) -> None:
    item = queue(ade, "https://wartа.example/a")[0]  # its last letter is Cyrillic
    assert (item.name, item.host) == ("https://xn--wart-83d.example/a", "xn--wart-83d.example")


def test_a_refused_address_can_be_tried_again(ade: User, site: Website) -> None:
    item = fetch_one(ade, site.url("/a"))
    assert item.refusal == "gone"
    site.pages["/a"] = answer(page())
    assert importing.retry_item(actor=ade, item=item)
    assert not importing.retry_item(actor=ade, item=item)
    item.refresh_from_db()
    assert (item.outcome, item.state, item.attempt) == (Outcome.WAITING, State.QUEUED, 0)
    assert run(item).outcome == Outcome.IMPORTED


def test_of_one_host_only_so_many_at_a_time(ade: User, site: Website, settings: Settings) -> None:
    settings.FETCH_PER_HOST = 1
    site.pages["/a"] = answer(page())
    first, second = queue(ade, site.url("/a"), site.url("/b"))
    assert ImportItem.objects.claim(first.pk, worker="busy")
    assert not fetching.run_item(second.pk, worker="w")
    second.refresh_from_db()
    assert (second.state, second.attempt, second.rung_at) == (State.QUEUED, 0, None)
    first.refresh_from_db()
    assert fetching.refuse(first, "slow_site")
    second.refresh_from_db()
    assert second.rung_at is not None  # whoever is done rings for the next of the host
    assert fetching.run_item(second.pk, worker="w")


def test_a_slow_host_keeps_no_other_waiting(ade: User, site: Website, settings: Settings) -> None:
    settings.FETCH_PER_HOST = 2
    settings.FETCH_ALLOWED_HOSTS = [site.place, f"localhost:{site.port}"]
    site.pages["/quick"] = answer(page())
    slow = queue(ade, *(site.url(f"/slow/{number}") for number in range(6)))
    assert all(ImportItem.objects.claim(item.pk, worker="busy") for item in slow[:2])
    [quick] = queue(ade, f"http://localhost:{site.port}/quick")
    assert not any(fetching.run_item(item.pk, worker="w") for item in slow[2:])  # each at once, and nothing is asked
    assert fetching.run_item(quick.pk, worker="w")
    assert [asked.split()[1] for asked in site.asked] == ["/quick"]
    assert ImportItem.objects.get(pk=quick.pk).outcome == Outcome.IMPORTED


def test_a_slow_site_ends_in_time_and_is_tried_later(ade: User, site: Website, settings: Settings) -> None:
    settings.FETCH_SECONDS = 1
    site.pages["/a"] = lambda: site.slowly([b""], 10)
    started = time.monotonic()
    item = fetch_one(ade, site.url("/a"))
    assert (item.outcome, item.refusal, item.attempt) == (Outcome.WAITING, "slow_site", 1)
    assert time.monotonic() - started < 3


def answer_of(status: str, **headers: str) -> bytes:
    """Return an error of a server."""
    return answer("x", status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def minutes_left(item: ImportItem) -> float:
    """Return in how many minutes a piece that was put off is due."""
    return (item.due_at - timezone.now()).total_seconds() / 60


def bring_forward(item: ImportItem) -> None:
    """Make a piece due, as the time does."""
    assert not fetching.run_item(item.pk, worker="w")  # not before
    ImportItem.objects.filter(pk=item.pk).update(due_at=Now())


PASSING = [
    (answer_of("500 Internal Server Error"), "status"),
    (answer_of("502 Bad Gateway"), "status"),
    (answer_of("503 Service Unavailable"), "busy"),
    (answer_of("429 Too Many Requests"), "busy"),
    (answer_of("408 Request Timeout"), "status"),
    (b"nothing of HTTP", "broken_answer"),
]


@pytest.mark.parametrize(("given", "refusal"), PASSING)
def test_what_may_pass_is_tried_four_times_and_then_refused(
    ade: User, site: Website, given: bytes, refusal: str
) -> None:
    site.pages["/a"] = given
    item = fetch_one(ade, site.url("/a"))
    for attempt, pause in enumerate((1, 5, 30), start=1):
        assert (item.outcome, item.state, item.refusal) == (Outcome.WAITING, State.QUEUED, refusal)
        assert item.attempt == attempt
        assert item.is_put_off
        assert pause - 1 < minutes_left(item) <= pause
        assert fetching.take_unrung(Bell.FETCH, limit=10, queue_is_empty=True) == []
        bring_forward(item)
        assert fetching.take_unrung(Bell.FETCH, limit=10, queue_is_empty=True) == [item.pk]
        run(item)
    assert (item.outcome, item.state, item.refusal, item.attempt) == (Outcome.REFUSED, State.DONE, refusal, 4)
    assert len(site.asked) == 4


def test_a_site_that_is_away_is_asked_later_and_its_article_comes_in(ade: User, settings: Settings) -> None:
    with website() as gone:
        settings.FETCH_ALLOWED_HOSTS = [gone.place]
    item = fetch_one(ade, gone.url("/a"))
    assert (item.outcome, item.refusal, item.is_put_off) == (Outcome.WAITING, "unreachable", True)
    with website() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.place]
        site.pages["/a"] = answer(page())
        ImportItem.objects.filter(pk=item.pk).update(url=site.url("/a"))
        bring_forward(item)
        run(item)
    assert (item.outcome, item.refusal, item.attempt) == (Outcome.IMPORTED, "", 2)


@pytest.mark.parametrize(
    ("retry_after", "least", "most"),
    [("600", 9, 10), ("7", 0.5, 1), ("999999999", 24 * 60 - 1, 24 * 60), ("soon", 0.5, 1), ("-5", 0.5, 1)],
)
def test_a_site_says_when_to_come_back(ade: User, site: Website, retry_after: str, least: float, most: float) -> None:
    site.pages["/a"] = answer_of("429 Too Many Requests", Retry_After=retry_after)
    item = fetch_one(ade, site.url("/a"))
    assert (item.refusal, item.refusal_detail) == ("busy", "429")
    assert least < minutes_left(item) <= most


@pytest.mark.parametrize(
    ("status", "refusal"),
    [("404 Not Found", "gone"), ("410 Gone", "gone"), ("403 Forbidden", "forbidden"), ("400 Bad Request", "status")],
)
def test_what_will_not_pass_is_refused_at_once(ade: User, site: Website, status: str, refusal: str) -> None:
    site.pages["/a"] = answer_of(status, Retry_After="60")
    item = fetch_one(ade, site.url("/a"))
    assert (item.outcome, item.refusal, item.attempt) == (Outcome.REFUSED, refusal, 1)


def test_a_piece_that_is_put_off_can_be_tried_now(ade: User, site: Website) -> None:
    site.pages["/a"] = answer_of("503 Service Unavailable", Retry_After="3600")
    item = fetch_one(ade, site.url("/a"))
    site.pages["/a"] = answer(page())
    assert importing.retry_item(actor=ade, item=item)
    assert not importing.retry_item(actor=ade, item=item)
    assert run(item).outcome == Outcome.IMPORTED
    assert not importing.retry_item(actor=ade, item=item)


def test_the_command_takes_addresses(ade: User, tmp_path: Path) -> None:
    path = tmp_path / "addresses.txt"
    path.write_text("https://warta.example/a\n\nhttps://warta.example/b\n", encoding="utf-8")
    out = io.StringIO()
    call_command("import_articles", "--url", "https://warta.example/c", "--urls-file", str(path), stdout=out)
    assert "3 to be fetched by the worker" in out.getvalue()
    names = list(ImportItem.objects.order_by("pk").values_list("name", flat=True))
    assert names == [f"https://warta.example/{letter}" for letter in "cab"]
    with pytest.raises(CommandError, match="private network"):
        call_command("import_articles", "--url", "http://10.0.0.1/", stdout=out)
    with pytest.raises(CommandError, match="Give files"):
        call_command("import_articles", stdout=out)
    with pytest.raises(CommandError, match="no such file"):
        call_command("import_articles", "--urls-file", str(tmp_path / "none"), stdout=out)
