"""Feeds to imports: a worker takes a feed that is due, reads it, and has its new items imported like any address.

The row is the truth and the queue only rings, as everywhere: whoever rings twice, late or not at all changes nothing. A
feed that was due for a day is read once.
"""

from datetime import datetime, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models.functions import Now

from articles import bells
from articles.bells import Bell
from articles.fetching import Unfetched, parse_address
from articles.flow.polling import Polled, Postponed, plausible, poll
from articles.flow.queueing import RUNG_AHEAD, add_pieces, refused_piece, ring_next
from articles.flow.sifting import Sifted, sift
from articles.flow.visiting import seconds_between
from articles.models import Feed, FeedRun, Import, ImportItem, SeenEntry
from articles.models.feeds import RUNS_KEPT, FeedKind, Reading
from articles.models.imports import Way
from articles.models.jobs import State, default_max_attempts
from articles.reading import FeedItem, Unreadable, clean_line

logger = structlog.get_logger(__name__)

LONGEST_BACK_OFF = timedelta(days=1)
LONGEST_WAIT = timedelta(days=7)
"""The longest that a site's Retry-After is kept to; later the feed is tried all the same."""

SEEN_KEPT = timedelta(days=90)
"""How long an item is known again after the feed has stopped listing it."""


def ring_due(most: int) -> int:
    """Ring for the feeds that are due, ``most`` of them at once; return for how many. Safe beside others who ring."""
    due = Feed.objects.active().take_unrung(limit=most, queue_is_empty=False)
    return sum(bells.ring(Bell.FEED, pk) for pk in due)


def run_feed(feed_id: int, *, worker: str) -> bool:
    """Read a feed to its end, if it is due; say whether this call did.

    Running it twice, late, or beside another worker changes nothing.
    """
    with transaction.atomic(durable=True):
        if not Feed.objects.active().claim(feed_id, worker=worker):
            return False
    feed = Feed.objects.get(pk=feed_id)
    structlog.contextvars.bind_contextvars(feed_id=feed.pk, attempt=feed.attempt)
    try:
        found = poll(feed.url, etag=feed.etag, last_modified=feed.last_modified, since=feed.last_success_at)
        return note_unchanged(feed) if found.is_unchanged else store(feed, found)
    except Postponed as others:
        return postpone(feed, others.until)
    except Unfetched as reason:
        return note_failure(feed, reason.code, reason.detail, wait=timedelta(seconds=reason.wait_seconds))
    except Unreadable as reason:
        return note_failure(feed, reason.code, reason.detail)
    except SoftTimeLimitExceeded:
        return note_failure(feed, "too_slow")
    except (OperationalError, InterfaceError):
        # The database went away: the row keeps its lease, and the sweeper gives the feed to the next worker.
        raise
    except Exception as error:
        # Whatever else a reader stumbles over is the feed's own story, told where a person sees it.
        logger.exception("feed_failed")
        return note_failure(feed, "reader_error", f"{type(error).__name__}: {error}")


@transaction.atomic(durable=True)
def store(feed: Feed, found: Polled) -> bool:
    """Import what is new in a feed, note what was seen and when it is due again; say whether it still held the feed."""
    if not held(feed):
        return False
    is_first = feed.last_success_at is None
    limit = settings.FEED_FIRST_ITEMS if is_first else settings.FEED_MAX_ITEMS
    sifted = sift(feed, found.feed.items, limit=limit, takes_rest=is_first)
    batch = add_items(feed, sifted.chosen) if sifted.chosen else None
    note_seen(feed, sifted)
    note_run(
        feed,
        FeedRun(
            outcome=Reading.READ,
            found=len(found.feed.items),
            passed_over=sifted.passed_over,
            left_over=len(sifted.left_over),
            is_damaged=found.feed.is_damaged,
            batch=batch,
        ),
    )
    # What is left over is new at the next reading, which an unchanged feed would otherwise not get to.
    etag, last_modified = ("", "") if sifted.left_over else (found.etag, found.last_modified)
    title, kind = feed.title or found.feed.title, FeedKind(found.feed.kind)
    return finish_well(feed, etag=etag, last_modified=last_modified, kind=kind, title=title)


def held(feed: Feed) -> bool:
    """Lock a feed until the transaction ends and take what people changed meanwhile; say whether it is still held."""
    if not Feed.objects.hold(feed.pk, attempt=feed.attempt):
        return False
    feed.refresh_from_db(fields=["title", "publisher", "sections", "interval_minutes"])
    return True


def add_items(feed: Feed, items: list[FeedItem]) -> Import:
    """Have items imported, each as its own piece, one visit of a host after the other; call it in a transaction."""
    batch = Import.objects.create(way=Way.FEED, imported_by=feed.added_by, feed=feed)
    rows = [piece_of(feed, item) for item in items]
    add_pieces(batch, rows, rung_ahead=0)
    turns: dict[str, int] = {}
    for row in rows:
        if row.host:
            turn = turns[row.host] = turns.get(row.host, -1) + 1
            due = Now() + timedelta(seconds=turn * seconds_between(row.host))
            ImportItem.objects.filter(pk=row.pk).update(due_at=due)
    ring_next(ImportItem.objects.filter(of=batch), RUNG_AHEAD)
    return batch


