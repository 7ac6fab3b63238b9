"""Links between claims: confirming or rejecting what the desk suggests, and drawing one by hand."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles import access
from articles.access import Action
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.linking import decide_link, draw_link
from articles.forms.links import LinkForm
from articles.models import Claim, ClaimLink
from articles.views.answering import go_on, show
from articles.views.claims import claim_seen, show_now
from articles.views.desk import open_desk
from articles.views.request import Request


@require_POST
def link_decide(request: Request, pk: int) -> HttpResponse:
    """Confirm or reject a link, and show the claim that was at hand again."""
    link = get_object_or_404(ClaimLink.objects.visible_to(request.user).with_ends(), pk=pk)
    access.require(request.user, Action.CONFIRM_LINK, link.from_claim.article)
    decision = request.POST.get("decision")
    if decision not in {"confirm", "reject"}:
        raise BadRequest("a link is confirmed or rejected")
    at_hand = request.POST.get("claim") or link.from_claim.public_id
    claim = Claim.objects.visible_to(request.user).filter(public_id=at_hand).first() or link.from_claim
    try:
        decide_link(actor=request.user, link=link, confirm=decision == "confirm", was=request.POST.get("was", ""))
    except Conflict as error:
        messages.error(request, error.message)
        return show(request, open_desk(claim.article, request.user, claim=at_hand), status=409)
    return go_on(request, claim.article, decided_message(decision == "confirm", link), claim=at_hand)


def decided_message(is_confirmed: bool, link: ClaimLink) -> str:
    """Return what was done to a link, in a sentence."""
    if is_confirmed:
        return _("The link is confirmed.")
    return _("The link is taken back.") if link.is_drawn else _("The link is rejected.")


@require_http_methods(["GET", "POST"])
def link_create(request: Request, public_id: str) -> HttpResponse:
    """Show the form for a link from a claim, or draw it."""
    claim = claim_seen(request, public_id)
    access.require(request.user, Action.CONFIRM_LINK, claim.article)
    if request.method == "GET":
        return show_form(request, claim, LinkForm(claim=claim, user=request.user))
    form = LinkForm(request.POST, claim=claim, user=request.user)
    if not form.is_valid():
        return show_form(request, claim, form, status=422)
    try:
        draw_link(actor=request.user, claim=claim, **form.values())
    except NotAcceptable as error:
        form.add_error("relation", error.message)
        return show_form(request, claim, form, status=422)
    except Conflict as error:
        return show_now(request, claim, error.message)
    return go_on(request, claim.article, _("The link is drawn."), claim=claim.public_id)


def show_form(request: Request, claim: Claim, form: LinkForm, *, status: int = 200) -> HttpResponse:
    """Show the form beside the text; a claim that does not stand any more as it is now."""
    desk = open_desk(claim.article, request.user, claim=claim.public_id)
    if desk.chosen is None or desk.chosen.pk != claim.pk or not desk.number:
        return show_now(request, claim, _("This is no longer a claim: somebody dismissed or replaced it meanwhile."))
    return show(request, desk, "articles/_link_form.html", status=status, form=form)
