"""What a person is told of: that somebody mentioned them, gave them work, or touched what is theirs."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.claims import Claim
from articles.models.comments import Comment
from articles.models.digests import Digest
from articles.models.events import Event
from articles.models.people import User


class NoticeKind(models.TextChoices):
    """Why somebody is told, in the past tense of the one who did it."""

    MENTIONED = "mentioned", _("mentioned you")
    COMMENTED = "commented", _("commented on a claim")
    ASKED = "asked", _("asks an editor about a claim")
    ASSIGNED = "assigned", _("gave you an article")
    TAKEN_BACK = "taken_back", _("took an article back from you")
    RETURNED = "returned", _("sent your verdict back")
    SECOND_GIVEN = "second_given", _("gave you a second check")
    CLAIMS_CHANGED = "claims_changed", _("gave an article a text in which claims changed")


OF_COMMENTS = (NoticeKind.MENTIONED, NoticeKind.COMMENTED, NoticeKind.ASKED)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices; every page and mail starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> NoticeQuerySet:
        """Return a person's own notices of what they may see now.

        One of a comment that they may not see yet waits until they may. That an article was taken back is told although
        they do not see it any more: it says what they knew. The other kinds tell of the article, or of the person's own
        verdict, and never of another's answer.
        """
        comment = models.Exists(Comment.objects.visible_to(user).filter(pk=models.OuterRef("comment")))
        article = models.Exists(Article.objects.visible_to(user).filter(pk=models.OuterRef("article")))
        shown = (
            models.Q(comment, kind__in=OF_COMMENTS)
            | models.Q(kind=NoticeKind.TAKEN_BACK)
            | (models.Q(article) & ~models.Q(kind__in=OF_COMMENTS))
        )
        return self.filter(shown, person_id=user.pk)

    def with_sight(self, user: User) -> NoticeQuerySet:
        """Fetch what a list shows, and as ``is_reachable`` whether the person sees the article that it leads to."""
        seen = models.Exists(Article.objects.visible_to(user).filter(pk=models.OuterRef("article")))
        return self.select_related("actor", "article", "claim", "comment").annotate(is_reachable=seen)

    def unread(self) -> NoticeQuerySet:
        """Return those that nobody has opened."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One person told of one thing, once: an event or a comment. ``title`` is the article's as it was then."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=500)
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "event"], condition=models.Q(event__isnull=False), name="notice_once_of_an_event"
            ),
            models.UniqueConstraint(
                fields=["person", "comment"], condition=models.Q(comment__isnull=False), name="notice_once_of_a_comment"
            ),
            models.CheckConstraint(
                condition=models.Q(event__isnull=True, comment__isnull=False, claim__isnull=False, kind__in=OF_COMMENTS)
                | (models.Q(event__isnull=False, comment__isnull=True) & ~models.Q(kind__in=OF_COMMENTS)),
                name="notice_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_by_person"),
            models.Index(fields=["person"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} told: {self.kind}"

    def get_absolute_url(self) -> str:
        """Return the address that marks it as read and leads to what it tells of."""
        return reverse("notice_open", args=[self.pk])

    @property
    def target(self) -> str:
        """The address of what it tells of."""
        page = self.article.get_absolute_url()
        if self.claim is None:
            return page
        return f"{page}?claim={self.claim.public_id}#{'comments' if self.comment_id else 'claim'}"
