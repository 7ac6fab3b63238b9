"""Step 6d: words under a name: "Ann Lee: Dam Is Safe" in a headline, "LEE: The dam is safe." in a talk.

Rule ``labelled``; what a headline says makes no claim, since the article says it again.
Source: the conventions of headlines and of transcripts in English newspapers.
"""

from __future__ import annotations

from articles.extraction.document import OUTSIDE, Document, Found, Range
from articles.extraction.types import Mode

_LONGEST_LABEL = 5
_SHORTEST_CONTENT = 3
_SHORTEST_NAME = 2
"""Characters of a label that can name somebody."""
_HEADLINE_SHARE = 0.6
"""The least share of words with a capital in a headline."""


def find_labelled(document: Document, found: list[Found]) -> list[Found]:
    """Return the statements under a label in sentences that hold none of ``found``."""
    if not document.language.verbs:
        return []
    held = {one.sentence for one in found}
    result = [_read(document, number) for number in range(len(document.sentences)) if number not in held]
    return [one for one in result if one]


def _read(document: Document, number: int) -> Found | None:
    sentence, words = document.sentences[number], document.words
    colon = next(
        (
            at
            for at in range(sentence.first + 1, min(sentence.last, sentence.first + _LONGEST_LABEL + 1))
            if words.folded[at] == ":"
        ),
        None,
    )
    if colon is None or not all(words.capital[at] for at in range(sentence.first, colon)):
        return None
    last = sentence.last
    while last > colon and words.folded[last - 1] in ".!…":
        last -= 1
    if last - colon - 1 < _SHORTEST_CONTENT or document.inside[sentence.first] != OUTSIDE:
        return None
    label = document.quote(sentence.first, colon)
    speaks = label.isupper()
    if not (speaks or _is_headline(document, colon + 1, last)) or _names_nobody(document, sentence.first, colon):
        return None
    if speaks:
        last = _end_of_talk(document, number, last)
    return Found(
        content=Range(colon + 1, last),
        mode=Mode.INDIRECT,
        rule="labelled",
        sentence=number,
        cue=Range(colon, colon + 1),
        source=Range(sentence.first, colon),
        claimless=not speaks,
    )


def _names_nobody(document: Document, first: int, last: int) -> bool:
    """Say whether a label is a letter ("Q", "A") or a word of the editor's ("CORRECTION")."""
    labels = document.language.editorial_labels
    if any(document.words.folded[at] in labels for at in range(first, last)):
        return True
    return document.words.ends[last - 1] - document.words.starts[first] < _SHORTEST_NAME


def _is_headline(document: Document, first: int, last: int) -> bool:
    plain = [at for at in range(first, last) if document.words.folded[at][0].isalpha()]
    return sum(document.words.capital[at] for at in plain) >= _HEADLINE_SHARE * len(plain)


def _end_of_talk(document: Document, number: int, last: int) -> int:
    paragraph = document.sentences[number].paragraph
    return max([last, *(one.last for one in document.sentences[number : number + 30] if one.paragraph == paragraph)])
