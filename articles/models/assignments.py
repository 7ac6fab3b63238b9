"""Who checks what."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.people import User


class AssignmentState(models.TextChoices):
    """Where an assignment stands."""

    ACTIVE = "active", _("in review")
    DONE = "done", _("done")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Part(models.TextChoices):
    """What somebody has of an article: its claims, or the second check of those that two people check."""

    CHECK = "check", _("check")
    SECOND = "second", _("second check")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of assignments."""

    def standing(self) -> AssignmentQuerySet:
        """Return those that were not withdrawn."""
        return self.exclude(state=AssignmentState.WITHDRAWN)

    def active(self) -> AssignmentQuerySet:
        """Return those that somebody still works on."""
        return self.filter(state=AssignmentState.ACTIVE)

    def checking(self) -> AssignmentQuerySet:
        """Return those of whoever checks the claims, leaving out second checks."""
        return self.filter(part=Part.CHECK)

    def of(self, user: User) -> AssignmentQuerySet:
        """Return a person's own that stand, the most urgent first: by due date, those without one last."""
        return self.standing().filter(assignee=user).order_by(models.F("due_on").asc(nulls_last=True), "pk")


class Assignment(models.Model):
    """One person checks one article, or gives its second check, until a day; an editor has given it."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="assignments")
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.CHECK)
    state = models.CharField(max_length=10, choices=AssignmentState.choices, default=AssignmentState.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "assignee"], condition=models.Q(state="active"), name="assignment_once_per_person"
            ),
        ]
        indexes = [models.Index(fields=["assignee", "state", "due_on"], name="assignment_queue")]

    def __str__(self) -> str:
        return f"{self.article_id} for {self.assignee_id}"

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been finished before today, in the newsroom's time zone."""
        return bool(self.state == AssignmentState.ACTIVE and self.due_on and self.due_on < timezone.localdate())
