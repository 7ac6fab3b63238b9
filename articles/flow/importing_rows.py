"""Rows of tables to articles: in chunks, each one transaction, with the place of the next row stored beside them.

Whatever dies, the next run goes on at that place: no row is lost and none enters twice. What is here already is found
for a whole chunk at once, so that the same table again is quick and changes nothing.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from articles.flow.importing import article_of, as_time
from articles.flow.queueing import put_off, ring_next
from articles.flow.storing import store_rows
from articles.models import ImportItem, UploadedTable, User
from articles.models.tables import SAMPLE_CHARACTERS, SAMPLE_ROWS, WAITS_FOR_A_PERSON
from articles.reading import Mapped, Row, Unreadable, clean_text, guess_columns, open_table, read_row

ROWS_OF_A_CHUNK = 250
"""Enough that the round trips do not count; each text of a chunk is a lock of the database, which has 3,840."""

CHARACTERS_OF_A_CHUNK = 5_000_000
"""Rows may be long as well as many; a chunk is in memory as a whole."""

LOOKED_AT = 100
"""How many rows the columns are guessed from."""

RUN_SECONDS = 60
"""How long one run goes on with a table before other work has its turn; below the time limit of a task."""


def chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield rows in lists of at most ROWS_OF_A_CHUNK that have at most about CHARACTERS_OF_A_CHUNK."""
    chunk, size = list[Row](), 0
    for row in rows:
        chunk.append(row)
        size += sum(map(len, row.cells))
        if len(chunk) >= ROWS_OF_A_CHUNK or size >= CHARACTERS_OF_A_CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def run_table(item: ImportItem) -> bool:
    """Look at a table that nobody has looked at, or import its rows; say whether this attempt still held it."""
    table = UploadedTable.objects.filter(item=item).first()
    return look_at(item) if table is None else import_rows(item, table)


def look_at(item: ImportItem) -> bool:
    """Store what a table's columns are and may be; a person then says so. Raises :class:`Unreadable`."""
    found = open_table(item.name, bytes(item.payload.data))
    sample = list(islice(found.rows, LOOKED_AT))
    count = len(sample) + sum(1 for _row in found.rows)
    with transaction.atomic(durable=True):
        if not put_off(item, until=WAITS_FOR_A_PERSON):
            return False
        UploadedTable.objects.create(
            item=item,
            columns=list(found.columns),
            mapping=guess_columns(found.columns, sample),
            sample=[sample_of(row) for row in sample[:SAMPLE_ROWS]],
            row_count=count,
            other_sheets=found.other_sheets,
        )
    return True


def sample_of(row: Row) -> list[Any]:
    """Return a row as :attr:`UploadedTable.sample` keeps it."""
    code, detail = (row.refusal.code, row.refusal.detail) if row.refusal else ("", "")
    return [row.number, [clean_text(cell[:SAMPLE_CHARACTERS]) for cell in row.cells], code, clean_text(detail)]


def import_rows(item: ImportItem, table: UploadedTable) -> bool:
    """Import the rows from the stored place on, as far as the time goes; say whether this attempt still held it."""
    rows = open_table(item.name, bytes(item.payload.data)).rows
    end = time.monotonic() + RUN_SECONDS
    for chunk in chunks(islice(rows, table.rows_done, None)):
        if not store_chunk(item, table, chunk):
            return False
        if time.monotonic() > end:
            with transaction.atomic(durable=True):
                return put_off(item)
    with transaction.atomic(durable=True):
        if not ImportItem.objects.hold(item.pk, attempt=item.attempt):
            return False
        item.delete()
        ring_next(ImportItem.objects.filter(of=item.of_id), 1)
    return True


@transaction.atomic(durable=True)
def store_chunk(item: ImportItem, table: UploadedTable, chunk: Sequence[Row]) -> bool:
    """Store some rows and the place of the next, fenced by the attempt number; say whether it still held the table."""
    if not ImportItem.objects.hold(item.pk, attempt=item.attempt):
        return False
    store_rows(item.of, item.name, chunk, table.mapping)
    table.rows_done += len(chunk)
    table.save(update_fields=["rows_done"])
    lease = Now() + timedelta(seconds=settings.EXTRACTION_LEASE_SECONDS)
    ImportItem.objects.filter(pk=item.pk).update(lease_until=lease)
    return True


def problems_of(actor: User, row: Row, mapped: Mapped) -> Mapping[str, Unreadable]:
    """Return what is wrong with a row, by the name of the field; "" where the row cannot be read at all."""
    found: dict[str, Unreadable] = {}
    if row.refusal:
        return {"": row.refusal}
    for name in mapped:
        try:
            piece, about = read_row(row, {"text": mapped["text"], name: mapped[name]} if "text" in mapped else {})
            published_at, language = as_time(about.get("published_at", "")), about.get("language", "")
            article_of(actor, piece, about=about, published_at=published_at, language=language)
        except Unreadable as reason:
            found["text" if reason.code in {"empty", "too_short", "too_large", "no_text_column"} else name] = reason
    return found
