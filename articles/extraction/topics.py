"""What claims are about and who stands with whom, as the links compare it: stems, figures, parties, pointers.

Source: topic words weigh by their inverse document frequency, here by the claims of one article (Spärck Jones, 1972).
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import snowballstemmer

from articles.extraction.document import Document, Found, Proposition, Range
from articles.extraction.language import Phrases
from articles.extraction.naming import without_possessive
from articles.extraction.types import ClaimantKind, Stance

_SHORTEST_TOPIC = 3
_BEGINNING = 4
"""Letters that a word and its other forms share at their beginning, where the language changes only the end."""
_THIN_WORDS = 7
"""A claim of so few words that calls another false, or points at it, says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Side:
    """One claim as the links see it.

    ``stems`` are its topic words without names, ``named`` those with them; ``figures`` are the numbers in it and
    ``words`` its words, as written; ``party`` are the words that tell whom its claimant belongs to, ``titles`` its
    claimant's roles of one word; ``points`` is true where it speaks of somebody's report, claim or figure, ``thin``
    where it says nothing else; ``rejects`` and ``confirms`` are the words that call something false or true, or empty.
    """

    number: int
    found: Found
    content: Range
    stems: frozenset[str]
    named: frozenset[str]
    figures: frozenset[str]
    words: frozenset[str]
    party: frozenset[str]
    titles: frozenset[str]
    negated: bool
    points: bool
    thin: bool
    rejects: str
    confirms: str

    @property
    def claimant(self) -> str:
        """The claimant's name or nothing."""
        return self.found.claimant.name if self.found.claimant else ""

    @property
    def disputes(self) -> bool:
        """Say whether it denies, doubts or calls false."""
        return self.found.stance is not Stance.ASSERT or bool(self.rejects)

    def stands_with(self, other: Side) -> bool:
        """Say whether both are said by one claimant or by two of one party."""
        if not self.claimant or not other.claimant:
            return self.claimant == other.claimant
        return self.claimant == other.claimant or bool(self.party & other.party)


def read_sides(document: Document, found: Sequence[Found], propositions: Sequence[Proposition]) -> list[Side]:
    """Return the claims as the links compare them, in their order."""
    parties: dict[str, frozenset[str]] = {}
    titles: dict[str, frozenset[str]] = {}
    bodies = _bodies(document, found)
    before = ""
    for one in found:
        if one.claimant:
            name = one.claimant.name
            party = _party(document, one, parties.get(before, frozenset()), bodies)
            parties[name] = parties.get(name, frozenset()) | party
            titles[name] = titles.get(name, frozenset()) | _titles(document, one)
            before = name
    stems = _Stems(document, [one.content for one in propositions])
    return [
        _side(document, number, found[one.statement], one.content, parties, titles, stems)
        for number, one in enumerate(propositions)
    ]


class _Stems:
    """Gives the stems of topic words: neither function words nor numbers.

    Where words change only at their end, a word stays as it is when no other claim has one that begins alike.
    """

    def __init__(self, document: Document, contents: Sequence[Range]) -> None:
        self._language = document.language
        self._shared: frozenset[str] | None = None
        if not document.language.verb_prefixes:
            folded = document.words.folded
            counts = Counter(
                beginning
                for one in contents
                for beginning in {word[:_BEGINNING] for word in folded[one.first : one.last]}
            )
            self._shared = frozenset(beginning for beginning, count in counts.items() if count > 1)

    def of(self, folded: Iterable[str]) -> dict[str, str]:
        """Return the topic words among some words, each with its stem."""
        language, shared = self._language, self._shared
        aside, reports = language.function_words, language.reports
        return {
            word: stem(language.stemmer, word) if shared is None or word[:_BEGINNING] in shared else word
            for word in folded
            if len(word) > _SHORTEST_TOPIC and word not in aside and word not in reports and not word[0].isdigit()
        }


def _side(
    document: Document,
    number: int,
    found: Found,
    content: Range,
    parties: dict[str, frozenset[str]],
    titles: dict[str, frozenset[str]],
    stems: _Stems,
) -> Side:
    language = document.language
    folded = document.words.folded[content.first : content.last]
    rejects = first_match(language.falsities, folded)
    points = not language.reports.isdisjoint(folded)
    first = folded[0]
    is_pointer = first in language.demonstratives or first in language.pronouns
    pointing = points or (is_pointer and first not in language.definite_articles)
    capital = document.words.capital[content.first : content.last]
    common = [word for at, word in enumerate(folded) if at == 0 or not capital[at]]
    topics = stems.of(folded)
    return Side(
        number=number,
        found=found,
        content=content,
        stems=frozenset(topics[word] for word in common if word in topics),
        named=frozenset(topics.values()),
        words=frozenset([without_possessive(word) for word in folded]),
        figures=frozenset(word for word in folded if word[0].isdigit()),
        party=parties[found.claimant.name] if found.claimant else frozenset(),
        titles=titles[found.claimant.name] if found.claimant else frozenset(),
        negated=not language.negators.isdisjoint(folded),
        points=points,
        thin=len(folded) <= _THIN_WORDS and (pointing or bool(rejects)),
        rejects=rejects if pointing or len(folded) <= _THIN_WORDS else "",
        confirms=first_match(language.truths, folded),
    )


