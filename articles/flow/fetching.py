"""Pieces that wait to articles: a worker takes a job row of an import, reads what it brings, and stores it, once.

The row is the truth and the queue only rings, as in :mod:`articles.flow.extracting`: a piece is taken by
compare-and-set with a lease and an attempt number, and the article and the piece's outcome are written in one
transaction that asks for that number.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now

from articles.bells import Bell
from articles.fetching import Fetched, Unfetched, fetch
from articles.flow.capturing import keep_refused, store_page
from articles.flow.importing import Duplicate, article_at, as_time, outcome_of, refusal_of, store_article
from articles.flow.importing_rows import run_table
from articles.flow.queueing import ring_next
from articles.flow.uploading import unpack
from articles.flow.visiting import refuse_robots, take_turn
from articles.models import ImportItem, Payload, RefusedPage
from articles.models.imports import ImportItemQuerySet, Outcome
from articles.models.jobs import State
from articles.reading import ARCHIVES, TABLES, Piece, Unreadable, clean_line, read_file
from articles.webpages import is_readable, read_answer

logger = structlog.get_logger(__name__)

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""How long an address is left alone after its first, second and third try that failed for a passing reason."""

LONGEST_WAIT = timedelta(days=1)
"""The longest that a site's Retry-After is kept to; an import has to end."""


def run_item(item_id: int, *, worker: str) -> bool:
    """Read one piece to its end, if it is to be had; say whether this call finished it.

    Running it twice, late, or beside another worker changes nothing.
    """
    item = claim_item(item_id, worker=worker)
    if item is None:
        return False
    structlog.contextvars.bind_contextvars(request_id=item.request_id, item_id=item.pk, attempt=item.attempt)
    try:
        return take_page(item) if item.url else take_upload(item)
    except Unfetched as reason:
        may_pass = reason.is_passing and item.attempt < item.max_attempts
        return try_later(item, reason) if may_pass else refuse(item, reason.code, reason.detail)
    except Unreadable as reason:
        return refuse(item, reason.code, reason.detail)
    except SoftTimeLimitExceeded:
        return refuse(item, "too_slow")
    except (OperationalError, InterfaceError):
        # The database went away: the row keeps its lease, and the sweeper gives the piece to the next worker.
        raise
    except Exception as error:
        # Whatever else a reader stumbles over is the piece's own story, told where a person sees it.
        logger.exception("item_failed")
        return refuse(item, "reader_error", f"{type(error).__name__}: {error}")


def claim_item(item_id: int, *, worker: str) -> ImportItem | None:
    """Take a piece for a worker, if it is to be had and its host may be visited now.

    No more than FETCH_PER_HOST of a host are fetched at a time; what a feed brings waits for the host's turn as well.
    """
    with transaction.atomic(durable=True):
        if not ImportItem.objects.claim(item_id, worker=worker):
            return None
        item = ImportItem.objects.select_related("of__imported_by", "of__feed", "article").get(pk=item_id)
        if not item.host:
            return item
        is_busy = ImportItem.objects.host_is_busy(item)
        until = take_turn(item.host) if item.of.feed and not is_busy else None
        if not is_busy and until is None:
            return item
        # Its bell is rung anew when one of the host is done, or once it is due. This was no try.
        ImportItem.objects.give_back([item.pk])
        ImportItem.objects.filter(pk=item.pk).update(attempt=F("attempt") - 1, due_at=until or Now())
    return None


def take_page(item: ImportItem) -> bool:
    """Fetch a web address and store its article with the kept copy; say whether this attempt still held the piece.

    An article that is here already is not fetched, unless that is what was asked for. What a feed brings is nobody's
    wish, so that the site's robots.txt is asked first. Raises :class:`Unfetched` for what
    cannot be had.
    """
    if item.article_id is None and (known := article_at(item.url)):
        return settle(item, outcome_of(Outcome.DUPLICATE, known))
    if item.of.feed:
        refuse_robots(item.url)
    found = fetch(item.url, accepts=is_readable)
    try:
        piece = read_answer(found)
    except (Unfetched, Unreadable) as reason:
        return refuse_page(item, found, reason)
    with transaction.atomic(durable=True):
        if not ImportItem.objects.hold(item.pk, attempt=item.attempt):
            return False
        RefusedPage.objects.filter(item=item).delete()
        return settle(item, store_page(item, found, piece))


@transaction.atomic(durable=True)
def refuse_page(item: ImportItem, found: Fetched, reason: Unfetched | Unreadable) -> bool:
    """End a piece that no article was found in and keep what came; say whether this attempt still held the piece."""
    if not ImportItem.objects.hold(item.pk, attempt=item.attempt):
        return False
    keep_refused(found, item)
    return settle(item, refusal_of(reason.code, reason.detail))


