"""Step 13: what one claim does to another of the same article: disputes, supports, repeats.

Rules: a doubt or denial disputes what it names ("meragukan laporan Korut" → Korut's latest claim); what its claimant
says next about the same party goes on disputing it; a rebuttal ("Namun, ...") disputes what it answers in the same
words; nearly the same words by two claimants repeat each other; "senada" supports.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from articles.extraction.document import Document, Found, Proposition, Range
from articles.extraction.reasons import ReasonCode
from articles.extraction.types import Link, Mode, Reason, Relation, Stance

_NEAR_SENTENCES = 3
_POSSESSIVE, _CURLY_POSSESSIVE = "'s", "’s"
_RARE = 3
_BACK = 40
_SAME_WORDS = 0.6
_DENIED_WORDS = 0.3
_REBUTTED_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Side:
    """One claim as the links see it."""

    number: int
    found: Found
    content: Range
    stems: frozenset[str]

    @property
    def claimant(self) -> str:
        """The claimant's name or nothing."""
        return self.found.claimant.name if self.found.claimant else ""


_Dispute = tuple[_Side, _Side, str]
"""The latest claim of a doubter, the claim that they dispute, and the cue with which they began."""


def find_links(document: Document, found: list[Found], propositions: list[Proposition]) -> tuple[Link, ...]:
    """Return the links, in the order of the claims from which they go; each claim looks back a bounded way."""
    sides = [_side(document, number, found[one.statement], one.content) for number, one in enumerate(propositions)]
    counts = Counter(stem for side in sides for stem in side.stems)
    rare = frozenset(stem for stem, count in counts.items() if count <= _RARE)
    links: dict[tuple[int, int], Link] = {}
    disputed: dict[str, _Dispute] = {}
    for side in sides:
        earlier = sides[max(0, side.number - _BACK) : side.number]
        link = (
            _dispute(document, side, earlier)
            or _continued(document, side, disputed)
            or _other(document, side, earlier, rare)
        )
        if link is None:
            continue
        links.setdefault((link.from_claim, link.to_claim), link)
        if link.relation is Relation.DISPUTES and side.claimant:
            begun = disputed.get(side.claimant) if link.reason.code == ReasonCode.CONTINUES_DISPUTE else None
            disputed[side.claimant] = (side, sides[link.to_claim], begun[2] if begun else _words_of(document, side))
    return tuple(links.values())


def _side(document: Document, number: int, found: Found, content: Range) -> _Side:
    function_words = document.language.function_words
    words = range(content.first, content.last)
    folded = document.words.folded
    topical = (folded[at] for at in words if at == content.first or not document.words.capital[at])
    return _Side(number, found, content, frozenset(word for word in topical if _is_topical(word, function_words)))


def _is_topical(word: str, function_words: frozenset[str]) -> bool:
    return len(word) > 3 and word not in function_words and not word[0].isdigit()


def _dispute(document: Document, side: _Side, earlier: list[_Side]) -> Link | None:
    """Link a doubt or denial to the latest claim of the party it names, or to the claim with the same words."""
    if side.found.stance is Stance.ASSERT:
        return None
    folded = document.words.folded[side.content.first : side.content.last]
    reports = [word for word in folded if word in document.language.reports]
    others = [other for other in reversed(earlier) if other.claimant != side.claimant and other.found != side.found]
    if reports:
        for other in others:
            if other.claimant and _names(document, side, other.found):
                return _link(side, other, Relation.DISPUTES, ReasonCode.DOUBTS_REPORT, _words_of(document, side))
    for other in others:
        shared = side.stems & other.stems
        near = side.found.sentence - other.found.sentence <= _NEAR_SENTENCES
        share = len(shared) >= _DENIED_WORDS * min(len(side.stems), len(other.stems))
        if share and len(shared) >= (1 if near else 2):
            return _link(side, other, Relation.DISPUTES, ReasonCode.DENIES_CONTENT, _words_of(document, side))
    points_back = folded[-1] in document.language.demonstratives or folded[0] in document.language.demonstratives
    if reports and points_back and others and side.found.sentence - others[0].found.sentence <= _NEAR_SENTENCES:
        return _link(side, others[0], Relation.DISPUTES, ReasonCode.DOUBTS_REPORT, _words_of(document, side))
    return None


