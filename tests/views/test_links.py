"""Confirming and rejecting suggested links."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, ClaimLink, User
from articles.models.claims import Confirmation
from tests.make import make_article, make_assignment, make_claim, make_link

ClientOf = Callable[[User], Client]


@pytest.fixture
def link(jaya: User) -> ClaimLink:
    article: Article = make_article()
    make_assignment(article, jaya)
    doubt = make_claim(article, quotation="1.200 keluarga belum terdata")
    return make_link(doubt, make_claim(article))


def url_of(link: ClaimLink) -> str:
    return reverse("link_decide", args=[link.pk])


@pytest.mark.parametrize(
    ("decision", "state"), [("confirm", Confirmation.CONFIRMED), ("reject", Confirmation.REJECTED)]
)
@pytest.mark.parametrize("person", ["jaya", "edi"])
def test_it_is_decided_and_the_claim_at_hand_stays(
    link: ClaimLink, decision: str, state: str, person: str, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(person)
    sent = {"decision": decision, "was": "suggested", "claim": link.to_claim.public_id}
    response = client_of(user).post(url_of(link), sent)
    assert response.status_code == 302
    assert f"?claim={link.to_claim.public_id}#claim" in response["Location"]
    link.refresh_from_db()
    assert (link.confirmation, link.confirmed_by) == (state, user)


def test_by_htmx_the_desk_comes_back(link: ClaimLink, jaya: User, client_of: ClientOf) -> None:
    sent = {"decision": "confirm", "was": "suggested", "claim": link.to_claim.public_id}
    response = client_of(jaya).post(url_of(link), sent, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'data-confirmation="confirmed"' in response.text
    assert "Jaya decided that." in response.text


def test_anything_but_the_two_is_a_bad_request(link: ClaimLink, jaya: User, client_of: ClientOf) -> None:
    assert client_of(jaya).post(url_of(link), {"decision": "maybe"}).status_code == 400


def test_who_may_not(link: ClaimLink, jaya: User, joko: User, ade: User, client: Client, client_of: ClientOf) -> None:
    sent = {"decision": "confirm", "was": "suggested"}
    assert client.post(url_of(link), sent).status_code == 302
    assert client_of(joko).post(url_of(link), sent).status_code == 404
    assert client_of(ade).post(url_of(link), sent).status_code == 403
    assert client_of(jaya).get(url_of(link)).status_code == 405
    link.refresh_from_db()
    assert link.confirmation == Confirmation.SUGGESTED
