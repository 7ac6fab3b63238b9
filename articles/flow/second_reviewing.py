"""Asking for a second review, by hand or by rule; saying who gives it; doing without it where nobody can."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles
from articles.flow.counting import hold_version
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.finishing import finish_if_decided, reopen_assignment
from articles.flow.notifying import notify
from articles.models import Article, Assignment, Claim, Event, SecondReview, SecondReviewRule, User, VerdictReturn
from articles.models.articles import Status
from articles.models.assignments import AssignmentState, Part
from articles.models.events import Verb
from articles.models.notices import NoticeKind
from articles.models.second_reviews import ReviewState, RuleKind
from articles.turns import answers_to, may_waive


@transaction.atomic
def ask_second_review(*, actor: User, article: Article, claims: Sequence[Claim]) -> int:
    """Ask that two people check claims of an article, and return of how many that was new.

    A verdict that counts becomes the first answer and counts again when a second is equal; a finished review is open
    again then.
    """
    (article,) = lock_articles([article])
    access.require(actor, Action.SECOND_REVIEW, article)
    wanted = Claim.objects.standing().filter(article=article, pk__in=[claim.pk for claim in claims])
    fresh = [claim for claim in wanted.select_related("current_verdict").in_reading_order() if not is_asked(claim)]
    for claim in fresh:
        ask(actor, article, claim)
    if any(claim.current_verdict for claim in fresh):
        reopen_assignment(actor, article)
    return len(fresh)


def is_asked(claim: Claim) -> bool:
    """Say whether two people check a claim, or have checked it."""
    return SecondReview.objects.filter(claim=claim).exclude(state=ReviewState.WAIVED).exists()


def ask(actor: User, article: Article, claim: Claim) -> None:
    """Ask for the second review of one claim of a locked article; its verdict, counting or sent back, is the first."""
    sent_back = VerdictReturn.objects.open().filter(verdict__claim=claim).select_related("verdict").first()
    first = claim.current_verdict or (sent_back.verdict if sent_back else None)
    after_number = first.number - 1 if first else claim.verdicts.count()
    values = {"state": ReviewState.WAITING, "after_number": after_number, "asked_by": actor, "rule": None}
    SecondReview.objects.update_or_create(claim=claim, defaults=values | {"settled_at": None})
    Claim.objects.filter(pk=claim.pk).update(current_verdict=None, version=F("version") + 1)
    Event.objects.record(Verb.SECOND_REVIEW_ASKED, actor=actor, article=article, claim=claim)


@transaction.atomic
def waive_second_review(*, actor: User, claim: Claim, version: int) -> None:
    """Do without the second review of a claim: the one answer that there is counts, and the record says so.

    Who took part may do so only where the newsroom has nobody else. Where two differ and there is no third, the claim
    is open to whoever has the article. Raises :class:`Conflict` when it was changed or settled since ``version``.
    """
    (article,) = lock_articles([claim.article])
    review = SecondReview.objects.select_related("claim__article").filter(claim=claim).first()
    if review is None or not review.is_unsettled:
        access.require(actor, Action.SECOND_REVIEW, article)
        raise Conflict(_("No second review is open here any more."), claim)
    answers = answers_to(review)
    if not may_waive(actor, review, answers):
        raise PermissionDenied("nobody does without the second review of their own work")
    current = hold_version(claim, version, review)
    counts = answers[0].verdict if len(answers) == 1 and not answers[0].is_returned else None
    SecondReview.objects.filter(pk=review.pk).update(state=ReviewState.WAIVED)
    Claim.objects.filter(pk=claim.pk).update(current_verdict=counts, version=F("version") + 1)
    after = {"verdict": current.verdicts.get(pk=counts).number} if counts else {}
    Event.objects.record(Verb.SECOND_REVIEW_WAIVED, actor=actor, article=article, claim=current, after=after)
    if counts:
        finish_if_decided(actor, article)


@transaction.atomic
def assign_second(
    *, actor: User, article: Article, assignee: User, due_on: date | None = None, note: str = ""
) -> Assignment:
    """Give a journalist the second check of an article: of those claims that two people check, and of no other.

    Raises :class:`NotAcceptable` when nobody has the article, nothing in it asks for a second check, or the person is
    no active journalist or has the article already.
    """
    (article,) = lock_articles([article])
    access.require(actor, Action.SECOND_REVIEW, article)
    refuse_assignment(article, assignee)
    assignment = Assignment.objects.create(
        article=article, assignee=assignee, assigned_by=actor, part=Part.SECOND, due_on=due_on, note=note.strip()
    )
    after = {"assignee": str(assignee), "due_on": due_on.isoformat() if due_on else None, "note": note.strip()}
    event = Event.objects.record(Verb.SECOND_ASSIGNED, actor=actor, article=article, after=after)
    notify(kind=NoticeKind.SECOND_GIVEN, people=[assignee.pk], actor=actor, article=article, event=event)
    return assignment


def refuse_assignment(article: Article, assignee: User) -> None:
    """Raise :class:`NotAcceptable` when a person cannot be given the second check of an article."""
    if not assignee.is_journalist:
        raise NotAcceptable(_("%(name)s is not an active journalist.") % {"name": assignee})
    if article.status != Status.IN_REVIEW:
        raise NotAcceptable(_("Nobody checks this article yet. Assign it first."))
    if not SecondReview.objects.unsettled().filter(claim__article=article).exists():
        raise NotAcceptable(_("No claim of this article waits for a second check."))
    if Assignment.objects.filter(article=article, assignee=assignee, state=AssignmentState.ACTIVE).exists():
        raise NotAcceptable(
            _("%(name)s has this article already, and can give the second check of what others answered.")
            % {"name": assignee}
        )


def add_rule(
    *, actor: User, kind: str, threshold: float | None = None, publisher: str = "", every: int | None = None
) -> SecondReviewRule:
    """Add a rule; it holds for what is found, assigned or decided from now on."""
    access.require(actor, Action.SECOND_REVIEW)
    return SecondReviewRule.objects.create(
        kind=kind,
        threshold=threshold if kind == RuleKind.WORTH else None,
        publisher=publisher.strip() if kind == RuleKind.PUBLISHER else "",
        every=every if kind == RuleKind.EVERY else None,
        created_by=actor,
    )


def end_rule(*, actor: User, rule: SecondReviewRule) -> None:
    """End a rule; what it has asked for stays asked for. Ended twice is ended once."""
    access.require(actor, Action.SECOND_REVIEW)
    SecondReviewRule.objects.filter(pk=rule.pk, ended_at__isnull=True).update(ended_at=Now(), ended_by=actor)
