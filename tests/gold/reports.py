"""Reads the gold set of short reports in reports/: the articles, and what an annotator marked in each.

`articles.LANGUAGE.HALF.jsonl` holds the articles, `ANNOTATOR.LANGUAGE.HALF.jsonl` one person's annotation of them, a
line an article. Annotations name spans by their words; here they become offsets. reports/README.md has the format.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, cast, get_args

FOLDER = Path(__file__).parent / "reports"

Mode = Literal["direct", "indirect", "mixed"]
Stance = Literal["assert", "deny", "doubt"]
Kind = Literal["assertion", "intention", "belief", "directive", "question"]
Relation = Literal["disputes", "supports", "repeats"]
Word = TypeVar("Word", bound=str)


class Unreadable(ValueError):
    """An annotation that does not fit its article; the message names the article and the place."""


class Span(NamedTuple):
    """Where something stands in the text of its article: code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Report:
    """One article of the gold set; `sentences` are numbered from 0 through the whole text."""

    id: str
    language: str
    title: str
    publisher: str
    published_on: date
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True)
class Statement:
    """One reported statement as an annotator marked it."""

    ref: str
    content: Span
    cue: Span | None
    source: Span | None
    claimant: str | None
    mode: Mode
    stance: Stance
    kind: Kind
    relayed_by: tuple[str, ...] = ()
    inside: str | None = None
    carried: bool = False
    attribution_unclear: bool = False


class Link(NamedTuple):
    """`origin` disputes, supports or repeats `target`: refs of statements, or "u3" for unattributed sentence 3."""

    origin: str
    target: str
    relation: Relation


@dataclass(frozen=True)
class Annotation:
    """All that one annotator marked in one article."""

    report: Report
    statements: tuple[Statement, ...]
    unattributed: frozenset[int]
    checkworthy: frozenset[int]
    links: tuple[Link, ...]


def read_reports(path: Path) -> list[Report]:
    """The articles of one file, in its order."""
    return [_report(row) for row in _rows(path)]


def read_annotations(path: Path, reports: Sequence[Report]) -> list[Annotation]:
    """One annotator's marks in `reports`, an annotation an article, in their order.

    Raises Unreadable for words that are not in the text, or are there more than once without a number; for an unknown
    ref, field or label; for a sentence that does not exist; for an article that is missing, unknown or there twice.
    """
    rows = list(_rows(path))
    by_id = {row["id"]: row for row in rows}
    if len(by_id) < len(rows) or set(by_id) != {report.id for report in reports}:
        raise Unreadable(f"{path.name}: annotates {sorted(row['id'] for row in rows)}, not each article once")
    return [annotation(by_id[report.id], report) for report in reports]


def annotation(row: Mapping[str, Any], report: Report) -> Annotation:
    """What one line of an annotation file says of `report`; raises Unreadable as `read_annotations` does."""
    _known_fields(row, {"id", "statements", "unattributed", "checkworthy", "links"}, report.id)
    statements = tuple(_statement(each, report) for each in row["statements"])
    refs = {statement.ref for statement in statements}
    if len(refs) < len(statements):
        raise Unreadable(f"{report.id}: two statements have the same ref")
    unattributed = _sentence_numbers(row["unattributed"], report)
    for statement in statements:
        if statement.inside is not None and statement.inside not in refs - {statement.ref}:
            raise Unreadable(
                f"{report.id} {statement.ref}: is inside {statement.inside!r}, which is no other statement"
            )
    return Annotation(
        report=report,
        statements=statements,
        unattributed=unattributed,
        checkworthy=_sentence_numbers(row["checkworthy"], report),
        links=tuple(_link(each, refs | {f"u{number}" for number in unattributed}, report) for each in row["links"]),
    )


def sentences_of(span: Span, report: Report) -> list[int]:
    """The numbers of the sentences that `span` touches."""
    return [n for n, sentence in enumerate(report.sentences) if span.start < sentence.end and sentence.start < span.end]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _report(row: Mapping[str, Any]) -> Report:
    paragraphs: list[list[str]] = row["paragraphs"]
    spans, start = [], 0
    for paragraph in paragraphs:
        for sentence in paragraph:
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence) + 1
        start += 1
    return Report(
        id=row["id"],
        language=row["language"],
        title=row["title"],
        publisher=row["publisher"],
        published_on=date.fromisoformat(row["published_on"]),
        text="\n\n".join(" ".join(paragraph) for paragraph in paragraphs),
        sentences=tuple(spans),
    )


