"""Whose turn it is, and what answers come to: tables of every case; and who may settle or send back, whatever roles."""

import pytest

from articles.access import Action, allows
from articles.models import SecondReview
from articles.models.assignments import Part
from articles.models.second_reviews import ReviewState
from articles.turns import Given, Outcome, is_turn, may_waive, outcome_of
from tests.make import make_article, make_assignment, make_claim, make_verdict
from tests.people import make_person

YES, NO, OPEN = ("said", "supported"), ("said", "disputed"), ("said", "not_checkable")
A, B, C = 11, 12, 13


def given(*answers: tuple[int, tuple[str, str]], returned: tuple[int, ...] = ()) -> list[Given]:
    """Return answers with the ids of their verdicts counted from 1; ``returned`` are authors."""
    return [
        Given(number, author, decision, author in returned)
        for number, (author, decision) in enumerate(answers, start=1)
    ]


@pytest.mark.parametrize(
    ("answers", "blind", "not_blind"),
    [
        (given(), Outcome(ReviewState.WAITING), Outcome(ReviewState.WAITING)),
        (given((A, YES)), Outcome(ReviewState.WAITING), Outcome(ReviewState.WAITING)),
        (given((A, YES), (B, YES)), Outcome(ReviewState.SETTLED, 2), Outcome(ReviewState.SETTLED, 2)),
        (given((A, YES), (B, NO)), Outcome(ReviewState.DIFFERING), Outcome(ReviewState.DIFFERING)),
        (given((A, YES), (B, NO), (C, OPEN)), Outcome(ReviewState.SETTLED, 3), Outcome(ReviewState.SETTLED, 3)),
        (given((A, YES), (B, NO), (C, YES)), Outcome(ReviewState.SETTLED, 3), Outcome(ReviewState.SETTLED, 3)),
        (
            given((A, YES), (B, YES), returned=(A,)),
            Outcome(ReviewState.WAITING),
            Outcome(ReviewState.RETURNED),
        ),
        (
            given((A, YES), (B, NO), (C, NO), returned=(C,)),
            Outcome(ReviewState.WAITING),
            Outcome(ReviewState.RETURNED),
        ),
    ],
)
def test_what_answers_come_to(answers: list[Given], blind: Outcome, not_blind: Outcome) -> None:
    assert outcome_of(answers, is_blind=True) == blind
    assert outcome_of(answers, is_blind=False) == not_blind


# For a state and the answers so far: whether A, B and C may answer, each with the check and with the second check.
TURNS = [
    (None, given(), "YYY", "---"),
    (ReviewState.WAIVED, given((A, YES)), "YYY", "---"),
    (ReviewState.WAITING, given(), "YYY", "YYY"),
    (ReviewState.WAITING, given((A, YES)), "YYY", "YYY"),
    (ReviewState.WAITING, given((A, YES), (B, YES), returned=(A,)), "YY-", "YY-"),
    (ReviewState.DIFFERING, given((A, YES), (B, NO)), "--Y", "--Y"),
    (ReviewState.RETURNED, given((A, YES), (B, YES), returned=(A,)), "Y--", "Y--"),
    (ReviewState.RETURNED, given((A, YES), (B, NO), (C, NO), returned=(C,)), "--Y", "--Y"),
    (ReviewState.SETTLED, given((A, YES), (B, YES)), "---", "---"),
    (ReviewState.SETTLED, given((A, YES), (B, NO), (C, NO)), "---", "---"),
]


@pytest.mark.parametrize(("state", "answers", "checking", "second"), TURNS)
def test_whose_turn_it_is(state: ReviewState | None, answers: list[Given], checking: str, second: str) -> None:
    review = SecondReview(state=state) if state else None
    for part, expected in ((Part.CHECK, checking), (Part.SECOND, second)):
        turns = "".join("Y" if is_turn(review, answers, person, part) else "-" for person in (A, B, C))
        assert turns == expected


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [["editor"], ["journalist", "editor"], ["journalist", "editor", "admin"]])
def test_nobody_settles_or_sends_back_their_own_work_whatever_roles_they_hold(roles: list[str]) -> None:
    person, author = make_person("rangkap", roles), make_person("jaya")
    theirs, others = make_article(), make_article()
    for article, writer in ((theirs, person), (others, author)):
        make_assignment(article, writer)
        make_verdict(make_claim(article), writer)
    for action in (Action.WAIVE, Action.RETURN):
        assert not allows(person, action, theirs)
        assert allows(person, action, others)
    review = SecondReview(claim=theirs.claims.get())
    make_person("joko")
    assert not may_waive(person, review, given((person.pk, YES)))
    assert may_waive(person, SecondReview(claim=others.claims.get()), given((author.pk, YES)))


@pytest.mark.django_db
@pytest.mark.parametrize(("roles", "may"), [(["journalist"], False), (["admin"], False), ([], False)])
def test_who_edits_nothing_settles_nothing(roles: list[str], may: bool) -> None:
    person = make_person("lain", roles)
    article = make_article()
    make_assignment(article, make_person("jaya"))
    claim = make_claim(article)
    assert [allows(person, action, article) for action in (Action.SECOND_REVIEW, Action.WAIVE, Action.RETURN)] == [
        may
    ] * 3
    assert may_waive(person, SecondReview(claim=claim), ()) == may
