"""Tell which quotations of a text were not taken for anybody's statement: titles, names, scare quotes."""

from __future__ import annotations

from articles.extraction.steps.quotations import find_quotations
from articles.extraction.steps.words import read_paragraphs, read_words
from articles.extraction.types import Extraction, Span


def find_left_out(text: str, extraction: Extraction) -> tuple[Span, ...]:
    """Return the quotations, with their marks, that no statement of the extraction touches, in order."""
    words = read_words(text)
    quotations, _ = find_quotations(text, words, read_paragraphs(text, words))
    contents = sorted(one.content for one in extraction.statements)
    left: list[Span] = []
    position, reached = 0, 0
    for quotation in quotations:
        span = Span(words.starts[quotation.first], words.ends[quotation.last - 1])
        while position < len(contents) and contents[position].start < span.end:
            reached = max(reached, contents[position].end)
            position += 1
        if reached <= span.start:
            left.append(span)
    return tuple(left)
