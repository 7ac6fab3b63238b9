"""Asking a real server: redirects, limits of time and size, kinds, encodings; each test ends within seconds."""

import shutil
import ssl
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from articles.fetching import Unfetched, fetch, robots_allow, robots_of
from tests.websites import Website, answer, page, redirect, website, zipped

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"


def only_pages(kind: str) -> bool:
    """Accept HTML alone."""
    return kind == "text/html"


def refusal(url: str, **how: object) -> Unfetched:
    """Return why an address is not fetched."""
    with pytest.raises(Unfetched) as refused:
        fetch(url, accepts=only_pages, **how)  # type: ignore[arg-type]
    assert refused.value.message
    return refused.value


def test_a_page_comes_with_its_headers(site: Website, settings: Settings) -> None:
    settings.FETCH_USER_AGENT = "Periksa/0.1 (desk@warta.example)"
    site.pages["/a?b=1"] = answer(page(), headers={"ETag": '"x"'})
    found = fetch(site.url("/a?b=1#c"), accepts=only_pages, headers={"If-None-Match": '"y"'})
    assert found.body == page().encode()
    assert (found.status, found.content_type, found.charset) == (200, "text/html", "utf-8")
    assert found.header("etag") == '"x"'
    assert found.url == found.final_url == site.url("/a?b=1")
    assert ("User-Agent", "Periksa/0.1 (desk@warta.example)") in found.request_headers
    assert 'If-None-Match: "y"\r\n' in site.asked[0]
    assert f"Host: {site.place}\r\n" in site.asked[0]


def test_redirects_are_followed_and_each_is_checked(site: Website) -> None:
    site.pages["/a"] = redirect("/b?c=d")
    site.pages["/b?c=d"] = redirect(site.url("/e"), "308 Permanent Redirect")
    site.pages["/e"] = answer(page())
    found = fetch(site.url("/a"))
    assert (found.url, found.final_url) == (site.url("/a"), site.url("/e"))
    assert [(hop.url, hop.status) for hop in found.hops] == [(site.url("/a"), 302), (site.url("/b?c=d"), 308)]
    assert found.body == page().encode()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="nothing here makes a certificate")
def test_a_secured_site_that_leads_to_one_that_is_not(
    site: Website, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/a"] = answer(page())
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *names], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with website() as secured:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        secured.server.socket = context.wrap_socket(secured.server.socket, server_side=True)
        settings.FETCH_ALLOWED_HOSTS = [site.place, f"localhost:{secured.port}"]
        secured.pages["/b"] = answer(page())
        secured.pages["/a"] = redirect(site.url("/a"))
        assert fetch(f"https://localhost:{secured.port}/b").status == 200
        refused = refusal(f"https://localhost:{secured.port}/a")
    assert (refused.code, refused.detail) == ("downgrade", site.url("/a"))
    assert site.url("/a") in refused.message
    assert not site.asked


def test_a_cookie_lives_for_one_fetch(site: Website) -> None:
    site.pages["/a"] = answer(status="302 Found", headers={"Location": "/b", "Set-Cookie": "agreed=1"})
    site.pages["/b"] = answer(page())
    fetch(site.url("/a"))
    assert "Cookie: agreed=1\r\n" in site.asked[1]
    fetch(site.url("/b"))
    assert "Cookie" not in site.asked[2]


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://127.0.0.1/", "private"),
        ("http://127.0.0.1:1/", "port"),
        ("http://10.0.0.1/", "private"),
        ("http://169.254.169.254/latest/meta-data/", "private"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://0x7f000001/", "private"),
        ("//127.1/", "private"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "scheme"),
        ("ftp://warta.example/", "scheme"),
        ("http://user@warta.example/", "userinfo"),
        ("http://warta.example:22/", "port"),
        ("http://x\\@10.0.0.1/", "odd_address"),
    ],
)
def test_a_redirect_to_where_nobody_may_go(site: Website, to: str, code: str) -> None:
    site.pages["/a"] = redirect(to)
    assert refusal(site.url("/a")).code == code


