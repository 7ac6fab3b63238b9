"""Verdicts and what they rest on; both append-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only
from articles.models.articles import ArticleText
from articles.models.claims import Claim
from articles.models.newsroom import Answer, Label
from articles.models.people import User
from articles.models.second_reviews import SecondReview

if TYPE_CHECKING:
    from articles.models.evidence import EvidenceCapture, EvidenceFetch

__all__ = ["Answer", "Evidence", "EvidenceStance", "Said", "Verdict"]


class Said(models.TextChoices):
    """Did they say it?"""

    SAID = "said", _("said")
    NOT_SAID = "not_said", _("not said")
    UNCLEAR = "unclear", _("unclear")


class EvidenceStance(models.TextChoices):
    """What a piece of evidence does to the claim."""

    SUPPORTS = "supports", _("supports")
    REFUTES = "refutes", _("refutes")
    CONTEXT = "context", _("context")


class VerdictQuerySet(models.QuerySet["Verdict"]):
    """Reads of verdicts; every page, export and message starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> VerdictQuerySet:
        """Return the verdicts that a person may see: those on the claims of the articles that they may see.

        While two people check a claim, each sees only their own. Source: the access matrix, docs/access.md.
        """
        blind = SecondReview.objects.hiding_from(user).filter(claim=models.OuterRef("claim"))
        theirs = models.Q(author_id=user.pk)
        return self.filter(theirs | ~models.Exists(blind), claim__in=Claim.objects.visible_to(user))


class Verdict(models.Model):
    """One person's decision on one claim. Never changed: a later one supersedes it.

    ``number`` counts the claim's verdicts from 1 without a gap; ``start``, ``end`` and ``quotation`` say what the claim
    was when it was decided; ``key`` is the form's own, so that the same form sent twice makes one verdict. ``said`` is
    blank for the outlet's own words, and for verdicts from before it was asked. ``label_name`` and ``label_rating`` are
    the label's as they were; ``supersedes`` is the verdict that counted until this one.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="verdicts")
    said = models.CharField(max_length=10, choices=Said.choices, blank=True)
    answer = models.CharField(max_length=20, choices=Answer.choices)
    reason = models.TextField(_("reason"), blank=True)
    label = models.ForeignKey(Label, on_delete=models.PROTECT, null=True, blank=True, related_name="verdicts")
    label_name = models.CharField(max_length=60, blank=True)
    label_rating = models.PositiveSmallIntegerField(null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False
    )
    article_text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quotation = models.TextField()
    key = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="verdict_number_once"),
            models.UniqueConstraint(fields=["author", "key"], name="verdict_once_per_form"),
            models.CheckConstraint(condition=models.Q(answer__in=Answer.values), name="verdict_answer_is_known"),
            models.CheckConstraint(
                condition=models.Q(label__isnull=True, label_name="", label_rating__isnull=True)
                | models.Q(label__isnull=False, label_name__gt="", label_rating__isnull=False),
                name="verdict_label_has_its_words",
            ),
        ]
        triggers = append_only("verdict")

    def __str__(self) -> str:
        return f"{self.claim_id}, verdict {self.number}: {self.answer}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads of evidence; every page, export and message starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> EvidenceQuerySet:
        """Return what the verdicts rest on that a person may see."""
        return self.filter(verdict__in=Verdict.objects.visible_to(user))

    def shown(self) -> EvidenceQuerySet:
        """Fetch what a page shows of each piece: its file without the bytes, its kept copies, the claim it cites."""
        related = self.select_related("file", "cited_claim", "origin").defer("file__data")
        return related.prefetch_related("captures", "fetches", "origin__captures").order_by("pk")


class Evidence(models.Model):
    """What a verdict rests on: a page, some words, a file, or a claim of another article.

    The address is text; :class:`articles.models.EvidenceFetch` keeps a copy of the page where somebody asks for one.
    ``cited_words`` is what the cited claim said, and its verdict, when it was cited. ``origin`` is the piece that this
    one was taken over from, always the first of its line, whose kept copies are this one's as well.
    """

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField(_("web address"), max_length=2000, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    excerpt = models.TextField(_("excerpt"), blank=True)
    stance = models.CharField(_("it"), max_length=10, choices=EvidenceStance.choices)
    file = models.ForeignKey("EvidenceFile", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    cited_claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="cited_by")
    cited_verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="cited_by")
    cited_words = models.JSONField(default=dict, blank=True)
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reused_as")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(url="", excerpt="", file__isnull=True, cited_claim__isnull=True),
                name="evidence_is_something",
            ),
        ]
        triggers = append_only("evidence")

    def __str__(self) -> str:
        return self.title or self.url or self.excerpt[:80]

    def get_absolute_url(self) -> str:
        """Return the address of the page with its kept copies."""
        return reverse("evidence_detail", args=[self.pk])

    @property
    def kept_copies(self) -> list[EvidenceCapture]:
        """The kept copies of its page, the oldest first; those of the piece that it was taken over from as well."""
        found = [*(self.origin.captures.all() if self.origin else ()), *self.captures.all()]
        return sorted(found, key=lambda capture: capture.pk)

    @property
    def newest_copy(self) -> EvidenceCapture | None:
        """The newest kept copy of its page."""
        return self.kept_copies[-1] if self.kept_copies else None

    @property
    def newest_fetch(self) -> EvidenceFetch | None:
        """The newest time that somebody asked for a copy of its page."""
        return max(self.fetches.all(), key=lambda fetch: fetch.pk, default=None)
