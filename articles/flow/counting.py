"""Which verdict counts: one person's, or what two who do not see each other come to, or a third where they differ.

While two check a claim, their answers leave its row as it was: neither page nor version tells one of them that the
other has answered, and two answers at once are both taken.
"""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.db.models.functions import Now

from articles.flow.changing import take_version
from articles.flow.choosing import ask_by_rules
from articles.models import AnswerPair, Article, Claim, Event, SecondReview, User, Verdict, VerdictReturn
from articles.models.claims import Standing
from articles.models.events import Verb
from articles.models.second_reviews import ReturnState, ReviewState
from articles.turns import Given, answers_to, is_turn, outcome_of, part_of


def live_review(claim: Claim) -> SecondReview | None:
    """Return the second review of a claim, if two people check it or have checked it."""
    return SecondReview.objects.filter(claim=claim).exclude(state=ReviewState.WAIVED).first()


def take_turn(actor: User, article: Article, claim: Claim, version: int) -> Claim:
    """Return the claim as it is, for a person's answer to its ``version``, with the article locked.

    Raises :class:`articles.flow.errors.Conflict` when it was changed or decided since, and
    :class:`PermissionDenied` when it is not this person's turn.
    """
    ask_by_rules(article, [claim])
    review = live_review(claim)
    current = hold_version(claim, version, review)
    answers = answers_to(review) if review else []
    if not is_turn(review, answers, actor.pk, part_of(actor, article.pk)):
        raise PermissionDenied("it is not this person's turn to answer the claim")
    return current


def hold_version(claim: Claim, version: int, review: SecondReview | None) -> Claim:
    """Take the claim's version; while two check it, only look whether it still is ``version``."""
    same = Claim.objects.filter(pk=claim.pk, version=version, standing=Standing.STANDS)
    if review and review.state == ReviewState.WAITING and same.exists():
        return Claim.objects.with_all().select_related("article_text").get(pk=claim.pk)
    return take_version(claim, version)


def count_verdict(actor: User, article: Article, claim: Claim, verdict: Verdict) -> bool:
    """Let a new verdict count as far as it does, and say whether one counts now; it answers what was sent back."""
    review = getattr(claim, "second_review", None)  # read with the claim, under the article's lock
    review = review if review and review.is_live else None
    sent_back = VerdictReturn.objects.open().filter(verdict__claim=claim)
    answered = sent_back.filter(verdict__author=actor) if review else sent_back
    answered.update(state=ReturnState.REVISED, answered_at=Now())
    return settle(actor, article, claim, review, verdict)


def settle(actor: User, article: Article, claim: Claim, review: SecondReview | None, verdict: Verdict) -> bool:
    """Put on the claim what counts after something was said of a ``verdict``, and say whether one counts."""
    if review is None:
        Claim.objects.filter(pk=claim.pk).update(current_verdict=verdict)
        return True
    answers = answers_to(review)
    outcome = outcome_of(answers, is_blind=review.state == ReviewState.WAITING)
    if outcome.state == ReviewState.WAITING:
        return False
    if review.state == ReviewState.WAITING:
        note_pair(claim, answers)
    settled_at = Now() if outcome.counts else None
    SecondReview.objects.filter(pk=review.pk).update(state=outcome.state, settled_at=settled_at)
    Claim.objects.filter(pk=claim.pk).update(current_verdict=outcome.counts, version=F("version") + 1)
    if outcome.counts is not None:
        counted = Verdict.objects.get(pk=outcome.counts)
        after = {"answer": counted.answer, "verdict": counted.number}
        Event.objects.record(Verb.SECOND_REVIEW_SETTLED, actor=actor, article=article, claim=claim, after=after)
    elif outcome.state == ReviewState.DIFFERING:
        Event.objects.record(Verb.SECOND_REVIEW_DIFFERED, actor=actor, article=article, claim=claim)
    return outcome.counts is not None


def note_pair(claim: Claim, answers: Sequence[Given]) -> None:
    """Keep what two answered who have not seen each other's answer, before they do: agreement is counted from it."""
    first, second = answers[:2]
    AnswerPair.objects.create(
        claim=claim,
        first_id=first.verdict,
        second_id=second.verdict,
        is_equal=first.decision == second.decision,
    )
