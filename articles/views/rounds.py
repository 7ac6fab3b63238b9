"""The second reviews of an article's claims: whose turn it is, and what a person may know of where each stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.access import Action, allows
from articles.models import Article, Assignment, Claim, SecondReview, User, Verdict, VerdictReturn
from articles.models.articles import Status
from articles.models.assignments import Part
from articles.models.second_reviews import UNSETTLED, ReturnState, ReviewState
from articles.turns import Given, answers_by_claim, is_turn, may_waive, returnable


def review_of(claim: Claim) -> SecondReview | None:
    """Return the second review that was fetched with a claim, also one that somebody did without."""
    return getattr(claim, "second_review", None)


def live_review_of(claim: Claim) -> SecondReview | None:
    """Return the second review that was fetched with a claim, if two people check it or have checked it."""
    review = review_of(claim)
    return review if review is not None and review.is_live else None


@dataclass(frozen=True, slots=True)
class Rounds:
    """Who has answered what on the claims of an article, for telling one person what is theirs to do.

    ``part`` is what they have of the article, empty for nothing. The answers are everybody's: what is shown of them is
    for :func:`second_of` to say, which knows who must not see whose.
    """

    user: User
    part: str
    answers: dict[int, list[Given]]
    returns: list[VerdictReturn]

    def of(self, claim: Claim) -> list[Given]:
        """Return the answers to the second review of a claim."""
        return self.answers.get(claim.pk, [])

    def is_turn(self, claim: Claim) -> bool:
        """Say whether the person, who has the article, may answer a claim now."""
        return is_turn(review_of(claim), self.of(claim), self.user.pk, self.part)

    def waits_for_user(self, claim: Claim) -> bool:
        """Say whether an open claim waits for this person: it is their turn, and they have not answered."""
        if not claim.is_open:
            return False
        if claim.is_flagged:
            return self.part == Part.CHECK
        return self.is_turn(claim) and not self.has_answered(claim)

    def has_answered(self, claim: Claim) -> bool:
        """Say whether the person has answered in a claim's second review, and nobody sent that back."""
        return any(given.author == self.user.pk and not given.is_returned for given in self.of(claim))

    def standing_verdicts(self, claim: Claim) -> set[int]:
        """Return the ids of the verdicts on a claim that no later one took the place of."""
        sent_back = {one.verdict_id for one in self.returns if one.state == ReturnState.OPEN}
        counts = {claim.current_verdict_id} if claim.current_verdict_id else set()
        return counts | sent_back | {given.verdict for given in self.of(claim)}


def rounds_of(article: Article, claims: Sequence[Claim], user: User, assignments: Sequence[Assignment]) -> Rounds:
    """Read the rounds of an article's claims, which were fetched with their second reviews.

    No query where no claim has a second review and none was sent back, else two.
    """
    parts = {one.part for one in assignments if one.assignee_id == user.pk}
    part = Part.CHECK if Part.CHECK in parts else next(iter(parts), "")
    reviews = [review for claim in claims if (review := live_review_of(claim))]
    returns: list[VerdictReturn] = []
    if reviews or any(getattr(claim, "sent_back", None) for claim in claims):
        found = VerdictReturn.objects.filter(verdict__claim__article=article)
        returns = list(found.select_related("returned_by", "verdict__author").order_by("pk"))
    sent_back = {one.verdict_id for one in returns if one.state == ReturnState.OPEN}
    return Rounds(user, part, answers_by_claim(reviews, sent_back) if reviews else {}, returns)


@dataclass(frozen=True, slots=True)
class Second:
    """What the page says of the second review of the claim at hand, as one person may know it.

    ``state`` is a :class:`ReviewState`, empty where nobody asked. ``answered`` is how many of the two have answered,
    None for whoever must not know; ``people`` are those whose answer the person may see, in the order of the answers,
    and ``third`` the one of them who settled it. ``both`` are two answers that differ; ``sent_back`` is what waits for
    its author, and ``own_return`` what of it is this person's; ``to_return`` are the ids of the verdicts that they can
    send back. ``lacks_people`` says that nobody who has the article can give the answer that is missing.
    """

    state: str
    is_turn: bool
    has_answered: bool
    answered: int | None
    people: list[User]
    third: User | None
    both: list[Verdict]
    sent_back: list[VerdictReturn]
    own_return: VerdictReturn | None
    to_return: set[int]
    lacks_people: bool
    may_ask: bool
    may_waive: bool
    may_assign: bool
    may_take_back: bool

    @property
    def is_unsettled(self) -> bool:
        """Whether two people or a third have to answer yet, or an author."""
        return self.state in UNSETTLED


