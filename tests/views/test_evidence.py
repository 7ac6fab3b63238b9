"""Evidence on the page: files and copies as downloads, the search that loses nothing, and who sees what."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from articles.models import (
    Article,
    Claim,
    Evidence,
    EvidenceCapture,
    EvidenceFetch,
    EvidenceFile,
    User,
    Verdict,
)
from tests.make import make_article, make_assignment, make_claim, make_verdict
from tests.test_attachments import PDF, PNG

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def article(jaya: User) -> Article:
    article = make_article()
    make_assignment(article, jaya)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    return article


@pytest.fixture
def claim(article: Article) -> Claim:
    return make_claim(article)


def form_of(claim: Claim, **values: Any) -> dict[str, Any]:
    """Return what the browser sends of a verdict's form."""
    sent = {"version": claim.version, "key": str(uuid.uuid4()), "answer": "supported", "said": "said", "reason": "Ada."}
    return sent | {"evidence-TOTAL_FORMS": 3, "evidence-INITIAL_FORMS": 0} | values


def post(session: Client, name: str, claim: Claim, htmx: bool = False, **values: Any) -> Any:
    address = reverse(name, args=[claim.public_id])
    return session.post(address, form_of(claim, **values), headers=HTMX if htmx else {})


def picture(name: str = "foto.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")


def make_evidence(claim: Claim, author: User, **values: Any) -> Evidence:
    """Return a piece of evidence of a new verdict."""
    return Evidence.objects.create(verdict=make_verdict(claim, author), **{"stance": "supports"} | values)


def make_copy(piece: Evidence, body: bytes = b"<script>alert(1)</script>") -> EvidenceCapture:
    """Return a kept copy of the page of a piece of evidence."""
    values = {"url": piece.url, "final_url": piece.url, "status": 200, "content_type": "text/html"}
    capture = EvidenceCapture.objects.create(evidence=piece, **values, **EvidenceCapture.packed(body))
    EvidenceFetch.objects.create(
        evidence=piece, asked_by=piece.verdict.author, url=piece.url, state="done", capture=capture
    )
    return capture


def test_a_file_is_stored_with_the_verdict_and_comes_back_as_a_download(
    client_of: ClientOf, claim: Claim, jaya: User
) -> None:
    session = client_of(jaya)
    values = {"evidence-1-upload": picture("../foto balai.html"), "evidence-1-stance": "refutes"}
    assert post(session, "verdict_create", claim, **values).status_code == 302
    piece = Evidence.objects.get()
    assert piece.file is not None
    assert (piece.file.name, bytes(piece.file.data), piece.stance) == ("foto balai.png", PNG, "refutes")
    response = session.get(reverse("evidence_file", args=[piece.pk]))
    assert response.content == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"] == 'attachment; filename="foto balai.png"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "foto balai.png" in session.get(claim.get_absolute_url()).text


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (picture("a.png", b"<script>alert(1)</script>"), "Only PNG, JPEG, WebP and GIF images and PDF files"),
        (picture("a.svg", b"<svg onload=alert(1)>"), "Only PNG, JPEG, WebP and GIF images and PDF files"),
        (picture("a.pdf", b""), "Only PNG, JPEG, WebP and GIF images and PDF files"),
        (picture("a.png", PNG + bytes(200)), "The file is larger than 0 MB."),
    ],
)
def test_hostile_files_are_refused_in_words(
    client_of: ClientOf, claim: Claim, jaya: User, settings: Settings, upload: SimpleUploadedFile, sentence: str
) -> None:
    settings.EVIDENCE_MAX_BYTES = 100
    values = {"evidence-0-upload": upload, "evidence-0-stance": "supports", "reason": "Panjang dan penting."}
    response = post(client_of(jaya), "verdict_create", claim, htmx=True, **values)
    assert response.status_code == 422
    assert sentence in response.text
    assert "Panjang dan penting." in response.text
    assert not EvidenceFile.objects.exists()
    assert not Verdict.objects.exists()


