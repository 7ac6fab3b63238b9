"""Turn annotations of the gold set into the lines that the engine is scored on, with every place as an offset.

`python -m tests.gold.lines tests/gold/reports/first.id.dev.jsonl > gold.jsonl`, then
`python -m articles.extraction score gold.jsonl`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.gold.reports import Annotation, Report, Span, Statement, read_annotations, read_reports


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a line for each article that an annotation file annotates; the articles' own file lies beside it."""
    articles = path.with_name(f"articles.{path.name.split('.', 1)[1]}")
    for annotation in read_annotations(path, read_reports(articles)):
        yield line_of(annotation)


def line_of(annotation: Annotation) -> dict[str, Any]:
    """Return an annotated article as it is scored; the ends of its links are contents and sentences."""
    report = annotation.report
    places = {statement.ref: statement.content for statement in annotation.statements}
    places |= {f"u{number}": report.sentences[number] for number in annotation.unattributed}
    return {
        "id": report.id,
        "language": report.language,
        "publisher": report.publisher,
        "published_on": report.published_on.isoformat(),
        "text": report.text,
        "statements": [_statement(statement) for statement in annotation.statements],
        "unattributed": [_place(report.sentences[number]) for number in sorted(annotation.unattributed)],
        "links": [
            {"from": _place(places[link.origin]), "to": _place(places[link.target]), "relation": link.relation}
            for link in annotation.links
        ],
        "sentences": _sentences(report),
        "checkworthy": sorted(annotation.checkworthy),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "content": _place(statement.content),
        "cue": _place(statement.cue),
        "source": _place(statement.source),
        "claimant": statement.claimant,
        "mode": statement.mode,
        "stance": statement.stance,
        "kind": statement.kind,
        "relayed_by": list(statement.relayed_by),
    }


def _sentences(report: Report) -> list[dict[str, int] | None]:
    return [_place(sentence) for sentence in report.sentences]


def _place(span: Span | None) -> dict[str, int] | None:
    return {"start": span.start, "end": span.end} if span else None


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for line in lines_of(Path(name)):
            print(json.dumps(line, ensure_ascii=False))
