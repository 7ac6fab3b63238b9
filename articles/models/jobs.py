"""What all job rows share: state, whose it is and until when. The row is the truth; the queue only rings."""

from __future__ import annotations

from datetime import timedelta
from typing import Self, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.workers import Worker

STANDSTILL_SECONDS = 300
"""Longer than the hard limit of one run: within it, a worker that works has started something."""

RING_AGAIN_SECONDS = 60
"""How long a rung job may wait in a queue that still has messages before it is rung again."""


class State(models.TextChoices):
    """Where a run stands."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("extracting")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


def default_max_attempts() -> int:
    """Return how many times a job is tried before it is failed."""
    return int(settings.EXTRACTION_MAX_ATTEMPTS)


class Job(models.Model):
    """The columns of a job row."""

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=default_max_attempts)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    request_id = models.CharField(max_length=40, blank=True, help_text=_("Joins the log lines of request and run."))

    class Meta:
        abstract = True


JobType = TypeVar("JobType", bound=Job)


class JobQuerySet(models.QuerySet[JobType]):
    """Reads and compare-and-set moves of job rows, always on the database's clock."""

    def waiting(self) -> Self:
        """Return the jobs that nobody has finished."""
        return self.filter(state__in=[State.QUEUED, State.RUNNING])

    def claimable(self) -> Self:
        """Return the jobs that a worker may take: queued and due, or running with their lease over."""
        due = models.Q(state=State.QUEUED, due_at__lte=Now())
        abandoned = models.Q(state=State.RUNNING, lease_until__lt=Now())
        return self.filter(due | abandoned)

    def stand_still(self) -> bool:
        """Say whether jobs have been due for five minutes and nobody has started any in that time."""
        since = Now() - timedelta(seconds=STANDSTILL_SECONDS)
        waiting = self.filter(state=State.QUEUED, due_at__lt=since).exists()
        return waiting and not self.filter(started_at__gte=since).exists()

    def claim(self, pk: int, *, worker: str) -> bool:
        """Take a job for a worker and give it a lease; say whether it was to be had.

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

    def hold(self, pk: int, *, attempt: int) -> bool:
        """Lock a job until the transaction ends; say whether this attempt still has it."""
        held = self.filter(pk=pk, attempt=attempt, state=State.RUNNING)
        return held.select_for_update(of=("self",)).values_list("pk").first() is not None

    def finish(self, pk: int, *, attempt: int, state: State, **values: object) -> bool:
        """End one attempt of a job; say whether that attempt still held it."""
        held = self.filter(pk=pk, attempt=attempt, state=State.RUNNING)
        return held.update(state=state, finished_at=Now(), lease_until=None, **values) == 1

    def abandoned(self) -> Self:
        """Return the running jobs whose worker died or whose lease is over.

        A worker that has not been heard of for WORKER_SILENT_SECONDS has died; a job whose lease is over is abandoned
        even when its worker's main process lives (its child was killed).
        """
        alive = Worker.objects.alive().filter(name=models.OuterRef("worker"))
        gone = models.Q(lease_until__lt=Now()) | ~models.Exists(alive)
        return self.filter(state=State.RUNNING).filter(gone)

    def give_back(self, pks: list[int]) -> None:
        """Queue jobs again that somebody had taken; their bells are rung anew."""
        self.filter(pk__in=pks).update(state=State.QUEUED, lease_until=None, rung_at=None, due_at=Now())

    def unrung(self, *, queue_is_empty: bool) -> Self:
        """Return the due jobs whose bell was lost or never rung, the longest unrung first.

        A bell is taken for lost at once when the queue is empty, else after RING_AGAIN_SECONDS: a long queue is no
        reason to ring everything again.
        """
        patience = timedelta(seconds=settings.SWEEP_SECONDS if queue_is_empty else RING_AGAIN_SECONDS)
        silent = models.Q(rung_at__isnull=True) | models.Q(rung_at__lt=Now() - patience)
        due = self.filter(state=State.QUEUED, due_at__lte=Now()).filter(silent)
        return due.order_by(models.F("rung_at").asc(nulls_first=True), "pk")

    def take_unrung(self, *, limit: int, queue_is_empty: bool) -> list[int]:
        """Return the ids of at most ``limit`` jobs to ring for, and note that they are rung now."""
        with transaction.atomic(durable=True):
            unrung = self.unrung(queue_is_empty=queue_is_empty).select_for_update(skip_locked=True)
            pks = list(unrung.values_list("pk", flat=True)[:limit])
            self.model._default_manager.filter(pk__in=pks).update(rung_at=Now())
        return pks
