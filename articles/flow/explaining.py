"""How each mark in a text comes about: the engine run now, in this process, and nothing of it stored."""

from dataclasses import dataclass, field

from articles import access
from articles import extraction as engine
from articles.access import Action
from articles.extraction import types
from articles.extraction.left_out import find_left_out
from articles.flow.extracting import claim_row, publication_of
from articles.models import Article, Claim, Claimant, User

MAX_EXPLAINED = 300
"""How many statements are explained, the first of the text. Source: measured, of 2,800 the page took five times as long
as the engine; no article has so many."""


@dataclass(frozen=True, slots=True)
class ExplainedLink:
    """What a claim does to another, its ``other``, by ``relation``; ``reason`` is ``{"code", "detail"}``."""

    relation: str
    other: Claim
    reason: dict[str, str]


@dataclass(slots=True)
class ExplainedStatement:
    """One statement as ``whole``, an unsaved row, the rule that found it, and its claims with their links.

    ``number`` counts from 1 in the order of the text; ``source`` is the words that name the claimant there.
    """

    number: int
    whole: Claim
    rule: str
    source: str
    aliases: tuple[str, ...]
    claims: list[tuple[Claim, list[ExplainedLink]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the engine makes of a text; nothing of it is stored. ``left_out`` are quotations that are no statement.

    ``total`` counts all statements; ``statements`` are the first MAX_EXPLAINED of them.
    """

    engine: str
    version: str
    language: str
    is_read: bool
    text: str
    statements: tuple[ExplainedStatement, ...]
    total: int
    left_out: tuple[tuple[int, int], ...]


def explain(*, actor: User, text: str, language: str = "", article: Article | None = None) -> Explanation:
    """Return how each mark in a text comes about, now, in this process; the caller bounds the length of the text.

    ``article`` is what the text is known to be, for its publisher and day. Stores nothing.
    """
    access.require(actor, Action.INSPECT)
    publication = publication_of(article) if article else types.Publication()
    found = engine.extract(text, language or None, publication=publication)
    is_read = found.language in engine.supported_languages()
    left_out = tuple((span.start, span.end) for span in find_left_out(text, found)) if is_read else ()
    statements, total = tuple(explained(text, found)), len(found.statements)
    return Explanation(found.engine, found.version, found.language, is_read, text, statements, total, left_out)


def explained(text: str, found: types.Extraction) -> list[ExplainedStatement]:
    """Return the first statements of a run with their claims and links, as unsaved rows."""
    statements, rows = [], list[tuple[Claim, list[ExplainedLink]]]()
    for number, one in enumerate(found.statements[:MAX_EXPLAINED], start=1):
        whole, *claims = [row_of(text, one, claim) for claim in (types.Claim(one.content, "", 0.0), *one.claims)]
        source = text[one.source.start : one.source.end] if one.source else ""
        aliases = one.claimant.aliases if one.claimant else ()
        with_links: list[tuple[Claim, list[ExplainedLink]]] = [(claim, []) for claim in claims]
        statements.append(ExplainedStatement(number, whole, one.rule, source, aliases, with_links))
        rows += with_links
    later = [(one, claim) for one in found.statements[MAX_EXPLAINED:] for claim in one.claims]
    for link in found.links:
        if link.from_claim < len(rows):
            reason = {"code": link.reason.code, "detail": link.reason.detail}
            place = link.to_claim - len(rows)
            other = rows[link.to_claim][0] if place < 0 else row_of(text, *later[place])
            rows[link.from_claim][1].append(ExplainedLink(link.relation, other, reason))
    return statements


def row_of(text: str, statement: types.Statement, claim: types.Claim) -> Claim:
    """Return one claim of a statement as an unsaved row with its claimant."""
    row = claim_row(text, statement, claim)
    named = statement.claimant
    row.claimant = Claimant(name=named.name, kind=named.kind) if named else None
    return row
