"""Read the dates of a proposition and make them absolute, by the day on which the article appeared.

Rules: a full date is itself; "9 Mei" without a year is the nearest such day to the publication; "(9/5)" is read where
the language says which of the two is the day, or one of them cannot be a month; "hari ini" counts from the date in
brackets of its sentence ("kata X, Senin (4/5)"), else from the publication; a weekday is the last one up to the
publication, or the next one in a sentence about what is to come. What is not certain is left alone. Source of the
written values: ISO 8601.
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass

from articles.extraction.document import Document, Range
from articles.extraction.language import Language, load_language

_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_WEEK = 7
_LONGEST_GAP = 2


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as word numbers.

    ``value`` is ``2020-05-09``, ``2020-05``, ``2020``, or two days with a slash between, both counted; it is empty
    where it cannot be told. ``relative`` is true where the words alone do not say which day it is.
    """

    words: Range
    value: str
    relative: bool


def find_dates(document: Document, content: Range, sentence: Range) -> list[FoundDate]:
    """Return the dates of a stretch of words, in order; ``sentence`` is the one that the stretch is part of."""
    folded, openers = document.words.folded, _openers(document.language.code)
    begins = [at for at in range(content.first, content.last) if folded[at] in openers or folded[at][0].isdigit()]
    if not begins:
        return []
    reader = _Reader(document, content, sentence)
    found: list[FoundDate] = []
    for at in begins:
        one = reader.read(at) if not found or at >= found[-1].words.last else None
        if one:
            found.append(one)
    return found


@functools.cache
def _openers(code: str) -> frozenset[str]:
    """Return the words that may begin a date, so that all others are passed over at once."""
    language = load_language(code)
    phrases = (language.relative_days.phrases, language.relative_periods.phrases)
    first_words = (word for one in phrases for word in one.by_first_word)
    return frozenset([*language.months, *language.month_abbreviations, *language.weekdays, *first_words])


def written_out(language: Language, value: str) -> str:
    """Return a value as the language writes it: "9 Mei 2020", "Mei 2020", "4–10 Mei 2020"."""
    first, _, last = value.partition("/")
    if not last:
        return _one_written_out(language, first)
    if first[:7] == last[:7]:
        return f"{int(first[8:])}–{_one_written_out(language, last)}"
    return f"{_one_written_out(language, first)} – {_one_written_out(language, last)}"


def _one_written_out(language: Language, value: str) -> str:
    year, *rest = value.split("-")
    names = {number: name for name, number in reversed(language.months.items())}
    words = [str(int(day)) for day in rest[1:]] + [names[int(month)].capitalize() for month in rest[:1]]
    return " ".join([*words, year])


