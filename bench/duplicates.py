"""How many wire copies are found, and how many pairs are taken for copies that are none; made up, nothing to install.

``.venv/bin/python bench/duplicates.py [articles.jsonl …]``: the files' own articles are compared with each other as
well: every pair of them that is found is printed.
"""

import itertools
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from articles.shingles import Hashes, bands_of, overlap, shingles_of

THRESHOLD = 0.5
CHANCE = random.Random(20)
SYLLABLES = [a + b for a in "bdgjklmnprstw" for b in "aiueo"]
WORDS = ["".join(CHANCE.choices(SYLLABLES, k=CHANCE.randint(1, 4))) for _word in range(6_000)]
WEIGHTS = [1 / (rank + 1) for rank in range(len(WORDS))]
"""A made-up language whose few most frequent words make up half of a text, as in a real one."""


def paragraph() -> str:
    """Return 25 to 60 words."""
    return " ".join(CHANCE.choices(WORDS, WEIGHTS, k=CHANCE.randint(25, 60))) + "."


def article() -> list[str]:
    """Return 6 to 14 paragraphs."""
    return [paragraph() for _paragraph in range(CHANCE.randint(6, 14))]


def renamed(paragraphs: list[str], share: float) -> list[str]:
    """Return a copy with a share of its words, the names, written otherwise throughout."""
    names = {word for word in set(" ".join(paragraphs).split()) if CHANCE.random() < share}
    return [" ".join(word + "s" if word in names else word for word in one.split()) for one in paragraphs]


COPIES = {
    "headline and first sentence new": lambda text: [paragraph(), *text],
    "last third cut": lambda text: text[: len(text) * 2 // 3 + 1],
    "last half cut": lambda text: text[: (len(text) + 1) // 2],
    "two paragraphs added": lambda text: [text[0], paragraph(), *text[1:], paragraph()],
    "every 30th word changed": lambda text: renamed(text, 0.033),
    "names in another spelling": lambda text: renamed(text, 0.06),
    "cut, added and respelled": lambda text: renamed([*text[: len(text) * 3 // 4 + 1], paragraph()], 0.03),
    "half of it another article's": lambda text: [*text[: len(text) // 2], *article()[: len(text) // 2]],
    "background of three paragraphs": lambda text: [*article(), *text[-3:]],
}


def is_found(one: Hashes, other: Hashes) -> bool:
    """Say whether two texts meet in a band and share enough."""
    return bool(set(bands_of(one)) & set(bands_of(other))) and overlap(one, other) >= THRESHOLD


def report_copies(count: int = 200) -> None:
    """Print for each kind of copy how many are found, and among those that share 0.8 and more of the shorter text."""
    print(f"{'copy':34} found  overlap  found of those with 0.8 and more")
    for kind, make in COPIES.items():
        texts = [article() for _article in range(count)]
        pairs = [(shingles_of(" ".join(text)), shingles_of(" ".join(make(text)))) for text in texts]
        found = [is_found(*pair) for pair in pairs]
        shares = [overlap(*pair) for pair in pairs]
        near = [hit for hit, share in zip(found, shares, strict=True) if share >= 0.8]
        of_near = f"{sum(near)}/{len(near)}" if near else "-"
        print(f"{kind:34} {sum(found) / count:5.2f}  {sum(shares) / count:7.2f}  {of_near}")


def report_strangers(texts: list[str]) -> None:
    """Print how many pairs of different texts are taken for copies, and how close the closest come."""
    made = [shingles_of(text) for text in texts]
    pairs = list(itertools.combinations(range(len(made)), 2))
    shares = {pair: overlap(made[pair[0]], made[pair[1]]) for pair in pairs}
    found = [pair for pair in pairs if shares[pair] and is_found(made[pair[0]], made[pair[1]])]
    highest = max(shares.values(), default=0)
    print(f"{len(texts)} texts, {len(pairs)} pairs: {len(found)} found, highest overlap {highest:.3f}")


def report_speed() -> None:
    """Print how the time grows with the text."""
    for size in (1_000, 10_000, 100_000, 1_000_000):
        text = " ".join(CHANCE.choices(WORDS, WEIGHTS, k=size))
        began = time.perf_counter()
        bands_of(shingles_of(text))
        print(f"{size:>9} words: {(time.perf_counter() - began) * 1000:8.1f} ms")


if __name__ == "__main__":
    report_copies()
    report_strangers([" ".join(article()) for _article in range(300)])
    for path in sys.argv[1:]:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        report_strangers([json.loads(line)["text"] for line in lines if line.strip()])
    report_speed()
