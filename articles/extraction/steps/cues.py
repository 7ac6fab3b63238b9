"""Step 4: find the words that report, outside quotations."""

from __future__ import annotations

from dataclasses import replace

from articles.extraction.document import OUTSIDE, Document, FoundCue, Range, Sentence
from articles.extraction.types import Stance

_NEGATION_REACH = 2


def find_cues(document: Document) -> Document:
    """Return the document with the cues of each sentence; a negated assertion ("did not say") is none."""
    cues = tuple(tuple(_cues_of(document, number, sentence)) for number, sentence in enumerate(document.sentences))
    return replace(document, cues=cues)


def _cues_of(document: Document, number: int, sentence: Sentence) -> list[FoundCue]:
    words, language = document.words, document.language
    found: list[FoundCue] = []
    at = sentence.first
    while at < sentence.last:
        size = 0 if document.inside[at] != OUTSIDE else language.cue_phrases.match(words.folded, at, sentence.last)
        if not size:
            at += 1
            continue
        cue = language.cues[" ".join(words.folded[at : at + size])]
        negated = cue.stance is Stance.ASSERT and _is_negated(document, sentence, at)
        if not negated and not _is_noun(document, sentence, at):
            found.append(FoundCue(Range(at, at + size), cue, number))
        at += size
    return found


def _is_noun(document: Document, sentence: Sentence, at: int) -> bool:
    """Say whether the word is part of a name or a noun here: "the United States", "her plans"."""
    words = document.words
    if at == sentence.first or document.inside[at - 1] != OUTSIDE:
        return False
    named = words.capital[at] and words.capital[at - 1]
    return named or words.folded[at - 1] in document.language.noun_markers


def _is_negated(document: Document, sentence: Sentence, at: int) -> bool:
    folded = document.words.folded
    before = folded[max(sentence.first, at - _NEGATION_REACH) : at]
    return any(word in document.language.negators for word in before)
