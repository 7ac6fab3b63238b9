"""Step 11: how much a proposition is worth checking, 0..1, as a sum that a person can follow."""

from __future__ import annotations

from dataclasses import replace

from articles.extraction.checkability import find_reasons
from articles.extraction.document import Document, Proposition
from articles.extraction.reasons import ReasonCode

BASE = 0.35
"""What a proposition is worth of which nothing else is known."""

WEIGHTS: dict[ReasonCode, float] = {
    ReasonCode.COUNT: 0.25,
    ReasonCode.PERCENTAGE: 0.30,
    ReasonCode.MONEY: 0.25,
    ReasonCode.SUPERLATIVE: 0.12,
    ReasonCode.COMPARISON: 0.15,
    ReasonCode.DATE: 0.08,
    ReasonCode.INSTITUTION: 0.12,
    ReasonCode.CAUSE: 0.06,
    ReasonCode.ABSOLUTE: 0.15,
    ReasonCode.FUTURE: -0.20,
    ReasonCode.OPINION: -0.20,
    ReasonCode.VAGUE: -0.10,
    ReasonCode.SHORT: -0.15,
}
"""What each reason adds; documented in docs/extraction.md."""


def score_propositions(document: Document, propositions: list[Proposition]) -> list[Proposition]:
    """Return the propositions with their check-worthiness, rounded to two places, and its reasons."""
    return [_scored(document, one) for one in propositions]


def _scored(document: Document, proposition: Proposition) -> Proposition:
    reasons = find_reasons(document, proposition.content)
    total = BASE + sum(WEIGHTS[ReasonCode(reason.code)] for reason in reasons)
    return replace(proposition, check_worthiness=round(min(1.0, max(0.0, total)), 2), reasons=reasons)