def second_of(claim: Claim, rounds: Rounds, verdicts: Sequence[Verdict], *, may_decide: bool) -> Second:
    """Return what the page says of the second review of a claim; ``verdicts`` are those that the person may see."""
    user, review, answers = rounds.user, review_of(claim), rounds.of(claim)
    state = review.state if review else ""
    seen = {verdict.pk: verdict for verdict in verdicts}
    shown = [seen[given.verdict] for given in answers if given.verdict in seen]
    sent_back = [one for one in rounds.returns if one.verdict_id in seen and one.state == ReturnState.OPEN]
    is_editor = allows(user, Action.SECOND_REVIEW, claim.article)
    may_settle = is_editor and state in UNSETTLED
    return Second(
        state=state,
        is_turn=may_decide and rounds.is_turn(claim),
        has_answered=rounds.has_answered(claim),
        answered=None if is_blind(user, state) else len(answers),
        people=[verdict.author for verdict in shown],
        third=next((verdict.author for verdict in shown[2:] if verdict.pk == claim.current_verdict_id), None),
        both=shown[:2] if state == ReviewState.DIFFERING else [],
        sent_back=sent_back,
        own_return=next((one for one in sent_back if may_decide and one.verdict.author_id == user.pk), None),
        to_return=to_return(claim, rounds) & set(seen),
        lacks_people=may_settle and lacks_people(claim, rounds),
        may_ask=is_editor and state in {"", ReviewState.WAIVED},
        may_waive=may_settle and review is not None and may_waive(user, review, answers),
        may_assign=may_settle and claim.article.status == Status.IN_REVIEW,
        may_take_back=bool(sent_back) and allows(user, Action.RETURN, claim.article),
    )


def is_blind(user: User, state: str) -> bool:
    """Say whether a person must not know if others have answered; the same rule as for the answers themselves."""
    return state == ReviewState.WAITING and user.is_journalist


def lacks_people(claim: Claim, rounds: Rounds) -> bool:
    """Say whether nobody who has the article can give the answer that is missing."""
    review = review_of(claim)
    having = {one.assignee_id for one in claim.article.known_assignments or ()}
    authors = {given.author for given in rounds.of(claim)}
    if review is None or review.state == ReviewState.RETURNED:
        return False
    if is_blind(rounds.user, review.state):
        return len(having) < 2
    wanted = 1 if review.state == ReviewState.DIFFERING else 2 - len(authors)
    return len(having - authors) < wanted


def to_return(claim: Claim, rounds: Rounds) -> set[int]:
    """Return the ids of the verdicts on a claim that the person can send back, whether they see them or not."""
    possible = returnable(claim, live_review_of(claim), rounds.of(claim))
    return possible if possible and allows(rounds.user, Action.RETURN, claim.article) else set()


def not_your_turn(claim: Claim, rounds: Rounds) -> str:
    """Return why somebody who has the article cannot answer a claim, as far as the page has not said it."""
    review = live_review_of(claim)
    if review is None:
        return _("You give the second check. This claim is not part of it: you can read it.")
    if review.state == ReviewState.RETURNED:
        return _("An answer was sent back. Its author has to say first what becomes of it.")
    if review.state == ReviewState.SETTLED:
        return _("Two people have checked this claim. It changes only when an editor sends an answer back.")
    return "" if review.state == ReviewState.DIFFERING else _("Two others check this claim. You can read along.")


def own_answer(claim: Claim, rounds: Rounds, verdicts: Sequence[Verdict]) -> Verdict | None:
    """Return the person's own answer that they can change: in a second review, or what was sent back to them."""
    own = [given.verdict for given in rounds.of(claim) if given.author == rounds.user.pk]
    sent_back = [one.verdict_id for one in rounds.returns if one.state == ReturnState.OPEN]
    return next(
        (one for one in verdicts if one.author_id == rounds.user.pk and one.pk in {*own, *sent_back}),
        None,
    )
