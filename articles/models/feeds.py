"""Feeds: lists of new articles that publishers keep, which the desk reads by itself, and what came of each reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only
from articles.models.imports import Import
from articles.models.jobs import Job, JobQuerySet, State, default_max_attempts
from articles.models.people import User

RUNS_KEPT = 50
"""How many readings of a feed are remembered, for its health."""

LATE = timedelta(minutes=15)
"""After so long a due feed that nobody has begun to read says that nobody rings: the clock process is down."""


INTERVALS: Mapping[int, Promise] = {
    15: _("every 15 minutes"),
    30: _("every 30 minutes"),
    60: _("every hour"),
    180: _("every 3 hours"),
    360: _("every 6 hours"),
    720: _("twice a day"),
    1440: _("once a day"),
}
"""How often a feed can be read, in minutes."""


class FeedKind(models.TextChoices):
    """What a feed is written in."""

    RSS = "rss", _("RSS")
    ATOM = "atom", _("Atom")
    SITEMAP = "sitemap", _("sitemap")


class FeedVerb(models.TextChoices):
    """What a person can do to a feed, in the past tense."""

    ADDED = "added", _("added the feed")
    EDITED = "edited", _("changed the feed")
    PAUSED = "paused", _("paused the feed")
    RESUMED = "resumed", _("resumed the feed")
    ASKED = "asked", _("asked to read it now")
    REMOVED = "removed", _("removed the feed")


class Reading(models.TextChoices):
    """How one reading of a feed ended."""

    READ = "read", _("read")
    UNCHANGED = "unchanged", _("unchanged")
    FAILED = "failed", _("failed")


class FeedQuerySet(JobQuerySet["Feed"]):
    """Job rows of feeds: between two readings a feed is queued and due when its interval is over."""

    def visible_to(self, user: User | AnonymousUser) -> FeedQuerySet:
        """Return those that nobody has removed for admins, and nothing for anybody else."""
        return self.filter(removed_at__isnull=True) if isinstance(user, User) and user.is_admin else self.none()

    def active(self) -> FeedQuerySet:
        """Return those that are read: neither paused nor removed."""
        return self.filter(is_active=True, removed_at__isnull=True)


class Feed(Job):
    """A feed, its health, and the job of reading it again and again; ``due_at`` is when it is read next.

    ``sections`` are words or beginnings of paths (``/ekonomi``), one of which an item's category or address must hold;
    empty takes everything. ``refusal`` is the code of the last failure, "" when the last reading went well.
    """

    # A job of its own kind: it is never done, so that its attempts are counted on and on.
    attempt = models.PositiveBigIntegerField(default=0)
    max_attempts = models.PositiveBigIntegerField(default=default_max_attempts)

    url = models.CharField(max_length=2_000)
    title = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=FeedKind.choices)
    sections = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    interval_minutes = models.PositiveIntegerField(default=30)
    is_active = models.BooleanField(default=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="feeds")
    added_at = models.DateTimeField(db_default=Now())
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=30, blank=True)
    refusal_detail = models.CharField(max_length=300, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["url"], condition=models.Q(removed_at__isnull=True), name="feed_is_here_once"
            ),
            models.CheckConstraint(
                condition=models.Q(interval_minutes__gte=5, interval_minutes__lte=7 * 24 * 60),
                name="feed_interval_is_polite",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.QUEUED) | models.Q(state=State.RUNNING, lease_until__isnull=False),
                name="feed_waits_or_is_read",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(is_active=True), name="feed_by_due")]

    def __str__(self) -> str:
        return self.title or self.url

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows its health."""
        return reverse("feed_detail", args=[self.pk])

    @property
    def health(self) -> str:
        """How it is, in a code: running, paused, failing, new or ok."""
        if not self.is_active:
            return "paused"
        if self.state == State.RUNNING:
            return "running"
        if self.failing_since:
            return "failing"
        return "ok" if self.last_success_at else "new"

    @property
    def is_awaited(self) -> bool:
        """Whether it is due and waits for a worker."""
        return self.is_active and self.state == State.QUEUED and self.due_at <= timezone.now()

    @property
    def is_late(self) -> bool:
        """Whether it has been due for so long that nobody can be ringing for it."""
        return self.is_active and self.state == State.QUEUED and self.due_at < timezone.now() - LATE


class FeedRun(models.Model):
    """One reading of a feed, in numbers; the newest RUNS_KEPT of each are kept.

    ``found`` items were in it; ``passed_over`` of those that were new did not fit the sections or were older than what
    the first reading takes; ``left_over`` are above the limit of one reading and come with the next.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="runs")
    ran_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=10, choices=Reading.choices)
    found = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0)
    left_over = models.PositiveIntegerField(default=0)
    is_damaged = models.BooleanField(default=False)
    refusal = models.CharField(max_length=30, blank=True)
    refusal_detail = models.CharField(max_length=300, blank=True)
    batch = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, blank=True, related_name="feed_runs")

    class Meta:
        indexes = [models.Index(fields=["feed", "-id"], name="feed_run_newest")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.outcome}"


class SeenQuerySet(models.QuerySet["SeenEntry"]):
    """What a feed has shown already."""

    def known(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return those of some digests that were seen before."""
        wanted, found = list(digests), set()
        for start in range(0, len(wanted), 5_000):
            part = self.filter(digest__in=wanted[start : start + 5_000])
            found |= {bytes(digest) for digest in part.values_list("digest", flat=True)}
        return found


class SeenEntry(models.Model):
    """An item that a feed has shown: the digest of its canonical address, or of its guid."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="seen")
    digest = models.BinaryField(max_length=32)
    last_seen_at = models.DateTimeField(db_default=Now())

    objects = SeenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "digest"], name="entry_is_seen_once")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {bytes(self.digest).hex()[:12]}"


class FeedEventManager(models.Manager["FeedEvent"]):
    """Writes what people did to feeds."""

    def record(self, verb: FeedVerb, *, actor: User, feed: Feed, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Write one event; call it in the transaction of what it records."""
        request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
        self.create(verb=verb, actor=actor, feed=feed, before=before, after=after, request_id=request_id)


class FeedEvent(models.Model):
    """One thing that a person did to a feed. Append-only; an article's own record is :class:`articles.models.Event`."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=20, choices=FeedVerb.choices)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="feed_events")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = FeedEventManager()

    class Meta:
        indexes = [models.Index(fields=["feed", "-id"], name="feed_event_newest")]
        triggers = append_only("feed_event")

    def __str__(self) -> str:
        return f"{self.actor_id} {self.verb} {self.feed_id}"
