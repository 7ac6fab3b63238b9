"""What a page of found rows shows of each: its words with those that were looked for marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Left

from articles.models import Claim, SearchRow
from articles.models.search import Kind, headlines
from articles.searching import Asked, Piece, folded, found_spans, pieces

TEXT_CHARACTERS = 20_000
"""So much of an article's beginning is looked through for the words to show; longer ones show their beginning."""
SHOWN_CHARACTERS = 280
TITLE_CHARACTERS = 200


@dataclass(slots=True)
class Hit:
    """One thing that was found: its row with all that it names, and its two texts in pieces."""

    row: SearchRow
    title: list[Piece] = field(default_factory=list)
    words: list[Piece] = field(default_factory=list)

    @property
    def claim(self) -> Claim | None:
        """The claim that it is or belongs to."""
        return self.row.claim


def hits(page: Sequence[int], asked: Asked) -> list[Hit]:
    """Read the rows of a page, in its order, in two queries; the rows are those that the person may see."""
    words = Case(
        When(kind=Kind.ARTICLE, then=Left("article__current_text__text", TEXT_CHARACTERS)),
        default=Value(""),
        output_field=TextField(),
    )
    ends = ("article", "claim__claimant", "claim__current_verdict", "verdict__author", "evidence")
    rows = SearchRow.objects.select_related(*ends).defer("vector").annotate(words=words).in_bulk(list(page))
    found = [Hit(rows[pk]) for pk in page if pk in rows]
    texts = [text for hit in found for text in texts_of(hit.row)]
    spans = marked(found, texts, asked) if asked.words else [[] for _text in texts]
    for number, hit in enumerate(found):
        title, body = texts[2 * number : 2 * number + 2]
        hit.title = pieces(title, spans[2 * number], length=TITLE_CHARACTERS)
        hit.words = pieces(body, spans[2 * number + 1], length=SHOWN_CHARACTERS)
    return found


def texts_of(row: SearchRow) -> tuple[str, str]:
    """Return the two texts of a row that are shown: what it is called, and what it says."""
    if row.kind == Kind.ARTICLE and row.article:
        return row.article.title, str(getattr(row, "words", ""))
    if row.kind == Kind.CLAIM and row.claim:
        return "", row.claim.quotation
    if row.kind == Kind.EVIDENCE and row.evidence:
        piece = row.evidence
        return piece.title or piece.url or "", piece.excerpt or (piece.url if piece.title else "")
    return (row.verdict.label_name, row.verdict.reason) if row.verdict else ("", "")


def marked(found: Sequence[Hit], texts: Sequence[str], asked: Asked) -> list[list[tuple[int, int]]]:
    """Return where the words stand in each of the texts, by the database's own reading of them, in one query."""
    languages = [hit.row.article.language if hit.row.article else "" for hit in found for _text in range(2)]
    columns = [(folded(text), language) for text, language in zip(texts, languages, strict=True)]
    shown = headlines(columns, asked.words) if columns else []
    return [found_spans(text, headline) for text, headline in zip(texts, shown, strict=True)]
