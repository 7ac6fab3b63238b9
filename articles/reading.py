"""Bytes and pasted text to the one clean form that offsets refer to. Pure: no database, no request.

Everything is normalised here, once, before an offset exists: Unicode NFC, line feeds, no control characters. What can't
be read is refused with a code and a sentence; nothing is lost in silence.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import trafilatura
from charset_normalizer import from_bytes
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_HTML_DEPTH = 250
"""lxml drops, in silence, what is nested deeper than 255 elements and all that follows. Source: measured, lxml 6."""

MAX_COMBINING_RUN = 30
"""Source: Stream-Safe Text Format, Unicode Standard Annex 15; longer runs make NFC quadratic on older Pythons."""

WORDS_OF_AN_ARTICLE = 3

MAX_BRACKETS = 5_000
"""A Markdown file with more is taken as plain text: unclosed links take quadratic time, 100,000 of them 8 s."""

EXTENSIONS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}

MAGIC = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\x7fELF": "program",
    b"MZ": "program",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"\x1f\x8b": "compressed",
    b"\xd0\xcf\x11\xe0": "office",
}

KINDS: Mapping[str, Promise] = {
    "program": gettext_lazy("a program"),
    "image": gettext_lazy("an image"),
    "compressed": gettext_lazy("a compressed file"),
    "office": gettext_lazy("an old office document"),
    "data": gettext_lazy("a file of data"),
}
"""What a file is that is no text, in words; the other kinds of ``MAGIC`` are names in every language."""

OLD_ENCODINGS = ["cp1252", "cp1251", "cp1256", "gb18030", "shift_jis", "euc_kr"]

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029")


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
    limit = settings.IMPORT_MAX_BYTES // (1024 * 1024)
    if code == "binary":
        detail = str(KINDS.get(detail, detail))
    messages = {
        "empty": _("There is no text in it."),
        "too_short": _("There is no article in it: %(detail)s of text was found.")
        % {"detail": ngettext("%(count)s word", "%(count)s words", count_of(detail)) % {"count": detail}},
        "too_large": _("It has %(detail)s MB; the limit is %(limit)s MB. Split it, or import the text alone."),
        "binary": _("This is not text (%(detail)s). Import .txt, .html or .md files, or paste the text."),
        "kind": _("Files of the kind “%(detail)s” cannot be imported yet. Import .txt, .html or .md files."),
        "too_deep": _("This page is nested too deeply to be read without losing text. Paste the text instead."),
        "not_json": _("This line is not a JSON object with a “text”: %(detail)s"),
        "bad_value": _("A value cannot be used: %(detail)s"),
        "unknown_language": _("“%(detail)s” is not a language code such as “id” or “en”."),
        "too_many": _("Not imported: at most %(detail)s files at once. Import the rest in a second step."),
    }
    message = messages.get(code, code)
    return message if code == "too_short" else message % {"detail": detail, "limit": limit}


def count_of(detail: str) -> int:
    """Return a refusal's detail as a number for the plural; a detail that is none counts as many."""
    return int(detail) if detail.isdecimal() else 2


@dataclass(frozen=True, slots=True)
class Piece:
    """One readable article: its clean text, and what the file itself says about it (empty where it says nothing)."""

    text: str
    title: str = ""
    byline: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""


def clean_text(raw: str) -> str:
    """Return text in the form that is stored: NFC, ``\\n`` line ends, no control characters, no lone surrogates.

    Takes time linear in its length, whatever the text.
    """
    text = _SURROGATES.sub("\ufffd", _LINE_ENDS.sub("\n", raw.removeprefix("\ufeff")))
    text = _UNWANTED.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _cut_combining_runs(text))
    return text.strip()


def _cut_combining_runs(text: str) -> str:
    run, parts, kept_from = 0, [], 0
    for position, character in enumerate(text):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MAX_COMBINING_RUN:
            parts.append(text[kept_from:position])
            kept_from = position + 1
    return "".join([*parts, text[kept_from:]])


def clean_line(raw: str, length: int) -> str:
    """Return one line for a title or a name: no breaks, no invisible format characters, at most ``length`` long."""
    line = "".join(c for c in clean_text(raw) if unicodedata.category(c) != "Cf")
    return " ".join(line.split())[:length]


def read_text(raw: str) -> Piece:
    """Return pasted text as a piece. Raises :class:`Unreadable` when it is empty or too large."""
    if (size := len(raw.encode("utf-8", "surrogatepass"))) > settings.IMPORT_MAX_BYTES:
        raise Unreadable("too_large", megabytes(size))
    return _checked(Piece(text=clean_text(raw)))


