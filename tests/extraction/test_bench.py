"""The bench prints what is measured beside what must be, and says what it was not given."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from articles.extraction.annotations import annotated
from tests.extraction.gold import ROOT
from tests.gold.lines import line_of, lines_of
from tests.gold.reports import FOLDER, Annotation, Link, Report, Span, Statement

TEXT = '"Air sudah surut," kata Tuti Handayani. Tuti membantah bahwa jalan itu masih ditutup. Ada 40 rumah terendam.'


def place(words: str, label: str = "") -> dict[str, Any]:
    """Return where words stand in the text."""
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), **({"label": label} if label else {})}


def span(words: str) -> Span:
    """Return where words stand in the text, as the gold set has it."""
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def bench(*paths: Path) -> str:
    """Return what the bench prints."""
    command = [sys.executable, str(ROOT / "bench" / "extraction.py"), "--without-growth", *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def written(path: Path, *lines: dict[str, Any]) -> Path:
    """Return a file with an object a line, in a folder made for it."""
    path.parent.mkdir()
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_what_is_measured_stands_beside_what_must_be(tmp_path: Path) -> None:
    statement = {"content": place("Air sudah surut"), "cue": place("kata"), "source": place("Tuti Handayani")}
    statement |= {"claimant": "Tuti Handayani"}
    gold = {"id": "a", "language": "id", "text": TEXT, "statements": [statement]}
    spans = [place("Air sudah surut", "STATEMENT"), place("kata", "CUE"), place("Tuti Handayani", "PERSON")]
    spans.append(place("jalan itu", "STATEMENT"))
    said = bench(
        written(tmp_path / "statements-id" / "dev.jsonl", gold),
        written(tmp_path / "pfsa-id" / "dev.jsonl", {"id": "b", "text": TEXT, "spans": spans}),
        written(tmp_path / "checkworthiness-en" / "x.jsonl", {"text": "We cut taxes by 40 percent.", "label": 1}),
        tmp_path / "missing.jsonl",
    )
    assert re.search(r"statements-id/dev +claimant +0 +90 +95 +100\.0", said)
    assert re.search(r"pfsa-id/dev +content, exact recall .* 50\.0$", said, re.MULTILINE)
    assert re.search(r"pfsa-id/dev +source linked .* 50\.0$", said, re.MULTILINE)
    assert re.search(r"checkworthiness-en/x +f1 .* 100\.0$", said, re.MULTILINE)
    assert re.search(r"statements-en +statement f1 .* not given$", said, re.MULTILINE)
    assert "missing.jsonl: not there" in said
    assert re.search(r"statements-id/dev\.jsonl: 17 words in .* words a second", said)


def test_an_annotation_becomes_a_line_with_offsets() -> None:
    sentences = [span('"Air sudah surut," kata Tuti Handayani.'), span("Tuti membantah bahwa jalan itu masih ditutup.")]
    sentences.append(span("Ada 40 rumah terendam."))
    report = Report("r", "id", "T", "Warta Uji", date(2026, 3, 4), TEXT, tuple(sentences))
    first = Statement("s1", span("Air sudah surut,"), span("kata"), None, "Tuti", "direct", "assert", "assertion")
    denied = Statement("s2", span("jalan itu masih ditutup"), None, None, None, "indirect", "deny", "assertion")
    links = (Link("s2", "u2", "disputes"),)
    line = line_of(Annotation(report, (first, denied), frozenset({2}), frozenset({1, 2}), links))
    read = annotated(line)
    assert [TEXT[one.content.start : one.content.end] for one in read.statements][1] == "jalan itu masih ditutup"
    assert read.unattributed == (read.sentences[2],)
    assert read.checkworthy == {1, 2}
    assert read.links == ((read.statements[1].content, read.sentences[2], "disputes"),)
    assert read.statements[0].unknown == frozenset()
    assert read.publication.publisher == "Warta Uji"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("first.*.dev.jsonl")), ids=lambda path: path.name)
def test_the_gold_set_can_be_scored(path: Path) -> None:
    articles = [annotated(line) for line in lines_of(path)]
    assert articles
    assert all(article.statements and article.sentences for article in articles)
