"""Links that no word tells, in an article in dispute: a ground, a case, an answer by a party of the quarrel."""

from __future__ import annotations

from articles.extraction.quarrels import (
    CONTINUES_SENTENCES,
    LONGEST_WAY_BACK,
    NEAR_SENTENCES,
    Reading,
    best_answered,
    opening_words,
    others_of,
    same_voice,
)
from articles.extraction.reasons import ReasonCode
from articles.extraction.topics import Side
from articles.extraction.types import ClaimantKind, Kind, Mode, Relation

_QUARRELS = 0.25
"""How much of a topic two claims of quarrelling parties share at the least."""


def imply_link(reading: Reading, side: Side) -> None:
    """Link a claim that no rule with a word of its own has linked, by the first of three readings that fits."""
    _ = _grounded(reading, side) or _illustrated(reading, side) or _quarrelled(reading, side)


def _grounded(reading: Reading, side: Side) -> bool:
    """Link a quotation or a figure by which a party backs what it has just said, in an article in dispute."""
    earlier = reading.sides[max(0, side.number - LONGEST_WAY_BACK) : side.number]
    before = same_voice(side, earlier)
    if before is None or before.found is side.found or side.disputes or before.disputes:
        return False
    if side.found.kind is not Kind.ASSERTION or side.found.cue is None:
        return False
    if side.found.mode is Mode.DIRECT or side.figures:
        reading.add(side, before, Relation.SUPPORTS, ReasonCode.GROUNDS, "")
        return True
    return False


def _illustrated(reading: Reading, side: Side) -> bool:
    """Link what somebody new tells right after a group or body, without a word that answers: a case of it."""
    earlier = reading.sides[max(0, side.number - LONGEST_WAY_BACK) : side.number]
    before = next((one for one in reversed(earlier) if one.claimant), None)
    if not side.claimant or before is None or side.disputes or before.disputes or opening_words(reading.document, side):
        return False
    if side.found.kind is not Kind.ASSERTION or side.found.sentence - before.found.sentence > CONTINUES_SENTENCES:
        return False
    who, whose = side.found.claimant, before.found.claimant
    if who is None or whose is None or who.kind is not ClaimantKind.PERSON or whose.kind is ClaimantKind.PERSON:
        return False
    if reading.first_said[side.claimant] < side.number:
        return False
    reading.add(side, before, Relation.SUPPORTS, ReasonCode.GROUNDS, "")
    return True


def _quarrelled(reading: Reading, side: Side) -> bool:
    """Link what a party of a quarrel says on its matter to what the other party said last."""
    earlier = reading.sides[max(0, side.number - LONGEST_WAY_BACK) : side.number]
    if not side.claimant or side.found.kind is not Kind.ASSERTION:
        return False
    others = [
        one
        for one in others_of(side, earlier)
        if one.claimant
        and side.found.sentence - one.found.sentence <= NEAR_SENTENCES
        and reading.weights.overlap(side, one) > _QUARRELS
        and _quarrel(reading, side, one)
    ]
    target = best_answered(reading, side, others)
    if target is None:
        return False
    reading.add(side, target, Relation.DISPUTES, ReasonCode.OPPOSES, "")
    return True


def _quarrel(reading: Reading, side: Side, other: Side) -> bool:
    """Say whether the parties of two claims dispute each other nearby."""
    near = range(max(0, side.number - LONGEST_WAY_BACK), min(len(reading.sides), side.number + LONGEST_WAY_BACK))
    pairs = ((reading.sides[one], reading.sides[reading.disputed[one]]) for one in near if one in reading.disputed)
    return any(
        (one.stands_with(side) and two.stands_with(other)) or (one.stands_with(other) and two.stands_with(side))
        for one, two in pairs
    )
