"""The rows of a journalist's queue: what they have of each article, and how much of it waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from articles.models import Assignment, SecondReview, User, VerdictReturn
from articles.models.assignments import Part
from articles.turns import Given, answers_by_claim, is_turn


@dataclass
class QueueRow:
    """One assignment with its article's claims that two people check.

    ``theirs`` is how many of those the person can answer or has answered, ``to_answer`` how many of them wait for the
    person, ``elsewhere`` how many wait for others alone.
    """

    assignment: Assignment
    theirs: int = 0
    to_answer: int = 0
    elsewhere: int = 0

    @property
    def is_second(self) -> bool:
        """Whether it is the second check alone."""
        return self.assignment.part == Part.SECOND

    @property
    def answered(self) -> int:
        """How many of the claims that two people check the person has answered."""
        return self.theirs - self.to_answer

    @property
    def waiting(self) -> int:
        """How many claims of the article wait for the person."""
        if self.is_second:
            return self.to_answer
        counts = self.assignment.article
        undecided: int = getattr(counts, "claim_count", 0) - getattr(counts, "decided_count", 0)
        return undecided - self.elsewhere

    @property
    def waits_for_others(self) -> bool:
        """Whether nothing of it waits for the person, though claims are open."""
        return not self.waiting and bool(self.theirs or self.elsewhere)


def queue_rows(assignments: Iterable[Assignment], user: User) -> list[QueueRow]:
    """Return the rows of some assignments of a person, in their order; in one query, three where two people check."""
    rows = [QueueRow(assignment) for assignment in assignments]
    articles = [row.assignment.article_id for row in rows]
    reviews = list(SecondReview.objects.unsettled().filter(claim__article__in=articles).select_related("claim"))
    answers = answers_by_claim(reviews) if reviews else {}
    for row in rows:
        for review in reviews:
            if review.claim.article_id == row.assignment.article_id:
                count(row, review, answers.get(review.claim_id, []), user)
    return rows


def returns_to(user: User) -> list[VerdictReturn]:
    """Return what was sent back to a person and waits for them, the oldest first."""
    waiting = VerdictReturn.objects.open().visible_to(user).filter(verdict__author=user)
    having = Assignment.objects.standing().filter(article=OuterRef("verdict__claim__article"), assignee=user)
    rows = waiting.filter(Exists(having)).select_related("returned_by", "verdict__claim__article")
    return list(rows.order_by("pk"))


def count(row: QueueRow, review: SecondReview, answers: list[Given], user: User) -> None:
    """Add one claim that two people check to a row."""
    if review.claim.is_flagged:
        return  # it waits for whoever checks the article to say what becomes of its words
    has_answered = any(given.author == user.pk and not given.is_returned for given in answers)
    turn = is_turn(review, answers, user.pk, row.assignment.part)
    row.theirs += turn or has_answered
    row.to_answer += turn and not has_answered
    row.elsewhere += has_answered or not turn