def test_ten_megabytes_are_the_limit(settings: Settings) -> None:
    assert settings.EVIDENCE_MAX_BYTES == 10 * 1024 * 1024


def test_a_file_is_not_lost_with_a_form_that_is_not_in_order(client_of: ClientOf, claim: Claim, jaya: User) -> None:
    session = client_of(jaya)
    values = {"evidence-0-upload": picture(), "evidence-0-stance": "supports"}
    refused = post(session, "verdict_create", claim, reason="", **values)
    assert refused.status_code == 422
    file = EvidenceFile.objects.get()
    assert f'name="evidence-0-file" value="{file.pk}"' in refused.text
    assert "foto.png" in refused.text
    again = {"evidence-0-file": file.pk, "evidence-0-stance": "supports"}
    assert post(session, "verdict_create", claim, **again).status_code == 302
    assert Evidence.objects.get().file == file


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_search_keeps_what_was_typed_and_finds_evidence_and_claims(
    client_of: ClientOf, claim: Claim, article: Article, jaya: User, htmx: bool
) -> None:
    theirs = make_article(status="done", title="Artikel yang selesai")
    hidden = make_article()
    for one in (theirs, hidden):
        make_evidence(make_claim(one), jaya, url="https://data.example/bantuan", title="Data bantuan sosial")
    typed = {"reason": "Sudah setengah <jadi>.", "evidence-0-url": "https://a.example/", "answer": "disputed"}
    typed |= {"evidence-1-upload": picture(), "evidence-1-stance": "context", "evidence-0-keep": "on"}
    response = post(client_of(jaya), "evidence_find", claim, htmx, words="bantuan", **typed)
    assert response.status_code == 200
    text = response.text
    assert "Sudah setengah &lt;jadi&gt;." in text
    assert 'value="https://a.example/"' in text
    assert "foto.png" in text
    found = Evidence.objects.get(verdict__claim__article=theirs)
    assert f'value="evidence:{found.pk}"' in text
    assert f'value="claim:{found.verdict.claim.public_id}"' in text
    assert text.count('name="use"') == 2  # nothing of the article that they may not see, nor of this one
    assert "errors" not in text.split('id="verdict-form"')[1].split("</form>")[0]
    assert not Verdict.objects.filter(claim=claim).exists()


def test_what_is_used_again_stands_in_the_next_free_row(client_of: ClientOf, claim: Claim, jaya: User) -> None:
    piece = make_evidence(
        make_claim(make_article(status="done")), jaya, url="https://data.example/b", title="Data", excerpt="Seribu."
    )
    session = client_of(jaya)
    typed = {"evidence-0-url": "https://a.example/", "evidence-0-stance": "refutes"}
    text = post(session, "evidence_find", claim, True, use=f"evidence:{piece.pk}", **typed).text
    assert 'name="evidence-0-url" value="https://a.example/"' in text
    assert 'name="evidence-1-url" value="https://data.example/b"' in text
    assert f'name="evidence-1-origin" value="{piece.pk}"' in text
    values = typed | {"evidence-1-url": piece.url, "evidence-1-stance": "supports", "evidence-1-origin": piece.pk}
    assert post(session, "verdict_create", claim, **values).status_code == 302
    assert Evidence.objects.get(verdict__claim=claim, origin=piece).url == piece.url


def test_a_claim_that_is_cited_shows_its_verdict_of_then(client_of: ClientOf, claim: Claim, jaya: User) -> None:
    other = make_claim(make_article(status="done"))
    make_verdict(other, jaya, answer="not_checkable", reason="Tidak ada datanya.")
    session = client_of(jaya)
    text = post(session, "evidence_find", claim, use=f"claim:{other.public_id}").text
    assert f'name="evidence-0-cited" value="{other.public_id}"' in text
    values = {"evidence-0-cited": other.public_id, "evidence-0-stance": "context"}
    assert post(session, "verdict_create", claim, **values).status_code == 302
    page = session.get(claim.get_absolute_url()).text
    assert "verdict at that time:" in page
    assert "Tidak ada datanya." in page


