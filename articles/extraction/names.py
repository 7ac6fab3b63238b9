"""Find the bare name inside a claimant's noun phrase: "Menteri Keuangan Sri Mulyani" holds Sri Mulyani.

Source: the order of role, affiliation and name in Indonesian (role, affiliation, name) and English news (role, name;
name, role of affiliation).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from articles.extraction.document import Document, Range

LONGEST_NAME = 6
LONGEST_SHORT_NAME = 2
_LONGEST_FIRST_NAMES = 3
_SHORTEST_NOUN_OF_A_SHAPE = 7
_LONGEST_ROLE = 3
_SHORTEST_CLOSING_NAME = 2
POSSESSIVES = ("'s", "’s")
"""How a word ends that owns what follows; no word of a language without such an ending has it."""


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What one article tells about names."""

    document: Document
    places: frozenset[str]
    """Place words: the language's, and words of this article that follow "di" or "Kabupaten"."""
    short_names: frozenset[str]
    """Words by which the article calls a claimant short."""
    standing_alone: frozenset[str]
    """Capital words that the article also uses with no capital word after them."""

    @classmethod
    def of(cls, document: Document, sources: list[Range]) -> NameEvidence:
        """Read an article's evidence, given the noun phrases of its claimants."""
        words, last = document.words, len(document.words) - 1
        capitals = [at for at in range(len(words)) if words.capital[at]]
        places = document.language.places | {
            words.folded[at] for at in capitals if at and _marks_a_place(document, at - 1)
        }
        shorts = {words.folded[without_titles(document, one).first] for one in sources if is_short_name(document, one)}
        alone = frozenset(words.folded[at] for at in capitals if at == last or not words.capital[at + 1])
        return cls(document, places, frozenset(shorts - places), alone)


def _marks_a_place(document: Document, at: int) -> bool:
    """Say whether a place follows a word: "di", "Kabupaten".

    After a role that ends with such a word a place comes only before a name: "Kepala Desa Sukamaju Sri Lestari" has
    one, "Wali Kota Rina Hartati" has none.
    """
    language, words = document.language, document.words
    if words.folded[at] not in language.place_markers:
        return False
    starts = range(max(0, at - _LONGEST_ROLE), at)
    of_a_role = any(language.roles.match(words.folded, first, at + 1) == at + 1 - first for first in starts)
    return not of_a_role or (at + 3 < len(words) and all(words.capital[at + 1 : at + 4]))


def is_short_name(document: Document, phrase: Range) -> bool:
    """Say whether a phrase is one or two capital words."""
    return phrase.last - phrase.first <= LONGEST_SHORT_NAME and all_capitals(document, phrase)


def all_capitals(document: Document, phrase: Range) -> bool:
    """Say whether every word of a phrase has a capital."""
    return all(document.words.capital[at] for at in range(phrase.first, phrase.last))


def head_size(document: Document, at: int, last: int) -> int:
    """Return how many words of a role, an institution, a government or an outlet begin at a word; 0 for none."""
    language, folded = document.language, document.words.folded
    heads = (language.roles, language.organisations, language.governments, language.outlets)
    return max(head.match(folded, at, last) for head in heads)


def has_role(document: Document, phrase: Range) -> bool:
    """Say whether a role stands anywhere in a phrase."""
    roles, folded = document.language.roles, document.words.folded
    return any(roles.match(folded, at, phrase.last) for at in range(phrase.first, phrase.last))


def is_acronym(document: Document, at: int) -> bool:
    """Say whether a word is three or more capitals."""
    word = document.quote(at, at + 1)
    return len(word) > 2 and word.isupper()


