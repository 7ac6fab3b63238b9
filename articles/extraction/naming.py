"""Read what a claimant's noun phrase says of the claimant: plain name, kind, describing words, pointing back or not.

Source: the annotation's rule that a claimant's name is its fullest plain form in the article, without role.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.extraction.document import Document, Range
from articles.extraction.language import Language
from articles.extraction.names import (
    LONGEST_NAME,
    POSSESSIVES,
    NameEvidence,
    all_capitals,
    has_role,
    head_size,
    is_acronym,
    is_short_name,
    name_range,
    without_titles,
)
from articles.extraction.types import ClaimantKind

_LONGEST_COUNTRY = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of a claimant.

    ``text`` is the verbatim phrase, ``name`` the fullest plain name, ``short`` the name as this phrase gives it,
    ``points_back`` is true for "kantor berita itu" and "the agency", whose name was given before; ``is_bound`` for
    "the mayor of Marsh", who is that mayor and not just anybody who was named before.
    """

    text: str
    name: str
    short: str
    kind: ClaimantKind
    descriptors: frozenset[str]
    points_back: bool = False
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """Reads mentions in one article: knows the fullest form of each short name, and who is described how."""

    document: Document
    evidence: NameEvidence
    full: dict[str, str]
    described: dict[str, frozenset[str]]
    """For a full name, the words that stand before it: "Mayor" of "Mayor Clara Whitcombe won"."""

    @classmethod
    def of(cls, document: Document, sources: list[Range]) -> Naming:
        """Read an article's names, given the noun phrases of its claimants."""
        evidence = NameEvidence.of(document, sources)
        shorts = [without_titles(document, one) for one in sources if is_short_name(document, one)]
        wanted = {
            tuple(document.words.folded[one.first : one.last]): document.quote(one.first, one.last) for one in shorts
        }
        described: dict[str, frozenset[str]] = {}
        longer = [one for one in sources if one.last - one.first > 1]
        full = _longest_names(evidence, wanted, longer, described)
        missing = {key: short for key, short in wanted.items() if short not in full}
        runs = _runs_of_capitals(document, {word for key in missing for word in key}) if missing else []
        return cls(document, evidence, full | _longest_names(evidence, missing, runs, described), described)

    def read(self, phrase: Range) -> Mention:
        """Return the mention that a claimant's noun phrase is."""
        document, language = self.document, self.document.language
        text = document.quote(phrase.first, phrase.last)
        descriptors = describing_words(language, document.words.folded[phrase.first : phrase.last])
        country = country_of(document, phrase)
        if country:
            return Mention(text, country, text, ClaimantKind.COUNTRY, descriptors)
        if _points_back(document, phrase):
            plain = _plain(document, phrase)
            kind, is_bound = _kind(document, phrase, phrase), _is_bound(document, phrase)
            return Mention(text, plain, plain, kind, descriptors, points_back=True, is_bound=is_bound)
        name = name_range(self.evidence, phrase)
        kind, plain = _kind(document, phrase, name), _plain(document, name)
        if kind is ClaimantKind.PERSON:
            full = self.full.get(plain, plain)
            return Mention(text, full, plain, kind, descriptors | self.described.get(full, frozenset()))
        return Mention(text, _spelt_out(document, name, kind, plain), plain, kind, descriptors)


def _spelt_out(document: Document, name: Range, kind: ClaimantKind, plain: str) -> str:
    """Return an institution's name with its short forms spelt out ("Dinkes X" is Dinas Kesehatan X)."""
    language = document.language
    joined = any(document.words.folded[at] in language.coordinators for at in range(name.first, name.last))
    if kind is not ClaimantKind.ORGANISATION or joined:
        return plain
    return " ".join(language.names.get(word.lower(), word) for word in plain.split())


def describing_words(language: Language, words: Iterable[str]) -> frozenset[str]:
    """Return the words that describe a claimant: no marks, no function words, short forms spelt out."""
    kept: set[str] = set()
    for word in words:
        if word[0].isalnum() and word not in language.demonstratives and word not in language.determiners:
            kept.update(language.names.get(word, word).lower().split())
    return frozenset(kept - language.function_words)


def country_of(document: Document, phrase: Range) -> str:
    """Return the country that a phrase names, by itself or through its government; empty for none.

    A place that is no listed country counts as one where the phrase says that it has a government.
    """
    language, words = document.language, document.words
    kept: list[int] = []
    governed = False
    at = phrase.first
    while at < phrase.last:
        size = language.governments.match(words.folded, at, phrase.last)
        governed = governed or size > 0
        if not size and words.folded[at] not in language.determiners | language.demonstratives:
            kept.append(at)
        at += size or 1
    if not kept or len(kept) > _LONGEST_COUNTRY or kept[-1] - kept[0] != len(kept) - 1:
        return ""
    name = document.quote(kept[0], kept[-1] + 1).rstrip(".")
    full = language.names.get(name.lower(), name)
    if full.lower() in language.countries:
        return full
    named = governed and all_capitals(document, Range(kept[0], kept[-1] + 1))
    return full if named and not head_size(document, kept[0], kept[-1] + 1) and not _is_local(document, kept) else ""


def _is_local(document: Document, kept: Sequence[int]) -> bool:
    """Say whether a government is that of a town or province ("Pemerintah Kota X"), which has a name of its own."""
    return document.words.folded[kept[0]] in document.language.place_markers


