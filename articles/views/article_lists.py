"""The list of articles: the editor's board, and what a journalist may read."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from articles import access
from articles.access import Action
from articles.forms.article_lists import STATUS_OF, ArticleFilter, Show
from articles.forms.assignments import AssignmentForm
from articles.models import Article
from articles.models.articles import ArticleQuerySet
from articles.views.pages import page_of, page_or_part, standstill
from articles.views.request import Request

STAFF_TABS = tuple(Show)
READER_TABS = (Show.ALL, Show.IN_REVIEW, Show.OVERDUE, Show.DONE)
"""The filters that mean something to a journalist."""


@require_GET
def article_list(request: Request) -> HttpResponse:
    """Show the articles that a person may see, by state and by words; editors assign from here."""
    return board(request, request.GET)


def board(
    request: Request, values: QueryDict, *, form: AssignmentForm | None = None, status: int = 200
) -> HttpResponse:
    """Return the list as ``values`` filter it, with the form to assign as it was sent; to htmx, the list alone."""
    chosen = ArticleFilter.of(values)
    found = matching(Article.objects.visible_to(request.user), chosen.words)
    rows = shown(found, chosen.chosen).with_counts().with_assignments().order_by("-imported_at", "-pk")
    is_staff = request.user.is_editor or request.user.is_admin
    context = {
        "filter": chosen,
        "tabs": tabs(found, chosen.chosen, STAFF_TABS if is_staff else READER_TABS),
        "page": page_of(values, rows),
        "standstill": standstill(request.user),
        "may_import": access.allows(request.user, Action.IMPORT),
    }
    if access.allows(request.user, Action.ASSIGN):
        context["form"] = form or AssignmentForm()
    return page_or_part(request, "articles/list.html", "board", context, status=status)


def matching(articles: ArticleQuerySet, words: str) -> ArticleQuerySet:
    """Return the articles with these words in their title or publisher, whatever their case."""
    return articles.filter(Q(title__icontains=words) | Q(publisher__icontains=words)) if words else articles


def shown(articles: ArticleQuerySet, show: Show) -> ArticleQuerySet:
    """Return the articles of one filter."""
    if show == Show.OVERDUE:
        return articles.filter(pk__in=overdue())
    if show == Show.SECOND:
        return articles.filter(pk__in=in_second_review())
    if show == Show.ASKING:
        return articles.filter(pk__in=asking())
    return articles.filter(status=STATUS_OF[show]) if show in STATUS_OF else articles


def overdue() -> QuerySet[Article, int]:
    """Return the ids of what is overdue, to be used within another query."""
    return Article.objects.overdue().values_list("pk", flat=True)


def in_second_review() -> QuerySet[Article, int]:
    """Return the ids of what has claims in a second review that is not settled, to be used within another query."""
    return Article.objects.in_second_review().values_list("pk", flat=True)


def asking() -> QuerySet[Article, int]:
    """Return the ids of what has claims that wait for an editor's word, to be used within another query."""
    return Article.objects.asking().values_list("pk", flat=True)


def tabs(articles: ArticleQuerySet, chosen: Show, offered: Sequence[Show]) -> list[dict[str, Any]]:
    """Return the filters with how many articles each shows, in one query."""
    counts = {show.value: Count("pk", filter=Q(status=status)) for show, status in STATUS_OF.items()}
    counts |= {Show.ALL.value: Count("pk"), Show.OVERDUE.value: Count("pk", filter=Q(pk__in=overdue()))}
    counts[Show.SECOND.value] = Count("pk", filter=Q(pk__in=in_second_review()))
    counts[Show.ASKING.value] = Count("pk", filter=Q(pk__in=asking()))
    found = articles.aggregate(**counts)
    return [{"show": show, "count": found[show.value], "is_chosen": show == chosen} for show in offered]