def test_the_search_shows_and_uses_nothing_of_others(
    client_of: ClientOf, claim: Claim, jaya: User, joko: User, edi: User
) -> None:
    hidden = make_evidence(make_claim(make_article()), joko, url="https://data.example/rahasia", title="Rahasia kami")
    session = client_of(jaya)
    assert "Rahasia kami" not in post(session, "evidence_find", claim, words="rahasia").text
    for use in (
        f"evidence:{hidden.pk}",
        f"claim:{hidden.verdict.claim.public_id}",
        "evidence:x",
        "evidence:99999999999",
    ):
        assert post(session, "evidence_find", claim, use=use).status_code == 404
    file = EvidenceFile.objects.create(
        name="rahasia.png", content_type="image/png", data=PNG, byte_count=16, sha256=bytes(32), uploaded_by=joko
    )
    values = {"evidence-0-file": file.pk, "evidence-0-origin": hidden.pk, "reason": ""}
    assert "rahasia.png" not in post(session, "verdict_create", claim, **values).text
    assert post(client_of(edi), "evidence_find", claim, words="ab").status_code == 403
    assert post(client_of(joko), "evidence_find", claim, words="ab").status_code == 404


def test_asking_for_a_copy_and_what_came_of_it(client_of: ClientOf, claim: Claim, jaya: User, edi: User) -> None:
    piece = make_evidence(claim, jaya, url="https://data.example/a")
    session, address = client_of(jaya), piece.get_absolute_url()
    assert "no copy is kept" in session.get(claim.get_absolute_url()).text
    page = session.post(reverse("evidence_keep", args=[piece.pk]), follow=True).text
    assert "waiting to be fetched" in page
    assert 'hx-trigger="every 2s"' in page
    assert "It is being fetched already." in session.post(reverse("evidence_keep", args=[piece.pk]), follow=True).text
    EvidenceFetch.objects.update(state="failed", refusal="gone", refusal_detail="404")
    assert "There is no page at this address any more (404)." in session.get(address).text
    assert "no copy could be kept" in session.get(claim.get_absolute_url()).text
    capture = make_copy(piece)
    page = session.get(address).text
    assert capture.sha256_hex in page
    assert "<script>alert" not in page
    assert "hx-trigger" not in session.get(address, headers=HTMX).text
    assert "Copy kept" in session.get(claim.get_absolute_url()).text
    assert client_of(edi).post(reverse("evidence_keep", args=[piece.pk])).status_code == 403
    assert "Keep another copy" not in client_of(edi).get(address).text


def test_a_copy_is_a_download_for_who_sees_the_evidence(
    client_of: ClientOf, claim: Claim, jaya: User, joko: User
) -> None:
    capture = make_copy(make_evidence(claim, jaya, url="https://data.example/a"))
    address = reverse("evidence_warc", args=[capture.pk])
    response = client_of(jaya).get(address)
    assert response.content.startswith(b"\x1f\x8b")
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert client_of(joko).get(address).status_code == 404
    reused = make_evidence(
        make_claim(make_article(status="done")), jaya, url="https://data.example/a", origin=capture.evidence
    )
    assert client_of(joko).get(address).status_code == 200  # of what they may see, the copy is theirs to see as well
    assert client_of(joko).get(reverse("evidence_detail", args=[capture.evidence_id])).status_code == 404
    assert capture.sha256_hex in client_of(joko).get(reused.get_absolute_url()).text


def test_a_pdf_is_never_opened_in_the_desks_name(client_of: ClientOf, claim: Claim, jaya: User, joko: User) -> None:
    file = EvidenceFile.objects.create(
        name="surat.pdf",
        content_type="application/pdf",
        data=PDF,
        byte_count=len(PDF),
        sha256=EvidenceFile.digest(PDF),
        uploaded_by=jaya,
    )
    piece = make_evidence(claim, jaya, file=file)
    response = client_of(jaya).get(reverse("evidence_file", args=[piece.pk]))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert client_of(joko).get(reverse("evidence_file", args=[piece.pk])).status_code == 404
