"""A claimant's page: what they said, where, when, with which result, and who disputed it."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from articles.models import Claim, Claimant, ClaimantName, ClaimLink, User
from articles.models.claims import Confirmation, Relation, Standing
from articles.views.pages import page_or_part
from articles.views.request import Request

PAGE_CLAIMS = 30
DISPUTANTS_SHOWN = 10


@require_GET
def claimant_detail(request: Request, pk: int) -> HttpResponse:
    """Show what a claimant, by whichever of their names, said that the person may see, the newest first."""
    claimant = get_object_or_404(Claimant, pk=pk)
    family = Claimant.objects.families([claimant.pk])
    said = Claim.objects.visible_to(request.user).filter(claimant__in=family, standing=Standing.STANDS)
    if not said.exists():
        raise Http404("this person sees nothing that the claimant said")
    if claimant.merged_into_id is not None:
        (root,) = Claimant.objects.roots([claimant.pk])
        return redirect("claimant_detail", root.pk)
    context = {"claimant": claimant, **page_of_claims(said, request.GET.get("before", "")), "results": results(said)}
    context["names"] = (
        ClaimantName.objects.filter(claimant__in=family).order_by("name", "pk").values_list("name", flat=True)
    )
    context["disputants"] = disputants(request.user, family)
    return page_or_part(request, "claimants/detail.html", "said", context)


def page_of_claims(said: QuerySet[Claim], before: str) -> dict[str, Any]:
    """Return the claims of a page, those found before the one with the id ``before``, and where the next begins."""
    rows = said.select_related("claimant", "article", "current_verdict").order_by("-pk")
    is_further = before.isdecimal() and len(before) < 19
    rows = rows.filter(pk__lt=int(before)) if is_further else rows
    page = list(rows[: PAGE_CLAIMS + 1])
    return {
        "claims": page[:PAGE_CLAIMS],
        "next": page[PAGE_CLAIMS - 1].pk if len(page) > PAGE_CLAIMS else None,
        "is_further": is_further,
    }


def results(said: QuerySet[Claim]) -> list[tuple[str, int]]:
    """Return how many of the claims have which answer, "open" for those without one."""
    counted = said.order_by().values_list("current_verdict__answer").annotate(count=Count("pk")).order_by("-count")
    return [(answer or "open", number) for answer, number in counted]


def disputants(user: User, family: set[int]) -> list[dict[str, Any]]:
    """Return who disputes what they said, with how many claims, as far as the person may see it."""
    links = (
        ClaimLink.objects.standing().visible_to(user).filter(relation=Relation.DISPUTES, to_claim__claimant__in=family)
    )
    links = links.exclude(confirmation=Confirmation.REJECTED)
    others = links.exclude(from_claim__claimant__in=family).filter(from_claim__claimant__isnull=False)
    by_name = others.order_by().values("from_claim__claimant", "from_claim__claimant__name")
    counted = by_name.annotate(count=Count("from_claim", distinct=True)).order_by("-count")
    return [dict(row) for row in counted[:DISPUTANTS_SHOWN]]
