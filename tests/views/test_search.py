"""The search over everything: what is found, by whom, how it is shown, and that nothing typed breaks it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.flow.importing import import_text
from articles.models import Article, Claim, ClaimantName, SecondReview, User
from articles.models.claimants import claimant_key
from articles.views import finding
from tests.make import make_article, make_assignment, make_claim, make_claimant, make_evidence, make_verdict

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

HOSTILE = [
    "x" * 10_000,
    "& | ! ( ) <-> :*",
    "a\0b",
    '"',
    '""" "',
    "%s %(q)s",
    "\\ \\' \\0",
    "'; --",
    "claimant:\0",
    "-",
    ":",
]
HOSTILE += ["{{7*7}}", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "é" * 3_000, "a:" * 2_000]


def page_of(session: Client, q: str, **values: str) -> str:
    """Return the page of a search."""
    response = session.get("/search/", {"q": q, **values})
    assert response.status_code == 200, response
    return response.content.decode()


def kinds(page: str) -> list[str]:
    """Return what was found, in order."""
    return re.findall(r'<p class="kicker">(\w+)</p>', page)


def plain(page: str) -> str:
    """Return a page without its marks of found words."""
    return re.sub(r'</?mark( class="hit")?>', "", page)


@pytest.fixture
def decided(jaya: User) -> Claim:
    """A claim in an article that jaya has, decided with a reason and evidence."""
    article = make_article(title="Bantuan banjir di Kota Uji")
    make_assignment(article, jaya)
    claim = make_claim(article)
    make_evidence(make_verdict(claim, jaya, reason="Dinas sosial membantahnya.", answer="disputed"))
    return claim


def test_each_kind_is_found(client_of: ClientOf, decided: Claim, edi: User) -> None:
    session = client_of(edi)
    assert kinds(page_of(session, "banjir")) == ["Article"]
    assert kinds(page_of(session, "keluarga terlewat")) == ["Article"]
    assert "Claim" in kinds(page_of(session, "seluruh warga"))
    assert kinds(page_of(session, "dinas sosial")) == ["Reason"]
    assert kinds(page_of(session, '"data bantuan"')) == ["Evidence"]
    assert kinds(page_of(session, "data.example")) == ["Evidence"]
    page = page_of(session, "hartati")
    assert "Claimants" in page
    assert "Rina Hartati" in page


@pytest.mark.parametrize(
    ("language", "words", "query"),
    [
        ("id", "Pemerintah memberikan bantuan", "pemberian"),
        ("id", "Pada hari Jum’at", "jum'at"),
        ("id", "Pada hari Jum'at", "JUM’AT"),
        ("fr", "L’ÉCONOMIE va mal", "ECONOMIE"),
        ("fr", "L'ECONOMIE va mal", "économie"),
        ("en", "The cities were told", "city"),
        ("en", "To be or not to be", '"to be or not to be"'),
        ("es", "Las ciudades crecen", "ciudad"),
        ("id", "Wabah covid‑19 mereda", "covid-19"),
        ("id", "Wabah “covid” mereda", "covid"),
        ("id", "Anak-anak belajar", "anak"),
        ("id", "Kata so\u00adal itu", "soal"),
        ("id", "Naik 3.400 orang", "3.400"),
    ],
)
def test_words_are_found_in_any_form(client_of: ClientOf, edi: User, language: str, words: str, query: str) -> None:
    make_article(title=words, language=language)
    make_article(title="Tentang hal lain")
    page = page_of(client_of(edi), query)
    assert kinds(page) == ["Article"]
    assert 'class="hit"' in page


def test_all_words_a_phrase_and_what_is_left_out(client_of: ClientOf, edi: User) -> None:
    make_article(title="Harga beras naik", text="Satu.")
    make_article(title="Beras impor: harga turun", text="Dua.")
    session = client_of(edi)
    assert len(kinds(page_of(session, "harga beras"))) == 2
    assert len(kinds(page_of(session, '"harga beras"'))) == 1
    assert "Harga beras naik" in plain(page_of(session, "harga beras -impor"))
    assert len(kinds(page_of(session, "harga beras -impor"))) == 1


