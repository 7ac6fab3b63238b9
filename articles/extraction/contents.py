"""Where the content of an indirect report begins and ends, and whether it can be one."""

from __future__ import annotations

from dataclasses import dataclass

from articles.extraction.document import OUTSIDE, Document, FoundCue, Range
from articles.extraction.noun_phrases import is_verb
from articles.extraction.types import Kind

_SHORTEST_CONTENT = 2
_FARTHEST_COMPLEMENTISER = 18
_MOST_CUES_AHEAD = 8
_TERMINAL = frozenset(".!?…,;")


@dataclass(slots=True)
class SentenceReading:
    """One sentence while its cues are read from left to right."""

    number: int
    first: int
    last: int
    """Exclusive, without the full stop and without a relay that ends the sentence."""
    cues: list[FoundCue]
    taken: list[Range]
    source: Range | None = None
    """The claimant of the cue before, for a coordinated cue."""


def without_end(document: Document, first: int, last: int) -> int:
    """Return where a stretch ends without the marks that close it."""
    while last > first and document.inside[last - 1] == OUTSIDE and document.words.folded[last - 1] in _TERMINAL:
        last -= 1
    return last


def is_coordinated(document: Document, reading: SentenceReading, cue: FoundCue) -> bool:
    """Say whether a coordinator stands before the cue, so that it shares the claimant of the cue before."""
    language, folded = document.language, document.words.folded
    if reading.source is None:
        return False
    for at in range(cue.words.first - 1, max(reading.first, cue.words.first - 4), -1):
        if folded[at] in language.coordinators:
            return True
        if not language.adverbs.match(folded, at, cue.words.first):
            return False
    return False


def content_start(document: Document, reading: SentenceReading, cue: FoundCue) -> int | None:
    """Return where the content begins after a cue, or ``None`` where the cue reports nothing."""
    language, folded = document.language, document.words.folded
    at = cue.words.last
    if at >= reading.last:
        return None
    size = language.complementisers.match(folded, at, reading.last)
    if size:
        return at + size
    if folded[at] in ",:":
        size = language.complementisers.match(folded, at + 1, reading.last)
        return at + 1 + size
    if cue.cue.kind is Kind.INTENTION and folded[at] in language.infinitive_markers:
        return at
    return _after_addressee(document, reading, cue, at) or _start_without_complementiser(document, reading, cue, at)


def _after_addressee(document: Document, reading: SentenceReading, cue: FoundCue, at: int) -> int | None:
    """Return the word after a complementiser that stands behind whom, where or when it was said."""
    language, folded = document.language, document.words.folded
    inserted = language.prepositions.match(folded, at, reading.last) or language.times.match(folded, at, reading.last)
    if not inserted and cue.cue.place != "strict":
        return None
    next_cue = next((later.words.first for later in reading.cues if later.words.first > at), reading.last)
    for later in range(at + 1, min(next_cue, at + _FARTHEST_COMPLEMENTISER)):
        if folded[later] == ";" or document.inside[later] != OUTSIDE:
            return None
        if folded[later] in language.clear_complementisers:
            return later + 1
    return None


def _start_without_complementiser(document: Document, reading: SentenceReading, cue: FoundCue, at: int) -> int | None:
    language, folded = document.language, document.words.folded
    if cue.cue.place == "strict" or (cue.cue.place == "both" and language.needs_complementiser):
        return None
    opens = language.prepositions.match(folded, at, reading.last) or language.times.match(folded, at, reading.last)
    if opens and cue.cue.place == "before":
        return next((later + 1 for later in range(at, reading.last) if folded[later] == ","), None)
    if cue.cue.place == "both" and not _has_predicate(document, at, reading.last):
        return None
    if cue.cue.place == "finding" and not _is_finding(document, reading, cue):
        return None
    return at


def _is_finding(document: Document, reading: SentenceReading, cue: FoundCue) -> bool:
    """Say whether a verb such as "mencatat" gives a result: with a figure after it, or out of data or a document."""
    language, folded = document.language, document.words.folded
    figures = any(folded[at][0].isdigit() for at in range(cue.words.last, reading.last))
    return figures or any(folded[at] in language.reports for at in range(reading.first, cue.words.first))


def _has_predicate(document: Document, first: int, last: int) -> bool:
    return any(is_verb(document, at) for at in range(first, min(last, first + 30)))


def content_end(document: Document, reading: SentenceReading, position: int) -> int:
    """Return where the content of a cue ends: before a coordinated cue or a quotation with a cue of its own."""
    language, folded = document.language, document.words.folded
    cue = reading.cues[position]
    last = reading.last
    for span in reading.taken:
        if cue.words.last < span.first < last:
            last = without_end(document, cue.words.last, span.first - 1)
    for later in reading.cues[position + 1 : position + 1 + _MOST_CUES_AHEAD]:
        at = later.words.first - 1
        while at > cue.words.last and language.adverbs.match(folded, at, later.words.first):
            at -= 1
        if (
            cue.words.last < at < last
            and folded[at] in language.coordinators
            and later.cue.place not in ("after", "bare")
        ):
            return without_end(document, cue.words.last, at)
    return last


def is_content(document: Document, content: Range, reading: SentenceReading) -> bool:
    """Say whether a stretch can be what somebody reports: not a pointer back, not a bare word or two."""
    language, folded = document.language, document.words.folded
    if content.last - content.first < _SHORTEST_CONTENT:
        return False
    size = language.back_pointers.match(folded, content.first, content.last)
    if size and (content.first + size >= content.last or not _has_predicate(document, content.first, content.last)):
        return False
    if size >= 2 and not is_verb(document, min(content.first + size, content.last - 1)):
        return False
    return not any(
        span.first < content.last and content.first < span.last and span.last - span.first > 2 and span != content
        for span in reading.taken
        if span.first >= content.first
    )
