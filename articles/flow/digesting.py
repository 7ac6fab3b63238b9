"""Notices to mails: who is due one gets a job row, and a worker sends it, at most once (docs/decisions/0012).

The row is the truth and the queue only rings, as in :mod:`articles.flow.keeping`, which this shares its workers with.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

import structlog
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from articles import bells
from articles.bells import Bell
from articles.flow.writing_mail import write_mail
from articles.models import Digest, DigestChoice, Notice, User
from articles.models.digests import DigestFailure, Rhythm
from articles.models.jobs import State
from articles.models.notices import NoticeQuerySet

logger = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS = 60
"""Before a mail is tried again that the server did not take; then twice as long each time."""


# --- Who is due -----------------------------------------------------------------------------------------------------
def plan_digests(most: int = 500) -> int:
    """Write a job row for everybody who is due a mail, ring for ``most`` of them, and return for how many.

    Any number may do so at once: a person has one row a period, and one that waits. Where no mail server is set,
    nobody is due.
    """
    if not settings.EMAIL_OFFERED:
        return 0
    now = timezone.now()
    wanting = DigestChoice.objects.exclude(rhythm=Rhythm.OFF).exclude(person__email="")
    due = [
        Digest(person=choice.person, period=period)
        for choice in wanting.filter(person__is_active=True).select_related("person").order_by("pk")
        if untold(choice.person, period := period_of(choice, now), choice.since).exists()
    ]
    with transaction.atomic():
        Digest.objects.bulk_create(due, ignore_conflicts=True)
        planned = Digest.objects.unhanded().filter(state=State.QUEUED, rung_at__isnull=True, due_at__lte=Now())
        pks = list(planned.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
        Digest.objects.filter(pk__in=pks).update(rung_at=Now())
        for pk in pks:
            transaction.on_commit(partial(bells.ring, Bell.MAIL, pk), robust=True)
    return len(pks)


def period_of(choice: DigestChoice, now: datetime) -> datetime:
    """Return the end of the newest period that is over, in the newsroom's time zone; what was told before it is due."""
    local = timezone.localtime(now)
    if choice.rhythm == Rhythm.AT_ONCE:
        return local.replace(second=0, microsecond=0)
    if choice.rhythm == Rhythm.HOURLY:
        return local.replace(minute=0, second=0, microsecond=0)
    today = local.replace(hour=choice.hour, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def untold(person: User, period: datetime, since: datetime) -> NoticeQuerySet:
    """Return what a person may see, has not read, and was not mailed, from ``since`` to the end of a period."""
    fresh = Notice.objects.visible_to(person).unread().filter(digest__isnull=True)
    return fresh.filter(created_at__gte=since, created_at__lt=period)


# --- Sending one ----------------------------------------------------------------------------------------------------
def run_digest(digest_id: int, *, worker: str) -> bool:
    """Send one mail, if it is to be had; say whether this call ended it. Twice sends nothing twice."""
    if not Digest.objects.unhanded().claim(digest_id, worker=worker):
        return False
    row = Digest.objects.select_related("person").get(pk=digest_id)
    structlog.contextvars.bind_contextvars(digest_id=row.pk, attempt=row.attempt)
    choice = DigestChoice.objects.filter(person=row.person_id).first()
    if choice is None or not wants_mail(row.person, choice):
        return Digest.objects.finish(row.pk, attempt=row.attempt, state=State.DONE)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        return put_off(row, DigestFailure.UNREACHABLE, error)
    try:
        return hand_over(row, choice, connection)
    finally:
        close(connection)


def wants_mail(person: User, choice: DigestChoice) -> bool:
    """Say whether a person still wants mail, now that it is to be sent, and there is a server."""
    return bool(settings.EMAIL_OFFERED and choice.rhythm != Rhythm.OFF and person.is_active and person.email)


def hand_over(row: Digest, choice: DigestChoice, connection: BaseEmailBackend) -> bool:
    """Give a mail to the server that is connected, after noting so; say whether this attempt ended the job."""
    notices = take_notices(row, choice)
    if notices is None:
        return False
    if not notices:
        return Digest.objects.finish(row.pk, attempt=row.attempt, state=State.DONE)
    try:
        write_mail(row, choice, notices, connection).send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        return refuse(row, all(400 <= code < 500 for code in codes), error)
    except SMTPResponseException as error:
        return refuse(row, 400 <= error.smtp_code < 500, error)
    except (OSError, SMTPException) as error:
        return fail(row, DigestFailure.UNKNOWN, error)
    return Digest.objects.finish(row.pk, attempt=row.attempt, state=State.DONE)


def take_notices(row: Digest, choice: DigestChoice) -> Sequence[Notice] | None:
    """Return what a mail tells, and note that the server is to hear of it; None when another attempt has the job.

    Read here and not before: what the person may see is asked at the last moment.
    """
    with transaction.atomic(durable=True):
        if not Digest.objects.unhanded().hold(row.pk, attempt=row.attempt):
            return None
        fresh = untold(row.person, row.period, choice.since).with_sight(row.person).order_by("pk")
        notices = list(fresh)
        if notices:
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(digest=row)
            Digest.objects.filter(pk=row.pk).update(handed_at=Now())
    return notices


def refuse(row: Digest, is_passing: bool, error: Exception) -> bool:
    """End an attempt at a mail that the server says it did not take; one that it may take later is tried again."""
    if not is_passing:
        return fail(row, DigestFailure.REFUSED, error)
    with transaction.atomic(durable=True):
        Notice.objects.filter(digest=row).update(digest=None)
        Digest.objects.filter(pk=row.pk, attempt=row.attempt, state=State.RUNNING).update(handed_at=None)
    return put_off(row, DigestFailure.REFUSED, error)


def put_off(row: Digest, failure: DigestFailure, error: Exception) -> bool:
    """Let a mail be tried again later that no server has taken, or end the job when it was tried often enough."""
    if row.attempt >= row.max_attempts:
        return fail(row, failure, error)
    logger.info("digest_put_off", error=type(error).__name__)
    later = Now() + timedelta(seconds=FIRST_PAUSE_SECONDS * 2 ** (row.attempt - 1))
    values = {"due_at": later, "rung_at": None}
    Digest.objects.finish(row.pk, attempt=row.attempt, state=State.QUEUED, **values)
    return False


def fail(row: Digest, failure: DigestFailure, error: Exception) -> bool:
    """End the job with its reason; say whether this attempt still held it."""
    logger.warning("digest_failed", failure=failure, error=type(error).__name__)
    values = {"failure": failure, "failure_detail": f"{type(error).__name__}: {error}"[:300]}
    return Digest.objects.finish(row.pk, attempt=row.attempt, state=State.FAILED, **values)


def close(connection: BaseEmailBackend) -> None:
    """Say goodbye to the server; whether it answers matters no more."""
    try:
        connection.close()
    except (OSError, SMTPException) as error:
        logger.info("mail_server_left_in_silence", error=type(error).__name__)


# --- After a worker died --------------------------------------------------------------------------------------------
def release_abandoned() -> int:
    """Give back the mails of workers that died before a server heard of them; return how many were ended.

    One that a server may have heard of is ended: it is never sent twice.
    """
    with transaction.atomic(durable=True):
        rows = list(Digest.objects.abandoned().select_for_update(skip_locked=True, of=("self",))[:200])
        lost = RuntimeError("the worker died")
        handed = [row for row in rows if row.handed_at is not None]
        spent = [row for row in rows if row.handed_at is None and row.attempt >= row.max_attempts]
        ended = sum(fail(row, DigestFailure.UNKNOWN, lost) for row in handed)
        ended += sum(fail(row, DigestFailure.UNREACHABLE, lost) for row in spent)
        Digest.objects.give_back([row.pk for row in rows if row not in handed and row not in spent])
    return ended


def take_unrung(*, limit: int, queue_is_empty: bool) -> list[int]:
    """Return the ids of due jobs whose bell was lost or never rung, and note that they are rung now."""
    return Digest.objects.take_unrung(limit=limit, queue_is_empty=queue_is_empty)