def test_filters(client_of: ClientOf, decided: Claim, edi: User) -> None:
    other = make_article(title="Bantuan lain", publisher="Kabar Lain", language="en", text="Help came, he said.")
    make_claim(other, quotation="Help came", claimant=make_claimant("Budi Santoso"))
    Article.objects.filter(pk=other.pk).update(published_at=datetime(2020, 1, 5, tzinfo=UTC))
    session = client_of(edi)
    assert kinds(page_of(session, "claimant:budi")) == ["Claim"]
    assert kinds(page_of(session, "penutur:rina putusan:dibantah warga")) == ["Claim"]
    assert sorted(kinds(page_of(session, "verdict:disputed"))) == ["Claim", "Evidence", "Reason"]
    assert kinds(page_of(session, "verdict:open")) == ["Claim"]
    assert sorted(kinds(page_of(session, "publisher:kabar"))) == ["Article", "Claim"]
    assert sorted(kinds(page_of(session, "language:en"))) == ["Article", "Claim"]
    assert sorted(kinds(page_of(session, "before:2020-01-06"))) == ["Article", "Claim"]
    assert kinds(page_of(session, "before:2020-01-05 after:2019")) == []
    assert sorted(kinds(page_of(session, "after:2020-01-05 before:2020-01-06"))) == ["Article", "Claim"]
    assert "Left aside" in page_of(session, "before:besok bantuan")


def test_an_alias_finds_and_what_was_merged_is_one(client_of: ClientOf, decided: Claim, edi: User) -> None:
    rina, walikota = make_claimant(), make_claimant("Wali Kota Uji")
    ClaimantName.objects.create(claimant=rina, name="Bu Rina", key=claimant_key("Bu Rina"))
    other = make_claim(make_article(), claimant=walikota)
    type(walikota).objects.filter(pk=walikota.pk).update(merged_into=rina)
    session = client_of(edi)
    assert "Rina Hartati" in page_of(session, "bu rina")
    assert other.public_id in page_of(session, 'claimant:"bu rina"')
    assert other.public_id in page_of(session, 'claimant:"wali kota uji"')
    assert "Rina Hartati" in page_of(session, '"wali kota uji"')


def test_a_typing_mistake_is_forgiven(client_of: ClientOf, decided: Claim, edi: User, joko: User) -> None:
    page = page_of(client_of(edi), "Hartatti")
    assert "Written nearly so" in page
    assert "Rina Hartati" in page
    page = page_of(client_of(edi), "bantaun banjir")
    assert "Bantuan banjir di Kota Uji" in page
    assert "Bantuan banjir" not in page_of(client_of(joko), "bantaun banjir")
    assert "Rina Hartati" not in page_of(client_of(joko), "Hartatti")


def test_an_id_or_an_address_goes_straight_there(client_of: ClientOf, decided: Claim, edi: User, joko: User) -> None:
    session = client_of(edi)
    for typed in (
        decided.public_id,
        f" {decided.public_id.upper()} ",
        f"https://desk.example/claims/{decided.public_id}/",
    ):
        assert session.get("/search/", {"q": typed}).headers["Location"] == decided.get_absolute_url()
    assert client_of(joko).get("/search/", {"q": decided.public_id}).status_code == 200


def test_an_address_in_another_spelling_goes_to_the_article(client_of: ClientOf, ade: User, joko: User) -> None:
    import_text(actor=ade, text="Kata dia, semua selesai.", title="Selesai", url="https://warta.example/a?utm_source=x")
    article = Article.objects.get()
    answer = client_of(ade).get("/search/", {"q": "http://www.warta.example/a/"})
    assert answer.headers["Location"] == article.get_absolute_url()
    assert client_of(joko).get("/search/", {"q": "http://www.warta.example/a/"}).status_code == 200


def test_who_may_not_see_it_finds_nothing(
    client_of: ClientOf, decided: Claim, joko: User, jaya: User, nona: User
) -> None:
    assert len(kinds(page_of(client_of(jaya), "warga"))) >= 2
    for person in (joko, nona):
        session = client_of(person)
        for q in (
            "warga",
            "dinas sosial",
            '"data bantuan"',
            "claimant:rina",
            "verdict:disputed",
            "hartati",
            "publisher:warta",
        ):
            page = page_of(session, q)
            assert not kinds(page)
            assert "Rina Hartati" not in page
    Article.objects.update(status="done")
    assert kinds(page_of(client_of(joko), "dinas sosial")) == ["Reason"]


