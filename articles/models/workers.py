"""Which workers are alive."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Reads of workers, on the database's clock."""

    def alive(self) -> WorkerQuerySet:
        """Return the workers heard of within WORKER_SILENT_SECONDS."""
        return self.filter(seen_at__gte=Now() - timedelta(seconds=settings.WORKER_SILENT_SECONDS))

    def silent(self) -> WorkerQuerySet:
        """Return the workers that have not been heard of for so long."""
        return self.filter(seen_at__lt=Now() - timedelta(seconds=settings.WORKER_SILENT_SECONDS))

    def attend_to_everything(self) -> bool:
        """Say whether every queue has a worker that is alive; one that names no queues takes them all."""
        queues = list(self.alive().values_list("queues", flat=True))
        wanted = {queue.name for queue in settings.CELERY_TASK_QUEUES}
        return any(not taken for taken in queues) or wanted <= {queue for taken in queues for queue in taken}


class Worker(models.Model):
    """One start of one worker process; it says that it is alive every few seconds."""

    name = models.CharField(max_length=120, unique=True)
    queues = ArrayField(models.CharField(max_length=40), default=list)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    objects = WorkerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-seen_at"], name="worker_by_seen")]

    def __str__(self) -> str:
        return self.name
