"""The child's side of feeds: RSS and Atom by feedparser, sitemaps by the standard library through defusedxml.

Both get UTF-8 that was looked at before: no document type, no entities, no deep nest. feedparser is never given a name
or an address, which it would open.
"""

import calendar
import re
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

import feedparser
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from articles.reading.cleaning import UNWANTED, clean_line
from articles.reading.encodings import encoding_of, starts_with_mark
from articles.reading.markup import MAX_ATTRIBUTES
from articles.reading.refusals import MAX_UNPACKED_BYTES, Unreadable

MAX_DEPTH = 100
MAX_ITEMS = 50_000
"""Source: sitemaps.org, the most addresses that one sitemap may have."""

SITEMAPS = frozenset({"urlset", "sitemapindex"})
FEEDS = frozenset({"rss", "feed", "RDF"})

# Every quantifier is possessive: what is read once is never read again, whatever follows.
_TAG = re.compile(r"""<(/?+)([^\s<>/!?"'=]++)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_DECLARATION = re.compile(r"\s*<\?xml[^<>]*\?>")
_DECLARED = re.compile(rb"""\s{0,99}<\?xml[^<>]{0,99}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_.-]{2,40})["']""")
_ENCODING = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|iso-?8859-\d{1,2}|(windows-|cp)125\d|koi8-[ru]|gb2312|gbk|gb18030|big5"
    r"|shift_jis|euc-(jp|kr)",
    re.IGNORECASE,
)
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}


def parse_feed(data: bytes, *, charset: str = "", url: str = "") -> dict[str, Any]:
    """Return a feed as JSON can carry it: kind, title, items, parts, is_damaged. Raises :class:`Unreadable`.

    ``charset`` is what the server said, ``url`` is where it came from, against which its links are read.
    """
    text = without_declaration(UNWANTED.sub("", decoded(unpacked(data), charset)))
    root = look_at(text)
    body = text.encode("utf-8", "replace")
    if root in SITEMAPS:
        return parse_sitemap(body, url)
    if root in FEEDS:
        return parse_syndication(body, url)
    raise Unreadable("not_a_feed", clean_line(root, 40))