def _longest_names(
    evidence: NameEvidence,
    wanted: dict[tuple[str, ...], str],
    phrases: Sequence[Range],
    described: dict[str, frozenset[str]],
) -> dict[str, str]:
    """Return for each short name wanted the longest name that holds its words in a row: Lestari, Lestari Handayani.

    Adds to ``described`` what stands beside each of the longest names.
    """
    document = evidence.document
    by_first_word: dict[str, list[tuple[str, ...]]] = {}
    for key in wanted:
        by_first_word.setdefault(key[0], []).append(key)
    best: dict[str, str] = {}
    for phrase in phrases:
        name = name_range(evidence, phrase)
        if name.last - name.first > LONGEST_NAME or not all_capitals(document, name):
            continue
        full = without_possessive(document.quote(name.first, name.last))
        parts = tuple(without_possessive(word) for word in document.words.folded[name.first : name.last])
        described[full] = describing_words(document.language, document.words.folded[phrase.first : phrase.last])
        for at, word in enumerate(parts):
            for key in by_first_word.get(word, ()):
                longer = len(parts) > len(key) and len(full) > len(best.get(wanted[key], ""))
                if longer and parts[at : at + len(key)] == key:
                    best[wanted[key]] = full
    return best


def _runs_of_capitals(document: Document, wanted: set[str]) -> list[Range]:
    """Return the runs of capital words that hold one of the words wanted, each once."""
    words = document.words
    runs: dict[str, Range] = {}
    first: int | None = None
    for at in range(len(words) + 1):
        if at < len(words) and words.capital[at]:
            first = at if first is None else first
        elif first is not None:
            first = max(first, at - LONGEST_NAME * 2)
            run = Range(_after_opening_word(document, first, at), at)
            if run.last - run.first > 1 and any(
                without_possessive(words.folded[word]) in wanted for word in range(run.first, run.last)
            ):
                runs.setdefault(document.quote(run.first, run.last), run)
            first = None
    return list(runs.values())


def without_possessive(word: str) -> str:
    """Return "Lee" of "Lee's"."""
    return word[:-2] if word[-2:] in POSSESSIVES else word


def _after_opening_word(document: Document, first: int, last: int) -> int:
    """Return where a run of capitals begins without the word that has its capital from the start of the sentence."""
    language, folded = document.language, document.words.folded
    lists = (language.connectors, language.cue_phrases, language.prepositions, language.times, language.adverbs)
    size = max(phrases.match(folded, first, last) for phrases in lists)
    return first + size if first + size < last else first


def _points_back(document: Document, phrase: Range) -> bool:
    """Say whether the phrase only points at somebody named before: "lembaga itu", "the agency", "the mayor"."""
    language, words = document.language, document.words
    if phrase.last - phrase.first < 2 or any(words.folded[at] == "," for at in range(phrase.first, phrase.last)):
        return False
    if words.folded[phrase.last - 1] in language.trailing_demonstratives:
        return True
    if words.folded[phrase.first] not in language.definite_articles:
        return False
    plain = not any(words.capital[at] for at in range(phrase.first + 1, phrase.last))
    return plain or _is_a_role_alone(document, Range(phrase.first + 1, phrase.last))


def _is_bound(document: Document, phrase: Range) -> bool:
    """Say whether a name follows the role that a phrase points back with: "the mayor of Marsh"."""
    roles, words = document.language.roles, document.words
    at = next((at for at in range(phrase.first, phrase.last) if roles.match(words.folded, at, phrase.last)), None)
    return at is not None and any(words.capital[after] for after in range(at + 1, phrase.last))


def _is_a_role_alone(document: Document, phrase: Range) -> bool:
    """Say whether a phrase ends with a role or goes on after it with a preposition: "member for the north"."""
    language, folded = document.language, document.words.folded
    for at in range(phrase.first, phrase.last):
        size = language.roles.match(folded, at, phrase.last)
        if size:
            after = at + size
            if after == phrase.last:
                return True
            bound = folded[after] in language.function_words
            return bound or bool(language.prepositions.match(folded, after, phrase.last))
    return False


def _kind(document: Document, phrase: Range, name: Range) -> ClaimantKind:
    """Return what sort of claimant a phrase names; ``name`` is the bare name in it."""
    language, words = document.language, document.words
    inside = range(name.first, name.last)
    if any(language.outlets.match(words.folded, at, phrase.last) for at in range(phrase.first, phrase.last)):
        return ClaimantKind.OUTLET
    role = has_role(document, phrase)
    named = any(words.capital[at] for at in inside if at > name.first) or (name != phrase and words.capital[name.first])
    if role and named:
        return ClaimantKind.PERSON
    if role and _points_back(document, phrase):
        return ClaimantKind.PERSON
    institution = (language.organisations, language.governments)
    if any(heads.match(words.folded, at, name.last) for at in inside for heads in institution):
        return ClaimantKind.ORGANISATION
    if any(words.folded[at] in language.names for at in inside) or (
        len(inside) == 1 and is_acronym(document, name.first)
    ):
        return ClaimantKind.ORGANISATION
    if not named and (role or not words.capital[name.first] or words.folded[name.first] in language.determiners):
        return ClaimantKind.GROUP
    described = name.first > phrase.first and words.folded[name.first - 1].isalpha()
    if described and not words.capital[name.first - 1] and not role:
        return ClaimantKind.ORGANISATION
    return ClaimantKind.PERSON


def _plain(document: Document, name: Range) -> str:
    """Return the words of a name; a common noun that opens a sentence loses its capital, a name its article."""
    language, words = document.language, document.words
    text = without_possessive(document.quote(name.first, name.last))
    opening = words.folded[name.first]
    named = any(words.capital[at] for at in range(name.first + 1, name.last))
    has_article = opening in language.definite_articles | language.indefinites
    if has_article and name.last - name.first > 1 and (named or language.definite_articles):
        return document.quote(name.first + 1, name.last)
    common = opening in language.determiners | language.groups or head_size(document, name.first, name.last)
    return text[0].lower() + text[1:] if common and not named else text
