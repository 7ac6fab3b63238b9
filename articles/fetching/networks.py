"""Where a connection may go: which addresses are the public internet's, and what the operator allows beside it."""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence

from django.conf import settings

from articles.fetching.refusals import Unfetched

Resolver = Callable[[str, int], Sequence[str]]
"""From a host and a port to the addresses to connect to, in the order to try them."""

NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        # IPv4. Source: IANA IPv4 Special-Purpose Address Registry; the last two are not in it.
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # the inside of Microsoft's cloud
        # IPv6 within 2000::/3. Source: IANA IPv6 Special-Purpose Address Registry.
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]

GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is the public internet's; mapped, translated, local and multicast addresses are outside of it."""


def is_public(address: str) -> bool:
    """Say whether an address in numbers is one of the public internet.

    ``is_global`` of the standard library is no filter: it takes multicast, NAT64, 6to4 and others for global.
    """
    try:
        number = ipaddress.ip_address(address)
    except ValueError:  # such as one with a zone
        return False
    if number.version == 6 and number not in GLOBAL_UNICAST:
        return False
    return not any(number in network for network in NOT_PUBLIC if network.version == number.version)


def is_allowed_host(host: str, port: int) -> bool:
    """Say whether the operator allows a host by its name: with this port, or without one for the web's two ports."""
    allowed = {entry.lower() for entry in settings.FETCH_ALLOWED_HOSTS}
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" in allowed or (port in {80, 443} and bool({host, shown} & allowed))


def is_allowed_network(address: str) -> bool:
    """Say whether the operator allows an address by a network that it is in, such as 10.1.0.0/16."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    networks = [ipaddress.ip_network(entry) for entry in settings.FETCH_ALLOWED_HOSTS if "/" in entry]
    return any(number in network for network in networks if network.version == number.version)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name as the system has them. Raises OSError when there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(host: str, port: int, *, resolver: Resolver, deadline: float) -> list[str]:
    """Resolve a name once and return its addresses, each of which was checked. Raises :class:`Unfetched`.

    One address that is not public refuses them all. ``deadline`` is of ``time.monotonic``.
    """
    addresses = _resolve_in_time(host, port, resolver, deadline)
    if not addresses:
        raise Unfetched("unknown_host", host)
    allowed = is_allowed_host(host, port)
    if not allowed and not all(is_public(address) or is_allowed_network(address) for address in addresses):
        raise Unfetched("private")
    return addresses


def _resolve_in_time(host: str, port: int, resolver: Resolver, deadline: float) -> list[str]:
    """Ask the resolver in a thread of its own: the system's has no time limit and cannot be interrupted."""
    found: list[str] = []

    def ask() -> None:
        try:
            found.extend(resolver(host, port))
        except (OSError, UnicodeError):
            found.clear()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if thread.is_alive():
        raise Unfetched("slow_site")
    return found
