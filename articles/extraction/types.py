"""The frozen values that go into and come out of the extraction engine.

Offsets are Unicode code points into the text that was given, end exclusive, and every span is verbatim:
``text[span.start:span.end]`` is what the article says. Nothing here knows Django, a database or a clock.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How the words are attributed.

    Source: PARC 3.0 and PolNeAR (Newell, Margolin, Ruths, LREC 2018) for direct, indirect and mixed.
    """

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    UNATTRIBUTED = "unattributed"
    """The outlet's own factual sentence."""


class Stance(StrEnum):
    """What the claimant holds about the content."""

    ASSERT = "assert"
    DENY = "deny"
    DOUBT = "doubt"


class Kind(StrEnum):
    """What sort of report a statement is; the desk shows as claims only what can be checked."""

    ASSERTION = "assertion"
    INTENTION = "intention"
    BELIEF = "belief"
    DIRECTIVE = "directive"
    QUESTION = "question"


class Relation(StrEnum):
    """What one claim does to another of the same article."""

    DISPUTES = "disputes"
    SUPPORTS = "supports"
    REPEATS = "repeats"


class ClaimantKind(StrEnum):
    """What sort of speaker a claimant is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    GROUP = "group"
    OUTLET = "outlet"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the text, in code points, ``0 <= start < end <= len(text)``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the engine decided something, as a code that the pages translate and the words that led to it.

    ``code`` is one of the codes listed in ``articles/extraction/reasons.py``; ``detail`` is verbatim text of the
    article (``"1,7 juta"``) or empty. ``weight`` is what a reason of check-worthiness adds to the sum, below nothing
    where it speaks against checking; 0 for a reason of something else.
    """

    code: str
    detail: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class CheckWorthiness:
    """How much a sentence is worth checking, ``score`` 0..1, and why."""

    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says it, resolved inside the article.

    ``name`` is the fullest plain form in the article, without role (``Korea Utara``); ``aliases`` are the other
    forms in which the article names it (``Korut``, ``pemerintah Korea Utara``), without ``name`` itself.
    """

    name: str
    kind: ClaimantKind
    aliases: tuple[str, ...] = ()


class MentionKind(StrEnum):
    """What a claim names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, a figure or a date inside a claim; ``span`` is what the article says, verbatim.

    ``value`` is the full name; a date by ISO 8601 (``2020-05-09``, ``2020-05``, ``2020``); or a plain decimal
    (``1700000``). Two with a slash between are a range, both counted; it is empty where it cannot be told. ``unit`` is
    an ISO 4217 code for money, ``%`` for a share, what is counted for a number, where known.
    """

    kind: MentionKind
    span: Span
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One proposition of a statement that can be checked by itself.

    ``text`` is a readable wording that stands alone (pronouns and "today" resolved where the engine can);
    ``check_worthiness`` is 0..1 and ``reasons`` say how it came about. ``mentions`` are the names, figures and dates in
    ``content``, in the order of the text, none inside another.
    """

    content: Span
    text: str
    check_worthiness: float
    reasons: tuple[Reason, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of text that the article presents as somebody's words, belief, knowledge or finding.

    ``cue`` and ``source`` are ``None`` where a quotation is carried on or the mode is unattributed; ``relayed_by``
    names those through whom the report came (``seperti dikutip dari AFP``); ``rule`` names the rule that found it.
    A statement whose kind cannot be checked has no claims.
    """

    content: Span
    mode: Mode
    rule: str
    cue: Span | None = None
    source: Span | None = None
    claimant: Claimant | None = None
    stance: Stance = Stance.ASSERT
    kind: Kind = Kind.ASSERTION
    relayed_by: tuple[str, ...] = ()
    attribution_unclear: bool = False
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One claim's relation to another.

    ``from_claim`` and ``to_claim`` index into :attr:`Extraction.claims`.
    """

    from_claim: int
    to_claim: int
    relation: Relation
    reason: Reason


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that the engine found in one text, in the order of the text.

    ``language`` is an ISO 639-1 code, or ``"und"`` when it could not be told.
    """

    engine: str
    version: str
    language: str
    statements: tuple[Statement, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims of all statements, in the order of the statements; what :class:`Link` indexes."""
        return tuple(claim for statement in self.statements for claim in statement.claims)


@dataclass(frozen=True, slots=True)
class Publication:
    """What is known of the article beside its text: where it appeared and when."""

    publisher: str = ""
    published_on: datetime.date | None = None
