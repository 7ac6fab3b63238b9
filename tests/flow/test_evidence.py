"""What a verdict rests on: stored with it, used again, kept as a copy by a worker; and what is refused."""

import io
import uuid
from collections.abc import Generator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django.fixtures import Settings
from warcio.archiveiterator import ArchiveIterator

from articles.flow import keeping, proving, reviewing
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.proving import EvidenceValues
from articles.management.commands.sweep import sweep
from articles.models import Claim, Event, Evidence, EvidenceCapture, EvidenceFetch, EvidenceFile, User, Verdict
from articles.models.events import Verb
from articles.models.jobs import State
from articles.warc import warc_of
from tests.make import make_article, make_assignment, make_claim, make_verdict
from tests.test_attachments import PDF, PNG
from tests.websites import Website, answer, redirect, website

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings: Settings) -> Generator[Website]:
    """Return a running site that may be fetched from."""
    with website() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.place]
        settings.FETCH_SECONDS = 3
        yield site


@pytest.fixture
def claim(jaya: User) -> Claim:
    """Return an open claim of an article that jaya has."""
    article = make_article()
    make_assignment(article, jaya)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    return make_claim(article)


def decide(actor: User, claim: Claim, *evidence: EvidenceValues, **values: Any) -> Verdict:
    """Decide a claim as it stands now."""
    claim.refresh_from_db()
    values = {"answer": "disputed", "reason": "Datanya lain.", "key": uuid.uuid4()} | values
    return reviewing.decide_claim(actor=actor, claim=claim, version=claim.version, evidence=evidence, **values)


def elsewhere(jaya: User, *, answer: str = "supported") -> Claim:
    """Return a decided claim of another article that jaya has."""
    article = make_article(title="Artikel lain")
    make_assignment(article, jaya)
    claim = make_claim(article)
    make_verdict(claim, jaya, answer=answer, reason="Ada di laporan tahunan.")
    claim.refresh_from_db()
    return claim


def test_a_copy_is_kept_once_as_it_came(claim: Claim, jaya: User, site: Website) -> None:
    site.pages["/a"] = redirect("/data")
    site.pages["/data"] = answer(b"tahun,keluarga\n2025,1200\n", kind="text/csv")
    verdict = decide(jaya, claim, EvidenceValues(url=site.url("/a"), keep=True))
    (row,) = EvidenceFetch.objects.all()
    assert (row.state, row.asked_by, row.evidence.verdict) == (State.QUEUED, jaya, verdict)
    assert keeping.run_fetch(row.pk, worker="w")
    assert not keeping.run_fetch(row.pk, worker="w")  # a second delivery does nothing
    capture = EvidenceCapture.objects.defer(None).get()
    assert (capture.evidence, capture.body) == (verdict.evidence.get(), b"tahun,keluarga\n2025,1200\n")
    assert (capture.url, capture.final_url, capture.status) == (site.url("/a"), site.url("/data"), 200)
    row.refresh_from_db()
    assert (row.state, row.capture) == (State.DONE, capture)
    verbs = list(claim.events.filter(verb__startswith="copy_").order_by("pk").values_list("verb", "actor"))
    assert verbs == [(Verb.COPY_ASKED, jaya.pk), (Verb.COPY_KEPT, None)]
    kinds = [record.rec_type for record in ArchiveIterator(io.BytesIO(warc_of(capture)), check_digests="raise")]
    assert kinds == ["warcinfo", *["request", "response"] * 2]  # the redirect, and what it led to


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("http://127.0.0.1:6379/", "port"),
        ("http://169.254.169.254/latest", "private"),
        ("http://2130706433/", "private"),
        ("https://a@data.example/", "userinfo"),
    ],
)
def test_an_address_of_the_inside_is_never_asked(claim: Claim, jaya: User, url: str, refusal: str) -> None:
    decide(jaya, claim, EvidenceValues(url=url, keep=True))
    row = EvidenceFetch.objects.get()
    if row.is_waiting:  # what only its resolved address tells
        assert keeping.run_fetch(row.pk, worker="w")
        row.refresh_from_db()
    assert (row.state, row.refusal, row.capture) == (State.FAILED, refusal, None)
    assert Event.objects.filter(verb=Verb.COPY_REFUSED, claim=claim).count() == 1
    assert Verdict.objects.get().evidence.get().url == url  # the verdict stands all the same


