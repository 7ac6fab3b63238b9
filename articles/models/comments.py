"""What people say to each other about a claim. Kept as the record is: who wrote it may reword it for a while, and the
database keeps the earlier wording and refuses every other change.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Coalesce, JSONObject, Length, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only, no_truncate
from articles.models.articles import Article
from articles.models.claims import Claim
from articles.models.people import User
from articles.models.second_reviews import SecondReview

MAX_WORDS = 5_000
EDIT_MINUTES = 15
PEOPLE_NAMED = 40
"""So many people are named under the field as those who can be mentioned; the others can be mentioned as well."""

REFUSE_ALL_BUT_REWORDING = """
IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'Cannot update or delete: a comment stays.';
END IF;
IF to_jsonb(NEW) - ARRAY['words', 'wording', 'edited_at'] IS DISTINCT FROM
   to_jsonb(OLD) - ARRAY['words', 'wording', 'edited_at']
   OR NEW.wording <> OLD.wording + 1
   OR OLD.created_at < statement_timestamp() - interval 'EDIT_MINUTES minutes'
THEN
    RAISE EXCEPTION 'Cannot update or delete: a comment is only reworded, and only for a while.';
END IF;
INSERT INTO articles_commentwording (comment_id, number, words, replaced_at)
VALUES (OLD.id, OLD.wording, OLD.words, statement_timestamp());
RETURN NEW;
""".replace("EDIT_MINUTES", str(EDIT_MINUTES))
"""An earlier wording is kept by the database itself, whoever rewords."""


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reads of comments; every page, export and message starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> CommentQuerySet:
        """Return the comments that a person may see: those on the claims of the articles that they may see.

        While two people check a claim, each sees only their own: what is said about it can tell the other's answer.
        """
        return self.unhidden_from(user).filter(claim__in=Claim.objects.visible_to(user))

    def unhidden_from(self, user: User | AnonymousUser) -> CommentQuerySet:
        """Leave out what a person who sees the claim may not see yet."""
        blind = SecondReview.objects.hiding_from(user).filter(claim=models.OuterRef("claim"))
        return self.filter(models.Q(author_id=user.pk) | ~models.Exists(blind))

    def with_people(self, article: Article) -> CommentQuerySet:
        """Add who can be mentioned, in the same query, as ``people``: a list of ``{"username", "name"}``."""
        people = article.audience().order_by("username")[:PEOPLE_NAMED]
        return self.annotate(people=ArraySubquery(people.values(who=JSONObject(username="username", name="name"))))


def comment_count(user: User) -> Coalesce:
    """Return how many comments on a claim a person who sees it may see, to annotate claims with."""
    seen = Comment.objects.unhidden_from(user).filter(claim=models.OuterRef("pk")).order_by().values("claim")
    return Coalesce(models.Subquery(seen.annotate(n=models.Count("pk")).values("n")), 0)


class Comment(models.Model):
    """What somebody says about a claim. ``wording`` counts its wordings from 1; ``key`` is the form's own, so that the
    same form sent twice makes one comment. ``to_editor`` says that it asks the editors for something.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="comments")
    words = models.TextField(_("comment"))
    wording = models.PositiveSmallIntegerField(default=1)
    to_editor = models.BooleanField(default=False, db_default=False)
    key = models.UUIDField()
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="comment_once_per_form"),
            models.CheckConstraint(
                condition=models.Q(models.lookups.LessThanOrEqual(Length("words"), MAX_WORDS), words__gt=""),
                name="comment_has_words_and_an_end",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="comment_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=REFUSE_ALL_BUT_REWORDING,
            ),
            no_truncate("comment"),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} on claim {self.claim_id}: {self.words[:60]}"

    @property
    def is_fresh(self) -> bool:
        """Whether its author may still reword it; the database decides by its own clock."""
        return timezone.now() < self.editable_until

    @property
    def editable_until(self) -> datetime:
        """When its wording is settled."""
        return self.created_at + timedelta(minutes=EDIT_MINUTES)


class CommentWording(models.Model):
    """An earlier wording of a comment; written by the database when it is reworded."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    replaced_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="comment_wording_number_once")]
        triggers = append_only("comment_wording")

    def __str__(self) -> str:
        return f"comment {self.comment_id}, wording {self.number}"


class CommentThread(models.Model):
    """Whether what is said about a claim is settled. A claim without a row has an open thread.

    ``asked_at`` is since when it waits for an editor; it waits no more when the thread is resolved.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="thread")
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | models.Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="comment_thread_says_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True) | models.Q(asked_at__isnull=True),
                name="comment_thread_resolved_asks_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(asked_at__isnull=False), name="comment_thread_asking")
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {'resolved' if self.resolved_at else 'open'}"
