"""What somebody types to find something, taken apart; and words cut and marked as they are shown. Pure.

``bantuan "wali kota" -banjir penutur:rina before:2026-05`` asks for two things, without a third, and two filters. Every
text means something: what is no filter is words, a quotation mark that nobody closes ends with the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

MAX_CHARACTERS, MAX_TERMS = 1_000, 16
"""Nobody types more; what is above is left out, and the page says so."""

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NO_LETTERS = re.compile(
    "[<>&/@'\"`\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u02bf\u2000-\u200a\u2012-\u2029\u202f-\u205f"
    "\u20a0-\u20cf\u2100-\u2bff\u2e00-\u2e7f\u3000-\u303f\ue000-\uf8ff\ufe10-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
    "\U0001f000-\U0001faff]|-(?=[0-9])"
)
_HYPHENS = str.maketrans("‐‑", "--")

_QUOTES = '"“”„‟«»″＂'
_TOKEN = re.compile(
    rf"(?P<minus>-)?(?:(?P<key>[a-z]+):)?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?|(?P<word>[^\s{_QUOTES}]+))",
    re.IGNORECASE,
)

FILTERS = {
    **dict.fromkeys(("claimant", "penutur", "pembuat"), "claimants"),
    **dict.fromkeys(("verdict", "putusan"), "verdicts"),
    **dict.fromkeys(("publisher", "penerbit"), "publishers"),
    **dict.fromkeys(("language", "bahasa"), "languages"),
    **dict.fromkeys(("before", "sebelum"), "before"),
    **dict.fromkeys(("after", "sesudah"), "after"),
}
"""The words before a colon, in both languages of the pages, and the field of :class:`Asked` that they fill."""

FILTER_WORDS = {
    "en": {name: name for name in ("claimant", "verdict", "publisher", "language", "before", "after")},
    "id": {
        "claimant": "penutur",
        "verdict": "putusan",
        "publisher": "penerbit",
        "language": "bahasa",
        "before": "sebelum",
        "after": "sesudah",
    },
}
"""The one word of each that a page in a language writes."""

VERDICTS = {
    **dict.fromkeys(("supported", "didukung", "true", "benar"), "supported"),
    **dict.fromkeys(("disputed", "dibantah", "false", "salah"), "disputed"),
    **dict.fromkeys(("not enough evidence", "bukti belum cukup"), "not_enough_evidence"),
    **dict.fromkeys(("not checkable", "tak dapat diperiksa"), "not_checkable"),
    **dict.fromkeys(("open", "terbuka"), "open"),
}
"""An answer by its word; anything else is a label of the newsroom."""

LANGUAGES = {
    **dict.fromkeys(("indonesia", "indonesian"), "id"),
    **dict.fromkeys(("inggris", "english"), "en"),
    **dict.fromkeys(("spanyol", "spanish"), "es"),
}

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(slots=True)
class Asked:
    """What somebody looks for. ``words`` are single words or phrases; of filters of one kind one has to hold.

    ``unread`` are filters that mean nothing, such as a day that is none, as they were typed.
    """

    words: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    claimants: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    before: date | None = None
    after: date | None = None
    unread: list[str] = field(default_factory=list)
    is_cut: bool = False

    @property
    def has_filters(self) -> bool:
        """Whether something else than words is asked for."""
        filters = (self.claimants, self.verdicts, self.publishers, self.languages, self.before, self.after)
        return any(filters)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for that anything could have; what is to be left out alone finds nothing."""
        return not self.words and not self.has_filters


def asked(typed: str) -> Asked:
    """Return what a text asks for. Linear; whatever the text, nothing is raised."""
    text = typed.replace("\0", "").encode("utf-8", "replace").decode()
    found = Asked(is_cut=len(text) > MAX_CHARACTERS)
    for count, token in enumerate(_TOKEN.finditer(text[:MAX_CHARACTERS])):
        if count == MAX_TERMS:
            found.is_cut = True
            break
        _take(found, token)
    return found