def test_a_name_that_leads_inside_after_a_redirect(site: Website) -> None:
    site.pages["/a"] = redirect("http://warta.example/")

    def resolver(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "127.0.0.1" else ["93.184.216.34", "192.168.0.9"]

    assert refusal(site.url("/a"), resolver=resolver).code == "private"


def test_a_name_is_resolved_once_and_connected_to_where_it_was_checked(site: Website, settings: Settings) -> None:
    """The name itself does not exist: only what was checked can have been connected to."""
    settings.FETCH_ALLOWED_HOSTS = [f"warta.example:{site.port}"]
    site.pages["/a"] = answer(page())
    asked: list[str] = []

    def resolver(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    found = fetch(f"http://warta.example:{site.port}/a", resolver=resolver)
    assert found.body == page().encode()
    assert asked == ["warta.example"]
    assert f"Host: warta.example:{site.port}\r\n" in site.asked[0]


@pytest.mark.parametrize("count", [5, 6])
def test_five_redirects_and_no_more(site: Website, count: int) -> None:
    for number in range(count):
        site.pages[f"/{number}"] = redirect(f"/{number + 1}")
    site.pages[f"/{count}"] = answer(page())
    if count == 5:
        assert fetch(site.url("/0")).final_url == site.url("/5")
    else:
        assert refusal(site.url("/0")).code == "many_redirects"
        assert len(site.asked) == 6


def test_a_loop_ends(site: Website) -> None:
    site.pages["/a"] = redirect("/a")
    assert "the limit is 5" in refusal(site.url("/a")).message


def endless(start: bytes, piece: bytes) -> Iterable[bytes]:
    """Yield a start and then the same for ever."""
    yield start
    while True:
        yield piece


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (HEAD, b"x"),
        (b"HTTP/1.1 200 O", b"K"),
        (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n", b"x"),
    ],
    ids=["body", "status line", "headers", "chunks", "redirect"],
)
def test_a_site_that_drips_is_left_at_the_deadline(
    site: Website, settings: Settings, start: bytes, piece: bytes
) -> None:
    settings.FETCH_SECONDS = 1
    site.pages["/a"] = lambda: site.slowly(endless(start, piece), 0.05)
    started = time.monotonic()
    assert refusal(site.url("/a")).code in {"slow_site", "many_redirects"}
    assert time.monotonic() - started < 3


def test_the_deadline_is_of_all_redirects_together(site: Website, settings: Settings) -> None:
    settings.FETCH_SECONDS = 1
    for number in range(5):
        site.pages[f"/{number}"] = lambda number=number: site.slowly([b"", redirect(f"/{number + 1}")], 0.4)
    started = time.monotonic()
    assert refusal(site.url("/0")).code == "slow_site"
    assert time.monotonic() - started < 2.5


def test_a_site_that_never_answers(site: Website, settings: Settings) -> None:
    settings.FETCH_SECONDS = 1
    site.pages["/a"] = lambda: site.slowly([b""], 10)
    assert refusal(site.url("/a")).code == "slow_site"


def test_a_stream_of_five_gigabytes_ends_at_the_limit(site: Website) -> None:
    sent = [0]

    def stream() -> Iterable[bytes]:
        yield HEAD.replace(b"text/html\r\n", b"text/html\r\nContent-Length: 5368709120\r\n")
        for _ in range(5 * 1024):
            sent[0] += 1
            yield b"<p>" + b"x" * (1024 * 1024 - 3)

    site.pages["/a"] = stream
    assert refusal(site.url("/a")).code == "large_page"
    site.pages["/b"] = lambda: endless(HEAD, b"y" * 1024 * 1024)
    assert "larger than 10 MB" in refusal(site.url("/b")).message
    assert sent[0] < 40


def test_a_bomb_is_counted_as_it_unpacks(site: Website, settings: Settings) -> None:
    settings.FETCH_MAX_BYTES = 1024 * 1024
    bomb = zipped(bytes(200 * 1024 * 1024))
    assert len(bomb) < settings.FETCH_MAX_BYTES
    site.pages["/a"] = bomb
    started = time.monotonic()
    assert refusal(site.url("/a")).code == "large_page"
    assert time.monotonic() - started < 2.5


def test_packed_pages_are_unpacked(site: Website) -> None:
    site.pages["/a"] = zipped(page().encode())
    assert fetch(site.url("/a")).body == page().encode()


@pytest.mark.parametrize("encoding", [", ".join(["gzip"] * 1000), "gzip, gzip", "x-odd", "zstd"])
def test_odd_encodings_are_refused(site: Website, encoding: str) -> None:
    site.pages["/a"] = zipped(b"x" * 1000, encoding)
    assert refusal(site.url("/a")).code == "broken_answer"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/pdf", b"%PDF-1.7", "pdf"),
        ("text/html", b"%PDF-1.7 in truth", "pdf"),
        ("image/png", b"\x89PNG", "content_type"),
        ("application/zip", b"PK", "content_type"),
        ("video/mp4", b"x", "content_type"),
        ("application/json", b"{}", "content_type"),
    ],
)
def test_kinds_that_are_no_pages(site: Website, kind: str, body: bytes, code: str) -> None:
    site.pages["/a"] = answer(body, kind=kind)
    assert refusal(site.url("/a")).code == code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("404 Not Found", "gone"),
        ("410 Gone", "gone"),
        ("401 Unauthorized", "forbidden"),
        ("403 Forbidden", "forbidden"),
        ("429 Too Many Requests", "busy"),
        ("500 Internal Server Error", "status"),
        ("503 Service Unavailable", "busy"),
    ],
)
@pytest.mark.parametrize("body", ["", "<p>An error.</p>"])
def test_errors_of_the_site_are_said(site: Website, status: str, code: str, body: str) -> None:
    site.pages["/a"] = answer(body, status=status)
    refused = refusal(site.url("/a"))
    assert (refused.code, refused.detail) == (code, status[:3])
    assert fetch(site.url("/a"), any_status=True).body == body.encode()


