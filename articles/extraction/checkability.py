"""Find what makes a proposition checkable: figures, dates, names, comparisons; and what does not: hopes and guesses.

Source: the features that fact-checkers name in Konstantinovskiy et al. (2021), "Toward automated factchecking", and
Hassan et al. (2017), "ClaimBuster"; none depends on a language beyond its word lists.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from articles.extraction.document import Document, Range
from articles.extraction.language import Phrases, load_language
from articles.extraction.reasons import ReasonCode
from articles.extraction.types import Reason

_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_SHORT = 8
_SHORTEST_INFLECTED = 5
_LONGEST_READ = 200
_LONGEST_NUMBER = 4
_UNREAL_REACH = 3
_NAME_OPENERS = frozenset('.!?"“”')

_Found = tuple[ReasonCode, str]
_Signals = Mapping[str, tuple[tuple[ReasonCode, tuple[str, ...]], ...]]
"""By its first word, each listed phrase with what it tells, the longest first."""


def find_reasons(document: Document, content: Range) -> tuple[Reason, ...]:
    """Return what speaks for and against checking a proposition: each code once, with the first words for it."""
    content = Range(content.first, min(content.last, content.first + _LONGEST_READ))
    first: dict[ReasonCode, str] = {}
    for code, detail in _all(document, content):
        first.setdefault(code, detail)
    return tuple(Reason(code.value, detail) for code, detail in first.items())


def find_codes(document: Document, content: Range) -> frozenset[ReasonCode]:
    """Return which reasons for and against checking a proposition holds, without the words for them."""
    return frozenset(code for code, _ in _all(document, content))


def _all(document: Document, content: Range) -> Iterator[_Found]:
    yield from _figures(document, content)
    yield from _listed(document, content)
    yield from _institution(document, content)
    yield from _inflected(document, content)
    folded = document.words.folded
    if folded[content.last - 1] == "?":
        yield ReasonCode.QUESTION, ""
    words = sum(folded[at][0].isalnum() for at in range(content.first, content.last))
    if words < _SHORT:
        yield ReasonCode.SHORT, ""


@functools.cache
def _signals(code: str) -> _Signals:
    """Return a language's words for the reasons, in one table, so that a proposition is read once."""
    language = load_language(code)
    lists: tuple[tuple[ReasonCode, Phrases], ...] = (
        (ReasonCode.SUPERLATIVE, language.superlatives),
        (ReasonCode.COMPARISON, language.comparisons),
        (ReasonCode.CAUSE, language.causes),
        (ReasonCode.ABSOLUTE, language.absolutes),
        (ReasonCode.COUNT, language.zeros),
        (ReasonCode.QUANTITY, language.quantities),
        (ReasonCode.DATE, language.past_times),
        (ReasonCode.PUBLIC_MATTER, language.public_matters),
        (ReasonCode.PUBLIC_ACT, language.public_acts),
        (ReasonCode.ACTOR, language.actors),
        (ReasonCode.ACTOR, language.roles),
        (ReasonCode.ACTOR, language.governments),
        (ReasonCode.FUTURE, language.future),
        (ReasonCode.OPINION, language.opinions),
        (ReasonCode.DUTY, language.duties),
        (ReasonCode.WISH, language.wishes),
        (ReasonCode.VAGUE, language.hedges),
        (ReasonCode.SELF, language.selves),
        (ReasonCode.ADDRESSEE, language.second_person),
        (ReasonCode.APPEAL, language.appeals),
    )
    table: dict[str, list[tuple[ReasonCode, tuple[str, ...]]]] = {}
    for reason, phrases in lists:
        for first, group in phrases.by_first_word.items():
            table.setdefault(first, []).extend((reason, phrase) for phrase in group)
    return {first: tuple(sorted(group, key=lambda pair: -len(pair[1]))) for first, group in table.items()}


def _listed(document: Document, content: Range) -> Iterator[_Found]:
    table, words = _signals(document.language.code), document.words
    for at in range(content.first, content.last):
        for code, phrase in table.get(words.folded[at], ()):
            size = len(phrase)
            if at + size > content.last or (size > 1 and tuple(words.folded[at : at + size]) != phrase):
                continue
            # "May" in the midst of a sentence is a month, "may" is a guess.
            if not (code is ReasonCode.VAGUE and words.capital[at] and at > content.first):
                yield code, document.quote(at, at + size)


