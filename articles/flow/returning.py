"""Sending back: an editor returns a verdict with a reason, its author revises it or stands by it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles
from articles.flow.counting import hold_version, live_review, settle
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.finishing import finish_if_decided, reopen_assignment, take_up_again
from articles.flow.notifying import notify
from articles.models import Article, Claim, Event, SecondReview, User, Verdict, VerdictReturn
from articles.models.events import Verb
from articles.models.notices import NoticeKind
from articles.models.second_reviews import ReturnState, ReviewState
from articles.reading import clean_line
from articles.turns import answers_to, may_stand_by, part_of, returnable

MAX_WORDS = 5_000


@transaction.atomic
def return_verdict(*, actor: User, verdict: Verdict, version: int, reason: str) -> VerdictReturn:
    """Send a verdict back to its author; the claim is open until they have answered, and so is the review.

    Raises :class:`Conflict` when the claim was changed since ``version`` or the verdict does not count any more,
    :class:`NotAcceptable` without a reason, or when the author does not have the article any more.
    """
    (article,) = lock_articles([verdict.claim.article])
    access.require(actor, Action.RETURN, article)
    if not Verdict.objects.visible_to(actor).filter(pk=verdict.pk).exists():
        raise PermissionDenied("nobody sends back what they may not see")
    reason = checked_words(reason)
    if not clean_line(reason, 1_000):
        raise NotAcceptable(_("Say why you send it back: its author reads it."))
    if not verdict.author.is_journalist or not part_of(verdict.author, article.pk):
        raise NotAcceptable(
            _("%(name)s does not have this article any more. Assign it to them first.") % {"name": verdict.author}
        )
    review = live_review(verdict.claim)
    current = hold_version(verdict.claim, version, review)
    if verdict.pk not in returnable(current, review, answers_to(review) if review else []):
        raise Conflict(_("This verdict does not count any more. Look at the claim again."), current)
    sent_back = VerdictReturn.objects.create(verdict=verdict, returned_by=actor, reason=reason)
    open_again(actor, article, current, verdict, review)
    after = {"verdict": verdict.number, "author": str(verdict.author), "reason": reason}
    event = Event.objects.record(Verb.VERDICT_RETURNED, actor=actor, article=article, claim=current, after=after)
    notify(
        kind=NoticeKind.RETURNED,
        people=[verdict.author_id],
        actor=actor,
        article=article,
        claim=current,
        event=event,
    )
    return sent_back


def checked_words(words: str) -> str:
    """Return words without white space around them. Raises :class:`NotAcceptable` when they are too many."""
    words = words.replace("\0", "").strip()
    if len(words) > MAX_WORDS:
        raise NotAcceptable(_("This is too long; the limit is 5,000 characters."))
    return words


def open_again(actor: User, article: Article, claim: Claim, verdict: Verdict, review: SecondReview | None) -> None:
    """Open a claim whose verdict was sent back, and its review, and give the article back to the author."""
    Claim.objects.filter(pk=claim.pk).update(current_verdict=None)
    if review and review.state != ReviewState.WAITING:
        SecondReview.objects.filter(pk=review.pk).update(state=ReviewState.RETURNED, settled_at=None)
    reopen_assignment(actor, article)
    take_up_again(article, [verdict.author_id])


@transaction.atomic
def stand_by_verdict(*, actor: User, sent_back: VerdictReturn, version: int, words: str = "") -> None:
    """Stand by a verdict that was sent back: it counts again as it did, and the ``words`` say why.

    Raises :class:`Conflict` when it waits for its author no more.
    """
    (article,) = lock_articles([sent_back.verdict.claim.article])
    sent_back = VerdictReturn.objects.select_related("verdict__author", "verdict__claim__article").get(pk=sent_back.pk)
    if sent_back.state != ReturnState.OPEN and sent_back.verdict.author_id == actor.pk:
        raise Conflict(_("This was answered already."), sent_back.verdict.claim)
    if not may_stand_by(actor, sent_back):
        raise PermissionDenied("only its author stands by a verdict")
    answer_return(actor, article, sent_back, version, ReturnState.STOOD_BY, checked_words(words))


@transaction.atomic
def take_return_back(*, actor: User, sent_back: VerdictReturn, version: int) -> None:
    """Let a verdict count again that was sent back and not answered. Raises :class:`Conflict` when it was."""
    (article,) = lock_articles([sent_back.verdict.claim.article])
    access.require(actor, Action.RETURN, article)
    sent_back = VerdictReturn.objects.select_related("verdict__author", "verdict__claim__article").get(pk=sent_back.pk)
    if sent_back.state != ReturnState.OPEN:
        raise Conflict(_("This was answered already."), sent_back.verdict.claim)
    answer_return(actor, article, sent_back, version, ReturnState.TAKEN_BACK, "")


def answer_return(
    actor: User, article: Article, sent_back: VerdictReturn, version: int, state: ReturnState, words: str
) -> None:
    """End an open return of a locked article without a new verdict, and let the old one count as far as it does."""
    verdict = sent_back.verdict
    review = live_review(verdict.claim)
    current = hold_version(verdict.claim, version, review)
    VerdictReturn.objects.filter(pk=sent_back.pk).update(state=state, words=words, answered_at=Now())
    verb = Verb.VERDICT_STOOD_BY if state == ReturnState.STOOD_BY else Verb.RETURN_TAKEN_BACK
    after = {"verdict": verdict.number, "reason": words}
    Event.objects.record(verb, actor=actor, article=article, claim=current, after=after)
    if settle(actor, article, current, review, verdict):
        finish_if_decided(actor, article)
