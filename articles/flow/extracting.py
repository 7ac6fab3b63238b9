"""Text to claims: a worker takes a job row, runs the engine, and stores what it found, once; or it is only explained.

The row is the truth and the queue only rings. A run is taken by compare-and-set with a lease and an attempt number on
the database's clock; results and the final state are written in one transaction fenced by that number, so that a
worker that comes back from the dead writes nothing. Source: measured, docs/decisions/0001-the-queue-is-a-bell.md.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from articles import bells
from articles import extraction as engine
from articles.bells import Bell
from articles.extraction import types
from articles.flow.choosing import ask_by_rules
from articles.flow.claimants import claimants_for
from articles.flow.finishing import reopen_assignment
from articles.flow.matching import link_appearances, lock_with_copies, match_text
from articles.flow.placing import sort_found
from articles.models import (
    Article,
    ArticleText,
    Assignment,
    Claim,
    ClaimLink,
    Event,
    Extraction,
    Worker,
)
from articles.models.articles import Status
from articles.models.claims import Origin
from articles.models.events import Verb
from articles.models.extractions import Failure, State

logger = structlog.get_logger(__name__)

MAX_CLAIMS = 3_000
"""No article has so many, and a page with more takes longer than a person waits. Source: measured, 60,000 took 26 s."""


def note_worker_alive(name: str, queues: Sequence[str] = ()) -> None:
    """Say that a worker of some queues lives, on the database's clock. Side effect: its row in ``Worker``."""
    if not Worker.objects.filter(name=name).update(seen_at=Now()):
        Worker.objects.get_or_create(name=name, defaults={"queues": list(queues)})
        Worker.objects.filter(seen_at__lt=Now() - timedelta(days=7)).delete()


def run_extraction(extraction_id: int, *, worker: str) -> bool:
    """Run one job row to its end, if it is to be had; say whether this call finished it.

    Running it twice, late, or beside another worker changes nothing.
    """
    with transaction.atomic(durable=True):
        if not Extraction.objects.claim(extraction_id, worker=worker):
            return False
        job = Extraction.objects.select_related("article_text__article").get(pk=extraction_id)
    structlog.contextvars.bind_contextvars(request_id=job.request_id, extraction_id=job.pk, attempt=job.attempt)
    article = job.article_text.article
    try:
        match_text(job.article_text)
        found = engine.extract(job.article_text.text, article.language or None, publication=publication_of(article))
        if found.language not in engine.supported_languages():
            return fail(job, Failure.UNSUPPORTED_LANGUAGE, found.language)
        if len(found.claims) > MAX_CLAIMS:
            return fail(job, Failure.TOO_MANY_CLAIMS, str(len(found.claims)))
        return store(job, found)
    except SoftTimeLimitExceeded:
        return fail(job, Failure.TOO_SLOW)
    except (OperationalError, InterfaceError):
        # The database went away: the row keeps its lease, and the sweeper gives the run to the next worker.
        raise
    except Exception as error:
        # Whatever else the engine or its results stumble over is the article's own story, told where a person sees it.
        logger.exception("extraction_failed")
        return fail(job, Failure.ENGINE_ERROR, f"{type(error).__name__}: {error}"[:500])


def publication_of(article: Article) -> types.Publication:
    """Return what the engine may know beside the text; the day is the newsroom's."""
    day = timezone.localtime(article.published_at).date() if article.published_at else None
    return types.Publication(publisher=article.publisher, published_on=day)


@transaction.atomic(durable=True)
def fail(job: Extraction, failure: Failure, detail: str = "") -> bool:
    """End a run with its reason; say whether this attempt still held it."""
    held = Extraction.objects.finish(
        job.pk, attempt=job.attempt, state=State.FAILED, failure=failure, failure_detail=detail
    )
    if held:
        mark_failed(job, failure, detail)
    return held


def mark_failed(job: Extraction, failure: Failure, detail: str) -> None:
    """Move the article of a failed run and write the event, in the caller's transaction."""
    article = job.article_text.article
    current = Article.objects.filter(pk=article.pk, current_text=job.article_text_id)
    if not current.exists():  # a newer text waits for its own run: what became of this one matters to nobody
        return
    current.filter(status=Status.EXTRACTING).update(status=Status.FAILED)
    Event.objects.record(
        Verb.EXTRACTION_FAILED, actor=None, article=article, after={"failure": failure, "detail": detail}
    )


@transaction.atomic(durable=True)
def store(job: Extraction, found: types.Extraction) -> bool:
    """Write claims, claimants, links and the final state in one transaction, fenced by the attempt number."""
    held = Extraction.objects.finish(
        job.pk,
        attempt=job.attempt,
        state=State.DONE,
        engine=found.engine,
        engine_version=found.version,
        statement_count=len(found.statements),
        claim_count=len(found.claims),
    )
    if not held:
        return False
    article, matches = lock_with_copies(job.article_text.article_id)
    if article.current_text_id != job.article_text_id:
        return supersede(job)
    # First of all: the words of the claims are made findable in this language.
    article.language = article.language or found.language
    article.save(update_fields=["language"])
    claims = store_claims(job, article, found)
    link_appearances(claims, matches)
    begin_review(article, claims)
    ask_by_rules(article)
    after = {"engine": found.engine, "version": found.version, "claims": len(claims), "text": job.article_text.number}
    Event.objects.record(Verb.EXTRACTION_FINISHED, actor=None, article=article, after=after)
    Event.objects.record_many(Verb.CLAIM_EXTRACTED, actor=None, article=article, claims=claims)
    return True


