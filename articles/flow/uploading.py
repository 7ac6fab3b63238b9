"""Files that an admin uploads: stored as they came in one transaction, and read by a worker afterwards."""

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.errors import Conflict
from articles.flow.importing import refusal_of
from articles.flow.queueing import RUNG_AHEAD, add_pieces, ring_next
from articles.models import Import, ImportItem, UploadedTable, User
from articles.models.imports import Way
from articles.models.jobs import State
from articles.reading import TABLES, Unreadable, clean_line, kind_of_name, megabytes, read_entries


class File(Protocol):
    """What an uploaded file and an opened one have in common."""

    name: str | None
    size: int | None

    def read(self) -> bytes:
        """Return all of it."""


def upload_files(*, actor: User, files: Sequence[File]) -> Import:
    """Store many files for a worker to read; each that nobody can read is its own line with its reason."""
    access.require(actor, Action.IMPORT)
    with transaction.atomic():
        batch = Import.objects.create(way=Way.FILES, imported_by=actor)
        for position, file in enumerate(files):
            name = clean_line(file.name or "", 500) or _("a file without a name")
            try:
                if position >= settings.IMPORT_MAX_FILES:
                    raise Unreadable("too_many", str(settings.IMPORT_MAX_FILES))
                refuse_large(name, file.size or 0)  # before it is in memory
                add_pieces(batch, [ImportItem(name=name)], [file.read()], rung_ahead=0)
            except Unreadable as reason:
                add_refused(batch, name, reason)
        ring_next(ImportItem.objects.filter(of=batch), RUNG_AHEAD)
    return batch


def refuse_large(name: str, size: int) -> None:
    """Raise :class:`Unreadable` for a file that is larger than one of its kind may be, or of a kind nobody can read."""
    kind = kind_of_name(name)
    if kind == "archive" or kind in TABLES.values():
        if size > settings.IMPORT_MAX_TABLE_BYTES:
            raise Unreadable("table_too_large", megabytes(size))
    elif size > settings.IMPORT_MAX_BYTES:
        raise Unreadable("too_large", megabytes(size))


def add_refused(batch: Import, name: str, reason: Unreadable) -> None:
    """Write a piece that was refused with its reason."""
    ImportItem.objects.create(of=batch, name=name, state=State.DONE, **refusal_of(reason.code, reason.detail))


def unpack(item: ImportItem) -> bool:
    """Put the files of a ZIP in its place, each a piece that waits; say whether this attempt still held it.

    Raises :class:`Unreadable` when the ZIP as a whole is to be refused.
    """
    entries = read_entries(bytes(item.payload.data))
    with transaction.atomic(durable=True):
        if not ImportItem.objects.hold(item.pk, attempt=item.attempt):
            return False
        is_empty = True
        for entry in entries:
            is_empty = False
            name = f"{item.name}/{entry.name}"[-500:]
            try:
                if entry.refusal:
                    raise entry.refusal
                refuse_large(entry.name, len(entry.data))
                if kind_of_name(entry.name) == "archive":
                    raise Unreadable("nested_archive")
                add_pieces(item.of, [ImportItem(name=name)], [entry.data], rung_ahead=0)
            except Unreadable as reason:
                add_refused(item.of, name, reason)
        if is_empty:
            raise Unreadable("empty")
        item.delete()
        ring_next(ImportItem.objects.filter(of=item.of_id), RUNG_AHEAD)
    return True


def choose_columns(*, actor: User, table: UploadedTable, mapping: dict[str, int]) -> None:
    """Say which column is what, and let a worker import the rows. Raises :class:`Conflict` when it was said already."""
    access.require(actor, Action.IMPORT)
    with transaction.atomic():
        chosen = UploadedTable.objects.filter(pk=table.pk, is_confirmed=False)
        if chosen.update(mapping=mapping, is_confirmed=True) != 1:
            raise Conflict(_("Somebody has chosen the columns already."))
        ImportItem.objects.filter(pk=table.pk).update(due_at=Now(), rung_at=None)
        ring_next(ImportItem.objects.filter(of=table.item.of_id), 1)


def discard_table(*, actor: User, table: UploadedTable) -> None:
    """Forget a table whose columns nobody has chosen. Raises :class:`Conflict` when its rows are being imported."""
    access.require(actor, Action.IMPORT)
    with transaction.atomic():
        locked = UploadedTable.objects.select_for_update().filter(pk=table.pk).first()
        if locked is None or locked.is_confirmed:
            raise Conflict(_("Somebody has chosen the columns already."))
        ImportItem.objects.filter(pk=table.pk).delete()
