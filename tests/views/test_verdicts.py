"""Deciding a claim: what is saved, what comes next, and that nothing written is ever lost."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from articles.models import Article, Claim, User, Verdict
from articles.models.articles import Status
from articles.models.assignments import AssignmentState
from tests.make import make_article, make_assignment, make_claim, make_verdict

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
QUERIES = 32
"""Who may, the claim's version, the verdict with its event and what counts now; then the page of the next claim."""


@pytest.fixture
def article(jaya: User) -> Article:
    article = make_article()
    make_assignment(article, jaya)
    return article


@pytest.fixture
def claim(article: Article) -> Claim:
    return make_claim(article)


def form_of(claim: Claim, **values: Any) -> dict[str, Any]:
    """Return what the browser sends: the hidden values, three rows of evidence, and what the person typed."""
    sent = {
        "version": claim.version,
        "key": str(uuid.uuid4()),
        "said": "said",
        "answer": "supported",
        "reason": "Data dinas sosial.",
        "evidence-TOTAL_FORMS": 3,
        "evidence-INITIAL_FORMS": 0,
    }
    for row in range(3):
        sent |= {f"evidence-{row}-{name}": "" for name in ("url", "stance", "title", "excerpt")}
    return sent | values


def url_of(claim: Claim) -> str:
    return reverse("verdict_create", args=[claim.public_id])


def evidence_row(row: int, **values: str) -> dict[str, str]:
    return {f"evidence-{row}-{name}": value for name, value in values.items()}


