"""Asking a web server, with libcurl: it alone keeps one deadline over connecting, headers and body together.

Source of the choice: docs/decisions, "The only outgoing connection".
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import certifi
import pycurl
from django.conf import settings

from articles.fetching.addresses import WebAddress, parse_address
from articles.fetching.networks import Resolver, checked_addresses, resolve
from articles.fetching.refusals import Unfetched

REDIRECTS = {301, 302, 303, 307, 308}
ENCODINGS = "gzip, deflate, br"
CONNECT_SECONDS = 10
MAX_HEADER_BYTES = 100_000

Headers = list[tuple[str, str]]
Accepts = Callable[[str], bool]
"""Says of a content type, lower case and without parameters, whether its body is wanted."""

SENTENCES = {
    pycurl.E_OPERATION_TIMEDOUT: "slow_site",
    pycurl.E_COULDNT_CONNECT: "unreachable",
    pycurl.E_SSL_CONNECT_ERROR: "certificate",
    pycurl.E_PEER_FAILED_VERIFICATION: "certificate",
    pycurl.E_SSL_CERTPROBLEM: "certificate",
    pycurl.E_SSL_CIPHER: "certificate",
    pycurl.E_FILESIZE_EXCEEDED: "large_page",
}
"""What libcurl's errors mean to whoever imports; every other is an answer that makes no sense."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One answer that led elsewhere; its body is not read."""

    url: str
    status: int
    request_headers: Headers
    response_headers: Headers


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered. ``body`` is as it was sent, but for the transfer's own encodings (chunks, gzip, br).

    ``hops`` are the redirects that led to it, in their order.
    """

    url: str
    final_url: str
    status: int
    request_headers: Headers
    response_headers: Headers
    body: bytes
    hops: tuple[Hop, ...] = ()

    def header(self, name: str) -> str:
        """Return the last value of a response header, "" where there is none."""
        return next((value for key, value in reversed(self.response_headers) if key.lower() == name.lower()), "")

    @property
    def content_type(self) -> str:
        """The type of the body, lower case and without parameters; "" where the server does not say."""
        return self.header("Content-Type").split(";")[0].strip().lower()[:100]

    @property
    def charset(self) -> str:
        """The encoding that the header names, "" where it names none."""
        found = re.search(r"charset\s{0,5}=\s{0,5}[\"']?([a-zA-Z0-9_:.-]{2,40})", self.header("Content-Type"))
        return found[1] if found else ""


def fetch(
    url: str,
    *,
    accepts: Accepts | None = None,
    any_status: bool = False,
    headers: Mapping[str, str] | None = None,
    only_there: Mapping[str, str] | None = None,
    seconds: float | None = None,
    resolver: Resolver = resolve,
) -> Fetched:
    """Ask for a web address and return the answer, following at most FETCH_MAX_REDIRECTS redirects.

    ``accepts`` is asked before a body is read, unless ``any_status``. ``headers`` are sent beside our own;
    ``only_there`` are too, until a redirect leads to another site. Without ``any_status`` an answer of 400 and more is
    refused. Takes ``seconds`` (FETCH_SECONDS) at most, all redirects included. Raises :class:`Unfetched`.
    """
    deadline = time.monotonic() + min(seconds or settings.FETCH_SECONDS, settings.FETCH_SECONDS)
    address = first = parse_address(url)
    hops: list[Hop] = []
    curl = pycurl.Curl()
    try:
        _prepare(curl)
        for _hop in range(settings.FETCH_MAX_REDIRECTS + 1):
            pinned = checked_addresses(address.host, address.port, resolver=resolver, deadline=deadline)
            answer = _Answer(accepts, any_status)
            _send(curl, dict(headers or {}) | (dict(only_there or {}) if address.origin == first.origin else {}))
            _perform(curl, address, pinned, answer, deadline)
            if answer.status not in REDIRECTS or not answer.location:
                return answer.as_fetched(str(first), str(address), tuple(hops))
            hops.append(Hop(str(address), answer.status, answer.sent, answer.received))
            following = parse_address(urljoin(str(address), answer.location))
            if address.scheme == "https" and following.scheme == "http":
                # What comes without TLS can be changed on the way, and a kept copy is evidence of what a site said.
                raise Unfetched("downgrade", str(following))
            address = following
        raise Unfetched("many_redirects")
    finally:
        curl.close()


@dataclass
class _Answer:
    """One answer while it comes in: libcurl's callbacks, which bound it."""

    accepts: Accepts | None
    any_status: bool
    status: int = 0
    sent: Headers = field(default_factory=list)
    received: Headers = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    header_size: int = 0
    has_head: bool = False
    refusal: Unfetched | None = None

    @property
    def location(self) -> str:
        return next((value for name, value in self.received if name.lower() == "location"), "")

    @property
    def retry_after(self) -> str:
        return next((value for name, value in self.received if name.lower() == "retry-after"), "")

    @property
    def content_type(self) -> str:
        types = [value for name, value in self.received if name.lower() == "content-type"]
        return types[-1].split(";")[0].strip().lower() if types else ""

    def on_debug(self, kind: int, data: bytes) -> None:
        """Keep the headers as they were really sent."""
        if kind == pycurl.INFOTYPE_HEADER_OUT:
            lines = data.decode("iso-8859-1").split("\r\n")[1:]
            self.sent = [_header(line) for line in lines if ":" in line]

    def on_header(self, line: bytes) -> int:
        """Take one line of the head; refuse heads that do not end."""
        self.header_size += len(line)
        if self.header_size > MAX_HEADER_BYTES:
            self.refusal = Unfetched("broken_answer")
            return 0
        text = line.decode("iso-8859-1").strip("\r\n")
        if text.startswith("HTTP/"):  # also after an answer that only announces another, such as 103
            self.received, self.has_head, words = [], False, text.split()
            self.status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
        elif not text:
            self.has_head = True
        elif ":" in text:
            self.received.append(_header(text))
        return len(line)

    def on_body(self, data: bytes) -> int:
        """Take some of the body, unpacked already; refuse what is not wanted or too much."""
        if self.size == 0:
            self.refusal = self.refuses_body(data)
        self.size += len(data)
        if self.size > settings.FETCH_MAX_BYTES:
            self.refusal = Unfetched("large_page")
        if self.refusal or self.status in REDIRECTS:
            return 0
        self.chunks.append(data)
        return len(data)

    def refuses_body(self, start: bytes) -> Unfetched | None:
        """Return why this body is not read, by status, type and first bytes; None when it is."""
        if self.status in REDIRECTS or self.any_status:
            return None
        if self.status >= 400:
            return refusal_of_status(self.status, self.retry_after)
        kind = "application/pdf" if start.startswith(b"%PDF-") else self.content_type or "text/html"
        if self.accepts is None or self.accepts(kind):
            return None
        return Unfetched("pdf") if kind == "application/pdf" else Unfetched("content_type", kind[:60])

    def as_fetched(self, url: str, final_url: str, hops: tuple[Hop, ...]) -> Fetched:
        """Return the whole answer. Raises :class:`Unfetched` for an error's status, and for half a head."""
        if not self.has_head or not self.status:
            raise Unfetched("broken_answer")
        if self.status >= 400 and not self.any_status:
            raise refusal_of_status(self.status, self.retry_after)
        return Fetched(url, final_url, self.status, self.sent, self.received, b"".join(self.chunks), hops)


