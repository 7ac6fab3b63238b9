"""Mails that gather a person's notices: how often they want one, and one job row a person and period."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.jobs import Job, JobQuerySet, State
from articles.models.people import User


class Rhythm(models.TextChoices):
    """How often somebody wants a mail of what they have not read."""

    OFF = "off", _("never")
    AT_ONCE = "at_once", _("at once")
    HOURLY = "hourly", _("every hour")
    DAILY = "daily", _("once a day")


class DigestFailure(models.TextChoices):
    """Why a mail did not go out, or may not have."""

    REFUSED = "refused", _("The mail server refused the last mail.")
    UNREACHABLE = "unreachable", _("The mail server could not be reached for the last mail.")
    UNKNOWN = "unknown", _("The connection broke while the last mail was sent. It may or may not have arrived.")


class DigestChoice(models.Model):
    """How often, at which hour of the newsroom's day, and in which language a person wants their mail.

    A mail holds what was told after ``since``, when they asked for it: nobody gets a mail of all that was before.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="digest_choice")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm.choices, default=Rhythm.OFF)
    hour = models.PositiveSmallIntegerField(_("at"), default=8, validators=[MaxValueValidator(23)])
    language = models.CharField(_("language"), max_length=8, default="en")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(rhythm__in=Rhythm.values), name="digest_rhythm_is_known"),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="digest_hour_is_of_the_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.rhythm}"


def new_message_id() -> str:
    """Return a Message-ID that no other mail has."""
    return f"<{uuid.uuid4()}@{settings.EMAIL_MESSAGE_HOST}>"


class DigestQuerySet(JobQuerySet["Digest"]):
    """Job rows of mails."""

    def unhanded(self) -> DigestQuerySet:
        """Return those of which no mail server has heard: only they may be tried again."""
        return self.filter(handed_at__isnull=True)


class Digest(Job):
    """One mail to one person for the ``period`` that ended then, sent at most once.

    ``handed_at`` is written before the mail server hears of it: from then on nobody sends it again, whatever becomes
    of it, unless the server itself says that it did not take it.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    period = models.DateTimeField()
    message_id = models.CharField(max_length=200, default=new_message_id)
    handed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=20, choices=DigestFailure.choices, blank=True)
    failure_detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "period"], name="digest_once_a_period"),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=[State.QUEUED, State.RUNNING]),
                name="digest_one_waiting",
            ),
            models.CheckConstraint(
                condition=(models.Q(state=State.FAILED) & ~models.Q(failure=""))
                | (~models.Q(state=State.FAILED) & models.Q(failure="")),
                name="digest_failed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.RUNNING) | models.Q(lease_until__isnull=False),
                name="digest_running_with_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "due_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="digest_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"to {self.person_id}, {self.period:%Y-%m-%d %H:%M}"
