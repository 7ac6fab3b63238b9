"""Step 2: pair quotation marks, also where the opening and the closing mark are the same character.

Source: the typographic habits of Indonesian dailies (”…” on both sides) and of English ones (“…” or straight marks);
a quotation of several paragraphs opens each of them and closes only the last.
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.extraction.document import OUTSIDE, Quotation, Words

_OPENING = frozenset({*"“„«‟", "``"})
_CLOSING = frozenset("»")
_EITHER = frozenset({*'"”″＂', "''"})
_DOUBLE = _OPENING | _CLOSING | _EITHER
_SINGLE_OPENING = "‘"
_SINGLE_CLOSING = frozenset("’'")


def find_quotations(
    text: str, words: Words, paragraphs: tuple[tuple[int, int], ...]
) -> tuple[tuple[Quotation, ...], Sequence[int]]:
    """Return the quotations in order, and for each word the number of the quotation it stands in or -1."""
    quotations: list[Quotation] = []
    for first, last in paragraphs:
        found = _pair_double(text, words, first, last)
        quotations.extend(found or _pair_single(text, words, first, last))
    inside = [OUTSIDE] * len(words)
    for number, quotation in enumerate(quotations):
        for word in range(quotation.first, quotation.last):
            inside[word] = number
    return tuple(quotations), inside


def _space_before(text: str, words: Words, at: int) -> bool:
    start = words.starts[at]
    return start == 0 or text[start - 1].isspace() or text[start - 1] in "([—–-"


def _space_after(text: str, words: Words, at: int) -> bool:
    end = words.ends[at]
    return end == len(text) or text[end].isspace()


def _pair_double(text: str, words: Words, first: int, last: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened = OUTSIDE
    for at in range(first, last):
        mark = words.folded[at]
        if mark not in _DOUBLE:
            continue
        opens = mark in _OPENING or (_space_before(text, words, at) and not _space_after(text, words, at))
        if opened == OUTSIDE:
            # A mark that can only close has lost its partner; a mark in the midst of spaces may open.
            if opens or (mark in _EITHER and _space_before(text, words, at)):
                opened = at
        elif opens and mark in _OPENING:
            opened = at if at > opened + 1 and _ends_sentence(words, at - 1) else opened
        elif not opens or mark in _CLOSING:
            if at > opened + 1:
                found.append(Quotation(opened, at + 1, opened + 1, at))
            opened = OUTSIDE
    if opened != OUTSIDE and opened == first and last > opened + 1:
        found.append(Quotation(opened, last, opened + 1, last, closed=False))
    return found


def _ends_sentence(words: Words, at: int) -> bool:
    return words.folded[at] in ".!?"


def _pair_single(text: str, words: Words, first: int, last: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened = OUTSIDE
    for at in range(first, last):
        mark = words.folded[at]
        if mark == _SINGLE_OPENING or (mark == "'" and opened == OUTSIDE and _space_before(text, words, at)):
            opened = at
        elif mark in _SINGLE_CLOSING and opened != OUTSIDE and not _space_before(text, words, at):
            if at > opened + 1:
                found.append(Quotation(opened, at + 1, opened + 1, at))
            opened = OUTSIDE
    return found
