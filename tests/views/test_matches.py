"""Copies on the article's page, and the verdicts of the same claim there: shown, decided, taken over by hand alone."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, ArticleMatch, Claim, ClaimAppearance, User, Verdict
from tests.make import TEXT, make_article, make_assignment, make_claim, make_verdict

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def appearance(jaya: User, joko: User) -> ClaimAppearance:
    """A claim that jaya checks and that joko has decided in a copy, which is done."""
    mine, theirs = make_article(), make_article(text=f"{TEXT} Kabar lain.", title=f"Salinan {HOSTILE}", status="done")
    make_assignment(mine, jaya)
    make_assignment(theirs, joko, state="done")
    claim, other = make_claim(mine), make_claim(theirs)
    make_claim(mine, quotation="1.200 keluarga belum terdata")
    make_verdict(other, joko, answer="disputed", reason="Datanya berkata lain.")
    match = ArticleMatch.objects.create(earlier=mine, later=theirs, similarity=0.936)
    ClaimAppearance.objects.create(claim=other, other=claim, match=match, similarity=1.0)
    return ClaimAppearance.objects.create(claim=claim, other=other, match=match, similarity=0.95)


def page_of(session: Client, claim: Claim) -> str:
    """Return the page of a claim within its article."""
    return session.get(f"{claim.article.get_absolute_url()}?claim={claim.public_id}").text


def test_copies_and_their_verdicts_are_shown(client_of: ClientOf, appearance: ClaimAppearance, jaya: User) -> None:
    page = page_of(client_of(jaya), appearance.claim)
    assert "Also appeared in" in page
    assert "93 % the same words" in page
    assert "Also in" in page
    assert "in nearly the same words" in page
    assert "disputed" in page
    assert "Take this verdict over as mine" in page
    assert "It is no copy" not in page
    assert HOSTILE not in page
    assert not appearance.claim.verdicts.exists()


def test_what_one_may_not_see_is_not_shown(client_of: ClientOf, appearance: ClaimAppearance, jaya: User) -> None:
    Article.objects.filter(pk=appearance.other.article_id).update(status="in_review")
    page = page_of(client_of(jaya), appearance.claim)
    assert "Also appeared in" not in page
    assert "Also in" not in page
    values = {"version": 1, "verdict": 1, "key": uuid.uuid4()}
    assert client_of(jaya).post(reverse("verdict_adopt", args=[appearance.pk]), values).status_code == 404


@pytest.mark.parametrize("with_htmx", [False, True], ids=["plain", "htmx"])
def test_a_verdict_is_taken_over(
    client_of: ClientOf, appearance: ClaimAppearance, jaya: User, joko: User, with_htmx: bool
) -> None:
    other = Claim.objects.get(pk=appearance.other_id)
    values = {"version": 1, "verdict": other.current_verdict_id, "key": uuid.uuid4()}
    headers = {"HX-Request": "true"} if with_htmx else {}
    session, address = client_of(jaya), reverse("verdict_adopt", args=[appearance.pk])
    for _again in range(2):
        assert session.post(address, values, headers=headers).status_code == (200 if with_htmx else 302)
    verdict = Verdict.objects.get(claim=appearance.claim)
    assert (verdict.author, verdict.answer, verdict.reason) == (jaya, "disputed", "Datanya berkata lain.")
    history = session.get(appearance.claim.get_absolute_url()).text
    assert "took the verdict over from a copy of the article" in history
    late = {**values, "key": uuid.uuid4()}
    assert session.post(address, late).status_code == 409
    assert session.post(address, {**values, "key": "x"}).status_code == 400


def test_an_editor_rejects_a_copy_and_takes_it_back(
    client_of: ClientOf, appearance: ClaimAppearance, edi: User, jaya: User
) -> None:
    session, match = client_of(edi), appearance.match
    assert "It is no copy" in page_of(session, appearance.claim)
    assert "1 decided in a copy" in session.get(reverse("article_list")).text
    values = {"article": match.earlier_id, "was": "suggested", "decision": "rejected"}
    address = reverse("match_decide", args=[match.pk])
    assert session.post(address, values).status_code == 302
    assert "Also in" not in page_of(client_of(jaya), appearance.claim)
    assert "decided in a copy" not in session.get(reverse("article_list")).text
    assert "Take that back" in page_of(session, appearance.claim)
    assert session.post(address, values).status_code == 409
    assert session.post(address, {**values, "article": 999_999}).status_code == 400
    session.post(address, {**values, "was": "rejected", "decision": "suggested"}, headers={"HX-Request": "true"})
    assert "Also in" in page_of(client_of(jaya), appearance.claim)


def test_queries_do_not_grow_with_the_copies(
    client_of: ClientOf, appearance: ClaimAppearance, edi: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _copy in range(5):
        copy = make_article(text=f"{TEXT} Kabar lain.")
        match = ArticleMatch.objects.create(earlier=appearance.claim.article, later=copy, similarity=0.8)
        other = make_claim(copy)
        ClaimAppearance.objects.create(claim=appearance.claim, other=other, match=match, similarity=1.0)
    session = client_of(edi)
    with django_assert_max_num_queries(15):  # one is the number of unread notices, as on every page
        page_of(session, appearance.claim)
