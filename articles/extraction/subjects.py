"""Read the subject of a verb in a language that lists what its verbs take: the noun phrase left of its group.

Source: Quirk et al., A Comprehensive Grammar of the English Language (1985), chapter 17 (the noun phrase: determiners
before its head, prepositional phrases, participles and clauses after it) and 15.56 (who acts in a participle clause).
"""

from __future__ import annotations

from articles.extraction.document import OUTSIDE, Document, Range
from articles.extraction.noun_phrases import LONGEST, leading_words
from articles.extraction.verb_groups import SUBJECT_PRONOUNS, auxiliary_class, is_adverb, is_contracted, is_finite

_FARTHEST_VERB = 40
_MOST_SEGMENTS = 5
_LONGEST_FOLLOWING_SUBJECT = 14
_BREAKS = frozenset({*',;:.!?…—–-"“”‘„«»()[]', "''", "``"})
_PAIRED = frozenset(",—–-")
"""Marks that stand on both sides of an insertion between subject and verb."""
_STOPS = frozenset({"but", "or", "nor", "than", "whether"})
_ALONE = frozenset({"some", "many", "others", "few", "most", "this", "that", "all", "each", "both", "several", "those"})


def subject_before(document: Document, first: int, group_first: int) -> Range | None:
    """Return the noun phrase that is the subject of a verb group, with its apposition, or ``None``."""
    folded, language = document.words.folded, document.language
    if is_contracted(document, group_first):
        return Range(group_first, group_first + 1)
    first = max(first, group_first - LONGEST)
    last = group_first
    while last > first and is_adverb(document, last - 1):
        last -= 1
    if last <= first:
        return None
    before = folded[last - 1]
    if before in _PAIRED:
        return _before_insertion(document, first, last)
    if before in language.relatives and before != "whose":
        end = last - 1
        if end > first and folded[end - 1] == ",":
            end -= 1
        core = noun_phrase_before(document, first, end)
        return Range(core.first, last) if core else Range(last - 1, last)
    return noun_phrase_before(document, first, last)


def _before_insertion(document: Document, first: int, last: int) -> Range | None:
    """Return "X, 59, mayor of Y," or "X -- who has lived there --" before a verb: a phrase with its insertions."""
    folded = document.words.folded
    mark = folded[last - 1]
    opening = last - 2
    for _ in range(_MOST_SEGMENTS):
        opening = next((at for at in range(opening - 1, first, -1) if folded[at] == mark), first)
        while opening > first and folded[opening - 1] == mark:
            opening -= 1
        if opening <= first:
            return None
        core = noun_phrase_before(document, first, opening)
        if core and not _is_addition(document, core):
            return Range(core.first, last - 1)
    return None


def _is_addition(document: Document, phrase: Range) -> bool:
    """Say whether a stretch between commas only adds an age, a place or an abbreviation: "59", "of Y", "Md."."""
    folded, language = document.words.folded, document.language
    opens = folded[phrase.first]
    short = phrase.last - phrase.first <= 2 and (opens.isdigit() or folded[phrase.last - 1] == ".")
    return short or opens in language.prepositions.by_first_word or opens == "of"


def noun_phrase_before(document: Document, first: int, last: int) -> Range | None:
    """Return the noun phrase that ends before ``last``, with the phrases that follow its head ("mayor of Y")."""
    folded = document.words.folded
    if last <= first:
        return None
    if folded[last - 1] in SUBJECT_PRONOUNS:
        return Range(last - 1, last)
    begin = leading_words(document, _phrase_start(document, first, last), last)
    begin = _without_opening_preposition(document, begin, last)
    return Range(begin, last) if begin < last and _is_nominal(document, begin, last) else None


def _phrase_start(document: Document, first: int, last: int) -> int:
    folded, language = document.words.folded, document.language
    at = last
    joint: int | None = None
    while at > first:
        word = folded[at - 1]
        if word == "." and at - 2 >= first and folded[at - 2] in language.abbreviations:
            at -= 1
            continue
        if word == ")" and (opening := _opening_bracket(document, first, at - 1)) is not None:
            at = opening
            continue
        if word in _BREAKS or word in _STOPS or (word in language.relatives and word != "whose"):
            break
        if word in language.subordinators.by_first_word:
            break
        if is_finite(document, first, at - 1):
            size = _reduced_clause(document, first, at, last)
            if not size:
                return at if joint is None else joint
            at -= size
            continue
        if word in ("and", "&"):
            joint = at
        at -= 1
    return at


def _reduced_clause(document: Document, first: int, at: int, last: int) -> int:
    """Return how many words of a clause after a noun end before ``at``: "released Friday", "I interviewed"; else 0."""
    folded, language = document.words.folded, document.language
    if at == last and at - 2 >= first and folded[at - 2] in SUBJECT_PRONOUNS:
        return 2
    if not folded[at - 1].endswith(("ed", "en")) or auxiliary_class(document, at - 1):
        return 0
    follows = (
        at == last or folded[at] in language.prepositions.by_first_word or folded[at] in ("last", "this", "earlier")
    )
    return 1 if follows or language.times.match(folded, at, last) else 0


def _opening_bracket(document: Document, first: int, closing: int) -> int | None:
    folded = document.words.folded
    return next((at for at in range(closing - 1, max(first, closing - LONGEST), -1) if folded[at] == "("), None)


def _without_opening_preposition(document: Document, first: int, last: int) -> int:
    """Return where the noun phrase begins in "in a statement on Monday the mayor": at its last determiner or name."""
    words, language = document.words, document.language
    if first >= last or words.folded[first] not in language.prepositions.by_first_word:
        return first
    at = last
    while at > first + 1 and words.capital[at - 1]:
        at -= 1
    if at < last:
        return at
    return next((at for at in range(last - 1, first, -1) if words.folded[at] in language.determiners), last - 1)


def _is_nominal(document: Document, first: int, last: int) -> bool:
    word = document.words.folded[last - 1]
    language = document.language
    if not (word[0].isalnum() or word in ".)%"):
        return False
    if word in language.prepositions.by_first_word or word in language.noun_premodifiers:
        return document.words.capital[last - 1] or word in _ALONE
    return word in _ALONE or not (auxiliary_class(document, last - 1) or is_adverb(document, last - 1))


def governing_subject(document: Document, first: int, at: int) -> Range | None:
    """Return the subject of the nearest finite verb before a word."""
    for word in range(at - 1, max(first, at - _FARTHEST_VERB) - 1, -1):
        if is_finite(document, first, word):
            begin = word
            while begin > first and (is_adverb(document, begin - 1) or is_finite(document, first, begin - 1)):
                begin -= 1
            subject = subject_before(document, first, begin)
            if subject:
                return subject
    return None


def subject_after_pause(document: Document, first: int, last: int) -> tuple[int, Range] | None:
    """Return the comma and the subject of the main clause after an opening clause: "Asked about A, X said B"."""
    folded, level = document.words.folded, document.inside[first]
    for comma in range(first, last):
        if folded[comma] != "," or document.inside[comma] not in (level, OUTSIDE):
            continue
        for at in range(comma + 2, min(last, comma + _LONGEST_FOLLOWING_SUBJECT)):
            if is_finite(document, comma + 1, at):
                subject = subject_before(document, comma + 1, at)
                if subject and subject.first <= comma + 2:
                    return comma, subject
                break
    return None
