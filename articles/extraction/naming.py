"""Read the plain name out of a claimant's noun phrase: "Menteri Keuangan Sri Mulyani" is Sri Mulyani.

Source: the order of role, affiliation and name in Indonesian (role, affiliation, name) and English news (role, name;
name, role of affiliation); annotation guideline: a claimant's name is its fullest plain form, without role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.extraction.document import Document, Range
from articles.extraction.language import Language
from articles.extraction.types import ClaimantKind

_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of a claimant: its verbatim phrase, the plain name in it, and the words that describe it."""

    text: str
    name: str
    kind: ClaimantKind
    descriptors: frozenset[str]
    points_back: bool = False
    """True for "kantor berita itu" and "the agency": the name was given before."""


def read_mention(document: Document, phrase: Range, places: frozenset[str]) -> Mention:
    """Return the mention that a claimant's noun phrase is; ``places`` are the article's own place words."""
    language, folded = document.language, document.words.folded
    text = document.quote(phrase.first, phrase.last)
    descriptors = describing_words(language, folded[phrase.first : phrase.last])
    country = country_of(document, phrase)
    if country:
        return Mention(text, country, ClaimantKind.COUNTRY, descriptors)
    if _points_back(document, phrase):
        kind = _kind(document, phrase, phrase)
        return Mention(text, _plain(document, phrase), kind, descriptors, points_back=True)
    name = name_range(document, phrase, places)
    kind = _kind(document, phrase, name)
    plain = _plain(document, name)
    if kind is not ClaimantKind.PERSON:
        plain = language.names.get(plain.lower(), plain) if plain.lower() in language.countries else plain
    return Mention(text, plain, kind, descriptors)


def describing_words(language: Language, words: Sequence[str]) -> frozenset[str]:
    """Return the words that describe a claimant: no marks, no function words, short forms spelt out."""
    kept: set[str] = set()
    for word in words:
        if not word[0].isalnum() or word in language.demonstratives or word in language.determiners:
            continue
        kept.update(language.names.get(word, word).lower().split())
    return frozenset(kept - language.function_words)


def country_of(document: Document, phrase: Range) -> str:
    """Return the country that a phrase names, by itself or through its government; empty for none."""
    language, words = document.language, document.words
    kept: list[int] = []
    at = phrase.first
    while at < phrase.last:
        size = language.governments.match(words.folded, at, phrase.last)
        if not size:
            if words.folded[at] not in language.determiners:
                kept.append(at)
            size = 1
        at += size
    if not kept or len(kept) > 3 or kept[-1] - kept[0] != len(kept) - 1:
        return ""
    name = document.quote(kept[0], kept[-1] + 1).rstrip(".")
    full = language.names.get(name.lower(), name)
    return full if full.lower() in language.countries else ""


def name_range(document: Document, phrase: Range, places: frozenset[str]) -> Range:
    """Return the part of a phrase that is the bare name, or the phrase without its data words."""
    parts = _parts(document, phrase)
    if len(parts) > 1:
        bare = [part for part in parts if _is_bare_name(document, part, places)]
        described = [part for part in parts if part not in bare]
        if bare and described:
            return bare[0] if not _is_bare_name(document, parts[0], places) else parts[0]
        if parts[0] in described and document.words.folded[parts[1].first] not in document.language.coordinators:
            phrase = parts[0] if _has_role(document, parts[1]) else phrase
    after_role = _after_last_role(document, phrase)
    if after_role:
        return after_role
    start = _after_last_affiliation(document, phrase, places)
    if start < phrase.last and _has_role(document, phrase):
        return Range(start, phrase.last)
    return _without_data_words(document, phrase)


def _parts(document: Document, phrase: Range) -> list[Range]:
    folded = document.words.folded
    cuts = [phrase.first - 1, *(at for at in range(phrase.first, phrase.last) if folded[at] == ","), phrase.last]
    return [Range(left + 1, right) for left, right in pairwise(cuts) if left + 1 < right]


def _heads(document: Document, at: int, last: int) -> int:
    language, folded = document.language, document.words.folded
    heads = (language.roles, language.organisations, language.governments, language.outlets)
    return max(head.match(folded, at, last) for head in heads)


def _is_bare_name(document: Document, part: Range, places: frozenset[str]) -> bool:
    words = document.words
    if part.last - part.first > _LONGEST_NAME or words.folded[part.last - 1] in places:
        return False
    return all(words.capital[at] and not _heads(document, at, part.last) for at in range(part.first, part.last))


def _has_role(document: Document, phrase: Range) -> bool:
    roles, folded = document.language.roles, document.words.folded
    return any(roles.match(folded, at, phrase.last) for at in range(phrase.first, phrase.last))


