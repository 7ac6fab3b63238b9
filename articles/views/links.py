"""Confirming or rejecting what the desk suggests about two claims."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import access
from articles.access import Action
from articles.flow.reviewing import decide_link
from articles.models import Claim, ClaimLink
from articles.views.desk import go_on
from articles.views.request import Request


@require_POST
def link_decide(request: Request, pk: int) -> HttpResponse:
    """Confirm or reject a link, and show the claim that was at hand again."""
    links = ClaimLink.objects.filter(from_claim__in=Claim.objects.visible_to(request.user))
    link = get_object_or_404(links.select_related("from_claim__article", "to_claim"), pk=pk)
    access.require(request.user, Action.CONFIRM_LINK, link.from_claim.article)
    decision = request.POST.get("decision")
    if decision not in {"confirm", "reject"}:
        raise BadRequest("a link is confirmed or rejected")
    decide_link(actor=request.user, link=link, confirm=decision == "confirm")
    message = _("The link is confirmed.") if decision == "confirm" else _("The link is rejected.")
    at_hand = request.POST.get("claim") or link.from_claim.public_id
    return go_on(request, link.from_claim.article, message, claim=at_hand)
