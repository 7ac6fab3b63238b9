"""The one spelling that all addresses of one article share. Pure: no database, no network, nothing is fetched.

The result is a key for comparing and is never opened: it always says https and leaves out what only says how, by whom
or on what screen the article is read. Two articles taken for one would lose the second, so that a parameter is dropped
only when its name is known to say nothing of the article: courlan's own list would also drop ``gallery`` and ``cid``.
"""

import re
import unicodedata
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from courlan import extract_domain

_LINES = Path(__file__).with_name("tracking_parameters.txt").read_text(encoding="utf-8").split()

TRACKERS = frozenset(line for line in _LINES if not line.endswith("*"))
"""Parameters that say who sent the reader. Source: the advertisers' and newsletter senders' own manuals."""

TRACKER_PREFIXES = tuple(line.removesuffix("*") for line in _LINES if line.endswith("*"))

SAME_ARTICLE = frozenset(
    {
        ("page", "all"),  # Indonesian portals cut an article into pages, and show it whole with this
        ("page", "1"),
        ("showpage", "all"),
        ("single", "1"),
        ("outputtype", "amp"),
        ("output", "amp"),
        ("view", "amp"),
        ("m", "1"),
    }
)
"""Parameters, with their value, that show the same article whole, on one page or for another screen."""

AMP = frozenset({"amp", "isamp"})
"""Parameters that ask for the light version, whatever their value."""

READING_HOSTS = frozenset({"www", "m", "mobile", "amp", "wap"})
"""Labels of a host that name a screen and no other publication."""

DEFAULT_PORTS = {("http", 80), ("https", 443)}

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_SLASHES = re.compile(r"/{2,}")
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_AMP_CACHE = re.compile(r"/(?:[a-z]/)?(s/)?([^/]+\.[^/]+/.*)")
_PATH_KEEPS = "!$&'()*+,;=:@/"
_QUERY_KEEPS = "!$'()*,:@/?;"


def canonical(url: str) -> str:
    """Return the form in which two addresses of one article are equal; "" for "".

    Aside are: scheme, default port, user, fragment, order of the parameters, percent-encoding that nothing needs, last
    slash, tracking parameters, and hosts, paths and parameters of mobile and AMP pages. An address that cannot be taken
    apart stands for itself. Takes linear time.
    """
    try:
        parts = urlsplit(_out_of_cache(url.strip()))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:  # brackets or a port that are none
        return url.strip()
    if not host:
        return url.strip()
    shown_port = "" if port is None or (parts.scheme.lower(), port) in DEFAULT_PORTS else f":{port}"
    query = _query(parts.query)
    return f"https://{host}{shown_port}{_path(parts.path)}" + (f"?{query}" if query else "")


def host_of(url: str) -> str:
    """Return the host of an address as :func:`canonical` writes it; "" where there is none."""
    try:
        return _host(urlsplit(url.strip()).hostname or "")
    except ValueError:
        return ""


def address_of_page(fetched: str, declared: str) -> str:
    """Return the address that a page declares of itself, or the one it was fetched from.

    What a page declares counts only on its own host: else any page could pass itself off as somebody else's article.
    """
    return declared if declared and host_of(declared) and host_of(declared) == host_of(fetched) else fetched


def _out_of_cache(url: str) -> str:
    """Return the publisher's address of a page in an AMP cache; any other address as it is."""
    parts = urlsplit(url)
    host, path = (parts.hostname or ""), parts.path
    if host.endswith(".cdn.ampproject.org"):
        cached = _AMP_CACHE.fullmatch(path)
    elif host in {"www.google.com", "google.com"} and path.startswith("/amp/"):
        cached = _AMP_CACHE.fullmatch(path.removeprefix("/amp"))
    else:
        return url
    return f"https://{cached[2]}" + (f"?{parts.query}" if parts.query else "") if cached else url


def _host(host: str) -> str:
    """Return a host in lower case ASCII, without the labels that name a screen."""
    host = unicodedata.normalize("NFKC", host).lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    with suppress(UnicodeError):  # a label too long or empty: no host that answers, but still the same as itself
        host = host.encode("idna").decode("ascii")
    own = extract_domain(f"https://{host}/", fast=True) or host
    if not host.endswith("." + own):
        return host
    labels = host.removesuffix("." + own).split(".")
    return ".".join([*(label for label in labels if label not in READING_HOSTS), own])


def _path(path: str) -> str:
    """Return a path without what an AMP page adds, its dots resolved, its percent-encoding the shortest."""
    path = _SLASHES.sub("/", _SESSION.sub("", _escaped(path, _PATH_KEEPS)))
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in {"", "."}:
            segments.append(segment)
    while segments and segments[-1].lower() == "amp":
        segments.pop()
    while segments and segments[0].lower() == "amp":
        segments.pop(0)
    while segments and len(segments[-1]) > 4 and segments[-1].lower().endswith(".amp"):
        segments[-1] = segments[-1][: -len(".amp")]
    return "".join(f"/{segment}" for segment in segments)


def _query(query: str) -> str:
    """Return the parameters that tell articles apart, sorted."""
    kept = []
    for pair in query.split("&"):
        name, _equals, value = (_escaped(part.replace("+", "%20"), _QUERY_KEEPS) for part in pair.partition("="))
        if name and not _says_nothing(name.lower(), value.lower()):
            kept.append(f"{name}={value}" if value else name)
    return "&".join(sorted(kept))


def _says_nothing(name: str, value: str) -> bool:
    return name in TRACKERS or name in AMP or name.startswith(TRACKER_PREFIXES) or (name, value) in SAME_ARTICLE


def _escaped(text: str, keeps: str) -> str:
    """Return text percent-encoded where it must be and nowhere else; an escaped separator stays escaped."""

    def shortest(match: re.Match[str]) -> str:
        character = unquote_to_bytes(match[0])
        is_plain = character.isascii() and (character.isalnum() or character in b"-._~")
        return character.decode("ascii") if is_plain else match[0].upper()

    escaped = _LONE_PERCENT.sub("%25", unicodedata.normalize("NFC", text))
    return quote(_ESCAPED.sub(shortest, escaped), safe=keeps + "%", errors="replace")
