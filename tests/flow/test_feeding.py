"""Feeds read from a real server: what is new comes in once, whoever rings, and a bad feed says what is wrong."""

from collections.abc import Generator, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.sax.saxutils import escape

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles import tasks
from articles.flow import feeding, fetching, importing, subscribing, visiting
from articles.flow.polling import Polled
from articles.models import Article, Event, Feed, FeedEvent, FeedRun, ImportItem, RobotsFile, SeenEntry, Site, User
from articles.models.feeds import RUNS_KEPT
from articles.models.imports import Outcome, Way
from articles.models.jobs import State
from articles.reading import FeedItem, ReadFeed
from tests.together import at_the_same_moment
from tests.websites import PARAGRAPHS, Website, answer, page, redirect, website

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Settings) -> Generator[Website]:
    """Return a running site that may be read from without a pause."""
    with website() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.place]
        settings.FETCH_SECONDS = 3
        settings.FETCH_HOST_SECONDS = 0
        yield site


def rss(items: Iterable[str], title: str = "Warta Sukamaju") -> str:
    """Return a feed of RSS."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(url: str, *, guid: str = "", title: str = "Kabar", date: str = "", category: str = "") -> str:
    """Return one item of RSS."""
    parts = {"title": title, "link": url, "guid": guid, "pubDate": date, "category": category}
    return f"<item>{''.join(f'<{name}>{escape(text)}</{name}>' for name, text in parts.items() if text)}</item>"


def items_of(site: Website, numbers: Iterable[int]) -> list[str]:
    """Return items with an address of their own, the highest number the newest."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        item(
            site.url(f"/berita/{number}"),
            title=f"Kabar {number}",
            date=f"{day + timedelta(minutes=number):%a, %d %b %Y %H:%M:%S +0000}",
        )
        for number in numbers
    ]


def add(admin: User, site: Website, path: str = "/feed", **values: object) -> Feed:
    """Return a feed of a site that nobody has read yet."""
    chosen: dict[str, object] = {"kind": "rss", "publisher": "Warta Sukamaju"} | values
    return subscribing.add_feed(actor=admin, url=site.url(path), **chosen)  # type: ignore[arg-type]


def read(feed: Feed) -> FeedRun:
    """Return what came of reading a feed now."""
    Feed.objects.filter(pk=feed.pk).update(due_at=Now())
    assert feeding.run_feed(feed.pk, worker="w")
    feed.refresh_from_db()
    return FeedRun.objects.filter(feed=feed).latest("pk")


def names(run: FeedRun) -> list[str]:
    """Return the names of what a reading had imported, in the order of import."""
    return list(run.batch.items.order_by("pk").values_list("name", flat=True)) if run.batch else []


def test_a_new_feed_brings_its_newest_items_and_passes_over_the_rest(
    ade: User, site: Website, settings: Settings
) -> None:
    settings.FEED_FIRST_ITEMS = 2
    site.pages["/feed"] = answer(rss(items_of(site, range(5))), kind="application/rss+xml")
    feed = add(ade, site)
    run = read(feed)
    assert (run.outcome, run.found, run.passed_over, run.left_over) == ("read", 5, 3, 0)
    assert names(run) == ["Kabar 4", "Kabar 3"]
    assert run.batch is not None
    assert (run.batch.way, run.batch.imported_by, run.batch.feed) == (Way.FEED, ade, feed)
    assert (feed.title, feed.kind, feed.state, feed.failures) == ("Warta Sukamaju", "rss", State.QUEUED, 0)
    assert timedelta(minutes=29) < feed.due_at - timezone.now() < timedelta(minutes=31)
    assert read(feed).batch is None


