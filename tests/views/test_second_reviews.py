"""The pages of the second review: asking, answering blind, differing, doing without, giving the second check."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.flow import second_reviewing
from articles.models import Article, Claim, SecondReview, User, Verdict
from articles.models.assignments import Part
from articles.models.second_reviews import ReviewState
from articles.models.verdicts import Answer
from tests.flow.test_second_reviewing import decide, now, send_back
from tests.make import make_article, make_assignment, make_claim, make_verdict
from tests.people import make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def budi(db: None) -> User:
    """Return a third journalist."""
    return make_person("budi", ["journalist"])


@pytest.fixture
def article(jaya: User) -> Article:
    """Return an article that jaya checks, with two claims."""
    article = make_article()
    make_assignment(article, jaya)
    make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    return article


@pytest.fixture
def double(article: Article, joko: User, edi: User) -> Claim:
    """Return the first claim of the article, which two people check, with joko as the second."""
    claim = claims_of(article)[0]
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
    second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
    return now(claim)


def claims_of(article: Article) -> list[Claim]:
    """Return the claims of an article in reading order."""
    return list(Claim.objects.filter(article=article).in_reading_order())


def page(session: Client, claim: Claim) -> str:
    """Return the article's page with a claim at hand."""
    response = session.get(claim.article.get_absolute_url(), {"claim": claim.public_id})
    assert response.status_code == 200
    return response.text


