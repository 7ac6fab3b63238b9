"""Read the figures of a proposition: numbers, shares and sums of money, as plain decimals.

Rules: Indonesian writes 1.700,5 and English 1,700.5; a separator that can only be the other one is taken for it ("2.5
juta"); words count ("tiga puluh dua", "forty-one"), and a scale multiplies what stands before it. A range is read where
two numbers stand beside a dash or "sampai"/"to". A bare dollar is the American one. Source of the currencies: ISO 4217.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from articles.extraction.document import Document, Range
from articles.extraction.language import Language, load_language
from articles.extraction.types import MentionKind

_LONGEST_NUMBER = 12
_TEN = 10
_LONGEST_DIGITS = 30
_GLUED = re.compile(r"(\d{1,30})([a-z]{1,2})")
_RANGE_IN_A_WORD = re.compile(r"(\d{1,15})[-–](\d{1,15})")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3}){1,8}")
_PLAIN = re.compile(r"\d{1,30}(?:[.,]\d{1,15})?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as word numbers; ``value`` is a decimal, or two with a slash between, and empty for "puluhan"."""

    words: Range
    kind: MentionKind
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Number:
    """A number without what it counts; ``value`` is ``None`` for "dozens"; ``spelt`` where no digit stands in it."""

    last: int
    value: Decimal | None
    spelt: bool


def find_figures(document: Document, content: Range, taken: list[Range]) -> list[Figure]:
    """Return the figures of a stretch of words, in order, outside the stretches that are taken (its dates)."""
    folded, openers = document.words.folded, _openers(document.language.code)
    found: list[Figure] = []
    dates = iter(sorted(taken, key=lambda one: one.first))
    date = next(dates, None)
    at = content.first
    while at < content.last:
        while date and date.last <= at:
            date = next(dates, None)
        if date and date.first <= at:
            at = date.last
            continue
        limit = date.first if date else content.last
        word = folded[at]
        may_begin = word in openers or word[0].isdigit() or "-" in word
        figure = _figure(document, Range(content.first, limit), at) if may_begin else None
        if figure:
            found.append(figure)
        at = figure.words.last if figure else at + 1
    return found


@functools.cache
def _openers(code: str) -> frozenset[str]:
    """Return the words that may begin a figure, so that all others are passed over at once."""
    language = load_language(code)
    return frozenset([*language.currencies.phrases.by_first_word, *language.number_words.phrases.by_first_word])


def _figure(document: Document, content: Range, at: int) -> Figure | None:
    """Return the figure that begins at a word, its currency included, or ``None``."""
    language, folded = document.language, document.words.folded
    size, cells = language.currencies.match(folded, at, content.last)
    first = at + size
    numbers = _numbers(document, content, first, after_currency=bool(size)) if first < content.last else None
    if numbers is None or (size and numbers[0].spelt):
        return None
    if not size and (_is_clock(document, content, first, numbers[-1].last) or _is_age(document, first, numbers)):
        return None
    last = numbers[-1].last
    value = "/".join(_plain(one.value) for one in numbers if one.value is not None)
    if size:
        return Figure(Range(at, last), MentionKind.MONEY, value, cells[0])
    return _with_what_follows(document, content, Range(first, last), value)


def _with_what_follows(document: Document, content: Range, words: Range, value: str) -> Figure | None:
    language, folded, last = document.language, document.words.folded, words.last
    size = language.percent.match(folded, last, content.last) if last < content.last else 0
    if size:
        return Figure(Range(words.first, last + size), MentionKind.PERCENTAGE, value, "%")
    size, cells = language.currencies.match(folded, last, content.last) if last < content.last else (0, ())
    if size:
        return Figure(Range(words.first, last + size), MentionKind.MONEY, value, cells[0])
    size = language.units.match(folded, last, content.last) if last < content.last else 0
    unit = " ".join(folded[last : last + size])
    if value == "1" and not unit and not folded[words.first][0].isdigit():
        # "One of the", "satu pun": an article more than a number.
        return None
    return Figure(Range(words.first, last + size), MentionKind.NUMBER, value, unit) if value else None


def _numbers(document: Document, content: Range, at: int, *, after_currency: bool) -> list[_Number] | None:
    """Return the number that begins at a word, or the two of a range; ``None`` where none begins."""
    folded = document.words.folded
    both = _RANGE_IN_A_WORD.fullmatch(folded[at])
    if both:
        return _scaled(document, content, [Decimal(both[1]), Decimal(both[2])], at + 1)
    first = _number(document, content, at, after_currency=after_currency)
    if first is None or first.value is None:
        return [first] if first else None
    if first.last + 1 >= content.last or folded[first.last] not in document.language.range_words:
        return [first]
    second_at = first.last + 1
    size, _ = document.language.currencies.match(folded, second_at, content.last)
    if second_at + size >= content.last:
        return [first]
    second = _number(document, content, second_at + size, after_currency=after_currency)
    if second is None or second.value is None or second.value <= first.value:
        # "two to one" is a score.
        return [first]
    return [_with_scale_of(document, first, at, second, second_at + size), second]


def _with_scale_of(document: Document, first: _Number, first_at: int, second: _Number, second_at: int) -> _Number:
    """Return the first number of "3 sampai 5 juta" with the scale that only the second names."""
    digits = read_digits(document.language, document.words.folded[second_at])
    bare = first.value is not None and first.last == first_at + 1 and digits is not None
    if first.value is None or second.value is None or not digits or not bare or first.value >= digits:
        return first
    return replace(first, value=first.value * (second.value / digits))


