"""The pages of feeds: a look before a feed is added, its health in words, and what can be done with it."""

import re
from collections.abc import Callable, Generator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from articles.models import Feed, FeedEvent, FeedRun, Import, ImportItem, User
from tests.make import make_feed
from tests.websites import Website, answer, website

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
HOSTILE = "<script>alert(1)</script>"
RSS = """<rss version="2.0"><channel><title>Warta &lt;script&gt;</title>
<item><title>Lama</title><link>/ekonomi/1</link><pubDate>Fri, 01 May 2026 01:00:00 GMT</pubDate></item>
<item><title>&lt;script&gt;Baru</title><link>/ekonomi/2</link><pubDate>Sat, 02 May 2026 01:00:00 GMT</pubDate></item>
<item><title>Lain</title><link>/olahraga/3</link></item></channel></rss>"""


@pytest.fixture
def site(settings: Settings) -> Generator[Website]:
    """Return a running site with a feed."""
    with website() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.place]
        settings.FETCH_SECONDS = 3
        site.pages["/feed"] = answer(RSS, kind="application/rss+xml")
        yield site


def hidden_values(page: str) -> dict[str, str]:
    """Return the hidden values of a form but its token."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_feed_is_looked_at_and_then_added(client_of: ClientOf, ade: User, site: Website) -> None:
    session = client_of(ade)
    values = {"url": site.url("/feed"), "sections": "/ekonomi\n", "interval_minutes": "60", "publisher": "Warta"}
    looked = session.post(reverse("feed_add"), values)
    assert looked.status_code == 200
    assert not Feed.objects.exists()
    page = looked.content.decode()
    assert page.index("&lt;script&gt;Baru") < page.index("Lama")
    assert "<script>Baru" not in page
    assert "Lain" not in page
    assert "3 items in the feed" in page
    assert "2 fit" in page
    added = session.post(reverse("feed_add"), values | {"title": "Warta Sukamaju"} | hidden_values(page))
    feed = Feed.objects.get()
    assert added.headers["Location"] == feed.get_absolute_url()
    assert (feed.title, feed.kind, feed.sections, feed.interval_minutes) == ("Warta Sukamaju", "rss", ["/ekonomi"], 60)
    assert FeedEvent.objects.get().actor == ade
    again = session.post(reverse("feed_add"), values | hidden_values(page))
    assert again.status_code == 422
    assert "This feed is here already." in again.content.decode()


def test_another_address_than_the_one_looked_at_is_looked_at_first(
    client_of: ClientOf, ade: User, site: Website
) -> None:
    values = {"url": site.url("/feed"), "interval_minutes": "60", "kind": "rss", "looked_at": site.url("/other")}
    assert client_of(ade).post(reverse("feed_add"), values).status_code == 200
    assert not Feed.objects.exists()


PAGE = """<!doctype html><html><head><title>Warta</title>
<!-- <link rel="alternate" type="application/rss+xml" href="/x"> -->
<link rel="stylesheet" href="/css"><link rel="alternate" hreflang="en" href="/en">
<LINK REL='alternate' TYPE='application/rss+xml' title='Berita &amp; kabar' HREF='feed'>
<link href="/komentar" title="&lt;script&gt;Komentar" type="application/atom+xml" rel="alternate home">
<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd"></head><body>Beranda</body></html>"""