def test_a_redirect_inwards_and_a_page_that_is_gone_are_refused(claim: Claim, jaya: User, site: Website) -> None:
    site.pages["/a"] = redirect("http://10.0.0.1/")
    for path, refusal in (("/a", "private"), ("/tiada", "gone")):
        piece = decide(jaya, claim, EvidenceValues(url=site.url(path), keep=True)).evidence.get()
        assert keeping.run_fetch(piece.fetches.get().pk, worker="w")
        assert piece.fetches.get().refusal == refusal
    assert not EvidenceCapture.objects.exists()


def test_what_nobody_rang_for_is_swept_and_what_died_is_refused(claim: Claim, jaya: User) -> None:
    decide(jaya, claim, EvidenceValues(url="https://data.example/", keep=True))
    row = EvidenceFetch.objects.get()
    assert keeping.take_unrung(limit=5, queue_is_empty=True) == [row.pk]
    for _attempt in range(row.max_attempts):
        assert EvidenceFetch.objects.claim(row.pk, worker="dead")
        sweep()
    row.refresh_from_db()
    assert (row.state, row.refusal) == (State.FAILED, "worker_died")


def test_a_late_worker_keeps_nothing(claim: Claim, jaya: User, site: Website) -> None:
    decide(jaya, claim, EvidenceValues(url=site.url("/a"), keep=True))
    row = keeping.claim_fetch(EvidenceFetch.objects.get().pk, worker="slow")
    assert row is not None
    assert keeping.refuse(row, "too_slow")
    site.pages["/a"] = answer(b"terlambat")
    assert not keeping.store_copy(row, keeping.fetch(site.url("/a")))
    assert not EvidenceCapture.objects.exists()


def test_asking_again_waits_its_turn(claim: Claim, jaya: User, edi: User) -> None:
    piece = decide(jaya, claim, EvidenceValues(url="https://data.example/")).evidence.get()
    with pytest.raises(PermissionDenied):
        keeping.keep_copy(actor=edi, evidence=piece)
    keeping.keep_copy(actor=jaya, evidence=piece)
    with pytest.raises(Conflict):
        keeping.keep_copy(actor=jaya, evidence=piece)
    words = decide(jaya, claim, EvidenceValues(excerpt="Kata saksi.")).evidence.get()
    with pytest.raises(NotAcceptable):
        keeping.keep_copy(actor=jaya, evidence=words)


@pytest.mark.parametrize(
    "values",
    [
        EvidenceValues(url="javascript:alert(1)"),
        EvidenceValues(url="data:text/html,<script>alert(1)</script>"),
        EvidenceValues(url="ftp://data.example/a"),
        EvidenceValues(title="Hanya judul"),
        EvidenceValues(url="https://data.example/", stance="proves"),
        EvidenceValues(file=999_999),
        EvidenceValues(cited="tidakada2345"),
    ],
)
def test_what_is_no_evidence_saves_nothing(claim: Claim, jaya: User, values: EvidenceValues) -> None:
    with pytest.raises(NotAcceptable):
        decide(jaya, claim, EvidenceValues(url="https://data.example/ok"), values)
    assert not Verdict.objects.exists()
    assert not Evidence.objects.exists()


def test_files_are_stored_once_and_only_their_own(claim: Claim, jaya: User, joko: User) -> None:
    file = proving.store_file(actor=jaya, name="../foto.html", data=PNG)
    assert proving.store_file(actor=jaya, name="../foto.html", data=PNG) == file
    assert (file.name, file.content_type, file.byte_count) == ("foto.png", "image/png", len(PNG))
    theirs = proving.store_file(actor=joko, name="rahasia.pdf", data=PDF)
    with pytest.raises(NotAcceptable):
        decide(jaya, claim, EvidenceValues(file=theirs.pk))
    with pytest.raises(NotAcceptable):
        proving.store_file(actor=jaya, name="x.png", data=b"<script>")
    piece = decide(jaya, claim, EvidenceValues(file=file.pk)).evidence.get()
    assert piece.file is not None
    assert bytes(EvidenceFile.objects.get(pk=piece.file.pk).data) == PNG


