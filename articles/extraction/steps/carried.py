"""Step 7: quotations that carry on the statement before them, with no cue of their own.

Source: the newspaper habit of letting a second sentence or paragraph of the same speech stand without an attribution.
Rules: ``following_quotation``: "A," tulis X. "B."; ``carried_on_quotation``, the same in the next paragraph.
"""

from __future__ import annotations

from articles.extraction.document import Document, Found, Quotation, Range
from articles.extraction.noun_phrases import leading_words
from articles.extraction.types import Mode

_SHORTEST = 4
_FARTHEST_SENTENCE = 2


def find_carried(document: Document, found: list[Found]) -> list[Found]:
    """Return all statements in order, with each carried-on quotation after what it carries on."""
    spoken_for = [(one.content.first, one.content.last) for one in found]
    before = sorted(found, key=lambda one: one.content.first)
    result = list(before)
    used = {first for first, _ in spoken_for}
    position = 0
    sentence = 0
    last_found: Found | None = None
    for quotation in document.quotations:
        while sentence + 1 < len(document.sentences) and document.sentences[sentence].last <= quotation.first:
            sentence += 1
        while position < len(before) and before[position].content.first <= quotation.inner_first:
            if last_found is None or before[position].sentence >= last_found.sentence:
                last_found = before[position]
            position += 1
        if quotation.inner_first in used or not _stands_alone(document, quotation, sentence):
            continue
        if last_found and last_found.content.last > quotation.first:
            continue
        carried = _carried(document, quotation, sentence, last_found)
        result.append(carried)
        last_found = carried
    return sorted(result, key=lambda one: (one.content.first, one.content.last))


def _stands_alone(document: Document, quotation: Quotation, number: int) -> bool:
    sentence = document.sentences[number]
    begins = leading_words(document, sentence.first, quotation.first) == quotation.first
    alone = begins and sentence.last - quotation.last <= 1 and sentence.first <= quotation.first
    return alone and quotation.inner_last - quotation.inner_first >= _SHORTEST


def _carried(document: Document, quotation: Quotation, sentence: int, before: Found | None) -> Found:
    near = before is not None and sentence - before.sentence <= _FARTHEST_SENTENCE
    paragraph = document.sentences[sentence].paragraph
    follows = near and before is not None and document.sentences[before.sentence].paragraph == paragraph
    return Found(
        content=Range(quotation.inner_first, quotation.inner_last),
        mode=Mode.DIRECT,
        rule="following_quotation" if follows else "carried_on_quotation" if near else "lone_quotation",
        sentence=sentence,
        attribution_unclear=not near,
    )