def test_an_answer_under_blind_second_review_is_not_found(
    client_of: ClientOf, decided: Claim, jaya: User, joko: User, edi: User
) -> None:
    make_assignment(decided.article, joko)
    SecondReview.objects.create(claim=decided)
    Claim.objects.filter(pk=decided.pk).update(current_verdict=None)
    for q in ("dinas sosial", '"data bantuan"', "verdict:disputed", "putusan:dibantah sosial"):
        assert not kinds(page_of(client_of(joko), q)), q
        assert kinds(page_of(client_of(jaya), q)), q  # their own
        assert kinds(page_of(client_of(edi), q)), q
    page = page_of(client_of(joko), "warga")
    assert "disputed" not in page.partition('id="found"')[2]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("order", ["relevance", "date", "x"])
def test_nothing_typed_breaks_it(client_of: ClientOf, decided: Claim, edi: User, typed: str, order: str) -> None:
    for after in ("", "0.1_5", "2026-01-01T00:00:00+00:00_7", "\0", "x_1", "1_" + "9" * 30, "2026_1"):
        page_of(client_of(edi), typed, order=order, after=after, kind="claim" if after else "")


def test_what_is_shown_is_text(client_of: ClientOf, edi: User) -> None:
    make_article(title="<script>alert(1)</script> selesai", text="Isi <img src=x onerror=alert(1)> selesai & habis.")
    page = page_of(client_of(edi), "selesai")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; " in page
    assert '<mark class="hit">selesai</mark>' in page


@pytest.mark.parametrize("order", ["relevance", "date"])
def test_pages_follow_each_other_without_a_gap(client_of: ClientOf, edi: User, order: str) -> None:
    for number in range(45):
        make_article(title=f"Beras nomor {number}", text="Beras. " * (number % 3))
    session, seen, after = client_of(edi), [], ""
    for _page in range(3):
        page = page_of(session, "beras", order=order, after=after)
        seen += re.findall(r"nomor (\d+)", plain(page))
        after = (
            next(iter(re.findall(r'rel="next" href="[^"]*after=([^"&]*)', page)), "")
            .replace("%3A", ":")
            .replace("%2B", "+")
        )
    assert len(seen) == 45
    assert set(seen) == {str(number) for number in range(45)}
    assert not after
    if order == "date":
        assert seen == [str(number) for number in range(44, -1, -1)]


def test_facets_narrow(client_of: ClientOf, decided: Claim, edi: User) -> None:
    make_article(title="Bantuan lain", publisher="Kabar Lain", language="en")
    page = page_of(client_of(edi), "bantuan")
    assert "publisher%3A%22Kabar+Lain%22" in page
    assert "language%3Aen" in page
    assert "verdict%3Adisputed" in page
    assert (
        "publisher%3A"
        not in page_of(client_of(edi), 'bantuan publisher:"Kabar Lain"')
        .partition('class="facets"')[2]
        .partition("</aside>")[0]
    )


def test_htmx_gets_the_list_alone(client_of: ClientOf, edi: User) -> None:
    response = client_of(edi).get("/search/", {"q": "satu"}, headers={"hx-request": "true"})
    assert response.content.decode().lstrip().startswith('<div id="found"')


def test_queries_do_not_grow(client_of: ClientOf, decided: Claim, edi: User, jaya: User) -> None:
    session = client_of(edi)

    def queries(**values: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(session, "bantuan", **values)
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    assert queries() <= 15
    few = queries(kind="claim")
    for _ in range(12):
        make_verdict(make_claim(make_article(), claimant=make_claimant(f"Orang {_}")), jaya)
    assert queries(kind="claim") <= few
    assert few <= 15


def test_a_search_that_takes_too_long_is_given_up_calmly(
    client_of: ClientOf, decided: Claim, edi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.cursor() as cursor:  # enough words that a thousandth of a second does not do
        cursor.execute(
            "INSERT INTO articles_searchrow (kind, object_id, article_id, claim_id, at, answer, vector) "
            "SELECT 'claim', -number, %s, %s, now(), '', to_tsvector('simple', 'harga beras ' || number) "
            "FROM generate_series(1, 30000) AS number",
            [decided.article_id, decided.pk],
        )
    monkeypatch.setattr(finding, "SEARCH_MILLISECONDS", 1)
    assert "takes too long" in page_of(client_of(edi), "harga beras")


def test_it_is_only_read(client_of: ClientOf, edi: User) -> None:
    assert client_of(edi).post("/search/").status_code == 405
