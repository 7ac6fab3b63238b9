"""The page of an article: who sees it, what it says in each state, how often it asks the database."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from articles.flow.versioning import add_version
from articles.models import Article, Event, Extraction, User
from articles.models.articles import Status
from articles.models.assignments import AssignmentState
from articles.models.extractions import Failure, State
from tests.make import (
    TEXT,
    make_article,
    make_assignment,
    make_claim,
    make_claimant,
    make_comment,
    make_link,
    make_verdict,
)

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
QUERIES = 17
"""Session, person, article, claims, links, verdicts, evidence, assignments, labels, comments, notices and the rest."""


@pytest.fixture
def article(jaya: User) -> Article:
    article = make_article()
    make_assignment(article, jaya, note="Mulai dari angka.")
    return article


def test_it_shows_the_text_and_the_first_open_claim(article: Article, jaya: User, client_of: ClientOf) -> None:
    decided = make_claim(article)
    make_verdict(decided, jaya)
    claim = make_claim(article, quotation="1.200 keluarga belum terdata")
    response = client_of(jaya).get(article.get_absolute_url())
    assert response.status_code == 200
    assert response.context["desk"].chosen == claim
    assert "Claim 2 of 2" in response.text
    assert "1 of 2 decided" in response.text
    assert "Mulai dari angka." in response.text
    assert reverse("verdict_create", args=[claim.public_id]) in response.text


def test_a_claim_is_chosen_by_its_public_id(article: Article, jaya: User, client_of: ClientOf) -> None:
    make_claim(article)
    claim = make_claim(article, quotation="1.200 keluarga belum terdata")
    response = client_of(jaya).get(article.get_absolute_url(), {"claim": claim.public_id})
    assert response.context["desk"].chosen == claim
    assert client_of(jaya).get(article.get_absolute_url(), {"claim": "no-such"}).status_code == 200


def test_nobody_signed_in_is_sent_to_sign_in(article: Article, client: Client) -> None:
    assert client.get(article.get_absolute_url()).status_code == 302
    assert client.get(article.get_absolute_url(), headers=HTMX).status_code == 401


def test_another_journalist_does_not_learn_of_it(article: Article, joko: User, nona: User, client_of: ClientOf) -> None:
    assert client_of(joko).get(article.get_absolute_url()).status_code == 404
    assert client_of(nona).get(article.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("person", ["edi", "ade"])
def test_editors_and_admins_read_without_the_form(
    article: Article, person: str, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    make_claim(article)
    response = client_of(request.getfixturevalue(person)).get(article.get_absolute_url())
    assert response.status_code == 200
    assert "verdict-form" not in response.text
    assert "Jaya checks this article. You can read along." in response.text


def test_it_only_answers_get(article: Article, jaya: User, client_of: ClientOf) -> None:
    assert client_of(jaya).post(article.get_absolute_url()).status_code == 405


def test_htmx_gets_the_desk_alone(article: Article, jaya: User, client_of: ClientOf) -> None:
    make_claim(article)
    response = client_of(jaya).get(article.get_absolute_url(), headers=HTMX)
    assert "<html" not in response.text
    assert 'id="desk"' in response.text
    assert response["HX-Retarget"] == "#desk"
    assert "HX-Request" in response["Vary"]
    restored = client_of(jaya).get(article.get_absolute_url(), headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in restored.text


def test_while_extraction_waits_the_page_looks_again(edi: User, client_of: ClientOf) -> None:
    article = make_article(status=Status.EXTRACTING)
    response = client_of(edi).get(article.get_absolute_url())
    assert 'hx-trigger="every 2s"' in response.text
    assert "Waiting for its turn" in response.text
    assert "No worker has been running yet." in response.text
    Extraction.objects.update(state=State.RUNNING, lease_until="2030-01-01T00:00Z")
    assert "Looking for the claims" in client_of(edi).get(article.get_absolute_url()).text
    Extraction.objects.update(state=State.DONE, lease_until=None)
    Article.objects.update(status=Status.READY)
    assert "every 2s" not in client_of(edi).get(article.get_absolute_url()).text


def test_a_failure_is_told_in_words_and_only_admins_try_again(edi: User, ade: User, client_of: ClientOf) -> None:
    article = make_article(status=Status.FAILED)
    retry = reverse("extraction_retry", args=[article.pk])
    for person, may in ((edi, False), (ade, True)):
        text = client_of(person).get(article.get_absolute_url()).text
        assert "The extraction stopped with an error." in text
        assert (retry in text) is may


def test_retry_queues_a_new_run_and_a_second_one_is_told(ade: User, client_of: ClientOf) -> None:
    article = make_article(status=Status.FAILED)
    retry = reverse("extraction_retry", args=[article.pk])
    response = client_of(ade).post(retry)
    assert response.status_code == 302
    article.refresh_from_db()
    assert article.status == Status.EXTRACTING
    assert Extraction.objects.waiting().filter(article_text=article.current_text).count() == 1
    assert client_of(ade).post(retry).status_code == 409


def test_a_newer_text_that_failed_can_be_tried_again(jaya: User, edi: User, ade: User, client_of: ClientOf) -> None:
    article = make_article()
    make_assignment(article, jaya)
    make_claim(article)
    add_version(actor=edi, article=article, text=f"{TEXT}\n\nKalimat baru.")
    article.refresh_from_db()
    retry = reverse("extraction_retry", args=[article.pk])
    assert client_of(ade).post(retry).status_code == 409  # it waits for its turn
    newest = Extraction.objects.filter(article_text=article.current_text)
    newest.update(state=State.FAILED, failure=Failure.TOO_SLOW)
    for person, may in ((jaya, False), (edi, False), (ade, True)):
        text = client_of(person).get(article.get_absolute_url()).text
        assert "No new claims could be looked for in the newest version" in text
        assert "Reading this text took too long." in text
        assert (f'action="{retry}"' in text) is may
    assert client_of(edi).post(retry).status_code == 403
    assert client_of(ade).post(retry).status_code == 302
    article.refresh_from_db()
    assert article.status == Status.IN_REVIEW  # the claims at hand are checked meanwhile
    assert newest.waiting().count() == 1
    assert client_of(ade).post(retry).status_code == 409
    assert "No new claims could be looked for" not in client_of(ade).get(article.get_absolute_url()).text


def test_a_language_told_wrongly_is_chosen_with_the_retry(ade: User, client_of: ClientOf) -> None:
    article = make_article(status=Status.FAILED, language="", failure=Failure.UNSUPPORTED_LANGUAGE)
    client = client_of(ade)
    assert 'id="id_language"' in client.get(article.get_absolute_url()).text
    client.post(reverse("extraction_retry", args=[article.pk]), {"language": "en"})
    article.refresh_from_db()
    assert (article.language, article.status) == ("en", Status.EXTRACTING)
    other = make_article(status=Status.FAILED)
    assert 'id="id_language"' not in client.get(other.get_absolute_url()).text


def test_retry_is_for_admins_by_post(jaya: User, edi: User, ade: User, client: Client, client_of: ClientOf) -> None:
    article = make_article(status=Status.FAILED)
    retry = reverse("extraction_retry", args=[article.pk])
    assert client_of(edi).post(retry).status_code == 403
    assert client_of(jaya).post(retry).status_code == 404
    assert client_of(ade).get(retry).status_code == 405
    assert client.post(retry).status_code == 302
    article.refresh_from_db()
    assert article.status == Status.FAILED


def test_no_claims_says_what_to_do_and_can_be_finished(article: Article, jaya: User, client_of: ClientOf) -> None:
    text = client_of(jaya).get(article.get_absolute_url()).text
    assert "No claims found" in text
    assert reverse("claim_add", args=[article.pk]) in text
    response = client_of(jaya).post(reverse("review_finish", args=[article.pk]), follow=True)
    assert "The review is finished." in response.text
    article.refresh_from_db()
    assert article.status == Status.DONE


def test_finishing_with_open_claims_is_refused_in_words(article: Article, jaya: User, client_of: ClientOf) -> None:
    make_claim(article)
    response = client_of(jaya).post(reverse("review_finish", args=[article.pk]))
    assert response.status_code == 422
    assert "Some claims are still open." in response.text
    article.refresh_from_db()
    assert article.status == Status.IN_REVIEW


def test_finishing_is_for_who_has_the_article_by_post(
    article: Article, jaya: User, joko: User, edi: User, client: Client, client_of: ClientOf
) -> None:
    finish = reverse("review_finish", args=[article.pk])
    assert client_of(joko).post(finish).status_code == 404
    assert client_of(edi).post(finish).status_code == 403
    assert client_of(jaya).get(finish).status_code == 405
    assert client.post(finish).status_code == 302
    assert not Event.objects.filter(verb="review_finished").exists()


def test_when_all_is_decided_it_says_so(article: Article, jaya: User, client_of: ClientOf) -> None:
    make_verdict(make_claim(article), jaya)
    text = client_of(jaya).get(article.get_absolute_url()).text
    assert "All claims are decided" in text
    assert reverse("assignment_list") in text


def test_a_journalist_reads_what_is_settled_without_the_form(jaya: User, joko: User, client_of: ClientOf) -> None:
    article = make_article(status=Status.DONE)
    make_assignment(article, jaya, state=AssignmentState.DONE)
    claim = make_claim(article)
    make_verdict(claim, jaya)
    text = client_of(joko).get(article.get_absolute_url(), {"claim": claim.public_id}).text
    assert "The review is finished. Checked by Jaya." in text
    assert "verdict-form" not in text
    assert "Correct this claim" not in text


def test_hostile_words_are_shown_as_typed(jaya: User, client_of: ClientOf) -> None:
    hostile = '<img src=x onerror="alert(1)"> {{ 7 }} <p hx-get="/">'
    article = make_article(text=f"Katanya {hostile} begitu.", title=hostile, publisher=hostile, language="id")
    make_assignment(article, jaya, note=hostile)
    make_claim(article, quotation=hostile)
    text = client_of(jaya).get(article.get_absolute_url()).text
    assert "<img" not in text
    assert '<p hx-get="/">' not in text
    assert text.count(escape(hostile)) >= 4


def test_links_are_offered_for_a_decision_only_to_who_may(
    article: Article, jaya: User, ade: User, client_of: ClientOf
) -> None:
    claim, doubt = make_claim(article), make_claim(article, quotation="1.200 keluarga belum terdata")
    link = make_link(doubt, claim)
    url, page = reverse("link_decide", args=[link.pk]), {"claim": claim.public_id}
    mine = client_of(jaya).get(article.get_absolute_url(), page).text
    assert "is disputed by" in mine
    assert url in mine
    assert url not in client_of(ade).get(article.get_absolute_url(), page).text


def test_queries_do_not_grow_with_the_claims(article: Article, jaya: User, joko: User, client_of: ClientOf) -> None:
    first = make_claim(article)
    client = client_of(jaya)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(article.get_absolute_url(), {"claim": first.public_id}).status_code == 200
        return len(asked)

    for quotation in ("Tidak ada satu keluarga pun", "yang terlewat", "meragukan angka itu", "1.200 keluarga"):
        claim = make_claim(article, quotation=quotation, claimant=make_claimant(quotation))
        make_link(claim, first)
        make_verdict(claim, joko)
        make_verdict(first, joko)
        make_comment(first, joko)
        asked_now = queries()
        if quotation.startswith("Tidak"):
            asked_first = asked_now
    assert asked_now == asked_first <= QUERIES
