"""Gold annotations of whole articles, and how an extraction is held against one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.extraction.types import Claim, Extraction, Span, Statement

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED_SEED = ROOT.parent / "shared" / "seed"


@dataclass(frozen=True)
class Gold:
    """One article with its hand-made annotation."""

    text: str
    language: str
    claims: list[dict[str, Any]]
    same_claimant: list[list[str]]
    not_claims: list[str]


def seed_articles() -> list[dict[str, Any]]:
    """Return the demo articles."""
    lines = (ROOT / "seeds" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def own_gold(name: str) -> Gold:
    """Return the gold of a demo article."""
    gold = json.loads((ROOT / "tests" / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    text = next(article["text"] for article in seed_articles() if article["url"] == gold["article"])
    return _gold(gold, text)


def example_gold() -> Gold:
    """Return the gold of the example article, which is kept outside the repository."""
    gold = json.loads((SHARED_SEED / "gold.id.json").read_text(encoding="utf-8"))
    return _gold(gold, (SHARED_SEED / gold["article"]).read_text(encoding="utf-8"))


def _gold(gold: dict[str, Any], text: str) -> Gold:
    return Gold(text, gold["language"], gold["claims"], gold["same_claimant"], gold["not_claims"])


def overlaps(want: dict[str, Any], got: Span) -> bool:
    """Say whether two spans share at least half of the longer one."""
    start, end = int(want["start"]), int(want["end"])
    shared: int = min(end, got.end) - max(start, got.start)
    return 2 * shared >= max(end - start, got.end - got.start)


def found_claims(gold: Gold, extraction: Extraction) -> dict[str, tuple[int, Statement, Claim]]:
    """Return for each gold claim that was found its number among the claims, its statement and itself."""
    result: dict[str, tuple[int, Statement, Claim]] = {}
    numbered = list(enumerate((one, claim) for one in extraction.statements for claim in one.claims))
    for want in gold.claims:
        for number, (statement, claim) in numbered:
            if overlaps(want["content"], claim.content):
                result[want["id"]] = (number, statement, claim)
                break
    return result
