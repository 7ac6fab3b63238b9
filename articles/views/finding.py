"""Searching: which rows, how many of what, in which order, and what a page of it shows.

Nothing here grows with the newsroom's archive: at most RANKED rows, the newest that have the words, are weighed and
counted, and what is older comes by date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchRank, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Upper
from django.utils import timezone

from articles.forms.search import Cursor, Order
from articles.models import Article, Claimant, ClaimantName, SearchRow, User
from articles.models.search import Kind, SearchRowQuerySet, words_query
from articles.searching import Asked, folded
from articles.views.hits import Hit, hits

PAGE_ROWS = 20
RANKED = 500
"""How many rows are weighed and counted. Source: measured, bench/seeding.py; ten thousand take a second of the page."""
LITTLE = 3
"""With so few found, what is written nearly so is offered as well."""
FACET_ROWS = 6
CLAIMANTS_SHOWN, NAMES_LOOKED_AT = 5, 50
CLOSE_SHOWN = 4
SEARCH_MILLISECONDS = 4_000
"""After so long a search is given up, well before the web gives up the page."""

SETTINGS = {
    # How alike names are that are offered, 0..1: two letters that changed places in one of two words are.
    "pg_trgm.word_similarity_threshold": 0.45,
    # What is searched is in memory or on a disk without a head: a page of it anywhere costs as much as the next one.
    "random_page_cost": 1.1,
}
"""What the database is told for the time of a search."""

Row = tuple[int, str, datetime, int, str, float]


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that what was found has, how often, and the words that ask for it alone."""

    value: str
    count: int


@dataclass(slots=True)
class Found:
    """A page of what was found. ``is_capped`` says that there is more than was counted."""

    hits: list[Hit] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    publishers: list[Facet] = field(default_factory=list)
    languages: list[Facet] = field(default_factory=list)
    answers: list[Facet] = field(default_factory=list)
    claimants: list[Claimant] = field(default_factory=list)
    close: list[Claimant | Article] = field(default_factory=list)
    total: int = 0
    is_capped: bool = False
    next: Cursor | None = None


def find(user: User, asked: Asked, *, kind: str, order: Order, after: Cursor | None) -> Found:
    """Return one page of what a person may see of what is asked for.

    Raises :class:`django.db.OperationalError` when it takes longer than SEARCH_MILLISECONDS.
    """
    with search_time():
        rows = rows_for(user, asked)
        candidates = list(weighed(rows, asked))
        found = Found(kinds=dict(Counter(row[1] for row in candidates)))
        if not kind and not after:
            found.claimants = claimants(user, asked)
            found.close = close_to(user, asked) if len(candidates) < LITTLE else []
        if kind:
            rows = rows.filter(kind=kind)
            candidates = list(weighed(rows, asked))
        count(found, candidates)
        page, found.next = (by_relevance if order == Order.RELEVANCE else by_date)(rows, candidates, after)
        found.hits = hits(page, asked)
        return found


@contextmanager
def search_time() -> Iterator[None]:
    """Give up what is asked of the database within when it takes longer than SEARCH_MILLISECONDS."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            settings = {**SETTINGS, "statement_timeout": SEARCH_MILLISECONDS}
            columns = ["set_config(%s, %s, true)"] * len(settings)
            cursor.execute(f"SELECT {', '.join(columns)}", [str(part) for pair in settings.items() for part in pair])
        yield


def rows_for(user: User, asked: Asked) -> SearchRowQuerySet:
    """Return all that a person may see of what is asked for; claimants aside."""
    rows = SearchRow.objects.visible_to(user).having(asked.words, asked.without)
    if asked.publishers:
        named = reduce(or_, (Q(publisher__icontains=name) for name in asked.publishers))
        rows = rows.filter(article__in=Article.objects.filter(named))
    if asked.languages:
        rows = rows.filter(article__language__in=asked.languages)
    if asked.before:
        rows = rows.filter(at__lt=beginning_of(asked.before))
    if asked.after:
        rows = rows.filter(at__gte=beginning_of(asked.after))
    if asked.verdicts:
        rows = rows.answered(user, asked.verdicts)
    if asked.claimants:
        rows = rows.filter(claim__claimant__in=claimants_named(asked.claimants))
    return rows


def beginning_of(day: date) -> datetime:
    """Return when a day begins in the newsroom's time zone."""
    return timezone.make_aware(datetime.combine(day, time()))


def claimants_named(names: Sequence[str]) -> set[int]:
    """Return the claimants with a name like one of these, and all that were merged with them."""
    named = [SearchRow.objects.claimants().having([name]) for name in names]
    return Claimant.objects.families(
        {pk for rows in named for pk in rows.values_list("claimant", flat=True)[:RANKED] if pk}
    )