def _header(line: str) -> tuple[str, str]:
    name, _colon, value = line.partition(":")
    return name.strip(), value.strip()


def refusal_of_status(status: int, retry_after: str = "") -> Unfetched:
    """Return why an answer with this status is none that can be used; ``retry_after`` is the header of that name."""
    code = "busy" if status in {429, 503} else "status"
    if status in {404, 410}:
        code = "gone"
    elif status in {401, 402, 403, 407, 451}:
        code = "forbidden"
    return Unfetched(code, str(status), wait_seconds=seconds_of(retry_after))


def seconds_of(retry_after: str) -> float:
    """Return how long a site asks to be left alone, in seconds or until a date; 0 for what is neither."""
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after[:9])
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError, IndexError):
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _prepare(curl: pycurl.Curl) -> None:
    """Set what holds for all hops; libcurl keeps the cookies of one fetch, in memory, as some sites ask for them."""
    curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
    curl.setopt(pycurl.FOLLOWLOCATION, 0)
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.PROXY, "")  # a proxy of the environment would connect where nobody has checked
    curl.setopt(pycurl.CAINFO, ssl.get_default_verify_paths().cafile or certifi.where())
    curl.setopt(pycurl.ACCEPT_ENCODING, ENCODINGS)
    curl.setopt(pycurl.USERAGENT, settings.FETCH_USER_AGENT)
    curl.setopt(pycurl.COOKIEFILE, "")
    curl.setopt(pycurl.VERBOSE, 1)  # for on_debug, which takes what would be printed


def _send(curl: pycurl.Curl, headers: Mapping[str, str]) -> None:
    own: Mapping[str, str] = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.5", "Accept-Language": "id,en;q=0.8"}
    curl.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in {**own, **headers}.items()])


def _perform(curl: pycurl.Curl, address: WebAddress, pinned: Sequence[str], answer: _Answer, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unfetched("slow_site")
    shown = ",".join(f"[{one}]" if ":" in one else one for one in pinned)
    if ":" not in address.host:
        curl.setopt(pycurl.RESOLVE, [f"{address.host}:{address.port}:{shown}"])
    curl.setopt(pycurl.OPENSOCKETFUNCTION, _open_only(set(pinned)))
    curl.setopt(pycurl.URL, str(address))
    curl.setopt(pycurl.TIMEOUT_MS, max(1, int(left * 1000)))
    curl.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, int(min(left, CONNECT_SECONDS) * 1000)))
    curl.setopt(pycurl.DEBUGFUNCTION, answer.on_debug)
    curl.setopt(pycurl.HEADERFUNCTION, answer.on_header)
    curl.setopt(pycurl.WRITEFUNCTION, answer.on_body)
    try:
        curl.perform()
    except pycurl.error as error:
        if answer.refusal:
            raise answer.refusal from None
        if answer.status in REDIRECTS and answer.location:
            return  # its body was not wanted
        raise Unfetched(SENTENCES.get(error.args[0], "broken_answer")) from None


def _open_only(checked: set[str]) -> Callable[..., object]:
    """Return libcurl's maker of sockets: whatever it was told or remembers, it connects to what was checked."""

    def open_socket(_purpose: int, target: tuple[int, int, int, tuple[object, ...]]) -> object:
        family, kind, protocol, place = target
        if str(place[0]) not in checked:
            return pycurl.SOCKET_BAD
        return socket.socket(family, kind, protocol)

    return open_socket