def _words_of(document: Document, side: _Side) -> str:
    cue = side.found.cue
    return document.quote(cue.first, cue.last) if cue else ""


def _names(document: Document, side: _Side, other: Found) -> bool:
    """Say whether a claim names the claimant of another, by any of its names."""
    if other.claimant is None:
        return False
    words = document.words.folded[side.content.first : side.content.last]
    text = f" {' '.join(word.removesuffix(_POSSESSIVE).removesuffix(_CURLY_POSSESSIVE) for word in words)} "
    return any(f" {' '.join(name.lower().split())} " in text for name in (other.claimant.name, *other.claimant.aliases))


def _continued(document: Document, side: _Side, disputed: dict[str, _Dispute]) -> Link | None:
    """Link what a doubter says next, where it still speaks of the party that they doubt."""
    before = disputed.get(side.claimant) if side.claimant else None
    if before is None or side.found.mode is Mode.UNATTRIBUTED:
        return None
    doubter, target, doubt = before
    if side.found.sentence - doubter.found.sentence > _NEAR_SENTENCES:
        return None
    folded = document.words.folded[side.content.first : side.content.last]
    about = document.language.parties
    points = any(
        about.match(folded, at, len(folded))
        and any(word in document.language.demonstratives for word in folded[at : at + 3])
        for at in range(len(folded))
    )
    if points or _names(document, side, target.found) or len(side.stems & target.stems) >= 2:
        return _link(side, target, Relation.DISPUTES, ReasonCode.CONTINUES_DISPUTE, doubt)
    return None


def _other(document: Document, side: _Side, earlier: list[_Side], rare: frozenset[str]) -> Link | None:
    """Link rebuttals, repetitions and agreement; ``rare`` are the words that are not the article's very subject."""
    opening = _opening(document, side)
    for other in reversed(earlier):
        if other.found == side.found or not side.stems:
            continue
        shared = side.stems & other.stems
        union = side.stems | other.stems
        if (
            other.claimant != side.claimant
            and len(shared) >= _REBUTTED_WORDS
            and len(shared) >= _SAME_WORDS * len(union)
        ):
            return _link(side, other, Relation.REPEATS, ReasonCode.SAME_WORDS, "")
        if not opening or not other.claimant or not side.claimant or other.claimant == side.claimant:
            continue
        near = side.found.sentence - other.found.sentence <= _NEAR_SENTENCES
        if near and (opening[0] is Relation.SUPPORTS or _answers(document, side, other, shared & rare)):
            return _link(side, other, *opening)
    return None


def _opening(document: Document, side: _Side) -> tuple[Relation, ReasonCode, str] | None:
    language, folded = document.language, document.words.folded
    first = document.sentences[side.found.sentence].first
    limit = min(side.content.first, first + 8)
    if first >= limit:
        return None
    size = language.agreements.match(folded, first, limit)
    if size:
        return Relation.SUPPORTS, ReasonCode.AGREEMENT, document.quote(first, first + size)
    size = language.rebuttals.match(folded, first, limit)
    return (Relation.DISPUTES, ReasonCode.REBUTTAL, document.quote(first, first + size)) if size else None


def _answers(document: Document, side: _Side, other: _Side, shared: frozenset[str]) -> bool:
    """Say whether a claim after "Namun" answers another: about the same thing, and one of the two is negated."""
    return bool(shared) and _is_negated(document, side) != _is_negated(document, other)


def _is_negated(document: Document, side: _Side) -> bool:
    folded = document.words.folded[side.content.first : side.content.last]
    return any(word in document.language.negators for word in folded)


def _link(side: _Side, other: _Side, relation: Relation, code: ReasonCode, detail: str) -> Link:
    return Link(side.number, other.number, relation, Reason(code.value, detail))