def _scaled(document: Document, content: Range, values: list[Decimal], at: int) -> list[_Number]:
    """Return the two numbers of "10-15 juta", both with the scale."""
    last, factor = at, Decimal(1)
    while last < content.last and last - at < _LONGEST_NUMBER:
        size, cells = document.language.number_words.match(document.words.folded, last, content.last)
        if not size or cells[0] not in ("scale", "times"):
            break
        factor *= int(cells[1])
        last += size
    return [_Number(last, value * factor, spelt=False) for value in values]


def _number(document: Document, content: Range, at: int, *, after_currency: bool) -> _Number | None:
    """Return the number that begins at a word: digits with scales, or words."""
    language, folded = document.language, document.words.folded
    word = folded[at]
    if not word[0].isdigit():
        return _spelt(document, content, at)
    glued = _GLUED.fullmatch(word)
    if glued:
        scale = language.glued_scales.get(glued[2])
        return _Number(at + 1, Decimal(glued[1]) * scale, spelt=False) if scale and after_currency else None
    value = read_digits(language, word)
    if value is None:
        return None
    last = at + 1
    touches = last < content.last and document.words.ends[at] == document.words.starts[last]
    if after_currency and touches and folded[last] in language.glued_scales:
        return _Number(last + 1, value * language.glued_scales[folded[last]], spelt=False)
    (scaled,) = _scaled(document, content, [value], last)
    return scaled


def read_digits(language: Language, word: str) -> Decimal | None:
    """Return the number that digits with their separators are in a language; ``None`` where they are none.

    ``1.700`` is a thousand and more in Indonesian; ``2.5`` can only be two and a half.
    """
    decimal_mark, thousands_mark = (",", ".") if language.decimal_comma else (".", ",")
    if len(word) > _LONGEST_DIGITS or not word.isascii():
        return None
    whole, mark, rest = word.partition(decimal_mark)
    if mark and not rest.isdecimal():
        return _grouped(word, decimal_mark)
    if not whole.isdecimal():
        if not _THOUSANDS.fullmatch(whole) or decimal_mark in whole:
            return Decimal(whole.replace(",", ".")) if not mark and _PLAIN.fullmatch(whole) else None
        whole = whole.replace(thousands_mark, "")
    return Decimal(f"{whole}.{rest or 0}")


def _grouped(word: str, mark: str) -> Decimal | None:
    """Return a number whose groups are parted by the other language's mark ("1,234,567" in Indonesian)."""
    return Decimal(word.replace(mark, "")) if _THOUSANDS.fullmatch(word) and word.count(mark) > 1 else None


def _spelt(document: Document, content: Range, at: int) -> _Number | None:
    """Return the number that words say from a word on ("tiga puluh dua ribu", "forty-one")."""
    total = group = Decimal(0)
    last = at
    while last < content.last and last - at < _LONGEST_NUMBER:
        parts = _number_parts(document, content, last)
        if not parts or not _joins(document, content, at, last, parts[1]):
            break
        for how, size in parts[1]:
            if how == "scale":
                total, group = total + (group or 1) * size, Decimal(0)
            elif how == "times":
                # "Puluh" multiplies the digit before it, "hundred" all before it.
                multiplied = (group % 10 if size == _TEN else group) or Decimal(1)
                group = group - (group % 10 if size == _TEN else group) + multiplied * size
            else:
                group += size
        last += parts[0]
    if last > at:
        return _Number(last, total + group, spelt=True)
    return None


def _joins(document: Document, content: Range, first: int, at: int, parts: list[tuple[str, int]]) -> bool:
    """Say whether a number goes on with a word: an "and" has "hundred" or a scale before it and a number after it."""
    if parts[0][0] != "link":
        return True
    before = _number_parts(document, content, at - 1) if at > first else None
    after = _number_parts(document, content, at + 1) if at + 1 < content.last else None
    return (
        before is not None and before[1][-1][0] in ("times", "scale") and after is not None and after[1][0][0] == "unit"
    )


def _number_parts(document: Document, content: Range, at: int) -> tuple[int, list[tuple[str, int]]] | None:
    """Return how many words a number's word is, and how each of its parts counts; "forty-one" has two."""
    table, folded = document.language.number_words, document.words.folded
    size, cells = table.match(folded, at, content.last)
    if size:
        return size, [(cells[0], int(cells[1]))]
    pieces = folded[at].split("-") if "-" in folded[at] else []
    if len(pieces) == 2 and all(piece in table.cells for piece in pieces):
        return 1, [(table.cells[piece][0], int(table.cells[piece][1])) for piece in pieces]
    return None


def _is_clock(document: Document, content: Range, first: int, last: int) -> bool:
    """Say whether a number is a time of the day: "pukul 10.30", "9 a.m."."""
    clock, folded = document.language.clock_words, document.words.folded
    if last < content.last and clock.match(folded, last, content.last):
        return True
    return first > content.first and bool(clock.match(folded, first - 1, first))


def _is_age(document: Document, first: int, numbers: list[_Number]) -> bool:
    """Say whether a number alone stands in brackets: a person's age, a reference."""
    folded, last = document.words.folded, numbers[-1].last
    return first > 0 and folded[first - 1] == "(" and folded[last : last + 1] == [")"]


def _plain(value: Decimal) -> str:
    """Return a decimal without exponent and closing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
