"""Plain functions that make one row each, as the product itself would have made it."""

import itertools
import uuid
from datetime import date, timedelta

from django.db.models.functions import Now

from articles.flow.matching import note_fingerprint
from articles.models import (
    Article,
    ArticleText,
    Assignment,
    Capture,
    Claim,
    Claimant,
    ClaimantName,
    ClaimLink,
    Comment,
    Evidence,
    EvidenceCapture,
    EvidenceFetch,
    EvidenceFile,
    Extraction,
    Feed,
    Import,
    ImportItem,
    Notice,
    Payload,
    RefusedPage,
    UploadedTable,
    User,
    Verdict,
)
from articles.models.articles import Status
from articles.models.assignments import AssignmentState, Part
from articles.models.claimants import ClaimantKind, claimant_key
from articles.models.claims import Mode, Origin, Relation, Stance
from articles.models.extractions import Failure, State
from articles.models.imports import Outcome
from articles.models.tables import WAITS_FOR_A_PERSON
from articles.models.verdicts import Answer

numbers = itertools.count(1)

TEXT = (
    "Pemerintah kota mengatakan seluruh warga sudah menerima bantuan.\n\n"
    "“Tidak ada satu keluarga pun yang terlewat,” kata Wali Kota Rina Hartati.\n\n"
    "Para ahli meragukan angka itu dan mengatakan 1.200 keluarga belum terdata."
)
"""A short article with three people who say something."""


def make_admin() -> User:
    """Return the person who imports, made when there is none."""
    admin = User.objects.filter(roles__contains=["admin"]).order_by("pk").first()
    return admin or User.objects.create(username=f"admin{next(numbers)}", name="Admin", roles=["admin"])


def make_article(
    *,
    text: str = TEXT,
    title: str = "",
    status: str = Status.READY,
    publisher: str = "Warta Uji",
    language: str = "id",
    by: User | None = None,
    failure: str = Failure.ENGINE_ERROR,
) -> Article:
    """Return an article with its text and the extraction that its status implies."""
    by = by or make_admin()
    article = Article.objects.create(
        title=title or f"Artikel {next(numbers)}", publisher=publisher, language=language, status=status, imported_by=by
    )
    version = ArticleText.objects.create(
        article=article, number=1, text=text, sha256=ArticleText.digest(text), created_by=by
    )
    note_fingerprint(version)
    article.current_text = version
    article.save()
    states = {Status.EXTRACTING: State.QUEUED, Status.FAILED: State.FAILED}
    state = states.get(Status(status), State.DONE)
    Extraction.objects.create(
        article_text=version,
        state=state,
        engine="periksa" if state == State.DONE else "",
        engine_version="1" if state == State.DONE else "",
        failure=failure if state == State.FAILED else "",
    )
    return article


def make_capture(article: Article, body: bytes = b"<p>Berita</p>", *, url: str = "https://warta.example/a") -> Capture:
    """Return a kept copy of an article's page."""
    return Capture.objects.create(
        article=article,
        url=url,
        final_url=url,
        status=200,
        request_headers=[["Host", "warta.example"]],
        response_headers=[["Content-Type", "text/html; charset=utf-8"], ["Content-Encoding", "gzip"]],
        content_type="text/html",
        **Capture.packed(body),
    )


def make_refused_page(item: ImportItem, body: bytes = b"<p>Silakan masuk</p>") -> RefusedPage:
    """Return what came in the place of an article."""
    return RefusedPage.objects.create(
        item=item,
        url=item.url or "https://warta.example/a",
        final_url="https://warta.example/masuk",
        status=200,
        content_type="text/html",
        **RefusedPage.packed(body),
    )


def make_claimant(name: str = "Rina Hartati", kind: str = ClaimantKind.PERSON) -> Claimant:
    """Return the claimant with a name, made when there is none."""
    known = ClaimantName.objects.filter(key=claimant_key(name)).first()
    if known:
        return known.claimant
    claimant = Claimant.objects.create(name=name, kind=kind)
    ClaimantName.objects.create(claimant=claimant, name=name, key=claimant_key(name))
    return claimant


def make_claim(
    article: Article,
    *,
    quotation: str = "seluruh warga sudah menerima bantuan",
    claimant: Claimant | None = None,
    mode: str = Mode.INDIRECT,
    stance: str = Stance.ASSERT,
    check_worthiness: float = 0.7,
) -> Claim:
    """Return a claim whose quotation stands in the article's text."""
    version = article.current_text
    assert version is not None
    start = version.text.index(quotation)
    claim = Claim(
        article=article,
        article_text=version,
        claimant=claimant or make_claimant(),
        mode=mode,
        stance=stance,
        claim_text=quotation,
        cue="mengatakan",
        check_worthiness=check_worthiness,
        check_worthiness_reasons=[{"code": "count", "detail": "1.200"}],
        origin=Origin.ENGINE,
    )
    claim.place(version.text, start, start + len(quotation))
    claim.save()
    return claim


