"""Correcting a text, comparing versions, settling the claims that a new text left behind: the pages."""

import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.flow import versioning
from articles.models import Article, ArticleText, Claim, User, Verdict
from tests.make import TEXT, make_article, make_assignment, make_claim, make_verdict

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

ALL = "seluruh warga sudah menerima bantuan"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def article(jaya: User) -> Article:
    """Return an article in review by jaya with a decided claim."""
    article = make_article()
    make_assignment(article, jaya)
    make_verdict(make_claim(article, quotation=ALL), jaya)
    return article


@pytest.fixture
def flagged(article: Article, edi: User) -> Claim:
    """Return the claim, whose words a new text changed."""
    versioning.add_version(actor=edi, article=article, text=TEXT.replace("seluruh", f"sebagian {HOSTILE}"))
    return Claim.objects.get()


def send(session: Client, article: Article, text: str, base: int = 1) -> HttpResponse:
    """Send the form with a text."""
    return session.post(reverse("text_edit", args=[article.pk]), {"text": text, "base": base})  # type: ignore[return-value]


def settle(session: Client, claim: Claim, settlement: str, quotation: str = "", **headers: str) -> HttpResponse:
    """Press one of the buttons of a flagged claim."""
    values = {"version": claim.version, "settlement": settlement, "quotation": quotation}
    address = reverse("claim_settle", args=[claim.public_id])
    return session.post(address, values, headers=headers)  # type: ignore[return-value]


def test_an_editor_corrects_the_text(client_of: ClientOf, article: Article, edi: User) -> None:
    session = client_of(edi)
    page = session.get(article.get_absolute_url()).text
    assert reverse("text_edit", args=[article.pk]) in page
    form = session.get(reverse("text_edit", args=[article.pk])).text
    assert "Tidak ada satu keluarga pun" in form
    assert send(session, article, TEXT.replace("seluruh", "sebagian"))["Location"] == article.get_absolute_url()
    page = session.get(article.get_absolute_url()).text
    assert "The text is corrected." in page
    assert "The words of 1 claim changed or are gone: say what becomes of it." in page
    assert "2 versions" in page
    assert "Corrected by Edi" in page
    assert "words changed" in page
    assert "1 claim left behind" in session.get(reverse("article_list")).text


def test_a_text_that_is_the_same_or_none_is_said(client_of: ClientOf, article: Article, edi: User) -> None:
    session = client_of(edi)
    send(session, article, TEXT.replace("\n", "\r\n"))
    assert "The text is the same as before" in session.get(article.get_absolute_url()).text
    for text, sentence in [("", "This field is required."), (" \n", "no text in it"), ("dua kata", "no article in it")]:
        response = send(session, article, text)
        assert response.status_code == 422
        assert sentence in response.text  # type: ignore[attr-defined]
    assert ArticleText.objects.count() == 1
    assert session.post(reverse("text_edit", args=[article.pk]), {"text": TEXT}).status_code == 400


def test_a_text_corrected_meanwhile_is_shown_beside_ones_own(client_of: ClientOf, article: Article, edi: User) -> None:
    session = client_of(edi)
    send(session, article, TEXT.replace("1.200", "1.300"))
    response = send(session, article, TEXT.replace("1.200", f"9 {HOSTILE}"))
    page = response.text  # type: ignore[attr-defined]
    assert response.status_code == 409
    assert "Somebody corrected this text while you were working on it." in page
    assert "1.300" in page
    assert HOSTILE not in page
    assert 'name="base" value="2"' in page
    assert send(session, article, TEXT.replace("1.200", "9"), base=2).status_code == 302
    assert ArticleText.objects.count() == 3


