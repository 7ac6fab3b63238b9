"""Whose turn it is to answer a claim: one, two who do not see each other, a third where they differ.

Nobody settles their own work, whatever roles they hold: the second is never the first, the third neither of the two.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from articles.access import Action, allows
from articles.models import Assignment, Claim, SecondReview, User, Verdict, VerdictReturn
from articles.models.assignments import Part
from articles.models.people import Role
from articles.models.second_reviews import ReturnState, ReviewState


@dataclass(frozen=True, slots=True)
class Given:
    """One person's newest answer in a second review; ``decision`` is what must be equal for two to agree."""

    verdict: int
    author: int
    decision: tuple[str, ...]
    is_returned: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What some answers come to; ``counts`` is the id of the verdict that counts, None while it is unsettled."""

    state: ReviewState
    counts: int | None = None


def outcome_of(answers: Sequence[Given], *, is_blind: bool) -> Outcome:
    """Return what the answers of a second review come to, in the order in which their authors first answered.

    ``is_blind`` says that the two have not seen each other's answer so far. Two that are equal settle it, with the
    later one; where they differ the third's does.
    """
    if len(answers) < 2:
        return Outcome(ReviewState.WAITING)
    if any(answer.is_returned for answer in answers):
        return Outcome(ReviewState.WAITING if is_blind else ReviewState.RETURNED)
    first, second, *rest = answers
    if first.decision == second.decision:
        return Outcome(ReviewState.SETTLED, max(first.verdict, second.verdict))
    return Outcome(ReviewState.SETTLED, rest[0].verdict) if rest else Outcome(ReviewState.DIFFERING)


def decision_of(verdict: Verdict) -> tuple[str, ...]:
    """Return what two verdicts must have in common to agree: whether they said it, whether it is so, and the label."""
    return (verdict.said, verdict.answer, verdict.label_name)


def answers_to(review: SecondReview) -> list[Given]:
    """Return each person's newest answer in a second review, in the order in which they first answered."""
    return answers_by_claim([review]).get(review.claim_id, [])


def answers_by_claim(
    reviews: Sequence[SecondReview], sent_back: Collection[int] | None = None
) -> dict[int, list[Given]]:
    """Return the answers of several second reviews by claim, in two queries; one that was taken back is none.

    With ``sent_back``, the ids of the verdicts that wait for their authors, it is one query.
    """
    after = {review.claim_id: review.after_number for review in reviews}
    verdicts = list(Verdict.objects.filter(claim__in=after, retraction=None).order_by("claim", "number"))
    if sent_back is None:
        sent_back = VerdictReturn.objects.open().filter(verdict__claim__in=after).values_list("verdict", flat=True)
    returned = set(sent_back)
    newest: dict[int, dict[int, Given]] = {}
    for verdict in verdicts:
        if verdict.number > after[verdict.claim_id]:
            given = Given(verdict.pk, verdict.author_id, decision_of(verdict), verdict.pk in returned)
            newest.setdefault(verdict.claim_id, {})[verdict.author_id] = given
    return {claim: list(by_author.values()) for claim, by_author in newest.items()}


def is_turn(review: SecondReview | None, answers: Sequence[Given], person: int, part: str) -> bool:
    """Say whether somebody with a ``part`` of the article may answer a claim now; ``person`` is their id."""
    if review is None or not review.is_live:
        return part == Part.CHECK
    authors = [answer.author for answer in answers]
    if review.state == ReviewState.WAITING:
        return person in authors or len(authors) < 2
    if review.state == ReviewState.DIFFERING:
        return person not in authors
    if review.state == ReviewState.RETURNED:
        return any(answer.is_returned and answer.author == person for answer in answers)
    return False


def part_of(user: User, article_id: int) -> str:
    """Return what a person has of an article, empty for nothing; who checks it can give the second check as well."""
    parts = Assignment.objects.standing().filter(article=article_id, assignee=user).values_list("part", flat=True)
    return Part.CHECK if Part.CHECK in parts else next(iter(parts), "")


def may_answer(user: User, claim: Claim) -> bool:
    """Say whether a person may give a verdict on a claim as it stands: the article is theirs, and it is their turn."""
    if not allows(user, Action.DECIDE, claim.article):
        return False
    review = SecondReview.objects.filter(claim=claim).first()
    return is_turn(review, answers_to(review) if review else (), user.pk, part_of(user, claim.article_id))


def may_stand_by(user: User, sent_back: VerdictReturn) -> bool:
    """Say whether a person may stand by a verdict that was sent back to them."""
    is_theirs = sent_back.verdict.author_id == user.pk and sent_back.state == ReturnState.OPEN
    return is_theirs and allows(user, Action.DECIDE, sent_back.verdict.claim.article)


def returnable(claim: Claim, review: SecondReview | None, answers: Sequence[Given]) -> set[int]:
    """Return the ids of the verdicts on a claim that an editor can send back: those that a result rests on."""
    if review is None or not review.is_live:
        return {claim.current_verdict_id} if claim.current_verdict_id else set()
    open_answers = {answer.verdict: answer for answer in answers if not answer.is_returned}
    if review.state == ReviewState.SETTLED and claim.current_verdict_id in open_answers:
        settled = open_answers[claim.current_verdict_id].decision
        agreed = {answer.verdict for answer in answers[:2] if answer.decision == settled}
        return agreed if len(agreed) == 2 else {claim.current_verdict_id}
    return set(open_answers)


def lacks_people(review: SecondReview, authors: Sequence[int]) -> bool:
    """Say whether the newsroom has too few active journalists to go on with a second review."""
    wanted = {ReviewState.WAITING: 2 - len(authors), ReviewState.DIFFERING: 1}.get(ReviewState(review.state), 0)
    return User.objects.with_role(Role.JOURNALIST).exclude(pk__in=authors).count() < wanted


def may_waive(user: User, review: SecondReview, answers: Sequence[Given]) -> bool:
    """Say whether a person may do without a second review: an editor, and one who took part only if nobody else could.

    Where two differ, only if there is no third.
    """
    article = review.claim.article
    authors = [answer.author for answer in answers]
    if not allows(user, Action.SECOND_REVIEW, article):
        return False
    if review.state == ReviewState.WAITING and len(authors) < 2:
        return allows(user, Action.WAIVE, article) or lacks_people(review, authors)
    return review.state == ReviewState.DIFFERING and lacks_people(review, authors)
