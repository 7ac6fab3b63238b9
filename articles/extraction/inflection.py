"""Inflect a verb that reports: every form of "point out" from its lemma, by spelling rules and a list of exceptions.

Source: Quirk et al., A Comprehensive Grammar of the English Language (1985), 3.5-3.20, for the regular forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, auto

from articles.extraction.types import Kind, Stance

_VOWELS = frozenset("aeiou")
_HISSING = ("s", "x", "z", "ch", "sh")


class Form(Flag):
    """Which forms of a verb one spelling can be."""

    BASE = auto()
    SINGULAR = auto()
    """The third person of the present."""
    PAST = auto()
    PARTICIPLE = auto()
    """The past participle."""
    ING = auto()


@dataclass(frozen=True, slots=True)
class Reporter:
    """A word that reports, and what it takes: ``clause``, ``object``, ``to``, a preposition (see the word lists)."""

    lemma: str
    takes: frozenset[str]
    kind: Kind
    stance: Stance


@dataclass(frozen=True, slots=True)
class InflectedVerb:
    """One spelling of a verb: its words after the first, which forms it can be, and the verb."""

    rest: tuple[str, ...]
    forms: Form
    verb: Reporter


Verbs = dict[str, tuple[InflectedVerb, ...]]
"""Inflected verbs by their first word, the longest first."""


def inflect_all(verbs: list[Reporter], irregular: dict[str, tuple[str, str, str]]) -> Verbs:
    """Return every form of the verbs; ``irregular`` gives past, participle and -ing of the lemmas it names."""
    grouped: dict[str, list[InflectedVerb]] = {}
    for verb in verbs:
        spellings: dict[str, Form] = {}
        for spelling, form in _forms(verb.lemma, irregular.get(verb.lemma)):
            spellings[spelling] = spellings.get(spelling, form) | form
        for spelling, forms in spellings.items():
            first, *rest = spelling.split()
            grouped.setdefault(first, []).append(InflectedVerb(tuple(rest), forms, verb))
    return {first: tuple(sorted(group, key=lambda one: -len(one.rest))) for first, group in grouped.items()}


def _forms(lemma: str, irregular: tuple[str, str, str] | None) -> Iterator[tuple[str, Form]]:
    head, space, particle = lemma.partition(" ")
    rest = space + particle
    past, participle, ing = irregular or (_past(head) + rest, _past(head) + rest, _ing(head) + rest)
    yield lemma, Form.BASE
    yield _singular(head) + rest, Form.SINGULAR
    yield past, Form.PAST
    yield participle, Form.PARTICIPLE
    yield ing, Form.ING


def _ends_in_consonant_and_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2:-1] not in _VOWELS


def _singular(verb: str) -> str:
    if _ends_in_consonant_and_y(verb):
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(_HISSING) else "s")


def _past(verb: str) -> str:
    if _ends_in_consonant_and_y(verb):
        return verb[:-1] + "ied"
    return verb + ("d" if verb.endswith("e") else "ed")


def _ing(verb: str) -> str:
    silent = verb.endswith("e") and not verb.endswith(("ee", "oe", "ye"))
    return (verb[:-1] if silent else verb) + "ing"
