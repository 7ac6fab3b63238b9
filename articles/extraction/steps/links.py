"""Step 12: what one claim does to another of the same article: disputes, supports, repeats.

An article in dispute is read as parties that answer one another. Rules, in their order: a denial, a doubt or a word
that calls something false disputes what it names or what it answers; an answer after "Namun", "justru", or by a verb of
answering disputes the other party's claim on the same matter; what the same voice goes on to say right after a denial
disputes it too; "senada" supports; the same words again repeat. What no word tells is read after all these
(:mod:`articles.extraction.implied`), only where there is a dispute.

Source: attack and support between claims by their cue, polarity and topic, after Cabrio and Villata (2018), "Five years
of argument mining".
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.extraction.document import Document, Found, Proposition
from articles.extraction.implied import imply_link
from articles.extraction.quarrels import (
    CONTINUES_SENTENCES,
    LONGEST_WAY_BACK,
    NEAR_SENTENCES,
    Reading,
    best_answered,
    cue_words,
    is_meant,
    names_claimant,
    opening_words,
    others_of,
    same_voice,
    sentence_words,
    speaks_of_figures,
    standing,
)
from articles.extraction.reasons import ReasonCode
from articles.extraction.topics import Side, Weights, first_match, read_sides
from articles.extraction.types import ClaimantKind, Link, Relation, Stance

_LONGEST_DENIAL = 2
"""How many claims after a denial still dispute what it denied."""
_SAME_WORDS = 0.6
_ANSWERED = 0.28
_ANNOUNCED = 0.1
_OPENING_WORDS = 8


def find_links(document: Document, found: list[Found], propositions: list[Proposition]) -> tuple[Link, ...]:
    """Return the links, in the order of the claims from which they go; each claim looks a bounded way back."""
    sides = read_sides(document, found, propositions)
    reading = Reading(document, sides, Weights(sides), claimed=frozenset(side.found.sentence for side in sides))
    for side in sides:
        earlier = sides[max(0, side.number - LONGEST_WAY_BACK) : side.number]
        _enter(reading, side)
        if not (_repeated(reading, side, earlier) or _disputed(reading, side, earlier)):
            _ = (
                _agreed(reading, side, earlier)
                or _continued(reading, side, earlier)
                or _answered(reading, side, earlier)
            )
    if reading.disputed:
        for side in sides:
            if side.number not in reading.linked:
                imply_link(reading, side)
    return tuple(reading.links[key] for key in sorted(reading.links))


def _enter(reading: Reading, side: Side) -> None:
    """Note whether a claim opens a turn: it is the first that its party says since another spoke."""
    if not side.claimant:
        return
    if reading.speaker is None or not side.stands_with(reading.speaker):
        reading.opens.add(side.number)
    reading.speaker = side
    reading.first_said.setdefault(side.claimant, side.number)


def _disputed(reading: Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link a denial, a doubt or a rejection to the claim it names or answers."""
    if not side.disputes:
        return False
    others = others_of(side, earlier)
    named = [one for one in others if one.claimant and side.points and names_claimant(reading.document, side, one)]
    since = side.found.sentence - NEAR_SENTENCES
    meant = [one for one in named if one.found.sentence >= since and is_meant(reading.document, side, one)]
    told = [one for one in named if one.found.cue is not None]
    target = (
        next(iter(meant or told or named), None) or best_answered(reading, side, others) or _announced(reading, side)
    )
    if target is None:
        return False
    code = ReasonCode.DOUBTS_REPORT if side.points or side.thin else ReasonCode.DENIES_CONTENT
    reading.denials[side.number] = 0
    reading.add(side, target, Relation.DISPUTES, code, side.rejects or cue_words(reading.document, side))
    return True


def _announced(reading: Reading, side: Side) -> Side | None:
    """Return the claim right after a denial that opens an article, where another party then says what is denied."""
    after = reading.sides[side.number + 1 : side.number + 3]
    near = (other for other in after if other.found.sentence - side.found.sentence <= CONTINUES_SENTENCES)
    others = (other for other in near if other.claimant and not other.stands_with(side))
    return next((other for other in others if reading.weights.overlap(side, other) >= _ANNOUNCED), None)


