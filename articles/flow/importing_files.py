"""Files read here and now, by command and without a worker: any number of them, tables of any length row by row.

Each file, and each chunk of a table's rows, is a transaction of its own. Whatever ends the run, the same files again
bring what is missing and change nothing else.
"""

import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db import transaction

from articles import access
from articles.access import Action
from articles.flow.importing_rows import LOOKED_AT, chunks
from articles.flow.storing import Candidate, candidate_of, store_candidates, store_rows
from articles.models import Import, User
from articles.models.imports import Way
from articles.reading import (
    TABLES,
    Entry,
    Mapped,
    Piece,
    Table,
    Unreadable,
    choose_columns,
    clean_line,
    kind_of_name,
    megabytes,
    read_entries,
    read_file,
    stream_table,
)

Tell = Callable[[str, Sequence[str], Mapped], None]
"""Told of each table: its name, its columns, and which is what."""


class Openable(Protocol):
    """A file that is opened when its turn comes; until then it may change, or go."""

    @property
    def name(self) -> str:
        """Its name, by whose ending it is read."""

    def open(self) -> BinaryIO:
        """Return it open for reading; the reader closes it. Raises OSError."""


def _tell_nobody(_name: str, _columns: Sequence[str], _mapped: Mapped) -> None:
    return


@dataclass(frozen=True, slots=True)
class Tables:
    """How tables are read: ``chosen`` goes from a name of ``FIELDS`` to a heading, and ``tell`` is told the outcome."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    tell: Tell = _tell_nobody


def import_files(
    *, actor: User, files: Iterable[Openable], tables: Tables | None = None, way: Way = Way.COMMAND
) -> Import:
    """Import files of every kind; each piece that cannot be read is its own line with its reason, the rest go on."""
    access.require(actor, Action.IMPORT)
    batch = Import.objects.create(way=way, imported_by=actor)
    for file in files:
        with_reason(batch, file.name, partial(import_opened, batch, file, tables or Tables()))
    return batch


def with_reason(batch: Import, name: str, work: Callable[[], None]) -> None:
    """Do something for a file; when it cannot be read, store the reason."""
    try:
        work()
    except OSError as error:
        refuse(batch, name, Unreadable("bad_value", error.strerror or type(error).__name__))
    except Unreadable as reason:
        refuse(batch, name, reason)


@transaction.atomic
def refuse(batch: Import, name: str, reason: Unreadable) -> None:
    """Write that a file as a whole cannot be read."""
    store_candidates(batch, [Candidate.refused(clean_line(name, 500), reason)])


def import_opened(batch: Import, file: Openable, tables: Tables) -> None:
    """Open a file and import what is in it. Raises :class:`Unreadable` and OSError."""
    kind_of_name(file.name)
    with file.open() as opened:
        import_stream(batch, file.name, opened, tables)


def import_stream(batch: Import, name: str, opened: BinaryIO, tables: Tables) -> None:
    """Import the article, the rows or the files that a file holds. Raises :class:`Unreadable` and OSError."""
    kind = kind_of_name(name)
    if kind in TABLES.values():
        import_table(batch, name, stream_table(name, opened), tables)
    elif kind == "archive":
        import_archive(batch, name, whole(opened, settings.IMPORT_MAX_TABLE_BYTES, "table_too_large"), tables)
    else:
        import_article(batch, name, whole(opened, settings.IMPORT_MAX_BYTES, "too_large"))


def whole(opened: BinaryIO, limit: int, code: str) -> bytes:
    """Return all of an open file. Raises :class:`Unreadable` for one of more than ``limit`` bytes, never read whole."""
    data = opened.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(code, megabytes(opened.seek(0, os.SEEK_END) if opened.seekable() else len(data)))
    return data


@transaction.atomic
def import_article(batch: Import, name: str, data: bytes) -> None:
    """Store a file that is one article, or why it is none."""

    def read() -> tuple[Piece, dict[str, str]]:
        return read_file(name, data), {}

    store_candidates(batch, [candidate_of(batch.imported_by, clean_line(name, 500), read)])


def import_table(batch: Import, name: str, table: Table, tables: Tables) -> None:
    """Import a table's rows, chunk by chunk. Raises :class:`Unreadable` when nothing says which column is the text."""
    first = list(islice(table.rows, LOOKED_AT))
    mapped = choose_columns(table.columns, first, tables.chosen)
    tables.tell(name, table.columns, mapped)
    if "text" not in mapped:
        raise Unreadable("no_text_column")
    for chunk in chunks(chain(first, table.rows)):
        with transaction.atomic():
            store_rows(batch, clean_line(name, 480), chunk, mapped)


def import_archive(batch: Import, name: str, data: bytes, tables: Tables) -> None:
    """Import the files of a ZIP. Raises :class:`Unreadable` when the ZIP as a whole is to be refused."""
    is_empty = True
    for entry in read_entries(data):
        is_empty = False
        label = f"{name}/{entry.name}"[-500:]
        with_reason(batch, label, partial(import_entry, batch, label, entry, tables))
    if is_empty:
        raise Unreadable("empty")


def import_entry(batch: Import, label: str, entry: Entry, tables: Tables) -> None:
    """Import one file of a ZIP. Raises :class:`Unreadable`."""
    if entry.refusal:
        raise entry.refusal
    if kind_of_name(label) == "archive":
        raise Unreadable("nested_archive")
    import_stream(batch, label, io.BytesIO(entry.data), tables)
