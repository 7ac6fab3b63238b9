"""What a newsroom sets for itself: its own labels for verdicts, and when a reason is asked for."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only
from articles.models.people import User

LOWEST_RATING, HIGHEST_RATING = 1, 5
"""Source: schema.org ClaimReview, reviewRating with worstRating 1 and bestRating 5."""


class Answer(models.TextChoices):
    """Is it so?"""

    SUPPORTED = "supported", _("supported")
    DISPUTED = "disputed", _("disputed")
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence", _("not enough evidence")
    NOT_CHECKABLE = "not_checkable", _("not checkable")


class ReasonPolicy(models.TextChoices):
    """When "supported" and "disputed" need a reason."""

    ALWAYS = "always", _("always")
    SECOND = "second", _("only where a verdict stands already")
    NEVER = "never", _("never")


class NewsroomManager(models.Manager["Newsroom"]):
    """Reads the one row of settings."""

    def now(self) -> Newsroom:
        """Return the settings, the usual ones where nobody has set any."""
        return self.first() or Newsroom(pk=1)


class Newsroom(models.Model):
    """The settings of the whole newsroom; one row at most. ``version`` counts its changes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    reason_policy = models.CharField(max_length=10, choices=ReasonPolicy.choices, default=ReasonPolicy.ALWAYS)
    version = models.PositiveIntegerField(default=0)

    objects = NewsroomManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="newsroom_is_one"),
            models.CheckConstraint(
                condition=models.Q(reason_policy__in=ReasonPolicy.values), name="newsroom_policy_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"reasons {self.reason_policy}"


class LabelQuerySet(models.QuerySet["Label"]):
    """Reads of labels."""

    def active(self) -> LabelQuerySet:
        """Return those that a verdict can be given, in the newsroom's order."""
        return self.filter(is_active=True).in_order()

    def in_order(self) -> LabelQuerySet:
        """Order as the newsroom has ordered them."""
        return self.order_by("position", Lower("name"), "pk")


class Label(models.Model):
    """A newsroom's own word for a verdict: which of the four answers it means, and its rating from 1 to 5.

    A verdict keeps the words and the rating of its label as they were, whatever becomes of the label.
    """

    name = models.CharField(_("label"), max_length=60)
    answer = models.CharField(_("means"), max_length=20, choices=Answer.choices)
    rating = models.PositiveSmallIntegerField(
        _("rating"), validators=[MinValueValidator(LOWEST_RATING), MaxValueValidator(HIGHEST_RATING)]
    )
    position = models.PositiveSmallIntegerField(_("place"), default=1)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=models.Q(is_active=True), name="label_name_once"),
            models.CheckConstraint(condition=models.Q(answer__in=Answer.values), name="label_answer_is_known"),
            models.CheckConstraint(
                condition=models.Q(rating__gte=LOWEST_RATING, rating__lte=HIGHEST_RATING), name="label_rating_is_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def snapshot(self) -> dict[str, Any]:
        """Return what can be changed, as the record of changes keeps it."""
        names = ("name", "answer", "rating", "position", "is_active")
        return {name: getattr(self, name) for name in names}


class SettingChange(models.Model):
    """Who changed which setting of the newsroom, from what, to what, when. ``label`` is None for the reason policy."""

    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, null=True, related_name="changes")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = append_only("setting_change")

    def __str__(self) -> str:
        return f"{self.actor_id}: {self.label_id or 'reasons'}"
