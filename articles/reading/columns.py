"""Which column of a table is what, and its rows as articles; how newsrooms head their columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from articles.reading.cleaning import clean_line
from articles.reading.dates import as_iso
from articles.reading.pieces import Piece, read_text
from articles.reading.refusals import Unreadable

FIELDS = ("text", "title", "url", "publisher", "byline", "published_at", "language")
"""What a column may be; ``text`` has to be one."""

HEADINGS: Mapping[str, str] = {
    "text": (
        "text teks isi isi_berita isi_artikel body content konten article artikel article_text full_text naskah berita"
    ),
    "title": "title judul judul_berita judul_artikel headline",
    "url": "url link tautan alamat alamat_web permalink web_address address",
    "publisher": "publisher penerbit media nama_media outlet source sumber newspaper koran situs",
    "byline": "byline author authors penulis wartawan reporter jurnalis oleh nama_penulis",
    "published_at": (
        "published_at published published_on date tanggal tgl waktu tanggal_terbit terbit publish_date "
        "publication_date tanggal_publikasi"
    ),
    "language": "language bahasa lang kode_bahasa",
}
"""How columns are headed, in English and Indonesian."""

LANGUAGES = {
    "id": "id",
    "indonesia": "id",
    "indonesian": "id",
    "bahasa": "id",
    "bahasa indonesia": "id",
    "en": "en",
    "english": "en",
    "inggris": "en",
    "bahasa inggris": "en",
    "es": "es",
    "spanish": "es",
    "español": "es",
    "castellano": "es",
    "spanyol": "es",
    "bahasa spanyol": "es",
}

LONG_TEXT = 80
"""Characters: a column whose cells are longer on the average is taken for the text, whatever its heading."""

Mapped = Mapping[str, int]
"""From a name of ``FIELDS`` to the place of a column, from 0."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered as a person counts (the heading is 1): its cells, or why they are not to be had."""

    number: int
    cells: tuple[str, ...] = ()
    refusal: Unreadable | None = None


def choose_columns(columns: Sequence[str], rows: Sequence[Row], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return which column is what: by ``chosen``, from a name of ``FIELDS`` to a heading, else guessed.

    What is chosen as "" is in no column. Raises :class:`Unreadable` for a heading that the table has not.
    """
    places = {column.casefold(): place for place, column in reversed(list(enumerate(columns)))}
    own = {}
    for field, heading in chosen.items():
        place = places.get(clean_line(heading, 100).casefold())
        if heading and place is None:
            raise Unreadable("no_column", clean_line(heading, 100))
        if heading and place is not None:
            own[field] = place
    guessed = guess_columns(columns, rows)
    free = {field: place for field, place in guessed.items() if field not in chosen and place not in own.values()}
    return free | own


def guess_columns(columns: Sequence[str], rows: Sequence[Row] = ()) -> dict[str, int]:
    """Return which column is what, by how they are headed; the text also by being long in ``rows``."""
    mapped: dict[str, int] = {}
    for field in FIELDS:
        known = HEADINGS[field].split()
        places = [
            (known.index(form), place)
            for place, column in enumerate(columns)
            if (form := re.sub(r"[\W_]+", "_", column.lower()).strip("_")) in known and place not in mapped.values()
        ]
        if places:
            mapped[field] = min(places)[1]
    if "text" not in mapped and (place := _longest(columns, rows, set(mapped.values()))) is not None:
        mapped["text"] = place
    return mapped


def _longest(columns: Sequence[str], rows: Sequence[Row], taken: set[int]) -> int | None:
    readable = [row for row in rows if not row.refusal]
    lengths = {
        place: sum(len(row.cells[place]) for row in readable) / len(readable)
        for place in range(len(columns))
        if readable and place not in taken
    }
    best = max(lengths, key=lambda place: lengths[place], default=None)
    return best if best is not None and lengths[best] > LONG_TEXT else None


def read_row(row: Row, mapped: Mapped) -> tuple[Piece, dict[str, str]]:
    """Return a row as a piece and what it says about itself. Raises :class:`Unreadable`."""
    if row.refusal:
        raise row.refusal
    if "text" not in mapped:
        raise Unreadable("no_text_column")
    about = about_of(row, mapped)
    return read_text(row.cells[mapped["text"]]), about


def about_of(row: Row, mapped: Mapped) -> dict[str, str]:
    """Return what a row says about its article, dates and languages as the desk writes them."""
    about = {field: row.cells[place].strip() for field, place in mapped.items() if field != "text"}
    if about.get("published_at"):
        about["published_at"] = as_iso(about["published_at"])
    if language := about.get("language", ""):
        about["language"] = LANGUAGES.get(" ".join(language.lower().split()), language)
    return about
