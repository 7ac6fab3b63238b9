"""Verdicts that their author took back; append-only, and the verdict itself stays as it was."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from articles.models.append_only import append_only
from articles.models.people import User
from articles.models.verdicts import Verdict


class Retraction(models.Model):
    """One verdict that counts no more because its author took it back."""

    verdict = models.OneToOneField(Verdict, on_delete=models.PROTECT, related_name="retraction")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = append_only("retraction")

    def __str__(self) -> str:
        return f"verdict {self.verdict_id} taken back"
