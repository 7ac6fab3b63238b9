"""What every reader returns: one readable article, checked to have text in it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings

from articles.reading.cleaning import clean_text, is_blank
from articles.reading.refusals import Unreadable, megabytes

WORDS_OF_AN_ARTICLE = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One readable article: its clean text, and what the file itself says about it (empty where it says nothing).

    ``notes`` are pairs of a code and a count: what was left aside, for :func:`articles.reading.note_message`.
    """

    text: str
    title: str = ""
    byline: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    def as_values(self) -> dict[str, Any]:
        """Return it as what JSON can carry."""
        return asdict(self)

    @staticmethod
    def from_values(values: Mapping[str, Any]) -> "Piece":
        """Return the piece that :meth:`as_values` was made of."""
        return Piece(**{**values, "notes": tuple((code, detail) for code, detail in values["notes"])})


def read_text(raw: str) -> Piece:
    """Return pasted text as a piece. Raises :class:`Unreadable` when it is empty or too large."""
    if (size := len(raw.encode("utf-8", "surrogatepass"))) > settings.IMPORT_MAX_BYTES:
        raise Unreadable("too_large", megabytes(size))
    return checked(Piece(text=clean_text(raw)))


def checked(piece: Piece) -> Piece:
    """Return a piece that has an article's text. Raises :class:`Unreadable` when it has none, or next to none."""
    if is_blank(piece.text[:10_000]):
        raise Unreadable("empty")
    words = len(piece.text[:1000].split())
    if words < WORDS_OF_AN_ARTICLE and len(piece.text) < 1000 and not any(c >= "\u0e00" for c in piece.text):
        raise Unreadable("too_short", str(words))
    if piece.text.count("\ufffd") > len(piece.text) / 100:
        return replace(piece, notes=(*piece.notes, ("unreadable_characters", "")))
    return piece
