"""Lists as files: what is found, the articles, the claims of one; each person what they see, all of it, and logged.

Read in portions that each begin behind the last row of the one before: no statement lasts, whatever the number of rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import structlog
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from articles.forms.article_lists import ArticleFilter
from articles.forms.search import SearchForm
from articles.models import Article, Claim, SearchRow, Verdict
from articles.views.article_lists import matching, shown
from articles.views.finding import rows_for
from articles.views.hits import texts_of
from articles.views.request import Request
from articles.views.sheets import Format, Value, sheet

logger = structlog.get_logger(__name__)

PORTION = 1_000

FOUND = ("kind", "title", "words", "claimant", "answer", "claim_id", "article", "publisher", "language", "at", "path")
ARTICLES = (
    *("id", "title", "publisher", "byline", "language", "published_at", "imported_at", "status", "claims", "decided"),
    "url",
)
CLAIMS = (
    *("claim_id", "quotation", "claim_text", "claimant", "stance", "mode", "check_worthiness", "standing"),
    *("said", "answer", "label", "reason", "decided_by", "decided_at"),
)


@require_GET
def search_export(request: Request) -> HttpResponseBase:
    """Return what a search finds as a file, the newest first."""
    form = SearchForm.of(request.GET)
    rows = rows_for(request.user, form.asked) if not form.asked.is_empty else SearchRow.objects.none()
    rows = rows.filter(kind=form.kind_chosen) if form.kind_chosen else rows
    ends = ("article", "claim__claimant", "verdict", "evidence")
    related = rows.select_related(*ends).defer("vector")
    filters = {"search": form.text[:1_000], "kind": form.kind_chosen}
    return as_file(request, "search", filters, FOUND, map(found_row, in_portions(related, "at")))


@require_GET
def article_export(request: Request) -> HttpResponseBase:
    """Return the list of articles, as it is filtered, as a file."""
    chosen = ArticleFilter.of(request.GET)
    rows = shown(matching(Article.objects.visible_to(request.user), chosen.words), chosen.chosen).with_counts()
    filters = {"search": chosen.words, "show": str(chosen.chosen.value)}
    return as_file(request, "articles", filters, ARTICLES, map(article_row, in_portions(rows, "imported_at")))


@require_GET
def claim_export(request: Request, pk: int) -> HttpResponseBase:
    """Return the claims of an article as a file, in their order, with the verdicts that count."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    claims = Claim.objects.visible_to(request.user).filter(article=article).with_all().in_reading_order()
    seen = Verdict.objects.visible_to(request.user).filter(claim__article=article)
    rows = claim_rows(claims, set(seen.values_list("pk", flat=True)))
    return as_file(request, f"article-{article.pk}", {"article": article.title}, CLAIMS, rows)


def as_file(
    request: Request, name: str, filters: dict[str, str], columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> HttpResponseBase:
    """Return the file in the format that the address names, and log who took what; 404 for no such format."""
    wanted = request.GET.get("format", "")
    if wanted not in Format.values:
        raise Http404(f"no format {wanted!r}")
    logger.info("list_exported", list=name, format=wanted, filters=filters, user_id=request.user.pk)
    return sheet(Format(wanted), name, filters, columns, rows)


def in_portions(rows: QuerySet[Any], place: str) -> Iterator[Any]:
    """Yield rows by a time, the newest first, however many there are."""
    ordered = rows.order_by(f"-{place}", "-pk")
    portion = list(ordered[:PORTION])
    while portion:
        yield from portion
        last = portion[-1]
        older = Q(**{f"{place}__lt": getattr(last, place)}) | Q(**{place: getattr(last, place), "pk__lt": last.pk})
        portion = list(ordered.filter(older)[:PORTION]) if len(portion) == PORTION else []


def found_row(row: SearchRow) -> Sequence[Value]:
    """Return what was found as it stands in the file."""
    title, words = texts_of(row)
    claim, article = row.claim, row.article
    claimant = claim.claimant.name if claim and claim.claimant else ""
    path = claim.get_absolute_url() if claim else article.get_absolute_url() if article else ""
    about: Sequence[Value] = (article.title, article.publisher, article.language) if article else ("", "", "")
    return (row.kind, title, words, claimant, row.answer, claim.public_id if claim else "", *about, row.at, path)


def article_row(article: Any) -> Sequence[Value]:
    """Return an article as it stands in the file."""
    facts = (article.pk, article.title, article.publisher, article.byline, article.language, article.published_at)
    return (*facts, article.imported_at, article.status, article.claim_count, article.decided_count, article.url)


def claim_rows(claims: Iterable[Claim], seen: set[int]) -> Iterator[Sequence[Value]]:
    """Yield claims as they stand in the file, with the verdict that counts where the person may see it."""
    for claim in claims:
        verdict = claim.current_verdict if claim.current_verdict_id in seen else None
        claimant = claim.claimant.name if claim.claimant else ""
        said = (claim.public_id, claim.quotation, claim.claim_text, claimant, claim.stance, claim.mode)
        decided: Sequence[Value] = ("", "", "", "", "", None)
        if verdict:
            words = (verdict.said, verdict.answer, verdict.label_name, verdict.reason)
            decided = (*words, str(verdict.author), verdict.created_at)
        yield (*said, claim.check_worthiness, claim.standing, *decided)
