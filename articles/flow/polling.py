"""Asking a feed what it lists: politely, within limits, and without storing anything but its site's robots.txt."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.fetching import Fetched, Unfetched, fetch, parse_address, refusal_of_status
from articles.flow.visiting import refuse_robots, seconds_between, take_turn
from articles.reading import FeedItem, FeedLink, ReadFeed, SitemapPart, Unreadable, feed_links, read_feed

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"

PARTS_READ = 3
"""How many sitemaps of an index are read at once: those that changed last."""

PATIENCE_SECONDS = 10
"""How long a reading waits for its turn at a host before it leaves and comes back."""

FIRST_YEAR = 1605
"""The year of the first newspaper."""

EARLIEST = datetime.min.replace(tzinfo=UTC)

_IN_ADDRESS = re.compile(r"(?<!\d)(20\d\d)[-_/]?(0[1-9]|1[0-2])(?:[-_/]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
"""A month or a day in an address: sitemap-2026-11.xml, /2026/11/28/, posts-20261128.xml."""


class Postponed(Exception):
    """Others have the turn at this host until then; nothing was asked."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"until {until}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Polled:
    """What a feed answered. ``validators`` are the headers by which it is asked whether it has changed since."""

    is_unchanged: bool
    feed: ReadFeed = field(default_factory=lambda: ReadFeed("", "", ()))
    etag: str = ""
    last_modified: str = ""


