"""A review ends with its last open claim, and begins again with a new one; in the transaction of what caused it."""

from django.db.models.functions import Now

from articles.models import Article, Assignment, Claim, Event, User
from articles.models.articles import Status
from articles.models.assignments import AssignmentState
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
        latest = finished.order_by("-ended_at", "-pk").first()
        if latest is None:
            article.move(old=Status.IN_REVIEW, new=Status.READY)
        else:
            Assignment.objects.filter(pk=latest.pk).update(state=AssignmentState.ACTIVE, ended_at=None)
        Event.objects.record(Verb.REVIEW_REOPENED, actor=actor, article=article)
