"""Step 6b: reports read by what a verb takes: a clause, an infinitive, an object, a prepositional object.

Rules, with an example each: ``cue_content`` (X has long argued that A; X refused to A) and ``governed_object``
(X criticised A; X called for A), whose content only names what is meant, and ``impersonal`` (X was accused of A; X is
expected to A; X seems to A; A was criticised by X). A content that is only named, wanted or not
said ("did not say that A") makes no claim.
"""

from __future__ import annotations

from articles.extraction.complements import Complement, Taken, content_end, read_complement
from articles.extraction.document import OUTSIDE, Document, Found, Range
from articles.extraction.noun_phrases import leading_words, source_after
from articles.extraction.subjects import governing_subject, noun_phrase_before, subject_after_pause, subject_before
from articles.extraction.topics import first_match
from articles.extraction.types import Kind, Mode, Stance
from articles.extraction.verb_groups import Shape, VerbGroup, is_adverb, read_group

_SHORTEST_QUOTE_FOR_MIXED = 4
_AFTER_PASSIVE = frozenset({"of", "as", "to", "that", "for"})
_AFTER_COMING_UP = frozenset({"at", "in", "on", ","})
"""After "appeared" they tell where somebody came, and that nobody believes anything."""


def find_governed(document: Document, found: list[Found]) -> list[Found]:
    """Return the statements that ``found`` does not hold yet, in the order of the text."""
    if not document.language.verbs:
        return []
    by_sentence: dict[int, list[Found]] = {}
    for one in found:
        by_sentence.setdefault(one.sentence, []).append(one)
    result: list[Found] = []
    for number in range(len(document.sentences)):
        result.extend(_read_sentence(document, number, by_sentence.get(number, [])))
    return result


def _read_sentence(document: Document, number: int, known: list[Found]) -> list[Found]:
    sentence = document.sentences[number]
    folded, verbs = document.words.folded, document.language.verbs
    spent = {at for one in known if one.cue for at in range(one.cue.first, one.cue.last)}
    result: list[Found] = []
    for at in range(sentence.first, sentence.last):
        if folded[at] not in verbs or at in spent or document.inside[at] != OUTSIDE:
            continue
        if any(one.content.first <= at < one.content.last for one in known + result):
            continue
        group = read_group(document, sentence.first, at, sentence.last)
        if group is None:
            continue
        one = _read_group(document, number, group, sentence.first, sentence.last, known + result)
        if one:
            result.append(one)
    return result


def _read_group(
    document: Document, number: int, group: VerbGroup, first: int, last: int, known: list[Found]
) -> Found | None:
    if group.shape is Shape.PASSIVE or "seeming" in group.verb.takes:
        return _read_impersonal(document, number, group, first, last)
    if group.shape in (Shape.PARTICIPLE, Shape.INFINITIVE):
        return None
    source: Range | None
    opening = _opening_participle(document, group, first, last)
    if opening:
        last, source = opening
    else:
        source = _source(document, group, first, known)
        last = _clause_end(document, group, source, first, last)
    complement = read_complement(document, group.verb.takes, group.last, last)
    if complement is None or source is None:
        return None
    return _statement(document, number, group, source, complement)


def _read_impersonal(document: Document, number: int, group: VerbGroup, first: int, last: int) -> Found | None:
    """Read "X was accused of A", "X is expected to A", "X seems to A", whose claimant is not named."""
    folded = document.words.folded
    subject = subject_before(document, first, group.first)
    if subject is None or group.last >= last or group.shape in (Shape.ING, Shape.PARTICIPLE, Shape.INFINITIVE):
        return None
    content, source = None, None
    if group.shape is Shape.PASSIVE and folded[group.last] == "by":
        source = source_after(document, group.last + 1, last)
        content = subject if source else None
    elif group.shape is not Shape.PASSIVE or folded[group.last] in _AFTER_PASSIVE:
        content = Range(subject.first, content_end(document, group.last, last, Taken.INFINITIVE))
    if content is None or folded[group.last] in _AFTER_COMING_UP:
        return None
    return Found(
        content=content,
        mode=Mode.INDIRECT,
        rule="impersonal",
        sentence=number,
        cue=Range(group.at, group.last),
        source=source,
        stance=group.verb.stance,
        kind=group.verb.kind,
        attribution_unclear=source is None,
        claimless=True,
    )