def first_match(phrases: Phrases, folded: Sequence[str]) -> str:
    """Return the first phrase of a list that stands in some words, or nothing."""
    beginnings = phrases.by_first_word
    for at, word in enumerate(folded):
        if word in beginnings and (size := phrases.match(folded, at, len(folded))):
            return " ".join(folded[at : at + size])
    return ""


@functools.lru_cache(maxsize=50_000)
def stem(algorithm: str, word: str) -> str:
    """Return the stem of a word by a Snowball algorithm; the same word gives the same stem."""
    return str(_stemmer(algorithm).stemWord(without_possessive(word)))


@functools.cache
def _stemmer(algorithm: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(algorithm)


def _bodies(document: Document, found: Sequence[Found]) -> frozenset[str]:
    """Return the words by which groups and bodies speak: whoever has one beside the name belongs to them."""
    names = {one.claimant.name for one in found if one.claimant and one.claimant.kind is not ClaimantKind.PERSON}
    words = {without_possessive(word) for name in names for word in name.lower().split()}
    aside = document.language.function_words | document.language.determiners
    return frozenset(word for word in words if len(word) > _SHORTEST_TOPIC and word not in aside)


def _party(document: Document, found: Found, before: frozenset[str], bodies: frozenset[str]) -> frozenset[str]:
    """Return the words that tell a claimant's party: its names, and those beside them that are no role."""
    language, words = document.language, document.words
    phrases = [found.claimant.name.lower().split()] if found.claimant else []
    own = frozenset[str]()
    if found.source:
        folded = words.folded[found.source.first : found.source.last]
        capital = words.capital[found.source.first : found.source.last]
        phrases.append([word for word, big in zip(folded, capital, strict=True) if big or word in bodies])
        own = frozenset(word.lower() for word in _initials(document, found.source))
        opens = folded[0] in language.possessives
        closes = any(word.endswith(language.trailing_possessives) for word in folded[:3])
        own |= before if opens or closes else frozenset()
        own |= bodies.intersection(without_possessive(word) for word in folded)
    kept = {without_possessive(word) for phrase in phrases for word in _without_roles(document, phrase)}
    return (own | kept) - language.places


def _titles(document: Document, found: Found) -> frozenset[str]:
    """Return the roles of one word beside a claimant's name: "gubernur" of "Gubernur X"."""
    if found.source is None:
        return frozenset()
    folded, roles = document.words.folded, document.language.roles
    places = range(found.source.first, found.source.last)
    return frozenset(folded[at] for at in places if roles.match(folded, at, found.source.last) == 1)


def _initials(document: Document, phrase: Range) -> list[str]:
    return [word for at in range(phrase.first, phrase.last) if _is_short_form(word := document.quote(at, at + 1))]


def _is_short_form(word: str) -> bool:
    """Say whether a word is a body's initials: "(NDO)" after its name, "NDO spokesman"."""
    return len(word) > 1 and word.isalpha() and word.isupper()


def _without_roles(document: Document, phrase: Sequence[str]) -> list[str]:
    language = document.language
    kept, at = [], 0
    while at < len(phrase):
        size = language.roles.match(phrase, at, len(phrase))
        word = phrase[at]
        if not size and len(word) > _SHORTEST_TOPIC and word[0].isalpha() and word not in language.function_words:
            kept.append(word)
        at += size or 1
    return kept


_NAME_WEIGHT = 0.4
"""What a name counts beside another topic word: an article names the same few in most of its claims."""


class Weights:
    """How much each topic word of an article tells: rare ones more, names less."""

    def __init__(self, sides: Sequence[Side]) -> None:
        counts = Counter(stem for side in sides for stem in side.named)
        common = frozenset[str]().union(*(side.stems for side in sides))
        self._weights = {
            stem: round(1000 * math.log(1 + len(sides) / count) * (1 if stem in common else _NAME_WEIGHT))
            for stem, count in counts.items()
        }
        self._totals = [self.sum(side.named) for side in sides]

    def sum(self, stems: Iterable[str]) -> int:
        """Return the weights of some stems together, in thousandths: whole numbers add up alike in any order."""
        weights = self._weights
        return sum([weights[one] for one in stems])

    def overlap(self, side: Side, other: Side) -> float:
        """Return how much of the smaller of two claims' topics both share, 0..1."""
        both = side.named & other.named
        if not both:
            return 0.0
        return self.sum(both) / min(self._totals[side.number], self._totals[other.number])