def make_assignment(
    article: Article,
    assignee: User,
    *,
    by: User | None = None,
    due_on: date | None = None,
    note: str = "",
    state: str = AssignmentState.ACTIVE,
    part: str = Part.CHECK,
) -> Assignment:
    """Give an article to a journalist; an article that was ready is then in review."""
    article.move(old=Status.READY, new=Status.IN_REVIEW)
    return Assignment.objects.create(
        article=article, assignee=assignee, assigned_by=by or assignee, due_on=due_on, note=note, state=state, part=part
    )


def make_verdict(
    claim: Claim, author: User, *, answer: str = Answer.SUPPORTED, reason: str = "Ada datanya.", said: str = ""
) -> Verdict:
    """Return a verdict and make it the claim's current one."""
    verdict = Verdict.objects.create(
        claim=claim,
        number=claim.verdicts.count() + 1,
        author=author,
        said=said,
        answer=answer,
        reason=reason,
        article_text=claim.article_text,
        start=claim.start,
        end=claim.end,
        quotation=claim.quotation,
        key=uuid.uuid4(),
    )
    claim.current_verdict = verdict
    claim.version += 1
    claim.save(update_fields=["current_verdict", "version"])
    return verdict


def make_comment(claim: Claim, author: User, words: str = "Angka ini dari mana?") -> Comment:
    """Return a comment on a claim."""
    return Comment.objects.create(claim=claim, author=author, words=words, key=uuid.uuid4())


def make_notice(comment: Comment, person: User, kind: str = "mentioned") -> Notice:
    """Return a notice of a comment to a person."""
    claim, article = comment.claim, comment.claim.article
    about = {"article": article, "claim": claim, "comment": comment, "title": article.title}
    return Notice.objects.create(person=person, kind=kind, actor=comment.author, **about)


def make_evidence(verdict: Verdict, *, url: str = "https://data.example/bantuan", with_file: bool = True) -> Evidence:
    """Return a piece of evidence of a verdict, with a picture where it has a file."""
    data = b"\x89PNG\r\n\x1a\n" + bytes(8)
    values = {"content_type": "image/png", "data": data, "byte_count": len(data), "sha256": EvidenceFile.digest(data)}
    file = EvidenceFile.objects.create(name=f"foto {next(numbers)}.png", uploaded_by=verdict.author, **values)
    return Evidence.objects.create(
        verdict=verdict, url=url, title="Data bantuan", stance="supports", file=file if with_file else None
    )


def make_evidence_copy(piece: Evidence, body: bytes = b"<p>Data</p>") -> EvidenceCapture:
    """Return a kept copy of the page of a piece of evidence."""
    values = {"url": piece.url, "final_url": piece.url, "status": 200, "content_type": "text/html"}
    headers = {"request_headers": [["Host", "data.example"]], "response_headers": [["Content-Type", "text/html"]]}
    capture = EvidenceCapture.objects.create(evidence=piece, **values, **headers, **EvidenceCapture.packed(body))
    EvidenceFetch.objects.create(
        evidence=piece, asked_by=piece.verdict.author, url=piece.url, state=State.DONE, capture=capture
    )
    return capture


def make_link(from_claim: Claim, to_claim: Claim, relation: str = Relation.DISPUTES) -> ClaimLink:
    """Return a suggested link between two claims."""
    reason = {"code": "doubt", "detail": "meragukan"}
    return ClaimLink.objects.create(
        from_claim=from_claim, to_claim=to_claim, relation=relation, reason=reason, origin=Origin.ENGINE
    )


def make_table(batch: Import) -> UploadedTable:
    """Return an uploaded table of an import whose columns nobody has chosen."""
    item = ImportItem.objects.create(
        of=batch, name="tabel.csv", outcome=Outcome.WAITING, state=State.QUEUED, due_at=WAITS_FOR_A_PERSON
    )
    Payload.objects.create(item=item, data=b"judul,isi\nSatu,Kepala desa mengatakan jalan selesai.\n")
    return UploadedTable.objects.create(
        item=item,
        columns=["judul", "isi"],
        mapping={"title": 0, "text": 1},
        sample=[[2, ["Satu", "Kepala desa mengatakan jalan selesai."], "", ""]],
        row_count=1,
    )


def make_feed(by: User | None = None, *, url: str = "", title: str = "Warta Uji") -> Feed:
    """Return a feed that has not been read and is due in an hour."""
    return Feed.objects.create(
        url=url or f"https://warta.example/feed/{next(numbers)}",
        title=title,
        publisher="Warta Uji",
        kind="rss",
        added_by=by or make_admin(),
        due_at=Now() + timedelta(hours=1),
    )
