"""Step 3: cut paragraphs into sentences, never inside a quotation, and leave the dateline out."""

from __future__ import annotations

from dataclasses import replace

from articles.extraction.document import OUTSIDE, Document, Sentence

_TERMINAL = frozenset(".!?…")
_CLOSERS = frozenset({*")]\"”»'’", "''"})
_DASHES = frozenset("—–-")
_LONGEST_DATELINE = 8
_LONGEST_SENTENCE = 250
"""No sentence has more words, so that what the later steps do within a sentence stays linear in the text."""
_LONGEST_ATTRIBUTION = 8


def find_sentences(document: Document) -> Document:
    """Return the document with its sentences, and with each quotation's own sentences left to the later steps."""
    sentences: list[Sentence] = []
    for paragraph, (first, last) in enumerate(document.paragraphs):
        begin = _after_dateline(document, first, last)
        for at in range(begin, last):
            if at + 1 < last and not _ends_at(document, at, last) and not _is_too_long(document, begin, at):
                continue
            if at + 1 > begin:
                sentences.append(Sentence(begin, at + 1, paragraph))
            begin = at + 1
    return replace(document, sentences=tuple(sentences))


def _ends_at(document: Document, at: int, last: int) -> bool:
    """Say whether a sentence ends with the word ``at``, which is not the last of its paragraph."""
    words, inside = document.words, document.inside
    quotation = inside[at]
    if quotation != OUTSIDE:
        if at + 1 != document.quotations[quotation].last:
            return False
        return _quotation_ends_sentence(document, quotation, at, last)
    word = words.folded[at]
    if word not in _TERMINAL:
        return word in _CLOSERS and words.folded[at - 1] in _TERMINAL and _starts_sentence(document, at)
    if words.folded[at + 1] in _CLOSERS and inside[at + 1] == OUTSIDE:
        return False
    return _starts_sentence(document, at) and not (word == "." and _is_abbreviated(document, at))


def _is_too_long(document: Document, first: int, at: int) -> bool:
    """Say whether a sentence has to be cut after the word ``at``; a quotation is not cut."""
    number = document.inside[at]
    ends_quotation = number != OUTSIDE and document.quotations[number].last == at + 1
    return at - first >= _LONGEST_SENTENCE and (number == OUTSIDE or ends_quotation)


def _starts_sentence(document: Document, at: int) -> bool:
    words, following = document.words, at + 1
    if words.ends[at] == words.starts[following]:
        return False
    mark = words.folded[following]
    return words.capital[following] or mark[0].isdigit() or not (mark[0].isalnum() or mark in ",;)")


def _is_abbreviated(document: Document, at: int) -> bool:
    before = document.words.folded[at - 1] if at else ""
    glued = at > 0 and document.words.ends[at - 1] == document.words.starts[at]
    if not glued:
        return False
    return before in document.language.abbreviations or (len(before) == 1 and before.isalpha())


def _quotation_ends_sentence(document: Document, number: int, at: int, last: int) -> bool:
    """Say whether a sentence ends with a closing mark: the words before it end one, and no cue follows."""
    words = document.words
    final = words.folded[document.quotations[number].inner_last - 1]
    if final not in _TERMINAL or not _starts_sentence(document, at):
        return False
    if document.inside[at + 1] != OUTSIDE:
        return True
    return final not in "?!" or not _attribution_follows(document, at + 1, last)


def _attribution_follows(document: Document, first: int, last: int) -> bool:
    """Say whether a few words with a cue follow: after ``"Is it so?" Smith said`` the sentence goes on."""
    words = document.words
    for at in range(first, min(last, first + _LONGEST_ATTRIBUTION)):
        size = document.language.cue_phrases.match(words.folded, at, last)
        if size:
            return document.language.cues[" ".join(words.folded[at : at + size])].place in ("both", "after", "bare")
        if words.folded[at] in _TERMINAL or words.folded[at] == ",":
            return False
    return False


def _after_dateline(document: Document, first: int, last: int) -> int:
    """Return the first word after ``MAKASSAR, KOMPAS —`` or ``first`` where no dateline stands."""
    words = document.words
    for at in range(first + 1, min(last - 1, first + _LONGEST_DATELINE)):
        if document.inside[at] != OUTSIDE:
            return first
        word = words.folded[at]
        spaced = words.ends[at - 1] < words.starts[at] or words.ends[at] < words.starts[at + 1] or word != "-"
        if word in _DASHES and spaced:
            return at + 1
        if not (words.capital[at] or word in ",./()" or word[0].isdigit()):
            return first
    return first
