"""Links drawn by hand: within an article and across, confirmed again, taken back; a verdict never changes by one."""

import pytest
from django.core.exceptions import PermissionDenied

from articles.flow import linking
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Article, Claim, ClaimLink, Event, User, Verdict
from articles.models.claims import Confirmation, Standing
from articles.models.events import Verb
from tests.make import make_article, make_assignment, make_claim, make_link, make_verdict
from tests.together import at_the_same_moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(jaya: User) -> Article:
    """An article that jaya has, with two claims."""
    article = make_article()
    make_assignment(article, jaya)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    make_claim(article)
    return article


def ends(article: Article) -> tuple[Claim, Claim]:
    """Return the doubt and what it doubts."""
    return article.claims.get(quotation__startswith="1.200"), article.claims.get(quotation__startswith="seluruh")


def test_it_is_drawn_told_and_taken_back(article: Article, jaya: User) -> None:
    doubt, first = ends(article)
    make_verdict(first, jaya)
    link = linking.draw_link(actor=jaya, claim=doubt, other=first, relation="disputes", note=" Angka lain. ")
    assert (link.origin, link.confirmation, link.note) == ("person", "confirmed", "Angka lain.")
    again = linking.draw_link(actor=jaya, claim=doubt, other=first, relation="disputes", note="Angka lain.")
    assert again == link
    linking.decide_link(actor=jaya, link=link, confirm=False, was="confirmed")
    link.refresh_from_db()
    assert (link.confirmation, ClaimLink.objects.count()) == (Confirmation.REJECTED, 1)
    verbs = list(Event.objects.filter(claim=doubt).order_by("pk").values_list("verb", flat=True))
    assert verbs == [Verb.LINK_DRAWN, Verb.LINK_WITHDRAWN]
    assert Verdict.objects.count() == 1
    assert Claim.objects.get(pk=first.pk).version == first.version


def test_what_the_desk_suggested_is_confirmed_by_drawing_it(article: Article, jaya: User) -> None:
    doubt, first = ends(article)
    suggested = make_link(doubt, first)
    link = linking.draw_link(actor=jaya, claim=doubt, other=first, relation="disputes")
    assert (link.pk, link.origin, link.confirmation) == (suggested.pk, "engine", "confirmed")
    assert link.reason == suggested.reason
    with pytest.raises(NotAcceptable):
        linking.draw_link(actor=jaya, claim=doubt, other=first, relation="disputes", note="Lagi.")


def test_to_a_claim_of_another_article_both_records_tell_it(article: Article, jaya: User) -> None:
    doubt, _first = ends(article)
    elsewhere = make_article(status="done")
    other = make_claim(elsewhere)
    linking.draw_link(actor=jaya, claim=doubt, other=other, relation="repeats")
    assert Event.objects.get(article=article).after["to"] == other.public_id
    assert Event.objects.get(article=elsewhere).after["from"] == doubt.public_id


def test_nobody_sees_a_link_to_what_they_may_not_see(article: Article, jaya: User, joko: User, edi: User) -> None:
    doubt, _first = ends(article)
    theirs = make_article()
    make_assignment(theirs, joko)
    linking.draw_link(actor=edi, claim=doubt, other=make_claim(theirs), relation="disputes")
    assert ClaimLink.objects.visible_to(edi).count() == 1
    assert not ClaimLink.objects.visible_to(jaya).exists()
    assert not ClaimLink.objects.visible_to(joko).exists()


@pytest.mark.parametrize(("relation", "note"), [("knows", ""), ("", ""), ("disputes", "a" * 2_001)])
def test_what_no_link_can_be(article: Article, jaya: User, relation: str, note: str) -> None:
    doubt, first = ends(article)
    with pytest.raises(NotAcceptable):
        linking.draw_link(actor=jaya, claim=doubt, other=first, relation=relation, note=note)
    with pytest.raises(NotAcceptable):
        linking.draw_link(actor=jaya, claim=doubt, other=doubt, relation="disputes")
    assert not ClaimLink.objects.exists()


def test_only_between_claims_that_stand_and_by_whoever_has_the_article(
    article: Article, jaya: User, joko: User, ade: User
) -> None:
    doubt, first = ends(article)
    for stranger in (joko, ade):
        with pytest.raises(PermissionDenied):
            linking.draw_link(actor=stranger, claim=doubt, other=first, relation="disputes")
    Claim.objects.filter(pk=first.pk).update(standing=Standing.DISMISSED)
    with pytest.raises(Conflict):
        linking.draw_link(actor=jaya, claim=doubt, other=first, relation="disputes")
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_draw_the_same_link_at_once(article: Article, jaya: User, edi: User) -> None:
    doubt, first = ends(article)
    results = at_the_same_moment(
        [
            lambda: linking.draw_link(actor=jaya, claim=doubt, other=first, relation="disputes"),
            lambda: linking.draw_link(actor=edi, claim=doubt, other=first, relation="disputes"),
        ]
    )
    assert {getattr(result, "pk", result) for result in results} == {ClaimLink.objects.get().pk}
    assert Event.objects.filter(verb=Verb.LINK_DRAWN).count() == 1
