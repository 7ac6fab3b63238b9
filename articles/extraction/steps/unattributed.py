"""Step 9: the outlet's own factual sentences that can be checked, and such clauses beside a report.

Rules, with an example each: ``unattributed_sentence`` (Lebih dari 200 negara melaporkan kasus.) and
``unattributed_clause`` (Meski virus telah menginfeksi jutaan orang, X berkeras ...).
"""

from __future__ import annotations

from articles.extraction.checkability import has_quantity, tells_what_was
from articles.extraction.document import OUTSIDE, Document, Found, Range
from articles.extraction.noun_phrases import is_verb, leading_words
from articles.extraction.types import Kind, Mode

_SHORTEST = 5
_LONGEST = 60


def find_unattributed(document: Document, found: list[Found]) -> list[Found]:
    """Return the unattributed statements: those with a number, a share, a sum or a superlative and a predicate."""
    reported: dict[int, list[Found]] = {}
    for one in found:
        reported.setdefault(one.sentence, []).append(one)
    result: list[Found] = []
    for number, sentence in enumerate(document.sentences):
        last = sentence.last
        while last > sentence.first and document.words.folded[last - 1] in ".!…":
            last -= 1
        there = reported.get(number)
        first = leading_words(document, sentence.first, last)
        if there is None and _may_report(document, number):
            continue
        if there is None:
            stretch, rule = Range(first, last) if first < last else None, "unattributed_sentence"
        else:
            stretch, rule = _clause_before(document, first, there), "unattributed_clause"
        if stretch and _is_checkable(document, stretch):
            result.append(Found(stretch, Mode.UNATTRIBUTED, rule, number))
    return result


def _may_report(document: Document, number: int) -> bool:
    """Say whether a sentence holds a cue that no rule could read: then it is not known to be the outlet's own."""
    return any(cue.cue.kind is not Kind.INTENTION for cue in document.cues[number])


def _clause_before(document: Document, first: int, reported: list[Found]) -> Range | None:
    """Return the subordinate clause that opens a sentence before its report."""
    report = min(reported, key=lambda one: one.content.first)
    limit = min(part.first for part in (report.content, report.cue, report.source) if part)
    size = document.language.subordinators.match(document.words.folded, first, limit) if first < limit else 0
    if not size:
        return None
    end = next((at for at in range(limit - 1, first, -1) if document.words.folded[at] == ","), None)
    return Range(first + size, end) if end is not None and end > first + size else None


def _is_checkable(document: Document, stretch: Range) -> bool:
    size = stretch.last - stretch.first
    if not _SHORTEST <= size <= _LONGEST or document.words.folded[stretch.last - 1] == "?":
        return False
    if any(document.inside[at] != OUTSIDE for at in (stretch.first, stretch.last - 1)):
        return False
    silences = document.language.silences
    if any(silences.match(document.words.folded, at, stretch.last) for at in range(stretch.first, stretch.last)):
        return False
    states = any(is_verb(document, at) for at in range(stretch.first, stretch.last))
    sets_scene = document.language.subordinators.match(document.words.folded, stretch.first, stretch.last)
    return states and (has_quantity(document, stretch) or (not sets_scene and tells_what_was(document, stretch)))
