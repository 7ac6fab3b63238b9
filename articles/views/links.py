"""Confirming or rejecting what the desk suggests about two claims."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import access
from articles.access import Action
from articles.flow.errors import Conflict
from articles.flow.reviewing import decide_link
from articles.models import Claim, ClaimLink
from articles.views.desk import go_on, open_desk, show
from articles.views.request import Request


@require_POST
def link_decide(request: Request, pk: int) -> HttpResponse:
    """Confirm or reject a link, and show the claim that was at hand again."""
    links = ClaimLink.objects.filter(from_claim__in=Claim.objects.visible_to(request.user))
    link = get_object_or_404(links.select_related("from_claim__article__current_text", "to_claim"), pk=pk)
    access.require(request.user, Action.CONFIRM_LINK, link.from_claim.article)
    decision = request.POST.get("decision")
    if decision not in {"confirm", "reject"}:
        raise BadRequest("a link is confirmed or rejected")
    at_hand = request.POST.get("claim") or link.from_claim.public_id
    try:
        decide_link(actor=request.user, link=link, confirm=decision == "confirm", was=request.POST.get("was", ""))
    except Conflict as error:
        messages.error(request, error.message)
        return show(request, open_desk(link.from_claim.article, request.user, claim=at_hand), status=409)
    message = _("The link is confirmed.") if decision == "confirm" else _("The link is rejected.")
    return go_on(request, link.from_claim.article, message, claim=at_hand)
