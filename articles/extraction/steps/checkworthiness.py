"""Step 11: how much a proposition is worth checking, 0..1, as a sum that a person can follow.

What each reason found once weighs is added to the base, and the logistic function turns the sum into 0..1: at 0.5 as
much speaks for checking as against it. Source of the features: articles/extraction/reasons.py. Source of the numbers:
fitted by bench/checkworthiness.py on the 22 500 training sentences of CLEF CheckThat! 2024, task 1 (ClaimBuster's
sentences of United States debates); the base is set so that 0.5 is where F2, in which what is missed counts more than
what is marked in vain, is best on its development sentences.
"""

from __future__ import annotations

import math
from dataclasses import replace

from articles.extraction.checkability import find_reasons
from articles.extraction.document import Document, Proposition, Range
from articles.extraction.reasons import ReasonCode
from articles.extraction.types import CheckWorthiness

CHECK_WORTHY_FROM = 0.5
"""From this score on a proposition counts as worth checking."""

BASE = -1.41
"""The sum of a proposition of which nothing is known: a score of 0.20."""

WEIGHTS: dict[ReasonCode, float] = {
    ReasonCode.PERCENTAGE: 2.78,
    ReasonCode.MONEY: 2.39,
    ReasonCode.COUNT: 1.04,
    ReasonCode.PAST: 0.99,
    ReasonCode.PUBLIC_MATTER: 0.89,
    ReasonCode.COMPARISON: 0.75,
    ReasonCode.PUBLIC_ACT: 0.71,
    ReasonCode.QUANTITY: 0.67,
    ReasonCode.INSTITUTION: 0.52,
    ReasonCode.DATE: 0.52,
    ReasonCode.SUPERLATIVE: 0.39,
    ReasonCode.ACTOR: 0.36,
    ReasonCode.CAUSE: 0.35,
    ReasonCode.ABSOLUTE: 0.23,
    ReasonCode.SHORT: -0.21,
    ReasonCode.ADDRESSEE: -0.23,
    ReasonCode.WISH: -0.36,
    ReasonCode.VAGUE: -0.43,
    ReasonCode.APPEAL: -0.48,
    ReasonCode.FUTURE: -0.61,
    ReasonCode.OPINION: -0.75,
    ReasonCode.SELF: -0.76,
    ReasonCode.DUTY: -1.08,
    ReasonCode.QUESTION: -2.12,
}
"""What each reason adds, below nothing where it speaks against checking; documented in docs/extraction.md."""


def score_propositions(document: Document, propositions: list[Proposition]) -> list[Proposition]:
    """Return the propositions with their check-worthiness and its reasons."""
    return [_scored(document, one) for one in propositions]


def score_range(document: Document, content: Range) -> CheckWorthiness:
    """Return the check-worthiness of a stretch of words, rounded to two places, with its reasons and their weights."""
    reasons = tuple(
        replace(reason, weight=WEIGHTS[ReasonCode(reason.code)]) for reason in find_reasons(document, content)
    )
    total = BASE + sum(reason.weight for reason in reasons)
    return CheckWorthiness(round(1 / (1 + math.exp(-total)), 2), reasons)


def _scored(document: Document, proposition: Proposition) -> Proposition:
    worth = score_range(document, proposition.content)
    return replace(proposition, check_worthiness=worth.score, reasons=worth.reasons)
