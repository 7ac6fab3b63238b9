"""The canonical address: every spelling of an article's address is one, and no two articles' addresses are."""

import hashlib
import importlib
import time

import pytest
from django.apps import apps
from hypothesis import example, given
from hypothesis import strategies as st

from articles.canonical import address_of_page, canonical
from articles.models import Article
from tests.make import make_article

ONE_ARTICLE = [
    "https://warta.example/berita/123/bantuan-tiba",
    "http://warta.example/berita/123/bantuan-tiba",
    "HTTPS://Warta.Example/berita/123/bantuan-tiba",
    "https://www.warta.example/berita/123/bantuan-tiba",
    "https://m.warta.example/berita/123/bantuan-tiba",
    "https://amp.warta.example/berita/123/bantuan-tiba",
    "https://mobile.warta.example/berita/123/bantuan-tiba",
    "https://warta.example./berita/123/bantuan-tiba",
    "https://warta.example:443/berita/123/bantuan-tiba",
    "http://warta.example:80/berita/123/bantuan-tiba",
    "https://pembaca:rahasia@warta.example/berita/123/bantuan-tiba",
    "https://warta.example/berita/123/bantuan-tiba/",
    "https://warta.example/berita/123/bantuan-tiba#komentar",
    "https://warta.example/berita/123/bantuan-tiba/amp",
    "https://warta.example/berita/123/bantuan-tiba/amp/",
    "https://warta.example/berita/123/bantuan-tiba.amp",
    "https://warta.example/amp/berita/123/bantuan-tiba",
    "https://warta.example/berita/123/bantuan-tiba?amp",
    "https://warta.example/berita/123/bantuan-tiba?amp=1",
    "https://warta.example/berita/123/bantuan-tiba?outputType=amp",
    "https://warta.example/berita/123/bantuan-tiba?page=all",
    "https://warta.example/berita/123/bantuan-tiba?page=1",
    "https://warta.example/berita/123/bantuan-tiba?single=1",
    "https://warta.example/berita/123/bantuan-tiba?utm_source=surel&utm_medium=kabar&UTM_Campaign=pagi",
    "https://warta.example/berita/123/bantuan-tiba?fbclid=IwAR0&gclid=x&msclkid=y&_ga=1.2",
    "https://warta.example/berita/123/bantuan-tiba?",
    "https://warta.example/berita//123/./lama/../bantuan-tiba",
    "https://warta.example/%62erita/123/bantuan%2Dtiba",
    "https://warta.example/berita/123/bantuan-tiba;jsessionid=0A1B",
    "https://warta-example.cdn.ampproject.org/c/s/warta.example/berita/123/bantuan-tiba",
    "https://warta-example.cdn.ampproject.org/v/s/warta.example/berita/123/bantuan-tiba/amp?usqp=mq331",
    "https://www.google.com/amp/s/amp.warta.example/berita/123/bantuan-tiba",
]

PAIRS = [
    ("https://warta.example/a?b=2&a=1", "https://warta.example/a?a=1&b=2"),
    ("https://warta.example/a?q=dua+kata", "https://warta.example/a?q=dua%20kata"),
    ("https://warta.example/a?tag", "https://warta.example/a?tag="),
    ("https://wärta.example/ä", "https://xn--wrta-loa.example/%C3%A4"),
    ("https://warta.example/%c3%a4", "https://warta.example/a\u0308"),
    ("https://warta.example/%7eredaksi", "https://warta.example/~redaksi"),
    ("https://id.m.warta.example/a", "https://id.warta.example/a"),
    ("https://warta.example", "https://warta.example/"),
    ("http://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"),
]

TWO_ARTICLES = [
    ("https://warta.example/a?id=1", "https://warta.example/a?id=2"),
    ("https://warta.example/a?page=2", "https://warta.example/a?page=3"),
    ("https://warta.example/a?gallery=1", "https://warta.example/a?gallery=2"),
    ("https://warta.example/a?cid=1", "https://warta.example/a?cid=2"),
    ("https://warta.example/a?utma=1", "https://warta.example/a?utma=2"),
    ("https://warta.example/berita/A", "https://warta.example/berita/a"),
    ("https://warta.example/a%2Fb", "https://warta.example/a/b"),
    ("https://warta.example/a?q=x%26y=1", "https://warta.example/a?q=x&y=1"),
    ("https://warta.example/lampu", "https://warta.example/"),
    ("https://warta.example:8443/a", "https://warta.example/a"),
    ("https://olahraga.warta.example/a", "https://warta.example/a"),
    ("https://media.warta.example/a", "https://warta.example/a"),
    ("https://m.co.id/a", "https://amp.co.id/a"),
    ("https://amp.dev/a", "https://m.dev/a"),
]


@pytest.mark.parametrize("url", ONE_ARTICLE)
def test_every_spelling_is_one_article(url: str) -> None:
    assert canonical(url) == "https://warta.example/berita/123/bantuan-tiba"


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_spellings_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), TWO_ARTICLES)
def test_two_articles_stay_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("url", ["", "http://[bad/", "https://warta.example:port/a", "https:///a", "bukan alamat"])
def test_what_cannot_be_taken_apart_stands_for_itself(url: str) -> None:
    assert canonical(url) == url


URLS = st.builds(
    lambda host, path, query: f"https://{host}/{path}?{query}",
    st.sampled_from(["warta.example", "m.warta.example", "www.kabar.co.id", "wärta.example"]),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.text(st.characters(codec="utf-8"), max_size=40),
)


@given(URLS)
@example("https://warta.example/amp/amp/a.amp.amp?amp=&&=&%")
@example("https://warta.example/%2e%2e/%%41/a/amp/")
def test_a_canonical_address_is_its_own(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


def test_it_takes_time_linear_in_the_address() -> None:
    def seconds(size: int) -> float:
        url = "https://warta.example/" + "%41/" * size + "?" + "a=1&" * size
        return min(timed(url) for _round in range(3))

    def timed(url: str) -> float:
        began = time.perf_counter()
        canonical(url)
        return time.perf_counter() - began

    assert seconds(40_000) < 4 * seconds(20_000) + 0.05


def test_a_page_speaks_for_its_own_host_alone() -> None:
    fetched = "https://m.warta.example/a?utm_source=x"
    assert address_of_page(fetched, "https://www.warta.example/a") == "https://www.warta.example/a"
    for declared in ["", "https://kabar.example/a", "/a", "https://[bad", "https://warta.example.jahat.example/a"]:
        assert address_of_page(fetched, declared) == fetched


@pytest.mark.django_db
def test_the_addresses_of_what_is_there_are_written_anew() -> None:
    urls = ["https://m.warta.example/a?utm_source=x", "https://warta.example/a", "https://warta.example/b/", ""]
    rows = [make_article() for _url in urls]
    for row, url in zip(rows, urls, strict=True):
        old = hashlib.sha256(url.encode()).digest() if url else None
        Article.objects.filter(pk=row.pk).update(url=url, canonical_url=url, canonical_sha256=old)
    migration = importlib.import_module("articles.migrations.0002_canonical_addresses")
    for _round in range(2):
        migration.recompute(apps, None)
        found = [Article.objects.get(pk=row.pk) for row in rows]
        assert [row.canonical_url for row in found] == [
            "https://warta.example/a", "https://warta.example/a", "https://warta.example/b", ""
        ]  # fmt: skip
        assert [row.canonical_sha256 is not None for row in found] == [True, False, True, False]
        assert bytes(found[0].canonical_sha256 or b"") == hashlib.sha256(b"https://warta.example/a").digest()
