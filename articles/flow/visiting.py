"""Manners of what comes by itself: what a site's robots.txt allows, and one visit of a host at a time.

What a person asks for is fetched without either; a feed and the articles that it brings are not.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now
from protego import Protego

from articles.fetching import ROBOT_NAME, Unfetched, ask_robots, parse_address
from articles.models import RobotsFile, Site

KEPT_FOR = timedelta(hours=24)
"""Source: RFC 9309, 2.4, the longest that a copy of robots.txt should be used."""

ASKED_AGAIN = timedelta(minutes=10)
"""When a robots.txt that could not be had is asked for again."""

MAX_CRAWL_SECONDS = 3_600
"""The longest wait between two visits that a site is granted; more would stop a feed altogether."""


def refuse_robots(url: str, *, seconds: float | None = None) -> None:
    """Raise :class:`Unfetched` unless the site of an address lets robots ask for it.

    Side effect: asks the site for its robots.txt when no copy is kept, and keeps it for a day; ``seconds`` is how long
    that may take. Call it outside of a transaction.
    """
    kept = rules_at(url, seconds=seconds)
    if not kept.is_available:
        raise Unfetched("robots_away")
    if not Protego.parse(kept.text).can_fetch(url, ROBOT_NAME):
        raise Unfetched("robots")


def rules_at(url: str, *, seconds: float | None = None) -> RobotsFile:
    """Return the kept robots.txt of an address's site, a fresh one where none is kept."""
    address = parse_address(url)
    kept = RobotsFile.objects.filter(origin=address.origin, expires_at__gt=Now()).first()
    if kept:
        return kept
    text = ask_robots(url, seconds=seconds)
    values: Mapping[str, object] = {
        "text": text or "",
        "is_available": text is not None,
        "fetched_at": Now(),
        "expires_at": Now() + (ASKED_AGAIN if text is None else KEPT_FOR),
    }
    kept, _is_new = RobotsFile.objects.update_or_create(origin=address.origin, defaults=dict(values))
    wait = float(Protego.parse(text or "").crawl_delay(ROBOT_NAME) or 0)
    crawl_seconds = min(max(wait, 0.0), MAX_CRAWL_SECONDS)
    Site.objects.update_or_create(host=address.host, defaults={"crawl_seconds": crawl_seconds})
    return kept


def seconds_between(host: str) -> float:
    """Return how many seconds lie between two visits of a host: FETCH_HOST_SECONDS, or more where it asks for more."""
    asked = Site.objects.filter(host=host).values_list("crawl_seconds", flat=True).first()
    return max(float(settings.FETCH_HOST_SECONDS), asked or 0.0)


def take_turn(host: str) -> datetime | None:
    """Take the turn to visit a host and return None, or return when it is free when somebody else has it.

    One statement on the database's clock: of any number of processes one gets it.
    """
    Site.objects.bulk_create([Site(host=host)], ignore_conflicts=True)
    until = Now() + timedelta(seconds=seconds_between(host))
    if Site.objects.filter(host=host, free_at__lte=Now()).update(free_at=until) == 1:
        return None
    return Site.objects.get(host=host).free_at
