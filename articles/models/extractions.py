"""Extractions: the job rows. The row is the truth; the queue only rings."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.articles import ArticleText
from articles.models.jobs import Job, JobQuerySet, State, default_max_attempts

__all__ = ["Extraction", "Failure", "State", "default_max_attempts"]


class Failure(models.TextChoices):
    """Why a run failed, as the pages say it."""

    UNSUPPORTED_LANGUAGE = "unsupported_language", _("The desk does not read this language yet.")
    TOO_SLOW = "too_slow", _("Reading this text took too long.")
    TOO_MANY_CLAIMS = "too_many_claims", _("This text has more than 3,000 claims. Import it in parts.")
    WORKER_DIED = "worker_died", _("The worker died on this article every time it was tried.")
    SUPERSEDED = "superseded", _("A newer version of the text came meanwhile.")
    ENGINE_ERROR = "engine_error", _("The extraction stopped with an error.")


class ExtractionQuerySet(JobQuerySet["Extraction"]):
    """Job rows of extractions."""

    def of_text(self, text: int | None) -> Extraction | None:
        """Return the newest run over a version of a text, by its id; None where there is none."""
        return self.filter(article_text=text).order_by("-pk").first()


class Extraction(Job):
    """One run of one engine over one version of a text."""

    article_text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="extractions")
    engine = models.CharField(max_length=50, blank=True)
    engine_version = models.CharField(max_length=50, blank=True)
    failure = models.CharField(max_length=30, choices=Failure.choices, blank=True)
    failure_detail = models.TextField(blank=True)
    statement_count = models.PositiveIntegerField(default=0)
    claim_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    objects = ExtractionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article_text"],
                condition=models.Q(state__in=[State.QUEUED, State.RUNNING]),
                name="extraction_one_waiting_per_text",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.FAILED, failure__gt="")
                | (~models.Q(state=State.FAILED) & models.Q(failure="")),
                name="extraction_failed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.RUNNING) | models.Q(lease_until__isnull=False),
                name="extraction_running_with_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "due_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="extraction_waiting",
            ),
            models.Index(fields=["article_text", "-id"], name="extraction_by_text"),
        ]

    def __str__(self) -> str:
        return f"extraction {self.pk} of text {self.article_text_id}: {self.state}"
