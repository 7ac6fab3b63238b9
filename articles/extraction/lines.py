"""Read articles from text and JSON Lines files, and write extractions as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from articles.extraction.types import Claimant, Extraction, Mode, Span, Statement


def read_articles(path: Path) -> Iterator[tuple[str, str, str | None]]:
    """Yield id, text and language (``None`` to detect it) of each article of a file.

    A ``.jsonl`` file has an object a line with ``text`` and, if wanted, ``id`` and ``language``; any other file is one
    article in UTF-8. Raises ``ValueError`` with the file and line of a line that is no such object.
    """
    if path.suffix != ".jsonl":
        yield path.name, path.read_text(encoding="utf-8"), None
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _article(path, number, line)


def _article(path: Path, number: int, line: str) -> tuple[str, str, str | None]:
    try:
        article = json.loads(line)
        return str(article.get("id", f"{path.name}:{number}")), article["text"], article.get("language")
    except (ValueError, KeyError, AttributeError) as error:
        raise ValueError(f'{path}, line {number}: not an object with "text" ({error})') from error


_JOINED_LANGUAGES = frozenset({"en"})
"""Where the published corpora count a quotation and what follows it under the same cue as one attribution.

Source: PARC 3.0 and PolNeAR (Newell, Margolin, Ruths, LREC 2018) have discontinuous contents; the Indonesian corpora
count each stretch between quotation marks.
"""
PARTS = frozenset({"interrupted_quotation", "following_quotation"})
"""The rules of a quotation that follows another under the same cue."""


def as_line(
    identifier: str,
    extraction: Extraction,
    without_kinds: frozenset[str] = frozenset(),
    *,
    joined: bool | None = None,
) -> str:
    """Return one line of JSON: ``statements`` as reported speech is scored, then the outlet's own, claims and links.

    ``statements`` holds what a claimant says, ``unattributed`` what the outlet says by itself; a claim's ``statement``
    counts through both in the order of :attr:`Extraction.statements`; statements of ``without_kinds`` are left out.
    With ``joined`` (by default in English) a quotation that follows in the same paragraph is a part of the statement
    before it, whose ``content`` is then a list of spans.
    """
    if joined is None:
        joined = extraction.language in _JOINED_LANGUAGES
    reported = [
        one for one in extraction.statements if one.mode is not Mode.UNATTRIBUTED and one.kind not in without_kinds
    ]
    own = [one for one in extraction.statements if one.mode is Mode.UNATTRIBUTED]
    line: dict[str, Any] = {
        "id": identifier,
        "engine": extraction.engine,
        "version": extraction.version,
        "language": extraction.language,
        "statements": _joined(reported) if joined else [_statement(one) for one in reported],
        "unattributed": [_statement(one) for one in own],
        "claims": list(_claims(extraction)),
        "links": [
            {
                "from": link.from_claim,
                "to": link.to_claim,
                "relation": link.relation.value,
                "reason": link.reason.code,
                "detail": link.reason.detail,
            }
            for link in extraction.links
        ],
    }
    return json.dumps(line)


def _joined(statements: list[Statement]) -> list[dict[str, Any]]:
    """Return the statements with each that follows on another's cue as a further part of its content."""
    result: list[dict[str, Any]] = []
    for one in statements:
        if one.rule in PARTS and result and result[-1]["cue"]:
            before = result[-1]["content"]
            result[-1]["content"] = [*(before if isinstance(before, list) else [before]), _span(one.content)]
        else:
            result.append(_statement(one))
    return result


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "content": _span(one.content),
        "cue": _span(one.cue),
        "source": _span(one.source),
        "claimant": one.claimant.name if one.claimant else None,
        "claimant_kind": one.claimant.kind.value if one.claimant else None,
        "aliases": _aliases(one.claimant),
        "mode": one.mode.value,
        "stance": one.stance.value,
        "kind": one.kind.value,
        "rule": one.rule,
        "relayed_by": list(one.relayed_by),
        "attribution_unclear": one.attribution_unclear,
    }


def _aliases(claimant: Claimant | None) -> list[str]:
    return list(claimant.aliases) if claimant else []


def _span(span: Span | None) -> dict[str, int] | None:
    return {"start": span.start, "end": span.end} if span else None


def _claims(extraction: Extraction) -> Iterator[dict[str, Any]]:
    for number, statement in enumerate(extraction.statements):
        for claim in statement.claims:
            yield {
                "statement": number,
                "content": _span(claim.content),
                "text": claim.text,
                "check_worthiness": claim.check_worthiness,
                "mentions": [
                    {"kind": one.kind.value, "span": _span(one.span), "value": one.value, "unit": one.unit}
                    for one in claim.mentions
                ],
                "reasons": [
                    {"code": reason.code, "detail": reason.detail, "weight": reason.weight} for reason in claim.reasons
                ],
            }
