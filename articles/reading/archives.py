"""ZIPs, and the documents that are ZIPs inside: judged by their list of contents before anything is unpacked.

Nothing is ever written to the disk, and a name inside is a label and no path.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from articles.reading.cleaning import clean_line
from articles.reading.refusals import MAX_ENTRIES, MAX_UNPACKED_BYTES, Unreadable

MAX_RATIO = 100
"""How many times its size a ZIP may unpack to; text packs to a tenth, a bomb to a thousandth."""

SMALL_BYTES = 1024 * 1024
"""What unpacks to less harms nobody, whatever its ratio."""

ENCRYPTED = 0x1
"""Source: APPNOTE.TXT 6.3.10, 4.4.4, general purpose bit 0."""

_CLUTTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\.~lock\.)")
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
"""What reading a damaged ZIP, or one packed in an unusual way, raises."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a ZIP: its label, and its bytes or why they are not to be had."""

    name: str
    data: bytes = b""
    refusal: Unreadable | None = None


def opened(data: bytes) -> zipfile.ZipFile:
    """Return a ZIP that is safe to unpack in memory. Raises :class:`Unreadable`; takes time linear in its size."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED:
        raise Unreadable("broken") from None
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Unreadable("too_many_entries", str(len(entries)))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > SMALL_BYTES and unpacked > MAX_RATIO * len(data)):
        raise Unreadable("unpacks_too_large")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Unreadable("encrypted")
    return archive


def read_entries(data: bytes) -> Iterator[Entry]:
    """Yield the files of a ZIP in their order, one in memory at a time; folders and systems' clutter are left out."""
    archive = opened(data)
    for info in archive.infolist():
        if info.is_dir() or _CLUTTER.search(info.filename):
            continue
        name = label_of(info.filename)
        try:
            if stat.S_ISLNK(info.external_attr >> 16):
                raise Unreadable("link")
            yield Entry(name, part(archive, info))
        except Unreadable as refusal:
            yield Entry(name, refusal=refusal)


def part(archive: zipfile.ZipFile, info: zipfile.ZipInfo | str) -> bytes:
    """Return one part of a ZIP. Raises :class:`Unreadable` when it is damaged, KeyError when it is not there."""
    try:
        return archive.read(info)
    except DAMAGED:
        raise Unreadable("broken") from None


def label_of(path: str) -> str:
    """Return a name inside a ZIP as a label: no root, no way up, no control characters."""
    parts = [part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in {"/", ".", ".."}]
    return clean_line("/".join(parts), 500)


def refuse_entities(archive: zipfile.ZipFile) -> None:
    """Raise :class:`Unreadable` when a part of a document defines entities, before a parser sees any of it."""
    for info in archive.infolist():
        is_markup = info.filename.lower().endswith((".xml", ".rels"))
        # An entity in another encoding stands between zero bytes.
        if is_markup and _ENTITIES.search(part(archive, info).replace(b"\0", b"")):
            raise Unreadable("entities")