def test_two_versions_are_compared(client_of: ClientOf, flagged: Claim, article: Article, jaya: User) -> None:
    session = client_of(jaya)
    page = session.get(reverse("version_detail", args=[article.pk, 2]) + "?with=1").text
    assert "<del>" in page
    assert "taken out:" in page
    assert "put in:" in page
    assert HOSTILE not in page
    assert session.get(reverse("version_detail", args=[article.pk, 1])).status_code == 200
    assert "seluruh warga" in session.get(reverse("version_detail", args=[article.pk, 1])).text
    for missing in ("3/", "2/?with=9", "2/?with=x", "2/?with=99999999999999999999"):
        assert session.get(f"{article.get_absolute_url()}versions/{missing}").status_code == 404
    assert "Correct the text" not in page


def test_a_claim_left_behind_is_shown_with_both_words(
    client_of: ClientOf, flagged: Claim, article: Article, jaya: User
) -> None:
    page = client_of(jaya).get(f"{article.get_absolute_url()}?claim={flagged.public_id}").text
    assert "In version 1" in page
    assert "In version 2" in page
    assert "Keep the verdict for these words" in page
    assert 'id="verdict-form"' not in page
    assert "Ada datanya." in page
    assert HOSTILE not in page


@pytest.mark.parametrize("with_htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(("settlement", "state"), [("carry", "supported"), ("anew", "open"), ("aside", "dismissed")])
def test_a_claim_left_behind_is_settled(
    client_of: ClientOf, flagged: Claim, jaya: User, settlement: str, state: str, with_htmx: bool
) -> None:
    headers = {"HX-Request": "true"} if with_htmx else {}
    response = settle(client_of(jaya), flagged, settlement, "warga sudah menerima bantuan", **headers)
    assert response.status_code == (200 if with_htmx else 302)
    flagged.refresh_from_db()
    assert flagged.state == state
    history = client_of(jaya).get(flagged.get_absolute_url()).text
    assert "version of the text" in history or settlement == "aside"


def test_what_cannot_be_settled_is_said(client_of: ClientOf, flagged: Claim, jaya: User) -> None:
    session = client_of(jaya)
    for settlement, words in [("carry", ""), ("anew", "kata yang tidak ada"), ("lain", ALL)]:
        response = settle(session, flagged, settlement, words)
        assert response.status_code == 422
        assert 'role="alert"' in response.text  # type: ignore[attr-defined]
    settle(session, flagged, "aside")
    late = settle(session, flagged, "carry", "warga sudah menerima bantuan")
    assert late.status_code == 409
    flagged.refresh_from_db()
    assert flagged.state == "dismissed"


def test_a_verdict_written_on_the_old_text_comes_too_late_and_is_kept(
    client_of: ClientOf, article: Article, edi: User, jaya: User
) -> None:
    claim = Claim.objects.get()
    before = claim.version
    versioning.add_version(actor=edi, article=article, text=TEXT.replace("seluruh", "sebagian"))
    forms = {"evidence-TOTAL_FORMS": "0", "evidence-INITIAL_FORMS": "0"}
    values = {"said": "said", "answer": "disputed", "reason": "Alasan yang panjang.", "version": before}
    values |= {"key": uuid.uuid4(), **forms}
    response = client_of(jaya).post(reverse("verdict_create", args=[claim.public_id]), values)
    page = response.text
    assert response.status_code == 409
    assert "Alasan yang panjang." in page
    assert 'id="verdict-form"' not in page
    assert Verdict.objects.count() == 1


def test_a_journalist_reads_along_and_cannot_settle(client_of: ClientOf, flagged: Claim, ade: User) -> None:
    page = client_of(ade).get(f"{flagged.article.get_absolute_url()}?claim={flagged.public_id}").text
    assert "Whoever checks the article, or an editor, decides that." in page
    assert settle(client_of(ade), flagged, "aside").status_code == 403


def test_queries_do_not_grow_with_the_versions(
    client_of: ClientOf, article: Article, edi: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        versioning.add_version(actor=edi, article=article, text=f"{TEXT} Ralat {number}.")
    session = client_of(edi)
    with django_assert_max_num_queries(9):
        session.get(reverse("version_detail", args=[article.pk, 7]) + "?with=1")
    with django_assert_max_num_queries(14):
        session.get(article.get_absolute_url())
