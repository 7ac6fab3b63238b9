"""The rows of a replication pack: what a person may see of some claims of one article, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from articles.models import (
    Article,
    ArticleText,
    Assignment,
    Capture,
    Claim,
    ClaimLink,
    Comment,
    CommentThread,
    CommentWording,
    Event,
    Evidence,
    EvidenceCapture,
    EvidenceFetch,
    EvidenceFile,
    Extraction,
    Retraction,
    SecondReview,
    User,
    Verdict,
    VerdictReturn,
)

FORMAT = "periksa-replication-pack"
FORMAT_VERSION = 1

NOT_TOLD = {
    # What is in files of its own, what only the machinery reads, and the form's key.
    *("packed_body", "data", "key", "worker", "lease_until", "due_at", "rung_at", "max_attempts", "request_id"),
    *("attempt", "canonical_sha256"),
}


ROLES = (
    *("author", "actor", "assignee", "assigned_by", "created_by", "uploaded_by", "asked_by", "returned_by"),
    *("imported_by", "confirmed_by", "resolved_by"),
)
"""The columns that name a person."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the pack that stands for a row: its path, and the row to read the bytes from when it is written."""

    path: str
    row: EvidenceFile | EvidenceCapture | Capture

    def read(self) -> bytes:
        """Return the bytes, read from the database now."""
        fresh = type(self.row)._base_manager.get(pk=self.row.pk)
        return fresh.body if isinstance(fresh, EvidenceCapture | Capture) else bytes(fresh.data)


@dataclass
class Contents:
    """What a pack holds: the ``data`` that becomes data.json, the files, and the rows for the readable page."""

    article: Article
    claims: list[Claim]
    verdicts: list[Verdict]
    evidence: list[Evidence]
    events: list[Event]
    data: dict[str, Any]
    attached: list[Attached] = field(default_factory=list)


def gather(user: User, article: Article, claim: Claim | None = None) -> Contents:
    """Read what a person may see of an article, or of one claim of it; call it with the article locked.

    The bytes of files and copies are left in the database: their tables are append-only, so they can be read later.
    """
    claims = list(_claims_of(article, claim))
    verdicts = list(_verdicts_of(user, claims))
    evidence = list(Evidence.objects.visible_to(user).filter(verdict__in=verdicts).shown())
    events = list(_events_of(user, article, claim))
    contents = Contents(article, claims, verdicts, evidence, events, {}, _attached(article, evidence))
    contents.data = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "of": {"article": article.pk, "claim": claim.public_id if claim else None},
        "article": row_of(article),
        **_what_is_said(user, article, claims),
        **_what_was_decided(contents),
        **_what_was_talked(user, claims),
        "files": _with_paths(contents.attached, EvidenceFile),
        "copies": _with_paths(contents.attached, EvidenceCapture),
        "article_copies": _with_paths(contents.attached, Capture),
    }
    contents.data["people"] = _people(contents.data)
    return contents


def _attached(article: Article, evidence: list[Evidence]) -> list[Attached]:
    files = {piece.file.pk: piece.file for piece in evidence if piece.file}
    captures = Capture.objects.filter(article=article).order_by("pk")
    return [
        *(Attached(f"files/{pk}-{file.name}", file) for pk, file in sorted(files.items())),
        *(Attached(f"copies/evidence-{copy.pk}.body", copy) for copy in _copies_of(evidence)),
        *(Attached(f"copies/article-{capture.pk}.body", capture) for capture in captures),
    ]


def _what_is_said(user: User, article: Article, claims: list[Claim]) -> dict[str, Any]:
    texts = list(ArticleText.objects.filter(article=article).order_by("number"))
    links = _links_of(user, claims)
    return {
        "texts": rows_of(texts),
        "extractions": rows_of(Extraction.objects.filter(article_text__in=texts).order_by("pk")),
        "claims": [row_of(one) | {"replaces": _public_ids(one)} for one in claims],
        "claimants": rows_of(_distinct(one.claimant for one in claims)),
        "links": rows_of(links),
        "linked_claims": _linked(links, claims),
    }


