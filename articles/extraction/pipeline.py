"""The engine: every step in its order, from a text to an :class:`Extraction`."""

from __future__ import annotations

from articles.extraction.document import Document, Found, Proposition, Range
from articles.extraction.language import load_language
from articles.extraction.steps.carried import find_carried
from articles.extraction.steps.checkworthiness import score_propositions, score_range
from articles.extraction.steps.claimants import resolve_claimants
from articles.extraction.steps.cues import find_cues
from articles.extraction.steps.estimates import find_estimates
from articles.extraction.steps.governed import find_governed
from articles.extraction.steps.indirect import find_indirect
from articles.extraction.steps.labelled import find_labelled
from articles.extraction.steps.links import find_links
from articles.extraction.steps.mentions import find_mentions
from articles.extraction.steps.nominal import find_nominal
from articles.extraction.steps.propositions import find_propositions
from articles.extraction.steps.quotations import find_quotations
from articles.extraction.steps.quoted import find_quoted
from articles.extraction.steps.relays import find_relays
from articles.extraction.steps.sentences import find_sentences
from articles.extraction.steps.unattributed import find_unattributed
from articles.extraction.steps.words import read_paragraphs, read_words
from articles.extraction.types import CheckWorthiness, Claim, Extraction, Publication, Statement

ENGINE = "periksa-rules"
VERSION = "0.3.0"


def run_pipeline(text: str, code: str, publication: Publication) -> Extraction:
    """Return everything found in a text of a supported language."""
    document = read_document(text, code, publication)
    found = _find_statements(document)
    checkable = [one for one in find_propositions(document, found) if not found[one.statement].claimless]
    propositions = find_mentions(document, found, score_propositions(document, checkable))
    links = find_links(document, found, propositions)
    return Extraction(ENGINE, VERSION, code, _statements(document, found, propositions), links)


def score_whole(text: str, code: str) -> CheckWorthiness:
    """Return the check-worthiness of a text that is one sentence, in a supported language."""
    document = read_document(text, code, Publication())
    return score_range(document, Range(0, len(document.words))) if len(document.words) else CheckWorthiness(0.0)


def read_document(text: str, code: str, publication: Publication) -> Document:
    """Return a text with its words, quotations, sentences and cues, before any statement is sought."""
    words = read_words(text)
    paragraphs = read_paragraphs(text, words)
    quotations, inside = find_quotations(text, words, paragraphs)
    document = Document(text, load_language(code), publication, words, paragraphs, quotations, inside)
    return find_cues(find_sentences(document))


def _find_statements(document: Document) -> list[Found]:
    quoted = find_quoted(document)
    read = quoted + find_indirect(document, quoted)
    read += find_labelled(document, read)
    read += find_estimates(document, read)
    governed = find_governed(document, read)
    named = [one for one in governed if one.claimless]
    named += find_nominal(document, read + governed)
    reported = find_carried(document, read + [one for one in governed if not one.claimless])
    resolved = resolve_claimants(document, _in_order(find_relays(document, reported) + named))
    spoken = [one for one in resolved if not one.claimless]
    return _in_order(resolved + find_unattributed(document, spoken))


def _in_order(found: list[Found]) -> list[Found]:
    return sorted(found, key=lambda one: (one.content.first, one.content.last))


def _statements(document: Document, found: list[Found], propositions: list[Proposition]) -> tuple[Statement, ...]:
    claims: dict[int, list[Claim]] = {}
    for one in propositions:
        span = document.span(one.content.first, one.content.last)
        claims.setdefault(one.statement, []).append(
            Claim(span, one.text, one.check_worthiness, one.reasons, one.mentions)
        )
    return tuple(_statement(document, one, tuple(claims.get(number, ()))) for number, one in enumerate(found))


def _statement(document: Document, one: Found, claims: tuple[Claim, ...]) -> Statement:
    return Statement(
        content=document.span(one.content.first, one.content.last),
        mode=one.mode,
        rule=one.rule,
        cue=document.span(one.cue.first, one.cue.last) if one.cue else None,
        source=document.span(one.source.first, one.source.last) if one.source else None,
        claimant=one.claimant,
        stance=one.stance,
        kind=one.kind,
        relayed_by=one.relayed_by,
        attribution_unclear=one.attribution_unclear,
        claims=claims,
    )