def claimants(user: User, asked: Asked) -> list[Claimant]:
    """Return the claimants with these words in one of their names, each once and by their own name of today."""
    if not asked.words or asked.has_filters:
        return []
    named = SearchRow.objects.claimants().having(asked.words, asked.without).order_by("claimant")
    pks = set(named.values_list("claimant", flat=True)[:NAMES_LOOKED_AT])
    roots = Claimant.objects.roots(Claimant.objects.filter(pk__in=pks).visible_to(user).values_list("pk", flat=True))
    return sorted(roots, key=lambda claimant: (claimant.name.casefold(), claimant.pk))[:CLAIMANTS_SHOWN]


def weighed(rows: SearchRowQuerySet, asked: Asked) -> QuerySet[SearchRow, Row]:
    """Return the newest RANKED rows: id, kind, time, article, answer, weight."""
    newest = rows.newest_first().values("pk")[:RANKED]  # chosen first: the many others are not weighed
    weight: Any = (
        SearchRank(F("vector"), words_query(asked.words), normalization=Value(1)) if asked.words else Value(0.0)
    )
    columns = ("pk", "kind", "at", "article", "answer", "weight")
    return SearchRow.objects.filter(pk__in=newest).newest_first().annotate(weight=weight).values_list(*columns)


def count(found: Found, candidates: Sequence[Row]) -> None:
    """Count what the rows have."""
    found.total, found.is_capped = len(candidates), len(candidates) == RANKED
    of_articles = Article.objects.filter(pk__in={row[3] for row in candidates}).values_list(
        "pk", "publisher", "language"
    )
    about = {pk: (publisher, language) for pk, publisher, language in of_articles}
    found.publishers = facets(about[row[3]][0] for row in candidates)
    found.languages = facets(about[row[3]][1] for row in candidates)
    found.answers = facets(row[4] for row in candidates if row[1] == Kind.CLAIM)


def facets(values: Iterable[str | None]) -> list[Facet]:
    """Return the commonest values with their counts, none where they are all the same."""
    counted = Counter(value for value in values if value)
    return [Facet(value, number) for value, number in counted.most_common(FACET_ROWS)]


def by_relevance(
    _rows: SearchRowQuerySet, candidates: Sequence[Row], after: Cursor | None
) -> tuple[list[int], Cursor | None]:
    """Return the ids of a page by weight, the newer first of two that weigh the same, and where the next begins."""
    ordered = sorted(((f"{row[5]:.6f}", row[0]) for row in candidates), reverse=True)
    rest = [one for one in ordered if after is None or one < (after.place, after.pk)]
    page = rest[:PAGE_ROWS]
    return [pk for _weight, pk in page], Cursor(*page[-1]) if len(rest) > PAGE_ROWS else None


def by_date(
    rows: SearchRowQuerySet, candidates: Sequence[Row], after: Cursor | None
) -> tuple[list[int], Cursor | None]:
    """Return the ids of a page by time, and where the next begins; however deep, as quick as the first."""
    page: list[tuple[datetime, int]] = [(row[2], row[0]) for row in candidates[: PAGE_ROWS + 1]]
    at = moment(after.place) if after else None
    if after and at:
        older = rows.filter(at__lte=at).exclude(at=at, pk__gte=after.pk)
        page = list(older.newest_first().values_list("at", "pk")[: PAGE_ROWS + 1])
    last = page[PAGE_ROWS - 1] if len(page) > PAGE_ROWS else None
    return [pk for _at, pk in page[:PAGE_ROWS]], Cursor(last[0].isoformat(), last[1]) if last else None


def moment(text: str) -> datetime | None:
    """Return a time that an address names; None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def close_to(user: User, asked: Asked) -> list[Claimant | Article]:
    """Return claimants and articles whose names are written nearly as what was typed, the nearest first."""
    typed = folded(" ".join(asked.words)).strip()
    if len(typed) < 3 or asked.has_filters:
        return []
    names = ClaimantName.objects.filter(key__trigram_word_similar=typed.casefold())
    nearness = TrigramWordSimilarity(typed.casefold(), "key")
    nearest = names.annotate(nearness=nearness).order_by("-nearness", "pk").values_list("claimant", flat=True)
    named = set(nearest[:NAMES_LOOKED_AT])
    pks = Claimant.objects.filter(pk__in=named).visible_to(user).values_list("pk", flat=True)
    shouted = Upper("title")
    titled = Article.objects.visible_to(user).annotate(shouted=shouted)
    near = titled.filter(shouted__trigram_word_similar=typed.upper())
    nearness = TrigramWordSimilarity(typed.upper(), shouted)
    articles = near.annotate(nearness=nearness).order_by("-nearness", "-pk")[:CLOSE_SHOWN]
    return [*Claimant.objects.roots(pks[:CLOSE_SHOWN]), *articles]
