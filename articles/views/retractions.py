"""Taking a verdict back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import access
from articles.access import Action
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.taking_back import take_back_verdict
from articles.models import Verdict
from articles.views.answering import go_on, show
from articles.views.desk import open_desk
from articles.views.request import Request


@require_POST
def verdict_retract(request: Request, pk: int) -> HttpResponse:
    """Take back one's own verdict, and show its claim as it is then."""
    seen = Verdict.objects.visible_to(request.user).select_related("claim__article__current_text", "supersedes")
    verdict = get_object_or_404(seen, pk=pk)
    claim = verdict.claim
    access.require(request.user, Action.DECIDE, claim.article)
    try:
        take_back_verdict(actor=request.user, verdict=verdict)
    except (Conflict, NotAcceptable) as error:
        messages.error(request, error.message)
        return show(request, open_desk(claim.article, request.user, claim=claim.public_id), status=409)
    return go_on(request, claim.article, _("The verdict is taken back."), claim=claim.public_id)
