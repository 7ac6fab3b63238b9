"""Measure check-worthiness on sentences with a label, and fit its weights.

usage: python bench/checkworthiness.py FILE.jsonl …
       python bench/checkworthiness.py --fit TRAIN.jsonl DEVELOPMENT.jsonl

A line is {"text", "label"}, label 1 for a sentence worth checking, with "language" where it is not English. The first
form prints precision, recall and F1 of each file at the documented threshold; the second prints the weights and the
base to be written into articles/extraction/steps/checkworthiness.py, by logistic regression (Newton's method, a ridge
of 1 on each weight but the base's).
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.extraction import CHECK_WORTHY_FROM, score_sentence  # noqa: E402 - found by the line above
from articles.extraction.steps.checkworthiness import WEIGHTS  # noqa: E402

CODES = [code.value for code in WEIGHTS]
STEPS = 12
RIDGE = 1.0
MISSED_COUNTS = 2.0
"""How much more recall counts than precision where the base is chosen: F2."""

Row = tuple[Sequence[int], int]
"""The numbers of a sentence's reasons in CODES, and its label."""


def read_sentences(path: Path) -> list[dict[str, str]]:
    """Return the lines of a file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def f_score(pairs: Iterable[tuple[bool, int]], beta: float = 1.0) -> tuple[float, float, float]:
    """Return F, precision and recall, 0..1, of what was marked beside its label."""
    listed = list(pairs)
    right = sum(marked and label for marked, label in listed)
    precision = right / max(1, sum(marked for marked, _ in listed))
    recall = right / max(1, sum(label for _, label in listed))
    weight = beta * beta
    return (1 + weight) * precision * recall / ((weight * precision + recall) or 1), precision, recall


def print_score(path: Path) -> None:
    """Print precision, recall and F1 of a file at the documented threshold."""
    sentences = read_sentences(path)
    scores = [score_sentence(one["text"], one.get("language", "en")).score for one in sentences]
    f1, precision, recall = f_score(
        (score >= CHECK_WORTHY_FROM, int(one["label"])) for score, one in zip(scores, sentences, strict=True)
    )
    figures = f"F1 {100 * f1:.1f}, precision {100 * precision:.1f}, recall {100 * recall:.1f}"
    print(f"{path.name}: {len(sentences)} sentences, {figures} at {CHECK_WORTHY_FROM}")


def read_rows(path: Path) -> list[Row]:
    """Return the features and label of each sentence."""
    return [
        (
            [CODES.index(r.code) for r in score_sentence(one["text"], one.get("language", "en")).reasons],
            int(one["label"]),
        )
        for one in read_sentences(path)
    ]


def fit(rows: list[Row]) -> list[float]:
    """Return the weights in the order of CODES, and last the base."""
    size = len(CODES) + 1
    weights = [0.0] * size
    for _ in range(STEPS):
        gradient = [RIDGE * weight for weight in weights[:-1]] + [0.0]
        curvature = [[RIDGE if row == column < size - 1 else 0.0 for column in range(size)] for row in range(size)]
        for reasons, label in rows:
            features = [*reasons, size - 1]
            chance = 1 / (1 + math.exp(-sum(weights[one] for one in features)))
            for one in features:
                gradient[one] += chance - label
                for other in features:
                    curvature[one][other] += chance * (1 - chance)
        weights = [weight - step for weight, step in zip(weights, solve(curvature, gradient), strict=True)]
    return weights


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return x of matrix times x = right, by elimination; the matrix is symmetric and positive, so no pivoting."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for pivot in range(size):
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            rows[below] = [value - factor * above for value, above in zip(rows[below], rows[pivot], strict=True)]
    result = [0.0] * size
    for row in reversed(range(size)):
        known = sum(rows[row][column] * result[column] for column in range(row + 1, size))
        result[row] = (rows[row][size] - known) / rows[row][row]
    return result


def print_fit(train: Path, development: Path) -> None:
    """Print the weights fitted on one file and the base at which F2 is best on the other."""
    weights = fit(read_rows(train))
    rows = read_rows(development)
    sums = [sum(weights[one] for one in reasons) for reasons, _ in rows]
    bases = [weights[-1] + step / 100 for step in range(300)]
    base = max(
        bases,
        key=lambda base: f_score(((s + base >= 0, y) for s, (_, y) in zip(sums, rows, strict=True)), MISSED_COUNTS),
    )
    for code, weight in zip(CODES, weights, strict=False):
        print(f"{code:16s} {weight:+.2f}")
    print(f"{'base':16s} {base:+.2f} (fitted: {weights[-1]:+.2f})")


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    if arguments.fit:
        print_fit(*arguments.files)
        return
    for path in arguments.files:
        print_score(path)


if __name__ == "__main__":
    main()