@pytest.mark.parametrize(
    "said", [b"", b"\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Len"]
)
def test_what_is_no_http_is_said(site: Website, said: bytes) -> None:
    site.pages["/a"] = said
    assert refusal(site.url("/a")).code == "broken_answer"


def test_a_body_that_breaks_off_is_not_taken_for_whole(site: Website) -> None:
    site.pages["/a"] = answer(page(), headers={"Content-Length": "100000"})
    assert refusal(site.url("/a")).code == "broken_answer"


def test_nobody_listens(settings: Settings) -> None:
    with website() as closed:
        settings.FETCH_ALLOWED_HOSTS = [closed.place]
        url = closed.url("/")
    assert refusal(url).code == "unreachable"


def test_no_certificate(site: Website) -> None:
    site.pages["/"] = b"HTTP/1.1 200 OK\r\n\r\n"
    assert refusal(site.url("/").replace("http:", "https:")).code == "certificate"


def test_a_proxy_of_the_environment_is_not_used(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    site.pages["/a"] = answer(page())
    assert fetch(site.url("/a")).status == 200


def test_not_modified_is_an_answer(site: Website) -> None:
    site.pages["/a"] = answer(status="304 Not Modified")
    assert fetch(site.url("/a"), accepts=only_pages).status == 304


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (answer("User-agent: *\nDisallow: /arsip/\nCrawl-delay: 7", kind="text/plain"), (True, False)),
        (answer("User-agent: Periksa\nDisallow: /", kind="text/plain"), (False, False)),
        (answer(status="404 Not Found"), (True, True)),
        (answer(status="500 Internal Server Error"), (False, False)),
        (b"no http at all", (False, False)),
        (answer(bytes(range(256)) * 10, kind="text/plain"), (True, True)),
    ],
    ids=["a folder", "all of it", "no file", "an error", "broken", "no text"],
)
def test_what_robots_may(site: Website, robots: bytes, allowed: tuple[bool, bool]) -> None:
    site.pages["/robots.txt"] = robots
    assert (robots_allow(site.url("/baru/1")), robots_allow(site.url("/arsip/1"))) == allowed


def test_how_long_robots_wait(site: Website) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 7", kind="text/plain")
    assert robots_of(site.url("/")).crawl_delay("Periksa") == 7
    with pytest.raises(Unfetched, match="private"):
        robots_allow("http://10.0.0.1/")
