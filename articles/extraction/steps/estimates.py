"""Step 6d: somebody's figure for a thing, in a verb that only sets it: "put the crowd at 900".

Rule ``estimate``: the content is the thing with its figure; verbs and their prepositions stand in ``estimates.txt``.
Source of the pattern: Quirk et al., A Comprehensive Grammar of the English Language (1985), 16.57.
"""

from __future__ import annotations

from articles.extraction.contents import without_end
from articles.extraction.document import OUTSIDE, Document, Found, Range
from articles.extraction.noun_phrases import source_before
from articles.extraction.types import Mode

_REACH = 10
_FIGURE_WITHIN = 2


def find_estimates(document: Document, found: list[Found]) -> list[Found]:
    """Return the estimates in sentences in which nothing else was found, in the order of the text."""
    first_words, folded = document.language.estimates.phrases.by_first_word, document.words.folded
    taken = {one.sentence for one in found}
    result: list[Found] = []
    for number, sentence in enumerate(document.sentences):
        if number in taken:
            continue
        places = (at for at in range(sentence.first + 1, sentence.last) if folded[at] in first_words)
        one = next((one for at in places if (one := _read(document, number, at))), None)
        if one:
            result.append(one)
    return result


def _read(document: Document, number: int, at: int) -> Found | None:
    sentence, folded = document.sentences[number], document.words.folded
    size, middles = document.language.estimates.match(folded, at, sentence.last)
    if not size or document.inside[at] != OUTSIDE:
        return None
    last = without_end(document, sentence.first, sentence.last)
    middle = tuple(middles[0].split())
    figure = any(
        tuple(folded[word : word + len(middle)]) == middle
        and any(
            mark[0].isdigit() for mark in folded[word + len(middle) : min(last, word + len(middle) + _FIGURE_WITHIN)]
        )
        for word in range(at + size, min(last, at + size + _REACH))
    )
    source = source_before(document, sentence.first, at) if figure else None
    if source is None or at + size >= last:
        return None
    return Found(Range(at + size, last), Mode.INDIRECT, "estimate", number, cue=Range(at, at + size), source=source)
