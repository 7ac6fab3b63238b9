"""Read annotated articles, a JSON object a line, and put what the engine found into the same shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from articles.extraction.lines import PARTS
from articles.extraction.scoring import JUDGED, Link, Reported
from articles.extraction.types import Extraction, Mode, Publication, Span, Statement


@dataclass(frozen=True, slots=True)
class Annotated:
    """One article with what people say is in it; None for a layer that nobody annotated.

    With ``has_only_claims`` the statements are those of which at least one claim stands, as a newsroom reviews them:
    what the engine reports beside them without a claim is neither right nor wrong, and so is a link that is neither in
    ``links`` nor in ``rejected``. ``checkworthy`` numbers ``sentences`` from 0. ``has_parts`` says that a content has
    several, as where a cue interrupts a quotation and both halves are annotated as one statement.
    """

    identifier: str
    text: str
    language: str | None
    publication: Publication
    statements: tuple[Reported, ...]
    unattributed: tuple[Span, ...] | None = None
    links: tuple[Link, ...] | None = None
    rejected: tuple[Link, ...] = ()
    sentences: tuple[Span, ...] = field(default=())
    checkworthy: frozenset[int] | None = None
    has_only_claims: bool = False
    has_parts: bool = False


def read_annotated(path: Path) -> Iterator[Annotated]:
    """Yield the articles of a file, one at a time.

    Raises ``ValueError`` with the file and line of a line that is no annotated article, ``OSError`` for the file.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield annotated(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise ValueError(f"{path}, line {number}: not an annotated article ({error!r})") from error


def annotated(line: Mapping[str, Any]) -> Annotated:
    """Return one article of its JSON object. Raises ``ValueError`` for a span that is not inside the text."""
    text = str(line["text"])
    published = line.get("published_on") or line.get("date")
    return Annotated(
        identifier=str(line["id"]),
        text=text,
        language=line.get("language"),
        publication=Publication(line.get("publisher") or "", date.fromisoformat(published[:10]) if published else None),
        statements=tuple(_statement(one, text) for one in line["statements"]),
        unattributed=_spans(line["unattributed"], text) if "unattributed" in line else None,
        links=_links(line["links"], text) if "links" in line else None,
        rejected=_links(line.get("rejected_links", ()), text),
        sentences=_spans(line.get("sentences", ()), text),
        checkworthy=frozenset(line["checkworthy"]) if "checkworthy" in line else None,
        has_only_claims=line.get("annotated") == "claims",
        has_parts=any(isinstance(one["content"], list) for one in line["statements"]),
    )


def _statement(one: Mapping[str, Any], text: str) -> Reported:
    content = _hull(one["content"], text)
    if content is None:
        raise ValueError("a statement without content")
    return Reported(
        content=content,
        cue=_hull(one.get("cue"), text),
        source=_hull(one.get("source"), text),
        claimant=one.get("claimant"),
        mode=one.get("mode"),
        stance=one.get("stance"),
        kind=one.get("kind"),
        relayed_by=tuple(one.get("relayed_by") or ()),
        unknown=frozenset(part for part in JUDGED if part not in one),
    )


def _hull(span: Any, text: str) -> Span | None:
    """Return a span, or the stretch from the first to the last of several parts. None for none."""
    parts = span if isinstance(span, list) else [span] if span else []
    if not parts:
        return None
    hull = Span(min(part["start"] for part in parts), max(part["end"] for part in parts))
    if not 0 <= hull.start <= hull.end <= len(text):
        raise ValueError(f"{hull} is not inside the text")
    return hull


def _spans(spans: Any, text: str) -> tuple[Span, ...]:
    found = (_hull(span.get("content", span) if isinstance(span, dict) else span, text) for span in spans)
    return tuple(span for span in found if span)


def _links(links: Any, text: str) -> tuple[Link, ...]:
    ends = ((_hull(link["from"], text), _hull(link["to"], text), str(link["relation"])) for link in links)
    return tuple((start, end, relation) for start, end, relation in ends if start and end)


def reported(
    extraction: Extraction,
    *,
    only_claims: bool = False,
    without_kinds: frozenset[str] = frozenset(),
    joined: bool = False,
) -> list[Reported]:
    """Return what somebody is found to say, as it is scored; with ``only_claims``, where there is a claim in it.

    With ``joined``, a quotation that follows another under the same cue reaches back to the first of them.
    """
    found: list[Reported] = []
    for one in extraction.statements:
        if one.mode is Mode.UNATTRIBUTED or one.kind in without_kinds or (only_claims and not one.claims):
            continue
        before = found[-1] if found else None
        if joined and before and before.cue and one.rule in PARTS:
            ends = min(before.content.start, one.content.start), max(before.content.end, one.content.end)
            found[-1] = replace(before, content=Span(*ends))
        else:
            found.append(_found(one))
    return found


def _found(one: Statement) -> Reported:
    return Reported(
        content=one.content,
        cue=one.cue,
        source=one.source,
        claimant=one.claimant.name if one.claimant else None,
        mode=one.mode.value,
        stance=one.stance.value,
        kind=one.kind.value,
        relayed_by=one.relayed_by,
        rule=one.rule,
    )


def found_links(extraction: Extraction) -> list[Link]:
    """Return the links that the engine found, by the places of their claims."""
    claims = extraction.claims
    return [
        (claims[link.from_claim].content, claims[link.to_claim].content, link.relation.value)
        for link in extraction.links
    ]


def found_unattributed(extraction: Extraction) -> list[Span]:
    """Return the places of what the outlet says by itself."""
    return [one.content for one in extraction.statements if one.mode is Mode.UNATTRIBUTED]