def _opening_participle(document: Document, group: VerbGroup, first: int, last: int) -> tuple[int, Range] | None:
    """Return where the participle clause that opens a sentence ends, and the subject that it shares."""
    if group.shape is not Shape.ING or leading_words(document, first, group.first) < group.first - 1:
        return None
    return subject_after_pause(document, group.last, last)


def _clause_end(document: Document, group: VerbGroup, source: Range | None, first: int, last: int) -> int:
    """Return where the clause of a verb can end at the latest: at the comma when it is one that opens the sentence."""
    folded, language = document.words.folded, document.language
    begin = source.first if source else group.first
    if begin <= first or not language.subordinators.match(folded, begin - 1, begin):
        return last
    if leading_words(document, first, begin - 1) < begin - 1 and folded[begin - 2] != ",":
        return last
    commas = (at for at in range(group.last + 1, last) if folded[at] == "," and document.inside[at] == OUTSIDE)
    return next(commas, last)


def _source(document: Document, group: VerbGroup, first: int, known: list[Found]) -> Range | None:
    folded, language = document.words.folded, document.language
    before = group.first - 1
    while before >= first and is_adverb(document, before):
        before -= 1
    word = folded[before] if before >= first else ""
    if group.shape is Shape.FINITE and word not in language.coordinators:
        return subject_before(document, first, group.first)
    if group.shape is Shape.ING and word and word not in ",—–" and word not in language.coordinators:
        opens = word in language.prepositions.by_first_word or word in language.subordinators.by_first_word
        if not opens:
            return noun_phrase_before(document, first, before + 1)
    earlier = [
        one for one in known if one.source and one.cue and one.cue.last <= group.first and first <= one.cue.first
    ]
    if earlier and word and (word in "," or word in language.coordinators):
        return max(earlier, key=lambda one: one.cue.first if one.cue else 0).source
    return governing_subject(document, first, group.first)


def _statement(document: Document, number: int, group: VerbGroup, source: Range, complement: Complement) -> Found:
    content = complement.content
    quoted = sum(
        document.quotations[one].inner_last - document.quotations[one].inner_first >= _SHORTEST_QUOTE_FOR_MIXED
        for one in {document.inside[at] for at in range(content.first, content.last)}
        if one != OUTSIDE
    )
    return Found(
        content=content,
        mode=Mode.MIXED if quoted else Mode.INDIRECT,
        rule="governed_object" if complement.taken is Taken.OBJECT else "cue_content",
        sentence=number,
        cue=Range(group.at, group.last),
        source=source,
        stance=group.verb.stance,
        kind=group.verb.kind,
        claimless=_is_claimless(group, complement.taken) and not _says_something(document, group, content),
    )


def _is_claimless(group: VerbGroup, taken: Taken) -> bool:
    """Say whether the content is only named, wanted or not said; what is doubted or denied always makes a claim."""
    if group.negated:
        return True
    only_named = taken is Taken.OBJECT or (taken is Taken.INFINITIVE and group.verb.kind is Kind.BELIEF)
    return only_named and group.verb.stance is Stance.ASSERT


def _says_something(document: Document, group: VerbGroup, content: Range) -> bool:
    """Say whether a bare object can be checked: it calls something false, or a finding gives a figure."""
    folded = document.words.folded[content.first : content.last]
    finding = group.verb.kind is Kind.ASSERTION and not group.negated
    return bool(first_match(document.language.falsities, folded)) or (
        finding and any(word[0].isdigit() for word in folded)
    )
