"""Scores on hand-made cases, and beside the scorer that is kept outside the repository."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.extraction.measuring import measure
from articles.extraction.scoring import (
    Rates,
    Reported,
    is_right,
    macro_f1,
    pair,
    score_links,
    score_sentences,
    score_statements,
    sentences_of,
    trimmed,
)
from articles.extraction.types import Span
from tests.conftest import SHARED

TEXT = "“Air sudah surut,” kata Tuti. Ia menambahkan, jalan dibuka besok. Banjir merendam 40 rumah di tiga desa."
CONTENT, CUE, SOURCE = Span(1, 17), Span(19, 23), Span(24, 28)
SECOND = Span(46, 64)


def place(words: str) -> dict[str, int]:
    """Return where words stand in the text."""
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def gold(**more: Any) -> dict[str, Any]:
    """Return the text with its first statement annotated."""
    first = {
        "content": place("Air sudah surut"),
        "cue": place("kata"),
        "source": place("Tuti"),
        "claimant": "Tuti",
        "mode": "direct",
        "stance": "assert",
    }
    return {"id": "a", "language": "id", "text": TEXT, "statements": [first], **more}


def written(folder: Path, *lines: dict[str, Any]) -> Path:
    """Return a file with an object a line."""
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def scored(*words: Any) -> str:
    """Return what the command prints."""
    out = io.StringIO()
    call_command("score_extraction", *map(str, words), stdout=out)
    return out.getvalue()


def test_edges_are_trimmed() -> None:
    assert trimmed(TEXT, Span(0, 18)) == Span(1, 16)
    assert trimmed("...", Span(0, 3)) == Span(3, 3)


def test_the_longest_shared_stretch_is_paired_first_and_one_to_one() -> None:
    wanted = [Span(0, 10), Span(0, 12)]
    assert pair(wanted, [Span(0, 12), Span(40, 50)]) == [(1, 0)]
    assert sorted(pair(wanted, [Span(0, 12), Span(1, 9)])) == [(0, 1), (1, 0)]
    assert pair([Span(0, 10)], [Span(0, 21)]) == []
    assert pair([Span(0, 10)], [Span(0, 20)]) == [(0, 0)]


def test_a_statement_is_right_with_its_cue_and_source() -> None:
    wanted = [Reported(CONTENT, CUE, SOURCE, "Tuti", "direct", "assert")]
    exact, _ = score_statements(TEXT, wanted, [Reported(Span(0, 18), CUE, SOURCE, " tuti ", "direct", "deny")])
    assert (exact.counts["exact"], exact.counts["whole"]) == (1, 1)
    assert exact.right == Counter(cue=1, source=1, claimant=1, mode=1, relayed_by=1)
    wrong, pairs = score_statements(TEXT, wanted, [Reported(Span(5, 17), CUE, None), Reported(SECOND, rule="tail")])
    assert pairs == [(0, 0)]
    assert wrong.rates("half") == Rates(1, 2, 1)
    assert (wrong.counts["exact"], wrong.counts["whole"]) == (0, 0)
    assert (wrong.rules["tail"], wrong.rules_right["tail"]) == (1, 0)


def test_what_nobody_annotated_is_not_judged() -> None:
    want = Reported(CONTENT, unknown=frozenset({"cue"}))
    assert is_right("cue", want, Reported(CONTENT, CUE)) is None
    assert is_right("source", want, Reported(CONTENT, source=SOURCE)) is False
    assert is_right("source", want, Reported(CONTENT)) is True
    assert is_right("claimant", want, Reported(CONTENT, claimant="Tuti")) is None


def test_rates() -> None:
    rates = Rates(2, 4, 3)
    assert (rates.precision, rates.recall) == (0.5, 2 / 3)
    assert rates.f1 == pytest.approx(4 / 7)
    assert Rates(0, 0, 0).f1 == 0.0


def test_macro_f1_counts_every_class_alike() -> None:
    assert macro_f1({}) is None
    assert macro_f1({("assert", "assert"): 98, ("deny", "assert"): 1, ("doubt", "doubt"): 1}) == pytest.approx(
        (2 * 98 / 197 + 0 + 1) / 3
    )


def test_a_span_belongs_to_the_sentence_it_shares_most_with() -> None:
    sentences = [Span(0, 10), Span(11, 30), Span(31, 50)]
    assert sentences_of(sentences, [Span(8, 14), Span(32, 40), Span(50, 60)]) == {1, 2}
    assert score_sentences({1, 2}, {2, 5}) == Rates(1, 2, 2)


def test_a_link_needs_its_relation_and_both_ends() -> None:
    one, two, part = Span(0, 20), Span(30, 50), Span(32, 40)
    wanted = [(two, one, "disputes")]
    assert score_links(wanted, [(part, one, "disputes")]) == Rates(1, 1, 1)
    assert score_links(wanted, [(part, one, "supports")]) == Rates(0, 1, 1)
    assert score_links(wanted, [(one, two, "disputes")]) == Rates(0, 1, 1)
    assert score_links(wanted, [(part, one, "disputes"), (Span(41, 50), one, "disputes")]) == Rates(1, 1, 1)


def test_the_report_counts_every_layer(tmp_path: Path) -> None:
    sentences = [place("“Air sudah surut,” kata Tuti."), place("Ia menambahkan, jalan dibuka besok.")]
    sentences.append(place("Banjir merendam 40 rumah di tiga desa."))
    path = written(
        tmp_path,
        gold(sentences=sentences, unattributed=[place("Banjir merendam 40 rumah di tiga desa")], checkworthy=[2]),
    )
    figures = measure([path])["id"].figures()
    assert figures["content, exact precision"] == 50.0
    assert figures["content, exact recall"] == 100.0
    assert figures["unattributed f1"] == 100.0
    assert figures["check-worthy recall"] in {0.0, 100.0}
    assert figures["claimant"] == 100.0


def test_a_reviewed_article_says_nothing_of_what_has_no_claim(tmp_path: Path) -> None:
    text = "Tuti meminta agar warga pulang. Tuti mengatakan 40 rumah terendam."
    line = {"id": "b", "language": "id", "text": text, "annotated": "claims"}
    content = {"start": text.index("40"), "end": len(text) - 1}
    path = written(tmp_path, line | {"statements": [{"content": content}], "links": []})
    measured = measure([path])["id"]
    assert measured.score.rates("whole") == Rates(1, 1, 1)
    assert measured.layers["links"] == Rates(0, 0, 0)


def test_two_halves_are_one_statement_where_they_are_annotated_so(tmp_path: Path) -> None:
    text = "“Air sudah surut,” kata Tuti, “dan jalan itu dibuka besok.”"
    halves = [{"start": 1, "end": 16}, {"start": text.index("dan"), "end": len(text) - 1}]
    line = {"id": "c", "language": "id", "text": text}
    joined = written(tmp_path, line | {"statements": [{"content": halves}]})
    assert measure([joined])["id"].score.rates("exact") == Rates(1, 1, 1)
    assert "1 statements annotated, 2 found" in scored(joined, "--parts", "apart")
    apart = written(tmp_path, line | {"statements": [{"content": half} for half in halves]})
    assert measure([apart])["id"].score.rates("exact") == Rates(2, 2, 2)


def test_misses_are_shown_with_their_rule_and_their_context(tmp_path: Path) -> None:
    path = written(tmp_path, gold(statements=[{"content": place("Banjir merendam 40 rumah di tiga desa")}]))
    shown = scored(path, "--show", 5)
    assert "missed, a 66-103: …udah surut,” kata Tuti. Ia menambahkan, jalan dibuka besok.[Banjir merendam" in shown
    assert "alarm by quotation_cue, a 1-17: …“[Air sudah surut,]” kata Tuti." in shown
    assert "missed," not in scored(path)


def test_a_run_is_compared_with_an_earlier_one(tmp_path: Path) -> None:
    kept = tmp_path / "run.json"
    path = written(tmp_path, gold())
    scored(path, "--save", kept)
    run = json.loads(kept.read_text(encoding="utf-8"))
    assert run["languages"]["id"]["found"] == {"a": [[1, 16]]}
    assert "newly missed: 0" in scored(path, "--compare", kept)
    run["languages"]["id"] |= {"found": {}, "missed": {"a": [[1, 16]]}}
    run["languages"]["id"]["figures"]["content, half recall"] = 40.0
    kept.write_text(json.dumps(run), encoding="utf-8")
    later = scored(path, "--compare", kept)
    assert "newly found: 1\n  a 1-16" in later
    assert "100.0 (+60.0)" in later


@pytest.mark.parametrize(
    "line", ['{"id": 1}', "[]", '{"id": 1, "text": "x", "statements": [{"content": {"start": 0, "end": 9}}]}']
)
def test_a_line_that_is_no_annotation_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad.jsonl, line 2"):
        scored(path)


def test_a_run_or_a_kind_that_is_none_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, gold())
    with pytest.raises(CommandError, match="not a run"):
        scored(path, "--compare", path)
    with pytest.raises(CommandError, match="no such kind"):
        scored(path, "--without-kinds", "rumour")


def test_the_engine_scores_itself_without_django(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "articles.extraction", "score", str(written(tmp_path, gold()))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "id: 1 documents, 1 statements annotated" in done.stdout


SCORER = SHARED / "eval" / "score_statements.py"


@pytest.mark.skipif(not SCORER.is_file(), reason="the evaluation data is kept outside the repository, and is not here")
@pytest.mark.parametrize(("name", "language"), [("statements-id", "id"), ("statements-en", "en")])
def test_it_gives_the_figures_of_the_scorer(tmp_path: Path, name: str, language: str) -> None:
    path = SHARED / "eval" / name / "dev.jsonl"
    predicted = tmp_path / "predicted.jsonl"
    command = [sys.executable, "-m", "articles.extraction", "--language", language, str(path)]
    predicted.write_text(subprocess.run(command, capture_output=True, text=True, check=True).stdout, encoding="utf-8")
    command = [sys.executable, str(SCORER), str(path), str(predicted), "--json"]
    beside = os.environ | {"PYTHONPATH": str(SCORER.parent)}
    theirs = json.loads(subprocess.run(command, env=beside, capture_output=True, text=True, check=True).stdout)
    ours = measure([path], language=language)[language].figures()
    for key, label in (
        ("content_exact", "content, exact"),
        ("content_half", "content, half"),
        ("statement", "statement"),
    ):
        figures = [ours[f"{label} {figure}"] for figure in ("precision", "recall", "f1")]
        assert figures == [round(value, 1) for value in theirs[key]]
    for part in ("cue", "source", "claimant", "mode", "stance"):
        assert ours.get(part) == (None if theirs[part] is None else round(theirs[part], 1))
    for mode, recall in theirs["recall_by_mode"].items():
        assert ours[f"recall {mode}"] == round(recall, 1)