def _after_last_role(document: Document, phrase: Range) -> Range | None:
    """Return the run of capitals right after an English-style role: "Mayor Ann Lee of Marsh"."""
    language, words = document.language, document.words
    if not language.verb_endings:
        return None
    begin = next(
        (
            at + size
            for at in range(phrase.last - 1, phrase.first - 1, -1)
            if (size := language.roles.match(words.folded, at, phrase.last))
            and at + size < phrase.last
            and words.capital[at + size]
        ),
        None,
    )
    if begin is None:
        begin = phrase.first
        if not words.capital[begin] or _heads(document, begin, phrase.last):
            return None
    while begin + 1 < phrase.last and words.folded[begin] == ".":
        begin += 1
    end = begin
    while end < phrase.last and (words.capital[end] or words.folded[end] == "."):
        end += 1
    return Range(begin, end) if end > begin else None


def _after_last_affiliation(document: Document, phrase: Range, places: frozenset[str]) -> int:
    """Return where the name begins in "role affiliation name": after the last word that cannot be part of a name."""
    words = document.words
    begin = phrase.first
    at = phrase.first
    while at < phrase.last:
        size = _heads(document, at, phrase.last)
        if size:
            begin = at + size
        elif (
            not words.capital[at]
            or not words.folded[at][0].isalnum()
            or words.folded[at] in places
            or (_is_acronym(document, at) and at + 1 < phrase.last and words.capital[at + 1])
        ):
            begin = at + 1
        at += size or 1
    return begin


def _is_acronym(document: Document, at: int) -> bool:
    word = document.quote(at, at + 1)
    return len(word) > 2 and word.isupper()


def _without_data_words(document: Document, phrase: Range) -> Range:
    """Return "KPU" of "data KPU" and "Komisi X" of "jadwal yang dikeluarkan Komisi X"; else the phrase."""
    language, words = document.language, document.words
    begin = phrase.first
    for at in range(phrase.first, phrase.last - 1):
        relative = any(word in language.relatives for word in words.folded[phrase.first : at])
        if words.folded[at] in language.reports or (relative and words.capital[at + 1] and not words.capital[at]):
            begin = at + 1
    while begin < phrase.last - 1 and words.folded[begin] in language.function_words | language.determiners:
        if words.folded[begin] in language.determiners and not words.capital[begin + 1]:
            break
        begin += 1
    return Range(begin, phrase.last)


def _points_back(document: Document, phrase: Range) -> bool:
    """Say whether the phrase only points at somebody named before: "lembaga itu", "the agency"."""
    language, words = document.language, document.words
    if words.folded[phrase.last - 1] in language.demonstratives and phrase.last - phrase.first > 1:
        return True
    plain = not any(words.capital[at] for at in range(phrase.first + 1, phrase.last))
    opens = words.folded[phrase.first] in language.demonstratives and phrase.last - phrase.first > 1
    return opens and plain and words.folded[phrase.first] in language.determiners


def _kind(document: Document, phrase: Range, name: Range) -> ClaimantKind:
    language, words = document.language, document.words
    if any(language.outlets.match(words.folded, at, phrase.last) for at in range(phrase.first, phrase.last)):
        return ClaimantKind.OUTLET
    if _has_role(document, phrase) and words.capital[name.first] and name != phrase:
        return ClaimantKind.PERSON
    first_word = words.folded[phrase.first]
    if language.organisations.match(words.folded, name.first, name.last) or (
        language.governments.match(words.folded, name.first, name.last)
    ):
        return ClaimantKind.ORGANISATION
    if not any(words.capital[at] for at in range(name.first + 1, name.last)) and (
        first_word in language.determiners or not words.capital[name.first] or _has_role(document, phrase)
    ):
        return ClaimantKind.GROUP
    if name.last - name.first == 1 and (
        _is_acronym(document, name.first) or words.folded[name.first] in language.names
    ):
        return ClaimantKind.ORGANISATION
    if any(_heads(document, at, name.last) for at in range(name.first, name.last)) and not _has_role(document, phrase):
        return ClaimantKind.ORGANISATION
    return ClaimantKind.PERSON


def _plain(document: Document, name: Range) -> str:
    """Return the words of a name; a common noun at the start of a sentence loses its capital."""
    language, words = document.language, document.words
    text = document.quote(name.first, name.last)
    common = words.folded[name.first] in language.determiners or _heads(document, name.first, name.last)
    names_on = any(words.capital[at] for at in range(name.first + 1, name.last))
    if common and not names_on:
        text = text[0].lower() + text[1:]
    if words.folded[name.first] in language.indefinites | language.demonstratives and names_on:
        text = document.quote(name.first + 1, name.last)
    return text
