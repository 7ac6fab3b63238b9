"""Read a verb with its auxiliaries and adverbs: "has also repeatedly said".

Source: Quirk et al., A Comprehensive Grammar of the English Language (1985), chapters 3 (the verb phrase), 8.23
(adverbs in mid position) and 10.34 (agreement of subject and verb).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from articles.extraction.document import Document
from articles.extraction.inflection import Form, InflectedVerb, Reporter

_LONGEST_GROUP = 8
_POSSESSIVE = ("'s", "’s")
_CONTRACTED_BE = ("'re", "’re", "'m", "’m")
_CONTRACTED_HAVE = ("'ve", "’ve")
_CONTRACTED_MODAL = ("'ll", "’ll", "'d", "’d")
SUBJECT_PRONOUNS = frozenset({"i", "he", "she", "they", "we", "you", "it"})
_PLURAL_PRONOUNS = frozenset({"i", "they", "we", "you"})


_QUANTIFIERS = frozenset({"some", "many", "few", "most", "all", "each", "several", "both", "those", "others"})
_PLURALS = frozenset({"data", "media", "percent", "majority", "half", "women", "men", "children", "five", "ten"})
_AFTER_HEAD = frozenset({"of", "in", "for", "from", "at", "on", "with", "to", "by", "who"})
_LONGEST_SUBJECT = 10


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


def is_contracted(document: Document, at: int) -> bool:
    """Say whether a word is a pronoun with its verb: "she's", "they've", "who'd"."""
    head, mark, _ = document.words.folded[at].replace("’", "'").partition("'")
    return bool(mark) and (head in SUBJECT_PRONOUNS or head in document.language.relatives)


def read_group(document: Document, first: int, at: int, last: int) -> VerbGroup | None:
    """Return the group of a verb that reports at ``at``, or ``None`` where the word is no verb here."""
    inflected = _match(document, at, last)
    if inflected is None:
        return None
    begin, chain, negated = _auxiliaries_before(document, first, at)
    if not chain and Form.ING in inflected.forms and is_contracted(document, begin - 1) and begin > first:
        begin, chain = begin - 1, ["be"]
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
    if before in language.noun_premodifiers and not _stands_for_a_noun(document, first, word):
        return False
    if before.endswith(_POSSESSIVE) or auxiliary_class(document, word):
        return False
    if Form.PAST in forms:
        return True
    if before in language.coordinators or before in language.relatives or before in ",—–)":
        return True
    if before in SUBJECT_PRONOUNS:
        return (before in _PLURAL_PRONOUNS) == (Form.BASE in forms)
    if not before[0].isalpha():
        return before == "”" or before == '"'
    return _agrees(document, first, word, forms)


def _stands_for_a_noun(document: Document, first: int, word: int) -> bool:
    """Say whether "some", "most" or "those" is a whole subject here: nothing but a pause or a connector before it."""
    if document.words.capital[word] and word > first:
        return True
    if document.words.folded[word] not in _QUANTIFIERS:
        return False
    language = document.language
    before = document.words.folded[word - 1] if word > first else ","
    return before in ",;:—" or before in language.coordinators or before in language.subordinators.by_first_word


def _agrees(document: Document, first: int, word: int, forms: Form) -> bool:
    """Say whether the subject before a present form has its number: "voters say", "polls in the state show"."""
    folded = document.words.folded
    for head in _heads(document, first, word):
        before = folded[head]
        plural = (before.endswith("s") and not before.endswith("ss")) or before in document.language.groups
        plural = plural or before in _QUANTIFIERS or before in _PLURALS
        if Form.BASE in forms and (plural or any(folded[one] == "and" for one in range(max(first, head - 3), head))):
            return True
        if Form.SINGULAR in forms and (not plural or document.words.capital[head]):
            return True
    return False


def _heads(document: Document, first: int, word: int) -> Iterator[int]:
    """Yield the words that can be the head of a subject that ends with ``word``: it, and each before a preposition."""
    folded = document.words.folded
    yield word
    for at in range(word, max(first, word - _LONGEST_SUBJECT), -1):
        if not folded[at][0].isalnum() or auxiliary_class(document, at):
            return
        if folded[at] in _AFTER_HEAD or folded[at].endswith("ed"):
            yield at - 1


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
