"""What a web server answered, as an article: which kinds are read, in which encoding, and what is no article at all."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from articles.canonical import address_of_page
from articles.fetching import Fetched, Unfetched
from articles.reading import Piece, Unreadable, read_file, read_page

PAGES = frozenset({"", "text/html", "application/xhtml+xml"})

ENDINGS: Mapping[str, str] = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
"""The types of what is read as a file would be, and the ending that such a file has."""

MIN_WORDS = 40
"""A page with fewer has no article but a notice, a caption or a teaser; the shortest news in brief have 50."""

WALL_WORDS = 150
"""A page with more has an article even when it also asks for something."""

WALLS = [line for line in Path(__file__).with_name("walls.txt").read_text(encoding="utf-8").splitlines() if line]
"""What pages say instead of their article, in lower case: sign in, subscribe, agree, switch scripts on."""

_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def is_readable(kind: str) -> bool:
    """Say whether an article can be read from a content type."""
    return kind in PAGES or kind in ENDINGS


def read_answer(found: Fetched) -> Piece:
    """Return the article of an answer, with its address: the one that the page declares, if it is of the same host.

    Raises :class:`Unfetched` when there is no article in it, :class:`Unreadable` when it cannot be read.
    """
    kind = "application/pdf" if found.body.startswith(b"%PDF-") else found.content_type
    try:
        if kind in ENDINGS:
            piece = read_file(f"page{ENDINGS[kind]}", found.body)
        else:
            piece = read_page(found.body, charset="utf-8" if is_utf8(found.body) else found.charset)
    except Unreadable as reason:
        if reason.code in {"empty", "too_short"}:
            raise Unfetched("no_article", reason.detail or "0") from None
        raise
    refuse_no_article(piece.text)
    return replace(piece, url=address_of(found.final_url, piece.url))


def is_utf8(body: bytes) -> bool:
    """Say whether bytes are UTF-8, whatever the headers say: text in another encoding is so only by rare chance."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refuse_no_article(text: str) -> None:
    """Raise :class:`Unfetched`, with the number of words, for a text that is no article: too short, or a wall."""
    words = count_words(text)
    if words < MIN_WORDS:
        raise Unfetched("no_article", str(words))
    folded = " ".join(text.lower().split()) if words < WALL_WORDS else ""
    if any(wall in folded for wall in WALLS):
        raise Unfetched("wall", str(words))


def count_words(text: str) -> int:
    """Return how many words a text has; in scripts that write no spaces, two characters count as one."""
    return len(text.split()) + len(_WIDE.findall(text)) // 2


def address_of(fetched: str, declared: str) -> str:
    """Return the article's own address; a page that declares its site's front page to be its address is mistaken."""
    if urlsplit(declared).path.strip("/") or not urlsplit(fetched).path.strip("/"):
        return address_of_page(fetched, declared)
    return fetched
