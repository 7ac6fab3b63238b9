"""Step 6: reports without quotation marks, and those that hold only a few quoted words.

Rules, with an example each: ``cue_content`` (X mengatakan, content), ``frame`` (Menurut X, content), ``tail`` (content,
kata X; content, X said), ``parenthesis`` (first half, kata X, second half), ``passive`` (Z disebut content), ``relay``
(Seperti dikutip dari X, content), ``coordinated`` (X meragukan Y dan mengatakan content).
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.extraction.document import OUTSIDE, Document, Found, FoundCue, Range
from articles.extraction.noun_phrases import is_frame, is_verb, leading_words, source_after, source_before
from articles.extraction.types import Kind, Mode

_SHORTEST_CONTENT = 2
_SHORTEST_QUOTE_FOR_MIXED = 4
_FARTHEST_COMPLEMENTISER = 18
_MOST_CUES_AHEAD = 8
_TERMINAL = frozenset(".!?…,;")


@dataclass(slots=True)
class _Sentence:
    """One sentence while its cues are read from left to right."""

    number: int
    first: int
    last: int
    """Exclusive, without the full stop and without a relay that ends the sentence."""
    cues: list[FoundCue]
    taken: list[Range]
    source: Range | None = None
    """The claimant of the cue before, for a coordinated cue."""


@dataclass(frozen=True, slots=True)
class _Report:
    """What a reading of one cue gives."""

    content: Range
    rule: str
    source: Range | None = None
    subject: Range | None = None


def find_indirect(document: Document, quoted: list[Found]) -> list[Found]:
    """Return the indirect and mixed statements of all sentences, beside the quotations already found."""
    by_sentence: dict[int, list[Found]] = {}
    for one in quoted:
        by_sentence.setdefault(one.sentence, []).append(one)
    found: list[Found] = []
    for number, cues in enumerate(document.cues):
        if cues:
            found.extend(_read_sentence(document, number, by_sentence.get(number, [])))
    return found


def _read_sentence(document: Document, number: int, quoted: list[Found]) -> list[Found]:
    sentence = document.sentences[number]
    spent = {one.cue for one in quoted}
    main = [cue for cue in document.cues[number] if cue.cue.place != "relay"]
    relays = [cue for cue in document.cues[number] if cue.cue.place == "relay"]
    reading = _Sentence(
        number=number,
        first=sentence.first,
        last=_without_end(document, sentence.first, sentence.last),
        cues=main if main else relays,
        taken=[one.content for one in quoted],
    )
    if main and relays and relays[-1].words.first > main[-1].words.last:
        reading.last = _without_end(document, sentence.first, relays[-1].words.first)
    found: list[Found] = []
    for position, cue in enumerate(reading.cues):
        if cue.words in spent:
            reading.source = next(one.source for one in quoted if one.cue == cue.words)
            continue
        if any(span.first <= cue.words.first < span.last for span in reading.taken) and not _is_coordinated(
            document, reading, cue
        ):
            continue
        report = _read_cue(document, reading, cue, position)
        if report and _is_content(document, report.content, reading):
            found.append(_statement(document, reading, cue, report))
            reading.taken.append(report.content)
            reading.source = report.source
    return found


def _without_end(document: Document, first: int, last: int) -> int:
    while last > first and document.inside[last - 1] == OUTSIDE and document.words.folded[last - 1] in _TERMINAL:
        last -= 1
    return last


def _read_cue(document: Document, reading: _Sentence, cue: FoundCue, position: int) -> _Report | None:
    place = cue.cue.place
    if place == "agent":
        return None
    if place in ("frame", "relay", "bareframe"):
        return _read_frame(document, reading, cue)
    if place in ("after", "bare"):
        return _read_verb_first(document, reading, cue)
    if place == "passive":
        return _read_passive(document, reading, cue, position)
    if place == "both":
        tail = _read_verb_first(document, reading, cue) or _read_claimant_first(document, reading, cue)
        if tail:
            return tail
    return _read_claimant_cue_content(document, reading, cue, position)


def _read_frame(document: Document, reading: _Sentence, cue: FoundCue) -> _Report | None:
    """Read "Menurut X, content", "content, menurut X" and "first half, menurut X, second half"."""
    folded = document.words.folded
    source: Range | None = None
    after = cue.words.last
    if cue.cue.place != "bareframe":
        source = source_after(document, cue.words.last, reading.last)
        if source is None:
            return None
        after = source.last
    rule = "relay" if cue.cue.place == "relay" else "frame"
    if after >= reading.last:
        return _left_of(document, reading, cue.words.first, source, "relay" if rule == "relay" else "tail")
    if folded[after] != ",":
        nearby = next((at for at in range(after, min(after + 10, reading.last)) if folded[at] == ","), None)
        if nearby is None or is_frame(document, reading.first, cue.words.first) is False:
            return _left_of(document, reading, cue.words.first, source, "tail")
        after = nearby
    return _around(document, reading, cue.words.first, after + 1, source, rule)


def _read_verb_first(document: Document, reading: _Sentence, cue: FoundCue) -> _Report | None:
    """Read "content, kata X" and "first half, kata X, second half"; the word before the cue must be a comma."""
    folded = document.words.folded
    before = cue.words.first - 1
    opens = before < reading.first or folded[before] == ","
    if not opens or (before < reading.first and cue.cue.place == "both"):
        return None
    source: Range | None = None
    after = cue.words.last
    if cue.cue.place not in ("bare", "bareframe"):
        source = source_after(document, cue.words.last, reading.last)
        if source is None:
            return None
        after = source.last
    if after < reading.last and folded[after] == ",":
        return _around(document, reading, cue.words.first, after + 1, source, "parenthesis")
    return _left_of(document, reading, cue.words.first, source, "tail")


def _read_claimant_first(document: Document, reading: _Sentence, cue: FoundCue) -> _Report | None:
    """Read "content, X said" and "first half, X said, second half"."""
    folded = document.words.folded
    source = source_before(document, reading.first, cue.words.first)
    if source is None or source.first - 1 < reading.first or folded[source.first - 1] != ",":
        return None
    after = cue.words.last
    if after < reading.last and folded[after] == ",":
        if is_frame(document, reading.first, source.first):
            return None
        return _around(document, reading, source.first, after + 1, source, "parenthesis")
    if after >= reading.last or is_frame(document, after, reading.last):
        if is_frame(document, reading.first, source.first) and after < reading.last:
            return None
        return _left_of(document, reading, source.first, source, "tail")
    return None


def _around(
    document: Document, reading: _Sentence, inserted: int, after: int, source: Range | None, rule: str
) -> _Report | None:
    """Return the content around an inserted attribution: the right half alone when the left only sets the scene."""
    begin = leading_words(document, after, reading.last)
    if is_frame(document, reading.first, inserted):
        return _Report(Range(begin, reading.last), rule, source) if begin < reading.last else None
    first = leading_words(document, reading.first, inserted)
    return _Report(Range(first, reading.last), "parenthesis", source)


def _left_of(document: Document, reading: _Sentence, last: int, source: Range | None, rule: str) -> _Report | None:
    first = leading_words(document, reading.first, last)
    last = _without_end(document, first, last)
    return _Report(Range(first, last), rule, source) if last > first else None


def _read_passive(document: Document, reading: _Sentence, cue: FoundCue, position: int) -> _Report | None:
    """Read "Z disebut content": nobody is named as the claimant; the content is about Z."""
    subject = source_before(document, reading.first, cue.words.first)
    last = _content_end(document, reading, position)
    if subject is None or cue.words.last >= last or not is_verb(document, cue.words.last):
        return None
    if subject.first > reading.first and not is_frame(document, reading.first, subject.first):
        return None
    return _Report(Range(cue.words.last, last), "passive", None, subject)


def _read_claimant_cue_content(document: Document, reading: _Sentence, cue: FoundCue, position: int) -> _Report | None:
    """Read "X mengatakan content", with or without a complementiser."""
    coordinated = _is_coordinated(document, reading, cue)
    source = reading.source if coordinated else None
    if source is None:
        source = source_before(document, reading.first, cue.words.first)
        source = _without_first_verb(document, source) if source else None
    if source is None:
        return None
    begin = _content_start(document, reading, cue)
    last = _content_end(document, reading, position)
    if begin is None or begin >= last:
        return None
    first = leading_words(document, begin, last) if document.words.folded[begin - 1] == "," else begin
    return _Report(Range(min(first, last - 1), last), "coordinated" if coordinated else "cue_content", source)


def _is_coordinated(document: Document, reading: _Sentence, cue: FoundCue) -> bool:
    """Say whether a coordinator stands before the cue, so that it shares the claimant of the cue before."""
    language, folded = document.language, document.words.folded
    if reading.source is None:
        return False
    for at in range(cue.words.first - 1, max(reading.first, cue.words.first - 4), -1):
        if folded[at] in language.coordinators:
            return True
        if not language.adverbs.match(folded, at, cue.words.first):
            return False
    return False


def _without_first_verb(document: Document, source: Range) -> Range | None:
    """Return the phrase up to its first verb: "Gubernur X menemui warga dan" (berjanji ...) is about Gubernur X."""
    for at in range(source.first + 1, source.last):
        before = document.words.folded[at - 1]
        if is_verb(document, at) and before not in document.language.relatives:
            if before in document.language.prepositions.by_first_word or document.words.capital[at]:
                continue
            coordinated = document.words.folded[source.last - 1] in document.language.coordinators
            return Range(source.first, at) if coordinated else source
    if document.words.folded[source.last - 1] in document.language.coordinators:
        return None
    return source


def _content_start(document: Document, reading: _Sentence, cue: FoundCue) -> int | None:
    """Return where the content begins after a cue, or ``None`` where the cue reports nothing."""
    language, folded = document.language, document.words.folded
    at = cue.words.last
    if at >= reading.last:
        return None
    size = language.complementisers.match(folded, at, reading.last)
    if size:
        return at + size
    if folded[at] in ",:":
        size = language.complementisers.match(folded, at + 1, reading.last)
        return at + 1 + size
    if cue.cue.kind is Kind.INTENTION and folded[at] in language.infinitive_markers:
        return at
    return _after_addressee(document, reading, cue, at) or _start_without_complementiser(document, reading, cue, at)


def _after_addressee(document: Document, reading: _Sentence, cue: FoundCue, at: int) -> int | None:
    """Return the word after a complementiser that stands behind whom, where or when it was said."""
    language, folded = document.language, document.words.folded
    inserted = language.prepositions.match(folded, at, reading.last) or language.times.match(folded, at, reading.last)
    if not inserted and cue.cue.place != "strict":
        return None
    next_cue = next((later.words.first for later in reading.cues if later.words.first > at), reading.last)
    for later in range(at + 1, min(next_cue, at + _FARTHEST_COMPLEMENTISER)):
        if folded[later] == ";" or document.inside[later] != OUTSIDE:
            return None
        if folded[later] in language.clear_complementisers:
            return later + 1
    return None


def _start_without_complementiser(document: Document, reading: _Sentence, cue: FoundCue, at: int) -> int | None:
    language, folded = document.language, document.words.folded
    if cue.cue.place == "strict":
        return None
    opens = language.prepositions.match(folded, at, reading.last) or language.times.match(folded, at, reading.last)
    if opens and cue.cue.place == "before":
        return next((later + 1 for later in range(at, reading.last) if folded[later] == ","), None)
    if cue.cue.place == "both" and not _has_predicate(document, at, reading.last):
        return None
    return at


def _has_predicate(document: Document, first: int, last: int) -> bool:
    return any(is_verb(document, at) for at in range(first, min(last, first + 30)))


def _content_end(document: Document, reading: _Sentence, position: int) -> int:
    """Return where the content of a cue ends: before a coordinated cue or a quotation with a cue of its own."""
    language, folded = document.language, document.words.folded
    cue = reading.cues[position]
    last = reading.last
    for span in reading.taken:
        if cue.words.last < span.first < last:
            last = _without_end(document, cue.words.last, span.first - 1)
    for later in reading.cues[position + 1 : position + 1 + _MOST_CUES_AHEAD]:
        at = later.words.first - 1
        while at > cue.words.last and language.adverbs.match(folded, at, later.words.first):
            at -= 1
        if (
            cue.words.last < at < last
            and folded[at] in language.coordinators
            and later.cue.place not in ("after", "bare")
        ):
            return _without_end(document, cue.words.last, at)
    return last


def _is_content(document: Document, content: Range, reading: _Sentence) -> bool:
    """Say whether a stretch can be what somebody reports: not a pointer back, not a bare word or two."""
    language, folded = document.language, document.words.folded
    if content.last - content.first < _SHORTEST_CONTENT:
        return False
    size = language.back_pointers.match(folded, content.first, content.last)
    if size and (content.first + size >= content.last or not _has_predicate(document, content.first, content.last)):
        return False
    if size >= 2 and not is_verb(document, min(content.first + size, content.last - 1)):
        return False
    return not any(
        span.first < content.last and content.first < span.last and span.last - span.first > 2 and span != content
        for span in reading.taken
        if span.first >= content.first
    )


def _statement(document: Document, reading: _Sentence, cue: FoundCue, report: _Report) -> Found:
    quoted = sum(
        document.quotations[number].inner_last - document.quotations[number].inner_first >= _SHORTEST_QUOTE_FOR_MIXED
        for number in {document.inside[at] for at in range(report.content.first, report.content.last)}
        if number != OUTSIDE
    )
    return Found(
        content=report.content,
        mode=Mode.MIXED if quoted else Mode.INDIRECT,
        rule=report.rule,
        sentence=reading.number,
        cue=cue.words,
        source=report.source,
        subject=report.subject,
        stance=cue.cue.stance,
        kind=cue.cue.kind,
        attribution_unclear=report.source is None and report.rule == "passive",
    )
