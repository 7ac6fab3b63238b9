"""Step 12: what one claim does to another of the same article: disputes, supports, repeats.

An article in dispute is read as parties that answer one another. Rules, in their order: a denial, a doubt or a word
that calls something false disputes what it names or what it answers; an answer after "Namun", "justru", or by a verb of
answering disputes the other party's claim on the same matter; what the same voice goes on to say right after a denial
disputes it too; "senada" supports; the same words again repeat.

Source: attack and support between claims by their cue, polarity and topic, after Cabrio and Villata (2018), "Five years
of argument mining".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.extraction.document import Document, Found, Proposition
from articles.extraction.naming import without_possessive
from articles.extraction.reasons import ReasonCode
from articles.extraction.topics import Side, Weights, first_match, read_sides
from articles.extraction.types import ClaimantKind, Link, Reason, Relation, Stance

_BACK = 16
"""How many claims back an answer is looked for; a bound keeps the time linear."""
_NEAR_SENTENCES = 4
_CONTINUES_SENTENCES = 2
_LONGEST_DENIAL = 2
"""How many claims after a denial still dispute what it denied."""
_SAME_WORDS = 0.6
_ANSWERED = 0.28
_OPENING_WORDS = 8
_NAMED, _IN_DISPUTE, _ACCUSES, _FIGURES = 0.8, 0.35, 0.25, 0.3
_EACH_SENTENCE_BACK, _SAYS_NOTHING_OF_ITS_OWN = 0.09, 0.5


@dataclass(slots=True)
class _Reading:
    """What is known while the claims are read in order."""

    document: Document
    sides: Sequence[Side]
    weights: Weights
    links: dict[tuple[int, int], Link] = field(default_factory=dict)
    disputed: dict[int, int] = field(default_factory=dict)
    """For a claim that disputes, the claim it disputes."""
    denials: dict[int, int] = field(default_factory=dict)
    """The claims that only deny, 0, and those that go on after one, with how many claims later."""

    def add(self, side: Side, other: Side, relation: Relation, code: ReasonCode, detail: str) -> None:
        """Keep a link; the first that was found between two claims stands."""
        link = Link(side.number, other.number, relation, Reason(code.value, detail))
        self.links.setdefault((side.number, other.number), link)
        if relation is Relation.DISPUTES:
            self.disputed.setdefault(side.number, other.number)


def find_links(document: Document, found: list[Found], propositions: list[Proposition]) -> tuple[Link, ...]:
    """Return the links, in the order of the claims from which they go; each claim looks a bounded way back."""
    sides = read_sides(document, found, propositions)
    reading = _Reading(document, sides, Weights(sides))
    for side in sides:
        earlier = sides[max(0, side.number - _BACK) : side.number]
        if not (_repeated(reading, side, earlier) or _disputed(reading, side, earlier)):
            _ = (
                _continued(reading, side, earlier)
                or _agreed(reading, side, earlier)
                or _answered(reading, side, earlier)
            )
    return tuple(reading.links[key] for key in sorted(reading.links))


def _others(side: Side, earlier: Sequence[Side]) -> list[Side]:
    """Return the claims of other parties, the latest first."""
    return [other for other in reversed(earlier) if not other.stands_with(side) and other.found != side.found]


def _standing(reading: _Reading, side: Side, other: Side) -> float:
    """Return how likely a claim is the one that another answers: topic, naming, quarrel and nearness together."""
    score = 0.0 if other.thin else reading.weights.overlap(side, other)
    if side.points and _names(reading.document, side, other):
        score += _NAMED
    if other.number in reading.disputed or other.number in reading.disputed.values():
        score += _IN_DISPUTE
    if side.claimant and _names(reading.document, other, side):
        score += _ACCUSES
    if other.figures and _speaks_of_figures(reading.document, side):
        score += _FIGURES
    if other.thin:
        score -= _SAYS_NOTHING_OF_ITS_OWN
    return score - _EACH_SENTENCE_BACK * (side.found.sentence - other.found.sentence)


def _best(reading: _Reading, side: Side, others: Sequence[Side]) -> Side | None:
    return max(others, key=lambda other: (_standing(reading, side, other), other.number), default=None)


def _disputed(reading: _Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link a denial, a doubt or a rejection to the claim it names or answers."""
    if not side.disputes:
        return False
    others = _others(side, earlier)
    named = [one for one in others if one.claimant and side.points and _names(reading.document, side, one)]
    target = named[0] if named else _best(reading, side, others) or _announced(reading, side)
    if target is None:
        return False
    code = ReasonCode.DOUBTS_REPORT if side.points or side.thin else ReasonCode.DENIES_CONTENT
    reading.denials[side.number] = 0
    reading.add(side, target, Relation.DISPUTES, code, side.rejects or _cue(reading.document, side))
    return True