def test_of_a_web_page_the_feed_that_it_names_is_taken(client_of: ClientOf, ade: User, site: Website) -> None:
    site.pages["/"] = answer(PAGE)
    site.pages["/komentar"] = answer(RSS.replace("Warta", "Komentar"), kind="application/xml")
    session = client_of(ade)
    values = {"url": site.url("/"), "interval_minutes": "60"}
    page = session.post(reverse("feed_add"), values).text
    assert "What you gave is a web page." in page
    assert hidden_values(page) == {"next": "/", "looked_at": site.url("/feed"), "kind": "rss"}
    assert f'value="{site.url("/feed")}"' in page
    assert "&lt;script&gt;Komentar" in page
    other = f'name="instead" value="{site.url("/komentar")}"'
    assert page.index("Add this feed") < page.index(other)  # the return key presses the first button
    shown = {"url": site.url("/feed"), "title": "Warta <script>", "interval_minutes": "60"} | hidden_values(page)
    page = session.post(reverse("feed_add"), shown | {"instead": site.url("/komentar")}).text
    assert not Feed.objects.exists()
    assert hidden_values(page)["looked_at"] == site.url("/komentar")
    assert 'value="Komentar &lt;script&gt;"' in page
    odd = session.post(reverse("feed_add"), shown | {"instead": "file:///etc/passwd"})
    assert odd.status_code == 422
    session.post(reverse("feed_add"), shown)
    assert (Feed.objects.get().url, Feed.objects.get().title) == (site.url("/feed"), "Warta <script>")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<!doctype html><html><head></head></html>", "It is a web page, and it names no feed of its own"),
        (PAGE.replace("'feed'", "'http://10.0.0.1/feed'"), "This address is on a private network"),
        (PAGE.replace("'feed'", "'/hilang'"), "There is no page at this address any more"),
        (PAGE.replace("'feed'", "'/'"), "There is no page at this address any more"),  # itself; then /komentar
    ],
)
def test_a_web_page_without_a_feed_is_told_so(
    client_of: ClientOf, ade: User, site: Website, body: str, sentence: str
) -> None:
    site.pages["/"] = answer(body)
    response = client_of(ade).post(reverse("feed_add"), {"url": site.url("/"), "interval_minutes": "60"})
    assert response.status_code == 422
    assert sentence in response.text


