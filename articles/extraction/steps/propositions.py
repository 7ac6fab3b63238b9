"""Step 10: split statements into propositions that can be checked one by one, each with a wording that stands alone.

Rules: every sentence of a quotation is a proposition; two clauses joined by a comma and "dan"/"and" are two where both
have a predicate; a question, an order and a remark about somebody's silence are none.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from articles.extraction.dates import find_dates, written_out
from articles.extraction.document import OUTSIDE, Document, Found, Proposition, Range
from articles.extraction.noun_phrases import is_verb
from articles.extraction.types import Kind, Mode, Stance

_SHORTEST_SENTENCE = 3
_SHORTEST_CLAUSE = 4
_PREDICATE_REACH = 6
_Quote = Callable[[int, int], str]
_TERMINAL = frozenset(".!?…")
_MARKS = frozenset('"“”„«»″')
_TRIMMED = frozenset(',;:.—–-"“”„«»″')


def find_propositions(document: Document, found: list[Found]) -> list[Proposition]:
    """Return the propositions of all statements, in order; a statement that cannot be checked has none."""
    result: list[Proposition] = []
    for number, one in enumerate(found):
        if one.kind in (Kind.DIRECTIVE, Kind.QUESTION):
            continue
        for part in _parts(document, one):
            result.append(Proposition(number, part, _standing_alone(document, one, part)))
    return result


def _parts(document: Document, one: Found) -> list[Range]:
    if one.rule == "parenthesis" or one.mode is Mode.UNATTRIBUTED:
        return [one.content]
    sentences = _sentences(document, one.content)
    kept = [part for part in sentences if part.last - part.first >= _SHORTEST_SENTENCE] or sentences[:1]
    clauses = [clause for part in kept for clause in _clauses(document, part)]
    return [part for clause in clauses if (part := _trimmed(document, clause)) and _is_checkable(document, clause)]


def _sentences(document: Document, content: Range) -> list[Range]:
    words = document.words
    cuts = [content.first]
    for at in range(content.first + 1, content.last):
        before = words.folded[at - 1]
        spaced = words.ends[at - 1] < words.starts[at]
        abbreviated = (
            before == "." and at - 2 >= content.first and words.folded[at - 2] in document.language.abbreviations
        )
        if before in _TERMINAL and spaced and not abbreviated and (words.capital[at] or words.folded[at][0].isdigit()):
            cuts.append(at)
    cuts.append(content.last)
    return [Range(first, last) for first, last in pairwise(cuts) if first < last]


def _clauses(document: Document, sentence: Range) -> list[Range]:
    """Split at ", dan" where both sides have a predicate of their own and the left side is no list."""
    language, folded = document.language, document.words.folded
    for at in range(sentence.first + _SHORTEST_CLAUSE, sentence.last - _SHORTEST_CLAUSE):
        if folded[at + 1] not in language.clause_joiners or not _is_pause(document, sentence, at):
            continue
        left = Range(sentence.first, at)
        right = Range(at + 2, sentence.last)
        ahead = range(right.first, min(right.last, right.first + _PREDICATE_REACH))
        near = range(max(sentence.first, at - 4), at)
        listed = any(folded[word] == "," and document.inside[word] == document.inside[sentence.first] for word in near)
        if not listed and _predicate(document, range(left.first, left.last)) and _predicate(document, ahead):
            return [left, *_clauses(document, right)]
    return [sentence]


def _is_pause(document: Document, sentence: Range, at: int) -> bool:
    """Say whether a comma stands here, also one that stands before a closing mark, on the level of the sentence."""
    number = document.inside[at]
    if number == document.inside[sentence.first]:
        return document.words.folded[at] == ","
    quotation = document.quotations[number] if number != OUTSIDE else None
    if quotation is None or at != quotation.last - 1:
        return False
    return document.words.folded[quotation.inner_last - 1] == ","


def _predicate(document: Document, words: range) -> bool:
    return any(is_verb(document, at) for at in words)


def _trimmed(document: Document, part: Range) -> Range | None:
    first, last = part.first, part.last
    folded = document.words.folded
    while last > first and (folded[last - 1] in ",;:—–" or _is_stray_mark(document, first, last - 1)):
        last -= 1
    while first < last and folded[first] in _TRIMMED and document.inside[first] == OUTSIDE:
        first += 1
    return Range(first, last) if first < last else None


def _is_stray_mark(document: Document, first: int, at: int) -> bool:
    """Say whether a quotation mark has its partner outside the stretch that begins at ``first``."""
    number = document.inside[at]
    marked = document.words.folded[at] in _MARKS
    return marked and (number == OUTSIDE or document.quotations[number].first < first)


def _is_checkable(document: Document, part: Range) -> bool:
    folded = document.words.folded
    if folded[part.last - 1] == "?":
        return False
    silences = document.language.silences
    return not any(silences.match(folded, at, part.last) for at in range(part.first, part.last))


def _standing_alone(document: Document, one: Found, part: Range) -> str:
    """Return a wording that stands alone: with its subject, and without the attribution inside it."""
    quote = _quoter(document, one, part)
    text = _without_insertion(one, part, document, quote) if one.rule == "parenthesis" else quote(part.first, part.last)
    subject = _subject(document, one, part)
    if one.stance is not Stance.ASSERT and one.cue and one.cue.last <= part.first and one.rule != "parenthesis":
        # What is doubted is no claim of the doubter; that they doubt it is.
        text = f"{_speaker(document, one)} {document.quote(one.cue.first, part.first)} {quote(part.first, part.last)}"
    elif subject:
        text = f"{subject} {text}"
    else:
        text = _with_pronoun_resolved(document, one, part, text)
    text = " ".join(text.split()).strip(" ,;:")
    for mark in _MARKS:
        text = text.replace(f",{mark}", mark)
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in _TERMINAL else f"{text}."


def _quoter(document: Document, one: Found, part: Range) -> _Quote:
    """Return how to quote words of a proposition with the absolute date in brackets after "hari ini" and "Senin"."""
    sentence = document.sentences[one.sentence]
    dates = find_dates(document, part, Range(sentence.first, sentence.last))
    relative = [date for date in dates if date.relative and date.value]

    def quote(first: int, last: int) -> str:
        pieces: list[str] = []
        begin = document.words.starts[first]
        for date in relative:
            at = date.words.last
            if first <= date.words.first and at <= last:
                # A date in brackets is followed by the closing one: "Sabtu (9/5) [9 Mei 2020]".
                end = document.words.ends[at if document.words.folded[at : at + 1] == [")"] and at < last else at - 1]
                pieces.append(f"{document.text[begin:end]} [{written_out(document.language, date.value)}]")
                begin = end
        return "".join([*pieces, document.text[begin : document.words.ends[last - 1]]])

    return quote


def _without_insertion(one: Found, part: Range, document: Document, quote: _Quote) -> str:
    inserted = [span for span in (one.cue, one.source) if span and part.first <= span.first < part.last]
    if not inserted:
        return quote(part.first, part.last)
    first = min(span.first for span in inserted)
    last = max(span.last for span in inserted)
    folded = document.words.folded
    while first > part.first and folded[first - 1] == ",":
        first -= 1
    while last < part.last and folded[last] == ",":
        last += 1
    left = quote(part.first, first) if first > part.first else ""
    right = quote(last, part.last) if last < part.last else ""
    return f"{left} {right}"


def _subject(document: Document, one: Found, part: Range) -> str:
    """Return who the proposition is about where its own words leave it out ("akan memperketat ..."), else nothing."""
    language, folded = document.language, document.words.folded
    if part.first != one.content.first or one.rule not in ("cue_content", "coordinated", "passive"):
        return ""
    if one.subject:
        return document.quote(one.subject.first, one.subject.last)
    first = folded[part.first]
    infinitive = first in language.infinitive_markers
    if first in language.existentials or not (is_verb(document, part.first) or infinitive):
        return ""
    name = _speaker(document, one)
    return f"{name} {document.quote(one.cue.first, one.cue.last)}" if infinitive and one.cue and name else name


def _is_speaker(document: Document, one: Found, part: Range) -> bool:
    """Say whether the pronoun that opens an indirect report can only be its speaker ("X said she would ...")."""
    language, folded = document.language, document.words.folded
    opens = one.rule == "cue_content" and part.first == one.content.first and folded[part.first] in language.pronouns
    return opens and part.first + 1 < part.last and folded[part.first + 1] not in language.existentials


def _speaker(document: Document, one: Found) -> str:
    """Return the claimant as the sentence names it, or its resolved name where the sentence has only a pronoun."""
    if one.source and document.words.folded[one.source.first] not in document.language.pronouns:
        return document.quote(one.source.first, one.source.last)
    return one.claimant.name if one.claimant else ""


def _with_pronoun_resolved(document: Document, one: Found, part: Range, text: str) -> str:
    """Return the text with a name in brackets after the pronoun that opens it: "Kami [Bank Indonesia] yakin"."""
    language = document.language
    word = document.words.folded[part.first]
    speaker = one.claimant.name if one.claimant else ""
    if not speaker or not (
        word in language.first_person | language.self_references or _is_speaker(document, one, part)
    ):
        return text
    size = document.words.ends[part.first] - document.words.starts[part.first]
    return f"{text[:size]} [{speaker}]{text[size:]}"