def unpacked(data: bytes) -> bytes:
    """Return the bytes of a sitemap that came packed by gzip, others as they are. Raises :class:`Unreadable`."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        result = unpacker.decompress(data, MAX_UNPACKED_BYTES)
    except zlib.error:
        raise Unreadable("broken_feed") from None
    if unpacker.unconsumed_tail:
        raise Unreadable("unpacks_too_large")
    return result


def decoded(data: bytes, charset: str) -> str:
    """Return bytes as text: by their mark, as what they are for certain, as declared, as the server says, by a guess.

    Only known encodings of text are taken at their word.
    """
    if starts_with_mark(data):
        return data.decode(encoding_of(data), "replace")
    try:
        return data.decode("utf-8") if b"\0" not in data else data.decode(encoding_of(data), "replace")
    except UnicodeDecodeError:
        declared = _DECLARED.match(data)
        for name in (declared[1].decode("ascii") if declared else "", charset):
            if _ENCODING.fullmatch(name) and not name.lower().startswith("utf"):
                return data.decode("cp1252" if name.lower() == "iso-8859-1" else name, "replace")
    return data.decode(encoding_of(data), "replace")


def without_declaration(text: str) -> str:
    """Return a document without its XML declaration, which may name another encoding than the one it has now."""
    text = text.removeprefix("\ufeff").strip()
    found = _DECLARATION.match(text)
    return text[found.end() :].strip() if found else text


def look_at(text: str) -> str:
    """Return the name of the outermost element. Takes linear time.

    Raises :class:`Unreadable` for a document type or an entity, for a deep nest, and for what is no XML at all.
    """
    depth = position = 0
    root = ""
    while (start := text.find("<", position)) >= 0:
        opening = next((mark for mark in _ENDS if text.startswith(mark, start)), "")
        if opening:
            end = text.find(_ENDS[opening], start + len(opening))
            if end < 0:
                raise Unreadable("broken_feed")
            position = end + len(_ENDS[opening])
            continue
        if text.startswith("<!", start):
            raise Unreadable("entities")
        tag = _TAG.match(text, start)
        if tag is None:
            raise Unreadable("broken_feed" if root else "not_a_feed")
        if not root:
            root = tag[2].rpartition(":")[2]
            # feedparser looks for these in comments as well.
            if re.search(r"<!(?:doctype|entity)", text[:start], re.IGNORECASE):
                raise Unreadable("entities")
        position = tag.end()
        depth += depth_of(tag)
        if depth > MAX_DEPTH:
            raise Unreadable("too_deep")
    if not root:
        raise Unreadable("not_a_feed")
    return root


def depth_of(tag: re.Match[str]) -> int:
    """Return by how much a tag changes the depth. Raises :class:`Unreadable` for one with too many attributes."""
    if tag[3].count("=") > MAX_ATTRIBUTES:
        raise Unreadable("odd_markup", str(tag[3].count("=")))
    if tag[1]:
        return -1
    return 0 if tag[3].endswith("/") else 1


def parse_syndication(body: bytes, url: str) -> dict[str, Any]:
    """Return RSS or Atom. Damaged XML is read as far as it goes; nothing read of it is :class:`Unreadable`."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    # In a stream: bytes alone would be tried as the name of a file first.
    found = feedparser.parse(BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    if found.bozo and not found.entries:
        raise Unreadable("broken_feed")
    return {
        "kind": "atom" if str(found.get("version", "")).startswith("atom") else "rss",
        "title": clean_line(str(found.feed.get("title", "")), 300),
        "items": [item_of(entry, url) for entry in found.entries[:MAX_ITEMS]],
        "parts": [],
        "is_damaged": bool(found.bozo),
    }


def item_of(entry: Mapping[str, Any], url: str) -> dict[str, Any]:
    """Return one entry; an address that it does not give is its guid, where that is one."""
    guid = clean_line(str(entry.get("id") or ""), 2_000)
    link = str(entry.get("link") or "") or (guid if guid.startswith(("http://", "https://")) else "")
    return {
        "url": joined(url, link),
        "guid": guid,
        "title": clean_line(str(entry.get("title") or ""), 500),
        "published": moment_of(entry.get("published_parsed")),
        "changed": moment_of(entry.get("updated_parsed")),
        "categories": [clean_line(str(tag.get("term") or ""), 100) for tag in entry.get("tags") or []][:50],
    }


def joined(base: str, link: str) -> str:
    """Return a link as an address of its own; what cannot be joined stays as it is, to be refused by its spelling."""
    link = "".join(link.split())[:5_000]
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return link


def moment_of(parsed: Any) -> str:
    """Return feedparser's time (UTC) in the form of ISO 8601, "" for none and for one that no calendar has."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat() if parsed else ""
    except (ValueError, OverflowError, OSError, TypeError):
        return ""


def parse_sitemap(body: bytes, url: str) -> dict[str, Any]:
    """Return a sitemap, or the ``parts`` of an index of sitemaps. Raises :class:`Unreadable`."""
    items: list[dict[str, Any]] = []
    parts: list[dict[str, str]] = []
    try:
        for _event, element in iterparse(BytesIO(body), events=("end",), forbid_dtd=True):
            name = name_of(element)
            if name == "url" and len(items) < MAX_ITEMS:
                items.append(address_of(element, url))
            elif name == "sitemap" and len(parts) < MAX_ITEMS:
                values = values_of(element)
                parts.append({"url": joined(url, values.get("loc", "")), "changed": iso_of(values.get("lastmod", ""))})
            if name in {"url", "sitemap"}:
                element.clear()
    except (ParseError, DefusedXmlException):
        raise Unreadable("broken_feed") from None
    return {"kind": "sitemap", "title": "", "items": items, "parts": parts, "is_damaged": False}


def address_of(element: Element, url: str) -> dict[str, Any]:
    """Return one address of a sitemap; only a news sitemap says when and as what the article was published."""
    values = values_of(element)
    keywords = [clean_line(word, 100) for word in values.get("keywords", "").split(",") if word.strip()]
    return {
        "url": joined(url, values.get("loc", "")),
        "guid": "",
        "title": clean_line(values.get("title", ""), 500),
        "published": iso_of(values.get("publication_date", "")),
        "changed": iso_of(values.get("lastmod", "")),
        "categories": keywords[:50],
    }


def name_of(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def values_of(element: Element) -> dict[str, str]:
    """Return the texts inside an element by the name of theirs; the first of a name counts."""
    values: dict[str, str] = {}
    for inner in element.iter():
        values.setdefault(name_of(inner), (inner.text or "").strip())
    return values


def iso_of(value: str) -> str:
    """Return a W3C date or time in the form of ISO 8601, "" for what is none; a day begins in UTC."""
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    except ValueError:
        return ""
