"""The feeds that a web page names for itself. Pure: bytes in, addresses out, in linear time and without a parser."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from articles.reading.cleaning import clean_line

LOOKED_AT_BYTES = 500_000
"""A page names its feeds in its head."""

MAX_LINKS = 20

TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})

# Every quantifier is possessive: what is read once is never read again, whatever follows.
_LINK = re.compile(r"""<link\b((?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+')*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>=]++))""", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One feed that a page names, as it says it: nothing of the address is checked."""

    url: str
    title: str = ""


def feed_links(data: bytes, url: str) -> list[FeedLink]:
    """Return the feeds that a page from ``url`` names as its own, in its order, each once.

    Source: https://www.rssboard.org/rss-autodiscovery
    """
    text = _COMMENT.sub("", data[:LOOKED_AT_BYTES].decode("utf-8", "replace"))
    found: dict[str, FeedLink] = {}
    for tag in _LINK.finditer(text):
        values = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag[1])}
        is_alternate = "alternate" in values.get("rel", "").lower().split()
        address = clean_line(values.get("href", ""), 2_000)
        if is_alternate and address and values.get("type", "").split(";")[0].strip().lower() in TYPES:
            link = FeedLink(_joined(url, address), clean_line(values.get("title", ""), 200))
            found.setdefault(link.url, link)
    return list(found.values())[:MAX_LINKS]


def _joined(url: str, address: str) -> str:
    try:
        return urljoin(url, address)
    except ValueError:
        return address
