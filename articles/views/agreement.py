"""How far people agree who check the same claims without seeing each other's answers."""

import csv
from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from articles import access
from articles.access import Action
from articles.forms.agreement import AgreementFilter
from articles.models import AnswerPair, Verdict
from articles.models.agreement_record import agreement_record
from articles.models.answer_pairs import AnswerPairQuerySet
from articles.spreadsheets import safe_cell
from articles.views.downloads import download
from articles.views.pages import page_of
from articles.views.request import Request

CHUNK = 2_000
"""Rows that the database hands over at a time."""


@require_GET
def agreement_detail(request: Request) -> HttpResponse:
    """Show how far people agree, in which answers and when, with the claims on which they differed."""
    access.require(request.user, Action.MEASURE)
    chosen = AgreementFilter(request.GET)
    status = 200 if chosen.is_valid() else 422
    pairs = pairs_of(request, chosen)
    differing = with_ends(pairs.differing()).order_by("-at", "-pk")
    context = {"filter": chosen, "record": agreement_record(pairs), "page": page_of(request.GET, differing)}
    return render(request, "agreement/detail.html", context, status=status)


@require_GET
def agreement_csv(request: Request) -> HttpResponseBase:
    """Return every pair of answers that the same address of the page counts, as a table; the newest last."""
    access.require(request.user, Action.MEASURE)
    chosen = AgreementFilter(request.GET)
    chosen.is_valid()
    rows = with_ends(pairs_of(request, chosen)).order_by("at", "pk").iterator(chunk_size=CHUNK)
    return download(lines_of(rows), name="periksa-agreement.csv", content_type="text/csv; charset=utf-8")


def pairs_of(request: Request, chosen: AgreementFilter) -> AnswerPairQuerySet:
    """Return the pairs of answers that a filter chooses."""
    visible = AnswerPair.objects.visible_to(request.user)
    return visible.between(*chosen.days).of_people(*chosen.people)


def with_ends(pairs: AnswerPairQuerySet) -> AnswerPairQuerySet:
    """Fetch the claim, its article, and both answers with their authors."""
    return pairs.select_related("claim__article", "claim__claimant", "first__author", "second__author")


def lines_of(rows: Iterator[AnswerPair]) -> Iterator[bytes]:
    """Yield the lines of the table, the column names first."""
    writer = csv.writer(Line())
    yield "\ufeff".encode()  # without it a spreadsheet program takes the letters of other alphabets for something else
    answers = [_("person"), _("said"), _("answer"), _("label"), _("reason")]
    names = [_("when"), _("claim"), _("quotation"), _("article"), _("language"), _("equal")]
    yield writer.writerow([*names, *(f"{name} {number}" for number in (1, 2) for name in answers)])
    for pair in rows:
        article = pair.claim.article
        when = localtime(pair.at).isoformat(timespec="seconds")
        equal = _("yes") if pair.is_equal else _("no")
        values = [when, pair.claim.public_id, pair.first.quotation, article.title, article.language, equal]
        yield writer.writerow([safe_cell(one) for one in [*values, *cells_of(pair.first), *cells_of(pair.second)]])


def cells_of(verdict: Verdict) -> list[str]:
    """Return who answered what, and why."""
    said, answer = verdict.get_said_display() if verdict.said else "", verdict.get_answer_display()
    return [str(verdict.author), str(said), str(answer), verdict.label_name, verdict.reason]


class Line:
    """What a CSV writer writes into: it gives each line back as bytes."""

    def write(self, line: str) -> bytes:
        """Return a line as UTF-8."""
        return line.encode()
