"""What belongs to a piece of evidence: a file that somebody brought, and the copies of its page that are kept."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only
from articles.models.captures import KeptAnswer
from articles.models.imports import ImportItem
from articles.models.jobs import Job, JobQuerySet, State
from articles.models.people import User
from articles.models.verdicts import Evidence


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Reads of files."""

    def usable_by(self, user: User | AnonymousUser) -> EvidenceFileQuerySet:
        """Return the files that a person brought, and those of evidence that they may see."""
        if not isinstance(user, User):
            return self.none()
        seen = models.Exists(Evidence.objects.visible_to(user).filter(file=models.OuterRef("pk")))
        return self.filter(models.Q(uploaded_by=user) | seen)


class EvidenceFile(models.Model):
    """A file as somebody brought it, append-only; several pieces of evidence may rest on one.

    ``content_type`` is told by the first bytes and ``name`` has its ending; see :mod:`articles.attachments`.
    """

    name = models.CharField(_("file"), max_length=200)
    content_type = models.CharField(max_length=50)
    data = models.BinaryField()
    byte_count = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="evidence_files")
    created_at = models.DateTimeField(db_default=Now())

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uploaded_by", "sha256", "name"], name="evidence_file_once_per_person"),
        ]
        triggers = append_only("evidence_file")

    def __str__(self) -> str:
        return self.name

    @property
    def sha256_hex(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return bytes(self.sha256).hex()

    @staticmethod
    def digest(data: bytes) -> bytes:
        """Return the SHA-256 of a file: 32 bytes."""
        return hashlib.sha256(data).digest()


class EvidenceCaptureQuerySet(models.QuerySet["EvidenceCapture"]):
    """Reads of kept copies."""

    def visible_to(self, user: User | AnonymousUser) -> EvidenceCaptureQuerySet:
        """Return those of evidence that a person may see, or of what it was taken over from."""
        seen = Evidence.objects.visible_to(user)
        reused = seen.filter(origin__isnull=False).values("origin")
        return self.filter(models.Q(evidence__in=seen) | models.Q(evidence__in=reused))


class EvidenceCaptureManager(models.Manager["EvidenceCapture"]):
    """Leaves the bodies in the database until somebody asks for one."""

    def get_queryset(self) -> EvidenceCaptureQuerySet:
        """Return the captures without their bodies."""
        return EvidenceCaptureQuerySet(self.model, using=self._db).defer("packed_body")

    def visible_to(self, user: User | AnonymousUser) -> EvidenceCaptureQuerySet:
        """Return those of evidence that a person may see, or of what it was taken over from."""
        return self.get_queryset().visible_to(user)


class EvidenceCapture(KeptAnswer):
    """A kept copy of the page that a verdict rests on, append-only."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="captures")

    objects = EvidenceCaptureManager()

    class Meta:
        triggers = append_only("evidence_capture")

    def __str__(self) -> str:
        return f"copy {self.pk} of {self.final_url}"


class EvidenceFetchQuerySet(JobQuerySet["EvidenceFetch"]):
    """Job rows of copies that are to be kept."""

    def host_is_busy(self, fetch: EvidenceFetch) -> bool:
        """Say whether FETCH_PER_HOST others are fetched from a host, pieces of imports as well; in a transaction.

        Who asks for one host waits for each other until their transactions end.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"host {fetch.host}"])
        others = self.filter(state=State.RUNNING, host=fetch.host).exclude(pk=fetch.pk).count()
        pieces = ImportItem.objects.filter(state=State.RUNNING, host=fetch.host).count()
        return others + pieces >= int(settings.FETCH_PER_HOST)


class EvidenceFetch(Job):
    """Somebody asked for a copy of the page of a piece of evidence: the job, and what came of it.

    ``refusal`` is a code of :mod:`articles.fetching`, or of the worker, when nothing could be kept.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="fetches")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    url = models.TextField()
    host = models.CharField(max_length=255, blank=True)
    capture = models.OneToOneField(EvidenceCapture, on_delete=models.PROTECT, null=True, related_name="fetch")
    refusal = models.CharField(max_length=30, blank=True)
    refusal_detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = EvidenceFetchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence"],
                condition=models.Q(state__in=[State.QUEUED, State.RUNNING]),
                name="evidence_fetch_one_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.DONE, capture__isnull=False, refusal="")
                | models.Q(state=State.FAILED, capture__isnull=True, refusal__gt="")
                | models.Q(state__in=[State.QUEUED, State.RUNNING], capture__isnull=True, refusal=""),
                name="evidence_fetch_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.RUNNING) | models.Q(lease_until__isnull=False),
                name="evidence_fetch_running_with_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "due_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="evidence_fetch_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"copy of {self.url}: {self.state}"

    @property
    def is_waiting(self) -> bool:
        """Whether a worker has still to fetch it."""
        return self.state in {State.QUEUED, State.RUNNING}
