"""Pieces of an import that wait for a worker: storing them, and ringing for a few of each import at a time."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction
from django.db.models.functions import Now

from articles import bells
from articles.bells import Bell
from articles.models import Import, ImportItem, Payload
from articles.models.imports import ImportItemQuerySet, Outcome
from articles.models.jobs import State, default_max_attempts

RUNG_AHEAD = 20
"""How many pieces of one import are rung for at once: behind 10,000 of one, a piece of another need not wait."""


def add_pieces(
    batch: Import, pieces: Iterable[ImportItem], data: Iterable[bytes] = (), *, rung_ahead: int = RUNG_AHEAD
) -> list[ImportItem]:
    """Store pieces of an import, with the bytes of each where they bring any; call it in a transaction.

    Those that were not refused wait for a worker. The first are rung for once the transaction is in; each that is done
    rings for the next of its import. Who adds one after the other rings for none (``rung_ahead`` 0), and for the first
    in the end.
    """
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    rows = list(pieces)
    for row in rows:
        row.of, row.request_id = batch, request_id
        if row.outcome != Outcome.REFUSED:
            row.outcome, row.state = Outcome.WAITING, State.QUEUED
    rows = ImportItem.objects.bulk_create(rows, batch_size=500)
    payloads = (Payload(item=row, data=one) for row, one in zip(rows, data, strict=False))
    Payload.objects.bulk_create(payloads, batch_size=8)
    if rung_ahead:
        ring_next(ImportItem.objects.filter(of=batch), rung_ahead)
    return rows


def refused_piece(item: ImportItem, code: str, detail: str = "") -> ImportItem:
    """Return an unsaved piece as refused before any worker sees it."""
    item.outcome, item.refusal, item.refusal_detail = Outcome.REFUSED, code, detail
    return item


def ring_next(pieces: ImportItemQuerySet, count: int) -> None:
    """Ring for the first pieces that wait and that nobody was rung for, once the transaction is in."""
    unrung = pieces.filter(state=State.QUEUED, rung_at__isnull=True, due_at__lte=Now())
    rows = list(unrung.order_by("pk").select_for_update(skip_locked=True)[:count])
    ImportItem.objects.filter(pk__in=[row.pk for row in rows]).update(rung_at=Now())
    for row in rows:
        transaction.on_commit(partial(bells.ring, bell_of(row), row.pk), robust=True)


def bell_of(item: ImportItem) -> Bell:
    """Return which workers a piece needs."""
    return Bell.FETCH if item.url else Bell.READ


def put_off(item: ImportItem, *, until: datetime | None = None) -> bool:
    """Give back a piece that has come further, at once or ``until`` then; say whether this attempt still held it.

    Others have their turn meanwhile. Coming further is no failed try: it may be tried as often again. Call it in a
    transaction.
    """
    allowed = item.attempt + default_max_attempts()
    values = {"due_at": until or Now(), "max_attempts": allowed, "rung_at": None}
    if not ImportItem.objects.finish(item.pk, attempt=item.attempt, state=State.QUEUED, **values):
        return False
    ring_next(ImportItem.objects.filter(of=item.of_id), 1)
    return True
