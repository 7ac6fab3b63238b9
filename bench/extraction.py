"""Measure the engine: words a second, and how the time grows with the length of hostile and ordinary texts.

usage: python bench/extraction.py [FILE.jsonl …]

Prints, for each family of texts, the seconds for n and for 2n characters and their ratio (2 is linear); and for each
file of {"id", "text", "language"} a line the words a second on one core.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.extraction import extract  # noqa: E402 - the project is found by the line above
from articles.extraction.lines import read_articles  # noqa: E402
from tests.extraction.hostile import FAMILIES  # noqa: E402

CHARACTERS = 50_000


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
    print(f"{path.parent.name}/{path.name}: {words} words in {taken:.2f} s, {words / taken:,.0f} words a second")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print_speed(Path(argument))
    print_growth()
