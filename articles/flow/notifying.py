"""Telling people of what concerns them, in the transaction of what they are told of."""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Now

from articles.models import Article, Assignment, Claim, Comment, Event, Notice, User, Verdict
from articles.models.notices import NoticeKind
from articles.models.people import Role

TITLE_LENGTH = 500


def notify(
    *,
    kind: NoticeKind,
    people: Iterable[int],
    actor: User | None,
    article: Article,
    claim: Claim | None = None,
    event: Event | None = None,
    comment: Comment | None = None,
) -> None:
    """Tell people, by their ids, of an event or a comment; nobody of their own doing, and nobody twice.

    Somebody who may not see it yet is told as soon as they may: ``Notice.objects.visible_to`` decides. Call it in the
    transaction of what it tells of. Whoever has left the newsroom is left out.
    """
    told = set(people) - {actor.pk if actor else None}
    if not told:
        return
    about = {"kind": kind, "actor": actor, "article": article, "claim": claim, "event": event, "comment": comment}
    active = User.objects.filter(pk__in=told, is_active=True).order_by("pk").values_list("pk", flat=True)
    rows = [Notice(person_id=person, title=article.title[:TITLE_LENGTH], **about) for person in active]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def notify_of_comment(comment: Comment, article: Article, mentioned: Iterable[User]) -> None:
    """Tell whom a comment mentions, the editors where it asks them, and whose claim it is about.

    That is whoever has the article or has decided the claim, and whoever has said something about it before.
    """
    claim = comment.claim
    named = {person.pk for person in mentioned}
    editors = set(User.objects.with_role(Role.EDITOR).values_list("pk", flat=True)) if comment.to_editor else set()
    having = set(Assignment.objects.standing().filter(article=article).values_list("assignee", flat=True))
    deciding = set(Verdict.objects.filter(claim=claim).values_list("author", flat=True))
    talking = set(Comment.objects.filter(claim=claim).values_list("author", flat=True))
    for kind, people in (
        (NoticeKind.MENTIONED, named),
        (NoticeKind.ASKED, editors - named),
        (NoticeKind.COMMENTED, (having | deciding | talking) - named - editors),
    ):
        notify(kind=kind, people=people, actor=comment.author, article=article, claim=claim, comment=comment)


def notify_of_changed_claims(event: Event, flagged: list[Claim]) -> None:
    """Tell whose claims a new text changed or took out: who has the article, and who decided one of them."""
    having = set(Assignment.objects.standing().filter(article=event.article).values_list("assignee", flat=True))
    deciding = set(Verdict.objects.filter(claim__in=flagged).values_list("author", flat=True))
    claim = flagged[0] if len(flagged) == 1 else None
    notify(
        kind=NoticeKind.CLAIMS_CHANGED,
        people=having | deciding,
        actor=event.actor,
        article=event.article,
        claim=claim,
        event=event,
    )


def read_notice(*, actor: User, notice: Notice) -> None:
    """Note that a person has read a notice of theirs. Read twice is read once."""
    Notice.objects.visible_to(actor).unread().filter(pk=notice.pk).update(read_at=Now())


def read_all_notices(*, actor: User, newest: int) -> None:
    """Note that a person has read their notices up to the ``newest`` that was on the page; later ones stay unread.

    One that they may not see yet stays unread as well.
    """
    Notice.objects.visible_to(actor).unread().filter(pk__lte=newest).update(read_at=Now())


def read_notices_of(*, actor: User, article_id: int, claim_id: int | None) -> None:
    """Note that a person has before them what some notices tell of: an article, with one of its claims or none."""
    theirs = Notice.objects.visible_to(actor).unread().filter(article=article_id)
    theirs.filter(Q(claim=claim_id) | Q(claim__isnull=True)).update(read_at=Now())
