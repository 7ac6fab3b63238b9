"""What a site asks robots to leave alone: a question for what comes by itself, not for what a person asked for."""

from protego import Protego

from articles.fetching.addresses import parse_address
from articles.fetching.client import fetch
from articles.fetching.networks import Resolver, resolve
from articles.fetching.refusals import Unfetched

ROBOT_NAME = "Periksa"
MAX_BYTES = 500 * 1024
"""Source: RFC 9309, 2.5: parsers read at least this much."""


NOTHING = "User-agent: *\nDisallow: /"
"""The rules of a site that does not say which are its rules."""


def ask_robots(url: str, *, seconds: float | None = None, resolver: Resolver = resolve) -> str | None:
    """Return the robots.txt of an address's site, "" where it has none, None where it cannot be had for now.

    Source of the three: RFC 9309, 2.3.1. Raises :class:`Unfetched` for an address that may not be asked for.
    """
    try:
        place = parse_address(url).origin + "/robots.txt"
        answer = fetch(place, any_status=True, seconds=seconds, resolver=resolver)
    except Unfetched as refusal:
        if refusal.code not in {"slow_site", "unreachable", "broken_answer", "large_page"}:
            raise
        return None
    if answer.status >= 500 or answer.status == 429:
        return None
    return answer.body[:MAX_BYTES].decode("utf-8", "replace").replace("\0", "") if answer.status == 200 else ""


def robots_of(url: str, *, resolver: Resolver = resolve) -> Protego:
    """Return the rules of the site of an address; ask it for ``can_fetch(url, ROBOT_NAME)`` and ``crawl_delay``.

    A site without the file allows everything; one that answers with its own error, or not at all, allows nothing for
    now. Raises :class:`Unfetched` for an address that may not be asked for.
    """
    text = ask_robots(url, resolver=resolver)
    return Protego.parse(NOTHING if text is None else text)


def robots_allow(url: str, *, resolver: Resolver = resolve) -> bool:
    """Say whether a site lets robots ask for an address. Asks the site for its rules, every time."""
    return bool(robots_of(url, resolver=resolver).can_fetch(url, ROBOT_NAME))
