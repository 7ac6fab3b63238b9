"""Evidence to kept copy: somebody asks for a copy of its page, and a worker fetches and stores it, once.

The row is the truth and the queue only rings, as in :mod:`articles.flow.fetching`, which this shares its workers with.
"""

from functools import partial

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles import access, bells
from articles.access import Action
from articles.bells import Bell
from articles.fetching import Fetched, Unfetched, fetch, parse_address
from articles.flow.changing import lock_articles
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Event, Evidence, EvidenceCapture, EvidenceFetch, User
from articles.models.events import Verb
from articles.models.jobs import State

logger = structlog.get_logger(__name__)


@transaction.atomic
def keep_copy(*, actor: User, evidence: Evidence) -> EvidenceFetch:
    """Ask for a copy of the page that a verdict rests on; copies that are kept already stay.

    Raises :class:`Conflict` while it is being fetched, :class:`NotAcceptable` when the evidence is no web page. An
    address that may not be fetched is refused at once, with its reason in the row.
    """
    (article,) = lock_articles([evidence.verdict.claim.article])
    access.require(actor, Action.DECIDE, article)
    if not evidence.url:
        raise NotAcceptable(_("This evidence has no address."))
    if EvidenceFetch.objects.waiting().filter(evidence=evidence).exists():
        raise Conflict(_("It is being fetched already."))
    return ask_for_copy(actor, evidence)


def ask_for_copy(actor: User, evidence: Evidence) -> EvidenceFetch:
    """Write the job of keeping a copy and ring for it after the caller's transaction."""
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    row = EvidenceFetch(evidence=evidence, asked_by=actor, url=evidence.url, request_id=request_id)
    try:
        address = parse_address(evidence.url)
    except Unfetched as reason:
        row.state, row.refusal, row.refusal_detail = State.FAILED, reason.code, reason.detail[:300]
        row.save()
        record(row, Verb.COPY_REFUSED)
        return row
    row.url, row.host = str(address), address.host
    row.save()
    record(row, Verb.COPY_ASKED)
    transaction.on_commit(partial(bells.ring, Bell.KEEP, row.pk), robust=True)
    return row


def record(row: EvidenceFetch, verb: Verb) -> None:
    """Write what became of a copy into the history of the claim; the worker's own doing has no actor."""
    verdict = row.evidence.verdict
    actor = row.asked_by if verb == Verb.COPY_ASKED else None
    after = {"evidence": row.evidence_id, "verdict": verdict.number, "url": row.url, "refusal": row.refusal}
    claim = verdict.claim
    Event.objects.record(verb, actor=actor, article=claim.article, claim=claim, after=after)


def run_fetch(fetch_id: int, *, worker: str) -> bool:
    """Fetch and keep one copy, if it is to be had; say whether this call finished it. Twice changes nothing."""
    row = claim_fetch(fetch_id, worker=worker)
    if row is None:
        return False
    structlog.contextvars.bind_contextvars(request_id=row.request_id, evidence_fetch_id=row.pk, attempt=row.attempt)
    try:
        return store_copy(row, fetch(row.url))
    except Unfetched as reason:
        return refuse(row, reason.code, reason.detail)
    except SoftTimeLimitExceeded:
        return refuse(row, "too_slow")
    except (OperationalError, InterfaceError):
        # The database went away: the row keeps its lease, and the sweeper gives it to the next worker.
        raise
    except Exception as error:
        logger.exception("evidence_fetch_failed")
        return refuse(row, "reader_error", type(error).__name__)


def claim_fetch(fetch_id: int, *, worker: str) -> EvidenceFetch | None:
    """Take a copy for a worker, if it is to be had and its host is not busy with as many as may be at once."""
    with transaction.atomic(durable=True):
        if not EvidenceFetch.objects.claim(fetch_id, worker=worker):
            return None
        row = EvidenceFetch.objects.select_related("evidence__verdict__claim__article", "asked_by").get(pk=fetch_id)
        if not EvidenceFetch.objects.host_is_busy(row):
            return row
        EvidenceFetch.objects.give_back([row.pk])  # the sweeper rings again; this was no try
        EvidenceFetch.objects.filter(pk=row.pk).update(attempt=F("attempt") - 1)
    return None


@transaction.atomic(durable=True)
def store_copy(row: EvidenceFetch, found: Fetched) -> bool:
    """Store an answer as it came, fenced by the attempt number; say whether this attempt still held the job."""
    if not EvidenceFetch.objects.hold(row.pk, attempt=row.attempt):
        return False
    capture = EvidenceCapture.objects.create(evidence_id=row.evidence_id, **answer_values(found))
    record(row, Verb.COPY_KEPT)
    return EvidenceFetch.objects.finish(row.pk, attempt=row.attempt, state=State.DONE, capture=capture)


@transaction.atomic
def refuse(row: EvidenceFetch, code: str, detail: str = "") -> bool:
    """End the job with its reason; say whether this attempt still held it."""
    values = {"refusal": code, "refusal_detail": detail[:300]}
    held = EvidenceFetch.objects.finish(row.pk, attempt=row.attempt, state=State.FAILED, **values)
    if held:
        row.refusal = code
        record(row, Verb.COPY_REFUSED)
    return held


def answer_values(found: Fetched) -> dict[str, object]:
    """Return the values that keep an answer as it came, of a capture of either kind."""
    return {
        "url": found.url,
        "final_url": found.final_url,
        "status": found.status,
        "request_headers": [list(pair) for pair in found.request_headers],
        "response_headers": [list(pair) for pair in found.response_headers],
        "content_type": found.content_type,
        "hops": [
            {
                "url": hop.url,
                "status": hop.status,
                "request_headers": [list(pair) for pair in hop.request_headers],
                "response_headers": [list(pair) for pair in hop.response_headers],
            }
            for hop in found.hops
        ],
        **EvidenceCapture.packed(found.body),
    }


def release_abandoned() -> int:
    """Give back the jobs of workers that died, refuse those tried often enough; return how many were refused."""
    with transaction.atomic(durable=True):
        rows = list(EvidenceFetch.objects.abandoned().select_for_update(skip_locked=True, of=("self",))[:200])
        spent = [row for row in rows if row.attempt >= row.max_attempts]
        refused = sum(refuse(row, "worker_died") for row in spent)
        EvidenceFetch.objects.give_back([row.pk for row in rows if row.attempt < row.max_attempts])
    return refused


def take_unrung(*, limit: int, queue_is_empty: bool) -> list[int]:
    """Return the ids of due jobs whose bell was lost or never rung, and note that they are rung now."""
    return EvidenceFetch.objects.take_unrung(limit=limit, queue_is_empty=queue_is_empty)
