"""A claim's own page, and correcting claims: edit, split, merge, dismiss, take back, add."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Claim, User
from articles.models.articles import Status
from articles.models.claims import Standing
from tests.make import make_article, make_assignment, make_claim, make_link, make_verdict

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
CORRECTIONS = ["claim_edit", "claim_split", "claim_merge"]
POSTS = ["claim_dismiss", "claim_restore"]


@pytest.fixture
def article(jaya: User) -> Article:
    article = make_article()
    make_assignment(article, jaya)
    return article


@pytest.fixture
def claim(article: Article) -> Claim:
    return make_claim(article)


def url_of(name: str, claim: Claim) -> str:
    return reverse(name, args=[claim.public_id])


def edit_form(claim: Claim, **values: Any) -> dict[str, Any]:
    return {
        "version": claim.version,
        "quotation": claim.quotation,
        "claimant": "Rina Hartati",
        "stance": "assert",
        "claim_text": claim.claim_text,
    } | values


# --- The record -------------------------------------------------------------------------------------------------


def test_the_record_shows_what_happened_in_order(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    client = client_of(jaya)
    client.post(url_of("claim_edit", claim), edit_form(claim, claimant="Dinas Sosial"))
    claim.refresh_from_db()
    make_verdict(claim, jaya, answer="supported", reason="Alasan pertama.")
    make_verdict(claim, jaya, answer="disputed", reason="Alasan kedua.")
    make_link(make_claim(article, quotation="1.200 keluarga belum terdata"), claim)
    text = client.get(claim.get_absolute_url()).text
    places = [text.index(words) for words in ("corrected this claim", "Alasan pertama.", "Alasan kedua.")]
    assert places == sorted(places)
    assert '<del dir="auto">Rina Hartati</del>' in text
    assert '<ins dir="auto">Dinas Sosial</ins>' in text
    assert text.count("superseded by verdict 2 of") == 1
    assert "is disputed by" in text
    assert '<form method="post" action="/claims' not in text


def test_the_record_of_a_replaced_claim_leads_to_what_stands_now(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    client = client_of(jaya)
    parts = "seluruh warga\nsudah menerima bantuan"
    client.post(url_of("claim_split", claim), {"version": claim.version, "parts": parts})
    new = claim.replaced_by.in_reading_order()
    text = client.get(claim.get_absolute_url()).text
    assert "Other claims stand in its place:" in text
    assert all(part.get_absolute_url() in text for part in new)
    assert claim.get_absolute_url() in client.get(new[0].get_absolute_url()).text


def test_the_record_shows_hostile_words_as_typed(article: Article, jaya: User, client_of: ClientOf) -> None:
    claim = make_claim(article)
    make_verdict(claim, jaya, reason='<script>alert(1)</script> <a hx-get="/">')
    text = client_of(jaya).get(claim.get_absolute_url()).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;a hx-get=&quot;/&quot;&gt;" in text


def test_who_sees_the_record(
    claim: Claim, jaya: User, joko: User, edi: User, ade: User, client: Client, client_of: ClientOf
) -> None:
    url = claim.get_absolute_url()
    assert [client_of(person).get(url).status_code for person in (jaya, edi, ade, joko)] == [200, 200, 200, 404]
    assert client.get(url).status_code == 302
    assert client_of(jaya).post(url).status_code == 405
    assert client_of(jaya).get(reverse("claim_detail", args=["no-such-claim"])).status_code == 404


def test_the_record_asks_no_more_for_a_longer_history(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    client = client_of(jaya)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(claim.get_absolute_url()).status_code == 200
        return len(asked)

    for words in ("Tidak", "ada", "satu", "keluarga pun", "angka"):
        make_verdict(claim, jaya, reason=f"Alasan {words}.")
        make_link(make_claim(article, quotation=words), claim)
        asked_now = queries()
        if words == "Tidak":
            asked_first = asked_now
    assert asked_now == asked_first <= 12


# --- Correcting -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CORRECTIONS)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_each_correction_has_its_form_beside_the_text(
    article: Article, claim: Claim, jaya: User, edi: User, client_of: ClientOf, name: str, headers: dict[str, str]
) -> None:
    make_claim(article, quotation="1.200 keluarga belum terdata")
    for person in (jaya, edi):
        response = client_of(person).get(url_of(name, claim), headers=headers)
        assert response.status_code == 200
        assert f'action="{url_of(name, claim)}"' in response.text
        assert 'id="article-text"' in response.text


@pytest.mark.parametrize("name", CORRECTIONS + POSTS)
def test_who_may_not_correct(
    claim: Claim, jaya: User, joko: User, ade: User, client: Client, client_of: ClientOf, name: str
) -> None:
    sent = edit_form(claim, parts="a\nb", other="x")
    assert client.post(url_of(name, claim), sent).status_code == 302
    assert client_of(joko).post(url_of(name, claim), sent).status_code == 404
    assert client_of(ade).post(url_of(name, claim), sent).status_code == 403
    assert client_of(jaya).put(url_of(name, claim)).status_code == 405
    if name in POSTS:
        assert client_of(jaya).get(url_of(name, claim)).status_code == 405
    else:
        assert client_of(ade).get(url_of(name, claim)).status_code == 403
    claim.refresh_from_db()
    assert (claim.version, claim.standing) == (1, Standing.STANDS)


@pytest.mark.parametrize("name", CORRECTIONS + POSTS)
def test_a_correction_without_a_version_is_a_bad_request(
    claim: Claim, jaya: User, client_of: ClientOf, name: str
) -> None:
    assert client_of(jaya).post(url_of(name, claim), {}).status_code == 400


def test_edit_saves_and_shows_the_claim(article: Article, claim: Claim, jaya: User, client_of: ClientOf) -> None:
    sent = edit_form(claim, quotation="seluruh warga sudah  menerima", claimant="Dinas Sosial", stance="doubt")
    response = client_of(jaya).post(url_of("claim_edit", claim), sent)
    assert response["Location"] == f"{article.get_absolute_url()}?claim={claim.public_id}#claim"
    claim.refresh_from_db()
    assert claim.claimant is not None
    assert (claim.quotation, claim.claimant.name, claim.stance) == (
        "seluruh warga sudah menerima",
        "Dinas Sosial",
        "doubt",
    )


def test_words_that_are_not_in_the_text_are_refused_and_kept(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    sent = edit_form(claim, quotation="kata <i>karangan</i>", claim_text="Susunan saya.")
    for headers in ({}, HTMX):
        response = client_of(jaya).post(url_of("claim_edit", claim), sent, headers=headers)
        assert response.status_code == 422
        assert "These words do not stand in the article like this." in response.text
        assert "kata &lt;i&gt;karangan&lt;/i&gt;" in response.text
        assert "Susunan saya." in response.text


def test_an_edit_that_comes_second_shows_both_and_can_be_saved_knowingly(
    claim: Claim, jaya: User, edi: User, client_of: ClientOf
) -> None:
    mine = edit_form(claim, claimant="Menurut saya")
    client_of(edi).post(url_of("claim_edit", claim), edit_form(claim, claimant="Menurut Edi"))
    response = client_of(jaya).post(url_of("claim_edit", claim), mine)
    assert response.status_code == 409
    assert "Menurut Edi" in response.text
    assert 'value="Menurut saya"' in response.text
    claim.refresh_from_db()
    assert f'name="version" value="{claim.version}"' in response.text
    assert client_of(jaya).post(url_of("claim_edit", claim), mine | {"version": claim.version}).status_code == 302
    claim.refresh_from_db()
    assert claim.claimant is not None
    assert claim.claimant.name == "Menurut saya"


def test_split_makes_two_and_one_line_is_refused(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    client = client_of(jaya)
    refused = client.post(url_of("claim_split", claim), {"version": claim.version, "parts": claim.quotation})
    assert refused.status_code == 422
    assert "Break the line where the first claim ends." in refused.text
    sent = {"version": claim.version, "parts": "seluruh warga\r\nsudah menerima bantuan"}
    assert client.post(url_of("claim_split", claim), sent).status_code == 302
    standing = Claim.objects.standing().filter(article=article).in_reading_order()
    assert [part.quotation for part in standing] == ["seluruh warga", "sudah menerima bantuan"]


def test_merge_makes_one_of_two(article: Article, claim: Claim, jaya: User, client_of: ClientOf) -> None:
    other = make_claim(article, quotation="Tidak ada satu keluarga pun")
    client = client_of(jaya)
    page = client.get(url_of("claim_merge", claim)).text
    assert f'value="{other.public_id}"' in page
    assert f'value="{claim.public_id}"' not in page
    refused = client.post(url_of("claim_merge", claim), {"version": claim.version, "other": "nothing"})
    assert refused.status_code == 422
    sent = {"version": claim.version, "other": other.public_id}
    assert client.post(url_of("claim_merge", claim), sent).status_code == 409  # without what was on the page
    sent["others"] = f"{other.public_id}:{other.version}"
    assert f'value="{sent["others"]}"' in page
    assert client.post(url_of("claim_merge", claim), sent).status_code == 302
    merged = Claim.objects.standing().get(article=article)
    assert (merged.start, merged.end) == (claim.start, other.end)


def test_dismiss_goes_on_and_can_be_taken_back(article: Article, claim: Claim, jaya: User, client_of: ClientOf) -> None:
    following = make_claim(article, quotation="1.200 keluarga belum terdata")
    client = client_of(jaya)
    response = client.post(url_of("claim_dismiss", claim), {"version": claim.version})
    assert following.public_id in response["Location"]
    claim.refresh_from_db()
    assert claim.standing == Standing.DISMISSED
    page = client.get(article.get_absolute_url()).text
    assert "1 dismissed as not a claim" in page
    assert f'name="version" value="{claim.version}"' in page
    response = client.post(url_of("claim_restore", claim), {"version": claim.version})
    assert claim.public_id in response["Location"]
    claim.refresh_from_db()
    assert claim.standing == Standing.STANDS


@pytest.mark.parametrize("name", POSTS)
def test_dismissing_or_taking_back_too_late_is_told(claim: Claim, jaya: User, client_of: ClientOf, name: str) -> None:
    sent = {"version": claim.version}
    Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    response = client_of(jaya).post(url_of(name, claim), sent)
    assert response.status_code == 409
    assert 'role="alert"' in response.text


# --- Adding -----------------------------------------------------------------------------------------------------


def test_add_opens_filled_and_saves_at_the_place_selected(article: Article, jaya: User, client_of: ClientOf) -> None:
    assert article.current_text
    client, url = client_of(jaya), reverse("claim_add", args=[article.pk])
    second = article.current_text.text.index("mengatakan 1.200")
    page = client.get(url, {"quotation": "mengatakan", "near": str(second)})
    assert page.status_code == 200
    assert ">\nmengatakan</textarea>" in page.text
    sent = {"quotation": "mengatakan", "near": second, "claimant": "para ahli", "stance": "assert", "claim_text": ""}
    response = client.post(url, sent)
    claim = Claim.objects.get()
    assert claim.public_id in response["Location"]
    assert claim.start == second


def test_add_refuses_what_is_not_there_and_keeps_it(article: Article, jaya: User, client_of: ClientOf) -> None:
    url = reverse("claim_add", args=[article.pk])
    sent = {"quotation": "tidak tertulis", "claimant": "Rina & Co", "stance": "assert"}
    for headers in ({}, HTMX):
        response = client_of(jaya).post(url, sent, headers=headers)
        assert response.status_code == 422
        assert "These words do not stand in the article like this." in response.text
        assert "Rina &amp; Co" in response.text
    assert not Claim.objects.exists()


def test_who_may_not_add(
    article: Article, jaya: User, joko: User, ade: User, client: Client, client_of: ClientOf
) -> None:
    url = reverse("claim_add", args=[article.pk])
    sent = {"quotation": "seluruh warga", "stance": "assert"}
    assert client.post(url, sent).status_code == 302
    assert client_of(joko).post(url, sent).status_code == 404
    assert client_of(ade).post(url, sent).status_code == 403
    assert client_of(ade).get(url).status_code == 403
    assert client_of(jaya).delete(url).status_code == 405
    assert not Claim.objects.exists()


def test_adding_to_a_done_article_opens_it_again(jaya: User, client_of: ClientOf) -> None:
    article = make_article(status=Status.DONE)
    make_assignment(article, jaya, state="done")
    sent = {"quotation": "seluruh warga", "stance": "assert"}
    assert client_of(jaya).post(reverse("claim_add", args=[article.pk]), sent).status_code == 302
    article.refresh_from_db()
    assert article.status == Status.IN_REVIEW
