"""Claims, and the words for what they are and do."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article, ArticleText
from articles.models.claimants import Claimant
from articles.models.extractions import Extraction
from articles.models.people import User

PUBLIC_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""No 0, 1, i, l, o: a public id is read out over the telephone."""


def new_public_id() -> str:
    """Return twelve random characters, 59 bits: two of a million claims collide once in a million desks."""
    return "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(12))


class Mode(models.TextChoices):
    """How the words are attributed."""

    DIRECT = "direct", _("direct quotation")
    INDIRECT = "indirect", _("indirect report")
    MIXED = "mixed", _("partly quoted")
    UNATTRIBUTED = "unattributed", _("the outlet's own words")


class Stance(models.TextChoices):
    """What the claimant holds about it."""

    ASSERT = "assert", _("asserts")
    DENY = "deny", _("denies")
    DOUBT = "doubt", _("doubts")


class Origin(models.TextChoices):
    """Who made a row."""

    ENGINE = "engine", _("found by the desk")
    PERSON = "person", _("added by a person")


class Standing(models.TextChoices):
    """Whether a claim is still one."""

    STANDS = "stands", _("stands")
    DISMISSED = "dismissed", _("not a claim")
    REPLACED = "replaced", _("replaced")


class TextState(models.TextChoices):
    """What a later version of the text did to a claim's words; a person has to say what becomes of it."""

    CHANGED = "changed", _("words changed")
    GONE = "gone", _("words gone")


class Relation(models.TextChoices):
    """What one claim does to another."""

    DISPUTES = "disputes", _("disputes")
    SUPPORTS = "supports", _("supports")
    REPEATS = "repeats", _("repeats")


class Confirmation(models.TextChoices):
    """What people say of a link that the desk suggests."""

    SUGGESTED = "suggested", _("suggested")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Reads of claims; every page starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> ClaimQuerySet:
        """Return the claims of the articles that a person may see."""
        articles = Article.objects.visible_to(user)
        # Who sees all articles needs none of them to be looked up.
        return self.filter(article__in=articles) if articles.query.where else self

    def standing(self) -> ClaimQuerySet:
        """Return the claims that were neither dismissed nor replaced."""
        return self.filter(standing=Standing.STANDS)

    def flagged(self) -> ClaimQuerySet:
        """Return the standing claims whose words a later version of the text changed or took out."""
        return self.standing().filter(text_state__in=TextState.values)

    def undecided(self) -> ClaimQuerySet:
        """Return the standing claims that wait for a person: without a verdict, or flagged."""
        waits = models.Q(current_verdict__isnull=True) | models.Q(text_state__in=TextState.values)
        return self.standing().filter(waits)

    def in_reading_order(self) -> ClaimQuerySet:
        """Order by place in the text."""
        return self.order_by("start", "end", "pk")

    def with_all(self) -> ClaimQuerySet:
        """Fetch claimant, verdict and its author, and the second review with the claims."""
        return self.select_related("claimant", "current_verdict", "current_verdict__author", "second_review")

    def with_second_review(self, user: User | AnonymousUser) -> ClaimQuerySet:
        """Fetch the second reviews, and as ``sent_back`` what became of a verdict that came back to its author.

        Only of what the person may see; one that waits for its author before all others, None where there is none.
        """
        from articles.models.second_reviews import VerdictReturn

        returns = VerdictReturn.objects.visible_to(user).filter(verdict__claim=models.OuterRef("pk"))
        # "open" is the first of the states by the alphabet.
        newest = returns.order_by("state", "-pk").values("state")[:1]
        return self.select_related("second_review").annotate(sent_back=models.Subquery(newest))


