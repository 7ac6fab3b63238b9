"""Articles and the versions of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only
from articles.models.people import Role, User

if TYPE_CHECKING:
    from articles.models.assignments import Assignment


class Status(models.TextChoices):
    """Where an article stands on its way through the desk."""

    EXTRACTING = "extracting", _("extracting")
    FAILED = "failed", _("failed")
    READY = "ready", _("to assign")
    IN_REVIEW = "in_review", _("in review")
    DONE = "done", _("done")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Reads of articles; every page starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> ArticleQuerySet:
        """Return what a person may see.

        Editors and admins see all; a journalist sees what is assigned to them or finished by them and, to read only,
        what the newsroom has settled; nobody else sees anything. Source: the access matrix, docs/access.md.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_editor or user.is_admin:
            return self
        if user.is_journalist:
            theirs = models.Exists(
                User.objects.filter(
                    pk=user.pk, assignments__article=models.OuterRef("pk"), assignments__state__in=["active", "done"]
                )
            )
            return self.filter(theirs | models.Q(status=Status.DONE))
        return self.none()

    def with_counts(self) -> ArticleQuerySet:
        """Add counts of the claims that stand, in the same query.

        ``claim_count``, ``decided_count``, ``flagged_count``, ``elsewhere_count``: open here and decided in a copy,
        ``second_count``: in a second review that is not settled, ``differing_count``: of those, where two differ, and
        ``asking_count``: that wait for an editor's word.
        """
        from articles.models.claims import Claim
        from articles.models.matches import ClaimAppearance
        from articles.models.second_reviews import UNSETTLED, ReviewState

        claims = Claim.objects.standing().filter(article=models.OuterRef("pk")).order_by().values("article")
        decided = claims.filter(current_verdict__isnull=False, text_state="")
        flagged = claims.exclude(text_state="")
        elsewhere = claims.filter(
            models.Exists(ClaimAppearance.objects.decided().filter(claim=models.OuterRef("pk"))),
            current_verdict__isnull=True,
        )
        second = claims.filter(second_review__state__in=UNSETTLED)
        differing = claims.filter(second_review__state=ReviewState.DIFFERING)
        asking = claims.filter(thread__asked_at__isnull=False)
        count = models.Count("pk")
        zero = models.Value(0)
        return self.annotate(
            claim_count=models.functions.Coalesce(models.Subquery(claims.annotate(n=count).values("n")), zero),
            elsewhere_count=models.functions.Coalesce(models.Subquery(elsewhere.annotate(n=count).values("n")), zero),
            flagged_count=models.functions.Coalesce(models.Subquery(flagged.annotate(n=count).values("n")), zero),
            second_count=models.functions.Coalesce(models.Subquery(second.annotate(n=count).values("n")), zero),
            differing_count=models.functions.Coalesce(models.Subquery(differing.annotate(n=count).values("n")), zero),
            asking_count=models.functions.Coalesce(models.Subquery(asking.annotate(n=count).values("n")), zero),
            decided_count=models.functions.Coalesce(models.Subquery(decided.annotate(n=count).values("n")), zero),
        )

    def with_assignments(self) -> ArticleQuerySet:
        """Fetch the assignments that stand, with their people, in one further query, as ``standing_assignments``."""
        from articles.models.assignments import Assignment

        standing = Assignment.objects.standing().select_related("assignee").order_by("pk")
        return self.prefetch_related(models.Prefetch("assignments", queryset=standing, to_attr="standing_assignments"))

    def unassigned(self) -> ArticleQuerySet:
        """Return what waits for an editor: extracted, and nobody checks it."""
        return self.filter(status=Status.READY)

    def overdue(self) -> ArticleQuerySet:
        """Return what somebody should have finished before today, in the newsroom's time zone."""
        return self.filter(
            status=Status.IN_REVIEW, assignments__state="active", assignments__due_on__lt=timezone.localdate()
        ).distinct()

    def in_second_review(self) -> ArticleQuerySet:
        """Return what has claims in a second review that is not settled."""
        from articles.models.second_reviews import SecondReview

        unsettled = SecondReview.objects.unsettled().filter(claim__article=models.OuterRef("pk"))
        return self.filter(models.Exists(unsettled))

    def asking(self) -> ArticleQuerySet:
        """Return what has claims about which somebody asks the editors."""
        from articles.models.comments import CommentThread

        asked = CommentThread.objects.filter(asked_at__isnull=False, claim__standing="stands")
        return self.filter(models.Exists(asked.filter(claim__article=models.OuterRef("pk"))))


