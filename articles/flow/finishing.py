"""A review ends with its last open claim, and begins again with a new one; in the transaction of what caused it."""

from collections.abc import Iterable

from django.db.models.functions import Now

from articles.models import Article, Assignment, Claim, Event, SecondReview, User
from articles.models.articles import Status
from articles.models.assignments import AssignmentState, Part
from articles.models.events import Verb


def finish_if_decided(actor: User, article: Article) -> None:
    """End the review of a locked article when no claim is open any more."""
    if not Claim.objects.undecided().filter(article=article).exists():
        finish_assignments(actor, article)


def finish_assignments(actor: User, article: Article) -> None:
    """End the review of a locked article whose claims are all decided, in the caller's transaction."""
    if article.move(old=Status.IN_REVIEW, new=Status.DONE):
        Assignment.objects.active().filter(article=article).update(state=AssignmentState.DONE, ended_at=Now())
        Event.objects.record(Verb.REVIEW_FINISHED, actor=actor, article=article)


def reopen_assignment(actor: User | None, article: Article) -> None:
    """Begin the review of a done, locked article again for whoever finished it; do nothing in another state.

    ``actor`` is None for the worker. Where nobody finished it, it waits for an editor.
    """
    if article.move(old=Status.DONE, new=Status.IN_REVIEW):
        finished = Assignment.objects.filter(article=article, state=AssignmentState.DONE)
        latest = finished.checking().order_by("-ended_at", "-pk").first()
        if latest is None:
            article.move(old=Status.IN_REVIEW, new=Status.READY)
        else:
            take_up_again(article, [latest.assignee_id])
            second = SecondReview.objects.unsettled().filter(claim__article=article).exists()
            take_up_again(
                article, finished.filter(part=Part.SECOND).values_list("assignee", flat=True) if second else ()
            )
        Event.objects.record(Verb.REVIEW_REOPENED, actor=actor, article=article)


def take_up_again(article: Article, people: Iterable[int]) -> None:
    """Give a locked article back to those of some people, by their ids, who have finished it and do not have it."""
    for person in set(people):
        theirs = Assignment.objects.filter(article=article, assignee=person)
        latest = theirs.filter(state=AssignmentState.DONE).order_by("-ended_at", "-pk").first()
        if latest and not theirs.active().exists():
            Assignment.objects.filter(pk=latest.pk).update(state=AssignmentState.ACTIVE, ended_at=None)
