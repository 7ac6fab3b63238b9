"""What a site asks robots to leave alone: a question for what comes by itself, not for what a person asked for."""

from protego import Protego

from articles.fetching.addresses import parse_address
from articles.fetching.client import fetch
from articles.fetching.networks import Resolver, resolve
from articles.fetching.refusals import Unfetched

ROBOT_NAME = "Periksa"
MAX_BYTES = 500 * 1024
"""Source: RFC 9309, 2.5: parsers read at least this much."""


def robots_of(url: str, *, resolver: Resolver = resolve) -> Protego:
    """Return the rules of the site of an address; ask it for ``can_fetch(url, ROBOT_NAME)`` and ``crawl_delay``.

    A site without the file allows everything; one that answers with its own error, or not at all, allows nothing for
    now. Source: RFC 9309, 2.3.1. Raises :class:`Unfetched` for an address that may not be asked for.
    """
    address = parse_address(url)
    place = str(address).removesuffix(address.target) + "/robots.txt"
    try:
        answer = fetch(place, any_status=True, resolver=resolver)
    except Unfetched as refusal:
        if refusal.code not in {"slow_site", "unreachable", "broken_answer", "large_page"}:
            raise
        return Protego.parse("User-agent: *\nDisallow: /")
    if answer.status >= 500 or answer.status == 429:
        return Protego.parse("User-agent: *\nDisallow: /")
    return Protego.parse(answer.body[:MAX_BYTES].decode("utf-8", "replace") if answer.status == 200 else "")


def robots_allow(url: str, *, resolver: Resolver = resolve) -> bool:
    """Say whether a site lets robots ask for an address. Asks the site for its rules, every time."""
    return bool(robots_of(url, resolver=resolver).can_fetch(url, ROBOT_NAME))
