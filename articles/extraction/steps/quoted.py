"""Step 5: quotations with the cue and the claimant that stand beside them.

Rules, with an example each: ``quotation_cue`` ("A," kata X), ``quotation_claimant_cue`` ("A," X said),
``cue_quotation`` (X mengatakan, "A"), ``interrupted_quotation`` ("A," kata X, "B").
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from articles.extraction.document import OUTSIDE, Document, Found, FoundCue, Quotation, Range
from articles.extraction.noun_phrases import leading_words, source_after, source_before
from articles.extraction.subjects import subject_before
from articles.extraction.types import Mode

_FARTHEST_CUE = 16
_SHORTEST_SECOND = 4
_LONGEST_GAP = 6
_PAUSES = frozenset(",.!?…—–-")


@dataclass(frozen=True, slots=True)
class _Attribution:
    cue: FoundCue
    source: Range | None
    rule: str
    last: int
    """The word after the attribution, from where a second half of the quotation may follow."""


def find_quoted(document: Document) -> list[Found]:
    """Return the statements whose quotation stands right before or after a cue."""
    found: list[Found] = []
    by_sentence = _quotations_by_sentence(document)
    for number, quotations in by_sentence.items():
        attribution: _Attribution | None = None
        for quotation in quotations:
            own = _after(document, number, quotation) or _before(document, number, quotation)
            own = own or _from_sentence_before(document, number, quotation)
            if own:
                attribution = own
                found.append(_statement(document, number, quotation, own))
            elif attribution and _is_second_half(document, quotation, attribution):
                again = replace(attribution, rule="interrupted_quotation")
                found.append(_statement(document, number, quotation, again))
    return found


def _quotations_by_sentence(document: Document) -> dict[int, list[Quotation]]:
    grouped: dict[int, list[Quotation]] = {}
    sentence = 0
    for quotation in document.quotations:
        while sentence < len(document.sentences) and document.sentences[sentence].last <= quotation.first:
            sentence += 1
        if sentence < len(document.sentences) and document.sentences[sentence].first <= quotation.first:
            grouped.setdefault(sentence, []).append(quotation)
    return grouped


def _after(document: Document, number: int, quotation: Quotation) -> _Attribution | None:
    """Return the attribution right after a quotation."""
    folded, limit = document.words.folded, document.sentences[number].last
    begin = quotation.last
    paused = folded[quotation.inner_last - 1] in _PAUSES
    while begin < limit and folded[begin] in ",—–-":
        begin, paused = begin + 1, True
    cue = next((cue for cue in document.cues[number] if cue.words.first >= begin), None)
    if cue is None or cue.words.first - begin > _FARTHEST_CUE:
        return None
    if any(document.inside[at] != OUTSIDE for at in range(begin, cue.words.first)):
        return None
    if cue.words.first == begin:
        return _verb_first(document, cue, limit)
    if not paused or cue.cue.place not in ("both", "before", "strict", "object"):
        return None
    source = source_before(document, begin, cue.words.first)
    if source is None and document.language.verbs:
        source = subject_before(document, begin, cue.words.first)
    if source is None or any(folded[at] == "," for at in range(begin, source.first)):
        return None
    return _Attribution(cue, source, "quotation_claimant_cue", cue.words.last)


def _verb_first(document: Document, cue: FoundCue, limit: int) -> _Attribution | None:
    if cue.cue.place in ("bare", "bareframe"):
        return _Attribution(cue, None, "quotation_cue", cue.words.last)
    if cue.cue.place not in ("after", "both", "frame"):
        return None
    source = source_after(document, cue.words.last, limit)
    if source is None:
        left_out = document.language.drops_subject and cue.cue.place == "both"
        return _Attribution(cue, None, "quotation_cue", cue.words.last) if left_out else None
    return _Attribution(cue, source, "quotation_cue", source.last)


def _before(document: Document, number: int, quotation: Quotation) -> _Attribution | None:
    """Return the attribution right before a quotation."""
    sentence, folded = document.sentences[number], document.words.folded
    cue = next((cue for cue in reversed(document.cues[number]) if cue.words.last <= quotation.first), None)
    if (
        cue is None
        or cue.cue.place == "agent"
        or not _only_a_pause(document, cue.words.last, quotation.first, cue.cue.place)
    ):
        return None
    if cue.cue.place in ("frame", "relay"):
        source = source_after(document, cue.words.last, quotation.first)
    elif cue.cue.place in ("bare", "bareframe"):
        source = None
    else:
        source = source_before(document, sentence.first, cue.words.first)
        if source is None and cue.cue.place != "both":
            return None
    if source is None and cue.cue.place not in ("bare", "bareframe") and folded[quotation.first - 1] != ":":
        return None
    return _Attribution(cue, source, "cue_quotation", quotation.first)


def _from_sentence_before(document: Document, number: int, quotation: Quotation) -> _Attribution | None:
    """Return the attribution of a paragraph that ends in a colon, for the quotation that opens the next one."""
    if number == 0 or quotation.first != document.sentences[number].first:
        return None
    before, cues = document.sentences[number - 1], document.cues[number - 1]
    if document.words.folded[before.last - 1] != ":" or not cues or before.last - cues[-1].words.last > _FARTHEST_CUE:
        return None
    source = source_before(document, before.first, cues[-1].words.first)
    return _Attribution(cues[-1], source, "cue_quotation", quotation.first) if source else None


def _only_a_pause(document: Document, first: int, last: int, place: str) -> bool:
    """Say whether between cue and quotation stand only a pause, a complementiser and a few words up to the pause."""
    language, folded = document.language, document.words.folded
    if any(document.inside[at] != OUTSIDE for at in range(first, last)):
        return False
    if place in ("frame", "relay"):
        return last - first <= _FARTHEST_CUE and folded[last - 1] == ","
    end = last
    while end > first and folded[end - 1] in ",:":
        end -= 1
    if end == first:
        return True
    size = language.complementisers.match(folded, first, end)
    return size == end - first or (end < last and end - first <= _LONGEST_GAP)


def _statement(document: Document, number: int, quotation: Quotation, attribution: _Attribution) -> Found:
    sentence = document.sentences[number]
    content = Range(quotation.inner_first, quotation.inner_last)
    mode = Mode.DIRECT
    if attribution.rule == "cue_quotation":
        end = _sentence_end(document, sentence.last)
        if end > quotation.last + 1 and not _is_attributed_later(document, number, quotation.last):
            content, mode = Range(quotation.inner_first, end), Mode.MIXED
    elif attribution.rule != "interrupted_quotation":
        begin = leading_words(document, sentence.first, quotation.first)
        plain = begin < quotation.first and all(document.inside[at] == OUTSIDE for at in range(begin, quotation.first))
        if plain and document.words.folded[quotation.first - 1] not in ",:.":
            content, mode = Range(begin, quotation.last), Mode.MIXED
    cue = attribution.cue
    return Found(
        content=content,
        mode=mode,
        rule=attribution.rule,
        sentence=number,
        cue=cue.words,
        source=attribution.source,
        stance=cue.cue.stance,
        kind=cue.cue.kind,
    )


def _is_attributed_later(document: Document, number: int, first: int) -> bool:
    return any(cue.words.first >= first for cue in document.cues[number])


def _sentence_end(document: Document, last: int) -> int:
    while last > 0 and document.words.folded[last - 1] in ".!?…,":
        last -= 1
    return last


def _is_second_half(document: Document, quotation: Quotation, attribution: _Attribution) -> bool:
    if quotation.first < attribution.last or quotation.inner_last - quotation.inner_first < _SHORTEST_SECOND:
        return False
    return document.words.folded[quotation.first - 1] in ",.:;—–"
