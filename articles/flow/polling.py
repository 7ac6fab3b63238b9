"""Asking a feed what it lists: politely, within limits, and without storing anything but its site's robots.txt."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.fetching import Fetched, Unfetched, fetch, parse_address, refusal_of_status
from articles.flow.visiting import refuse_robots, seconds_between, take_turn
from articles.reading import FeedItem, ReadFeed, SitemapPart, read_feed

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"

PARTS_READ = 3
"""How many sitemaps of an index are read at once: those that changed last."""

PATIENCE_SECONDS = 10
"""How long a reading waits for its turn at a host before it leaves and comes back."""

FIRST_YEAR = 1605
"""The year of the first newspaper."""


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


def look(url: str, *, seconds: float) -> ReadFeed:
    """Return what a feed lists, for a person who waits for it; robots and page take ``seconds`` each at most.

    Raises :class:`Unfetched` and :class:`articles.reading.Unreadable`.
    """
    refuse_robots(url, seconds=seconds)
    found = read_answer(ask(url, {}, seconds=seconds))
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


def with_parts(index: ReadFeed, since: datetime | None) -> ReadFeed:
    """Return the items of the sitemaps of an index, one level deep. Raises :class:`Unfetched` when none can be had."""
    items: list[FeedItem] = []
    refusal: Unfetched | None = None
    chosen = latest(index.parts, since)
    for part in chosen:
        try:
            refuse_robots(part.url)
            wait_for_turn(part.url)
            items += read_answer(ask(part.url, {})).items
        except Unfetched as reason:  # the others may be had
            refusal = reason
    if refusal and not items:
        raise refusal
    return replace(index, items=tuple(items), parts=())


def latest(parts: tuple[SitemapPart, ...], since: datetime | None) -> list[SitemapPart]:
    """Return the parts to read: the last changed first, no older than a day before ``since``; undated ones at last."""
    dated = [(plausible(part.changed), part) for part in parts]
    begin = since - timedelta(days=1) if since else None
    wanted = [(moment, part) for moment, part in dated if moment is None or begin is None or moment >= begin]
    earliest = datetime.min.replace(tzinfo=UTC)
    wanted.sort(key=lambda pair: pair[0] or earliest, reverse=True)
    return [part for _moment, part in wanted[:PARTS_READ]]


def plausible(value: str) -> datetime | None:
    """Return a time that an article can be of; None for none, and for one of another age or of the future."""
    try:
        moment = parse_datetime(value) if value else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR < moment.year <= timezone.now().year + 1:
        return None
    return moment if moment < timezone.now() + timedelta(days=1) else None
