"""Step 1: cut the text into words and marks, and into paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from articles.extraction.document import Words
from articles.extraction.language import WORD_PATTERN

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_ENDS_A_LINE = frozenset({*".!?…\"”»'’:", "''"})


def read_words(text: str) -> Words:
    """Return every word and mark of ``text`` with its offsets."""
    starts: list[int] = []
    ends: list[int] = []
    folded: list[str] = []
    capital: list[bool] = []
    for match in WORD_PATTERN.finditer(text):
        start, end = match.span()
        word = match.group()
        starts.append(start)
        ends.append(end)
        folded.append(word.lower())
        capital.append(word[0].isupper())
    return Words(starts, ends, folded, capital)


def read_paragraphs(text: str, words: Words) -> tuple[tuple[int, int], ...]:
    """Return the paragraphs as word numbers, end exclusive.

    Where blank lines part the paragraphs, a single line break is only a fold, unless the line before it ends a
    sentence; where there are no blank lines, every line is a paragraph.
    """
    folds = _BLANK_LINE.search(text) is not None
    cuts = [0]
    for number in range(1, len(words)):
        between = text[words.ends[number - 1] : words.starts[number]]
        breaks = between.count("\n") + between.count("\u2029")
        if breaks and (breaks > 1 or not folds or words.folded[number - 1] in _ENDS_A_LINE):
            cuts.append(number)
    cuts.append(len(words))
    return tuple((first, last) for first, last in pairwise(cuts) if first < last)
