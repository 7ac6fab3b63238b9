"""Read a verb with its auxiliaries and adverbs ("has also repeatedly said"), and the subject that it has.

Source: Quirk et al., A Comprehensive Grammar of the English Language (1985), chapters 3 (the verb phrase), 8.23
(adverbs in mid position) and 17 (the noun phrase: determiners before, prepositional phrases and clauses after it).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from articles.extraction.document import Document, Range
from articles.extraction.inflection import Form, InflectedVerb, Reporter
from articles.extraction.noun_phrases import LONGEST, leading_words

_LONGEST_GROUP = 8
_POSSESSIVE = ("'s", "’s")
_CONTRACTED_BE = ("'re", "’re", "'m", "’m")
_CONTRACTED_HAVE = ("'ve", "’ve")
_CONTRACTED_MODAL = ("'ll", "’ll", "'d", "’d")
_SUBJECT_PRONOUNS = frozenset({"i", "he", "she", "they", "we", "you", "it"})
_PLURAL_PRONOUNS = frozenset({"i", "they", "we", "you"})
_BREAKS = frozenset(',;:.!?…—–-"“”‘„«»()[]')


_PAIRED = {",": ",", "—": "—", "–": "–", "-": "-", ")": "("}
"""Marks that end an insertion between subject and verb, with what begins it."""


class Shape(Enum):
    """How a verb stands in its clause."""

    FINITE = "finite"
    ING = "ing"
    INFINITIVE = "infinitive"
    PASSIVE = "passive"
    PARTICIPLE = "participle"


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb that reports with what belongs to it; ``first`` to ``last`` are words, ``at`` is the verb itself."""

    first: int
    at: int
    last: int
    shape: Shape
    verb: Reporter
    negated: bool


def is_adverb(document: Document, at: int) -> bool:
    """Say whether a word can stand between subject and verb without changing who acts."""
    word = document.words.folded[at]
    language = document.language
    if word in language.middle_adverbs or word in language.negators:
        return True
    return len(word) > 4 and word.endswith("ly") and not document.words.capital[at]


def auxiliary_class(document: Document, at: int) -> str | None:
    """Return the class of an auxiliary (``be``, ``have``, ``do``, ``modal``), also of "he's", or ``None``."""
    word = document.words.folded[at]
    known = document.language.auxiliaries.get(word)
    if known:
        return known
    if word.endswith(_CONTRACTED_BE):
        return "be"
    if word.endswith(_CONTRACTED_HAVE):
        return "have"
    return "modal" if word.endswith(_CONTRACTED_MODAL) else None


def read_group(document: Document, first: int, at: int, last: int) -> VerbGroup | None:
    """Return the group of a verb that reports at ``at``, or ``None`` where the word is no verb here."""
    inflected = _match(document, at, last)
    if inflected is None:
        return None
    begin, chain, negated = _auxiliaries_before(document, first, at)
    shape = _shape(document, first, at, begin, chain, inflected.forms)
    if shape is None:
        return None
    if shape is Shape.INFINITIVE:
        begin = _infinitive_marker(document, first, at) or begin
    return VerbGroup(begin, at, at + 1 + len(inflected.rest), shape, inflected.verb, negated)


def _match(document: Document, at: int, last: int) -> InflectedVerb | None:
    folded = document.words.folded
    for one in document.language.verbs.get(folded[at], ()):
        end = at + 1 + len(one.rest)
        if end <= last and tuple(folded[at + 1 : end]) == one.rest:
            return one
    return None


def _auxiliaries_before(document: Document, first: int, at: int) -> tuple[int, list[str], bool]:
    """Return where the group begins, the classes of its auxiliaries, the nearest first, and whether it is negated."""
    folded = document.words.folded
    chain: list[str] = []
    negated = False
    begin = word = at
    while word > first and at - word < _LONGEST_GROUP:
        kind = auxiliary_class(document, word - 1)
        if kind:
            chain.append(kind)
            begin = word - 1
        elif not is_adverb(document, word - 1):
            break
        negated = negated or folded[word - 1] in document.language.negators
        word -= 1
        if kind and folded[word].endswith(_CONTRACTED_BE + _CONTRACTED_HAVE + _CONTRACTED_MODAL):
            break
    if not chain:
        negated = word < at and any(folded[one] in document.language.negators for one in range(word, at))
    return begin, chain, negated