def answer(session: Client, claim: Claim, **values: object) -> int:
    """Send a verdict as the page does; return the status."""
    sent = {"version": now(claim).version, "key": "12345678-1234-5678-1234-567812345678", "said": "unclear"}
    sent |= {"answer": "supported", "reason": "Ada.", "evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0} | values
    return session.post(reverse("verdict_create", args=[claim.public_id]), sent).status_code


def test_an_editor_asks_for_one_claim_and_for_all(article: Article, jaya: User, edi: User, client_of: ClientOf) -> None:
    claim, session = claims_of(article)[0], client_of(edi)
    assert "Ask for a second review" in page(session, claim)
    assert "Ask for a second review" not in page(client_of(jaya), claim)
    one = reverse("second_ask", args=[claim.public_id])
    assert "Two people check 1 claim now." in session.post(one, follow=True).text
    assert "Two people check it already." in session.post(one, follow=True).text
    shown = page(session, claim)
    assert "0 of 2 have answered." in shown
    assert "Nobody has the second check yet." in shown
    assert 'data-state="waiting"' in shown
    assert "◎" in shown
    session.post(reverse("second_ask_all", args=[article.pk]), {"claim": claim.public_id})
    assert SecondReview.objects.unsettled().count() == 2
    assert "Ask for a second review" not in page(session, claim)


def test_an_editor_does_without_and_may_ask_again(double: Claim, jaya: User, edi: User, client_of: ClientOf) -> None:
    decide(jaya, double)
    session, waive = client_of(edi), reverse("second_waive", args=[double.public_id])
    assert waive in page(session, double)
    assert session.post(waive).status_code == 400
    assert session.post(waive, {"version": double.version}).status_code == 302
    assert now(double).current_verdict is not None
    assert "An editor did without the second review." in page(session, double)
    assert session.post(waive, {"version": double.version}).status_code == 409
    assert reverse("second_ask", args=[double.public_id]) in page(session, double)


def test_nobody_does_without_their_own(article: Article, joko: User, edi: User, client_of: ClientOf) -> None:
    sari, claim = make_person("sari"), claims_of(article)[0]
    make_assignment(article, sari)
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
    decide(sari, claim)
    waive = reverse("second_waive", args=[claim.public_id])
    assert waive not in page(client_of(sari), claim)
    assert client_of(sari).post(waive, {"version": now(claim).version}).status_code == 403


def test_both_are_told_the_same_until_both_have_answered(
    double: Claim, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    theirs = "Two people check this claim, and neither sees the other’s answer first."
    assert theirs in page(client_of(jaya), double)
    assert answer(client_of(jaya), double, reason="Rahasia Jaya.") == 302
    told = page(client_of(joko), double)
    assert theirs in told
    assert "of 2 have answered" not in told
    assert "of 2 has answered" not in told
    assert "Rahasia" not in told
    assert "1 of 2 has answered." in page(client_of(edi), double)
    own = page(client_of(jaya), double)
    assert "Your answer is saved. Another person answers without seeing it" in own
    assert "Rahasia Jaya.</textarea>" in own  # to think again
    assert answer(client_of(joko), double) == 302
    assert "Two people checked it and agree: Jaya and Joko." in page(client_of(joko), double)
    assert "data-superseded" not in page(client_of(joko), double)


def test_where_two_differ_a_third_sees_both_and_decides(
    double: Claim, jaya: User, joko: User, budi: User, edi: User, client_of: ClientOf
) -> None:
    decide(jaya, double, reason="Sebab satu.")
    decide(joko, double, Answer.DISPUTED, reason="Sebab dua.")
    for person in (jaya, joko):
        told = page(client_of(person), double)
        assert "A third person decides." in told
        assert "verdict-form" not in told
        assert answer(client_of(person), double) == 403
    assert "Nobody who has the article can decide between the two." in page(client_of(edi), double)
    second_reviewing.assign_second(actor=edi, article=double.article, assignee=budi)
    told = page(client_of(budi), double)
    assert "The two answers differ, and yours decides." in told
    assert told.index("Sebab satu.") < told.index("Sebab dua.") < told.index('id="verdict-form"')
    assert 'data-state="differing"' in told
    assert answer(client_of(budi), double, answer="not_checkable") == 302
    assert "Budi settled it: Jaya and Joko had differed." in page(client_of(budi), double)
    assert "It changes only when an editor sends an answer back." in page(client_of(budi), double)


def test_who_gives_the_second_check_reads_the_other_claims(
    double: Claim, article: Article, joko: User, client_of: ClientOf
) -> None:
    other, session = claims_of(article)[1], client_of(joko)
    assert session.get(article.get_absolute_url()).context["desk"].chosen == double
    told = page(session, other)
    assert "This claim is not part of it: you can read it." in told
    for absent in ("verdict-form", "Correct this claim", reverse("claim_add", args=[article.pk])):
        assert absent not in told
    assert answer(session, other) == 403
    assert session.post(reverse("evidence_find", args=[other.public_id]), {"words": "data"}).status_code == 403
    assert session.get(reverse("claim_edit", args=[other.public_id])).status_code == 403


def test_nothing_waits_is_only_said_where_nothing_does(
    double: Claim, article: Article, jaya: User, joko: User, client_of: ClientOf
) -> None:
    other = claims_of(article)[1]
    session = client_of(joko)
    assert answer(session, double) == 302
    told = session.get(article.get_absolute_url()).text
    assert "Nothing here waits for you" in told
    assert "2 claims wait for somebody else" in told
    assert "All claims are decided" not in told
    assert reverse("review_finish", args=[article.pk]) not in told
    make_verdict(other, jaya)
    assert "1 claim waits for somebody else" in session.get(article.get_absolute_url()).text
    assert client_of(jaya).get(article.get_absolute_url()).context["desk"].chosen == double


def test_late_words_are_kept_where_it_was_settled_meanwhile(
    double: Claim, jaya: User, joko: User, client_of: ClientOf
) -> None:
    version = double.version
    decide(jaya, double)
    decide(joko, double)
    late = {"version": version, "key": "12345678-1234-5678-1234-567812345679", "answer": "disputed", "said": "unclear"}
    late |= {"reason": "Tulisan lama.", "evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0}
    for changed in ({}, {"answer": ""}):
        response = client_of(jaya).post(reverse("verdict_create", args=[double.public_id]), late | changed)
        assert response.status_code == 409
        assert "Tulisan lama." in response.text
        assert "verdict-form" not in response.text


def test_the_state_of_a_claim_is_a_glyph_and_a_word(
    double: Claim, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    def told() -> str:
        return page(client_of(edi), double)

    assert "two people check it" in told()
    decide(jaya, double)
    verdict = decide(joko, double, Answer.DISPUTED)
    assert "the two differ" in told()
    assert "≠" in told()
    send_back(edi, verdict)
    assert "sent back" in told()
    assert "↺" in told()


def test_queries_grow_by_two_with_second_reviews_and_not_with_their_number(
    article: Article, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    first, session = claims_of(article)[0], client_of(jaya)
    make_verdict(first, joko)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(session, now(first))
        return len(asked)

    before = queries()
    second_reviewing.ask_second_review(actor=edi, article=article, claims=claims_of(article)[1:])
    second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
    assert queries() <= before + 2
    make_claim(article, quotation="Tidak ada satu keluarga pun")
    second_reviewing.ask_second_review(actor=edi, article=article, claims=claims_of(article)[1:])
    assert queries() <= before + 2
    assert SecondReview.objects.filter(state=ReviewState.WAITING).count() == 2
    assert Verdict.objects.count() == 1
    assert article.assignments.filter(part=Part.SECOND).count() == 1


def test_an_editor_gives_the_second_check(
    article: Article, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    claim, session = claims_of(article)[0], client_of(edi)
    address = reverse("second_assign", args=[article.pk])
    assert "No claim of this article waits for a second check." in session.get(address).text
    assert session.post(address, {"assignee": joko.pk}).status_code == 422
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
    assert address in page(session, claim)
    told = session.get(address, {"claim": claim.public_id}).text
    assert "1 claim is to be checked by two people" in told
    assert f'value="{joko.pk}"' in told
    assert f'<option value="{jaya.pk}"' not in told  # she has the article
    refused = session.post(address, {"assignee": joko.pk, "due_on": "2001-01-01"})
    assert refused.status_code == 422
    assert "This day is over." in refused.text
    given = session.post(address, {"assignee": joko.pk, "note": "Cek angkanya."}, follow=True)
    assert "Joko gives the second check now." in given.text
    assert "Joko gives the second check" in page(client_of(joko), claim)
    assert "Cek angkanya." in page(client_of(joko), claim)


def test_the_queue_says_of_how_many_claims_it_is_the_second_check(
    double: Claim, article: Article, jaya: User, joko: User, client_of: ClientOf
) -> None:
    def told(person: User) -> str:
        main = client_of(person).get(reverse("assignment_list")).text
        return main[main.index("<main") : main.index("</main>")]

    assert "second check of 1 claim" in told(joko)
    assert "0 of 1" in told(joko)
    assert "Two people check 1 claim of it, and you are one of them." in told(jaya)
    before = told(joko)
    decide(jaya, double)
    assert told(joko) == before  # no sign of the other's answer
    make_verdict(claims_of(article)[1], jaya)
    assert "Nothing here waits for you now" in told(jaya)
    decide(joko, double, Answer.DISPUTED)
    assert "Nothing here waits for you now" in told(joko)


def test_queries_of_the_queue_do_not_grow(joko: User, jaya: User, edi: User, client_of: ClientOf) -> None:
    session = client_of(joko)

    def queries() -> int:
        article = make_article()
        claim = make_claim(article)
        make_assignment(article, jaya)
        second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
        second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
        decide(jaya, claim)
        with CaptureQueriesContext(connection) as asked:
            assert session.get(reverse("assignment_list")).status_code == 200
        return len(asked)

    few = queries()
    assert queries() == queries() == few <= 12


def test_the_board_counts_and_filters_second_reviews(
    double: Claim, article: Article, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    other, session = make_article(title="tanpa pemeriksaan kedua"), client_of(edi)
    response = session.get(reverse("article_list"), {"show": "second"})
    assert [row.pk for row in response.context["page"]] == [article.pk]
    assert {str(tab["show"].value): tab["count"] for tab in response.context["tabs"]}["second"] == 1
    assert "1 in second review" in response.text
    assert "second check" in response.text
    assert reverse("second_assign", args=[article.pk]) in response.text
    assert reverse("second_assign", args=[other.pk]) not in session.get(reverse("article_list")).text
    decide(jaya, double)
    decide(joko, double, Answer.DISPUTED)
    assert "on 1 two differ" in session.get(reverse("article_list")).text
    second_reviewing.assign_second(actor=edi, article=article, assignee=make_person("budi", ["journalist"]))
    decide(User.objects.get(username="budi"), double)
    assert "Nothing is in second review" in session.get(reverse("article_list"), {"show": "second"}).text
