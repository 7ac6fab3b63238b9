"""Article to journalist: an editor gives it, takes it back, or gives it to somebody else."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles
from articles.flow.choosing import ask_by_rules
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.notifying import notify
from articles.models import Article, Assignment, Claim, Event, User
from articles.models.articles import Status
from articles.models.assignments import AssignmentState, Part
from articles.models.events import Verb
from articles.models.notices import NoticeKind


@transaction.atomic
def assign_articles(
    *,
    actor: User,
    articles: Sequence[Article],
    assignee: User,
    due_on: date | None = None,
    note: str = "",
    together: bool = False,
) -> list[Assignment]:
    """Give articles to a journalist; whoever had one loses it, unless they are to work ``together``.

    All or nothing: one article that may not be assigned refuses the whole. An article whose claims are still being
    found can be given, its review begins when they are there. Giving it to the person who has it changes day and note.
    Raises :class:`NotAcceptable` when the person is not an active journalist.
    """
    if not assignee.is_journalist:
        access.require(actor, Action.ASSIGN)
        raise NotAcceptable(_("%(name)s is not an active journalist.") % {"name": assignee})
    locked = lock_articles(articles)
    for article in locked:
        access.require(actor, Action.ASSIGN, article)
    return [assign(actor, article, assignee, due_on, note.strip(), together) for article in locked]


def assign(actor: User, article: Article, assignee: User, due_on: date | None, note: str, together: bool) -> Assignment:
    """Give one locked article to one person."""
    if not together:
        for other in Assignment.objects.active().checking().filter(article=article).exclude(assignee=assignee):
            end(actor, other, article)
    values = {"due_on": due_on, "note": note, "assigned_by": actor, "part": Part.CHECK}
    assignment, _created = Assignment.objects.update_or_create(
        article=article, assignee=assignee, state=AssignmentState.ACTIVE, defaults=values
    )
    for old in (Status.READY, Status.DONE):
        article.move(old=old, new=Status.IN_REVIEW)
    after = {"assignee": str(assignee), "due_on": due_on.isoformat() if due_on else None, "note": note}
    event = Event.objects.record(Verb.ARTICLE_ASSIGNED, actor=actor, article=article, after=after)
    notify(kind=NoticeKind.ASSIGNED, people=[assignee.pk], actor=actor, article=article, event=event)
    ask_by_rules(article)
    return assignment


@transaction.atomic
def withdraw_assignment(*, actor: User, assignment: Assignment) -> None:
    """Take an article back from a person; what they decided stays.

    Raises :class:`Conflict` when it was finished or taken back already.
    """
    (article,) = lock_articles([assignment.article])
    access.require(actor, Action.ASSIGN, article)
    end(actor, assignment, article)
    if not Assignment.objects.active().checking().filter(article=article).exists():
        article.move(old=Status.IN_REVIEW, new=Status.DONE if was_settled(article) else Status.READY)


def was_settled(article: Article) -> bool:
    """Say whether somebody finished the article and nothing in it is open: then taking it back leaves it done."""
    finished = Assignment.objects.filter(article=article, state=AssignmentState.DONE).exists()
    return finished and not Claim.objects.undecided().filter(article=article).exists()


def end(actor: User, assignment: Assignment, article: Article) -> None:
    """End one active assignment of a locked article. Raises :class:`Conflict` when it is not active any more."""
    active = Assignment.objects.active().filter(pk=assignment.pk)
    if not active.update(state=AssignmentState.WITHDRAWN, ended_at=Now()):
        raise Conflict(_("This assignment has ended already."))
    before = {"assignee": str(assignment.assignee)}
    event = Event.objects.record(Verb.ASSIGNMENT_WITHDRAWN, actor=actor, article=article, before=before)
    notify(kind=NoticeKind.TAKEN_BACK, people=[assignment.assignee_id], actor=actor, article=article, event=event)
