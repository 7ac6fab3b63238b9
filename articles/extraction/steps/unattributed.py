"""Step 9: the outlet's own factual sentences that can be checked, and such clauses beside a report.

Rules, with an example each: ``unattributed_sentence`` (Lebih dari 200 negara melaporkan kasus.) and
``unattributed_clause`` (Meski virus telah menginfeksi jutaan orang, X berkeras ...).
"""

from __future__ import annotations

from collections.abc import Iterator

from articles.extraction.checkability import find_codes
from articles.extraction.document import OUTSIDE, Document, Found, FoundCue, Range
from articles.extraction.language import Phrases
from articles.extraction.noun_phrases import is_verb, leading_words
from articles.extraction.reasons import ReasonCode
from articles.extraction.types import Kind, Mode

_SHORTEST = 5
_LONGEST = 60
_ESTIMATE_REACH = 10
_SHARES = frozenset({ReasonCode.PERCENTAGE, ReasonCode.MONEY})
_QUANTITIES = _SHARES | {ReasonCode.COUNT, ReasonCode.SUPERLATIVE}
_ABOUT_SO_MANY = frozenset({ReasonCode.COUNT, ReasonCode.QUANTITY})
_PLACED = frozenset({ReasonCode.DATE, ReasonCode.COMPARISON, ReasonCode.PUBLIC_ACT})
_JUDGED = frozenset({ReasonCode.OPINION, ReasonCode.QUESTION, ReasonCode.SELF, ReasonCode.ADDRESSEE})
_UNREAL = frozenset({ReasonCode.FUTURE, ReasonCode.WISH, ReasonCode.DUTY, ReasonCode.VAGUE})


def find_unattributed(document: Document, found: list[Found]) -> list[Found]:
    """Return the unattributed statements: how much, what was or what is, where nobody may be the one who says so."""
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
    """Say whether somebody else may speak in a sentence that no rule could read: it is not surely the outlet's."""
    sentence, language = document.sentences[number], document.language
    stretch = Range(sentence.first, sentence.last)
    return (
        any(_reports(document, cue) for cue in document.cues[number])
        or _holds(document, stretch, language.voices)
        or any(_estimates(document, at, stretch.last) for at in _places(document, stretch, language.estimates.phrases))
    )


def _holds(document: Document, stretch: Range, phrases: Phrases) -> bool:
    folded = document.words.folded
    return any(phrases.match(folded, at, stretch.last) for at in _places(document, stretch, phrases))


def _places(document: Document, stretch: Range, phrases: Phrases) -> Iterator[int]:
    """Yield where a phrase may begin, so that most words of a text cost one look-up and no call."""
    first_words, folded = phrases.by_first_word, document.words.folded
    return (at for at in range(stretch.first, stretch.last) if folded[at] in first_words)


def _reports(document: Document, cue: FoundCue) -> bool:
    """Say whether a cue may report: no plan does, and no plain preposition ("bagi", for) in the midst of a clause."""
    if cue.cue.kind is Kind.INTENTION:
        return False
    first, folded = cue.words.first, document.words.folded
    opens = first == document.sentences[cue.sentence].first or folded[first - 1] == ","
    return cue.cue.place != "frame" or opens or not document.language.prepositions.match(folded, first, first + 1)


def _estimates(document: Document, at: int, last: int) -> bool:
    """Say whether a verb stands here by which somebody says how much it is: "put the crowd at 900"."""
    folded = document.words.folded
    size, middles = document.language.estimates.match(folded, at, last)
    if not size:
        return False
    reach = range(at + size, min(last, at + size + _ESTIMATE_REACH))
    middle = tuple(middles[0].split())
    return any(
        tuple(folded[word : word + len(middle)]) == middle
        and any(mark[0].isdigit() for mark in folded[word + len(middle) : min(last, word + len(middle) + 2)])
        for word in reach
    )


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
    if _holds(document, stretch, document.language.silences):
        return False
    codes = find_codes(document, stretch)
    if codes & _QUANTITIES and _has_predicate(document, stretch, codes):
        return True
    main = _main_clause(document, stretch)
    if main is None or codes & _JUDGED or _holds(document, main, document.language.procedures):
        return False
    # Behind a clause that sets the scene ("Sejak itu menyebar, ...") an act is mostly told for somebody's point.
    return _tells_what_is(document, main) or (main == stretch and _tells_what_was(codes))


def _has_predicate(document: Document, stretch: Range, codes: frozenset[ReasonCode]) -> bool:
    """Say whether something is said of something: by a verb, or by a figure where the copula is left out."""
    language = document.language
    if language.leaves_out_copula and (codes & _SHARES or codes >= _ABOUT_SO_MANY):
        return True
    return _holds(document, stretch, language.states) or any(
        is_verb(document, at) or _follows_subject(document, stretch, at) for at in range(stretch.first, stretch.last)
    )


def _follows_subject(document: Document, stretch: Range, at: int) -> bool:
    """Say whether a word can only be the predicate: it follows what closes its subject ("jalan itu rusak")."""
    language, folded = document.language, document.words.folded
    if not language.leaves_out_copula or at < stretch.first + 2 or not folded[at][0].isalpha():
        return False
    closed = folded[at - 1] in language.trailing_demonstratives and folded[at] not in language.relatives
    return closed and not document.words.capital[at] and not language.prepositions.match(folded, at, stretch.last)


def _main_clause(document: Document, stretch: Range) -> Range | None:
    """Return what follows a subordinate clause that opens the sentence, or all of it; ``None`` for a back-pointer."""
    language, folded = document.language, document.words.folded
    first = stretch.first
    if language.subordinators.match(folded, first, stretch.last):
        first = next((at + 1 for at in range(first, stretch.last) if folded[at] == ","), stretch.last)
    if stretch.last - first < _SHORTEST or language.back_pointers.match(folded, first, stretch.last):
        return None
    return Range(first, stretch.last)


def _tells_what_was(codes: frozenset[ReasonCode]) -> bool:
    """Say whether something was done or came about, at a date or as a public act, and is no plan, wish or duty."""
    return ReasonCode.PAST in codes and bool(codes & _PLACED) and not codes & (_UNREAL - {ReasonCode.VAGUE})


def _tells_what_is(document: Document, stretch: Range) -> bool:
    """Say whether something is told to be, have or cost something, with no word before it for a guess or a plan."""
    language, folded = document.language, document.words.folded
    for at in _places(document, Range(stretch.first + 1, stretch.last), language.states):
        last = at + language.states.match(folded, at, stretch.last)
        if at < last < stretch.last:
            # "Tugasnya adalah menjaga ...", "what it costs to ...": no thing follows, so nothing is told of one.
            named = not (is_verb(document, last) or language.subordinators.match(folded, last, stretch.last))
            plain = not language.prepositions.match(folded, last, stretch.last)
            return named and plain and not find_codes(document, Range(stretch.first, last)) & _UNREAL
    return False
