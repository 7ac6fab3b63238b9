"""What the steps hand to one another: the text as words, quotations and sentences, and statements in the making."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from articles.extraction.language import Cue, Language
from articles.extraction.types import Claimant, Kind, Mention, Mode, Publication, Reason, Span, Stance

OUTSIDE = -1
"""In :attr:`Document.inside`, the mark of a word that stands in no quotation."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words and punctuation marks of a text as parallel lists, in the order of the text.

    ``starts`` and ``ends`` are offsets into the text; ``folded`` is each word in lower case.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    folded: Sequence[str]
    capital: Sequence[bool]

    def __len__(self) -> int:
        """How many words and marks there are."""
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks, as word numbers; ``inner_last`` is exclusive, ``last`` counts the marks.

    ``closed`` is false for a quotation that its paragraph leaves open.
    """

    first: int
    last: int
    inner_first: int
    inner_last: int
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as word numbers, ``last`` exclusive; a quotation inside it is never cut."""

    first: int
    last: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of words, ``last`` exclusive, ``first < last``."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue outside quotations, with the number of its sentence."""

    words: Range
    cue: Cue
    sentence: int


@dataclass(frozen=True, slots=True)
class Document:
    """One text with everything that has been read off it before statements are sought."""

    text: str
    language: Language
    publication: Publication
    words: Words
    paragraphs: tuple[tuple[int, int], ...] = ()
    quotations: tuple[Quotation, ...] = ()
    inside: Sequence[int] = ()
    sentences: tuple[Sentence, ...] = ()
    cues: tuple[tuple[FoundCue, ...], ...] = ()
    """The cues of each sentence, in order."""

    def span(self, first: int, last: int) -> Span:
        """Return the offsets of the words ``first`` to ``last`` (exclusive); ``first < last``."""
        return Span(self.words.starts[first], self.words.ends[last - 1])

    def quote(self, first: int, last: int) -> str:
        """Return the verbatim text of the words ``first`` to ``last`` (exclusive)."""
        return self.text[self.words.starts[first] : self.words.ends[last - 1]]


@dataclass(frozen=True, slots=True)
class Found:
    """A statement in the making, in word numbers.

    ``subject`` is what the content is about where its own words leave it out; ``sentence`` is a number into
    :attr:`Document.sentences`; ``quotations`` are those that the content is or holds; ``claimless`` is true where the
    content only names what is meant ("criticised the plan", "wants to win"), so that it makes no claim.
    """

    content: Range
    mode: Mode
    rule: str
    sentence: int
    cue: Range | None = None
    source: Range | None = None
    subject: Range | None = None
    stance: Stance = Stance.ASSERT
    kind: Kind = Kind.ASSERTION
    relayed_by: tuple[str, ...] = ()
    claimant: Claimant | None = None
    attribution_unclear: bool = False
    claimless: bool = False


@dataclass(frozen=True, slots=True)
class Proposition:
    """One proposition of a statement, in word numbers; ``statement`` is a number into the list of statements."""

    statement: int
    content: Range
    text: str
    check_worthiness: float = 0.0
    reasons: tuple[Reason, ...] = ()
    mentions: tuple[Mention, ...] = ()
