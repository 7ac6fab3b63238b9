"""Measure the engine beside what it must reach: how right it is, words a second, how the time grows with the length.

usage: python bench/extraction.py [FILE.jsonl …] [--without-growth]

A file is known by its folder: statements-id/, statements-en/ (annotated articles), pfsa-id/ (quotations: "spans" with
"label", "start", "end"), checkworthiness-en/ (sentences with "label"), and reports/ (annotations of tests/gold/reports,
such as first.id.dev.jsonl); of any other only the speed is measured. What is not given or not there is said to be so.
Growth is the seconds for n and for 2n characters, and their ratio (2 is linear).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.extraction import CHECK_WORTHY_FROM, extract, score_sentence  # noqa: E402 - found by the line above
from articles.extraction.annotations import annotated  # noqa: E402
from articles.extraction.lines import read_articles  # noqa: E402
from articles.extraction.measuring import Measured, add_article, measure  # noqa: E402
from articles.extraction.scoring import Rates, pair, shared, trimmed  # noqa: E402
from articles.extraction.types import Mode, Relation, Span, Statement  # noqa: E402
from tests.extraction.gold import SHARED_SEED, Gold, example_gold, found_claims, own_gold  # noqa: E402
from tests.extraction.hostile import FAMILIES  # noqa: E402
from tests.gold.lines import lines_of  # noqa: E402

CHARACTERS = 50_000
NEAR_CUE = 80
"""Characters within which a person belongs to a cue. Source: the scorer of the quotations corpus."""
NO_STATEMENTS = frozenset({"directive", "question"})
"""Kinds that the annotation of statements-id does not count."""
OF_REPORTS = {"stance macro f1": "90", "links f1": "80", "unattributed f1": "75"}
"""What each annotation of the gold set must reach."""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure in percent: what thirty lines of regular expressions or another system reach, what must be, the aim."""

    data: str
    figure: str
    baseline: str
    must: str
    aim: str


TARGETS = (
    Target("statements-id", "statement f1", "56.2", "88", "94"),
    Target("statements-id", "content, exact f1", "57.7", "80", "88"),
    Target("statements-id", "claimant", "0", "90", "95"),
    Target("pfsa-id", "content, exact recall", "97.0", "99", "99.5"),
    Target("pfsa-id", "cue recall", "96.2", "98.5", "99"),
    Target("pfsa-id", "source linked", "91.4", "97", "98"),
    Target("statements-en", "statement f1", "50.2", "52", "62"),
    Target("statements-en", "content, half f1", "56.5", "58", "68"),
    Target("checkworthiness-en", "f1", "73.7", "65", "73"),
)

Figures = dict[str, float]


def print_targets(paths: list[Path]) -> None:
    """Print what is measured on the files beside what must be reached."""
    print(f"{'data':26s} {'figure':24s} {'baseline':>8s} {'must':>6s} {'aim':>6s} {'now':>7s}")
    for data in dict.fromkeys(one.data for one in TARGETS):
        targets = [one for one in TARGETS if one.data == data]
        given = [path for path in paths if path.parent.name == data]
        for path in given:
            print_rows(f"{data}/{path.stem}", targets, MEASURES[data](path))
        if not given:
            print_rows(data, targets, {})
    reports = [path for path in paths if path.parent.name == "reports"]
    of_reports = [Target("reports", figure, "", must, "") for figure, must in OF_REPORTS.items()]
    for path in reports:
        print_rows(path.stem, of_reports, reports_figures(path))
    if not reports:
        print_rows("reports", of_reports, {})
    for name, gold in golds():
        print(f"{name:26s} {gold_line(gold)}")


def print_rows(name: str, targets: list[Target], figures: Figures) -> None:
    """Print the rows of one file, or of data that was not given."""
    for one in targets:
        now = f"{figures[one.figure]:.1f}" if one.figure in figures else "-" if figures else "not given"
        print(f"{name:26s} {one.figure:24s} {one.baseline:>8s} {one.must:>6s} {one.aim:>6s} {now:>7s}")


def statements_figures(path: Path, language: str, without_kinds: frozenset[str]) -> Figures:
    """Return the figures of annotated statements."""
    return measure([path], language=language, without_kinds=without_kinds)[language].figures()


def reports_figures(path: Path) -> Figures:
    """Return the figures of one annotation of the gold set."""
    measured = Measured()
    for line in lines_of(path):
        article = annotated(line)
        add_article(measured, article, extract(article.text, article.language, publication=article.publication))
    return measured.figures()


