"""Links on the page: confirming and rejecting suggested ones, drawing one by hand, and the picture."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, ClaimLink, User
from articles.models.claims import Confirmation
from tests.make import make_article, make_assignment, make_claim, make_claimant, make_link, make_verdict

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


def create(link: ClaimLink) -> str:
    return reverse("link_create", args=[link.from_claim.public_id])


def test_one_is_drawn_by_hand_and_taken_back(link: ClaimLink, jaya: User, client_of: ClientOf) -> None:
    session = client_of(jaya)
    page = session.get(create(link))
    assert page.status_code == 200
    assert "seluruh warga" in page.text
    sent = {"relation": "supports", "other": link.to_claim.public_id, "note": "Sumber sama."}
    assert session.post(create(link), sent).status_code == 302
    drawn = ClaimLink.objects.get(relation="supports")
    desk = session.get(f"{link.from_claim.article.get_absolute_url()}?claim={link.from_claim.public_id}").text
    assert "Sumber sama." in desk
    assert "Take the link back" in desk
    session.post(reverse("link_decide", args=[drawn.pk]), {"decision": "reject", "was": "confirmed"})
    drawn.refresh_from_db()
    assert drawn.confirmation == Confirmation.REJECTED


def test_a_claim_of_another_article_is_named_by_its_address(link: ClaimLink, jaya: User, client_of: ClientOf) -> None:
    other = make_claim(make_article(status="done"))
    sent = {"relation": "repeats", "elsewhere": f"http://desk.example{other.get_absolute_url()}"}
    assert client_of(jaya).post(create(link), sent).status_code == 302
    assert ClaimLink.objects.get(relation="repeats").to_claim == other
    record = client_of(jaya).get(link.from_claim.get_absolute_url()).text
    assert other.get_absolute_url() in record
    assert other.article.title in client_of(jaya).get(link.from_claim.article.get_absolute_url()).text


def test_what_is_missing_or_not_to_be_seen_is_said(link: ClaimLink, jaya: User, client_of: ClientOf) -> None:
    hidden = make_claim(make_article())
    named = {"relation": "disputes", "elsewhere": hidden.public_id}
    for sent in ({}, {"relation": "disputes"}, named, {"relation": "disputes", "elsewhere": "?"}):
        response = client_of(jaya).post(create(link), sent)
        assert response.status_code == 422
        assert 'role="alert"' in response.text
    assert ClaimLink.objects.count() == 1
    again = {"relation": "disputes", "other": link.to_claim.public_id}
    ClaimLink.objects.update(confirmation="confirmed", note="Sudah.")
    assert client_of(jaya).post(create(link), again).status_code == 422


def test_the_picture_says_who_disputes_whom_and_no_verdict(link: ClaimLink, jaya: User, client_of: ClientOf) -> None:
    ahli = make_claimant("Para ahli", "group")
    link.from_claim.claimant = ahli
    link.from_claim.save()
    make_verdict(link.to_claim, jaya, answer="not_checkable")
    page = client_of(jaya).get(link.from_claim.article.get_absolute_url()).text
    picture = page[page.index('id="picture"') : page.index("</section>", page.index('id="picture"'))]
    assert 'role="img"' in picture
    assert picture.count("<polygon") == 1
    for words in ("Para ahli", "Rina Hartati", "disputes", "suggested", "claim 2", "claim 1"):
        assert words in picture
    assert "not checkable" not in picture
    ClaimLink.objects.update(confirmation="rejected")
    assert 'id="picture"' not in client_of(jaya).get(link.from_claim.article.get_absolute_url()).text
