"""What in a feed is new, what of it is wanted, and in which order it comes in. Reads what was seen, stores nothing."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from articles.canonical import canonical
from articles.flow.polling import EARLIEST, plausible
from articles.models import Feed, SeenEntry
from articles.reading import FeedItem

_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Sifted:
    """The items of a reading: what to import, what is left for the next, and by which digests all were seen.

    ``digests`` do not hold those of ``left_over``, which come as new with the next reading.
    """

    chosen: list[FeedItem] = field(default_factory=list)
    left_over: list[FeedItem] = field(default_factory=list)
    passed_over: int = 0
    digests: set[bytes] = field(default_factory=set)


def sift(feed: Feed, items: Sequence[FeedItem], *, limit: int, takes_rest: bool) -> Sifted:
    """Return what of a feed's items is new and fits its sections: the newest ``limit``, and the rest apart.

    With ``takes_rest`` the rest is passed over for good, as at the first reading.
    """
    shared = shared_guids(items)
    by_item = [(item, digests_of(item, shared)) for item in items]
    known = SeenEntry.objects.filter(feed=feed).known({digest for _item, own in by_item for digest in own})
    result, fresh = Sifted(), []
    for item, own in by_item:
        is_new = not own & (known | result.digests)
        result.digests |= own
        if is_new and fits(item, feed.sections):
            fresh.append((item, own))
        else:
            result.passed_over += is_new
    fresh.sort(key=lambda pair: moment_of(pair[0]), reverse=True)
    result.chosen = [item for item, _own in fresh[:limit]]
    if takes_rest:
        result.passed_over += len(fresh[limit:])
    else:
        result.left_over = [item for item, _own in fresh[limit:]]
        result.digests -= {digest for _item, own in fresh[limit:] for digest in own} - known
    return result


def moment_of(item: FeedItem) -> datetime:
    """Return when an item was published or changed; the earliest of all times where it gives none that can be."""
    return plausible(item.published or item.changed) or EARLIEST


def newest_first(items: Iterable[FeedItem]) -> list[FeedItem]:
    """Return items by their times, those without one last and in their order."""
    return sorted(items, key=moment_of, reverse=True)


def shared_guids(items: Iterable[FeedItem]) -> set[str]:
    """Return the guids that items of different addresses share: they identify nothing."""
    pairs = {(item.guid, canonical(item.url)) for item in items if item.guid}
    counted = Counter(guid for guid, _url in pairs)
    return {guid for guid, count in counted.items() if count > 1}


def digests_of(item: FeedItem, shared: set[str]) -> set[bytes]:
    """Return by what an item is known again: its address in any spelling, and a guid that is its own.

    One that has neither is known by its title, so that it is refused once and not at each reading.
    """
    keys = [f"url {canonical(item.url)}"] if item.url else []
    if item.guid and item.guid not in shared:
        keys.append(f"guid {item.guid}")
    return {hashlib.sha256(key.encode()).digest() for key in keys or [f"title {item.title}"]}


def fits(item: FeedItem, sections: Sequence[str]) -> bool:
    """Say whether an item is of one of the sections: a beginning of its path, or a word of a category or of the path.

    Without sections everything fits. ``/ekonomi`` holds ``/ekonomi/1`` and not ``/ekonomian``.
    """
    if not sections:
        return True
    path = path_of(item.url)
    return any(
        is_below(path, section.casefold()) if section.startswith("/") else is_about(item, path, section)
        for section in sections
    )


def is_below(path: str, beginning: str) -> bool:
    """Say whether a path begins with whole steps of another."""
    beginning = beginning.rstrip("/")
    return path == beginning or path.startswith(f"{beginning}/")


def is_about(item: FeedItem, path: str, section: str) -> bool:
    """Say whether the words of a section stand together in one of an item's categories or in its path."""
    wanted = spaced(section)
    return any(wanted in spaced(text) for text in (*item.categories, path))


def spaced(text: str) -> str:
    """Return the words of a text in lower case with a space around each, so that only whole words are found in it."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def path_of(url: str) -> str:
    """Return the path of an address in lower case, "" for what is no address."""
    try:
        return urlsplit(url).path.casefold().rstrip("/")
    except ValueError:
        return ""