def _announced(reading: _Reading, side: Side) -> Side | None:
    """Return the claim right after a denial that opens an article, where another party then says what is denied."""
    after = reading.sides[side.number + 1 : side.number + 3]
    near = (other for other in after if other.found.sentence - side.found.sentence <= _CONTINUES_SENTENCES)
    return next((other for other in near if other.claimant and not other.stands_with(side)), None)


def _continued(reading: _Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link what a party that has just disputed something says next."""
    before = _same_voice(side, earlier)
    if before is None or before.number not in reading.disputed:
        return False
    target = reading.sides[reading.disputed[before.number]]
    detail = _cue(reading.document, before)
    if (steps := reading.denials.get(before.number, _LONGEST_DENIAL)) < _LONGEST_DENIAL:
        reading.denials[side.number] = steps + 1
        reading.add(side, target, Relation.DISPUTES, ReasonCode.CONTINUES_DISPUTE, detail)
        return True
    return False


def _same_voice(side: Side, earlier: Sequence[Side]) -> Side | None:
    """Return the claim right before, where the same party goes on; what the outlet puts between them does not count."""
    if not side.claimant:
        return None
    before = next((one for one in reversed(earlier) if one.claimant), None)
    if before is None or not side.stands_with(before) or _are_two_people(side, before):
        return None
    return before if side.found.sentence - before.found.sentence <= _CONTINUES_SENTENCES else None


def _are_two_people(side: Side, other: Side) -> bool:
    """Say whether two persons speak: each of them speaks for themselves, also where both belong to one party."""
    claimants = (side.found.claimant, other.found.claimant)
    return side.claimant != other.claimant and all(one and one.kind is ClaimantKind.PERSON for one in claimants)


def _answered(reading: _Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link an answer to the other party's claim on the same matter."""
    if not side.claimant:
        return False
    since = side.found.sentence - _NEAR_SENTENCES
    near = [one for one in _others(side, earlier) if one.found.sentence >= since and one.named & side.named]
    opening = _opening(reading.document, side) if near else ""
    for other in sorted(near, key=lambda one: (-_standing(reading, side, one), -one.number)):
        overlap = reading.weights.overlap(side, other)
        opposed = side.negated != other.negated or bool(side.figures and other.figures - side.figures)
        answers = opening and other.claimant and overlap > 0
        if answers or (opposed and overlap >= _ANSWERED and other.claimant):
            code = ReasonCode.REBUTTAL if opening else ReasonCode.OPPOSES
            reading.add(side, other, Relation.DISPUTES, code, opening)
            return True
    return False


def _agreed(reading: _Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link "Senada, ..." to the other party's latest claim."""
    language, folded = reading.document.language, reading.document.words.folded
    first, limit = _before_content(reading.document, side)
    agreement = next((size for at in range(first, limit) if (size := language.agreements.match(folded, at, limit))), 0)
    if not agreement and not side.confirms:
        return False
    others = [one for one in reversed(earlier) if one.claimant != side.claimant and one.claimant]
    near = [one for one in others if side.found.sentence - one.found.sentence <= _NEAR_SENTENCES]
    target = near[0] if agreement and near else _best(reading, side, near)
    if target is None:
        return False
    detail = " ".join(folded[first : first + agreement]) if agreement else side.confirms
    reading.add(side, target, Relation.SUPPORTS, ReasonCode.AGREEMENT, detail)
    return True


def _repeated(reading: _Reading, side: Side, earlier: Sequence[Side]) -> bool:
    """Link nearly the same words again, and what a claimant is said to say once more."""
    first, last = _sentence(reading.document, side)
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


def _sentence(document: Document, side: Side) -> tuple[int, int]:
    sentence = document.sentences[side.found.sentence]
    return sentence.first, sentence.last


def _before_content(document: Document, side: Side) -> tuple[int, int]:
    first = document.sentences[side.found.sentence].first
    return first, max(first, min(side.content.first, first + _OPENING_WORDS))


def _opening(document: Document, side: Side) -> str:
    """Return the words by which a sentence says that it answers: "Namun", "however", "justru", a verb of answering."""
    first, last = _sentence(document, side)
    found = first_match(document.language.rebuttals, document.words.folded[first:last])
    cue = side.found.cue
    return found or (first_match(document.language.replies, document.words.folded[cue.first : cue.last]) if cue else "")


def _names(document: Document, side: Side, other: Side) -> bool:
    """Say whether a claim speaks of the claimant of another: by a name, or by a word of its party."""
    claimant = other.found.claimant
    if claimant is None:
        return False
    words = document.words.folded[side.content.first : side.content.last]
    text = f" {' '.join(without_possessive(word) for word in words)} "
    names = (claimant.name, *claimant.aliases)
    return bool(side.words & other.party) or any(f" {' '.join(name.lower().split())} " in text for name in names)


def _speaks_of_figures(document: Document, side: Side) -> bool:
    words = document.words.folded[side.content.first : side.content.last]
    return bool(first_match(document.language.quantities, words))


def _cue(document: Document, side: Side) -> str:
    cue = side.found.cue
    return document.quote(cue.first, cue.last) if cue else ""
