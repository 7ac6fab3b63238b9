"""Rows of tables to articles: in chunks, each one transaction, with the place of the next row stored beside them.

Whatever dies, the next run goes on at that place: no row is lost and none enters twice. What is here already is found
for a whole chunk at once, so that the same table again is quick and changes nothing.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from articles import access
from articles.access import Action
from articles.flow.importing import Duplicate, article_of, as_time, outcome_of, refusal_of, write_article
from articles.flow.matching import folded_digest, same_texts
from articles.flow.queueing import put_off, ring_next
from articles.models import Article, Import, ImportItem, UploadedTable, User
from articles.models.imports import Outcome, Way
from articles.models.jobs import State
from articles.models.tables import SAMPLE_CHARACTERS, SAMPLE_ROWS, WAITS_FOR_A_PERSON
from articles.reading import Piece, Row, Table, Unreadable, clean_text, open_table, read_row
from articles.reading.tables import Mapped, guess_columns

ROWS_OF_A_CHUNK = 100
RUN_SECONDS = 60
"""How long one run goes on with a table before other work has its turn; below the time limit of a task."""


def import_table(*, actor: User, table: Table, name: str, mapped: Mapped, way: Way = Way.COMMAND) -> Import:
    """Import a table of any length at once, without a worker; ``mapped`` says which column is what."""
    access.require(actor, Action.IMPORT)
    batch = Import.objects.create(way=way, imported_by=actor)
    for chunk in chunks(table.rows):
        with transaction.atomic():
            store_rows(batch, name, chunk, mapped)
    return batch


def chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield rows in lists of ROWS_OF_A_CHUNK, the last one shorter."""
    while chunk := list(islice(rows, ROWS_OF_A_CHUNK)):
        yield chunk


def run_table(item: ImportItem) -> bool:
    """Look at a table that nobody has looked at, or import its rows; say whether this attempt still held it."""
    table = UploadedTable.objects.filter(item=item).first()
    return look_at(item) if table is None else import_rows(item, table)


def look_at(item: ImportItem) -> bool:
    """Store what a table's columns are and may be; a person then says so. Raises :class:`Unreadable`."""
    found = open_table(item.name, bytes(item.payload.data))
    sample = list(islice(found.rows, ROWS_OF_A_CHUNK))
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


@dataclass(slots=True)
class Candidate:
    """A row on its way: the article it would become, or already what became of it, as values of an item's row.

    ``digest`` is the folded one of its text, by which every import knows a text again.
    """

    name: str
    piece: Piece | None = None
    article: Article | None = None
    digest: bytes = b""
    values: dict[str, Any] = field(default_factory=dict)


def store_rows(batch: Import, name: str, rows: Iterable[Row], mapped: Mapped) -> None:
    """Store rows as articles and write what became of each; call it in a transaction."""
    candidates = [candidate_of(batch.imported_by, f"{name[:480]}:{row.number}", row, mapped) for row in rows]
    new = [candidate for candidate in candidates if candidate.article is not None]
    if new:
        lock(new)
        here = Here.of(new)
        for candidate in new:
            candidate.values = here.stored(candidate)
    ImportItem.objects.bulk_create(
        ImportItem(of=batch, name=candidate.name, state=State.DONE, **candidate.values) for candidate in candidates
    )


def candidate_of(actor: User, name: str, row: Row, mapped: Mapped) -> Candidate:
    """Return a row as the article it would become, or as refused with its reason."""
    try:
        piece, about = read_row(row, mapped)
        published_at, language = as_time(about.get("published_at", "")), about.get("language", "")
        article = article_of(actor, piece, about=about, published_at=published_at, language=language)
    except Unreadable as reason:
        return Candidate(name, values=refusal_of(reason.code, reason.detail))
    return Candidate(name, piece, article, folded_digest(piece.text))


def lock(candidates: Iterable[Candidate]) -> None:
    """Let imports of the same texts wait for each other, until the transaction ends; by whichever door they come.

    In the order of their digests: two chunks that share texts would otherwise wait for each other for ever.
    """
    keys = sorted({int.from_bytes(candidate.digest[:8], signed=True) for candidate in candidates})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


@dataclass(slots=True)
class Here:
    """The articles that a chunk's texts and addresses are already, by digest; grows as the chunk is stored."""

    by_text: dict[bytes, int]
    by_address: dict[bytes, int]

    @staticmethod
    def of(candidates: Sequence[Candidate]) -> "Here":
        """Return what is here of some candidates, in two queries."""
        addresses = [c.article.canonical_sha256 for c in candidates if c.article and c.article.canonical_sha256]
        same = Article.objects.filter(canonical_sha256__in=addresses) if addresses else Article.objects.none()
        return Here(
            same_texts(candidate.digest for candidate in candidates),
            {bytes(digest): pk for digest, pk in same.values_list("canonical_sha256", "pk") if digest},
        )

    def stored(self, candidate: Candidate) -> dict[str, Any]:
        """Store a candidate that is not here; return what became of it, as values of an item's row."""
        article, piece = candidate.article, candidate.piece
        if article is None or piece is None:
            return candidate.values
        address = bytes(article.canonical_sha256 or b"")
        same = self.by_address.get(address) or self.by_text.get(candidate.digest)
        if same:
            return {"outcome": Outcome.DUPLICATE, "article_id": same}
        try:
            write_article(article, piece)
        except Duplicate as other:
            return outcome_of(Outcome.DUPLICATE, other.article)
        self.by_text[candidate.digest] = article.pk
        if address:
            self.by_address[address] = article.pk
        return outcome_of(Outcome.IMPORTED, article, piece.notes)


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
