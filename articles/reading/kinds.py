"""What a file is: by the ending of its name, and by what its bytes say, which has the last word."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePath

from articles.reading.archives import DAMAGED
from articles.reading.cleaning import clean_line
from articles.reading.refusals import Unreadable

EXTENSIONS: Mapping[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".odt": "odt",
    ".pdf": "pdf",
    ".eml": "email",
}
"""The endings of files that hold one article, and how each is read."""

TABLES: Mapping[str, str] = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".xlsx": "workbook",
}
"""The endings of files that hold an article a row."""

ARCHIVES = frozenset({".zip"})
WITH_MACROS = frozenset({".docm", ".dotm", ".xlsm", ".xltm"})

MAGIC: Mapping[bytes, str] = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
    b"\x7fELF": "program",
    b"\xcf\xfa\xed\xfe": "program",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"\x1f\x8b": "compressed",
    b"7z\xbc\xaf\x27\x1c": "compressed",
    b"Rar!\x1a\x07": "compressed",
    b"BZh": "compressed",
    b"\xfd7zXZ\x00": "compressed",
    b"\xd0\xcf\x11\xe0": "office",
    b"{\\rtf": "rtf",
}
"""The first bytes of what is no text, and what it is (a key of ``KINDS``)."""

OF_KIND: Mapping[str, str] = {
    "docx": "Word",
    "odt": "OpenDocument",
    "pdf": "PDF",
    "workbook": "Excel",
    "archive": "ZIP",
}
"""What the bytes of a kind are; those of every other kind are text."""

READABLE = frozenset(OF_KIND.values())

_PARTS = {"word/document.xml": "Word", "xl/workbook.xml": "Excel"}


def kind_of(name: str, data: bytes) -> str:
    """Return how a file is to be read: a value of ``EXTENSIONS`` or ``TABLES``, or ``archive``.

    Raises :class:`Unreadable` when nobody can read it, or when it is not what its name says.
    """
    kind = kind_of_name(name)
    if not data.strip(b" \t\r\n\0"):
        raise Unreadable("empty" if b"\0" not in data else "binary", "" if b"\0" not in data else "data")
    found = kind_of_bytes(data)
    if found and found not in READABLE:
        raise Unreadable("binary", found)
    if kind == "text" and not found and looks_like_page(data):
        return "html"
    if found != OF_KIND.get(kind, ""):
        raise Unreadable("mismatch", found or ("HTML" if looks_like_page(data) else "text"))
    return kind


def kind_of_name(name: str) -> str:
    """Return how a file of this name would be read. Raises :class:`Unreadable` when nobody can read it."""
    ending = PurePath(name).suffix.lower()
    if ending in WITH_MACROS:
        raise Unreadable("macros")
    if ending in ARCHIVES:
        return "archive"
    if kind := EXTENSIONS.get(ending) or TABLES.get(ending):
        return kind
    raise Unreadable("kind", clean_line(ending or name, 20))


def kind_of_bytes(data: bytes) -> str:
    """Return what bytes are that are no text (a key of ``KINDS``), or nothing for what may be text."""
    found = next((what for start, what in MAGIC.items() if data.startswith(start)), "")
    if data.startswith(b"MZ") and b"\0" in data[:64]:  # two letters that a text may begin with as well
        return "program"
    if not found and b"%PDF-" in data[:1024] and b"\0" not in data[:1024]:
        # Readers of PDF look for its beginning in the first 1,024 bytes; a text that speaks of it has no such end.
        return "PDF" if b"%%EOF" in data[-1024:] else ""
    return _kind_of_zip(data) if found == "ZIP" else found


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            said = (
                archive.read("mimetype") if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 else b""
            )
    except DAMAGED:
        return "ZIP"
    if said.startswith(b"application/vnd.oasis.opendocument.text"):
        return "OpenDocument"
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable("macros")
    return next((kind for part, kind in _PARTS.items() if part in names), "ZIP")


def looks_like_page(data: bytes) -> bool:
    """Say whether text begins as a web page does, whatever its name."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))
