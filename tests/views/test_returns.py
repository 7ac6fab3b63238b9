"""Sending a verdict back, standing by it, revising it, and letting it count again: on the pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from articles.flow import second_reviewing
from articles.models import Article, Claim, User, Verdict, VerdictReturn
from articles.models.second_reviews import ReturnState
from articles.models.verdicts import Answer
from tests.access.test_blindness import same
from tests.flow.test_second_reviewing import decide, now, send_back
from tests.make import make_article, make_assignment, make_claim
from tests.people import make_person
from tests.views.test_second_reviews import answer, page

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def article(jaya: User) -> Article:
    """Return an article that jaya checks, with two claims."""
    article = make_article()
    make_assignment(article, jaya)
    make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    return article


@pytest.fixture
def verdict(article: Article, jaya: User) -> Verdict:
    """Return jaya's verdict on the first claim."""
    return decide(jaya, Claim.objects.filter(article=article).in_reading_order()[0])


def test_an_editor_sends_a_verdict_back_with_a_reason(
    verdict: Verdict, jaya: User, edi: User, client_of: ClientOf
) -> None:
    claim, session = now(verdict.claim), client_of(edi)
    address = reverse("verdict_return", args=[verdict.pk])
    assert address in page(session, claim)
    assert address in session.get(claim.get_absolute_url()).text
    assert address not in page(client_of(jaya), claim)
    assert address not in client_of(jaya).get(claim.get_absolute_url()).text
    assert "Send the verdict back to Jaya" in session.get(address).text
    assert session.post(address, {"reason": "Sumbernya?"}).status_code == 400
    refused = session.post(address, {"version": claim.version, "reason": " "})
    assert refused.status_code == 422
    assert "Say why you send it back" in refused.text
    late = session.post(address, {"version": claim.version - 1, "reason": "Sumbernya?"})
    assert late.status_code == 409
    assert "Sumbernya?</textarea>" in late.text
    done = session.post(address, {"version": claim.version, "reason": "Sumbernya\r\napa?"}, follow=True)
    assert "The verdict is back with Jaya." in done.text
    assert "Edi sent the verdict of Jaya back." in done.text
    assert VerdictReturn.objects.get().reason == "Sumbernya\napa?"
    assert 'data-state="returned"' in done.text
    assert address not in done.text


def test_its_author_reads_the_reason_and_revises(verdict: Verdict, jaya: User, edi: User, client_of: ClientOf) -> None:
    send_back(edi, verdict, "Sumbernya apa?")
    session, claim = client_of(jaya), now(verdict.claim)
    queue = session.get(reverse("assignment_list")).text
    assert "Sent back to you" in queue
    assert "Sumbernya apa?" in queue
    assert f"?claim={claim.public_id}" in queue
    told = page(session, claim)
    assert "Edi sends your verdict back." in told
    assert "Sumbernya apa?" in told
    assert "Alasan Jaya.</textarea>" in told
    assert 'value="https://data.example/a"' in told
    assert session.get(claim.article.get_absolute_url()).context["desk"].chosen == claim
    assert answer(session, claim, answer="disputed", reason="Sekarang dengan data.") == 302
    assert VerdictReturn.objects.get().state == ReturnState.REVISED
    assert "Sent back to you" not in session.get(reverse("assignment_list")).text
    assert "Edi sent it back: “Sumbernya apa?” Revised" in page(session, claim)


def test_its_author_stands_by_it_with_words(verdict: Verdict, jaya: User, edi: User, client_of: ClientOf) -> None:
    sent_back = send_back(edi, verdict)
    session, claim = client_of(jaya), now(verdict.claim)
    address = reverse("return_stand_by", args=[sent_back.pk])
    assert address in page(session, claim)
    assert address not in page(client_of(edi), claim)
    assert session.post(address, {"words": "Ada di tabel."}).status_code == 400
    too_long = session.post(address, {"version": claim.version, "words": "x" * 5_001})
    assert too_long.status_code == 422
    assert '<details class="disclosure" open>' in too_long.text
    assert client_of(edi).post(address, {"version": claim.version}).status_code == 403
    session.post(address, {"version": claim.version, "words": "Ada di tabel."})
    assert now(claim).current_verdict == verdict
    shown = page(client_of(edi), claim)
    assert "Edi sent it back: “Sumbernya apa?” The author stands by it: “Ada di tabel.”" in shown
    assert "data-superseded" not in shown
    history = client_of(edi).get(claim.get_absolute_url()).text
    assert "verdict 1: “Sumbernya apa?”" in history
    assert "verdict 1: “Ada di tabel.”" in history
    assert session.post(address, {"version": claim.version}).status_code == 409


def test_the_editor_lets_it_count_again(verdict: Verdict, jaya: User, edi: User, client_of: ClientOf) -> None:
    sent_back = send_back(edi, verdict)
    session, claim = client_of(edi), now(verdict.claim)
    address = reverse("return_take_back", args=[sent_back.pk])
    assert address in page(session, claim)
    assert address not in page(client_of(jaya), claim)
    assert client_of(jaya).post(address, {"version": claim.version}).status_code == 403
    assert session.post(address).status_code == 400
    assert session.post(address, {"version": claim.version}).status_code == 302
    assert now(claim).current_verdict == verdict
    assert session.post(address, {"version": claim.version}).status_code == 409


def test_an_answer_that_comes_back_before_the_other_is_told_to_its_author_alone(
    article: Article, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    claim = Claim.objects.filter(article=article).in_reading_order()[0]
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
    second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
    before = page(client_of(joko), now(claim))
    sent_back = send_back(edi, decide(jaya, claim, reason="Rahasia."), "Alasan rahasia?")
    told = page(client_of(jaya), now(claim))
    assert "Edi sends your verdict back." in told
    assert 'data-state="returned"' in told
    other = page(client_of(joko), now(claim))
    assert same(other) == same(before)
    assert "ahasia" not in other
    assert 'data-state="returned"' not in other
    assert client_of(joko).post(reverse("return_stand_by", args=[sent_back.pk])).status_code == 404
    assert client_of(joko).get(reverse("verdict_return", args=[sent_back.verdict_id])).status_code == 404


def test_an_agreed_answer_that_comes_back_waits_for_its_author(
    article: Article, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    claim = Claim.objects.filter(article=article).in_reading_order()[0]
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
    second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
    first = decide(jaya, claim)
    decide(joko, claim)
    send_back(edi, first)
    told = page(client_of(joko), now(claim))
    assert "Edi sent the verdict of Jaya back." in told
    assert "Its author has to say first what becomes of it." in told
    assert "verdict-form" not in told
    assert answer(client_of(joko), claim) == 403
    assert answer(client_of(jaya), claim, answer=Answer.DISPUTED) == 302
    assert "A third person decides." in page(client_of(joko), claim)


def test_nobody_sends_back_in_an_article_that_they_reviewed(article: Article, client_of: ClientOf) -> None:
    sari = make_person("sari")
    make_assignment(article, sari)
    verdict = decide(sari, Claim.objects.filter(article=article)[0])
    address = reverse("verdict_return", args=[verdict.pk])
    assert address not in page(client_of(sari), now(verdict.claim))
    assert client_of(sari).get(address).status_code == 403