def poll(url: str, *, etag: str = "", last_modified: str = "", since: datetime | None = None) -> Polled:
    """Ask for a feed as the desk does by itself, and return what it lists.

    ``etag`` and ``last_modified`` are what it answered last; they go to its own site alone. Of an index of sitemaps the
    parts that changed after ``since`` are read. Raises :class:`Postponed`, :class:`Unfetched` and
    :class:`articles.reading.Unreadable`.
    """
    refuse_robots(url)
    wait_for_turn(url)
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    answer = ask(url, {name: value for name, value in known.items() if value})
    if answer.status == 304:
        return Polled(True)
    found = read_answer(answer)
    if found.parts:
        return Polled(False, with_parts(found, since))
    is_own = parse_address(answer.final_url).origin == parse_address(url).origin
    return Polled(
        False,
        found,
        etag=header_of(answer, "ETag", 500) if is_own else "",
        last_modified=header_of(answer, "Last-Modified", 100) if is_own else "",
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What a feed lists now, at which address, and the ``others`` that a page named beside it."""

    feed: ReadFeed
    url: str
    others: tuple[FeedLink, ...] = ()


def look(url: str, *, seconds: float) -> Look:
    """Return what a feed lists, for a person who waits for it; of a web page, the first feed that it names.

    Robots and each answer take ``seconds`` at most. Raises :class:`Unfetched` and
    :class:`articles.reading.Unreadable`.
    """
    refuse_robots(url, seconds=seconds)
    answer = ask(url, {}, seconds=seconds)
    if not is_page(answer):
        return Look(look_into(read_answer(answer), seconds), url)
    links = [link for link in feed_links(answer.body, answer.final_url) if link.url != url]
    if not links:
        raise Unreadable("no_feed_named")
    first, *others = links
    address = str(parse_address(first.url))
    refuse_robots(address, seconds=seconds)
    found = read_answer(ask(address, {}, seconds=seconds))
    return Look(look_into(found, seconds), address, tuple(others))


def is_page(answer: Fetched) -> bool:
    """Say whether an answer is a web page: as its first bytes say, or its type where they are no XML."""
    start = answer.body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return True
    return answer.content_type == "text/html" and not start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"<url"))


def look_into(found: ReadFeed, seconds: float) -> ReadFeed:
    """Return what a feed lists; of an index of sitemaps, what its newest part does."""
    if not found.parts:
        return found
    part = latest(found.parts, None)[0]
    refuse_robots(part.url, seconds=seconds)
    return replace(read_answer(ask(part.url, {}, seconds=seconds)), parts=())


def wait_for_turn(url: str) -> None:
    """Take the turn at the host of an address, after a short wait if need be. Raises :class:`Postponed`."""
    host = parse_address(url).host
    end = time.monotonic() + PATIENCE_SECONDS
    while until := take_turn(host):
        if time.monotonic() + seconds_between(host) > end:
            raise Postponed(until)
        time.sleep(max(0.05, (until - timezone.now()).total_seconds()))


def ask(url: str, known: Mapping[str, str], *, seconds: float | None = None) -> Fetched:
    """Return the answer to a question for a feed. Raises :class:`Unfetched`, with its wait where the site names one."""
    answer = fetch(url, any_status=True, headers={"Accept": ACCEPT}, only_there=known, seconds=seconds)
    if answer.status in {200, 304}:
        return answer
    raise refusal_of_status(answer.status, answer.header("Retry-After"))


def read_answer(answer: Fetched) -> ReadFeed:
    """Return what an answer lists. Raises :class:`articles.reading.Unreadable`."""
    return read_feed(answer.body, charset=answer.charset, url=answer.final_url)


def header_of(answer: Fetched, name: str, length: int) -> str:
    """Return a header to be sent back as it came; one that is too long to be kept is as none."""
    value = answer.header(name)
    return value if len(value) <= length and value.isprintable() else ""


@dataclass
class _Parts:
    """The sitemaps of an index while they are read; one that cannot be had leaves the others."""

    items: list[FeedItem] = field(default_factory=list)
    refusal: Unfetched | None = None

    def read(self, part: SitemapPart) -> datetime:
        """Read one part; return when the newest of its items was published or changed."""
        try:
            refuse_robots(part.url)
            wait_for_turn(part.url)
            found = read_answer(ask(part.url, {})).items
        except Unfetched as reason:
            self.refusal = reason
            return EARLIEST
        self.items += found
        return max((plausible(item.published or item.changed) or EARLIEST for item in found), default=EARLIEST)


def with_parts(index: ReadFeed, since: datetime | None) -> ReadFeed:
    """Return the items of the sitemaps of an index, one level deep. Raises :class:`Unfetched` when none can be had.

    Where nothing says which part is new, the first and the last are read, and the neighbour of the one with the newer
    items: publishers append, or they put the newest first.
    """
    parts, read = index.parts, _Parts()
    if len(parts) <= PARTS_READ or any(moment_of(part) for part in parts):
        for part in latest(parts, since):
            read.read(part)
    else:
        is_first_newer = read.read(parts[0]) >= read.read(parts[-1])
        read.read(parts[1] if is_first_newer else parts[-2])
    if read.refusal and not read.items:
        raise read.refusal
    return replace(index, items=tuple(read.items), parts=())


def latest(parts: tuple[SitemapPart, ...], since: datetime | None) -> list[SitemapPart]:
    """Return the parts to read: the last changed first, no older than a day before ``since``; undated ones at last.

    A part that has no date but one in its address (``2026-11``) is as old as that says.
    """
    begin = since - timedelta(days=1) if since else None
    wanted = [part for part in parts if begin is None or (plausible(part.changed) or begin) >= begin]
    return sorted(wanted, key=lambda part: moment_of(part) or EARLIEST, reverse=True)[:PARTS_READ]


def moment_of(part: SitemapPart) -> datetime | None:
    """Return when a part of an index changed, or the day or month that its address names."""
    if changed := plausible(part.changed):
        return changed
    found = _IN_ADDRESS.search(part.url)
    return plausible(f"{found[1]}-{found[2]}-{found[3] or '01'}T00:00:00+00:00") if found else None


def plausible(value: str) -> datetime | None:
    """Return a time that an article can be of; None for none, and for one of another age or of the future."""
    try:
        moment = parse_datetime(value) if value else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR < moment.year <= timezone.now().year + 1:
        return None
    return moment if moment < timezone.now() + timedelta(days=1) else None
