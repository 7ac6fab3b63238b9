"""What may be asked for: the spelling of a web address. Pure but for the settings; nothing is resolved or fetched."""

import ipaddress
import re
import socket
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings

from articles.fetching.networks import is_allowed_host, is_allowed_network, is_public
from articles.fetching.refusals import Unfetched

MAX_LENGTH = 4_000
"""In characters. Browsers show half as much; longer ones are mistakes or attacks."""

PORTS = {"http": 80, "https": 443}

_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?")
_KEEPS = "%/:@!$&'()*+,;=~-._?[]"
_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1", "*"}


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A web address in its plain ASCII form: ``host`` is lower case, punycode, and without the brackets of IPv6."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """The site: scheme, host, and a port that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    def __str__(self) -> str:
        """Return the address as it is asked for and shown."""
        return self.origin + self.target


def parse_address(raw: str) -> WebAddress:
    """Return a web address that may be asked for, as far as its spelling says. Raises :class:`Unfetched`.

    Whoever connects still has to check what the name resolves to. Source of the refusals: backslashes, control
    characters and user names are where parsers of addresses disagree (WHATWG URL against RFC 3986).
    """
    text = raw.strip(" \t\r\n")
    if len(text) > MAX_LENGTH:
        raise Unfetched("long_address", str(len(text)))
    if not text or any(_is_odd(character) for character in text):
        raise Unfetched("odd_address", _shown(text))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Unfetched("odd_address", _shown(text)) from None
    if parts.scheme not in PORTS:
        raise Unfetched("scheme")
    if "@" in parts.netloc:
        raise Unfetched("userinfo")
    target = quote(parts.path or "/", safe=_KEEPS) + (f"?{quote(parts.query, safe=_KEEPS)}" if parts.query else "")
    address = WebAddress(
        parts.scheme, _host(parts.hostname or ""), PORTS[parts.scheme] if port is None else port, target
    )
    _refuse_where_it_leads(address)
    return address


def _is_odd(character: str) -> bool:
    return character == "\\" or character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _shown(text: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in text[:100])


def _host(name: str) -> str:
    if "%" in name:  # an encoded character, or the zone of an inner IPv6 address
        raise Unfetched("odd_address", _shown(name))
    if ":" in name:  # only IPv6 has one here
        try:
            return str(ipaddress.IPv6Address(name))
        except ValueError:
            raise Unfetched("odd_address", _shown(name)) from None
    try:
        host = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise Unfetched("odd_address", _shown(name)) from None
    if not _HOST.fullmatch(host):
        raise Unfetched("odd_address", _shown(name))
    return host


def _refuse_where_it_leads(address: WebAddress) -> None:
    if is_allowed_host(address.host, address.port):
        return
    if address.port not in PORTS.values():
        raise Unfetched("port", str(address.port))
    if address.host in _own_hosts():
        raise Unfetched("own_host")
    for literal in _as_numbers(address.host):
        if not is_public(literal) and not is_allowed_network(literal):
            raise Unfetched("private")


def _own_hosts() -> set[str]:
    public = urlsplit(settings.PUBLIC_URL).hostname if settings.PUBLIC_URL else ""
    return {name.strip("[].").lower() for name in [*settings.ALLOWED_HOSTS, public or ""]} - _LOOPBACK_NAMES


def _as_numbers(host: str) -> list[str]:
    """Return the address that a host spells in numbers (127.1, 0x7f000001, ::1), as the resolver reads it."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return []
    return [str(entry[4][0]) for entry in found]