def test_the_address_of_a_feed_is_changed_after_a_look(client_of: ClientOf, ade: User, site: Website) -> None:
    feed, other = make_feed(ade), make_feed(ade)
    before = feed.url
    Feed.objects.filter(pk=feed.pk).update(etag='"1"', failures=3, failing_since=Now(), refusal="gone")
    session, edit = client_of(ade), reverse("feed_edit", args=[feed.pk])
    assert f'value="{feed.url}"' in session.get(edit).text
    values = {"url": site.url("/none"), "interval_minutes": "60", "title": "Warta"}
    assert session.post(edit, values).status_code == 422
    values["url"] = site.url("/feed")
    looked = session.post(edit, values)
    assert looked.status_code == 200
    assert "3 items in the feed" in looked.text
    feed.refresh_from_db()
    assert feed.url != values["url"]
    saved = session.post(edit, values | hidden_values(looked.text))
    assert saved.headers["Location"] == feed.get_absolute_url()
    feed.refresh_from_db()
    assert (feed.url, feed.etag, feed.failures, feed.refusal, feed.health) == (values["url"], "", 0, "", "new")
    assert feed.is_awaited
    edited = FeedEvent.objects.get(verb="edited")
    assert (edited.before["url"], edited.after["url"]) == (before, feed.url)
    taken = session.post(reverse("feed_edit", args=[other.pk]), values | hidden_values(looked.text))
    assert taken.status_code == 422
    assert "This feed is here already." in taken.text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/none", "There is no page at this address any more"),
        ("/page", "This is no RSS or Atom feed and no sitemap."),
        ("/secret", "The site asks robots not to fetch this"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_added(
    client_of: ClientOf, ade: User, site: Website, path: str, sentence: str
) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /secret", kind="text/plain")
    site.pages["/page"] = answer("<html></html>")
    response = client_of(ade).post(reverse("feed_add"), {"url": site.url(path), "interval_minutes": "60"})
    assert response.status_code == 422
    assert sentence in response.content.decode()


@pytest.mark.parametrize("url", ["", "http://10.0.0.1/feed", "file:///etc/passwd", "127.0.0.1/feed"])
def test_addresses_are_refused_for_their_spelling(client_of: ClientOf, ade: User, url: str) -> None:
    response = client_of(ade).post(reverse("feed_add"), {"url": url, "interval_minutes": "60"})
    assert response.status_code == 422
    assert not Feed.objects.exists()


def test_the_list_says_how_each_feed_is(client_of: ClientOf, ade: User) -> None:
    path = reverse("feed_list")
    assert "There are no feeds yet." in client_of(ade).get(path).content.decode()
    states: dict[str, dict[str, object]] = {
        "not read yet": {},
        "in order": {"last_success_at": Now()},
        "paused": {"is_active": False},
        "being read": {"state": "running", "lease_until": Now()},
        "failing since": {"failing_since": Now() - timedelta(hours=3), "refusal": "gone", "refusal_detail": "404"},
        "The clock": {"due_at": Now() - timedelta(hours=3)},
    }
    for position, values in enumerate(states.values()):
        Feed.objects.filter(pk=make_feed(ade, title=f"Umpan {position} {HOSTILE}").pk).update(**values)
    page = client_of(ade).get(path).content.decode()
    for words in ("not read yet", "in order", "paused", "being read", "failing since", "are not being read"):
        assert words in page
    assert "There is no page at this address any more (404)." in page
    assert HOSTILE not in page
    Feed.objects.update(removed_at=Now())
    assert "Umpan" not in client_of(ade).get(path).content.decode()


def test_the_list_asks_as_much_for_many_feeds_as_for_one(client_of: ClientOf, ade: User) -> None:
    session = client_of(ade)
    counts = []
    for _round in range(2):
        make_feed(ade)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            session.get(reverse("feed_list"))
        counts.append(len(queries))
        for _feed in range(5):
            make_feed(ade)
    assert counts[0] == counts[1]


def test_a_feeds_page_shows_its_readings_and_its_record(client_of: ClientOf, ade: User) -> None:
    feed = make_feed(ade)
    session = client_of(ade)
    assert "It has not been read yet." in session.get(feed.get_absolute_url()).content.decode()
    batch = Import.objects.create(way="feed", imported_by=ade, feed=feed)
    ImportItem.objects.create(of=batch, name="x", outcome="refused", refusal="private")
    FeedRun.objects.create(feed=feed, outcome="failed", refusal="busy", refusal_detail="503")
    FeedRun.objects.create(feed=feed, outcome="unchanged")
    FeedRun.objects.create(feed=feed, outcome="read", found=10_000, left_over=9_800, is_damaged=True, batch=batch)
    session.post(reverse("feed_pause", args=[feed.pk]))
    page = session.get(feed.get_absolute_url()).content.decode()
    for words in (
        "The site asks to be left alone for a while (503).",
        "Nothing has changed since.",
        "1 new item",
        "1 refused",
        "9800 more not imported: the limit is 200 in one reading.",
        "it was read as far as it goes",
        "paused the feed",
    ):
        assert words in page
    assert batch.get_absolute_url() in page
    assert feed.get_absolute_url() in session.get(batch.get_absolute_url()).content.decode()
    assert batch.get_absolute_url() not in session.get(reverse("import_list")).content.decode()


def test_changing_pausing_resuming_running_and_removing(client_of: ClientOf, ade: User) -> None:
    feed, session = make_feed(ade), client_of(ade)
    edit = reverse("feed_edit", args=[feed.pk])
    assert "Warta Uji" in session.get(edit).content.decode()
    wrong = session.post(edit, {"interval_minutes": "1", "sections": "x" * 101})
    assert wrong.status_code == 422
    assert "At most 50 sections of 100 characters each." in wrong.content.decode()
    session.post(edit, {"interval_minutes": "15", "sections": "pemilu, /ekonomi\n\npemilu", "title": "Baru"})
    feed.refresh_from_db()
    assert (feed.title, feed.publisher, feed.interval_minutes) == ("Baru", "", 15)
    assert feed.sections == ["pemilu", "/ekonomi"]
    for name, is_active in (("feed_pause", False), ("feed_resume", True), ("feed_run", True)):
        assert session.post(reverse(name, args=[feed.pk])).headers["Location"] == feed.get_absolute_url()
        feed.refresh_from_db()
        assert feed.is_active == is_active
    assert feed.is_awaited
    assert 'hx-trigger="every 2s"' in session.get(feed.get_absolute_url()).content.decode()
    removed = session.post(reverse("feed_remove", args=[feed.pk]))
    assert removed.headers["Location"] == reverse("feed_list")
    assert session.get(feed.get_absolute_url()).status_code == 404
    assert session.post(reverse("feed_pause", args=[feed.pk])).status_code == 404
