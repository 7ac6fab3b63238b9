"""Step 12: the names, figures and dates in each proposition, with what they stand for.

Rules for names: a run of capitals is a person after a role or where the article has the person speak, an organisation
by its head ("Bank ...", "... University") or as an acronym, a place after "di"/"in" or by the lists; short forms and
surnames of who speaks stand for the full name. Two to four capitals of which nothing tells are a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from articles.extraction.dates import find_dates
from articles.extraction.document import Document, Found, Proposition, Range
from articles.extraction.figures import find_figures
from articles.extraction.names import is_acronym
from articles.extraction.types import ClaimantKind, Mention, MentionKind

_LONGEST_NAME = 12
_SHORTEST_PERSON, _LONGEST_PERSON = 2, 4
_KINDS = {
    ClaimantKind.PERSON: MentionKind.PERSON,
    ClaimantKind.ORGANISATION: MentionKind.ORGANISATION,
    ClaimantKind.OUTLET: MentionKind.ORGANISATION,
    ClaimantKind.COUNTRY: MentionKind.PLACE,
}

_Known = dict[str, tuple[str, MentionKind]]


def find_mentions(document: Document, found: list[Found], propositions: list[Proposition]) -> list[Proposition]:
    """Return the propositions with their mentions, in the order of the text."""
    known = _claimants(found)
    return [replace(one, mentions=_mentions(document, found[one.statement], one, known)) for one in propositions]


def _claimants(found: list[Found]) -> _Known:
    """Return, by each name in lower case, the full name and kind of who speaks in the article."""
    known: _Known = {}
    for claimant in {one.claimant: None for one in found if one.claimant}:
        kind = _KINDS.get(claimant.kind)
        if kind:
            for name in (claimant.name, *claimant.aliases):
                known.setdefault(name.lower(), (claimant.name, kind))
    return _single_names(found) | known


def _single_names(found: list[Found]) -> _Known:
    """Return each word of the names of the people who speak that only one of them has: "Castle" is Owen Castle."""
    people = {one.claimant.name for one in found if one.claimant and one.claimant.kind is ClaimantKind.PERSON}
    words = [(word.lower(), name) for name in people if " " in name for word in name.split() if len(word) > 2]
    counts = Counter(word for word, _ in words)
    return {word: (name, MentionKind.PERSON) for word, name in words if counts[word] == 1}


def _mentions(document: Document, one: Found, proposition: Proposition, known: _Known) -> tuple[Mention, ...]:
    content, sentence = proposition.content, document.sentences[one.sentence]
    dates = find_dates(document, content, Range(sentence.first, sentence.last))
    figures = find_figures(document, content, [date.words for date in dates])
    inserted = [part for part in (one.cue, one.source) if part and content.first <= part.first < content.last]
    taken = [date.words for date in dates] + [figure.words for figure in figures] + inserted
    found = [(date.words, MentionKind.DATE, date.value, "") for date in dates]
    found += [(figure.words, figure.kind, figure.value, figure.unit) for figure in figures]
    found += [(name.words, name.kind, name.value, "") for name in _names(document, content, taken, known)]
    found.sort(key=lambda part: part[0].first)
    return tuple(Mention(kind, document.span(at.first, at.last), value, unit) for at, kind, value, unit in found)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as word numbers."""

    words: Range
    kind: MentionKind
    value: str


def _names(document: Document, content: Range, taken: list[Range], known: _Known) -> Iterator[_Name]:
    occupied = {at for part in taken for at in range(part.first, part.last)}
    at = content.first
    while at < content.last:
        if not document.words.capital[at]:
            at += 1
            continue
        word = document.words.folded[at]
        opener = word in document.language.function_words or word in document.language.determiners
        opener = opener or bool(document.language.clock_words.match(document.words.folded, at, content.last))
        last = at if opener else _run_end(document, content, at, occupied)
        if last > at:
            name = _read(document, content, Range(at, last), known)
            if name:
                yield name
        at = max(last, at + 1)


def _run_end(document: Document, content: Range, first: int, occupied: set[int]) -> int:
    """Return the word after a run of capitals; in an organisation's name "dan", "of" and the like go on."""
    language, words = document.language, document.words
    at = first
    organisation = False
    while at < content.last and at - first < _LONGEST_NAME and at not in occupied:
        word = words.folded[at]
        head = language.organisations.match(words.folded, at, content.last)
        if words.capital[at] and word not in language.months and word not in language.weekdays:
            organisation = organisation or bool(head)
        elif not (organisation and at > first and word in language.name_links and _goes_on(document, content, at + 1)):
            break
        at += 1
    return at


def _goes_on(document: Document, content: Range, at: int) -> bool:
    """Say whether a capital that begins no other organisation stands at a word."""
    language, words = document.language, document.words
    if at >= content.last or not words.capital[at]:
        return False
    return not language.organisations.match(words.folded, at, content.last) and not is_acronym(document, at)


def _read(document: Document, content: Range, run: Range, known: _Known) -> _Name | None:
    """Return what a run of capitals names, or ``None``."""
    words = document.words
    first, roles = _after_roles(document, run)
    if first >= run.last:
        return None
    name = Range(first, run.last)
    text = document.quote(first, run.last)
    folded = " ".join(words.folded[first : run.last])
    if folded in known:
        return _Name(name, known[folded][1], known[folded][0])
    kind, value = _listed(document, content, name, folded)
    if kind:
        return _Name(name, kind, value or " ".join(text.split()))
    if roles or _SHORTEST_PERSON <= run.last - first <= _LONGEST_PERSON:
        return _Name(name, MentionKind.PERSON, " ".join(text.split()))
    return None


def _after_roles(document: Document, run: Range) -> tuple[int, bool]:
    """Return where the name begins after the roles that open a run, or stand right before it, and whether any does."""
    language, folded = document.language, document.words.folded
    first = run.first
    found = run.first > 0 and bool(language.roles.match(folded, run.first - 1, run.first))
    size = language.roles.match(folded, first, run.last)
    while size:
        found = True
        first += size
        size = language.roles.match(folded, first, run.last) if first < run.last else 0
    return first, found


def _listed(document: Document, content: Range, name: Range, folded: str) -> tuple[MentionKind | None, str]:
    """Return the kind and full name that the word lists and the word before tell; ``None`` where they tell nothing."""
    language, words = document.language, document.words
    full = language.names.get(folded, "")
    if folded in language.countries or full.lower() in language.countries:
        return MentionKind.PLACE, full
    heads = (language.organisations, language.outlets, language.governments)
    inside = any(head.match(words.folded, at, name.last) for head in heads for at in range(name.first, name.last))
    if (inside and name.last - name.first > 1) or any(
        head.match(full.lower().split(), 0, len(full.split())) for head in heads if full
    ):
        return MentionKind.ORGANISATION, full
    placed = name.first > content.first and words.folded[name.first - 1] in language.place_markers
    if placed or all(words.folded[at] in language.places for at in range(name.first, name.last)):
        return MentionKind.PLACE, full
    if words.folded[name.first] in language.place_markers and name.last - name.first > 1:
        return MentionKind.PLACE, full
    acronym = name.last - name.first == 1 and is_acronym(document, name.first)
    return (MentionKind.ORGANISATION, full) if acronym else (None, "")