def _statement(row: Mapping[str, Any], report: Report) -> Statement:
    where = f"{report.id} {row.get('ref')}"
    _known_fields(row, set(Statement.__dataclass_fields__), where)
    content = _content(row["content"], report, where)
    return Statement(
        ref=row["ref"],
        content=content,
        cue=_nearby(row["cue"], content, report, where),
        source=_nearby(row["source"], content, report, where),
        claimant=row["claimant"],
        mode=_label(row["mode"], get_args(Mode), where),
        stance=_label(row["stance"], get_args(Stance), where),
        kind=_label(row["kind"], get_args(Kind), where),
        relayed_by=tuple(row.get("relayed_by", ())),
        inside=row.get("inside"),
        carried=row.get("carried", False),
        attribution_unclear=row.get("attribution_unclear", False),
    )


def _link(row: Mapping[str, Any], ends: set[str], report: Report) -> Link:
    where = f"{report.id} {row}"
    _known_fields(row, {"from", "to", "relation"}, where)
    if not {row["from"], row["to"]} <= ends or row["from"] == row["to"]:
        raise Unreadable(f"{where}: links what is not marked, or a thing to itself")
    return Link(row["from"], row["to"], _label(row["relation"], get_args(Relation), where))


def _content(words: str | Sequence[Any], report: Report, where: str) -> Span:
    if not isinstance(words, str):
        return _numbered(words, report, where)
    found = _occurrences(words, report.text, where)
    if len(found) > 1:
        found = [span for span in found if _whole_words(span, report.text)]
    if len(found) != 1:
        raise Unreadable(f"{where}: {words!r} stands in the text more than once; say which")
    return found[0]


def _nearby(words: str | Sequence[Any] | None, content: Span, report: Report, where: str) -> Span | None:
    """The occurrence that belongs to `content`: whole words, in its sentences, rather beside it than in it, nearest."""
    if words is None:
        return None
    if not isinstance(words, str):
        return _numbered(words, report, where)
    touched = [report.sentences[number] for number in sentences_of(content, report)]

    def rank(span: Span) -> tuple[bool, bool, bool, int]:
        gap = max(span.start - content.end, content.start - span.end)
        outside = span.end <= touched[0].start or touched[-1].end <= span.start
        return not _whole_words(span, report.text), outside, gap < 0, gap

    return min(_occurrences(words, report.text, where), key=rank)


def _numbered(words: Sequence[Any], report: Report, where: str) -> Span:
    text, number = words
    found = _occurrences(text, report.text, where)
    if not 1 <= number <= len(found):
        raise Unreadable(f"{where}: {text!r} stands in the text {len(found)} times, not {number}")
    return found[number - 1]


def _occurrences(words: str, text: str, where: str) -> list[Span]:
    starts = [start for start in range(len(text)) if text.startswith(words, start)] if words else []
    if not starts:
        raise Unreadable(f"{where}: {words!r} does not stand in the text")
    return [Span(start, start + len(words)) for start in starts]


def _whole_words(span: Span, text: str) -> bool:
    cut_before = text[span.start].isalnum() and text[: span.start][-1:].isalnum()
    cut_after = text[span.end - 1].isalnum() and text[span.end : span.end + 1].isalnum()
    return not (cut_before or cut_after)


def _sentence_numbers(numbers: Sequence[int], report: Report) -> frozenset[int]:
    if not set(numbers) <= set(range(len(report.sentences))):
        raise Unreadable(f"{report.id}: {numbers} go beyond its {len(report.sentences)} sentences")
    return frozenset(numbers)


def _known_fields(row: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := set(row) - known:
        raise Unreadable(f"{where}: no such field: {', '.join(sorted(unknown))}")


def _label(label: str, known: tuple[Word, ...], where: str) -> Word:
    if label not in known:
        raise Unreadable(f"{where}: {label!r} is none of {', '.join(known)}")
    return cast(Word, label)
