"""Kept copies: what was answered stays as it came; fetching again adds, and never replaces."""

import hashlib
import io
from collections.abc import Generator

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django.fixtures import Settings
from warcio.archiveiterator import ArchiveIterator

from articles.fetching import Unfetched
from articles.flow import capturing, fetching, importing, versioning
from articles.flow.errors import Conflict
from articles.models import Article, ArticleText, Capture, Event, ImportItem, RefusedPage, User
from articles.models.events import Verb
from articles.models.imports import Outcome
from articles.warc import warc_of
from tests.make import make_article
from tests.websites import PARAGRAPHS, Website, answer, page, redirect, website, zipped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings: Settings) -> Generator[Website]:
    """Return a running site that may be fetched from."""
    with website() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.place]
        settings.FETCH_SECONDS = 3
        yield site


def run(item: ImportItem) -> ImportItem:
    """Return a piece after a worker has had it."""
    assert fetching.run_item(item.pk, worker="w")
    item.refresh_from_db()
    return item


@pytest.fixture
def article(ade: User, site: Website) -> Article:
    """Return an article that was fetched through a redirect, packed."""
    site.pages["/pendek"] = redirect("/berita/1")
    site.pages["/berita/1"] = zipped(page().encode())
    done = importing.import_addresses(actor=ade, addresses=[site.url("/pendek")])
    found = run(done.items.get()).article
    assert found is not None
    return found


def again(article: Article, actor: User) -> ImportItem:
    """Return the piece of an article's page that was fetched again."""
    return run(capturing.refetch_article(actor=actor, article=article))


def current_text(article: Article) -> ArticleText:
    """Return the newest text as the database has it."""
    text = Article.objects.select_related("current_text").get(pk=article.pk).current_text
    assert text is not None
    return text


def test_the_answer_is_kept_as_it_came(article: Article, site: Website) -> None:
    capture = Capture.objects.get()
    body = page().encode()
    assert (capture.article, capture.item) == (article, ImportItem.objects.get())
    assert (capture.url, capture.final_url) == (site.url("/pendek"), site.url("/berita/1"))
    assert (capture.status, capture.body, capture.body_bytes) == (200, body, len(body))
    assert bytes(capture.sha256) == hashlib.sha256(body).digest()
    assert ["Content-Encoding", "gzip"] in capture.response_headers
    assert ["Host", site.place] in capture.request_headers
    assert current_text(article).capture == capture


def test_lists_leave_the_bodies_in_the_database(article: Article) -> None:
    assert "packed_body" in Capture.objects.get().get_deferred_fields()
    assert "packed_body" in article.captures.get().get_deferred_fields()


def test_a_copy_is_a_whole_warc(article: Article, site: Website) -> None:
    capture = Capture.objects.get()
    archive = ArchiveIterator(io.BytesIO(warc_of(capture)), check_digests="raise")
    records = [(record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read())
               for record in archive]  # fmt: skip
    assert [kind for kind, *_rest in records] == ["warcinfo", "request", "response", "request", "response"]
    _kind, about, headers, body = records[2]  # the redirect, whose body nobody read
    assert body == b""
    assert about.get_header("WARC-Target-URI") == site.url("/pendek")
    assert about.get_header("WARC-Truncated") == "unspecified"
    assert (headers.get_statuscode(), headers.get_header("Location")) == ("302", "/berita/1")
    assert records[1][2].get_header("Host") == site.place
    _kind, about, headers, body = records[4]
    assert body == page().encode()
    assert about.get_header("WARC-Target-URI") == site.url("/berita/1")
    assert about.get_header("WARC-Payload-Digest") == f"sha256:{capture.sha256_hex}"
    assert about.get_header("WARC-Date") == capture.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert headers.get_statuscode() == "200"
    assert headers.get_header("Content-Encoding") is None
    assert headers.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert headers.get_header("Content-Length") == str(len(body))
    assert records[3][2].get_header("Host") == site.place
    assert len({about.get_header("WARC-Record-ID") for _kind, about, *_rest in records}) == 5


