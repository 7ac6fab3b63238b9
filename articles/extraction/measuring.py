"""Run the engine over annotated articles, and add up how right it was in each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from articles.extraction import CHECK_WORTHY_FROM, extract
from articles.extraction.annotations import (
    Annotated,
    found_links,
    found_unattributed,
    read_annotated,
    reported,
)
from articles.extraction.scoring import (
    JUDGED,
    Link,
    Rates,
    Reported,
    Score,
    is_end,
    macro_f1,
    score_links,
    score_sentences,
    score_statements,
    sentences_of,
)
from articles.extraction.types import Extraction, Span

CONTEXT = 60
"""Characters shown on either side of a miss."""

RATED = {"exact": "content, exact", "half": "content, half", "whole": "statement"}
LAYERS = ("unattributed", "check-worthy", "links")
"""What else can be annotated; all three have precision, recall and F1."""


@dataclass(frozen=True, slots=True, order=True)
class Miss:
    """A statement that was not found, or one that nobody annotated, which has its ``rule``; the longest is the worst.

    ``before``, ``words`` and ``after`` are one line each, the words cut in their middle where they are long.
    """

    size: int
    document: str
    start: int
    end: int
    rule: str
    before: str
    words: str
    after: str


@dataclass
class Measured:
    """The articles of one language: counts, the worst misses, and which annotated statements were found."""

    documents: int = 0
    score: Score = field(default_factory=Score)
    layers: dict[str, Rates] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    found: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    missed: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Return every figure that there is, in percent, by a name that stays the same between versions."""
        rates = {label: self.score.rates(name) for name, label in RATED.items()} | self.layers
        values = {
            f"{name} {figure}": getattr(rate, figure)
            for name, rate in rates.items()
            for figure in ("precision", "recall", "f1")
        }
        judged = self.score.judged
        values |= {part: self.score.right[part] / judged[part] for part in JUDGED if judged[part]}
        for name, pairs in (("stance", self.score.stances), ("kind", self.score.kinds)):
            if (macro := macro_f1(pairs)) is not None:
                values[f"{name} macro f1"] = macro
        modes = self.score.modes
        values |= {f"recall {mode}": self.score.modes_found[mode] / modes[mode] for mode in sorted(modes)}
        return {name: round(100 * value, 1) for name, value in values.items()}


def measure(
    paths: Iterable[Path],
    *,
    language: str | None = None,
    without_kinds: frozenset[str] = frozenset(),
    joined: bool | None = None,
) -> dict[str, Measured]:
    """Return what is measured on the articles of annotated files, by language.

    ``language`` is that of all articles, instead of the file's own or the one detected; statements of
    ``without_kinds`` count on neither side. ``joined`` says that two halves of a quotation under one cue are annotated
    as one statement; None for "as in each file", where any content has several parts. Raises ``ValueError`` and
    ``OSError`` as :func:`articles.extraction.annotations.read_annotated` does.
    """
    measured: dict[str, Measured] = {}
    for path in paths:
        are_joined = any(article.has_parts for article in read_annotated(path)) if joined is None else joined
        for article in read_annotated(path):
            found = extract(article.text, language or article.language, publication=article.publication)
            of_language = measured.setdefault(found.language, Measured())
            add_article(of_language, article, found, without_kinds, joined=are_joined)
    return dict(sorted(measured.items()))


def add_article(
    measured: Measured,
    article: Annotated,
    extraction: Extraction,
    without_kinds: frozenset[str] = frozenset(),
    *,
    joined: bool = False,
) -> None:
    """Add one article to what is measured of its language."""
    wanted = [one for one in article.statements if one.kind not in without_kinds]
    found = reported(extraction, only_claims=article.has_only_claims, without_kinds=without_kinds, joined=joined)
    score, pairs = score_statements(article.text, wanted, found)
    hit, used = {i for i, _ in pairs}, {j for _, j in pairs}
    measured.documents += 1
    measured.score.add(score)
    measured.misses += [_miss(article, one) for number, one in enumerate(wanted) if number not in hit]
    measured.misses += [_miss(article, one) for number, one in enumerate(found) if number not in used]
    places = [(one.content.start, one.content.end) for one in wanted]
    measured.found[article.identifier] = [place for number, place in enumerate(places) if number in hit]
    measured.missed[article.identifier] = [place for number, place in enumerate(places) if number not in hit]
    for name, rates in _layers(article, extraction):
        before = measured.layers.get(name, Rates(0, 0, 0))
        measured.layers[name] = Rates(
            before.right + rates.right, before.found + rates.found, before.wanted + rates.wanted
        )


def _layers(article: Annotated, extraction: Extraction) -> Iterator[tuple[str, Rates]]:
    sentences = article.sentences
    if article.unattributed is not None:
        # Without annotated sentences each annotated place stands for its sentence.
        places = sentences or article.unattributed
        ours = found_unattributed(extraction)
        alarms = 0 if sentences else sum(not sentences_of(places, [span]) for span in ours)
        rates = score_sentences(sentences_of(places, article.unattributed), sentences_of(places, ours))
        yield "unattributed", Rates(rates.right, rates.found + alarms, rates.wanted)
    if article.checkworthy is not None:
        worthy = [claim.content for claim in extraction.claims if claim.check_worthiness >= CHECK_WORTHY_FROM]
        yield "check-worthy", score_sentences(article.checkworthy, sentences_of(sentences, worthy))
    if article.links is not None:
        links = found_links(extraction)
        if article.has_only_claims:
            known = (*article.links, *article.rejected)
            links = [link for link in links if any(_is_same(one, link) for one in known)]
        yield "links", score_links(article.links, links)


def _is_same(wanted: Link, found: Link) -> bool:
    return wanted[2] == found[2] and is_end(wanted[0], found[0]) and is_end(wanted[1], found[1])


def _miss(article: Annotated, one: Reported) -> Miss:
    start, end = one.content.start, one.content.end
    text = article.text
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    lines = [" ".join(part.split()) for part in (before, _cut(text, one.content), after)]
    return Miss(end - start, article.identifier, start, end, one.rule, *lines)


def _cut(text: str, span: Span) -> str:
    words = text[span.start : span.end]
    return words if len(words) <= 4 * CONTEXT else f"{words[: 2 * CONTEXT]} … {words[-2 * CONTEXT :]}"