def supersede(job: Extraction) -> bool:
    """End a run whose text is not the article's current one any more: its claims would have no place."""
    ended = Extraction.objects.filter(pk=job.pk)
    return bool(ended.update(state=State.FAILED, failure=Failure.SUPERSEDED, claim_count=0, statement_count=0))


def begin_review(article: Article, new_claims: Sequence[Claim]) -> None:
    """Let the review of a locked article begin, or begin again, with the claims that were found now."""
    in_hands = Assignment.objects.active().filter(article=article).exists()
    article.move(old=Status.EXTRACTING, new=Status.IN_REVIEW if in_hands else Status.READY)
    if new_claims:
        reopen_assignment(None, article)


def store_claims(job: Extraction, article: Article, found: types.Extraction) -> list[Claim]:
    """Write what is new of a run's claims, and the links between what was found; return the new claims."""
    text = job.article_text.text
    claimants = claimants_for([s.claimant for s in found.statements if s.claimant and s.claims])
    rows = []
    for statement in found.statements:
        for proposition in statement.claims:
            row = claim_row(text, statement, proposition)
            row.article, row.article_text, row.extraction = article, job.article_text, job
            row.claimant = claimants[statement.claimant.name] if statement.claimant else None
            rows.append(row)
    standing = sort_found(job.article_text, rows)
    unsaved = {id(row) for row in rows}
    new = Claim.objects.bulk_create([row for row in standing if row and id(row) in unsaved], batch_size=500)
    store_links(standing, {claim.pk for claim in new}, found)
    return new


def claim_row(text: str, statement: types.Statement, proposition: types.Claim) -> Claim:
    """Return one claim of a statement as an unsaved row."""
    cue, source = statement.cue, statement.source
    row = Claim(
        claim_text=proposition.text,
        mode=statement.mode,
        stance=statement.stance,
        kind=statement.kind,
        cue=text[cue.start : cue.end][:300] if cue else "",
        cue_start=cue.start if cue else None,
        cue_end=cue.end if cue else None,
        statement_start=statement.content.start,
        statement_end=statement.content.end,
        source_start=source.start if source else None,
        source_end=source.end if source else None,
        relayed_by=", ".join(statement.relayed_by)[:300],
        attribution_unclear=statement.attribution_unclear,
        check_worthiness=proposition.check_worthiness,
        check_worthiness_reasons=[
            {"code": r.code, "detail": r.detail, "weight": r.weight} for r in proposition.reasons
        ],
        mentions=[mention_row(text, mention) for mention in proposition.mentions],
        origin=Origin.ENGINE,
    )
    row.place(text, proposition.content.start, proposition.content.end)
    return row


def mention_row(text: str, mention: types.Mention) -> dict[str, str]:
    """Return a name, figure or date of a claim as it is stored."""
    words = text[mention.span.start : mention.span.end]
    return {"kind": mention.kind.value, "text": words, "value": mention.value, "unit": mention.unit}


def store_links(claims: Sequence[Claim | None], new: set[int], found: types.Extraction) -> None:
    """Write the suggested links of a run where one of the two claims is new; ``claims`` are in the order found.

    What people said of the links between older claims stands.
    """
    rows = []
    for link in found.links:
        source, target = claims[link.from_claim], claims[link.to_claim]
        if source and target and source.pk != target.pk and {source.pk, target.pk} & new:
            reason = {"code": link.reason.code, "detail": link.reason.detail}
            values = {"relation": link.relation, "reason": reason, "origin": Origin.ENGINE}
            rows.append(ClaimLink(from_claim=source, to_claim=target, **values))
    ClaimLink.objects.bulk_create(rows)


def enqueue(version: ArticleText) -> Extraction:
    """Write the job row of a text and ring for it once the transaction is in; call it in a transaction."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    job = Extraction.objects.create(article_text=version, request_id=str(request_id), rung_at=Now())
    transaction.on_commit(partial(bells.ring, Bell.EXTRACT, job.pk), robust=True)
    return job


def release_abandoned() -> int:
    """Give back the runs of workers that died, and fail those tried often enough; return how many were failed.

    Safe beside other sweepers: skips locked rows.
    """
    with transaction.atomic(durable=True):
        abandoned = Extraction.objects.abandoned().select_related("article_text__article")
        rows = list(abandoned.select_for_update(skip_locked=True, of=("self",))[:200])
        spent = [row for row in rows if row.attempt >= row.max_attempts]
        for row in spent:
            if Extraction.objects.finish(row.pk, attempt=row.attempt, state=State.FAILED, failure=Failure.WORKER_DIED):
                mark_failed(row, Failure.WORKER_DIED, "")
        Extraction.objects.give_back([row.pk for row in rows if row.attempt < row.max_attempts])
    return len(spent)


def take_unrung(*, limit: int, queue_is_empty: bool) -> list[int]:
    """Return the ids of due runs whose bell was lost or never rung, and note that they are rung now."""
    return Extraction.objects.take_unrung(limit=limit, queue_is_empty=queue_is_empty)
