"""Extractions: the job rows. The row is the truth; the queue only rings."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.articles import ArticleText

STANDSTILL_SECONDS = 300
"""Longer than the hard limit of one run: within it, a worker that works has started something."""


class State(models.TextChoices):
    """Where a run stands."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("extracting")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


class Failure(models.TextChoices):
    """Why a run failed, as the pages say it."""

    UNSUPPORTED_LANGUAGE = "unsupported_language", _("The desk does not read this language yet.")
    TOO_SLOW = "too_slow", _("Reading this text took too long.")
    TOO_MANY_CLAIMS = "too_many_claims", _("This text has more than 3,000 claims. Import it in parts.")
    WORKER_DIED = "worker_died", _("The worker died on this article every time it was tried.")
    ENGINE_ERROR = "engine_error", _("The extraction stopped with an error.")


class ExtractionQuerySet(models.QuerySet["Extraction"]):
    """Reads and compare-and-set moves of job rows, always on the database's clock."""

    def waiting(self) -> ExtractionQuerySet:
        """Return the runs that nobody has finished."""
        return self.filter(state__in=[State.QUEUED, State.RUNNING])

    def claimable(self) -> ExtractionQuerySet:
        """Return the runs that a worker may take: queued and due, or running with their lease over."""
        due = models.Q(state=State.QUEUED, due_at__lte=Now())
        abandoned = models.Q(state=State.RUNNING, lease_until__lt=Now())
        return self.filter(due | abandoned)

    def stand_still(self) -> bool:
        """Say whether jobs have been due for five minutes and nobody has started any in that time."""
        since = Now() - timedelta(seconds=STANDSTILL_SECONDS)
        waiting = self.filter(state=State.QUEUED, due_at__lt=since).exists()
        return waiting and not self.filter(started_at__gte=since).exists()

    def claim(self, pk: int, *, worker: str) -> bool:
        """Take a run for a worker and give it a lease; say whether it was to be had.

        Raises the attempt number, which fences the results: what an earlier attempt still writes is refused.
        """
        lease = Now() + timedelta(seconds=settings.EXTRACTION_LEASE_SECONDS)
        return (
            self.claimable()
            .filter(pk=pk, attempt__lt=models.F("max_attempts"))
            .update(
                state=State.RUNNING, attempt=models.F("attempt") + 1, worker=worker, lease_until=lease, started_at=Now()
            )
            == 1
        )

    def finish(self, pk: int, *, attempt: int, state: State, **values: object) -> bool:
        """End one attempt of a run; say whether that attempt still held it."""
        held = self.filter(pk=pk, attempt=attempt, state=State.RUNNING)
        return held.update(state=state, finished_at=Now(), lease_until=None, **values) == 1


def default_max_attempts() -> int:
    """Return how many times a run is tried before it is failed."""
    return int(settings.EXTRACTION_MAX_ATTEMPTS)


class Extraction(models.Model):
    """One run of one engine over one version of a text."""

    article_text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="extractions")
    engine = models.CharField(max_length=50, blank=True)
    engine_version = models.CharField(max_length=50, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=default_max_attempts)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=30, choices=Failure.choices, blank=True)
    failure_detail = models.TextField(blank=True)
    statement_count = models.PositiveIntegerField(default=0)
    claim_count = models.PositiveIntegerField(default=0)
    request_id = models.CharField(max_length=40, blank=True, help_text=_("Joins the log lines of request and run."))
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