class Claim(models.Model):
    """One checkable proposition of one article, at one place of one version of its text.

    ``quotation`` is what stands between ``start`` and ``end`` (code points, end exclusive), verbatim; :meth:`place`
    is the only way to set the three. A claim whose words a later text changed stays at its place in the older one, and
    ``text_state`` says so; ``proposed_start`` and ``proposed_end`` are then where it may stand in the article's current
    text. ``version`` counts every change and verdict: a decision names the version that it was made on.
    ``check_worthiness`` is 0..1, its reasons a list of ``{"code", "detail", "weight"}``.
    ``mentions`` are the names, figures and dates in the quotation, a list of ``{"kind", "text", "value", "unit"}``.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="claims")
    article_text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="claims")
    extraction = models.ForeignKey(Extraction, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quotation = models.TextField()
    claim_text = models.TextField(_("the claim in its own words"), blank=True)
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    cue_end = models.PositiveIntegerField(null=True, blank=True)
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    statement_start = models.PositiveIntegerField(null=True, blank=True)
    statement_end = models.PositiveIntegerField(null=True, blank=True)
    cue = models.CharField(max_length=300, blank=True)
    claimant = models.ForeignKey(Claimant, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    relayed_by = models.CharField(max_length=300, blank=True)
    attribution_unclear = models.BooleanField(default=False)
    mode = models.CharField(max_length=20, choices=Mode.choices)
    stance = models.CharField(max_length=10, choices=Stance.choices, default=Stance.ASSERT)
    kind = models.CharField(max_length=20, default="assertion")
    check_worthiness = models.FloatField(default=0.5)
    check_worthiness_reasons = models.JSONField(default=list)
    mentions = models.JSONField(default=list)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.STANDS)
    text_state = models.CharField(max_length=10, choices=TextState.choices, blank=True)
    proposed_start = models.PositiveIntegerField(null=True, blank=True)
    proposed_end = models.PositiveIntegerField(null=True, blank=True)
    replaces = models.ManyToManyField("self", symmetrical=False, related_name="replaced_by", blank=True)
    current_verdict = models.OneToOneField(
        "Verdict", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end=models.F("start") + models.functions.Length("quotation"), quotation__gt=""),
                name="claim_quotation_fills_its_span",
            ),
            models.CheckConstraint(
                condition=models.Q(check_worthiness__gte=0.0, check_worthiness__lte=1.0), name="claim_worth_is_0_to_1"
            ),
            # Of one text: claims that change places with each other in a new one must not meet half-way.
            models.UniqueConstraint(
                fields=["extraction", "article_text", "start", "end", "claimant", "stance"],
                condition=models.Q(extraction__isnull=False, standing="stands"),
                nulls_distinct=False,
                name="claim_once_per_extraction",
            ),
            models.CheckConstraint(
                condition=models.Q(text_state="changed", proposed_end__gt=models.F("proposed_start"))
                | models.Q(text_state__in=["", "gone"], proposed_start__isnull=True, proposed_end__isnull=True),
                name="claim_text_state_has_its_place",
            ),
        ]
        indexes = [models.Index(fields=["article", "standing", "start"], name="claim_by_place")]

    def __str__(self) -> str:
        return self.quotation[:80]

    def get_absolute_url(self) -> str:
        """Return the address of the claim's own page, with its history."""
        return reverse("claim_detail", args=[self.public_id])

    def place(self, text: str, start: int, end: int) -> None:
        """Set the span and the verbatim quotation.

        Raises ValueError when the span is empty or not inside the text.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no such place in the text: {start} to {end} of {len(text)}")
        self.start, self.end, self.quotation = start, end, text[start:end]

    @property
    def is_attributed(self) -> bool:
        """Whether somebody is said to have said it: then a verdict says whether they did."""
        return self.mode != Mode.UNATTRIBUTED

    @property
    def is_open(self) -> bool:
        """Whether it stands and waits for a person: it has no verdict, or its words changed under it."""
        return self.standing == Standing.STANDS and (self.current_verdict_id is None or bool(self.text_state))

    @property
    def is_flagged(self) -> bool:
        """Whether it stands and a later text changed its words or took them out."""
        return self.standing == Standing.STANDS and bool(self.text_state)

    @property
    def state(self) -> str:
        """The verdict's answer or ``open``; ``text_changed``, ``text_gone``; or the standing of what stands no more."""
        if self.standing != Standing.STANDS:
            return str(self.standing)
        if self.text_state:
            return f"text_{self.text_state}"
        return self.current_verdict.answer if self.current_verdict else "open"

    def snapshot(self) -> dict[str, Any]:
        """Return what a person can correct, as the history keeps it."""
        return {
            "start": self.start,
            "end": self.end,
            "quotation": self.quotation,
            "claim_text": self.claim_text,
            "claimant": self.claimant.name if self.claimant else "",
            "stance": self.stance,
            "standing": self.standing,
        }

    def whereabouts(self) -> dict[str, Any]:
        """Return which text it stands in and where, as the history keeps it when the text changes."""
        spans = ("cue", "source", "statement")
        names = ("start", "end", *(f"{span}_{edge}" for span in spans for edge in ("start", "end")))
        return {
            "text": self.article_text.number,
            "quotation": self.quotation,
            "text_state": self.text_state,
            **{name: getattr(self, name) for name in names},
        }
