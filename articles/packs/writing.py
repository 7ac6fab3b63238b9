"""A replication pack as it is downloaded: the rows, a page that can be read, the files, and the digests of all."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from articles.models import Article, Claim, Event, Evidence, User, Verdict
from articles.models.events import Verb
from articles.packs.archive import stream_archive
from articles.packs.rows import Contents, gather


@dataclass(frozen=True, slots=True)
class PackedVerdict:
    """A verdict with what it rests on, and whether it is the one that counts."""

    verdict: Verdict
    evidence: list[tuple[Evidence, list[str]]]
    counts: bool


@dataclass(frozen=True, slots=True)
class PackedClaim:
    """A claim with its verdicts and what else happened to it."""

    claim: Claim
    verdicts: list[PackedVerdict]
    events: list[Event]


def write_pack(user: User, article: Article, claim: Claim | None = None) -> Iterator[bytes]:
    """Yield the pack of an article, or of one claim of it, as a person may see it; call it with the article locked.

    The rows are read now; what is yielded later are bytes that never change. The same rows make the same bytes, for
    the same person and in the same language.
    """
    contents = gather(user, article, claim)
    data = json.dumps(contents.data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    page = render_to_string("packs/index.html", page_values(contents, claim)).encode()
    return stream_archive(_entries(contents, data, page))


def _entries(contents: Contents, data: bytes, page: bytes) -> Iterator[tuple[str, bytes]]:
    yield "data.json", data
    yield "index.html", page
    for one in contents.attached:
        yield one.path, one.read()


def page_values(contents: Contents, claim: Claim | None) -> dict[str, Any]:
    """Return what the readable page shows."""
    paths = {(type(one.row).__name__, one.row.pk): one.path for one in contents.attached}
    return {
        "LANGUAGE_CODE": get_language(),
        "article": contents.article,
        "claim": claim,
        "packed": [_packed(one, contents, paths) for one in contents.claims],
        "events": [event for event in contents.events if event.claim_id is None],
        "texts": contents.data["texts"],
    }


def _packed(claim: Claim, contents: Contents, paths: dict[tuple[str, int], str]) -> PackedClaim:
    verdicts = [
        PackedVerdict(
            verdict,
            [(piece, _paths_of(piece, paths)) for piece in contents.evidence if piece.verdict_id == verdict.pk],
            verdict.pk == claim.current_verdict_id,
        )
        for verdict in contents.verdicts
        if verdict.claim_id == claim.pk
    ]
    told = [event for event in contents.events if event.claim_id == claim.pk and event.verb != Verb.CLAIM_DECIDED]
    return PackedClaim(claim, verdicts, told)


def _paths_of(piece: Evidence, paths: dict[tuple[str, int], str]) -> list[str]:
    file = [paths[("EvidenceFile", piece.file_id)]] if piece.file_id else []
    return file + [paths[("EvidenceCapture", copy.pk)] for copy in piece.kept_copies]