def _continued(reading: Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link what a party that has just disputed something says next."""
    before = same_voice(side, earlier) or _spoken_for(side, earlier)
    if before is None or before.number not in reading.disputed:
        return False
    target = reading.sides[reading.disputed[before.number]]
    if target.stands_with(side):
        return False
    detail = cue_words(reading.document, before)
    steps = reading.denials.get(before.number, _LONGEST_DENIAL)
    proves = side.figures or names_claimant(reading.document, side, target)
    if steps < (_LONGEST_DENIAL if proves else 1):
        reading.denials[side.number] = steps + 1
        reading.add(side, target, Relation.DISPUTES, ReasonCode.CONTINUES_DISPUTE, detail)
        return True
    return False


def _spoken_for(side: Side, earlier: Sequence[Side]) -> Side | None:
    """Return the denial right before by a body for which a person now speaks: the ministry denied it, X said."""
    before = next((one for one in reversed(earlier) if one.claimant), None)
    if before is None or not side.claimant or before.found.stance is not Stance.DENY:
        return None
    if side.found.claimant is None or side.found.claimant.kind is not ClaimantKind.PERSON:
        return None
    known = any(one.claimant == side.claimant for one in earlier)
    return before if not known and side.found.sentence - before.found.sentence == 1 else None


def _answered(reading: Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link an answer to the other party's claim on the same matter."""
    if side.found.rule == "unattributed_clause":
        return False
    since = side.found.sentence - NEAR_SENTENCES
    near = [
        one
        for one in others_of(side, earlier)
        if one.found.sentence >= since
        and not _are_outlets(side, one)
        and (one.named & side.named or _estimates_anew(reading, side, one))
    ]
    opening = opening_words(reading.document, side) if near else ""
    for other in sorted(near, key=lambda one: (-standing(reading, side, one), -one.number)):
        overlap = reading.weights.overlap(side, other)
        opposed = side.negated != other.negated or bool(side.figures and other.figures - side.figures)
        answers = (opening and other.claimant and overlap > 0) or _estimates_anew(reading, side, other)
        if answers or (opposed and overlap >= _ANSWERED and other.claimant and side.claimant):
            code = ReasonCode.REBUTTAL if opening else ReasonCode.OPPOSES
            reading.add(side, other, Relation.DISPUTES, code, opening)
            return True
    return False


def _are_outlets(side: Side, other: Side) -> bool:
    """Say whether two outlets tell something: each relays, and neither answers the other."""
    kinds = (one.found.claimant.kind for one in (side, other) if one.found.claimant)
    return [*kinds] == [ClaimantKind.OUTLET, ClaimantKind.OUTLET]


def _estimates_anew(reading: Reading, side: Side, other: Side) -> bool:
    """Say whether somebody puts at another figure what the other party has spoken of, or given one for."""
    if side.found.rule != "estimate" or not other.claimant or side.figures & other.figures:
        return False
    return reading.weights.overlap(side, other) > 0 or speaks_of_figures(reading.document, other)


def _agreed(reading: Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link "Senada, ..." to the other party's latest claim."""
    language, folded = reading.document.language, reading.document.words.folded
    cue = side.found.cue
    first, limit = _before_content(reading.document, side)
    agreement = first_match(language.agreements, folded[_introduced_from(reading, side, first) : limit])
    agreement = agreement or (first_match(language.agreements, folded[cue.first : cue.last]) if cue else "")
    if not agreement and not side.confirms:
        return False
    others = [one for one in reversed(earlier) if one.claimant != side.claimant and one.claimant]
    near = [one for one in others if side.found.sentence - one.found.sentence <= NEAR_SENTENCES]
    target = near[0] if agreement and near else best_answered(reading, side, near)
    if target is None:
        return False
    detail = agreement or side.confirms
    reading.add(side, target, Relation.SUPPORTS, ReasonCode.AGREEMENT, detail)
    return True


def _introduced_from(reading: Reading, side: Side, first: int) -> int:
    """Return where the sentence before begins when it makes no claim: "Pakar sependapat dengan warga. ..." """
    number = side.found.sentence - 1
    silent = number >= 0 and number not in reading.claimed
    return reading.document.sentences[number].first if silent else first


def _repeated(reading: Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link nearly the same words again, and what a claimant is said to say once more."""
    first, last = sentence_words(reading.document, side)
    again = first_match(reading.document.language.repetitions, reading.document.words.folded[first:last])
    least = 1 if again else 2
    candidates = [one for one in earlier if len(side.stems & one.stems) >= least and one.found is not side.found]
    if again:
        candidates = [one for one in candidates if one.stands_with(side)]
    target = max(candidates, key=lambda one: (reading.weights.overlap(side, one), one.number), default=None)
    if target is None:
        return False
    union = reading.weights.sum(side.stems | target.stems)
    same = reading.weights.sum(side.stems & target.stems) >= _SAME_WORDS * union and _polarity(side) == _polarity(
        target
    )
    if not same and not again:
        return False
    reading.add(side, target, Relation.REPEATS, ReasonCode.SAME_WORDS, again)
    return True


def _polarity(side: Side) -> bool:
    """Say whether a claim affirms: a denial of what is affirmed and an assertion that it is not so are the same."""
    return side.negated == (side.found.stance is Stance.ASSERT)


def _before_content(document: Document, side: Side) -> tuple[int, int]:
    first = document.sentences[side.found.sentence].first
    return first, max(first, min(side.content.first, first + _OPENING_WORDS))
