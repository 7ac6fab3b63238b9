"""Replication packs: written while they are read, the same to the byte, complete, and found out when changed."""

import hashlib
import io
import json
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from articles.flow import returning, reviewing, second_reviewing, taking_back
from articles.flow.proving import EvidenceValues, store_file
from articles.models import Article, Claim, Evidence, User
from articles.packs.archive import stream_archive
from articles.packs.verifying import replay_current, verify_pack
from articles.packs.writing import write_pack
from tests.make import make_article, make_assignment, make_capture, make_claim, make_evidence_copy, make_link
from tests.reviewed import edit
from tests.test_attachments import PDF

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
HOSTILE = "<script>alert(1)</script>"


def decide(actor: User, claim: Claim, answer: str, *evidence: EvidenceValues) -> None:
    """Decide a claim as it stands now, with a reason that a page must not take for markup."""
    claim.refresh_from_db()
    values: dict[str, Any] = {"version": claim.version, "answer": answer, "reason": HOSTILE, "key": uuid.uuid4()}
    reviewing.decide_claim(actor=actor, claim=claim, evidence=evidence, **values)


@pytest.fixture
def claim(jaya: User) -> Claim:
    """Return a claim that was decided twice, with a file, a kept copy and a claim of another article."""
    article = make_article(title=f"Artikel {HOSTILE}")
    make_assignment(article, jaya)
    make_capture(article)
    other = make_claim(article, quotation="1.200 keluarga belum terdata")
    claim = make_claim(article)
    make_link(other, claim)
    cited = make_claim(make_article(status="done"))
    file = store_file(actor=jaya, name="surat.pdf", data=PDF)
    decide(jaya, claim, "supported", EvidenceValues(url="https://data.example/a", file=file.pk))
    make_evidence_copy(Evidence.objects.get(), HOSTILE.encode())
    again = EvidenceValues(url="javascript.example", excerpt=HOSTILE)
    with pytest.raises(reviewing.NotAcceptable):
        decide(jaya, claim, "disputed", again)
    decide(jaya, claim, "disputed", EvidenceValues(cited=cited.public_id), EvidenceValues(excerpt=HOSTILE))
    claim.refresh_from_db()
    return claim


def pack_of(user: User, article: Article, claim: Claim | None = None) -> bytes:
    return b"".join(write_pack(user, article, claim))


def saved(tmp_path: Path, pack: bytes) -> Path:
    path = tmp_path / "pack.zip"
    path.write_bytes(pack)
    return path


def changed(pack: bytes, name: str, change: Callable[[bytes], bytes], *, with_sums: bool = True) -> bytes:
    """Return a pack with one file changed, by somebody who knows how to correct the digests too."""
    with ZipFile(io.BytesIO(pack)) as archive:
        entries = [(one, archive.read(one)) for one in archive.namelist() if one != "SHA256SUMS"]
        sums = archive.read("SHA256SUMS")
    entries = [(one, change(data) if one == name else data) for one, data in entries]
    if with_sums:
        return b"".join(stream_archive(entries))
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for one, data in (*entries, ("SHA256SUMS", sums)):
            archive.writestr(one, data)
    return target.getvalue()


def test_a_pack_holds_everything_and_matches(claim: Claim, jaya: User, tmp_path: Path) -> None:
    path = saved(tmp_path, pack_of(jaya, claim.article, claim))
    report = verify_pack(path)
    assert report.problems == []
    assert report.current == {claim.public_id: "disputed"}
    assert report.checked["quotations"] == 3
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        data = json.loads(archive.read("data.json"))
        names = archive.namelist()
        (copied,) = [name for name in names if name.startswith("copies/evidence-")]
        assert archive.read(copied) == HOSTILE.encode()
        (file,) = [name for name in names if name.startswith("files/")]
        assert archive.read(file) == PDF
    assert names[:2] == ["data.json", "index.html"]
    assert names[-1] == "SHA256SUMS"
    assert sum(name.startswith("copies/article-") for name in names) == 1
    assert [row["answer"] for row in data["verdicts"]] == ["supported", "disputed"]
    assert len(data["evidence"]) == 3
    assert {event["verb"] for event in data["events"]} >= {"claim_decided"}
    assert {row["name"] for row in data["people"]} == {"Jaya", "Admin"}
    assert len(data["linked_claims"]) == 1
    assert "password" not in json.dumps(data)