def name_range(evidence: NameEvidence, phrase: Range) -> Range:
    """Return the part of a phrase that is the bare name, or the phrase without its data words."""
    document = evidence.document
    phrase = _without_bracket(document, phrase)
    parts = _parts(document, phrase)
    if len(parts) > 1:
        bare = [name for part in parts if (name := _bare_name(evidence, part))]
        if bare and len(bare) < len(parts):
            return bare[0]
        titled = next((part for part in parts if has_role(document, part) and named_after_role(document, part)), None)
        if titled and document.language.role_before_name:
            phrase = titled
        elif not bare and has_role(document, parts[1]):
            phrase = parts[0]
    if document.language.role_before_name:
        named = _after_role(document, phrase)
        if named:
            return named
    begin = _after_last_affiliation(evidence, phrase)
    institution = document.language.organisations.match(document.words.folded, phrase.first, phrase.last)
    if begin < phrase.last and (has_role(document, phrase) or (all_capitals(document, phrase) and not institution)):
        return Range(begin, phrase.last)
    return _institution(document, phrase)


def _without_bracket(document: Document, phrase: Range) -> Range:
    """Return "Badan Pusat Statistik" of "Badan Pusat Statistik (BPS)"."""
    folded = document.words.folded
    if folded[phrase.last - 1] == ")":
        opening = next((at for at in range(phrase.last - 2, phrase.first, -1) if folded[at] == "("), None)
        if opening is not None:
            return Range(phrase.first, opening)
    return phrase


def _parts(document: Document, phrase: Range) -> list[Range]:
    """Return the stretches between commas; a list ("Politik, Hukum, dan Keamanan") is one."""
    folded, coordinators = document.words.folded, document.language.coordinators
    commas = [at for at in range(phrase.first, phrase.last - 1) if folded[at] == ","]
    if any(folded[at + 1] in coordinators for at in commas):
        return [phrase]
    cuts = [phrase.first - 1, *commas, phrase.last]
    return [Range(left + 1, right) for left, right in pairwise(cuts) if left + 1 < right]


def without_titles(document: Document, phrase: Range) -> Range:
    """Return "Anil Rao" of "Dr Anil Rao": the capitals after the titles that open a phrase, or the phrase."""
    roles, words = document.language.roles, document.words
    begin = phrase.first
    while size := roles.match(words.folded, begin, phrase.last):
        after = begin + size
        after += after < phrase.last and words.folded[after] == "."
        if after >= phrase.last or not words.capital[after]:
            break
        begin = after
    return Range(begin, phrase.last)


def _bare_name(evidence: NameEvidence, part: Range) -> Range | None:
    """Return a part of a phrase that is a name and nothing but its title."""
    document = evidence.document
    part = without_titles(document, part)
    if part.last - part.first > LONGEST_NAME or document.words.folded[part.last - 1] in evidence.places:
        return None
    heads = any(head_size(document, at, part.last) for at in range(part.first, part.last))
    return part if all_capitals(document, part) and not heads else None


def named_after_role(document: Document, phrase: Range) -> Range | None:
    """Return the run of capitals right after the last role of a phrase: "Mayor Ann Lee of Marsh"."""
    language, words = document.language, document.words
    for at in range(phrase.last - 1, phrase.first - 1, -1):
        size = language.roles.match(words.folded, at, phrase.last)
        if size and at + size < phrase.last and words.capital[at + size]:
            return _run_of_capitals(document, at + size, phrase.last)
    return None


def _after_role(document: Document, phrase: Range) -> Range | None:
    """Return the name after a role, after other words that describe somebody, or that opens the phrase."""
    return named_after_role(document, phrase) or _closing_name(document, phrase) or _opening_name(document, phrase)


def _closing_name(document: Document, phrase: Range) -> Range | None:
    """Return two or three capitals at the end, after a common noun: "Northern coastguard crewman Ann Lee"."""
    words, language = document.words, document.language
    begin = phrase.last
    while begin > phrase.first and words.capital[begin - 1] and phrase.last - begin <= _LONGEST_FIRST_NAMES:
        begin -= 1
    if begin == phrase.first or not _SHORTEST_CLOSING_NAME <= phrase.last - begin <= _LONGEST_FIRST_NAMES:
        return None
    before = words.folded[begin - 1]
    described = before.isalpha() and before not in language.function_words | language.coordinators
    institution = any(head_size(document, at, phrase.last) for at in range(phrase.first, phrase.last))
    return Range(begin, phrase.last) if described and not institution else None


