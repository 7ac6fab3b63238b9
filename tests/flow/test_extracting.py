"""Extracting: once, whatever is repeated, late, killed or poisoned."""

from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models.functions import Now

from articles import extraction as engine
from articles.flow import assigning, extracting, importing
from articles.models import Article, Claim, Claimant, ClaimLink, Event, Extraction, User, Worker
from articles.models.articles import Status
from articles.models.events import Verb
from articles.models.extractions import Failure, State
from tests.make import TEXT, make_assignment, make_claim

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(ade: User) -> Extraction:
    """Return the job row of an article that was just imported."""
    importing.import_text(actor=ade, text=TEXT, language="id")
    return Extraction.objects.get()


def article_of(job: Extraction) -> Article:
    """Return the article as the database has it."""
    return Article.objects.get(pk=job.article_text.article_id)


def test_claims_claimants_links_and_events_are_stored_once(job: Extraction) -> None:
    assert extracting.run_extraction(job.pk, worker="w")
    job.refresh_from_db()
    assert (job.state, job.attempt, job.engine, job.lease_until) == (State.DONE, 1, engine.ENGINE, None)
    claims = list(Claim.objects.in_reading_order())
    assert job.claim_count == len(claims) >= 3
    for claim in claims:
        assert TEXT[claim.start : claim.end] == claim.quotation
    assert "Rina Hartati" in {claim.claimant.name for claim in claims if claim.claimant}
    assert Event.objects.filter(verb=Verb.CLAIM_EXTRACTED).count() == len(claims)
    assert article_of(job).status == Status.READY
    assert ClaimLink.objects.filter(relation="disputes").exists()


def test_a_second_delivery_does_nothing(job: Extraction) -> None:
    assert extracting.run_extraction(job.pk, worker="w")
    before = (Claim.objects.count(), Claimant.objects.count(), Event.objects.count())
    assert not extracting.run_extraction(job.pk, worker="w")
    assert (Claim.objects.count(), Claimant.objects.count(), Event.objects.count()) == before


def test_a_run_in_other_hands_is_left_alone(job: Extraction) -> None:
    assert Extraction.objects.claim(job.pk, worker="other")
    assert not extracting.run_extraction(job.pk, worker="w")
    assert not Claim.objects.exists()


def test_results_of_an_attempt_that_lost_its_lease_are_refused(job: Extraction) -> None:
    assert Extraction.objects.claim(job.pk, worker="slow")
    slow = Extraction.objects.select_related("article_text__article").get(pk=job.pk)
    Extraction.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))
    assert extracting.run_extraction(job.pk, worker="quick")
    count = Claim.objects.count()
    assert not extracting.store(slow, engine.extract(TEXT, "id"))
    assert not extracting.fail(slow, Failure.TOO_SLOW)
    assert Claim.objects.count() == count
    assert Extraction.objects.get().attempt == 2


def test_an_article_given_before_its_claims_are_there_is_in_review_after(
    job: Extraction, edi: User, jaya: User
) -> None:
    assigning.assign_articles(actor=edi, articles=[article_of(job)], assignee=jaya)
    assert article_of(job).status == Status.EXTRACTING
    extracting.run_extraction(job.pk, worker="w")
    assert article_of(job).status == Status.IN_REVIEW


def test_the_work_of_a_dead_worker_is_given_back(job: Extraction) -> None:
    Extraction.objects.claim(job.pk, worker="dead")
    Worker.objects.create(name="dead")
    Worker.objects.update(seen_at=Now() - timedelta(minutes=1))
    assert extracting.release_abandoned() == 0
    job.refresh_from_db()
    assert (job.state, job.rung_at) == (State.QUEUED, None)
    assert extracting.take_unrung(limit=10, queue_is_empty=False) == [job.pk]
    assert extracting.take_unrung(limit=10, queue_is_empty=False) == []


