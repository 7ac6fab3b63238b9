"""What an admin does with feeds: look at one, add, change, pause and resume it, have it read now, remove it.

Who may is asked here and not at each reading: a feed is the newsroom's, and goes on when who added it has left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access, bells
from articles.access import Action
from articles.bells import Bell
from articles.fetching import parse_address
from articles.flow.errors import Conflict
from articles.flow.polling import look, plausible
from articles.flow.sifting import fits, newest_first
from articles.models import Feed, FeedEvent, User
from articles.models.feeds import FeedVerb
from articles.models.jobs import State, default_max_attempts
from articles.reading import FeedItem, FeedLink, ReadFeed, clean_line

LOOK_SECONDS = 10
"""How long a person waits for each answer of a site: less than the server's own limit of a request."""

SHOWN = 5
"""How many items a person is shown of a feed that is looked at."""


class Taken(Conflict):
    """Another feed has this address."""


CHANGEABLE = ("title", "publisher", "sections", "interval_minutes")


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What a feed lists now: how many items, how many of them fit, and the newest of these with their times.

    ``url`` is where it is: another than was given where that is a web page, which may name ``others`` as well.
    """

    feed: ReadFeed
    url: str
    others: tuple[FeedLink, ...]
    found: int
    fitting: int
    newest: list[tuple[FeedItem, datetime | None]]


def look_at_feed(*, actor: User, url: str, sections: Sequence[str] = ()) -> LookedAt:
    """Return what a feed lists now; nothing of it is stored.

    Raises :class:`articles.fetching.Unfetched` and :class:`articles.reading.Unreadable`.
    """
    access.require(actor, Action.FEEDS)
    found = look(str(parse_address(url)), seconds=LOOK_SECONDS)
    fitting = newest_first(item for item in found.feed.items if fits(item, sections))
    newest = [(item, plausible(item.published or item.changed)) for item in fitting[:SHOWN]]
    return LookedAt(found.feed, found.url, found.others, len(found.feed.items), len(fitting), newest)


def add_feed(
    *,
    actor: User,
    url: str,
    kind: str,
    title: str = "",
    publisher: str = "",
    sections: Sequence[str] = (),
    interval_minutes: int = 30,
) -> Feed:
    """Add a feed, which is read at once. Raises :class:`Conflict` when it is here, Unfetched for an odd address."""
    access.require(actor, Action.FEEDS)
    feed = Feed(
        url=str(parse_address(url)),
        kind=kind,
        title=clean_line(title, 300),
        publisher=clean_line(publisher, 200),
        sections=list(sections),
        interval_minutes=interval_minutes,
        added_by=actor,
    )
    try:
        with transaction.atomic():
            feed.save()
            record(FeedVerb.ADDED, actor, feed, {})
            ring(feed)
    except IntegrityError:
        raise Conflict(_("This feed is here already.")) from None
    return feed


def edit_feed(*, actor: User, feed: Feed, **values: Any) -> None:
    """Change title, publisher, sections and interval of a feed, and with a ``url`` its address.

    Raises :class:`Conflict` when it was removed, :class:`Taken` when another feed has the address.
    """
    access.require(actor, Action.FEEDS)
    with transaction.atomic():
        stored = kept(feed)
        before = snapshot(stored)
        for name in CHANGEABLE:
            setattr(stored, name, values[name])
        is_sooner = stored.interval_minutes < before["interval_minutes"]
        is_moved = move(stored, values.get("url") or stored.url, values.get("kind") or stored.kind)
        stored.save(update_fields=CHANGEABLE)
        record(FeedVerb.EDITED, actor, stored, before)
        if is_moved or (is_sooner and not stored.failures):
            bring_forward(stored)


def move(feed: Feed, url: str, kind: str) -> bool:
    """Give a locked feed another address, in the caller's transaction; say whether it is another.

    What was known of the old one is forgotten, so that the next reading is a first one; whoever reads the old one at
    this moment has lost it. What was seen is known again.
    """
    if url == feed.url:
        return False
    feed.url = str(parse_address(url))
    if Feed.objects.filter(url=feed.url, removed_at__isnull=True).exclude(pk=feed.pk).exists():
        raise Taken(_("This feed is here already."))
    attempt = feed.attempt + 1
    Feed.objects.filter(pk=feed.pk).update(
        url=feed.url,
        kind=kind,
        etag="",
        last_modified="",
        refusal="",
        refusal_detail="",
        failures=0,
        failing_since=None,
        last_success_at=None,
        state=State.QUEUED,
        lease_until=None,
        attempt=attempt,
        max_attempts=attempt + default_max_attempts(),
    )
    return True


def pause_feed(*, actor: User, feed: Feed) -> None:
    """Read a feed no longer until it is resumed. Raises :class:`Conflict` when it was removed."""
    switch(actor, feed, FeedVerb.PAUSED, is_active=False)


def resume_feed(*, actor: User, feed: Feed) -> None:
    """Read a paused feed again, at once. Raises :class:`Conflict` when it was removed."""
    switch(actor, feed, FeedVerb.RESUMED, is_active=True)


def switch(actor: User, feed: Feed, verb: FeedVerb, *, is_active: bool) -> None:
    """Pause or resume a feed; it may be so already, which changes nothing."""
    access.require(actor, Action.FEEDS)
    with transaction.atomic():
        stored = kept(feed)
        if stored.is_active == is_active:
            return
        before = snapshot(stored)
        stored.is_active = is_active
        stored.save(update_fields=["is_active"])
        record(verb, actor, stored, before)
        if is_active:
            bring_forward(stored)


def run_feed_now(*, actor: User, feed: Feed) -> bool:
    """Have a feed read at once; say whether it could be: one that is paused, or being read, is left alone."""
    access.require(actor, Action.FEEDS)
    with transaction.atomic():
        stored = kept(feed)
        if not stored.is_active or stored.state != State.QUEUED:
            return False
        record(FeedVerb.ASKED, actor, stored, snapshot(stored))
        bring_forward(stored)
    return True


def remove_feed(*, actor: User, feed: Feed) -> None:
    """Remove a feed; its articles and its record stay. Raises :class:`Conflict` when somebody else has."""
    access.require(actor, Action.FEEDS)
    with transaction.atomic():
        stored = kept(feed)
        record(FeedVerb.REMOVED, actor, stored, snapshot(stored))
        Feed.objects.filter(pk=stored.pk).update(removed_at=Now(), is_active=False)
        stored.seen.all().delete()


def kept(feed: Feed) -> Feed:
    """Return a feed as it is stored, locked until the transaction ends. Raises :class:`Conflict` when it is removed."""
    stored = Feed.objects.select_for_update().filter(pk=feed.pk, removed_at__isnull=True).first()
    if stored is None:
        raise Conflict(_("Somebody has removed this feed."))
    return stored


def snapshot(feed: Feed) -> dict[str, Any]:
    """Return what a person chose of a feed."""
    return {"url": feed.url, "is_active": feed.is_active} | {name: getattr(feed, name) for name in CHANGEABLE}


def record(verb: FeedVerb, actor: User, feed: Feed, before: dict[str, Any]) -> None:
    """Write who did what to a feed, in the caller's transaction."""
    FeedEvent.objects.record(verb, actor=actor, feed=feed, before=before, after=snapshot(feed))


def bring_forward(feed: Feed) -> None:
    """Make a feed due now and ring for it, in the caller's transaction."""
    Feed.objects.filter(pk=feed.pk, state=State.QUEUED).update(due_at=Now(), rung_at=Now())
    ring(feed)


def ring(feed: Feed) -> None:
    """Ring for a feed once the transaction is in; a bell that is not heard is rung again by the clock."""
    transaction.on_commit(partial(bells.ring, Bell.FEED, feed.pk), robust=True)
