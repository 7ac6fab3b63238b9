"""Which addresses may be asked for, by their spelling and by where their names lead."""

import time

import pytest
from pytest_django.fixtures import Settings

from articles.fetching import Unfetched, fetch, is_public, parse_address

INNER = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    # Other spellings of the loopback.
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    # What the standard library takes for global.
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://224.0.0.1/",
    "http://[fec0::1]/",
    "http://168.63.129.16/",
    "http://192.0.0.8/",
    "http://192.88.99.1/",
    "http://[5f00::1]/",
    "http://[ff02::1]/",
    "http://[2001::1]/",
    "http://255.255.255.255/",
]


@pytest.mark.parametrize("url", INNER)
def test_no_spelling_reaches_the_inside(url: str) -> None:
    with pytest.raises(Unfetched) as refused:
        fetch(url)
    assert refused.value.code in {"private", "own_host"}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("gopher://warta.example/", "scheme"),
        ("ftp://warta.example/", "scheme"),
        ("warta.example/a", "scheme"),
        ("//warta.example/a", "scheme"),
        ("http://user:secret@warta.example/", "userinfo"),
        ("http://a@127.0.0.1/", "userinfo"),
        ("http://x\\@127.0.0.1/", "odd_address"),
        ("http://warta.example/a\r\nHost: x", "odd_address"),
        ("http://warta.example/a\tb", "odd_address"),
        ("http://warta.example/a b", "odd_address"),
        ("http://warta.example/\u202ecod", "odd_address"),
        ("http://war\u200bta.example/", "odd_address"),
        ("http://warta.example/\ud800", "odd_address"),
        ("http://warta.example:25/", "port"),
        ("http://warta.example:6379/", "port"),
        ("http://warta.example:0/", "port"),
        ("http://warta.example:99999/", "odd_address"),
        ("http://warta.example:x/", "odd_address"),
        ("http://[::1/", "odd_address"),
        ("http://[fe80::1%25eth0]/", "odd_address"),
        ("http://a%00b.example/", "odd_address"),
        ("http:///a", "odd_address"),
        ("http://", "odd_address"),
        ("", "odd_address"),
        (f"http://warta.example/{'a' * 9_000}", "long_address"),
        (f"http://{'a' * 300}.example/", "odd_address"),
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str, code: str) -> None:
    with pytest.raises(Unfetched) as refused:
        parse_address(url)
    assert refused.value.code == code
    assert refused.value.message != code


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://Warta.Example", "https://warta.example/"),
        (" https://warta.example/a?b=c#d ", "https://warta.example/a?b=c"),
        ("https://warta.example:443/a", "https://warta.example/a"),
        ("http://warta.example:443/a", "http://warta.example:443/a"),
        ("https://bücher.example/straße?q=ö", "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%B6"),
        ("https://wartа.example/", "https://xn--wart-83d.example/"),  # its last letter is Cyrillic
        ("https://warta.example./a%20b", "https://warta.example/a%20b"),
        ("https://[2606:4700:0:0::1111]/", "https://[2606:4700::1111]/"),
    ],
)
def test_an_address_is_shown_as_it_is_asked_for(url: str, plain: str) -> None:
    assert str(parse_address(url)) == plain


def test_the_desk_does_not_import_itself(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://desk.example"
    settings.ALLOWED_HOSTS = ["cek.example"]
    for url in ("https://desk.example/articles/1/", "https://DESK.example./", "http://cek.example/"):
        with pytest.raises(Unfetched, match="own_host"):
            parse_address(url)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "103.10.1.1", "2606:4700::1111", "2a00:1450::1"])
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["fe80::1%eth0", "x", "", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_unclear_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        (["93.184.216.34", "10.0.0.1"], "private"),
        (["10.0.0.1", "93.184.216.34"], "private"),
        (["93.184.216.34", "::1"], "private"),
        ([], "unknown_host"),
    ],
)
def test_every_address_of_a_name_is_checked(addresses: list[str], code: str) -> None:
    with pytest.raises(Unfetched, match=code):
        fetch("http://warta.example/", resolver=lambda _host, _port: addresses)


def test_a_name_that_nobody_knows(settings: Settings) -> None:
    def nobody(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(Unfetched) as refused:
        fetch("http://tidak-ada.example/", resolver=nobody)
    assert "tidak-ada.example" in refused.value.message


def test_a_resolver_that_does_not_answer_is_not_waited_for(settings: Settings) -> None:
    settings.FETCH_SECONDS = 1

    def sleeps(_host: str, _port: int) -> list[str]:
        time.sleep(5)
        return ["93.184.216.34"]

    started = time.monotonic()
    with pytest.raises(Unfetched, match="slow_site"):
        fetch("http://warta.example/", resolver=sleeps)
    assert time.monotonic() - started < 3


def test_what_the_operator_allows(settings: Settings) -> None:
    settings.FETCH_ALLOWED_HOSTS = ["10.1.0.0/16", "arsip.example:8080", "intranet.example", "[fd00::1]:8000"]
    assert str(parse_address("http://10.1.2.3/a")) == "http://10.1.2.3/a"
    assert parse_address("http://arsip.example:8080/").port == 8080
    assert parse_address("https://intranet.example/").host == "intranet.example"
    assert parse_address("http://[fd00::1]:8000/").port == 8000
    for url in ("http://10.2.0.1/", "http://10.1.2.3:8080/", "http://intranet.example:8080/", "http://[fd00::2]/"):
        with pytest.raises(Unfetched):
            parse_address(url)
