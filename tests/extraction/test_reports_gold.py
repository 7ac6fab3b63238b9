"""The gold reports load, their reader refuses what does not fit, and agreement is computed as it says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.gold.agreement import Figure, compared, figures, kappa
from tests.gold.reports import (
    FOLDER,
    Annotation,
    Report,
    Span,
    Unreadable,
    annotation,
    read_annotations,
    read_reports,
)

ARTICLES = sorted(FOLDER.glob("articles.*.jsonl"))
ANNOTATIONS = sorted(set(FOLDER.glob("*.jsonl")) - set(ARTICLES))

ARTICLE = {
    "id": "xx-01",
    "language": "en",
    "title": "Bridge",
    "publisher": "The Ferryman",
    "published_on": "2026-01-02",
    "paragraphs": [
        ["The mayor said the bridge was closed.", "Nobody said why, the mayor said on Friday."],
        ["But an engineer doubted that.", "The bridge opened in 1931."],
    ],
}


def statement(**given: Any) -> dict[str, Any]:
    usual = {
        "ref": "s1",
        "content": "the bridge was closed",
        "cue": "said",
        "source": "The mayor",
        "claimant": "mayor",
        "mode": "indirect",
        "stance": "assert",
        "kind": "assertion",
    }
    return usual | given


DOUBT = statement(ref="s2", content="that", cue="doubted", source="an engineer", claimant="an engineer", stance="doubt")
DISPUTE = {"from": "s2", "to": "s1", "relation": "disputes"}


def row(**given: Any) -> dict[str, Any]:
    usual = {"id": "xx-01", "statements": [statement(), DOUBT], "unattributed": [3], "checkworthy": [0, 3]}
    return usual | {"links": [DISPUTE]} | given


@pytest.fixture
def report(tmp_path: Path) -> Report:
    path = tmp_path / "articles.xx.dev.jsonl"
    path.write_text(json.dumps(ARTICLE), encoding="utf-8")
    return read_reports(path)[0]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_every_article_has_its_sentences(path: Path) -> None:
    reports = read_reports(path)
    least = 6 if {"es", "fresh"} & set(path.name.split(".")) else 10
    assert len({report.id for report in reports}) == len(reports) >= least
    for report in reports:
        between = [report.text[a.end : b.start] for a, b in zip(report.sentences, report.sentences[1:], strict=False)]
        assert set(between) <= {" ", "\n\n"}, report.id
        assert report.sentences[-1].end == len(report.text)


@pytest.mark.parametrize("path", ANNOTATIONS, ids=lambda path: path.name)
def test_every_annotation_loads(path: Path) -> None:
    part = path.name.split(".", 1)[1]
    for each in read_annotations(path, read_reports(FOLDER / f"articles.{part}")):
        assert each.statements, each.report.id
        assert each.checkworthy, each.report.id


def test_halves_share_no_article() -> None:
    ids = [report.id for path in ARTICLES for report in read_reports(path)]
    assert len(set(ids)) == len(ids) >= 20


def test_words_become_offsets(report: Report) -> None:
    first, doubt = annotation(row(), report).statements
    assert first.content == Span(15, 36)
    assert first.source == Span(0, 9)
    assert report.text[doubt.content.start :].startswith("that. The bridge")


def test_a_cue_is_the_nearest_in_the_sentence_of_its_content(report: Report) -> None:
    closed = annotation(row(), report).statements[0]
    assert closed.cue == Span(10, 14)
    # "said" stands inside the content, nearer still in the sentence before, and after it: the last is the cue.
    why = statement(ref="s3", content="Nobody said why", source="the mayor")
    statements = annotation(row(statements=[why], links=[]), report).statements
    assert statements[0].cue == Span(65, 69)
    numbered = annotation(row(statements=[why | {"cue": ["said", 2]}], links=[]), report).statements
    assert numbered[0].cue == Span(45, 49)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (row(statements=[statement(content="the bridge is closed"), DOUBT]), "does not stand in the text"),
        (row(statements=[statement(cue="shouted"), DOUBT]), "does not stand in the text"),
        (row(statements=[statement(source=""), DOUBT]), "does not stand in the text"),
        (row(statements=[statement(content="said"), DOUBT]), "more than once"),
        (row(statements=[statement(content=["said", 4]), DOUBT]), "3 times, not 4"),
        (row(statements=[statement(), DOUBT | {"ref": "s1"}]), "same ref"),
        (row(statements=[statement(inside="s1"), DOUBT]), "no other statement"),
        (row(statements=[statement(stance="denied"), DOUBT]), "is none of assert, deny, doubt"),
        (row(statements=[statement(relayed="AFP"), DOUBT]), "no such field: relayed"),
        (row(unattributed=[4]), "beyond its 4 sentences"),
        (row(checkworthy=[-1]), "beyond its 4 sentences"),
        (row(links=[DISPUTE | {"to": "s3"}]), "links what is not marked"),
        (row(links=[DISPUTE | {"to": "u2"}]), "links what is not marked"),
        (row(links=[DISPUTE | {"to": "s2"}]), "to itself"),
        (row(links=[DISPUTE | {"relation": "refutes"}]), "is none of disputes"),
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, Any], says: str, report: Report) -> None:
    with pytest.raises(Unreadable, match=says):
        annotation(wrong, report)


def test_an_article_left_out_or_annotated_twice_is_refused(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "first.xx.dev.jsonl"
    for rows in ([], [row(), row()], [row(id="xx-02")]):
        path.write_text("\n".join(json.dumps(each) for each in rows), encoding="utf-8")
        with pytest.raises(Unreadable, match="not each article once"):
            read_annotations(path, [report])


def by_name(first: Annotation, second: Annotation) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures([(first, second)])}


def test_equal_annotations_agree_wholly(report: Report) -> None:
    found = by_name(annotation(row(), report), annotation(row(), report))
    assert {name for name, figure in found.items() if figure.value != 1} == {
        "of these, appeals and questions",  # there are none
        "kind, kappa",  # both know assertions only
    }


def test_differing_annotations_are_counted(report: Report) -> None:
    # The other person begins a word later, names the statements otherwise, takes the doubt for a denial that supports,
    # and marks the second sentence too.
    second = row(
        statements=[
            DOUBT | {"ref": "s1", "stance": "deny", "claimant": "Engineer"},
            statement(ref="s2", content="bridge was closed", claimant="the Mayor"),
            statement(ref="s3", content="Nobody said why", source="the mayor"),
        ],
        checkworthy=[0, 1, 3],
        links=[{"from": "s1", "to": "s2", "relation": "supports"}, {"from": "s3", "to": "s2", "relation": "supports"}],
    )
    found = by_name(annotation(row(), report), annotation(second, report))
    assert found["statements: content (half)"] == Figure("statements: content (half)", 4 / 5, (2, 3))
    assert found["content, same edges"].value == 0.5
    assert found["cue, same edges"].value == 1
    assert found["claimant"].value == 1  # an article or a capital is no other name
    assert found["sentences: check-worthy"].value == 4 / 5
    assert found["check-worthy, same answer"].value == 3 / 4
    assert found["check-worthy, kappa"].value == pytest.approx(0.5)
    assert found["unattributed, kappa"].value == 1
    assert found["links: type and both ends"].value == 0
    assert found["links: both ends"].value == 2 / 3


def test_kappa_is_what_is_beyond_chance() -> None:
    # 20 and 15 alike, 5 and 10 not: 70 % agree, 50 % would by chance.
    labels = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(labels) == pytest.approx(0.4)
    assert kappa([("yes", "yes")] * 9) is None
    assert kappa([]) is None


def test_only_what_two_people_annotated_is_compared(tmp_path: Path) -> None:
    for name in ("articles.en.dev.jsonl", "articles.en.held.jsonl", "first.en.dev.jsonl", "first.en.held.jsonl"):
        shutil.copy(FOLDER / name, tmp_path)
    shutil.copy(FOLDER / "first.en.dev.jsonl", tmp_path / "second.en.dev.jsonl")
    assert [(part, len(both)) for part, both in compared(tmp_path)] == [("en.dev", 10)]