def test_what_is_used_again_names_its_origin_and_shares_its_copies(claim: Claim, jaya: User, site: Website) -> None:
    site.pages["/a"] = answer(b"isi")
    first = decide(jaya, claim, EvidenceValues(url=site.url("/a"), title="Data", keep=True)).evidence.get()
    assert keeping.run_fetch(first.fetches.get().pk, worker="w")
    second = decide(jaya, claim, proving.values_of(first)).evidence.get()
    third = decide(jaya, claim, proving.values_of(second)).evidence.get()
    assert (second.origin, third.origin, third.title) == (first, first, "Data")
    shown = Evidence.objects.shown().get(pk=third.pk)
    assert [copy.body for copy in shown.kept_copies] == [b"isi"]
    another = EvidenceValues(url="https://data.example/lain", origin=first.pk)  # the address was changed in the form
    assert decide(jaya, claim, another).evidence.get().origin is None


def test_a_claim_of_another_article_keeps_its_verdict_in_words(claim: Claim, jaya: User, joko: User) -> None:
    cited = elsewhere(jaya)
    piece = decide(jaya, claim, EvidenceValues(cited=cited.public_id, stance="refutes")).evidence.get()
    make_verdict(cited, jaya, answer="disputed", reason="Ternyata keliru.")
    piece.refresh_from_db()
    assert (piece.cited_claim, piece.cited_words["answer"]) == (cited, "supported")
    assert (piece.cited_words["reason"], piece.cited_words["author"]) == ("Ada di laporan tahunan.", "Jaya")
    assert piece.cited_verdict == cited.verdicts.get(number=1)
    hidden = make_claim(make_article())
    sibling = claim.article.claims.exclude(pk=claim.pk)[0]
    for refused in (hidden, sibling):
        with pytest.raises(NotAcceptable):
            decide(jaya, claim, EvidenceValues(cited=refused.public_id))


def test_what_cannot_be_cited_elsewhere_stays_in_words(claim: Claim, jaya: User, joko: User) -> None:
    cited = elsewhere(jaya)
    verdict = decide(jaya, claim, EvidenceValues(cited=cited.public_id), EvidenceValues(url="https://data.example/"))
    copy = make_claim(make_article(status="done"))
    mine, page = proving.adoptable_evidence(jaya, verdict, copy)
    assert (mine.cited, page.url) == (cited.public_id, "https://data.example/")
    for actor, target in ((joko, copy), (jaya, cited)):  # who does not see it; the very article that it is of
        theirs, _page = proving.adoptable_evidence(actor, verdict, target)
        assert theirs.cited == ""
        assert cited.quotation in theirs.excerpt


def test_the_same_form_twice_is_one_verdict_with_its_evidence(claim: Claim, jaya: User) -> None:
    file = proving.store_file(actor=jaya, name="surat.pdf", data=PDF)
    cited = elsewhere(jaya)
    sent = [
        EvidenceValues(url="https://data.example/", keep=True),
        EvidenceValues(file=file.pk, stance="context"),
        EvidenceValues(cited=cited.public_id),
    ]
    version, key = claim.version, uuid.uuid4()
    values = {"actor": jaya, "claim": claim, "version": version, "answer": "supported", "reason": "Ada.", "key": key}
    verdicts = {reviewing.decide_claim(evidence=sent, **values) for _time in range(2)}
    assert len(verdicts) == Verdict.objects.filter(claim=claim).count() == 1
    assert Evidence.objects.count() == 3
    assert EvidenceFetch.objects.count() == 1
    with pytest.raises(Conflict):
        reviewing.decide_claim(evidence=sent[:2], **values)