def _inflected(document: Document, content: Range) -> Iterator[_Found]:
    """Yield the first verb that by its form tells of something done, and no plan, order or condition."""
    for at in range(content.first, content.last):
        size = _past_size(document, content, at)
        if size and not _is_unreal(document, content, at):
            yield ReasonCode.PAST, document.quote(at, at + size)
            return


def _past_size(document: Document, content: Range, at: int) -> int:
    """Return how many words of a verb of something done stand at a word; 0 for none."""
    language, words = document.language, document.words
    word = words.folded[at]
    listed = language.past.match(words.folded, at, content.last)
    if listed or len(word) < _SHORTEST_INFLECTED or words.capital[at] or word in language.verb_exceptions:
        return listed
    return int(word.startswith(language.verb_prefixes) or word.endswith(language.verb_endings))


def _is_unreal(document: Document, content: Range, verb: int) -> bool:
    """Say whether a word for what is to come, or an infinitive's, stands right before a verb."""
    language, folded = document.language, document.words.folded
    unreal = (language.future, language.conditions, language.duties, language.wishes)
    return any(
        folded[at] in language.infinitive_markers or any(one.match(folded, at, verb) for one in unreal)
        for at in range(max(content.first, verb - _UNREAL_REACH), verb)
    )


def _figures(document: Document, content: Range) -> Iterator[_Found]:
    language, folded = document.language, document.words.folded
    at = content.first
    while at < content.last:
        word = folded[at]
        may_begin = word in language.scales or word[0].isdigit() or "-" in word
        last = _number_end(document, at, content.last) if may_begin else at
        if last == at:
            if folded[at] in language.months and document.words.capital[at]:
                yield ReasonCode.DATE, document.quote(at, at + 1)
            at += 1
            continue
        if not (folded[at - 1 : at] == ["("] and folded[last : last + 1] == [")"] and "/" not in folded[at]):
            yield _figure(document, content, at, last)
        at = last


def _number_end(document: Document, at: int, limit: int) -> int:
    """Return the word after a number that begins at ``at`` ("1,7 juta" is one), or ``at`` where none begins."""
    scales, folded = document.language.scales, document.words.folded
    last = at
    word = folded[at]
    if word[0].isdigit() or ("-" in word and word.partition("-")[0] in scales):
        last += 1
    while last < limit and last - at < _LONGEST_NUMBER and folded[last] in scales:
        last += 1
    return last


def _figure(document: Document, content: Range, at: int, last: int) -> _Found:
    language, folded = document.language, document.words.folded
    before = folded[at - 1] if at > content.first else ""
    size = language.percent.match(folded, last, content.last) if last < content.last else 0
    if size:
        return ReasonCode.PERCENTAGE, document.quote(at, last + size)
    if before in language.money:
        return ReasonCode.MONEY, document.quote(at - 1, last)
    after = folded[last] if last < content.last else ""
    if after in language.money:
        return ReasonCode.MONEY, document.quote(at, last + 1)
    number = folded[at]
    year = number.isdecimal() and len(number) == 4 and _FIRST_YEAR <= int(number) <= _LAST_YEAR
    if "/" in number or (last == at + 1 and (year or before in language.months or after in language.months)):
        return ReasonCode.DATE, document.quote(at, last)
    return ReasonCode.COUNT, document.quote(at, last)


def _institution(document: Document, content: Range) -> Iterator[_Found]:
    """Yield the first name: a capital that does not open the proposition, or a listed institution."""
    language, words = document.language, document.words
    for at in range(content.first, content.last):
        word = words.folded[at]
        short = word in language.names or word in language.countries
        if not (words.capital[at] or short) or language.times.match(words.folded, at, content.last):
            continue
        if word in language.money:
            continue
        named = at > content.first and words.folded[at - 1] not in _NAME_OPENERS
        if (short or named) and word not in language.months and word not in language.first_person:
            last = at + 1
            while last < content.last and words.capital[last]:
                last += 1
            yield ReasonCode.INSTITUTION, document.quote(at, last)
            return
