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
_LONGEST_SHORT_NAME = 2
_LONGEST_FIRST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of a claimant: its verbatim phrase, the fullest plain name, and the words that describe it.

    ``short`` is the name as the phrase itself gives it.
    """

    text: str
    name: str
    short: str
    kind: ClaimantKind
    descriptors: frozenset[str]
    points_back: bool = False
    """True for "kantor berita itu" and "the agency": the name was given before."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What one article tells about names: its place words, the names used short, and the fullest form of each."""

    document: Document
    places: frozenset[str]
    short_names: frozenset[str]
    standing_alone: frozenset[str]
    """Capital words that the article also uses with no capital word after them."""
    full: dict[str, str]

    @classmethod
    def of(cls, document: Document, sources: Sequence[Range]) -> Naming:
        """Read an article's names, given the noun phrases of its claimants."""
        places = _article_places(document)
        alone = [one for one in sources if one.last - one.first <= _LONGEST_SHORT_NAME and _capitals(document, one)]
        shorts = frozenset(document.words.folded[one.first] for one in alone) - places
        bare = cls(document, places, shorts, _standing_alone(document), {})
        return cls(document, places, shorts, bare.standing_alone, _full_names(bare, sources))

    def read(self, phrase: Range) -> Mention:
        """Return the mention that a claimant's noun phrase is."""
        document, language = self.document, self.document.language
        text = document.quote(phrase.first, phrase.last)
        descriptors = describing_words(language, document.words.folded[phrase.first : phrase.last])
        country = country_of(document, phrase)
        if country:
            return Mention(text, country, text, ClaimantKind.COUNTRY, descriptors)
        if _points_back(document, phrase):
            kind = _kind(document, phrase, phrase)
            role = language.roles.match(document.words.folded, phrase.first, phrase.last)
            kind = ClaimantKind.PERSON if role and kind is ClaimantKind.GROUP else kind
            plain = _plain(document, phrase)
            return Mention(text, plain, plain, kind, descriptors, points_back=True)
        name = name_range(self, phrase)
        kind = _kind(document, phrase, name)
        plain = _plain(document, name)
        if kind is ClaimantKind.PERSON:
            return Mention(text, self.full.get(plain, plain), plain, kind, descriptors)
        spelt_out = " ".join(language.names.get(word.lower(), word) for word in plain.split())
        known = kind is ClaimantKind.ORGANISATION and _is_plain_list(document, name)
        return Mention(text, spelt_out if known else plain, plain, kind, descriptors)


def _is_plain_list(document: Document, name: Range) -> bool:
    """Say whether a name is one name: no "and" joins several."""
    return not any(document.words.folded[at] in document.language.coordinators for at in range(name.first, name.last))


def _capitals(document: Document, phrase: Range) -> bool:
    return all(document.words.capital[at] for at in range(phrase.first, phrase.last))


def _article_places(document: Document) -> frozenset[str]:
    """Return place words: the language's list, and words of this article that follow "di" or "Kabupaten"."""
    language, words = document.language, document.words
    found = {
        words.folded[at]
        for at in range(1, len(words))
        if words.capital[at] and words.folded[at - 1] in language.place_markers
    }
    return language.places | found


def _standing_alone(document: Document) -> frozenset[str]:
    words = document.words
    last = len(words) - 1
    return frozenset(
        words.folded[at] for at in range(len(words)) if words.capital[at] and (at == last or not words.capital[at + 1])
    )


def _full_names(naming: Naming, sources: Sequence[Range]) -> dict[str, str]:
    """Return for each short name the fullest name of the article that holds its words: Widji is Widji Lestariono."""
    document, words = naming.document, naming.document.words
    wanted = {
        tuple(words.folded[at] for at in range(one.first, one.last)): document.quote(one.first, one.last)
        for one in sources
        if one.last - one.first <= _LONGEST_SHORT_NAME and _capitals(document, one)
    }
    best = _longest_names(naming, wanted, [one for one in sources if one.last - one.first > 1])
    missing = {key: short for key, short in wanted.items() if short not in best}
    runs = _runs_of_capitals(document, {word for key in missing for word in key}) if missing else []
    return best | _longest_names(naming, missing, runs)