class _Reader:
    """Reads one stretch of words; what holds for all of it is found once, so that the time is linear."""

    def __init__(self, document: Document, content: Range, sentence: Range) -> None:
        self.document = document
        self.content = content
        self.sentence = sentence
        self._published = published_on(document)

    def read(self, at: int) -> FoundDate | None:
        """Return the date that begins at a word, or ``None``."""
        language, word = self.document.language, self.document.words.folded[at]
        if word[0].isdigit():
            return self._numeric(at) or self._day_and_month(at) or self._year(at)
        if self._month(at):
            return self._month_first(at)
        if word in language.weekdays and self.document.words.capital[at]:
            return self._weekday(at)
        return self._relative(at)

    def _folded(self, at: int) -> str:
        return self.document.words.folded[at] if self.content.first <= at < self.content.last else ""

    def _month(self, at: int) -> int:
        """Return the number of the month named at a word; 0 for none."""
        language, word = self.document.language, self._folded(at)
        if not word or not self.document.words.capital[at]:
            return 0
        beside = self._day(at - 1) or self._day(at + 1) or self._year_number(at + 1)
        return language.months.get(word) or (language.month_abbreviations.get(word, 0) if beside else 0)

    def _day(self, at: int) -> int:
        word = self._folded(at)
        digits = word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word
        return int(digits) if digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= 31 else 0

    def _year_number(self, at: int) -> int:
        word = self._folded(at)
        return int(word) if len(word) == 4 and word.isdecimal() and _FIRST_YEAR <= int(word) <= _LAST_YEAR else 0

    def _numeric(self, at: int) -> FoundDate | None:
        """Read "9/5" in brackets and "9/5/2020"."""
        day = read_numeric(self.document, at)
        return FoundDate(Range(at, at + 1), day.isoformat(), relative=True) if day else None

    def _day_and_month(self, at: int) -> FoundDate | None:
        """Read "9 Mei", "9 Mei 2020", "9th May, 2020"."""
        day, month = self._day(at), self._month(at + 1)
        return self._whole(at, at + 2, day, month) if day and month else None

    def _month_first(self, at: int) -> FoundDate | None:
        """Read "May 9", "May 9, 2020", "Mei 2020" and "Mei"."""
        month, day = self._month(at), self._day(at + 1)
        if day:
            return self._whole(at, at + 2, day, month)
        last, year = self._year_after(at + 1)
        if year:
            return FoundDate(Range(at, last), f"{year}-{month:02}", relative=False)
        near = self._near_month(month)
        return FoundDate(Range(at, at + 1), near, relative=False)

    def _whole(self, first: int, last: int, day: int, month: int) -> FoundDate | None:
        last, year = self._year_after(last)
        value = _date(year, month, day) if year else nearest(self._published, month, day)
        return FoundDate(Range(first, last), value.isoformat() if value else "", relative=False)

    def _year_after(self, at: int) -> tuple[int, int]:
        """Return the word after a year, and the year; the word itself and 0 where none stands."""
        for gap in range(_LONGEST_GAP):
            year = self._year_number(at + gap)
            if year:
                return at + gap + 1, year
            if self._folded(at + gap) != ",":
                break
        return at, 0

    def _year(self, at: int) -> FoundDate | None:
        """Read a bare year, where no scale, currency or unit makes it a number."""
        language, folded = self.document.language, self.document.words.folded
        year = self._year_number(at)
        if not year or self._folded(at - 1) in language.money:
            return None
        last = self.content.last
        after = at + 1
        counted = after < last and (
            folded[after] in language.scales
            or folded[after] in language.money
            or language.percent.match(folded, after, last)
            or language.units.match(folded, after, last)
        )
        return None if counted else FoundDate(Range(at, after), str(year), relative=False)

    def _near_month(self, month: int) -> str:
        """Return the last such month up to the publication, in a sentence about what is to come the next one."""
        if self._published is None:
            return ""
        year = self._published.year
        if self._future:
            return f"{year + (month < self._published.month)}-{month:02}"
        return f"{year - (month > self._published.month)}-{month:02}"

    def _weekday(self, at: int) -> FoundDate | None:
        """Read a weekday; one whose date stands in brackets right after it is left to the brackets."""
        language = self.document.language
        if self._folded(at + 1) == "(" and "/" in self._folded(at + 2):
            return None
        after, before = self._folded(at + 1), self._folded(at - 1)
        if self._day(at + 1) or self._month(at + 1) or (after == "," and (self._day(at + 2) or self._month(at + 2))):
            return None
        upcoming = after in language.next_words or before in language.next_words
        past = after in language.last_words or before in language.last_words
        last = at + 1 + ((upcoming and after in language.next_words) or after in language.last_words)
        if last < self.content.last:
            last += language.day_parts.match(self.document.words.folded, last, self.content.last)
        words = Range(at, last)
        if self._published is None:
            return FoundDate(words, "", relative=True)
        back = (self._published.isoweekday() - language.weekdays[self._folded(at)]) % _WEEK
        if upcoming or (self._future and not past):
            # On a Monday "will open on Monday" may be that day or the one after a week: nobody can tell.
            value = self._published + datetime.timedelta(_WEEK - back) if back or upcoming else None
        else:
            value = self._published - datetime.timedelta(back or (_WEEK if past else 0))
        return FoundDate(words, value.isoformat() if value else "", relative=True)

    def _relative(self, at: int) -> FoundDate | None:
        """Read "kemarin", "last month"."""
        language, folded = self.document.language, self.document.words.folded
        size, cells = language.relative_days.match(folded, at, self.content.last)
        if size:
            anchor = self._bracketed or self._published
            value = (anchor + datetime.timedelta(int(cells[0]))).isoformat() if anchor else ""
            return FoundDate(Range(at, at + size), value, relative=True)
        size, cells = language.relative_periods.match(folded, at, self.content.last)
        if not size:
            return None
        value = _period(self._published, cells[0], int(cells[1])) if self._published else ""
        return FoundDate(Range(at, at + size), value, relative=True)

    @functools.cached_property
    def _future(self) -> bool:
        """Say whether the stretch is about what is to come."""
        language, folded = self.document.language, self.document.words.folded
        words = range(self.content.first, self.content.last)
        return any(language.future.match(folded, at, self.content.last) for at in words)

    @functools.cached_property
    def _bracketed(self) -> datetime.date | None:
        return _date_in_brackets(self.document, self.sentence)


def published_on(document: Document) -> datetime.date | None:
    """Return the day of publication, where it is known and one that news can have."""
    day = document.publication.published_on
    return day if day and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def nearest(published: datetime.date | None, month: int, day: int) -> datetime.date | None:
    """Return the day of that month that is nearest to the publication; ``None`` where there is none."""
    if published is None:
        return None
    candidates = [_date(published.year + shift, month, day) for shift in (-1, 0, 1)]
    days = [one for one in candidates if one]
    return min(days, key=lambda one: abs((one - published).days), default=None)


def read_numeric(document: Document, at: int) -> datetime.date | None:
    """Return the day that "9/5" (in brackets) or "9/5/2020" names; ``None`` where it is none or nobody can tell."""
    folded = document.words.folded
    parts = folded[at].split("/")
    if len(parts) not in (2, 3) or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    bracketed = at and folded[at - 1] == "(" and folded[at + 1 : at + 2] == [")"]
    if len(parts) == 2 and not bracketed:
        return None
    first, second = int(parts[0]), int(parts[1])
    if not document.language.day_before_month and max(first, second) <= 12 and first != second:
        return None
    day_first = document.language.day_before_month or first > 12
    day, month = (first, second) if day_first else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if len(parts) == 2:
        return nearest(published_on(document), month, day)
    year = int(parts[2])
    return _date(year if year >= 100 else 2000 + year, month, day)


def _date_in_brackets(document: Document, sentence: Range) -> datetime.date | None:
    """Return the first date in brackets of a sentence."""
    for at in range(sentence.first + 1, sentence.last):
        if "/" in document.words.folded[at]:
            day = read_numeric(document, at)
            if day:
                return day
    return None


def _period(published: datetime.date, unit: str, shift: int) -> str:
    """Return a year, a month, or the days of a week from Monday to Sunday."""
    if unit == "year":
        return str(published.year + shift)
    if unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return f"{months // 12}-{months % 12 + 1:02}"
    monday = published + datetime.timedelta(_WEEK * shift - published.weekday())
    return f"{monday.isoformat()}/{(monday + datetime.timedelta(_WEEK - 1)).isoformat()}"