def take_upload(item: ImportItem) -> bool:
    """Store what a file brings: an article, the files of a ZIP, the rows of a table; say whether it still held it."""
    ending = PurePath(item.name).suffix.lower()
    if ending in ARCHIVES:
        return unpack(item)
    return run_table(item) if ending in TABLES else store(item, read_item(item))


def read_item(item: ImportItem) -> Sequence[Piece]:
    """Return what a piece of an import holds: one article, or several. Raises :class:`Unreadable`."""
    return [read_file(item.name, bytes(item.payload.data))]


@transaction.atomic(durable=True)
def store(item: ImportItem, pieces: Sequence[Piece]) -> bool:
    """Write the articles of a piece and its outcome, fenced by the attempt number; say whether it still held it.

    Several articles in one piece become as many pieces, the first in the row that waited.
    """
    if not ImportItem.objects.hold(item.pk, attempt=item.attempt):
        return False
    first, *others = [store_piece(item, piece) for piece in pieces]
    ImportItem.objects.finish(item.pk, attempt=item.attempt, state=State.DONE, **first)
    for number, values in enumerate(others, start=2):
        ImportItem.objects.create(of=item.of, name=f"{item.name[:480]} ({number})", **values)
    clear_up(item)
    return True


def store_piece(item: ImportItem, piece: Piece) -> dict[str, object]:
    """Store one article in the caller's transaction, and return the outcome, as values of the item's row."""
    about = {key: value for key, value in item.about.items() if isinstance(value, str)}
    try:
        with transaction.atomic():
            published_at = as_time(about.get("published_at") or piece.published)
            language = about.get("language", "")
            actor = item.of.imported_by
            article = store_article(actor, piece, about=about, published_at=published_at, language=language)
    except Duplicate as same:
        return outcome_of(Outcome.DUPLICATE, same.article)
    except Unreadable as reason:
        return refusal_of(reason.code, reason.detail)
    return outcome_of(Outcome.IMPORTED, article, piece.notes)


@transaction.atomic
def settle(item: ImportItem, values: dict[str, object]) -> bool:
    """End a piece with its outcome; say whether this attempt still held it."""
    no_refusal = {"refusal": "", "refusal_detail": ""}  # an earlier try may have left its own
    held = ImportItem.objects.finish(item.pk, attempt=item.attempt, state=State.DONE, **{**no_refusal, **values})
    if held:
        clear_up(item)
    return held


def refuse(item: ImportItem, code: str, detail: str = "") -> bool:
    """End a piece with its reason; say whether this attempt still held it."""
    return settle(item, refusal_of(code, detail))


@transaction.atomic
def try_later(item: ImportItem, reason: Unfetched) -> bool:
    """Put off a piece whose site may be there again in a while, with the reason; say whether it was still held.

    The next try comes after a pause of its own, or when the site says so, within a day.
    """
    pause = PAUSES[min(item.attempt, len(PAUSES)) - 1]
    due = Now() + max(pause, timedelta(seconds=min(reason.wait_seconds, LONGEST_WAIT.total_seconds())))
    why = {"refusal": reason.code, "refusal_detail": clean_line(reason.detail, 300)}
    held = ImportItem.objects.finish(item.pk, attempt=item.attempt, state=State.QUEUED, due_at=due, rung_at=None, **why)
    if held:
        clear_up(item)
    return held


def clear_up(item: ImportItem) -> None:
    """Forget the bytes of a piece that is done with and ring for the next ones, in the caller's transaction."""
    Payload.objects.filter(item=item).delete()
    ring_next(ImportItem.objects.filter(of=item.of_id), 1)
    if item.host:
        ring_next(ImportItem.objects.filter(host=item.host), 1)


def release_abandoned() -> int:
    """Give back the pieces of workers that died, refuse those tried often enough; return how many were refused.

    Safe beside other sweepers: skips locked rows.
    """
    with transaction.atomic(durable=True):
        rows = list(ImportItem.objects.abandoned().select_for_update(skip_locked=True, of=("self",))[:200])
        spent = [row for row in rows if row.attempt >= row.max_attempts]
        for row in spent:
            if ImportItem.objects.finish(row.pk, attempt=row.attempt, state=State.DONE, **refusal_of("worker_died")):
                clear_up(row)
        ImportItem.objects.give_back([row.pk for row in rows if row.attempt < row.max_attempts])
    return len(spent)


def take_unrung(bell: Bell, *, limit: int, queue_is_empty: bool) -> list[int]:
    """Return the ids of due pieces whose bell was lost or never rung, and note that they are rung now."""
    jobs: ImportItemQuerySet = ImportItem.objects.to_fetch() if bell == Bell.FETCH else ImportItem.objects.to_read()
    return jobs.take_unrung(limit=limit, queue_is_empty=queue_is_empty)