def test_what_opens_a_claim_again_is_replayed(claim: Claim, jaya: User, edi: User, tmp_path: Path) -> None:
    def check(expected: str) -> None:
        report = verify_pack(saved(tmp_path, pack_of(edi, claim.article, claim)))
        assert (report.problems, report.current[claim.public_id]) == ([], expected)

    claim = edit(jaya, claim, claim_text="Semua warga sudah menerima bantuan.")
    check("disputed")
    claim = edit(jaya, claim, claimant="Dinas Sosial")
    check("open")
    decide(jaya, claim, "supported")
    check("supported")
    second_reviewing.ask_second_review(actor=edi, article=claim.article, claims=[claim])
    check("open")
    second_reviewing.waive_second_review(actor=edi, claim=claim, version=Claim.objects.get(pk=claim.pk).version)
    check("supported")
    verdict = claim.verdicts.latest("number")
    version = Claim.objects.get(pk=claim.pk).version
    sent_back = returning.return_verdict(actor=edi, verdict=verdict, version=version, reason="Kurang jelas.")
    check("open")
    version = Claim.objects.get(pk=claim.pk).version
    returning.stand_by_verdict(actor=jaya, sent_back=sent_back, version=version, words="Tetap.")
    check("supported")


def test_a_verdict_that_was_taken_back_does_not_count() -> None:
    decided = [{"id": n, "verb": "claim_decided", "before": {}, "after": {"verdict": n}} for n in (1, 2)]
    back = {"id": 3, "verb": "verdict_retracted", "before": {"verdict": 2}, "after": {"verdict": 1}}
    assert replay_current(decided) == 2
    assert replay_current([*decided, back]) == 1
    assert replay_current([*decided, back, back | {"id": 4, "after": {}}]) is None


def test_what_was_taken_back_is_in_the_pack_and_does_not_count(claim: Claim, jaya: User, tmp_path: Path) -> None:
    latest = claim.current_verdict
    assert latest is not None
    taking_back.take_back_verdict(actor=jaya, verdict=latest)
    pack = pack_of(jaya, claim.article, claim)
    with ZipFile(io.BytesIO(pack)) as archive:
        data = json.loads(archive.read("data.json"))
    assert [row["verdict_id"] for row in data["retractions"]] == [latest.pk]
    assert {jaya.pk, claim.article.imported_by_id} <= {row["id"] for row in data["people"]}
    report = verify_pack(saved(tmp_path, pack))
    assert report.problems == []
    assert report.current[claim.public_id] == "supported"


def test_what_two_decide_unseen_is_in_neither_pack_before_it_is_settled(
    claim: Claim, jaya: User, joko: User, edi: User, tmp_path: Path
) -> None:
    open_claim = claim.article.claims.exclude(pk=claim.pk)[0]
    second_reviewing.ask_second_review(actor=edi, article=claim.article, claims=[open_claim])
    second_reviewing.assign_second(actor=edi, article=claim.article, assignee=joko)
    decide(jaya, open_claim, "supported", EvidenceValues(url="https://data.example/rahasia", keep=True))
    for chosen in (None, open_claim):
        pack = pack_of(joko, claim.article, chosen)
        with ZipFile(io.BytesIO(pack)) as archive:
            assert b"data.example/rahasia" not in b"".join(archive.read(name) for name in archive.namelist())
        assert verify_pack(saved(tmp_path, pack)).problems == []
    decide(joko, open_claim, "supported")
    report = verify_pack(saved(tmp_path, pack_of(joko, claim.article, open_claim)))
    assert (report.problems, report.current) == ([], {open_claim.public_id: "supported"})


def test_the_same_rows_make_the_same_bytes(claim: Claim, jaya: User) -> None:
    for chosen in (None, claim):
        assert pack_of(jaya, claim.article, chosen) == pack_of(jaya, claim.article, chosen)
    with translation.override("id"):
        indonesian = pack_of(jaya, claim.article)
    assert indonesian != pack_of(jaya, claim.article)
    with ZipFile(io.BytesIO(indonesian)) as one, ZipFile(io.BytesIO(pack_of(jaya, claim.article))) as other:
        assert one.read("data.json") == other.read("data.json")


