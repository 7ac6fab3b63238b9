"""Talking about a claim: writing, rewording for a while, saying that it is settled."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles.access import Action
from articles.flow.changing import lock_articles, require_hands_on
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.notifying import notify_of_comment
from articles.models import Article, Claim, Comment, CommentThread, Event, SecondReview, User
from articles.models.comments import MAX_WORDS
from articles.models.events import Verb
from articles.reading import clean_line

MENTION = re.compile(r"(?<![\w@.+-])@([\w.@+-]{1,150})")
"""A user name behind an @ that no other word runs into, as in an address of mail."""

MENTIONS_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Written:
    """A comment as it is stored; ``unheard`` are the names in it that nobody answers to who sees the claim."""

    comment: Comment
    unheard: list[str]


@transaction.atomic
def write_comment(*, actor: User, claim: Claim, words: str, key: UUID, to_editor: bool = False) -> Written:
    """Write a comment on a claim; a thread that was resolved is open again. The same ``key`` twice is one comment.

    With ``to_editor`` the claim waits for an editor until somebody resolves its comments.

    Raises :class:`NotAcceptable` without words or with too many, :class:`Conflict` when a form that was sent already
    has other words now.
    """
    words = checked_words(words)
    (article,) = lock_articles([claim.article])
    require_hands_on(actor, Action.COMMENT, article, claim)
    if known := Comment.objects.filter(author=actor, key=key).first():
        return same_form(known, claim, words, article)
    comment = Comment.objects.create(claim=claim, author=actor, words=words, key=key, to_editor=to_editor)
    opened = CommentThread.objects.filter(claim=claim, resolved_at__isnull=False).update(
        resolved_at=None, resolved_by=None
    )
    if to_editor:
        CommentThread.objects.get_or_create(claim=claim)
        CommentThread.objects.filter(claim=claim, asked_at__isnull=True).update(asked_at=Now())
    after = {"comment": comment.pk} | ({"opened": True} if opened else {}) | ({"asked": True} if to_editor else {})
    Event.objects.record(Verb.COMMENT_WRITTEN, actor=actor, article=article, claim=claim, after=after)
    return tell(comment, article)


def tell(comment: Comment, article: Article) -> Written:
    """Tell people of a comment, in the caller's transaction, and return it with the names that nobody has."""
    mentioned, unheard = hear(comment, article)
    notify_of_comment(comment, article, mentioned)
    return Written(comment, unheard)


def same_form(known: Comment, claim: Claim, words: str, article: Article) -> Written:
    """Return the comment that a form has made already. Raises :class:`Conflict` when it says something else now."""
    if known.claim_id != claim.pk or known.words != words:
        raise Conflict(_("This form was sent already, with other words. Send it again to add these as well."), claim)
    return Written(known, hear(known, article)[1])


@transaction.atomic
def edit_comment(*, actor: User, comment: Comment, wording: int, words: str) -> Written:
    """Reword one's own comment while it is fresh; the earlier wording stays in the record.

    ``wording`` is the number of the wording that was on the page. Raises :class:`Conflict` when it was reworded since,
    or is settled by now.
    """
    words = checked_words(words)
    (article,) = lock_articles([comment.claim.article])
    require_hands_on(actor, Action.COMMENT, article, comment.claim)
    current = Comment.objects.select_related("claim").get(pk=comment.pk)
    if current.author_id != actor.pk:
        raise PermissionDenied("a comment is reworded by its author")
    if current.words == words:  # the same form sent twice, or nothing changed
        return Written(current, hear(current, article)[1])
    if current.wording != wording:
        raise Conflict(_("You reworded this comment meanwhile. Look at it again."), current.claim)
    if not current.is_fresh:
        raise Conflict(_("This comment cannot be reworded any more. Write another one."), current.claim)
    Comment.objects.filter(pk=current.pk).update(words=words, wording=F("wording") + 1, edited_at=Now())
    after = {"comment": current.pk, "wording": wording + 1}
    Event.objects.record(Verb.COMMENT_EDITED, actor=actor, article=article, claim=current.claim, after=after)
    current.refresh_from_db()
    return tell(current, article)


@transaction.atomic
def resolve_thread(*, actor: User, claim: Claim, resolved: bool) -> None:
    """Say that what was said about a claim is settled, or open it again. Said twice is said once.

    Raises :class:`NotAcceptable` where nothing was said, and for somebody who does not see yet what was said.
    """
    (article,) = lock_articles([claim.article])
    require_hands_on(actor, Action.COMMENT, article, claim)
    if SecondReview.objects.hiding_from(actor).filter(claim=claim).exists():
        raise NotAcceptable(_("Two people check this claim. The comments stay open until both have answered."))
    if not Comment.objects.filter(claim=claim).exists():
        raise NotAcceptable(_("Nobody has written a comment here yet."))
    thread, _created = CommentThread.objects.get_or_create(claim=claim)
    if bool(thread.resolved_at) == resolved:
        return
    settled = {"resolved_by": actor, "resolved_at": Now(), "asked_at": None}
    values = settled if resolved else {"resolved_by": None, "resolved_at": None}
    CommentThread.objects.filter(pk=thread.pk).update(**values)
    verb = Verb.COMMENTS_RESOLVED if resolved else Verb.COMMENTS_OPENED
    Event.objects.record(verb, actor=actor, article=article, claim=claim)


def checked_words(words: str) -> str:
    """Return a comment's words without white space around them. Raises :class:`NotAcceptable` for none or too many."""
    words = words.replace("\0", "").strip()
    if not clean_line(words, 1_000):
        raise NotAcceptable(_("Write something first."))
    if len(words) > MAX_WORDS:
        raise NotAcceptable(_("This is too long; the limit is 5,000 characters."))
    return words


def mentioned_names(words: str) -> list[str]:
    """Return the user names that a comment mentions, as written, each once; a full stop behind one is not its own."""
    names = (found.rstrip(".+-@") for found in MENTION.findall(words))
    return list(dict.fromkeys(name for name in names if name))[:MENTIONS_AT_MOST]


def hear(comment: Comment, article: Article) -> tuple[list[User], list[str]]:
    """Return whom a comment mentions of those who see its claim, and the names that none of them has.

    Which of the latter are of people who see nothing and which are nobody's is not told.
    """
    names = mentioned_names(comment.words)
    if not names:
        return [], []
    wanted = reduce(or_, (Q(username__iexact=name) for name in names))
    people = list(article.audience().filter(wanted).exclude(pk=comment.author_id).order_by("username"))
    known = {person.username.lower() for person in people} | {comment.author.username.lower()}
    return people, [name for name in names if name.lower() not in known]