def test_an_item_becomes_an_article_that_nobody_imported_by_hand(ade: User, site: Website) -> None:
    site.pages["/berita/1"] = answer(page())
    site.pages["/feed"] = answer(rss([item(site.url("/berita/1"), date="Sat, 09 May 2026 01:00:00 GMT")]))
    run = read(add(ade, site))
    piece = ImportItem.objects.get()
    assert fetching.run_item(piece.pk, worker="w")
    article = Article.objects.get()
    assert run.batch == piece.of
    assert (article.title, article.publisher) == ("Sukamaju menambah bus sekolah", "Warta Sukamaju")
    assert article.published_at == datetime(2026, 5, 9, 1, tzinfo=UTC)
    assert article.captures.count() == 1
    event = Event.objects.get()
    assert (event.actor, event.after["feed"]) == (None, "Warta Sukamaju")


def test_of_a_thousand_items_the_three_new_ones_come_in(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(rss(items_of(site, range(1_000))))
    feed = add(ade, site)
    read(feed)
    before = ImportItem.objects.count()
    site.pages["/feed"] = answer(rss(items_of(site, range(1_003))))
    run = read(feed)
    assert (run.found, run.passed_over, ImportItem.objects.count() - before) == (1_003, 0, 3)
    assert names(run) == ["Kabar 1002", "Kabar 1001", "Kabar 1000"]


def test_ten_thousand_items_come_in_a_part_at_a_time(ade: User, site: Website, settings: Settings) -> None:
    site.pages["/feed"] = answer(rss(items_of(site, [0])), headers={"ETag": '"1"'})
    feed = add(ade, site)
    read(feed)
    site.pages["/feed"] = answer(rss(items_of(site, range(10_000))), headers={"ETag": '"2"'})
    run = read(feed)
    assert (run.found, run.left_over, len(names(run))) == (10_000, 9_799, 200)
    assert names(run)[0] == "Kabar 9999"
    assert feed.etag == ""  # an unchanged feed would never get to the rest
    site.pages["/feed"] = answer(rss(items_of(site, range(9_700, 10_000))))
    assert names(read(feed)) == [f"Kabar {number}" for number in range(9_799, 9_699, -1)]


def test_what_has_not_changed_is_not_sent_again(ade: User, site: Website) -> None:
    tag, since = '"abc"', "Sat, 09 May 2026 01:00:00 GMT"
    body = answer(rss(items_of(site, [1])), headers={"ETag": tag, "Last-Modified": since})
    site.pages["/feed"] = body
    feed = add(ade, site)
    read(feed)
    assert (feed.etag, feed.last_modified) == (tag, since)
    site.pages["/feed"] = answer(status="304 Not Modified")
    run = read(feed)
    assert (run.outcome, run.batch, feed.failures, feed.etag) == ("unchanged", None, 0, tag)
    assert f"If-None-Match: {tag}" in site.asked[-1]
    assert f"If-Modified-Since: {since}" in site.asked[-1]
    assert "User-Agent: Periksa/" in site.asked[-1]


def test_what_one_site_answered_is_not_told_to_another(ade: User, site: Website, settings: Settings) -> None:
    with website() as other:
        settings.FETCH_ALLOWED_HOSTS = [site.place, other.place]
        site.pages["/feed"] = redirect(other.url("/feed"))
        other.pages["/feed"] = answer(rss(items_of(site, [1])), headers={"ETag": '"theirs"'})
        feed = add(ade, site)
        read(feed)
        assert feed.etag == ""
        Feed.objects.update(etag='"ours"')
        read(feed)
        assert 'If-None-Match: "ours"' in site.asked[-1]
        assert "If-None-Match" not in other.asked[-1]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<rss><channel><item><title>Kabar</title><lin", "broken_feed"),
        (b"<rss><channel><title>&#x26;&</title></chan", "broken_feed"),
        (b"<!doctype html><html><body>Beranda</body></html>", "entities"),
        (b"<html><body>Beranda</body></html>", "not_a_feed"),
        (b"Internal error", "not_a_feed"),
        (b"", "not_a_feed"),
        (b"/etc/passwd", "not_a_feed"),
        (b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>', "entities"),
        (b'<!--\n<!ENTITY a "ha">--><rss><channel><title>&a;</title></channel></rss>', "entities"),
        ('<!DOCTYPE r [<!ENTITY a "ha">]><rss>&a;</rss>'.encode("utf-16"), "entities"),
        (b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><rss/>', "entities"),
        (b"<rss>" + b"<a>" * 300 + b"</a>" * 300 + b"</rss>", "too_deep"),
        (b"<rss " + b"".join(b'a%d="" ' % number for number in range(1_000)) + b"/>", "odd_markup"),
        (b"\x1f\x8b broken", "broken_feed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_feed_is_refused_with_its_reason(ade: User, site: Website, body: bytes, code: str) -> None:
    site.pages["/feed"] = answer(body, kind="application/rss+xml")
    feed = add(ade, site)
    run = read(feed)
    assert (run.outcome, run.refusal, feed.refusal, feed.failures) == ("failed", code, code, 1)
    assert feed.failing_since is not None
    assert not ImportItem.objects.exists()


def test_damaged_xml_is_read_as_far_as_it_goes_and_said_to_be_damaged(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(rss([*items_of(site, [1]), "<item><title>Satu &nbsp; & dua</title></item>"]))
    run = read(add(ade, site))
    assert (run.outcome, run.is_damaged, run.found) == ("read", True, 2)


def test_each_item_is_checked_as_any_address(ade: User, site: Website) -> None:
    links = ["http://10.0.0.1/a", "http://169.254.169.254/b", "ftp://warta.example/c", "", site.url("/berita/1")]
    site.pages["/feed"] = answer(rss([item(link, title=f"Kabar {link}") for link in links]))
    site.pages["/berita/1"] = answer(page())
    feed = add(ade, site)
    read(feed)
    waiting = ImportItem.objects.filter(outcome=Outcome.WAITING)
    assert [fetching.run_item(piece.pk, worker="w") for piece in waiting] == [True]
    refused = dict(ImportItem.objects.filter(outcome=Outcome.REFUSED).values_list("name", "refusal"))
    assert set(refused.values()) == {"private", "scheme", "odd_address"}
    assert names(read(feed)) == []
    assert Article.objects.count() == 1


def test_a_guid_that_items_share_hides_none_of_them(ade: User, site: Website) -> None:
    links = [site.url(f"/berita/{number}") for number in range(3)]
    shared = [item(link, guid="sama", title=link) for link in [*links, links[0] + "?utm_source=rss"]]
    site.pages["/feed"] = answer(rss(shared))
    feed = add(ade, site)
    assert sorted(names(read(feed))) == links
    assert names(read(feed)) == []


def test_a_guid_of_its_own_knows_an_item_under_another_address(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(rss([item(site.url("/a"), guid="urn:1")]))
    feed = add(ade, site)
    read(feed)
    site.pages["/feed"] = answer(rss([item(site.url("/a-diralat"), guid="urn:1")]))
    assert names(read(feed)) == []


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "lusa", ""])
def test_a_date_that_cannot_be_is_no_date(ade: User, site: Website, date: str) -> None:
    odd = item(site.url("/odd"), title="Odd", date=date)
    site.pages["/feed"] = answer(rss([odd, *items_of(site, [1])]))
    run = read(add(ade, site))
    assert names(run) == ["Kabar 1", "Odd"]
    assert ImportItem.objects.get(name="Odd").about["published_at"] == ""


def test_only_the_sections_that_were_asked_for(ade: User, site: Website) -> None:
    listed = [
        item(site.url("/ekonomi/1"), title="path"),
        item(site.url("/ekonomian/2"), title="another path"),
        item(site.url("/x"), category="Pemilu 2029", title="category"),
        item(site.url("/y"), category="Pemilukada", title="another category"),
        item(site.url("/z/pemilu-2029/3"), title="words of the path"),
    ]
    site.pages["/feed"] = answer(rss(listed))
    run = read(add(ade, site, sections=["/ekonomi", "pemilu 2029"]))
    assert sorted(names(run)) == ["category", "path", "words of the path"]
    assert run.passed_over == 2


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar</title><entry><title>Satu</title>
<link href="/berita/1"/><id>urn:1</id><published>2026-05-09T08:00:00+07:00</published></entry></feed>"""
NEWS = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{url}</loc><news:news><news:title>Satu</news:title>
<news:publication_date>2026-05-09T01:00:00Z</news:publication_date></news:news></url></urlset>"""


def test_atom_and_sitemaps_are_read_as_well(ade: User, site: Website) -> None:
    url = site.url("/berita/1")
    site.pages["/atom"] = answer(ATOM)
    site.pages["/news"] = answer(NEWS.format(url=url))
    for path, kind in (("/atom", "atom"), ("/news", "sitemap")):
        feed = add(ade, site, path)
        assert names(read(feed)) == ["Satu"]
        assert feed.kind == kind
    pieces = ImportItem.objects.all()
    assert {piece.url for piece in pieces} == {url}
    assert {importing.as_time(piece.about["published_at"]) for piece in pieces} == {datetime(2026, 5, 9, 1, tzinfo=UTC)}


def test_of_an_index_of_sitemaps_the_parts_that_changed_last(ade: User, site: Website) -> None:
    part = "<sitemap><loc>{url}</loc><lastmod>2026-0{number}-01</lastmod></sitemap>"
    parts = "".join(part.format(url=site.url(f"/peta/{number}"), number=number) for number in range(1, 7))
    site.pages["/peta"] = answer(f"<sitemapindex>{parts}</sitemapindex>")
    for number in range(1, 7):
        site.pages[f"/peta/{number}"] = answer(NEWS.format(url=site.url(f"/berita/{number}")))
    run = read(add(ade, site, "/peta"))
    asked = [line.split(" ")[1] for line in site.asked]
    assert asked == ["/robots.txt", "/peta", "/peta/6", "/peta/5", "/peta/4"]
    assert run.found == 3


def index_of(site: Website, *paths: str) -> bytes:
    """Return an index of sitemaps without dates."""
    parts = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in paths)
    return answer(f"<sitemapindex>{parts}</sitemapindex>")


def asked_of(site: Website) -> list[str]:
    """Return what a site was asked for, but its robots.txt."""
    return [path for line in site.asked if (path := line.split(" ")[1]) != "/robots.txt"]


@pytest.mark.parametrize(
    ("newest", "asked"), [(1, ["/peta/1", "/peta/9", "/peta/2"]), (9, ["/peta/1", "/peta/9", "/peta/8"])]
)
def test_of_an_index_without_dates_the_end_that_is_newer(
    ade: User, site: Website, newest: int, asked: list[str]
) -> None:
    for number in range(1, 10):
        day = f"2026-05-{20 - abs(newest - number):02}T01:00:00Z"
        body = NEWS.format(url=site.url(f"/berita/{number}")).replace("2026-05-09T01:00:00Z", day)
        site.pages[f"/peta/{number}"] = answer(body)
    site.pages["/peta"] = index_of(site, *(f"/peta/{number}" for number in range(1, 10)))
    run = read(add(ade, site, "/peta"))
    assert asked_of(site) == ["/peta", *asked]
    assert run.found == 3


def test_of_an_index_the_address_of_a_part_may_say_its_month(ade: User, site: Website) -> None:
    paths = ["/peta-2025-12.xml", "/peta-2026-01.xml", "/2026/11/peta.xml", "/peta-20261008.xml", "/peta-12345678.xml"]
    site.pages |= {path: answer(NEWS.format(url=site.url(f"/berita{path}"))) for path in paths}
    site.pages["/peta"] = index_of(site, *paths)
    feed = add(ade, site, "/peta")
    read(feed)
    assert asked_of(site) == ["/peta", "/2026/11/peta.xml", "/peta-20261008.xml", "/peta-2026-01.xml"]
    read(feed)  # a month that has begun is read until it is over
    assert asked_of(site)[4:] == ["/peta", "/2026/11/peta.xml", "/peta-20261008.xml", "/peta-2026-01.xml"]


def test_a_feed_with_another_address_is_read_anew_and_what_was_seen_is_known(
    ade: User, site: Website, settings: Settings
) -> None:
    settings.FEED_FIRST_ITEMS = 2
    site.pages["/lama"] = answer(rss(items_of(site, [1])))
    site.pages["/baru"] = answer(rss(items_of(site, range(6))))
    feed = add(ade, site, "/lama")
    read(feed)
    Feed.objects.filter(pk=feed.pk).update(due_at=Now())
    assert Feed.objects.active().claim(feed.pk, worker="slow")
    feed.refresh_from_db()
    values = {"title": "Baru", "publisher": "", "sections": [], "interval_minutes": 30}
    subscribing.edit_feed(actor=ade, feed=feed, url=site.url("/baru"), kind="rss", **values)
    assert not feeding.note_unchanged(feed)  # whoever reads the old address has lost it
    feed.refresh_from_db()
    assert names(read(feed)) == ["Kabar 5", "Kabar 4"]
    assert read(feed).batch is None


def test_robots_are_obeyed_and_asked_once_a_day(ade: User, site: Website) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /feed\nDisallow: /rahasia/", kind="text/plain")
    feed = add(ade, site)
    assert read(feed).refusal == "robots"
    assert feed.due_at - timezone.now() > timedelta(hours=23)
    site.pages["/lain"] = answer(rss([item(site.url("/rahasia/1"))]))
    other = add(ade, site, "/lain")
    assert read(other).outcome == "read"
    piece = ImportItem.objects.get()
    assert fetching.run_item(piece.pk, worker="w")
    piece.refresh_from_db()
    assert piece.refusal == "robots"
    assert [line.split(" ")[1] for line in site.asked] == ["/robots.txt", "/lain"]
    RobotsFile.objects.update(expires_at=Now())
    site.pages["/robots.txt"] = answer("", kind="text/plain")
    site.pages["/feed"] = answer(rss(items_of(site, [1])))
    assert read(feed).outcome == "read"


def test_what_a_person_asks_for_is_fetched_whatever_robots_may(ade: User, site: Website) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /", kind="text/plain")
    site.pages["/a"] = answer(page())
    batch = importing.import_addresses(actor=ade, addresses=[site.url("/a")])
    assert fetching.run_item(batch.items.get().pk, worker="w")
    assert batch.items.get().outcome == Outcome.IMPORTED


def test_without_its_robots_a_site_is_left_alone_for_a_while(ade: User, site: Website) -> None:
    site.pages["/robots.txt"] = answer(status="503 Service Unavailable")
    assert read(add(ade, site)).refusal == "robots_away"
    kept = RobotsFile.objects.get()
    assert kept.expires_at - timezone.now() < timedelta(minutes=11)


@pytest.mark.django_db(transaction=True)
def test_one_visit_of_a_host_at_a_time(ade: User, site: Website, settings: Settings) -> None:
    settings.FETCH_HOST_SECONDS = 60
    Site.objects.create(host="warta.example")
    turns = at_the_same_moment([lambda: visiting.take_turn("warta.example")] * 6)
    assert turns.count(None) == 1
    assert all(isinstance(turn, datetime) for turn in turns if turn is not None)
    site.pages["/feed"] = answer(rss(items_of(site, range(3))))
    feed = add(ade, site)
    read(feed)
    due = [piece.due_at for piece in ImportItem.objects.order_by("pk")]
    assert [round((later - earlier).total_seconds()) for earlier, later in pairwise(due)] == [60, 60]
    first = ImportItem.objects.order_by("pk")[0]
    assert not fetching.run_item(first.pk, worker="w")  # the feed itself was the last visit
    first.refresh_from_db()
    assert (first.state, first.attempt) == (State.QUEUED, 0)
    assert timedelta(seconds=50) < first.due_at - timezone.now() < timedelta(seconds=61)
    Feed.objects.update(due_at=Now())
    assert feeding.run_feed(feed.pk, worker="w")
    feed.refresh_from_db()
    assert (feed.failures, FeedRun.objects.count()) == (0, 1)  # put off, and no failure
    assert timedelta(seconds=50) < feed.due_at - timezone.now() < timedelta(seconds=61)


def test_a_site_may_ask_for_a_longer_pause(ade: User, site: Website) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 30", kind="text/plain")
    site.pages["/feed"] = answer(rss(items_of(site, [1])))
    read(add(ade, site))
    assert visiting.seconds_between("127.0.0.1") == 30


def test_failures_double_the_pause_up_to_a_day_and_success_ends_them(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(status="500 Internal Server Error")
    feed = add(ade, site, interval_minutes=60)
    pauses = []
    for _failure in range(7):
        assert read(feed).refusal == "status"
        pauses.append(round((feed.due_at - timezone.now()).total_seconds() / 3600))
    assert pauses == [2, 4, 8, 16, 24, 24, 24]
    since = feed.failing_since
    assert since is not None
    assert since < timezone.now()
    site.pages["/feed"] = answer(rss([]))
    assert read(feed).outcome == "read"
    assert (feed.failures, feed.failing_since, feed.refusal) == (0, None, "")


@pytest.mark.parametrize(("asked", "hours"), [("7200", 2), ("999999999", 24 * 7), ("soon", 1), ("", 1)])
def test_a_site_says_how_long_it_is_to_be_left_alone(ade: User, site: Website, asked: str, hours: int) -> None:
    site.pages["/feed"] = answer(status="429 Too Many Requests", headers={"Retry-After": asked})
    feed = add(ade, site)
    assert read(feed).refusal == "busy"
    assert round((feed.due_at - timezone.now()).total_seconds() / 3600) == hours


@pytest.mark.django_db(transaction=True)
def test_two_workers_read_a_feed_once(ade: User, site: Website) -> None:
    site.pages["/feed"] = lambda: site.slowly([b"", answer(rss(items_of(site, range(3))))], 0.2)
    feed = add(ade, site)
    done = at_the_same_moment([lambda: feeding.run_feed(feed.pk, worker="w")] * 4)
    assert sorted(map(str, done)) == ["False", "False", "False", "True"]
    assert (FeedRun.objects.count(), ImportItem.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_after_a_day_without_a_clock_a_feed_is_read_once(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(rss(items_of(site, [1])))
    feed = add(ade, site)
    read(feed)
    Feed.objects.update(due_at=Now() - timedelta(days=1), rung_at=None)
    feed.refresh_from_db()
    assert feed.is_late
    rung = at_the_same_moment([lambda: feeding.ring_due(100)] * 3)  # as many clocks
    assert sorted(map(str, rung)) == ["0", "0", "1"]
    for _bell in range(3):
        tasks.run_feed(feed.pk)
    assert FeedRun.objects.count() == 2
    assert feeding.ring_due(100) == 0


def test_a_bell_that_was_lost_is_rung_again(ade: User, site: Website) -> None:
    feed = add(ade, site)
    assert feeding.ring_due(100) == 1
    assert feeding.ring_due(100) == 0
    Feed.objects.update(rung_at=Now() - timedelta(minutes=2))
    assert feeding.ring_due(100) == 1
    assert feed.state == State.QUEUED


def test_the_feed_of_a_dead_worker_is_given_back_and_one_that_kills_them_waits(ade: User, site: Website) -> None:
    feed = add(ade, site)
    for attempt in range(1, 5):
        assert Feed.objects.active().claim(feed.pk, worker="dead")
        assert feeding.release_abandoned() == (1 if attempt == 4 else 0)
    feed.refresh_from_db()
    assert (feed.state, feed.refusal, feed.failures) == (State.QUEUED, "worker_died", 1)
    assert feed.max_attempts == feed.attempt + 4
    site.pages["/feed"] = answer(rss([]))
    assert read(feed).outcome == "read"  # it is tried again for ever


def test_what_people_change_while_a_feed_is_read_stays(ade: User, site: Website) -> None:
    feed = add(ade, site)
    assert Feed.objects.active().claim(feed.pk, worker="w")
    feed.refresh_from_db()
    changed = {"title": "Nama kami", "publisher": "", "sections": ["/lain"], "interval_minutes": 60}
    subscribing.edit_feed(actor=ade, feed=feed, **changed)
    items = tuple(FeedItem(site.url(f"/berita/{number}")) for number in range(3))
    assert feeding.store(feed, Polled(False, ReadFeed("rss", "Nama mereka", items)))
    feed.refresh_from_db()
    assert (feed.title, feed.interval_minutes, FeedRun.objects.get().passed_over) == ("Nama kami", 60, 3)
    assert feed.due_at - timezone.now() > timedelta(minutes=50)


def test_what_is_looked_at_is_what_is_parsed(ade: User, site: Website) -> None:
    inside = "<![CDATA[ ]]<?xml version='1.0'?>>" + "<b>" * 300 + "]]>"
    site.pages["/feed"] = answer(rss([f"<item><title>{inside}</title><link>{site.url('/a')}</link></item>"]))
    run = read(add(ade, site))
    assert (run.outcome, run.found, run.is_damaged) == ("read", 1, False)


def test_an_attempt_that_lost_its_lease_stores_nothing(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(rss(items_of(site, [1])))
    feed = add(ade, site)
    assert Feed.objects.active().claim(feed.pk, worker="slow")
    feed.refresh_from_db()
    Feed.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert feeding.run_feed(feed.pk, worker="quick")
    assert not feeding.note_failure(feed, "slow_site")
    assert not feeding.note_unchanged(feed)
    assert (FeedRun.objects.count(), ImportItem.objects.count()) == (1, 1)


def test_a_feed_goes_on_when_who_added_it_has_left(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(rss([item(site.url("/berita/1"))]))
    site.pages["/berita/1"] = answer(page(*PARAGRAPHS))
    feed = add(ade, site)
    User.objects.update(is_active=False, roles=[])
    read(feed)
    assert fetching.run_item(ImportItem.objects.get().pk, worker="w")
    assert (Article.objects.get().imported_by, Event.objects.get().actor) == (ade, None)


def test_only_so_many_readings_are_remembered_and_what_is_gone_is_forgotten(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(rss(items_of(site, [1])))
    feed = add(ade, site)
    FeedRun.objects.bulk_create(FeedRun(feed=feed, outcome="unchanged") for _run in range(RUNS_KEPT + 5))
    SeenEntry.objects.create(feed=feed, digest=b"x" * 32)
    SeenEntry.objects.update(last_seen_at=Now() - timedelta(days=100))
    read(feed)
    assert FeedRun.objects.count() == RUNS_KEPT
    assert SeenEntry.objects.count() == 1


def test_what_people_do_to_a_feed_is_recorded(ade: User, site: Website) -> None:
    site.pages["/feed"] = answer(rss([]))
    feed = add(ade, site)
    changed = {"title": "Baru", "publisher": "Warta", "sections": ["/a"], "interval_minutes": 10}
    subscribing.edit_feed(actor=ade, feed=feed, **changed)
    subscribing.pause_feed(actor=ade, feed=feed)
    assert not feeding.run_feed(feed.pk, worker="w")
    assert not subscribing.run_feed_now(actor=ade, feed=feed)
    subscribing.resume_feed(actor=ade, feed=feed)
    assert subscribing.run_feed_now(actor=ade, feed=feed)
    assert feeding.run_feed(feed.pk, worker="w")
    subscribing.remove_feed(actor=ade, feed=feed)
    verbs = list(FeedEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["added", "edited", "paused", "resumed", "asked", "removed"]
    assert FeedEvent.objects.get(verb="edited").after["sections"] == ["/a"]
    assert not Feed.objects.visible_to(ade).exists()
    assert add(ade, site).pk != feed.pk  # what was removed can be added anew
    with connection.cursor() as cursor, pytest.raises(Exception, match="Cannot"):
        cursor.execute("DELETE FROM articles_feedevent")
