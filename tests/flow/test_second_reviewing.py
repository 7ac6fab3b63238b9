"""Second review: two who do not see each other, a third where they differ; nobody settles their own work."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from articles.flow import assigning, correcting, returning, reviewing, second_reviewing, taking_back
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import (
    AnswerPair,
    Article,
    Assignment,
    Claim,
    Event,
    Evidence,
    SecondReview,
    SecondReviewRule,
    User,
    Verdict,
    VerdictReturn,
)
from articles.models.articles import Status
from articles.models.assignments import AssignmentState, Part
from articles.models.events import Verb
from articles.models.second_reviews import ReturnState, ReviewState
from articles.models.verdicts import Answer
from articles.turns import may_answer
from tests.make import make_article, make_assignment, make_claim
from tests.people import make_person
from tests.together import at_the_same_moment


@pytest.fixture
def budi(db: None) -> User:
    """Return a third journalist."""
    return make_person("budi", ["journalist"])


@pytest.fixture
def claim(jaya: User, joko: User, edi: User) -> Claim:
    """Return the one claim of an article that jaya checks, with joko as the second."""
    article = make_article()
    claim = make_claim(article)
    make_assignment(article, jaya)
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
    second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
    return now(claim)


def now(claim: Claim) -> Claim:
    """Return a claim as the database has it."""
    return Claim.objects.with_all().select_related("article__current_text", "second_review").get(pk=claim.pk)


def decide(actor: User, claim: Claim, answer: str = Answer.SUPPORTED, **changed: Any) -> Verdict:
    """Decide a claim as it is now, with usual values unless they are given."""
    values: dict[str, Any] = {
        "version": now(claim).version,
        "answer": answer,
        "reason": f"Alasan {actor}.",
        "evidence": [reviewing.EvidenceValues(url="https://data.example/a")],
        "key": uuid.uuid4(),
    }
    return reviewing.decide_claim(actor=actor, claim=claim, **(values | changed))


def send_back(editor: User, verdict: Verdict, reason: str = "Sumbernya apa?") -> VerdictReturn:
    """Send a verdict back as the claim is now."""
    version = now(verdict.claim).version
    return returning.return_verdict(actor=editor, verdict=verdict, version=version, reason=reason)


def state(claim: Claim) -> tuple[str, str, str]:
    """Return where the second review, the claim and its article stand."""
    fresh = now(claim)
    return fresh.second_review.state, fresh.state, fresh.article.status


@pytest.mark.django_db
def test_two_equal_answers_settle_it_and_end_the_review(claim: Claim, jaya: User, joko: User) -> None:
    first = decide(jaya, claim)
    assert state(claim) == (ReviewState.WAITING, "open", Status.IN_REVIEW)
    second = decide(joko, claim)
    assert state(claim) == (ReviewState.SETTLED, Answer.SUPPORTED, Status.DONE)
    assert now(claim).current_verdict == second
    assert list(Verdict.objects.order_by("number")) == [first, second]
    assert Event.objects.get(verb=Verb.SECOND_REVIEW_SETTLED).after == {"answer": "supported", "verdict": 2}


@pytest.mark.django_db
def test_the_first_answer_changes_nothing_that_the_other_could_see(claim: Claim, jaya: User, joko: User) -> None:
    before = (
        Claim.objects.filter(pk=claim.pk).values().get(),
        Article.objects.filter(pk=claim.article_id).values().get(),
    )
    verdict = decide(jaya, claim)
    after = Claim.objects.filter(pk=claim.pk).values().get(), Article.objects.filter(pk=claim.article_id).values().get()
    assert before == after
    for rows in (Verdict.objects, Evidence.objects):
        assert not rows.visible_to(joko).exists()
        assert rows.visible_to(jaya).count() == 1
    assert not Event.objects.visible_to(joko).filter(verb=Verb.CLAIM_DECIDED).exists()
    assert Event.objects.visible_to(jaya).filter(verb=Verb.CLAIM_DECIDED).exists()
    decide(joko, claim, Answer.DISPUTED)
    for person in (jaya, joko):
        assert Verdict.objects.visible_to(person).count() == 2
    assert verdict in Verdict.objects.visible_to(joko)


@pytest.mark.django_db
def test_no_role_lets_a_checker_see_the_other_answer_first(claim: Claim, jaya: User, edi: User, ade: User) -> None:
    sari = make_person("sari")
    decide(jaya, claim)
    assert not Verdict.objects.visible_to(sari).exists()
    assert Verdict.objects.visible_to(edi).exists()
    assert Verdict.objects.visible_to(ade).exists()


@pytest.mark.django_db
def test_different_answers_go_to_a_third_who_is_neither(
    claim: Claim, jaya: User, joko: User, budi: User, edi: User
) -> None:
    decide(jaya, claim)
    decide(joko, claim, Answer.DISPUTED)
    assert state(claim) == (ReviewState.DIFFERING, "open", Status.IN_REVIEW)
    for person in (jaya, joko):
        assert not may_answer(person, now(claim))
        with pytest.raises(PermissionDenied):
            decide(person, claim, Answer.DISPUTED)
    second_reviewing.assign_second(actor=edi, article=claim.article, assignee=budi)
    assert Verdict.objects.visible_to(budi).count() == 2
    third = decide(budi, claim, Answer.NOT_ENOUGH_EVIDENCE)
    assert state(claim) == (ReviewState.SETTLED, Answer.NOT_ENOUGH_EVIDENCE, Status.DONE)
    assert now(claim).current_verdict == third
    for person in (jaya, joko, budi):
        with pytest.raises(PermissionDenied):
            decide(person, claim)


@pytest.mark.django_db
def test_saying_it_was_not_said_is_another_answer(claim: Claim, jaya: User, joko: User) -> None:
    decide(jaya, claim, said="said")
    decide(joko, claim, said="not_said")
    assert state(claim)[0] == ReviewState.DIFFERING


@pytest.mark.django_db
def test_the_first_may_think_again_until_the_other_has_answered(claim: Claim, jaya: User, joko: User) -> None:
    decide(jaya, claim)
    decide(jaya, claim, Answer.DISPUTED)
    assert state(claim)[0] == ReviewState.WAITING
    decide(joko, claim, Answer.DISPUTED)
    assert state(claim)[:2] == (ReviewState.SETTLED, Answer.DISPUTED)
    assert Verdict.objects.count() == 3


@pytest.mark.django_db
def test_who_gives_the_second_check_decides_nothing_else(claim: Claim, joko: User, jaya: User) -> None:
    other = make_claim(claim.article, quotation="1.200 keluarga belum terdata")
    with pytest.raises(PermissionDenied):
        decide(joko, other)
    decide(jaya, other)
    assert now(other).state == Answer.SUPPORTED


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_both_taken(claim: Claim, jaya: User, joko: User) -> None:
    version = now(claim).version
    results = at_the_same_moment(
        [
            lambda: decide(jaya, claim, version=version),
            lambda: decide(joko, claim, Answer.DISPUTED, version=version),
        ]
    )
    assert all(isinstance(result, Verdict) for result in results)
    assert sorted(Verdict.objects.values_list("number", flat=True)) == [1, 2]
    assert state(claim)[0] == ReviewState.DIFFERING


@pytest.mark.django_db(transaction=True)
def test_of_many_thirds_at_once_one_settles_it_and_the_others_are_told(claim: Claim, jaya: User, joko: User) -> None:
    decide(jaya, claim)
    decide(joko, claim, Answer.DISPUTED)
    thirds = [make_person(f"budi{number}", ["journalist"]) for number in range(6)]
    for person in thirds:
        make_assignment(claim.article, person)
    version = now(claim).version
    results = at_the_same_moment([lambda p=person: decide(p, claim, version=version) for person in thirds])  # type: ignore[misc]
    assert sum(isinstance(result, Verdict) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert Verdict.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_taken_back_while_it_is_answered(claim: Claim, joko: User, edi: User, round_: int) -> None:
    assignment = Assignment.objects.get(assignee=joko)
    version = now(claim).version
    answer, _withdrawn = at_the_same_moment(
        [
            lambda: decide(joko, claim, version=version),
            lambda: assigning.withdraw_assignment(actor=edi, assignment=assignment),
        ]
    )
    if Verdict.objects.exists():
        assert isinstance(answer, Verdict)
    else:
        assert isinstance(answer, Conflict)
    assert Assignment.objects.get(assignee=joko).state == AssignmentState.WITHDRAWN
    assert state(claim)[2] == Status.IN_REVIEW


@pytest.mark.django_db
def test_the_same_form_twice_is_one_answer(claim: Claim, jaya: User, joko: User) -> None:
    key, version = uuid.uuid4(), now(claim).version
    assert decide(jaya, claim, key=key, version=version) == decide(jaya, claim, key=key, version=version)
    decide(joko, claim)
    assert decide(jaya, claim, key=key, version=version).number == 1
    assert Verdict.objects.count() == 2


@pytest.mark.django_db
def test_correcting_the_words_begins_both_answers_again(claim: Claim, jaya: User, joko: User) -> None:
    decide(jaya, claim)
    decide(joko, claim)
    correcting.edit_claim(
        actor=jaya,
        claim=claim,
        version=now(claim).version,
        quotation="seluruh warga",
        claimant="",
        claim_text="",
        stance="assert",
    )
    assert state(claim) == (ReviewState.WAITING, "open", Status.IN_REVIEW)
    assert {one.state for one in Assignment.objects.all()} == {AssignmentState.ACTIVE}
    decide(joko, claim, Answer.DISPUTED)
    assert state(claim)[0] == ReviewState.WAITING
    assert not Verdict.objects.visible_to(jaya).filter(answer=Answer.DISPUTED).exists()
    decide(jaya, claim, Answer.DISPUTED)
    assert state(claim)[:2] == (ReviewState.SETTLED, Answer.DISPUTED)


@pytest.mark.django_db
def test_what_replaces_a_claim_takes_its_second_review_over(claim: Claim, jaya: User) -> None:
    decide(jaya, claim)
    parts = correcting.split_claim(
        actor=jaya, claim=claim, version=now(claim).version, parts=["seluruh warga", "menerima bantuan"]
    )
    assert [SecondReview.objects.get(claim=part).state for part in parts] == [ReviewState.WAITING] * 2


@pytest.mark.django_db
def test_asking_later_takes_the_verdict_as_the_first_answer(jaya: User, joko: User, edi: User) -> None:
    article = make_article()
    claim = make_claim(article)
    make_assignment(article, jaya)
    decide(jaya, claim)
    assert now(claim).article.status == Status.DONE
    assert second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim]) == 1
    assert second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim]) == 0
    assert state(claim) == (ReviewState.WAITING, "open", Status.IN_REVIEW)
    second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
    assert not Verdict.objects.visible_to(joko).exists()
    decide(joko, claim)
    assert state(claim) == (ReviewState.SETTLED, Answer.SUPPORTED, Status.DONE)


@pytest.mark.django_db
def test_a_verdict_that_was_taken_back_is_no_answer(jaya: User, joko: User, edi: User) -> None:
    article = make_article()
    claim = make_claim(article)
    make_assignment(article, jaya)
    decide(jaya, claim)
    taking_back.take_back_verdict(actor=jaya, verdict=decide(jaya, claim, Answer.DISPUTED))  # the first counts again
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
    second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
    decide(joko, claim)
    assert state(claim) == (ReviewState.SETTLED, Answer.SUPPORTED, Status.DONE)


@pytest.mark.django_db
def test_giving_the_article_to_somebody_else_leaves_the_second_check(claim: Claim, budi: User, edi: User) -> None:
    assigning.assign_articles(actor=edi, articles=[claim.article], assignee=budi)
    active = Assignment.objects.active().values_list("assignee__username", "part")
    assert set(active) == {("budi", Part.CHECK), ("joko", Part.SECOND)}


@pytest.mark.django_db
def test_who_cannot_be_given_a_second_check(claim: Claim, jaya: User, ade: User, budi: User, edi: User) -> None:
    ready = make_article()
    undisputed = make_article()
    make_claim(undisputed)
    make_assignment(undisputed, jaya)
    for article, person in ((claim.article, jaya), (claim.article, ade), (ready, budi), (undisputed, budi)):
        with pytest.raises(NotAcceptable):
            second_reviewing.assign_second(actor=edi, article=article, assignee=person)
    with pytest.raises(PermissionDenied):
        second_reviewing.assign_second(actor=jaya, article=claim.article, assignee=budi)


# --- Doing without -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_editor_who_took_no_part_may_do_without(claim: Claim, jaya: User, edi: User) -> None:
    verdict = decide(jaya, claim)
    second_reviewing.waive_second_review(actor=edi, claim=claim, version=now(claim).version)
    assert state(claim) == (ReviewState.WAIVED, Answer.SUPPORTED, Status.DONE)
    assert now(claim).current_verdict == verdict
    assert Event.objects.get(verb=Verb.SECOND_REVIEW_WAIVED).after == {"verdict": 1}


@pytest.mark.django_db
def test_nobody_does_without_the_second_review_of_their_own_work_while_others_could(joko: User) -> None:
    sari = make_person("sari")
    article = make_article()
    claim = make_claim(article)
    make_assignment(article, sari)
    second_reviewing.ask_second_review(actor=sari, article=article, claims=[claim])
    decide(sari, claim)
    with pytest.raises(PermissionDenied):
        second_reviewing.waive_second_review(actor=sari, claim=claim, version=now(claim).version)
    joko.is_active = False
    joko.save()
    second_reviewing.waive_second_review(actor=sari, claim=claim, version=now(claim).version)
    assert state(claim) == (ReviewState.WAIVED, Answer.SUPPORTED, Status.DONE)


@pytest.mark.django_db
def test_where_two_differ_and_there_is_no_third_the_claim_opens(
    claim: Claim, jaya: User, joko: User, edi: User
) -> None:
    decide(jaya, claim)
    decide(joko, claim, Answer.DISPUTED)
    second_reviewing.waive_second_review(actor=edi, claim=claim, version=now(claim).version)
    assert state(claim) == (ReviewState.WAIVED, "open", Status.IN_REVIEW)
    decide(jaya, claim, Answer.NOT_CHECKABLE)
    assert state(claim)[1:] == (Answer.NOT_CHECKABLE, Status.DONE)
    assert Verdict.objects.count() == 3


# --- Sending back --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_verdict_comes_back_and_is_revised(jaya: User, edi: User) -> None:
    article = make_article()
    claim = make_claim(article)
    make_assignment(article, jaya)
    sent_back = send_back(edi, decide(jaya, claim))
    assert now(claim).is_open
    assert now(claim).article.status == Status.IN_REVIEW
    assert Assignment.objects.get().state == AssignmentState.ACTIVE
    assert list(VerdictReturn.objects.open().visible_to(jaya)) == [sent_back]
    decide(jaya, claim, Answer.DISPUTED)
    sent_back.refresh_from_db()
    assert sent_back.state == ReturnState.REVISED
    assert (now(claim).state, now(claim).article.status) == (Answer.DISPUTED, Status.DONE)
    assert Verdict.objects.count() == 2


@pytest.mark.django_db
def test_its_author_stands_by_a_verdict_that_came_back(jaya: User, joko: User, edi: User) -> None:
    article = make_article()
    claim = make_claim(article)
    make_assignment(article, jaya)
    make_assignment(article, joko)
    verdict = decide(jaya, claim)
    sent_back = send_back(edi, verdict)
    for stranger in (joko, edi):
        with pytest.raises(PermissionDenied):
            returning.stand_by_verdict(actor=stranger, sent_back=sent_back, version=now(claim).version)
    returning.stand_by_verdict(actor=jaya, sent_back=sent_back, version=now(claim).version, words="Datanya resmi.")
    sent_back.refresh_from_db()
    assert (sent_back.state, sent_back.words) == (ReturnState.STOOD_BY, "Datanya resmi.")
    assert now(claim).current_verdict == verdict
    assert now(claim).article.status == Status.DONE
    with pytest.raises(Conflict):
        returning.stand_by_verdict(actor=jaya, sent_back=sent_back, version=now(claim).version)


@pytest.mark.django_db
def test_an_editor_takes_the_sending_back_away(jaya: User, edi: User) -> None:
    article = make_article()
    claim = make_claim(article)
    make_assignment(article, jaya)
    verdict = decide(jaya, claim)
    returning.take_return_back(actor=edi, sent_back=send_back(edi, verdict), version=now(claim).version)
    assert (now(claim).current_verdict, now(claim).article.status) == (verdict, Status.DONE)


@pytest.mark.django_db
def test_one_of_two_agreed_answers_comes_back_and_only_its_author_answers(
    claim: Claim, jaya: User, joko: User, budi: User, edi: User
) -> None:
    first = decide(jaya, claim)
    decide(joko, claim)
    send_back(edi, first)
    assert state(claim) == (ReviewState.RETURNED, "open", Status.IN_REVIEW)
    make_assignment(claim.article, budi)
    assert [may_answer(person, now(claim)) for person in (jaya, joko, budi)] == [True, False, False]
    decide(jaya, claim, Answer.DISPUTED)
    assert state(claim)[0] == ReviewState.DIFFERING
    assert Verdict.objects.count() == 3


@pytest.mark.django_db
def test_an_answer_that_comes_back_before_the_other_stays_hidden(
    claim: Claim, jaya: User, joko: User, edi: User
) -> None:
    sent_back = send_back(edi, decide(jaya, claim))
    assert not VerdictReturn.objects.visible_to(joko).exists()
    assert not Event.objects.visible_to(joko).filter(verb=Verb.VERDICT_RETURNED).exists()
    decide(joko, claim)
    assert state(claim)[0] == ReviewState.WAITING
    assert Verdict.objects.visible_to(jaya).get().author == jaya
    returning.stand_by_verdict(actor=jaya, sent_back=sent_back, version=now(claim).version)
    assert state(claim)[0] == ReviewState.SETTLED


@pytest.mark.django_db
def test_only_what_a_result_rests_on_comes_back(claim: Claim, jaya: User, joko: User, budi: User, edi: User) -> None:
    first = decide(jaya, claim)
    decide(joko, claim, Answer.DISPUTED)
    make_assignment(claim.article, budi)
    decide(budi, claim)
    with pytest.raises(Conflict):
        send_back(edi, first)
    with pytest.raises(NotAcceptable):
        send_back(edi, now(claim).current_verdict, "  ")  # type: ignore[arg-type]
    Assignment.objects.filter(assignee=budi).update(state=AssignmentState.WITHDRAWN)
    with pytest.raises(NotAcceptable):
        send_back(edi, now(claim).current_verdict)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_nobody_sends_back_in_an_article_that_they_reviewed(claim: Claim, jaya: User, joko: User) -> None:
    sari = make_person("sari")
    make_assignment(claim.article, sari)
    decide(jaya, claim)
    verdict = decide(sari, claim)
    with pytest.raises(PermissionDenied):
        send_back(sari, verdict)
    with pytest.raises(PermissionDenied):
        send_back(joko, verdict)


# --- Rules ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        ({"kind": "worth", "threshold": 0.7}, True),
        ({"kind": "worth", "threshold": 0.71}, False),
        ({"kind": "person"}, True),
        ({"kind": "publisher", "publisher": " WARTA uji "}, True),
        ({"kind": "publisher", "publisher": "Warta"}, False),
        ({"kind": "every", "every": 1}, True),
    ],
)
def test_a_rule_asks_where_it_covers_a_claim(rule: dict[str, Any], matches: bool, edi: User, jaya: User) -> None:
    second_reviewing.add_rule(actor=edi, **rule)
    article = make_article()
    claim = make_claim(article)
    Claim.objects.filter(pk=claim.pk).update(mentions=[{"kind": "person", "text": "Rina", "value": "", "unit": ""}])
    assigning.assign_articles(actor=edi, articles=[article], assignee=jaya)
    assert SecondReview.objects.filter(claim=claim).exists() == matches
    assert Event.objects.filter(verb=Verb.SECOND_REVIEW_ASKED, claim=claim).exists() == matches


@pytest.mark.django_db
def test_every_third_claim_is_one_of_three(edi: User) -> None:
    rule = SecondReviewRule.objects.create(kind="every", every=3, created_by=edi)
    assert sum(rule.covers(Claim(pk=pk), "") for pk in range(1, 301)) == 100


@pytest.mark.django_db
def test_a_rule_that_ended_asks_no_more_and_only_editors_make_one(edi: User, jaya: User, ade: User) -> None:
    for person in (jaya, ade):
        with pytest.raises(PermissionDenied):
            second_reviewing.add_rule(actor=person, kind="person")
    second_reviewing.end_rule(actor=edi, rule=second_reviewing.add_rule(actor=edi, kind="every", every=1))
    article = make_article()
    make_claim(article)
    make_assignment(article, jaya)
    claim = article.claims.get()
    decide(jaya, claim)
    assert not SecondReview.objects.exists()


@pytest.mark.django_db
def test_a_claim_that_came_after_the_assignment_is_asked_for_when_it_is_decided(edi: User, jaya: User) -> None:
    article = make_article()
    make_assignment(article, jaya)
    second_reviewing.add_rule(actor=edi, kind="every", every=1)
    claim = make_claim(article)
    decide(jaya, claim)
    assert state(claim) == (ReviewState.WAITING, "open", Status.IN_REVIEW)


def pair_of(claim: Claim) -> tuple[User, str, User, str, bool]:
    """Return who answered what without seeing the other, and whether it was equal."""
    pair = AnswerPair.objects.select_related("first__author", "second__author").get(claim=claim)
    first, second = pair.first, pair.second
    return first.author, first.answer, second.author, second.answer, pair.is_equal


@pytest.mark.django_db
def test_two_blind_answers_are_kept_as_a_pair_whatever_is_said_later(
    claim: Claim, jaya: User, joko: User, budi: User, edi: User
) -> None:
    decide(jaya, claim, Answer.DISPUTED)
    first = decide(jaya, claim)  # thought again while blind: this one counts
    assert not AnswerPair.objects.exists()
    decide(joko, claim, Answer.DISPUTED)
    assert pair_of(claim) == (jaya, Answer.SUPPORTED, joko, Answer.DISPUTED, False)
    send_back(edi, first)
    decide(jaya, claim, Answer.DISPUTED)
    assert state(claim)[0] == ReviewState.SETTLED
    assert pair_of(claim) == (jaya, Answer.SUPPORTED, joko, Answer.DISPUTED, False)


@pytest.mark.django_db
def test_a_pair_is_equal_where_both_answers_and_the_label_are(claim: Claim, jaya: User, joko: User) -> None:
    decide(jaya, claim, said="said")
    decide(joko, claim, said="not_said")
    assert pair_of(claim)[-1] is False
    other = make_claim(claim.article, quotation="1.200 keluarga belum terdata")
    SecondReview.objects.create(claim=other, state=ReviewState.WAITING)
    decide(jaya, other, said="said")
    decide(joko, other, said="said")
    assert pair_of(other)[-1] is True