def _opening_name(document: Document, phrase: Range) -> Range | None:
    language, words = document.language, document.words
    begin = phrase.first
    if not words.capital[begin] or words.folded[begin] in language.determiners | language.demonstratives:
        return None
    if head_size(document, begin, phrase.last):
        return None
    run = _run_of_capitals(document, begin, phrase.last)
    if run is None or run.last == phrase.last:
        return run
    after, last_word = words.folded[run.last], words.folded[run.last - 1]
    opens_sentence = run.last - run.first == 1 and begin and not words.folded[begin - 1][0].isalnum()
    common = after.isalpha() and after not in language.function_words and opens_sentence
    return None if common or last_word.endswith(POSSESSIVES) else run


def _run_of_capitals(document: Document, begin: int, last: int) -> Range | None:
    words = document.words
    end = begin
    while end < last and (words.capital[end] or words.folded[end] == "."):
        end += 1
    return Range(begin, end) if any(words.folded[at] != "." for at in range(begin, end)) else None


def _after_last_affiliation(evidence: NameEvidence, phrase: Range) -> int:
    """Return where the name begins in "role affiliation name": after the last word that cannot be part of a name."""
    document, words = evidence.document, evidence.document.words
    begin = at = phrase.first
    while at < phrase.last:
        if words.folded[at] in evidence.short_names:
            # The name by which the article goes on calling this person; what stands before a last name stays.
            farthest = _LONGEST_FIRST_NAMES if at + 1 == phrase.last else 1
            return begin if 0 <= at - begin <= farthest else at
        size = head_size(document, at, phrase.last)
        if size:
            begin = at + size
        elif words.folded[at] in document.language.coordinators:
            begin = min(at + 2, phrase.last)
        elif _is_no_name(evidence, at, phrase.last):
            begin = at + 1
        at += size or 1
    return begin


def _is_no_name(evidence: NameEvidence, at: int, last: int) -> bool:
    """Say whether a word in front of a name is no part of it.

    It has no capital, is a place, an acronym or a noun by its shape (``Perhubungan``), or the article uses it alone.
    """
    document, words = evidence.document, evidence.document.words
    word = words.folded[at]
    if not words.capital[at] or word in evidence.places:
        return True
    if at + 1 >= last or not words.capital[at + 1]:
        return False
    if is_acronym(document, at) or word in document.language.names:
        return True
    shapes = document.language.noun_shapes if len(word) >= _SHORTEST_NOUN_OF_A_SHAPE else ()
    if any(word.startswith(head) and word.endswith(tail) for head, tail in shapes):
        return True
    return last - at > LONGEST_SHORT_NAME and word in evidence.standing_alone


def _institution(document: Document, phrase: Range) -> Range:
    """Return "KPU" of "data KPU", "PT X" of "perusahaan tambang PT X", "Open Count" of "the group Open Count"."""
    language, words = document.language, document.words
    begin = phrase.first
    for at in range(phrase.first, phrase.last - 1):
        relative = any(word in language.relatives for word in words.folded[phrase.first : at])
        if words.folded[at] in language.reports or (relative and words.capital[at + 1] and not words.capital[at]):
            begin = at + 1
    run = phrase.last
    while run > begin and words.capital[run - 1]:
        run -= 1
    described = run > begin and not words.capital[run - 1] and words.folded[run - 1] not in language.function_words
    if described and run < phrase.last and words.folded[run - 1].isalpha():
        return Range(run, phrase.last)
    while begin < phrase.last - 1 and words.folded[begin] in language.function_words | language.determiners:
        if words.folded[begin] in language.determiners and not words.capital[begin + 1]:
            break
        begin += 1
    return Range(begin, phrase.last)
