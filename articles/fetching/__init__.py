"""The only outgoing connection: asking the web for a page, without reaching anything that is not the web's.

An address is checked before it is asked, each address that its name resolves to is checked, the connection goes to one
that was checked, and all of it again after each redirect. Time, bytes and redirects are bounded while they come in.
"""

from articles.fetching.addresses import WebAddress, parse_address
from articles.fetching.client import Fetched, fetch, refusal_of_status
from articles.fetching.networks import Resolver, is_public
from articles.fetching.refusals import Unfetched, fetch_message
from articles.fetching.robots import ROBOT_NAME, ask_robots, robots_allow, robots_of

__all__ = [
    "ROBOT_NAME",
    "Fetched",
    "Resolver",
    "Unfetched",
    "WebAddress",
    "ask_robots",
    "fetch",
    "fetch_message",
    "is_public",
    "parse_address",
    "refusal_of_status",
    "robots_allow",
    "robots_of",
]
