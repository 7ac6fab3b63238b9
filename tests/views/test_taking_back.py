"""A verdict taken back, and keys of one's own."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from articles.flow.taking_back import take_back_verdict
from articles.models import Article, Claim, Event, Retraction, User, Verdict
from articles.models.articles import Status
from articles.models.keys import USUAL_KEYS
from tests.make import make_article, make_assignment, make_claim
from tests.views.test_verdicts import HTMX, form_of, url_of

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(jaya: User) -> Claim:
    article = make_article()
    make_assignment(article, jaya)
    return make_claim(article)


def retract(verdict: Verdict) -> str:
    return reverse("verdict_retract", args=[verdict.pk])


def test_the_claim_is_what_it_was_before_and_the_review_goes_on(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    client = client_of(jaya)
    client.post(url_of(claim), form_of(claim))
    claim.refresh_from_db()
    client.post(url_of(claim), form_of(claim, answer="disputed"))
    first, second = Verdict.objects.order_by("number")
    assert second.supersedes == first
    page = client.post(retract(second), headers=HTMX).text
    assert "The verdict is taken back." in page
    assert "taken back by its author" in page
    claim.refresh_from_db()
    assert claim.current_verdict == first
    assert Article.objects.get().status == Status.DONE
    assert client.post(retract(first)).status_code == 302
    assert client.post(retract(first)).status_code == 302  # pressed twice
    claim.refresh_from_db()
    assert claim.is_open
    assert Article.objects.get().status == Status.IN_REVIEW
    assert Verdict.objects.count() == Retraction.objects.count() == 2
    assert Event.objects.filter(verb="verdict_retracted").count() == 2
    assert "took the verdict back" in client.get(claim.get_absolute_url()).text
    with pytest.raises(DatabaseError), transaction.atomic():
        Retraction.objects.all().delete()


def test_only_ones_own_and_only_while_it_counts(
    claim: Claim, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    make_assignment(claim.article, joko)
    client_of(jaya).post(url_of(claim), form_of(claim))
    verdict = Verdict.objects.get()
    assert client_of(joko).post(retract(verdict)).status_code == 403
    assert client_of(edi).post(retract(verdict)).status_code == 403
    claim.refresh_from_db()
    client_of(joko).post(url_of(claim), form_of(claim, answer="disputed"))
    late = client_of(jaya).post(retract(verdict))
    assert late.status_code == 409
    assert "Another verdict counts meanwhile." in late.text
    assert not Retraction.objects.exists()


def test_it_is_offered_for_the_last_verdict_of_this_sign_in(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    client = client_of(jaya)
    following = make_claim(claim.article, quotation="1.200 keluarga belum terdata")
    assert 'id="undo-verdict"' not in client.get(claim.article.get_absolute_url()).text
    assert 'id="undo-verdict"' in client.post(url_of(claim), form_of(claim), headers=HTMX).text
    page = client.get(f"{claim.article.get_absolute_url()}?claim={following.public_id}").text
    assert retract(Verdict.objects.get()) in page
    assert 'id="undo-verdict"' not in client_of(jaya).get(claim.article.get_absolute_url()).text  # signed in anew


def test_what_was_taken_back_is_not_taken_for_a_later_verdict(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    client = client_of(jaya)
    client.post(url_of(claim), form_of(claim))
    take_back_verdict(actor=jaya, verdict=Verdict.objects.get())
    claim.refresh_from_db()
    client.post(url_of(claim), form_of(claim, answer="disputed"))
    assert Verdict.objects.get(number=2).supersedes is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"next": "k"}, "would mean two things"),
        ({"next": "K"}, "would mean two things"),
        ({"next": "/"}, "Browsers use"),
        ({"next": " "}, "This field is required."),
        ({"next": "\u200b"}, "needs a key of one visible character"),
    ],
)
def test_a_key_that_would_be_in_the_way_is_refused(
    jaya: User, client_of: ClientOf, changed: dict[str, str], sentence: str
) -> None:
    response = client_of(jaya).post(reverse("key_list"), {**USUAL_KEYS, **changed})
    assert response.status_code == 422
    assert sentence in response.text
    jaya.refresh_from_db()
    assert jaya.keys == USUAL_KEYS


def test_keys_are_the_persons_own_and_on_every_page_of_an_article(
    claim: Claim, jaya: User, client_of: ClientOf
) -> None:
    client = client_of(jaya)
    assert client.post(reverse("key_list"), {**USUAL_KEYS, "next": "K", "previous": "j"}).status_code == 302
    jaya.refresh_from_db()
    assert (jaya.key_choices, jaya.answers_save_at_once) == ({"next": "k", "previous": "j"}, False)
    page = client.get(claim.article.get_absolute_url()).text
    assert '"next": "k"' in page
    assert 'data-at-once="no"' in page