def test_the_work_of_a_live_worker_is_left_until_the_lease_is_over(job: Extraction) -> None:
    extracting.note_worker_alive("alive")
    Extraction.objects.claim(job.pk, worker="alive")
    extracting.release_abandoned()
    assert Extraction.objects.get().state == State.RUNNING
    Extraction.objects.update(lease_until=Now() - timedelta(seconds=1))
    extracting.release_abandoned()
    assert Extraction.objects.get().state == State.QUEUED


def test_an_article_that_kills_its_workers_fails_with_its_reason(job: Extraction, settings: Any) -> None:
    for _attempt in range(settings.EXTRACTION_MAX_ATTEMPTS):
        assert Extraction.objects.claim(job.pk, worker="dead")
        extracting.release_abandoned()
    job.refresh_from_db()
    assert (job.state, job.failure, job.attempt) == (
        State.FAILED,
        Failure.WORKER_DIED,
        settings.EXTRACTION_MAX_ATTEMPTS,
    )
    assert article_of(job).status == Status.FAILED
    assert not extracting.run_extraction(job.pk, worker="w")


@pytest.mark.parametrize(
    ("raised", "failure"),
    [(SoftTimeLimitExceeded(), Failure.TOO_SLOW), (RuntimeError("broken rule"), Failure.ENGINE_ERROR)],
)
def test_what_the_engine_stumbles_over_is_the_articles_own_story(
    job: Extraction, monkeypatch: pytest.MonkeyPatch, raised: Exception, failure: str
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(engine, "extract", stumble)
    assert extracting.run_extraction(job.pk, worker="w")
    job.refresh_from_db()
    assert (job.state, job.failure) == (State.FAILED, failure)
    assert article_of(job).status == Status.FAILED
    assert Event.objects.filter(verb=Verb.EXTRACTION_FAILED).count() == 1


def test_a_language_that_the_desk_does_not_read_is_said(ade: User) -> None:
    text = "Le ministre a déclaré que les prix avaient augmenté de cinq pour cent depuis le mois de janvier."
    importing.import_text(actor=ade, text=text)
    job = Extraction.objects.get()
    extracting.run_extraction(job.pk, worker="w")
    job.refresh_from_db()
    assert (job.state, job.failure, job.failure_detail) == (State.FAILED, Failure.UNSUPPORTED_LANGUAGE, "fr")


def test_the_same_name_is_the_same_claimant_in_every_article(ade: User) -> None:
    for number in range(2):
        importing.import_text(actor=ade, text=f"{TEXT}\n\nBerita ke-{number}.", language="id")
    for job in Extraction.objects.all():
        extracting.run_extraction(job.pk, worker="w")
    assert Claimant.objects.filter(name="Rina Hartati").count() == 1
    assert Claim.objects.filter(claimant__name="Rina Hartati").values("article").distinct().count() == 2


def test_a_persons_claim_is_never_overwritten(job: Extraction, jaya: User) -> None:
    article = article_of(job)
    make_assignment(article, jaya)
    mine = make_claim(article, quotation="angka itu")
    extracting.run_extraction(job.pk, worker="w")
    mine.refresh_from_db()
    assert mine.quotation == "angka itu"


def test_a_lost_bell_is_rung_again_at_once_only_when_the_queue_is_empty(job: Extraction) -> None:
    Extraction.objects.update(rung_at=Now() - timedelta(seconds=30))
    assert extracting.take_unrung(limit=10, queue_is_empty=False) == []
    assert extracting.take_unrung(limit=10, queue_is_empty=True) == [job.pk]


def test_a_text_with_too_many_claims_is_said(ade: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "MAX_CLAIMS", 2)
    importing.import_text(actor=ade, text=TEXT, language="id")
    job = Extraction.objects.get()
    extracting.run_extraction(job.pk, worker="w")
    job.refresh_from_db()
    assert (job.state, job.failure) == (State.FAILED, Failure.TOO_MANY_CLAIMS)
    assert not Claim.objects.exists()