def checkworthiness_figures(path: Path) -> Figures:
    """Return precision, recall and F1 of sentences with a label at the documented threshold."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    marked = [score_sentence(row["text"], row.get("language", "en")).score >= CHECK_WORTHY_FROM for row in rows]
    labels = [bool(row["label"]) for row in rows]
    both = sum(found and wanted for found, wanted in zip(marked, labels, strict=True))
    rates = Rates(both, sum(marked), sum(labels))
    return {"precision": 100 * rates.precision, "recall": 100 * rates.recall, "f1": 100 * rates.f1}


def quotations_figures(path: Path) -> Figures:
    """Return the recall of annotated quotations and cues, and the share linked to their person.

    The corpus annotates public figures alone, so what is found beside them is neither right nor wrong.
    """
    contents, cues, sources = [0, 0], [0, 0], [0, 0]
    for line in path.read_text(encoding="utf-8").splitlines():
        for total, (right, wanted) in zip((contents, cues, sources), quotations_of(json.loads(line)), strict=True):
            total[0] += right
            total[1] += wanted
    named = zip(("content, exact recall", "cue recall", "source linked"), (contents, cues, sources), strict=True)
    return {name: 100 * right / (wanted or 1) for name, (right, wanted) in named}


def quotations_of(document: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield how many contents, cues and sources of one article are right, and of how many."""
    text = document["text"]

    def labelled(*labels: str) -> list[Span]:
        return [Span(one["start"], one["end"]) for one in document["spans"] if one["label"] in labels]

    found = [
        one
        for one in extract(text, "id").statements
        if one.mode in (Mode.DIRECT, Mode.MIXED) and one.kind not in NO_STATEMENTS
    ]
    wanted = [trimmed(text, span) for span in labelled("STATEMENT")]
    contents = [trimmed(text, one.content) for one in found]
    yield len(pair(wanted, contents, lambda gold, ours: gold == ours)), len(wanted)
    cues = labelled("CUE", "CUECOREF")
    ours = sorted({one.cue for one in found if one.cue})
    yield len(pair(cues, ours, lambda gold, one: shared(gold, one) > 0)), len(cues)
    yield linked(
        wanted, cues, set(labelled("CUE")), labelled("PERSON", "PERSONCOREF"), dict(pair(wanted, contents)), found
    )


def linked(
    wanted: list[Span],
    cues: list[Span],
    plain: set[Span],
    people: list[Span],
    paired: dict[int, int],
    found: list[Statement],
) -> tuple[int, int]:
    """Return how many quotations have the person beside their nearest cue as their source, of those that have one."""
    right = total = 0
    for number, quotation in enumerate(wanted):
        near = min(cues, key=partial(distance, quotation), default=None)
        if near is None or near not in plain:
            continue
        named = [one for one in people if distance(near, one) <= NEAR_CUE]
        total += bool(named)
        source = found[paired[number]].source if number in paired else None
        right += source is not None and any(shared(source, one) for one in named)
    return right, total


def distance(one: Span, other: Span) -> int:
    """Return the characters between two spans, the shorter way round."""
    return min(abs(other.start - one.end), abs(one.start - other.end))


MEASURES: dict[str, Callable[[Path], Figures]] = {
    "statements-id": partial(statements_figures, language="id", without_kinds=NO_STATEMENTS),
    "statements-en": partial(statements_figures, language="en", without_kinds=frozenset()),
    "pfsa-id": quotations_figures,
    "checkworthiness-en": checkworthiness_figures,
}


def golds() -> Iterator[tuple[str, Gold]]:
    """Yield the articles that are annotated claim by claim."""
    yield from ((name, own_gold(name)) for name in ("surat-xi.id", "measles.en"))
    if SHARED_SEED.is_dir():
        yield "example article", example_gold()
    else:
        print("example article            not there")


def gold_line(gold: Gold) -> str:
    """Return how many claims, claimants and disputes of an article are right; all must be, and nothing else a claim."""
    extraction = extract(gold.text, gold.language)
    found = found_claims(gold, extraction)
    claims = {claim for _, _, claim in found.values()}
    speakers = {key: one.claimant.name if one.claimant else None for key, (_, one, _) in found.items()}
    people = sum(speakers.get(want["id"], "") == want["claimant"] for want in gold.claims)
    numbers = {key: number for key, (number, _, _) in found.items()}
    wanted = {(numbers.get(one["id"]), numbers.get(other)) for one in gold.claims for other in one.get("disputes", [])}
    got = {(link.from_claim, link.to_claim) for link in extraction.links if link.relation is Relation.DISPUTES}
    total = len(gold.claims)
    return (
        f"claims {len(claims)} of {total}, other claims {len(set(extraction.claims) - claims)}, claimants {people} of "
        f"{total}, disputes {len(wanted & got)} of {len(wanted)}, other disputes {len(got - wanted)}"
    )


def seconds(work: Callable[[], object]) -> float:
    """Return the least of three runs, in seconds of this process alone."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def print_growth() -> None:
    """Print the growth for each family, in both languages."""
    print(f"{'family':24s} {'language':8s} {'T(n) s':>8s} {'T(2n) s':>8s} {'ratio':>6s}")
    for name, piece in FAMILIES.items():
        for language in ("id", "en"):
            one = (piece * (CHARACTERS // len(piece) + 1))[:CHARACTERS]
            two = one + one
            first, second = seconds(partial(extract, one, language)), seconds(partial(extract, two, language))
            print(f"{name:24s} {language:8s} {first:8.3f} {second:8.3f} {second / first:6.2f}")


def print_speed(path: Path) -> None:
    """Print the words a second on the articles of a file; detection of the language is not counted."""
    articles = [(text, language or extract(text).language) for _, text, language in read_articles(path)]
    words = sum(len(text.split()) for text, _ in articles)
    taken = seconds(lambda: [extract(text, language) for text, language in articles])
    speed = f"{words} words in {taken:.2f} s, {words / taken:,.0f} words a second"
    print(f"{path.parent.name}/{path.name}: {speed} (must: 50,000, aim: 150,000)")


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument(
        "--without-growth", action="store_true", help="leave out how the time grows, which takes minutes"
    )
    arguments = parser.parse_args()
    there = [path for path in arguments.files if path.is_file()]
    for path in arguments.files:
        if path not in there:
            print(f"{path}: not there")
    print_targets(there)
    for path in there:
        if path.parent.name not in {"reports", "checkworthiness-en"}:
            print_speed(path)
    if not arguments.without_growth:
        print_growth()


if __name__ == "__main__":
    main()