class Article(models.Model):
    """One published piece. Its text is in :class:`ArticleText`; ``current_text`` is the newest version."""

    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    url = models.URLField(_("web address"), max_length=9000, blank=True)
    canonical_url = models.TextField(blank=True, editable=False)
    # Unique on the hash: a btree row holds less than an address of 9,000 characters.
    canonical_sha256 = models.BinaryField(max_length=32, null=True, editable=False)
    title = models.CharField(_("title"), max_length=500)
    byline = models.CharField(_("byline"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=8, blank=True, help_text=_("ISO 639-1; empty until detected.")
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.EXTRACTING)
    current_text = models.OneToOneField(
        "ArticleText", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imported_articles")

    objects = ArticleQuerySet.as_manager()

    # Who has it, where a page has read that already: the rules then need not ask once for every action on the page.
    # A row that a change locks has none of it, so that a change always asks again.
    known_assignments: Sequence[Assignment] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canonical_sha256"], name="article_once_per_canonical_url"),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="article_status_is_known"),
        ]
        indexes = [
            models.Index(fields=["status", "-imported_at"], name="article_by_status"),
            models.Index(fields=["-imported_at", "-id"], name="article_by_import"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="article_title_trigrams"),
            GinIndex(OpClass(Upper("publisher"), name="gin_trgm_ops"), name="article_publisher_trigrams"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the article's page."""
        return reverse("article_detail", args=[self.pk])

    def details_digest(self) -> str:
        """Return a fingerprint of what a person may correct beside the text, so that a late correction is noticed."""
        details = (self.title, self.publisher, self.byline, str(self.published_at), self.language)
        return hashlib.sha256("\0".join(details).encode()).hexdigest()

    def audience(self) -> models.QuerySet[User]:
        """Return who may see the article, the other way round of :meth:`ArticleQuerySet.visible_to`."""
        theirs = models.Exists(
            User.objects.filter(
                pk=models.OuterRef("pk"), assignments__article=self.pk, assignments__state__in=["active", "done"]
            )
        )
        staff = models.Q(roles__overlap=[Role.EDITOR, Role.ADMIN])
        if self.status == Status.DONE:
            return User.objects.filter(staff | models.Q(roles__contains=[Role.JOURNALIST]), is_active=True)
        return User.objects.filter(staff | models.Q(theirs, roles__contains=[Role.JOURNALIST]), is_active=True)

    def move(self, *, old: Status, new: Status) -> bool:
        """Change the status if it still is ``old``; say whether it was. Side effect: this row, in the database."""
        moved = Article.objects.filter(pk=self.pk, status=old).update(status=new) == 1
        if moved:
            self.status = new
        return moved


class ArticleText(models.Model):
    """One version of an article's text; immutable. Offsets always refer to one version."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The kept copy that it was taken from; none for what was pasted, uploaded or corrected by a person.
    capture = models.ForeignKey("Capture", on_delete=models.PROTECT, null=True, related_name="texts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_text_number_once"),
        ]
        indexes = [models.Index(fields=["sha256"], name="article_text_by_hash")]
        triggers = append_only("article_text")

    def __str__(self) -> str:
        return f"{self.article_id}, version {self.number}"

    @staticmethod
    def digest(text: str) -> bytes:
        """Return the SHA-256 of a text: 32 bytes, of its UTF-8 form."""
        return hashlib.sha256(text.encode("utf-8")).digest()
