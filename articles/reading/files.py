"""The one door for a file's bytes: what it is, and the reader for that."""

from collections.abc import Mapping

from django.conf import settings

from articles.reading.child import read_in_child
from articles.reading.cleaning import clean_text
from articles.reading.encodings import decode
from articles.reading.kinds import TABLES, kind_of
from articles.reading.pieces import Piece, checked
from articles.reading.refusals import Unreadable, megabytes

OF_MANY: Mapping[str, str] = {"archive": "nested_archive", **dict.fromkeys(TABLES.values(), "no_text_column")}
"""How a file is refused that holds many articles, where one is asked for."""


def read_file(name: str, data: bytes) -> Piece:
    """Return a file as a piece, by its name's ending and what is really in it.

    Raises :class:`Unreadable` with the reason; never loses text in silence. What a parser has to read is read in a
    process with limits (:mod:`articles.reading.child`).
    """
    refuse_large(len(data))
    kind = kind_of(name, data)
    if kind in OF_MANY:
        raise Unreadable(OF_MANY[kind])
    if kind == "text":
        return checked(Piece(text=clean_text(decode(data))))
    return checked(Piece.from_values(read_in_child(kind, data)))


def read_page(data: bytes, *, charset: str = "") -> Piece:
    """Return a fetched web page as a piece; ``charset`` is what its server said. Raises :class:`Unreadable`."""
    refuse_large(len(data))
    return checked(Piece.from_values(read_in_child("html", data, charset=charset)))


def refuse_large(size: int) -> None:
    """Raise :class:`Unreadable` for more bytes than one article may have."""
    if size > settings.IMPORT_MAX_BYTES:
        raise Unreadable("too_large", megabytes(size))