def read_file(name: str, data: bytes) -> Piece:
    """Return a file as a piece, by its name's ending and what is really in it.

    Raises :class:`Unreadable` with the reason; never loses text in silence.
    """
    if len(data) > settings.IMPORT_MAX_BYTES:
        raise Unreadable("too_large", megabytes(len(data)))
    ending = PurePath(name).suffix.lower()
    if ending not in EXTENSIONS:
        raise Unreadable("kind", clean_line(ending or name, 20))
    if not data.strip():
        raise Unreadable("empty")
    if magic := next((what for start, what in MAGIC.items() if data.startswith(start)), None):
        raise Unreadable("binary", magic)
    kind = EXTENSIONS[ending]
    if kind == "text" and _looks_like_html(data):
        kind = "html"
    if kind == "html":
        return _checked(_read_html(data))
    text = decode(data)
    return _checked(_read_markdown(text) if kind == "markdown" else Piece(text=clean_text(text)))


def megabytes(size: int) -> str:
    """Return a size in bytes as megabytes with one decimal."""
    return f"{size / (1024 * 1024):.1f}"


def decode(data: bytes) -> str:
    """Return bytes as text: by their mark, as UTF-8, as UTF-16 without a mark, else as the most likely old encoding.

    Raises :class:`Unreadable` when it is no text at all.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_old(data)
    if "\0" in text and (wide := _utf16_without_mark(data)):
        text = data.decode(wide, "replace")
    if len(_UNWANTED.findall(text[:100_000])) > len(text[:100_000]) / 100:
        raise Unreadable("binary", "data")
    return text


def _decode_old(data: bytes) -> str:
    if wide := _utf16_without_mark(data):
        return data.decode(wide, "replace")
    if data.count(0) > len(data) / 100:
        raise Unreadable("binary", "data")
    # The web's rule for Western text that declares nothing (WHATWG Encoding: windows-1252); other scripts are guessed.
    guess = from_bytes(data[:200_000], cp_isolation=OLD_ENCODINGS).best()
    encoding = guess.encoding if guess and guess.encoding != "cp1252" and guess.coherence > 0.3 else "cp1252"
    return data.decode(encoding, "replace")


def _utf16_without_mark(data: bytes) -> str:
    sample = data[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) / 5 and even < odd / 20:
        return "utf-16-le"
    if even > len(sample) / 5 and odd < even / 20:
        return "utf-16-be"
    return ""


def _looks_like_html(data: bytes) -> bool:
    start = data[:1000].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _read_html(data: bytes) -> Piece:
    page = clean_text(_declared_or_decoded(data))
    if not page:
        raise Unreadable("empty")
    try:
        depth = html_depth(page)
    except etree.LxmlError:  # nothing in it that could be an element
        raise Unreadable("empty") from None
    if depth > MAX_HTML_DEPTH:
        raise Unreadable("too_deep")
    document = trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=True)
    found: dict[str, Any] = {} if document is None else document if isinstance(document, dict) else document.as_dict()
    text = clean_text("\n\n".join(line for line in (found.get("text") or "").split("\n") if line.strip()))
    return Piece(
        text=text,
        title=clean_line(found.get("title") or "", 500),
        byline=clean_line(found.get("author") or "", 300),
        published=found.get("date") or "",
        publisher=clean_line(found.get("sitename") or "", 200),
        url=(found.get("url") or "")[:2000],
    )


def _declared_or_decoded(data: bytes) -> str:
    declared = re.search(rb"charset\s{0,5}=\s{0,5}[\"']?([a-zA-Z0-9_-]{2,30})", data[:2000])
    if declared and not data.startswith(tuple(mark for mark, _encoding in _BOMS)):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # the page names an encoding that it is not in: look at the bytes
    return decode(data)


def html_depth(page: str) -> int:
    """Return how deeply the elements of a page nest once lxml has read it; linear in the page's length.

    lxml stops at 256 and leaves out, in silence, everything that comes after.
    """
    deepest = depth = 0
    for event, _element in etree.iterwalk(html.document_fromstring(page), events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _read_markdown(text: str) -> Piece:
    if text.count("[") > MAX_BRACKETS:
        return Piece(text=clean_text(text))
    blocks, title = [], ""
    tokens = MarkdownIt("commonmark").parse(_without_front_matter(clean_text(text)))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            words = "".join(_words(token.children or []))
            if not title and before and before.type == "heading_open":
                title = clean_line(words, 500)
                continue
            blocks.append(words)
        elif token.type in {"fence", "code_block"}:
            blocks.append(token.content.rstrip())
    return Piece(text=clean_text("\n\n".join(blocks)), title=title)


def _without_front_matter(text: str) -> str:
    if not text.startswith("---\n"):
        return text
    end = text.find("\n---\n", 3)
    return text[end + 5 :] if end > 0 else text


def _words(children: list[Token]) -> Iterator[str]:
    for child in children:
        if child.type in {"text", "code_inline"}:
            yield child.content
        elif child.type in {"softbreak", "hardbreak"}:
            yield "\n" if child.type == "hardbreak" else " "
        elif child.type == "image":
            yield child.content


def _checked(piece: Piece) -> Piece:
    if not clean_line(piece.text[:10_000], 1):
        raise Unreadable("empty")
    words = len(piece.text[:1000].split())
    if words < WORDS_OF_AN_ARTICLE and len(piece.text) < 1000 and not any(c >= "\u0e00" for c in piece.text):
        raise Unreadable("too_short", str(words))
    return piece