def test_what_came_in_the_place_of_an_article_is_kept_until_one_comes(ade: User, site: Website) -> None:
    wall = page("Silakan masuk untuk membaca selanjutnya di situs kami.")
    site.pages["/masuk"] = answer(wall)
    site.pages["/terkunci"] = redirect("/masuk")
    (item,) = importing.import_addresses(actor=ade, addresses=[site.url("/terkunci")]).items.all()
    assert fetching.run_item(item.pk, worker="w")
    kept = RefusedPage.objects.get(item=item)
    assert (kept.url, kept.final_url, kept.body) == (site.url("/terkunci"), site.url("/masuk"), wall.encode())
    assert [hop["url"] for hop in kept.hops] == [site.url("/terkunci")]
    assert not Capture.objects.exists()
    site.pages["/masuk"] = answer(wall + "<!-- lagi -->")
    for body, count in ((wall + "<!-- lagi -->", 1), (page(), 0)):
        site.pages["/masuk"] = answer(body)
        assert importing.retry_item(actor=ade, item=item)
        assert fetching.run_item(item.pk, worker="w")
        assert [one.body for one in RefusedPage.objects.all()] == [body.encode()] * count
    assert Capture.objects.count() == 1


def test_the_same_page_adds_a_copy_alone(article: Article, edi: User) -> None:
    first = Capture.objects.get()
    item = again(article, edi)
    assert (item.outcome, item.article) == (Outcome.UNCHANGED, article)
    assert Capture.objects.count() == 2
    assert current_text(article).number == 1
    assert current_text(article).capture == first
    event = Event.objects.get(verb=Verb.ARTICLE_REFETCHED)
    assert (event.actor, event.after) == (edi, {"capture": Capture.objects.latest("pk").pk, "changed": False})


def test_a_changed_page_gives_the_article_a_new_text(article: Article, ade: User, site: Website) -> None:
    site.pages["/berita/1"] = answer(page(*PARAGRAPHS, "Jumlah itu diralat menjadi sebelas bus pada hari Selasa."))
    assert again(article, ade).outcome == Outcome.CHANGED
    text = current_text(article)
    assert text.number == 2
    assert "sebelas bus" in text.text
    assert text.capture == Capture.objects.latest("pk")
    assert Capture.objects.count() == 2


def test_what_a_person_corrected_is_not_undone_by_the_same_page(article: Article, edi: User) -> None:
    corrected = current_text(article).text.replace("dua belas", "12")
    versioning.add_version(actor=edi, article=article, text=corrected)
    assert again(article, edi).outcome == Outcome.UNCHANGED
    assert current_text(article).text == corrected


def test_a_page_that_is_gone_leaves_everything_as_it_was(article: Article, edi: User, site: Website) -> None:
    del site.pages["/berita/1"]
    item = again(article, edi)
    assert (item.outcome, item.refusal, item.article) == (Outcome.REFUSED, "gone", article)
    assert Capture.objects.count() == 1
    assert current_text(article).number == 1


def test_a_pasted_article_with_an_address_can_be_captured(ade: User, edi: User, site: Website) -> None:
    site.pages["/a"] = answer(page())
    text = "\n\n".join(PARAGRAPHS)
    article = importing.import_text(actor=ade, text=text, url=site.url("/a")).items.get().article
    assert article is not None
    again(article, edi)
    assert Capture.objects.get().article == article


def test_twice_at_once_is_once(article: Article, edi: User) -> None:
    capturing.refetch_article(actor=edi, article=article)
    with pytest.raises(Conflict):
        capturing.refetch_article(actor=edi, article=article)


def test_who_may_fetch_again_and_what(article: Article, jaya: User, edi: User) -> None:
    with pytest.raises(PermissionDenied):
        capturing.refetch_article(actor=jaya, article=article)
    for url in ("", "http://10.0.0.1/"):
        other = make_article(text=f"Berita lain di {url or 'kertas'} hari ini.")
        Article.objects.filter(pk=other.pk).update(url=url)
        other.refresh_from_db()
        with pytest.raises(Unfetched):
            capturing.refetch_article(actor=edi, article=other)


def test_a_late_worker_keeps_nothing(article: Article, edi: User) -> None:
    item = capturing.refetch_article(actor=edi, article=article)
    assert ImportItem.objects.claim(item.pk, worker="slow")
    slow = ImportItem.objects.select_related("of__imported_by", "article").get(pk=item.pk)
    assert fetching.refuse(slow, "too_slow")
    assert not fetching.take_page(slow)
    assert Capture.objects.count() == 1