def test_the_page_is_whole_and_runs_nothing(claim: Claim, jaya: User) -> None:
    with ZipFile(io.BytesIO(pack_of(jaya, claim.article))) as archive:
        page = archive.read("index.html").decode()
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    for outside in ("src=", "<link", "@import", "url("):
        assert outside not in page
    assert claim.quotation in page


def test_anybody_can_check_the_digests(claim: Claim, jaya: User, tmp_path: Path) -> None:
    with ZipFile(io.BytesIO(pack_of(jaya, claim.article))) as archive:
        archive.extractall(tmp_path)
        sums = archive.read("SHA256SUMS").decode()
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    line = f"{hashlib.sha256((tmp_path / 'data.json').read_bytes()).hexdigest()}  data.json"
    assert line in sums.splitlines()


def other_answer(data: bytes) -> bytes:
    rows = json.loads(data)
    first, second = rows["verdicts"]
    rows["claims"] = [row | {"current_verdict_id": first["id"]} for row in rows["claims"]]
    assert first["id"] != second["id"]
    return json.dumps(rows).encode()


def other_quotation(data: bytes) -> bytes:
    return data.replace(b'"quotation": "seluruh', b'"quotation": "sebagai')


def other_words(data: bytes) -> bytes:
    return data.replace(b"seluruh warga", b"sebagian desa")


@pytest.mark.parametrize(
    ("name", "change", "with_sums", "problem"),
    [
        ("data.json", other_answer, True, "is said to count"),
        (
            "data.json",
            lambda data: data.replace(b'"quotation": "seluruh', b'"quotation": "sebagai'),
            True,
            "does not say",
        ),
        ("data.json", other_words, True, "has another digest"),
        ("data.json", lambda data: b"[]", True, "no replication pack"),
        ("data.json", lambda data: b'{"format": "x"}', True, "no replication pack"),
        ("index.html", lambda data: data + b" ", False, "its digest differs"),
    ],
)
def test_a_change_is_found_out(
    claim: Claim,
    jaya: User,
    tmp_path: Path,
    name: str,
    change: Callable[[bytes], bytes],
    with_sums: bool,
    problem: str,
) -> None:
    pack = changed(pack_of(jaya, claim.article, claim), name, change, with_sums=with_sums)
    path = saved(tmp_path, pack)
    assert any(problem in one for one in verify_pack(path).problems), verify_pack(path).problems
    with pytest.raises(CommandError, match="It does not match"):
        call_command("verify_pack", str(path), stdout=io.StringIO())


def test_a_changed_file_and_a_path_that_leads_out_are_found_out(claim: Claim, jaya: User, tmp_path: Path) -> None:
    pack = pack_of(jaya, claim.article, claim)
    with ZipFile(io.BytesIO(pack)) as archive:
        (file,) = [name for name in archive.namelist() if name.startswith("files/")]
    problems = verify_pack(saved(tmp_path, changed(pack, file, lambda data: data + b"x"))).problems
    assert problems == [f"{file} is not the file of its row."]
    outside = b"".join(stream_archive([("data.json", b"{}"), ("../outside", b"")]))
    assert "../outside leads out of the pack." in verify_pack(saved(tmp_path, outside)).problems
    assert verify_pack(saved(tmp_path, b"PK nothing")).problems


def test_the_command_says_that_it_matches(claim: Claim, jaya: User, tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("verify_pack", str(saved(tmp_path, pack_of(jaya, claim.article))), stdout=said)
    assert "It matches." in said.getvalue()
    assert f"claim {claim.public_id}: disputed" in said.getvalue()


def test_who_gets_it_and_how(client_of: ClientOf, claim: Claim, jaya: User, joko: User, edi: User) -> None:
    for address in (reverse("claim_pack", args=[claim.public_id]), reverse("article_pack", args=[claim.article_id])):
        response = client_of(jaya).get(address)
        assert response.streaming
        assert response.headers["Content-Type"] == "application/zip"
        assert response.headers["Content-Disposition"].startswith("attachment; ")
        assert response.getvalue().startswith(b"PK")
        assert client_of(edi).get(address).status_code == 200
        assert client_of(joko).get(address).status_code == 404
