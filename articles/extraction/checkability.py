"""Find what makes a proposition checkable: figures, dates, names, comparisons; and what does not: hopes and guesses.

Source: the features that fact-checkers name in Konstantinovskiy et al. (2021), "Toward automated factchecking", and
Hassan et al. (2017), "ClaimBuster"; none depends on a language beyond its word lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from articles.extraction.document import Document, Range
from articles.extraction.language import Phrases
from articles.extraction.reasons import ReasonCode
from articles.extraction.types import Reason

_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_SHORT = 5
_LONGEST_READ = 200
_MIDDLE_OF_MONTH = 2

_Found = tuple[ReasonCode, str]


def find_reasons(document: Document, content: Range) -> tuple[Reason, ...]:
    """Return what speaks for and against checking a proposition: each code once, with the first words for it."""
    content = Range(content.first, min(content.last, content.first + _LONGEST_READ))
    first: dict[ReasonCode, str] = {}
    for code, detail in _all(document, content):
        first.setdefault(code, detail)
    return tuple(Reason(code.value, detail) for code, detail in first.items())


def has_quantity(document: Document, content: Range) -> bool:
    """Say whether a proposition holds a count, a share, a sum of money or a superlative."""
    wanted = {ReasonCode.COUNT, ReasonCode.PERCENTAGE, ReasonCode.MONEY, ReasonCode.SUPERLATIVE}
    return any(code in wanted for code, _ in _all(document, content))


def _all(document: Document, content: Range) -> Iterator[_Found]:
    yield from _figures(document, content)
    yield from _listed(document, content)
    yield from _institution(document, content)
    words = sum(document.words.folded[at][0].isalnum() for at in range(content.first, content.last))
    if words < _SHORT:
        yield ReasonCode.SHORT, ""


def _listed(document: Document, content: Range) -> Iterator[_Found]:
    language, folded = document.language, document.words.folded
    lists: tuple[tuple[ReasonCode, Phrases], ...] = (
        (ReasonCode.SUPERLATIVE, language.superlatives),
        (ReasonCode.COMPARISON, language.comparisons),
        (ReasonCode.CAUSE, language.causes),
        (ReasonCode.ABSOLUTE, language.absolutes),
        (ReasonCode.FUTURE, language.future),
        (ReasonCode.OPINION, language.opinions),
        (ReasonCode.VAGUE, language.hedges),
    )
    for code, phrases in lists:
        for at in range(content.first, content.last):
            size = phrases.match(folded, at, content.last)
            if size and not (code is ReasonCode.VAGUE and document.words.capital[at] and at > content.first):
                yield code, document.quote(at, at + size)
                break


def _figures(document: Document, content: Range) -> Iterator[_Found]:
    language, folded = document.language, document.words.folded
    at = content.first
    while at < content.last:
        last = _number_end(document, at, content.last)
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
    language, folded = document.language, document.words.folded
    last = at
    if folded[at][0].isdigit() and not any(character.isalpha() for character in folded[at]):
        last += 1
    while last < limit and last - at < 4 and folded[last] in language.scales:
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
        short = words.folded[at] in language.names or words.folded[at] in language.countries
        named = words.capital[at] and at > content.first and words.folded[at - 1] not in '.!?"“”'
        if language.times.match(words.folded, at, content.last):
            continue
        if (short or named) and words.folded[at] not in language.months | language.first_person:
            last = at + 1
            while last < content.last and words.capital[last]:
                last += 1
            yield ReasonCode.INSTITUTION, document.quote(at, last)
            return
