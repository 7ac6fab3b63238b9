"""Feeds of publishers: RSS, Atom and sitemaps to the items that they list, without storing anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from articles.reading.child import read_in_child
from articles.reading.refusals import Unreadable, megabytes


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as the feed says it: nothing of it is checked. Times are ISO 8601 or "", and may be of any year."""

    url: str
    guid: str = ""
    title: str = ""
    published: str = ""
    changed: str = ""
    categories: tuple[str, ...] = ()

    @staticmethod
    def from_values(values: Mapping[str, Any]) -> "FeedItem":
        """Return the item of what JSON carried."""
        return FeedItem(**{**values, "categories": tuple(values["categories"])})


@dataclass(frozen=True, slots=True)
class SitemapPart:
    """One sitemap that an index of sitemaps names, and when it last changed (ISO 8601 or "")."""

    url: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """What a feed lists, in its order. ``kind`` is rss, atom or sitemap; an index of sitemaps has ``parts``.

    ``is_damaged`` says that its XML is not in order and was read as far as it goes.
    """

    kind: str
    title: str
    items: tuple[FeedItem, ...]
    parts: tuple[SitemapPart, ...] = ()
    is_damaged: bool = False


def read_feed(data: bytes, *, charset: str = "", url: str = "") -> ReadFeed:
    """Return a feed; ``charset`` is what its server said, ``url`` where it came from. Raises :class:`Unreadable`.

    It is read in a process with limits (:mod:`articles.reading.child`).
    """
    if len(data) > settings.FETCH_MAX_BYTES:
        raise Unreadable("too_large", megabytes(len(data)))
    values = read_in_child("feed", data, charset=charset, url=url)
    return ReadFeed(
        kind=values["kind"],
        title=values["title"],
        items=tuple(FeedItem.from_values(item) for item in values["items"]),
        parts=tuple(SitemapPart(**part) for part in values["parts"]),
        is_damaged=values["is_damaged"],
    )
