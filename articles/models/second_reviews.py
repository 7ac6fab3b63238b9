"""Second review: claims that two people check without seeing each other's answer, and the rules that choose them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.claims import Claim, Standing
from articles.models.people import User


class ReviewState(models.TextChoices):
    """Where the second review of a claim stands."""

    WAITING = "waiting", _("two people check it")
    DIFFERING = "differing", _("the two differ")
    RETURNED = "returned", _("sent back")
    SETTLED = "settled", _("settled")
    WAIVED = "waived", _("not asked for any more")


UNSETTLED = (ReviewState.WAITING, ReviewState.DIFFERING, ReviewState.RETURNED)
"""The states in which no verdict on the claim counts."""


class RuleKind(models.TextChoices):
    """What chooses a claim for a second review."""

    WORTH = "worth", _("check-worthiness of at least")
    PERSON = "person", _("a person is named in it")
    PUBLISHER = "publisher", _("published by")
    EVERY = "every", _("every so many claims")


class SecondReviewRule(models.Model):
    """A rule by which claims get a second review; the one field that its ``kind`` needs is filled.

    ``threshold`` is a check-worthiness, 0..1; ``every`` is the N of every Nth claim. What a rule asked for
    stays asked for when it has ended.
    """

    kind = models.CharField(_("what"), max_length=10, choices=RuleKind.choices)
    threshold = models.FloatField(null=True, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    every = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="worth", threshold__gte=0.0, threshold__lte=1.0)
                | models.Q(kind="publisher", publisher__gt="")
                | models.Q(kind="every", every__gte=1)
                | models.Q(kind="person"),
                name="second_review_rule_has_its_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.threshold or self.publisher or self.every or ''}".strip()

    def covers(self, claim: Claim, publisher: str) -> bool:
        """Say whether the rule chooses a saved claim of an article of ``publisher``."""
        if self.kind == RuleKind.WORTH:
            return claim.check_worthiness >= (self.threshold or 0.0)
        if self.kind == RuleKind.PERSON:
            return any(mention.get("kind") == "person" for mention in claim.mentions)
        if self.kind == RuleKind.PUBLISHER:
            return publisher.casefold() == self.publisher.casefold()
        return claim.pk % (self.every or 1) == 0


class SecondReviewQuerySet(models.QuerySet["SecondReview"]):
    """Reads of second reviews."""

    def unsettled(self) -> SecondReviewQuerySet:
        """Return those of standing claims on which no verdict counts yet."""
        return self.filter(state__in=UNSETTLED, claim__standing=Standing.STANDS)

    def hiding_from(self, user: User | AnonymousUser) -> SecondReviewQuerySet:
        """Return those whose answers a person may not see yet, but for their own.

        Whoever can be asked to check, whatever other roles they hold, sees none until the two have answered; who only
        edits or runs the desk sees them. Source: the access matrix, docs/access.md.
        """
        if isinstance(user, User) and not user.is_journalist:
            return self.none()
        return self.filter(state=ReviewState.WAITING)


class SecondReview(models.Model):
    """That two people check a claim. While it is unsettled the claim has no ``current_verdict``.

    Verdicts with a number above ``after_number`` take part: what was decided before the claim's words were corrected
    does not. ``asked_by`` is None where a rule asked.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="second_review")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING)
    after_number = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.ForeignKey(SecondReviewRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = SecondReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReviewState.values), name="second_review_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "claim"], name="second_review_by_state")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.state}"

    def hides_from(self, user: User) -> bool:
        """Say whether a person may not see yet what others answer, the same as ``hiding_from``."""
        return self.is_blind and user.is_journalist

    @property
    def is_blind(self) -> bool:
        """Whether two people check the claim who do not see each other's answer yet."""
        return self.state == ReviewState.WAITING

    @property
    def is_live(self) -> bool:
        """Whether two people check the claim, or have checked it."""
        return self.state != ReviewState.WAIVED

    @property
    def is_unsettled(self) -> bool:
        """Whether no verdict counts yet."""
        return self.state in UNSETTLED


class ReturnState(models.TextChoices):
    """What became of a verdict that was sent back."""

    OPEN = "open", _("waits for its author")
    REVISED = "revised", _("revised")
    STOOD_BY = "stood_by", _("the author stands by it")
    TAKEN_BACK = "taken_back", _("taken back by the editor")


class VerdictReturnQuerySet(models.QuerySet["VerdictReturn"]):
    """Reads of returns."""

    def open(self) -> VerdictReturnQuerySet:
        """Return those that nobody has answered."""
        return self.filter(state=ReturnState.OPEN)

    def visible_to(self, user: User | AnonymousUser) -> VerdictReturnQuerySet:
        """Return those of the verdicts that a person may see."""
        from articles.models.verdicts import Verdict

        return self.filter(verdict__in=Verdict.objects.visible_to(user))


class VerdictReturn(models.Model):
    """An editor sends a verdict back with a reason; its author revises it or stands by it, with ``words`` if any."""

    verdict = models.ForeignKey("Verdict", on_delete=models.PROTECT, related_name="returns")
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ReturnState.choices, default=ReturnState.OPEN)
    words = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = VerdictReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["verdict"], condition=models.Q(state="open"), name="verdict_returned_once_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(reason__gt=""), name="verdict_return_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict_id}: {self.state}"