def piece_of(feed: Feed, item: FeedItem) -> ImportItem:
    """Return an item as a piece that waits, or as refused for the spelling of its address."""
    published = plausible(item.published)
    about = {"publisher": feed.publisher, "published_at": published.isoformat() if published else ""}
    name = clean_line(item.title or item.url, 500) or "…"
    try:
        address = parse_address(item.url)
    except Unfetched as reason:
        shown = clean_line(f"{item.title} {item.url}", 500) or "…"
        return refused_piece(ImportItem(name=shown), reason.code, clean_line(reason.detail, 300))
    return ImportItem(name=name, url=str(address), host=address.host, about=about)


def note_seen(feed: Feed, sifted: Sifted) -> None:
    """Remember all that a feed lists, and forget what it has not listed for long."""
    seen = SeenEntry.objects.filter(feed=feed)
    digests = sorted(sifted.digests)
    known = seen.known(digests)
    fresh = (SeenEntry(feed=feed, digest=digest) for digest in digests if digest not in known)
    SeenEntry.objects.bulk_create(fresh, batch_size=5_000, ignore_conflicts=True)
    yesterday = Now() - timedelta(days=1)
    for start in range(0, len(digests), 5_000):
        listed = seen.filter(digest__in=digests[start : start + 5_000], last_seen_at__lt=yesterday)
        listed.update(last_seen_at=Now())
    seen.filter(last_seen_at__lt=Now() - SEEN_KEPT).delete()


def note_run(feed: Feed, run: FeedRun) -> None:
    """Store one reading and forget all but the newest RUNS_KEPT."""
    run.feed = feed
    run.save()
    old = list(feed.runs.order_by("-pk").values_list("pk", flat=True)[RUNS_KEPT : RUNS_KEPT + 100])
    FeedRun.objects.filter(pk__in=old).delete()


@transaction.atomic(durable=True)
def note_unchanged(feed: Feed) -> bool:
    """End a reading of a feed that has not changed; say whether it still held the feed."""
    if not held(feed):
        return False
    note_run(feed, FeedRun(outcome=Reading.UNCHANGED))
    return finish_well(feed)


def finish_well(feed: Feed, **values: object) -> bool:
    """Plan the next reading after its interval; call it in a transaction."""
    return plan(
        feed,
        interval(feed),
        last_run_at=Now(),
        last_success_at=Now(),
        failing_since=None,
        failures=0,
        refusal="",
        refusal_detail="",
        **values,
    )


@transaction.atomic
def note_failure(feed: Feed, code: str, detail: str = "", *, wait: timedelta = timedelta()) -> bool:
    """End a reading that failed: the next comes after twice the time each time, up to a day; ``wait`` at the least."""
    if not held(feed):
        return False
    detail = clean_line(detail, 300)
    note_run(feed, FeedRun(outcome=Reading.FAILED, refusal=code, refusal_detail=detail))
    values = {"refusal": code, "refusal_detail": detail, "failures": feed.failures + 1, "last_run_at": Now()}
    values |= {} if feed.failing_since else {"failing_since": Now()}
    delay = LONGEST_BACK_OFF if code == "robots" else back_off(feed)
    return plan(feed, max(delay, min(wait, LONGEST_WAIT)), **values)


def back_off(feed: Feed) -> timedelta:
    """Return how long a feed is left alone after one more failure: its interval doubled each time, a day at most."""
    doubled = timedelta(minutes=feed.interval_minutes << min(feed.failures + 1, 10))
    return max(min(doubled, LONGEST_BACK_OFF), interval(feed))


def interval(feed: Feed) -> timedelta:
    """Return the time between two readings."""
    return timedelta(minutes=feed.interval_minutes)


def plan(feed: Feed, delay: timedelta, **values: object) -> bool:
    """Queue a feed again for then; say whether this attempt still held it."""
    allowed = feed.attempt + default_max_attempts()
    values |= {"due_at": Now() + delay, "rung_at": None, "max_attempts": allowed}
    return Feed.objects.finish(feed.pk, attempt=feed.attempt, state=State.QUEUED, **values)


@transaction.atomic
def postpone(feed: Feed, until: datetime) -> bool:
    """Put a reading off until its host is free; it is no failure. Say whether this attempt still held the feed."""
    allowed = feed.attempt + default_max_attempts()
    values = {"due_at": until, "rung_at": None, "max_attempts": allowed}
    return Feed.objects.finish(feed.pk, attempt=feed.attempt, state=State.QUEUED, **values)


def release_abandoned() -> int:
    """Give back the feeds of workers that died, and count as failed those that kill theirs; return how many failed."""
    with transaction.atomic(durable=True):
        rows = list(Feed.objects.abandoned().select_for_update(skip_locked=True, of=("self",))[:200])
        spent = [row for row in rows if row.attempt >= row.max_attempts]
        for row in spent:
            note_failure(row, "worker_died")
        Feed.objects.give_back([row.pk for row in rows if row.attempt < row.max_attempts])
    return len(spent)
