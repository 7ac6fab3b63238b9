"""Who answers whom: how likely a claim is the one that another answers, and what is known while claims are read.

Source: attack and support between claims by their cue, polarity and topic, after Cabrio and Villata (2018), "Five years
of argument mining". The weights were set by hand on the articles of the gold set that rules may be read off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.extraction.document import Document
from articles.extraction.naming import without_possessive
from articles.extraction.reasons import ReasonCode
from articles.extraction.topics import Side, Weights, first_match, stem
from articles.extraction.types import ClaimantKind, Link, Reason, Relation

LONGEST_WAY_BACK = 16
"""How many claims back an answer is looked for; a bound keeps the time linear."""
CONTINUES_SENTENCES = 2
"""How many sentences apart the claims of one voice still belong together."""
NEAR_SENTENCES = 4
"""How many sentences back an answer without a denial, or a support, can reach."""
_NAMED, _IN_DISPUTE, _ACCUSES, _FIGURES = 0.8, 0.35, 0.15, 0.3
_MEANT = 0.6
_OPENS_ITS_TURN, _CARRIED_ON, _OUTLET = 0.15, 0.25, 0.8
_EACH_SENTENCE_BACK, _SAYS_NOTHING_OF_ITS_OWN = 0.09, 0.5


@dataclass(slots=True)
class Reading:
    """What is known while the claims are read in order."""

    document: Document
    sides: Sequence[Side]
    weights: Weights
    links: dict[tuple[int, int], Link] = field(default_factory=dict)
    disputed: dict[int, int] = field(default_factory=dict)
    """For a claim that disputes, the claim it disputes."""
    denials: dict[int, int] = field(default_factory=dict)
    """The claims that only deny, 0, and those that go on after one, with how many claims later."""
    opens: set[int] = field(default_factory=set)
    """The claims that open the turn of their party: they say what the ones after them prove or repeat."""
    speaker: Side | None = None
    claimed: frozenset[int] = frozenset()
    """The sentences that make a claim."""
    linked: set[int] = field(default_factory=set)
    """The claims from which a link goes."""
    answered: set[int] = field(default_factory=set)
    """The claims that are disputed."""
    first_said: dict[str, int] = field(default_factory=dict)
    """The first claim of each claimant."""

    def add(self, side: Side, other: Side, relation: Relation, code: ReasonCode, detail: str) -> None:
        """Keep a link; the first that was found between two claims stands."""
        if (other.number, side.number) in self.links:
            return
        link = Link(side.number, other.number, relation, Reason(code.value, detail))
        self.links.setdefault((side.number, other.number), link)
        self.linked.add(side.number)
        if relation is Relation.DISPUTES:
            self.disputed.setdefault(side.number, other.number)
            self.answered.add(other.number)


def others_of(side: Side, earlier: Sequence[Side]) -> list[Side]:
    """Return the claims of other parties, the latest first."""
    return [other for other in reversed(earlier) if not other.stands_with(side) and other.found != side.found]


def standing(reading: Reading, side: Side, other: Side) -> float:
    """Return how likely a claim is the one that another answers: topic, naming, quarrel and nearness together."""
    score = 0.0 if other.thin else reading.weights.overlap(side, other)
    if side.points and names_claimant(reading.document, side, other):
        score += _NAMED
    if other.number in reading.disputed or other.number in reading.answered:
        score += _IN_DISPUTE
    if side.claimant and names_claimant(reading.document, other, side):
        score += _ACCUSES
    if other.figures and speaks_of_figures(reading.document, side):
        score += _FIGURES
    if side.points and is_meant(reading.document, side, other):
        score += _MEANT
    if other.thin:
        score -= _SAYS_NOTHING_OF_ITS_OWN
    if other.number in reading.opens and not other.disputes:
        score += _OPENS_ITS_TURN
    if other.claimant and other.found.cue is None:
        score -= _CARRIED_ON
    if not other.claimant:
        score -= _OUTLET
    return score - _EACH_SENTENCE_BACK * (side.found.sentence - other.found.sentence)


def best_answered(reading: Reading, side: Side, others: Sequence[Side]) -> Side | None:
    """Return the claim that another answers most likely, the later one of two alike."""
    return max(others, key=lambda other: (standing(reading, side, other), other.number), default=None)


def same_voice(side: Side, earlier: Sequence[Side]) -> Side | None:
    """Return the claim right before, where the same party goes on; what the outlet puts between them does not count."""
    if not side.claimant:
        return None
    before = next((one for one in reversed(earlier) if one.claimant), None)
    if before is None or not side.stands_with(before) or _are_two_people(side, before):
        return None
    return before if side.found.sentence - before.found.sentence <= CONTINUES_SENTENCES else None


def _are_two_people(side: Side, other: Side) -> bool:
    """Say whether two persons speak: each of them speaks for themselves, also where both belong to one party."""
    claimants = (side.found.claimant, other.found.claimant)
    return side.claimant != other.claimant and all(one and one.kind is ClaimantKind.PERSON for one in claimants)


def opening_words(document: Document, side: Side) -> str:
    """Return the words by which a sentence says that it answers: "Namun", "however", "justru", a verb of answering."""
    first, last = sentence_words(document, side)
    found = first_match(document.language.rebuttals, document.words.folded[first:last])
    cue = side.found.cue
    return found or (first_match(document.language.replies, document.words.folded[cue.first : cue.last]) if cue else "")


def names_claimant(document: Document, side: Side, other: Side) -> bool:
    """Say whether a claim speaks of the claimant of another: by a name, or by a word of its party."""
    claimant = other.found.claimant
    if claimant is None:
        return False
    if side.words & other.party or (side.points and side.words & other.titles):
        return True
    words = document.words.folded[side.content.first : side.content.last]
    text = f" {' '.join(without_possessive(word) for word in words)} "
    return any(f" {' '.join(name.lower().split())} " in text for name in (claimant.name, *claimant.aliases))


def is_meant(document: Document, side: Side, other: Side) -> bool:
    """Say whether the noun that points at a claim is of the verb that reported it: "tudingan itu", X menuding."""
    cue, language = other.found.cue, document.language
    if cue is None:
        return False
    verbs = {stem(language.stemmer, word) for word in document.words.folded[cue.first : cue.last]}
    return any(word in language.reports and stem(language.stemmer, word) in verbs for word in side.words)


def speaks_of_figures(document: Document, side: Side) -> bool:
    """Say whether a claim speaks of how much or how many."""
    words = document.words.folded[side.content.first : side.content.last]
    return bool(first_match(document.language.quantities, words))


def cue_words(document: Document, side: Side) -> str:
    """Return the words that report a claim, or nothing."""
    cue = side.found.cue
    return document.quote(cue.first, cue.last) if cue else ""


def sentence_words(document: Document, side: Side) -> tuple[int, int]:
    """Return the words of a claim's sentence, as a first and an exclusive last."""
    sentence = document.sentences[side.found.sentence]
    return sentence.first, sentence.last