def test_it_saves_and_goes_on_to_the_next_open_claim(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    following = make_claim(article, quotation="1.200 keluarga belum terdata")
    evidence = evidence_row(0, url="https://data.example/bantuan", stance="supports", title="Data") | evidence_row(
        2, excerpt="Tercatat 1.200\r\nkeluarga.", stance="refutes"
    )
    response = client_of(jaya).post(url_of(claim), form_of(claim, **evidence))
    assert response.status_code == 302
    assert response["Location"] == f"{article.get_absolute_url()}?claim={following.public_id}#claim"
    verdict = Verdict.objects.get()
    assert (verdict.claim, verdict.author, verdict.answer) == (claim, jaya, "supported")
    assert [(piece.url, piece.excerpt, piece.stance) for piece in verdict.evidence.order_by("pk")] == [
        ("https://data.example/bantuan", "", "supports"),
        ("", "Tercatat 1.200\nkeluarga.", "refutes"),
    ]


def test_it_goes_round_to_an_open_claim_before(article: Article, claim: Claim, jaya: User, client_of: ClientOf) -> None:
    last = make_claim(article, quotation="1.200 keluarga belum terdata")
    response = client_of(jaya).post(url_of(last), form_of(last))
    assert claim.public_id in response["Location"]


def test_by_htmx_one_answer_holds_the_next_claim_and_the_news(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    following = make_claim(article, quotation="1.200 keluarga belum terdata")
    response = client_of(jaya).post(url_of(claim), form_of(claim), headers=HTMX)
    assert response.status_code == 200
    assert "<html" not in response.text
    assert url_of(following) in response.text
    assert "The verdict is saved." in response.text
    assert f'data-saved="{jaya.pk}:{claim.public_id}"' in response.text
    assert response["HX-Push-Url"] == f"{article.get_absolute_url()}?claim={following.public_id}"


def test_by_htmx_a_step_sends_what_changed_and_a_finished_review_everything(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    following = make_claim(article, quotation="1.200 keluarga belum terdata")
    client = client_of(jaya)
    step = client.post(url_of(claim), form_of(claim), headers=HTMX).text
    assert '<div id="piece-top" hx-preserve></div>' in step
    assert '<div id="piece-picture" hx-preserve></div>' in step
    assert 'id="article-text"' in step
    last = client.post(url_of(following), form_of(following), headers=HTMX).text
    assert "hx-preserve" not in last
    assert 'id="article-title"' in last


def test_a_step_costs_few_queries_whatever_the_claims(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    client = client_of(jaya)
    for quotation in ("1.200 keluarga belum terdata", "Tidak ada satu keluarga pun", "yang terlewat"):
        make_claim(article, quotation=quotation)
    counts = []
    for one in Claim.objects.filter(article=article).order_by("start")[:3]:
        with CaptureQueriesContext(connection) as asked:
            assert client.post(url_of(one), form_of(one), headers=HTMX).status_code == 200
        counts.append(len(asked))
    assert max(counts[1:]) <= counts[0] <= QUERIES


def test_the_last_verdict_ends_the_review(article: Article, claim: Claim, jaya: User, client_of: ClientOf) -> None:
    response = client_of(jaya).post(url_of(claim), form_of(claim), follow=True)
    assert "All claims are decided" in response.text
    article.refresh_from_db()
    assert article.status == Status.DONE


def test_a_later_verdict_supersedes_and_the_form_holds_the_earlier_one(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    client = client_of(jaya)
    evidence = evidence_row(0, url="https://data.example/a", stance="supports")
    client.post(url_of(claim), form_of(claim, reason="Alasan pertama.", **evidence))
    claim.refresh_from_db()
    page = client.get(article.get_absolute_url(), {"claim": claim.public_id}).text
    assert page.count("Alasan pertama.") == 2  # in the form, and in the history below it
    assert 'value="https://data.example/a"' in page
    client.post(url_of(claim), form_of(claim, answer="disputed", reason="Alasan kedua."))
    claim.refresh_from_db()
    assert claim.current_verdict is not None
    assert (claim.current_verdict.number, claim.state) == (2, "disputed")
    page = client.get(article.get_absolute_url(), {"claim": claim.public_id}).text
    assert "superseded by a later verdict" in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"answer": ""}, "Choose one of the four answers."),
        ({"answer": "maybe"}, "Select a valid choice"),
        ({"reason": "  "}, "Say why: a verdict without a reason cannot be checked by others."),
        ({"reason": "x" * 20_001}, "Ensure this value has at most 20000 characters"),
        ({"reason": "nul \0 di sini"}, "Null characters are not allowed."),
        (evidence_row(1, url="https://data.example/a"), "Say what the evidence does to the claim."),
        (evidence_row(1, title="Hanya judul"), "Give the address of the evidence, or an excerpt of it."),
        (evidence_row(1, url="javascript:alert(1)", stance="supports"), "Enter a valid URL."),
        (evidence_row(1, url="ftp://data.example/a", stance="supports"), "Only addresses of web pages can be evidence"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_is_not_acceptable_is_said_and_everything_typed_is_kept(
    claim: Claim, jaya: User, client_of: ClientOf, values: dict[str, str], sentence: str, headers: dict[str, str]
) -> None:
    typed = {"answer": "disputed", "reason": "Panjang <b>dan</b> penting."}
    typed |= evidence_row(0, url="https://data.example/asli", stance="refutes", title="T & J", excerpt="Isi kutipan.")
    response = client_of(jaya).post(url_of(claim), form_of(claim, **typed | values), headers=headers)
    assert response.status_code == 422
    assert escape(sentence) in response.text
    assert 'role="alert"' in response.text
    for kept in ("https://data.example/asli", "T &amp; J", "Isi kutipan."):
        assert kept in response.text
    if "reason" not in values:
        assert "Panjang &lt;b&gt;dan&lt;/b&gt; penting." in response.text
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("missing", ["version", "key"])
def test_a_form_that_is_not_ours_is_a_bad_request(claim: Claim, jaya: User, client_of: ClientOf, missing: str) -> None:
    sent = form_of(claim)
    del sent[missing]
    assert client_of(jaya).post(url_of(claim), sent).status_code == 400


def test_the_same_form_twice_makes_one_verdict(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    sent = form_of(claim)
    client = client_of(jaya)
    assert client.post(url_of(claim), sent).status_code == client.post(url_of(claim), sent).status_code == 302
    assert Verdict.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_who_comes_second_sees_both_and_saves_knowingly(
    article: Article, claim: Claim, jaya: User, joko: User, client_of: ClientOf, headers: dict[str, str]
) -> None:
    make_assignment(article, joko)
    mine = form_of(claim, reason="Kata saya.", **evidence_row(0, url="https://data.example/saya", stance="supports"))
    make_verdict(claim, joko, answer="disputed", reason="Kata Joko.")
    response = client_of(jaya).post(url_of(claim), mine, headers=headers)
    assert response.status_code == 409
    for words in ("Kata Joko.", "Kata saya.", "https://data.example/saya", "Somebody changed this claim"):
        assert words in response.text
    assert Verdict.objects.count() == 1
    claim.refresh_from_db()
    assert f'name="version" value="{claim.version}"' in response.text
    again = client_of(jaya).post(url_of(claim), mine | {"version": claim.version})
    assert again.status_code == 302
    assert [verdict.reason for verdict in claim.verdicts.order_by("number")] == ["Kata Joko.", "Kata saya."]


def test_a_claim_that_was_dismissed_meanwhile_keeps_the_words_to_copy(
    claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    sent = form_of(claim, reason="Kata saya.")
    Claim.objects.filter(pk=claim.pk).update(standing="dismissed", version=claim.version + 1)
    response = client_of(jaya).post(url_of(claim), sent)
    assert response.status_code == 409
    assert "Kata saya." in response.text
    assert "It cannot be saved here any more." in response.text
    assert not Verdict.objects.exists()


def test_an_article_taken_back_meanwhile_keeps_the_words_and_shows_nothing_else(
    article: Article, claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    article.assignments.update(state=AssignmentState.WITHDRAWN, ended_at="2026-01-01T00:00Z")
    response = client_of(jaya).post(url_of(claim), form_of(claim, reason="Kata saya."))
    assert response.status_code == 409
    assert "Kata saya." in response.text
    assert claim.quotation not in response.text
    assert not Verdict.objects.exists()


def test_who_may_not(
    claim: Claim, jaya: User, joko: User, edi: User, ade: User, client: Client, client_of: ClientOf
) -> None:
    sent = form_of(claim)
    assert client.post(url_of(claim), sent).status_code == 302
    assert client_of(joko).post(url_of(claim), sent).status_code == 404
    assert client_of(edi).post(url_of(claim), sent).status_code == 403
    assert client_of(ade).post(url_of(claim), sent).status_code == 403
    assert client_of(jaya).get(url_of(claim)).status_code == 405
    assert not Verdict.objects.exists()


def test_without_the_token_nothing_happens(claim: Claim, jaya: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(jaya)
    assert client.post(url_of(claim), form_of(claim)).status_code == 403
    assert not Verdict.objects.exists()


def test_words_about_a_claim_that_was_replaced_never_stand_under_another(
    article: Article, jaya: User, client_of: ClientOf
) -> None:
    claim = make_claim(article, quotation="angka itu")
    other = make_claim(article, quotation="belum terdata")
    Claim.objects.filter(pk=claim.pk).update(standing="replaced")
    for reason in ("TENTANG YANG PERTAMA", ""):
        values = {"version": 1, "key": str(uuid.uuid4()), "answer": "supported", "reason": reason}
        forms = {"evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0}
        response = client_of(jaya).post(reverse("verdict_create", args=[claim.public_id]), values | forms)
        assert response.status_code == 409
        assert reason in response.text
        assert reverse("verdict_create", args=[other.public_id]) not in response.text


def test_who_lost_the_article_sees_their_words_and_nothing_of_the_article(
    article: Article, jaya: User, client_of: ClientOf
) -> None:
    claim = make_claim(article, quotation="angka itu")
    article.assignments.update(state="withdrawn")
    for values in ({}, {"answer": "supported", "reason": ""}, {"answer": "supported", "reason": "Kata-kata saya."}):
        response = client_of(jaya).post(reverse("verdict_create", args=[claim.public_id]), values)
        assert response.status_code == 409
        assert claim.quotation not in response.text
        assert article.title not in response.text
        assert values.get("reason", "") in response.text