def _longest_names(naming: Naming, wanted: dict[tuple[str, ...], str], phrases: Sequence[Range]) -> dict[str, str]:
    """Return for each short name wanted the longest name in the phrases that holds its words in a row."""
    document = naming.document
    by_first_word: dict[str, list[tuple[str, ...]]] = {}
    for key in wanted:
        by_first_word.setdefault(key[0], []).append(key)
    best: dict[str, str] = {}
    for phrase in phrases:
        name = name_range(naming, phrase)
        if name.last - name.first > _LONGEST_NAME or not _capitals(document, name):
            continue
        full = document.quote(name.first, name.last)
        parts = tuple(document.words.folded[name.first : name.last])
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
            first = max(first, at - _LONGEST_NAME * 2)
            run = Range(_after_opening_word(document, first, at), at)
            if run.last - run.first > 1 and any(words.folded[word] in wanted for word in range(run.first, run.last)):
                runs.setdefault(document.quote(run.first, run.last), run)
            first = None
    return list(runs.values())


def _after_opening_word(document: Document, first: int, last: int) -> int:
    """Return where a run of capitals begins without the word that has its capital from the start of the sentence."""
    language, folded = document.language, document.words.folded
    lists = (language.connectors, language.cue_phrases, language.prepositions, language.times, language.adverbs)
    size = max(phrases.match(folded, first, last) for phrases in lists)
    return first + size if first + size < last else first


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


def name_range(naming: Naming, phrase: Range) -> Range:
    """Return the part of a phrase that is the bare name, or the phrase without its data words."""
    document, places = naming.document, naming.places
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
    start = _after_last_affiliation(naming, phrase)
    if start < phrase.last and (_has_role(document, phrase) or _capitals(document, phrase)):
        return Range(start, phrase.last)
    return _without_data_words(document, phrase)


def _parts(document: Document, phrase: Range) -> list[Range]:
    folded = document.words.folded
    listed = any(
        folded[at] == "," and folded[at + 1] in document.language.coordinators
        for at in range(phrase.first, phrase.last - 1)
    )
    if listed:
        return [phrase]
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


def _after_last_affiliation(naming: Naming, phrase: Range) -> int:
    """Return where the name begins in "role affiliation name": after the last word that cannot be part of a name."""
    document, words = naming.document, naming.document.words
    begin = phrase.first
    at = phrase.first
    while at < phrase.last:
        size = _heads(document, at, phrase.last)
        if words.folded[at] in naming.short_names:
            # The name by which the article goes on calling this person; what stands before a last name stays.
            farthest = _LONGEST_FIRST_NAMES if at + 1 == phrase.last else 1
            return begin if 0 <= at - begin <= farthest else at
        if size:
            begin = at + size
        elif words.folded[at] in document.language.coordinators:
            begin = min(at + 2, phrase.last)
        elif not words.capital[at] or not words.folded[at][0].isalnum() or words.folded[at] in naming.places or (at + 1 < phrase.last and words.capital[at + 1] and _is_affiliation(naming, at, phrase.last)):
            begin = at + 1
        at += size or 1
    return begin


def _is_affiliation(naming: Naming, at: int, last: int) -> bool:
    """Say whether a capital word before another is no part of a person's name.

    It is an acronym, a noun by its shape (``Perhubungan``), or the article uses it without the word that follows here.
    """
    document, words = naming.document, naming.document.words
    word = words.folded[at]
    if _is_acronym(document, at) or word in document.language.names:
        return True
    shapes = document.language.noun_shapes
    if len(word) > 6 and any(word.startswith(head) and word.endswith(tail) for head, tail in shapes):
        return True
    return last - at > 2 and word in naming.standing_alone


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
        _is_acronym(document, name.first)
        or any(words.folded[at] in language.names for at in range(name.first, name.last))
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