def _take(found: Asked, token: re.Match[str]) -> None:
    key, value = (token["key"] or "").lower(), " ".join((token["phrase"] or token["word"] or "").split())
    name = FILTERS.get(key)
    if name in {"before", "after"}:
        day = as_day(value)
        if day is None:
            found.unread.append(token[0])
        else:
            setattr(found, name, day)
    elif name:
        _filter(found, name, value, token[0])
    else:
        words = f"{key}:{value}" if key else value
        if any(character.isalnum() for character in folded(words)):
            (found.without if token["minus"] else found.words).append(words)


def _filter(found: Asked, name: str, value: str, typed: str) -> None:
    known = {"verdicts": VERDICTS, "languages": LANGUAGES}.get(name, {})
    plain = " ".join(value.casefold().replace("_", " ").split()) if known else value
    if plain:
        getattr(found, name).append(known.get(plain, plain))
    else:
        found.unread.append(typed)


def as_day(value: str) -> date | None:
    """Return the first day of a year, a month (2026-05) or a day (2026-05-01, 1/5/2026); None for anything else."""
    match = _DAY.fullmatch(value)
    if not match:
        return None
    year, month, day = (match[6], match[5], match[4]) if match[6] else (match[1], match[2] or "1", match[3] or "1")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def folded(text: str) -> str:
    """Return text as the index reads it: marks outside ASCII are spaces, invisible characters are none.

    The same as ``periksa_folded`` in the database (migration 0023), where the rows are made.
    """
    return _NO_LETTERS.sub(" ", _INVISIBLE.sub("", text.translate(_HYPHENS)))


# --- What is shown of it ------------------------------------------------------------------------------------------
START, END = "\ue000", "\ue001"
"""Around words that were found, in what the database returns; the folded text has none of its own."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether they are what was looked for."""

    text: str
    is_found: bool = False


def found_spans(text: str, marked: str) -> list[tuple[int, int]]:
    """Return where in ``text`` the words are that stand between START and END in its folded form ``marked``.

    Nothing is found where ``marked`` is not that text: better no mark than a wrong one.
    """
    places = [place for place, character in enumerate(text) if not _INVISIBLE.match(character)]
    spans, plain, opened = [], 0, 0
    for part in re.split(f"([{START}{END}])", marked):
        if part == START:
            opened = plain
        elif part == END and plain > opened:
            spans.append((opened, plain))
        elif part not in {START, END}:
            plain += len(part)
    if plain != len(places):
        return []
    return [(places[start], places[end - 1] + 1) for start, end in spans]


def pieces(text: str, spans: Sequence[tuple[int, int]], *, length: int) -> list[Piece]:
    """Return some ``length`` characters of a text around the most of its found words, whole words where it can be."""
    start = _best_start(spans, length)
    end = min(len(text), start + length)
    start = 0 if start < length // 4 else _at_word(text, start, lambda place: place - 1)
    end = len(text) if len(text) - end < length // 8 else _at_word(text, end, lambda place: place + 1)
    found = list(_cut(text, start, end, spans))
    before, after = [Piece("… ")] if start else [], [Piece(" …")] if end < len(text) else []
    return [*before, *found, *after]


def _best_start(spans: Sequence[tuple[int, int]], length: int) -> int:
    """Return where a stretch with the most found words begins, a little before the first of them."""
    best, most, last = 0, 0, 0
    for number, (start, _end) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + length * 3 // 4:
            last += 1
        if last - number > most:
            best, most = start, last - number
    return max(0, best - length // 4)


def _at_word(text: str, place: int, step: Callable[[int], int]) -> int:
    """Return the nearest place at a word's edge, at most 30 characters away."""
    for _tries in range(30):
        if place <= 0 or place >= len(text) or text[place - 1].isspace() or text[place].isspace():
            break
        place = step(place)
    return place


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    edges = [start]
    inside = [(first, last) for first, last in spans if first >= start and last <= end]
    for first, last in inside:
        edges += [first, last]
    for number, (first, last) in enumerate(pairwise([*edges, end])):
        if first < last:
            yield Piece(text[first:last], is_found=number % 2 == 1)
