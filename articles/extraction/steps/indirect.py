"""Step 6: reports without quotation marks, and those that hold only a few quoted words.

Rules, with an example each: ``cue_content`` (X mengatakan, content), ``frame`` (Menurut X, content), ``tail`` (content,
kata X; content, X said), ``parenthesis`` (first half, kata X, second half), ``passive`` (Z disebut content), ``relay``
(Seperti dikutip dari X, content), ``coordinated`` (X meragukan Y dan mengatakan content), ``undergone`` (content
dibantah X).
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.extraction.complements import read_complement
from articles.extraction.contents import (
    SentenceReading,
    content_end,
    content_start,
    is_content,
    is_coordinated,
    without_end,
)
from articles.extraction.document import OUTSIDE, Document, Found, FoundCue, Range
from articles.extraction.noun_phrases import is_frame, is_verb, leading_words, source_after, source_before
from articles.extraction.subjects import subject_before
from articles.extraction.types import Mode, Stance
from articles.extraction.verb_groups import read_group

_SHORTEST_QUOTE_FOR_MIXED = 4
_LONGEST_UNDERGONE = 15
_LONGEST_DATE = 5


_BY_COMPLEMENT = frozenset({"both", "before", "strict", "object"})
"""Cues that :mod:`articles.extraction.steps.governed` reads where the language lists what its verbs take."""


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
    reading = SentenceReading(
        number=number,
        first=sentence.first,
        last=without_end(document, sentence.first, sentence.last),
        cues=main if main else relays,
        taken=[one.content for one in quoted],
    )
    if main and relays and relays[-1].words.first > main[-1].words.last:
        reading.last = without_end(document, sentence.first, relays[-1].words.first)
    found: list[Found] = []
    for position, cue in enumerate(reading.cues):
        if cue.words in spent:
            reading.source = next(one.source for one in quoted if one.cue == cue.words)
            continue
        if any(span.first <= cue.words.first < span.last for span in reading.taken) and not is_coordinated(
            document, reading, cue
        ):
            continue
        report = _read_cue(document, reading, cue, position)
        if report and (report.rule == "undergone" or is_content(document, report.content, reading)):
            found.append(_statement(document, reading, cue, report))
            reading.taken.append(report.content)
            reading.source = report.source
    return found


def _read_cue(document: Document, reading: SentenceReading, cue: FoundCue, position: int) -> _Report | None:
    place = cue.cue.place
    if _names_its_object(document, cue):
        return _read_claimant_cue_content(document, reading, cue, position)
    if place == "agent" or (place in _BY_COMPLEMENT and _takes_a_complement(document, reading, cue)):
        return None
    if place == "undergone":
        return _read_undergone(document, reading, cue)
    if place in ("frame", "relay", "bareframe"):
        return _read_frame(document, reading, cue)
    if place in ("after", "bare"):
        return _read_verb_first(document, reading, cue)
    if place == "passive":
        return _read_passive(document, reading, cue, position)
    if place == "finding" and cue.words.last >= reading.last:
        return _read_claimant_first(document, reading, cue)
    if place == "both":
        tail = None
        # "X, alcalde de Y, dijo el lunes que A": the day behind the verb is not who says it.
        if not (document.language.needs_complementiser and content_start(document, reading, cue)):
            tail = _read_verb_first(document, reading, cue) or _read_claimant_first(document, reading, cue)
        if tail:
            return tail
    if any(document.words.folded[at] in document.language.verbs for at in range(cue.words.first, cue.words.last)):
        return None
    return _read_claimant_cue_content(document, reading, cue, position)


def _names_its_object(document: Document, cue: FoundCue) -> bool:
    """Say whether a cue of several words denies or doubts what follows its preposition: "cast doubt on the count"."""
    ends = cue.words.last - 1
    several = ends > cue.words.first and cue.cue.stance is not Stance.ASSERT and cue.cue.place == "object"
    return several and document.language.prepositions.match(document.words.folded, ends, ends + 1) > 0


def _takes_a_complement(document: Document, reading: SentenceReading, cue: FoundCue) -> bool:
    """Say whether a verb with its complement right after it begins or ends with the cue."""
    for at in range(cue.words.first, cue.words.last):
        group = read_group(document, reading.first, at, reading.last)
        if group and read_complement(document, group.verb.takes, group.last, reading.last):
            return True
    return False


def _read_frame(document: Document, reading: SentenceReading, cue: FoundCue) -> _Report | None:
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
    described = folded[after] == "," and after + 1 < reading.last and folded[after + 1] in document.language.relatives
    if described and not is_frame(document, reading.first, cue.words.first):
        return _left_of(document, reading, cue.words.first, source, "tail")
    if folded[after] != ",":
        nearby = next((at for at in range(after, min(after + 10, reading.last)) if folded[at] == ","), None)
        if nearby is None or is_frame(document, reading.first, cue.words.first) is False:
            return _left_of(document, reading, cue.words.first, source, "tail")
        after = nearby
    return _around(document, reading, cue.words.first, after + 1, source, rule)


def _read_verb_first(document: Document, reading: SentenceReading, cue: FoundCue) -> _Report | None:
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
    if after < reading.last and folded[after] == "," and not _is_time(document, after + 1, reading.last):
        return _around(document, reading, cue.words.first, after + 1, source, "parenthesis")
    return _left_of(document, reading, cue.words.first, source, "tail")


def _is_time(document: Document, first: int, last: int) -> bool:
    """Say whether a time, with its date in brackets, is all that follows: "kata X, Selasa (9/5)"."""
    folded = document.words.folded
    size = document.language.times.match(folded, first, last) if first < last else 0
    return size > 0 and (first + size >= last or folded[first + size] == "(") and last - first - size <= _LONGEST_DATE


def _read_claimant_first(document: Document, reading: SentenceReading, cue: FoundCue) -> _Report | None:
    """Read "content, X said" and "first half, X said, second half"."""
    folded = document.words.folded
    source = source_before(document, reading.first, cue.words.first)
    if source is None and document.language.verbs:
        source = subject_before(document, reading.first, cue.words.first)
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
    document: Document, reading: SentenceReading, inserted: int, after: int, source: Range | None, rule: str
) -> _Report | None:
    """Return the content around an inserted attribution: the right half alone when the left only sets the scene."""
    begin = leading_words(document, after, reading.last)
    if is_frame(document, reading.first, inserted):
        return _Report(Range(begin, reading.last), rule, source) if begin < reading.last else None
    first = leading_words(document, reading.first, inserted)
    return _Report(Range(first, reading.last), "parenthesis", source)


def _left_of(
    document: Document, reading: SentenceReading, last: int, source: Range | None, rule: str
) -> _Report | None:
    first = leading_words(document, reading.first, last)
    last = without_end(document, first, last)
    return _Report(Range(first, last), rule, source) if last > first else None


def _read_passive(document: Document, reading: SentenceReading, cue: FoundCue, position: int) -> _Report | None:
    """Read "Z disebut content": nobody is named as the claimant; the content is about Z."""
    subject = source_before(document, reading.first, cue.words.first)
    last = content_end(document, reading, position)
    if subject is None or cue.words.last >= last or not is_verb(document, cue.words.last):
        return None
    if subject.first > reading.first and not is_frame(document, reading.first, subject.first):
        return None
    return _Report(Range(cue.words.last, last), "passive", None, subject)


def _read_undergone(document: Document, reading: SentenceReading, cue: FoundCue) -> _Report | None:
    """Read "Klaim itu dibantah X", "The charge was denied by X": what is denied stands in front, who denies behind."""
    language, folded = document.language, document.words.folded
    first = leading_words(document, reading.first, cue.words.first)
    last = cue.words.first
    while last > first and language.adverbs.match(folded, last - 1, last):
        last -= 1
    after = cue.words.last + (cue.words.last < reading.last and folded[cue.words.last] in language.agent_markers)
    source = source_after(document, after, reading.last) if after < reading.last else None
    if source is None or not 0 < last - first <= _LONGEST_UNDERGONE or "," in folded[first:last]:
        return None
    return _Report(Range(first, last), "undergone", source)


def _read_claimant_cue_content(
    document: Document, reading: SentenceReading, cue: FoundCue, position: int
) -> _Report | None:
    """Read "X mengatakan content", with or without a complementiser."""
    coordinated = is_coordinated(document, reading, cue)
    source = reading.source if coordinated else None
    if source is None:
        source = source_before(document, reading.first, cue.words.first)
        source = _without_first_verb(document, source) if source else None
    if source is None and not _leaves_out_subject(document, reading, cue):
        return None
    begin = content_start(document, reading, cue)
    last = content_end(document, reading, position)
    if begin is None or begin >= last:
        return None
    first = leading_words(document, begin, last) if document.words.folded[begin - 1] == "," else begin
    return _Report(Range(min(first, last - 1), last), "coordinated" if coordinated else "cue_content", source)


def _leaves_out_subject(document: Document, reading: SentenceReading, cue: FoundCue) -> bool:
    """Say whether a sentence begins with the cue and its complementiser: "Añadió que", where a language has it."""
    language, folded = document.language, document.words.folded
    if not language.drops_subject or cue.words.last >= reading.last:
        return False
    opens = leading_words(document, reading.first, cue.words.first) == cue.words.first
    return opens and language.complementisers.match(folded, cue.words.last, reading.last) > 0


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


def _statement(document: Document, reading: SentenceReading, cue: FoundCue, report: _Report) -> Found:
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