def _what_was_decided(contents: Contents) -> dict[str, Any]:
    verdicts, evidence = contents.verdicts, contents.evidence
    return {
        "assignments": rows_of(Assignment.objects.filter(article=contents.article).order_by("pk")),
        "verdicts": rows_of(verdicts),
        "retractions": rows_of(Retraction.objects.filter(verdict__in=verdicts).order_by("pk")),
        "second_reviews": rows_of(SecondReview.objects.filter(claim__in=contents.claims).order_by("pk")),
        "returns": rows_of(VerdictReturn.objects.filter(verdict__in=verdicts).order_by("pk")),
        "evidence": rows_of(evidence),
        "copy_requests": rows_of(EvidenceFetch.objects.filter(evidence__in=evidence).order_by("pk")),
        "events": rows_of(contents.events),
    }


def _what_was_talked(user: User, claims: list[Claim]) -> dict[str, Any]:
    comments = list(Comment.objects.visible_to(user).filter(claim__in=claims).order_by("pk"))
    # Whether a thread is settled tells as much as its comments: of threads without any to see, nothing is told.
    threads = CommentThread.objects.filter(claim__in=[one.claim_id for one in comments]).order_by("pk")
    return {
        "comments": rows_of(comments),
        "comment_wordings": rows_of(CommentWording.objects.filter(comment__in=comments).order_by("pk")),
        "comment_threads": rows_of(threads),
    }


def rows_of(rows: Iterable[Model]) -> list[dict[str, Any]]:
    """Return rows as plain values."""
    return [row_of(row) for row in rows]


def row_of(row: Model) -> dict[str, Any]:
    """Return a row's own columns as plain values, by the columns' names: times in UTC, bytes in hexadecimal."""
    columns = [column for column in row._meta.concrete_fields if column.name not in NOT_TOLD]
    return {column.attname: plain(getattr(row, column.attname)) for column in columns}


def plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date | UUID):
        return str(value)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def _claims_of(article: Article, claim: Claim | None) -> Iterable[Claim]:
    chosen = Claim.objects.filter(article=article, **({"pk": claim.pk} if claim else {}))
    return chosen.with_all().select_related("article_text").prefetch_related("replaces").order_by("start", "end", "pk")


def _verdicts_of(user: User, claims: list[Claim]) -> Iterable[Verdict]:
    return (
        Verdict.objects.visible_to(user).filter(claim__in=claims).select_related("author").order_by("claim", "number")
    )


def _events_of(user: User, article: Article, claim: Claim | None) -> Iterable[Event]:
    events = Event.objects.visible_to(user).filter(article=article).select_related("actor").order_by("pk")
    return events.filter(Q(claim=claim) | Q(claim__isnull=True)) if claim else events


def _copies_of(evidence: list[Evidence]) -> Iterable[EvidenceCapture]:
    origins = [piece.origin_id for piece in evidence if piece.origin_id]
    return EvidenceCapture.objects.filter(Q(evidence__in=evidence) | Q(evidence__in=origins)).order_by("pk")


def _links_of(user: User, claims: list[Claim]) -> list[ClaimLink]:
    touching = ClaimLink.objects.visible_to(user).filter(Q(from_claim__in=claims) | Q(to_claim__in=claims))
    return list(touching.select_related("from_claim", "to_claim").order_by("pk"))


def _linked(links: list[ClaimLink], claims: list[Claim]) -> list[dict[str, Any]]:
    ends = {end.pk: end for link in links for end in (link.from_claim, link.to_claim)}
    others = [ends[pk] for pk in sorted(set(ends) - {claim.pk for claim in claims})]
    return [{"id": one.pk, "public_id": one.public_id, "quotation": one.quotation} for one in others]


def _public_ids(claim: Claim) -> list[str]:
    return sorted(one.public_id for one in claim.replaces.all())


def _distinct(rows: Iterable[Model | None]) -> list[Model]:
    return [row for _pk, row in sorted({row.pk: row for row in rows if row is not None}.items())]


def _with_paths(attached: list[Attached], kind: type[Model]) -> list[dict[str, Any]]:
    return [row_of(one.row) | {"path": one.path} for one in attached if isinstance(one.row, kind)]


def _people(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return who is named in a pack's rows, by id, so that they can be read without the desk."""
    rows = [data["article"], *(row for rows in data.values() if isinstance(rows, list) for row in rows)]
    ids = {row[f"{role}_id"] for row in rows for role in ROLES if row.get(f"{role}_id") is not None}
    return [{"id": one.pk, "name": one.name} for one in User.objects.filter(pk__in=ids).order_by("pk")]