def _infinitive_marker(document: Document, first: int, at: int) -> int | None:
    for word in range(at - 1, max(first, at - 3) - 1, -1):
        if document.words.folded[word] in document.language.infinitive_markers:
            return word
        if not is_adverb(document, word):
            return None
    return None


def _shape(document: Document, first: int, at: int, begin: int, chain: list[str], forms: Form) -> Shape | None:
    if Form.ING in forms:
        if chain and chain[0] == "be":
            return Shape.FINITE
        before = document.words.folded[begin - 1] if begin > first else ""
        return Shape.ING if not _is_noun_after(document, before) else None
    if _infinitive_marker(document, first, at) is not None:
        return Shape.INFINITIVE if Form.BASE in forms else None
    if chain:
        return _shape_after_auxiliary(chain[0], forms)
    if not forms & (Form.BASE | Form.SINGULAR | Form.PAST):
        return Shape.PARTICIPLE
    return Shape.FINITE if _can_be_finite(document, first, at, forms) else None


def _shape_after_auxiliary(nearest: str, forms: Form) -> Shape | None:
    if Form.PARTICIPLE in forms and nearest == "be":
        return Shape.PASSIVE
    if Form.PARTICIPLE in forms and nearest == "have":
        return Shape.FINITE
    return Shape.FINITE if Form.BASE in forms and nearest in ("do", "modal") else None


def _is_noun_after(document: Document, before: str) -> bool:
    language = document.language
    if before.endswith(_POSSESSIVE):
        return True
    return before in language.noun_premodifiers and before not in language.prepositions.by_first_word


def _can_be_finite(document: Document, first: int, at: int, forms: Form) -> bool:
    """Say whether the word before a form without auxiliary can end its subject."""
    folded = document.words.folded
    word = at - 1
    while word >= first and is_adverb(document, word):
        word -= 1
    if word < first or document.words.capital[at]:
        return False
    before = folded[word]
    language = document.language
    if before in language.noun_premodifiers and not (document.words.capital[word] and word > first):
        return False
    if before.endswith(_POSSESSIVE) or auxiliary_class(document, word):
        return False
    if Form.PAST in forms:
        return True
    if before in language.coordinators or before in language.relatives or before in ",—–)":
        return True
    if before in _SUBJECT_PRONOUNS:
        return (before in _PLURAL_PRONOUNS) == (Form.BASE in forms)
    if not before[0].isalpha():
        return before == "”" or before == '"'
    return _agrees(document, first, word, forms)


def _agrees(document: Document, first: int, word: int, forms: Form) -> bool:
    """Say whether the noun before a present form has its number: "voters say", "the senator says"."""
    before = document.words.folded[word]
    plural = (before.endswith("s") and not before.endswith("ss")) or before in document.language.groups
    if Form.BASE in forms:
        joined = any(document.words.folded[one] in ("and", "or") for one in range(max(first, word - 3), word))
        return plural or joined
    return not plural or document.words.capital[word]


def is_finite(document: Document, first: int, at: int) -> bool:
    """Say whether a word looks like a finite verb: an auxiliary, a listed past form, or a form in -ed after a noun."""
    words, language = document.words, document.language
    word = words.folded[at]
    if auxiliary_class(document, at):
        return word not in ("be", "been", "being", "having", "get")
    if words.capital[at]:
        return False
    if word in language.finite_verbs:
        return True
    if word.endswith("ed") and len(word) > 4:
        before = words.folded[at - 1] if at > first else ""
        return bool(before) and before not in language.noun_premodifiers and auxiliary_class(document, at - 1) is None
    inflected = language.verbs.get(word)
    if inflected and inflected[0].forms & (Form.SINGULAR | Form.BASE | Form.PAST):
        return _can_be_finite(document, first, at, inflected[0].forms)
    return False


