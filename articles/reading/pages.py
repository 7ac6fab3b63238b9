"""Web pages: the article's text without what stands around it. Runs in the child that may be killed."""

import re
from typing import Any

import trafilatura
from lxml import etree, html

from articles.reading.cleaning import clean_line, clean_text
from articles.reading.encodings import decode, starts_with_mark
from articles.reading.markup import refuse_unsafe
from articles.reading.pieces import Piece
from articles.reading.refusals import Unreadable

MAX_HTML_DEPTH = 250
"""lxml drops, in silence, what is nested deeper than 255 elements and all that follows. Source: measured, lxml 6."""


def read_page(data: bytes, *, charset: str = "") -> Piece:
    """Return a page's article. ``charset`` is what its server said; a byte order mark goes before, its bytes after it.

    Raises :class:`Unreadable` when there is nothing in it, or when reading it would lose text.
    """
    page = clean_text(declared_or_decoded(data, charset))
    if not page:
        raise Unreadable("empty")
    refuse_unsafe(page)
    try:
        depth = html_depth(page)
    except etree.LxmlError:  # nothing in it that could be an element
        raise Unreadable("empty") from None
    if depth > MAX_HTML_DEPTH:
        raise Unreadable("too_deep")
    document = trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=True)
    found: dict[str, Any] = {} if document is None else document if isinstance(document, dict) else document.as_dict()
    title = clean_line(found.get("title") or "", 500)
    lines = [line for line in (found.get("text") or "").split("\n") if line.strip()]
    if len(lines) > 1 and clean_line(lines[0], 500) == title:  # the heading, which is no sentence of the text
        del lines[0]
    return Piece(
        text=clean_text("\n\n".join(lines)),
        title=title,
        byline=clean_line(found.get("author") or "", 300),
        published=found.get("date") or "",
        publisher=clean_line(found.get("sitename") or "", 200),
        url=(found.get("url") or "")[:2000],
    )


def all_words(data: bytes) -> str:
    """Return every word of a page, for a page that is a message and has no article to be found."""
    page = clean_text(declared_or_decoded(data, ""))
    refuse_unsafe(page)
    if not page or html_depth(page) > MAX_HTML_DEPTH:
        raise Unreadable("too_deep" if page else "empty")
    root = html.document_fromstring(page)
    etree.strip_elements(root, "script", "style", "head", with_tail=False)
    for element in root.iter("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "blockquote"):
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return clean_text("\n\n".join(line for line in lines if line))


def declared_or_decoded(data: bytes, charset: str) -> str:
    """Return a page's text by the encoding that its server or itself declares, if it really is in that one."""
    declared = re.search(rb"charset\s{0,5}=\s{0,5}[\"']?([a-zA-Z0-9_-]{2,30})", data[:2000])
    names = [charset, declared[1].decode("ascii") if declared else ""]
    if not starts_with_mark(data):
        for name in filter(None, names):
            try:
                return data.decode(name)
            except (LookupError, ValueError):
                continue  # it names an encoding that it is not in: look at the bytes
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
