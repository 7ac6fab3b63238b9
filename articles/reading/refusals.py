"""Why a piece cannot become an article, and what a reader has to say about one that can: codes, and their sentences."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

KINDS: Mapping[str, Promise] = {
    "text": gettext_lazy("plain text"),
    "HTML": gettext_lazy("a web page"),
    "PDF": gettext_lazy("a PDF"),
    "Word": gettext_lazy("a Word document"),
    "OpenDocument": gettext_lazy("an OpenDocument text"),
    "Excel": gettext_lazy("an Excel workbook"),
    "ZIP": gettext_lazy("a ZIP"),
    "program": gettext_lazy("a program"),
    "image": gettext_lazy("an image"),
    "compressed": gettext_lazy("a compressed file"),
    "office": gettext_lazy("an old office document"),
    "rtf": gettext_lazy("a rich text document"),
    "data": gettext_lazy("a file of data"),
}
"""What a file really is, in words."""

SENTENCES: Mapping[str, Promise] = {
    "empty": gettext_lazy("There is no text in it."),
    "too_large": gettext_lazy("It has %(detail)s MB; the limit is %(limit)s MB. Split it, or import the text alone."),
    "binary": gettext_lazy("This is not text (%(kind)s). Save it as text, PDF or .docx, or paste the text."),
    "mismatch": gettext_lazy("This is %(kind)s, but its name ends otherwise. Give it its right ending and try again."),
    "kind": gettext_lazy(
        "Files of the kind “%(detail)s” cannot be imported. Import text, HTML, Markdown, Word (.docx), PDF or e-mail "
        "(.eml) files, tables, or a ZIP of them."
    ),
    "too_deep": gettext_lazy("It is nested too deeply to be read without losing text. Paste the text instead."),
    "odd_markup": gettext_lazy(
        "This page is built in a way that cannot be read safely (%(detail)s attributes on one element). Paste the text."
    ),
    "broken": gettext_lazy(
        "The file is damaged, or not what its name says. Open and save it again, or paste the text."
    ),
    "encrypted": gettext_lazy("It is protected by a password. Save it without one and import it again."),
    "no_text_layer": gettext_lazy(
        "This PDF has no text layer: its pages are pictures. Run text recognition on it, or paste the text."
    ),
    "too_many_pages": gettext_lazy("It has %(detail)s pages; the limit is %(pages)s. Import the pages that matter."),
    "macros": gettext_lazy("This document contains macros. Save it as .docx or .xlsx without them."),
    "entities": gettext_lazy("It defines XML entities, which no document needs; it is not read. Paste the text."),
    "unpacks_too_large": gettext_lazy(
        "Unpacked it would be larger than %(unpacked)s MB, or more than 100 times its size. Import the files singly."
    ),
    "too_many_entries": gettext_lazy("It holds %(detail)s files; the limit is %(entries)s. Split it."),
    "nested_archive": gettext_lazy("A packed file inside a packed file is not opened. Unpack it first."),
    "link": gettext_lazy("This is a link to another file, and no file."),
    "too_slow": gettext_lazy("Reading it took too long. Import a part of it, or paste the text."),
    "too_heavy": gettext_lazy("Reading it took too much memory. Import a part of it, or paste the text."),
    "no_table": gettext_lazy("There is no table with a heading and at least one row in it."),
    "too_many_columns": gettext_lazy("It has more than %(columns)s columns."),
    "no_text_column": gettext_lazy("Nobody has said which column holds the text of the articles."),
    "no_column": gettext_lazy("It has no column “%(detail)s”."),
    "table_too_large": gettext_lazy(
        "It has %(detail)s MB; the limit is %(table_limit)s MB for a table or a ZIP. Split it into parts."
    ),
    "row_too_large": gettext_lazy("This row is longer than %(limit)s MB."),
    "wrong_cells": gettext_lazy("This row has %(detail)s cells, more than the heading."),
    "bad_row": gettext_lazy("This row cannot be read: %(detail)s"),
    "not_json": gettext_lazy("This line is not a JSON object with a “text”: %(detail)s"),
    "bad_value": gettext_lazy("A value cannot be used: %(detail)s"),
    "unknown_language": gettext_lazy("“%(detail)s” is not a language code such as “id” or “en”."),
    "not_a_feed": gettext_lazy("This is no RSS or Atom feed and no sitemap."),
    "no_feed_named": gettext_lazy(
        "This is no RSS or Atom feed and no sitemap. It is a web page, and it names no feed of its own: look on the "
        "site for “RSS” or “feed”, or give the address of its sitemap."
    ),
    "broken_feed": gettext_lazy("The feed's XML is damaged, and nothing of it can be read."),
    "too_many": gettext_lazy("Not imported: at most %(detail)s files at once. Import the rest in a second step."),
}
"""The sentence of each refusal but ``too_short``, which counts."""

MAX_PAGES = 500
"""A book has so many; an article or a report is far below."""

MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_COLUMNS = 200


class Unreadable(Exception):
    """A piece that cannot become an article; ``code`` and ``detail`` are stored, ``message`` is shown."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    @property
    def message(self) -> str:
        """A sentence that names the reason and what to do, in the language of the page."""
        return refusal_message(self.code, self.detail)


def refusal_message(code: str, detail: str = "") -> str:
    """Return the sentence of a refusal code, in the active language."""
    if code == "too_short":
        found = ngettext("%(count)s word", "%(count)s words", count_of(detail)) % {"count": detail}
        return _("There is no article in it: %(detail)s of text was found.") % {"detail": found}
    values = {
        "detail": detail,
        "kind": KINDS.get(detail, detail),
        "limit": settings.IMPORT_MAX_BYTES // (1024 * 1024),
        "table_limit": settings.IMPORT_MAX_TABLE_BYTES // (1024 * 1024),
        "pages": MAX_PAGES,
        "unpacked": MAX_UNPACKED_BYTES // (1024 * 1024),
        "entries": MAX_ENTRIES,
        "columns": MAX_COLUMNS,
    }
    return str(SENTENCES[code]) % values if code in SENTENCES else code


def note_message(code: str, detail: str = "") -> str:
    """Return the sentence of what a reader left aside, in the active language; ``detail`` is how many."""
    count, values = count_of(detail), {"count": detail}
    if code == "attachments":
        return ngettext("%(count)s attachment was not read.", "%(count)s attachments were not read.", count) % values
    if code == "pages_without_text":
        return (
            ngettext(
                "%(count)s page has no text and was left out.", "%(count)s pages have no text and were left out.", count
            )
            % values
        )
    if code == "other_sheets":
        return (
            ngettext(
                "Only the first sheet was read; there is %(count)s more.",
                "Only the first sheet was read; there are %(count)s more.",
                count,
            )
            % values
        )
    if code == "unreadable_characters":
        return _("Some characters could not be read and stand as “�”. Compare it with the original.")
    return code


def count_of(detail: str) -> int:
    """Return a refusal's detail as a number for the plural; a detail that is none counts as many."""
    return int(detail) if detail.isdecimal() else 2


def megabytes(size: int) -> str:
    """Return a size in bytes as megabytes with one decimal."""
    return f"{size / (1024 * 1024):.1f}"