def subject_before(document: Document, first: int, group_first: int) -> Range | None:
    """Return the noun phrase that is the subject of a verb group, with its apposition, or ``None``."""
    folded, language = document.words.folded, document.language
    first = max(first, group_first - LONGEST)
    last = group_first
    while last > first and is_adverb(document, last - 1):
        last -= 1
    if last <= first:
        return None
    before = folded[last - 1]
    if before in _PAIRED and before != ")":
        return _before_parenthesis(document, first, last)
    if before in language.relatives and before != "whose":
        end = last - 1
        if end > first and folded[end - 1] == ",":
            end -= 1
        core = noun_phrase_before(document, first, end)
        return Range(core.first, last) if core else Range(last - 1, last)
    return noun_phrase_before(document, first, last)


def _before_parenthesis(document: Document, first: int, last: int) -> Range | None:
    """Return "X, mayor of Y," or "X, who has lived there," before a verb: a phrase with what stands between commas."""
    folded = document.words.folded
    mark = _PAIRED[folded[last - 1]]
    opening = next((at for at in range(last - 3, first, -1) if folded[at] == mark), None)
    if opening is None:
        return None
    while folded[opening - 1] == mark:
        opening -= 1
    core = noun_phrase_before(document, first, opening)
    return Range(core.first, last - 1) if core else None


def noun_phrase_before(document: Document, first: int, last: int) -> Range | None:
    """Return the noun phrase that ends before ``last``, with the phrases that follow its head ("mayor of Y")."""
    folded, language = document.words.folded, document.language
    if last <= first:
        return None
    if folded[last - 1] in _SUBJECT_PRONOUNS:
        return Range(last - 1, last)
    at = last
    joint: int | None = None
    stopped_at_verb = False
    while at > first:
        word = folded[at - 1]
        if word == "." and at - 2 >= first and folded[at - 2] in language.abbreviations:
            at -= 1
            continue
        if word == ")" and (opening := _opening_bracket(document, first, at - 1)) is not None:
            at = opening
            continue
        if word in _BREAKS or (word in language.relatives and word != "whose"):
            break
        if word in language.subordinators.by_first_word or word in ("but", "or", "nor", "than", "whether"):
            break
        if is_finite(document, first, at - 1):
            stopped_at_verb = True
            break
        if word in ("and", "&"):
            joint = at
        at -= 1
    if stopped_at_verb and joint is not None:
        at = joint
    begin = leading_words(document, at, last)
    begin = _without_opening_preposition(document, begin, last)
    if begin >= last or not _is_nominal(document, begin, last):
        return None
    return Range(begin, last)


def _opening_bracket(document: Document, first: int, closing: int) -> int | None:
    folded = document.words.folded
    return next((at for at in range(closing - 1, max(first, closing - LONGEST), -1) if folded[at] == "("), None)


def _without_opening_preposition(document: Document, first: int, last: int) -> int:
    """Return where the noun phrase begins in "in a statement on Monday the mayor": at its last determiner or name."""
    words, language = document.words, document.language
    if words.folded[first : first + 1] == [] or words.folded[first] not in language.prepositions.by_first_word:
        return first
    at = last
    while at > first + 1 and words.capital[at - 1]:
        at -= 1
    if at < last:
        return at
    for at in range(last - 1, first, -1):
        if words.folded[at] in language.determiners:
            return at
    return last - 1


def _is_nominal(document: Document, first: int, last: int) -> bool:
    word = document.words.folded[last - 1]
    language = document.language
    if not (word[0].isalnum() or word in ".)%"):
        return False
    if word in language.prepositions.by_first_word or word in language.noun_premodifiers:
        return document.words.capital[last - 1] or word in ("some", "many", "others", "few", "most", "this", "that")
    return not (auxiliary_class(document, last - 1) or is_adverb(document, last - 1))
