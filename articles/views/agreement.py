"""How far people agree who check the same claims without seeing each other's answers."""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from articles import access
from articles.access import Action
from articles.forms.agreement import AgreementFilter
from articles.models import AnswerPair, Verdict
from articles.models.agreement_record import agreement_record
from articles.models.answer_pairs import AnswerPairQuerySet
from articles.views.exports import as_file, in_portions
from articles.views.pages import page_of
from articles.views.request import Request
from articles.views.sheets import Value

PAIRS = (
    *("at", "claim_id", "quotation", "article", "language", "equal"),
    *(f"{name}_{number}" for number in (1, 2) for name in ("person", "said", "answer", "label", "reason")),
)


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
def agreement_export(request: Request) -> HttpResponseBase:
    """Return every pair of answers that the same address of the page counts as a file, the newest first."""
    access.require(request.user, Action.MEASURE)
    chosen = AgreementFilter(request.GET)
    chosen.is_valid()
    days = [day.isoformat() if day else "" for day in chosen.days]
    filters = {"since": days[0], "until": days[1], "people": ", ".join(map(str, chosen.people))}
    rows = with_ends(pairs_of(request, chosen))
    return as_file(request, "agreement", filters, PAIRS, map(pair_row, in_portions(rows, "at")))


def pairs_of(request: Request, chosen: AgreementFilter) -> AnswerPairQuerySet:
    """Return the pairs of answers that a filter chooses."""
    visible = AnswerPair.objects.visible_to(request.user)
    return visible.between(*chosen.days).of_people(*chosen.people)


def with_ends(pairs: AnswerPairQuerySet) -> AnswerPairQuerySet:
    """Fetch the claim, its article, and both answers with their authors."""
    return pairs.select_related("claim__article", "claim__claimant", "first__author", "second__author")


def pair_row(pair: AnswerPair) -> Sequence[Value]:
    """Return a pair of answers as it stands in the file."""
    article = pair.claim.article
    about = (pair.at, pair.claim.public_id, pair.first.quotation, article.title, article.language)
    return (*about, "yes" if pair.is_equal else "no", *answer_cells(pair.first), *answer_cells(pair.second))


def answer_cells(verdict: Verdict) -> Sequence[Value]:
    """Return who answered what, and why."""
    return (str(verdict.author), verdict.said, verdict.answer, verdict.label_name, verdict.reason)
