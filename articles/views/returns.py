"""Sending a verdict back to its author; standing by it; letting it count again."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles import access
from articles.access import Action
from articles.flow import returning
from articles.flow.errors import Conflict, NotAcceptable
from articles.forms.claims import VersionForm
from articles.forms.returns import ReturnForm, StandByForm
from articles.models import Verdict, VerdictReturn
from articles.views.answering import go_on, refuse_foreign_form, rest_on, show
from articles.views.claims import show_now
from articles.views.desk import open_desk
from articles.views.request import Request


@require_http_methods(["GET", "POST"])
def verdict_return(request: Request, pk: int) -> HttpResponse:
    """Send a verdict back to its author, with a reason."""
    seen = Verdict.objects.visible_to(request.user).select_related("author", "claim__article__current_text")
    verdict = get_object_or_404(seen, pk=pk)
    access.require(request.user, Action.RETURN, verdict.claim.article)
    if request.method == "GET":
        return show_return(request, verdict, ReturnForm(initial={"version": verdict.claim.version}))
    form = ReturnForm(request.POST)
    is_valid = form.is_valid()
    refuse_foreign_form(form)
    if not is_valid:
        return show_return(request, verdict, form, status=422)
    return send_back(request, verdict, form)


def send_back(request: Request, verdict: Verdict, form: ReturnForm) -> HttpResponse:
    """Send a verdict back as a valid form says; what is refused is said over the words that were written."""
    try:
        returning.return_verdict(actor=request.user, verdict=verdict, **form.cleaned_data)
    except NotAcceptable as error:
        form.add_error("reason", error.message)
        return show_return(request, verdict, form, status=422)
    except Conflict as error:
        if error.claim is not None:
            rest_on(form, request, error.claim)
        return show_return(request, verdict, form, status=409, message=error.message)
    message = _("The verdict is back with %(name)s.") % {"name": verdict.author}
    return go_on(request, verdict.claim.article, message, claim=verdict.claim.public_id)


def show_return(
    request: Request, verdict: Verdict, form: ReturnForm, *, status: int = 200, message: str = ""
) -> HttpResponse:
    """Show the form to send a verdict back, with the verdict."""
    desk = open_desk(verdict.claim.article, request.user, claim=verdict.claim.public_id)
    shown = next((one for one in desk.verdicts if one.pk == verdict.pk), verdict)
    values = {"form": form, "verdict": shown, "message": message}
    return show(request, desk, "articles/_return.html", status=status, **values)


@require_POST
def return_stand_by(request: Request, pk: int) -> HttpResponse:
    """Stand by one's own verdict that was sent back; it counts again as it did."""
    sent_back = return_seen(request, pk)
    if sent_back.verdict.author_id != request.user.pk:
        raise PermissionDenied("only its author stands by a verdict")
    form = StandByForm(request.POST)
    is_valid = form.is_valid()
    refuse_foreign_form(form)
    claim = sent_back.verdict.claim
    if not is_valid:
        desk = open_desk(claim.article, request.user, claim=claim.public_id)
        return show(request, desk, status=422, stand_by_form=form)
    try:
        returning.stand_by_verdict(actor=request.user, sent_back=sent_back, **form.cleaned_data)
    except Conflict as error:
        return show_now(request, claim, error.message)
    return go_on(request, claim.article, _("You stand by your verdict."), after=claim)


@require_POST
def return_take_back(request: Request, pk: int) -> HttpResponse:
    """Let a verdict count again that was sent back and not answered."""
    sent_back = return_seen(request, pk)
    claim = sent_back.verdict.claim
    access.require(request.user, Action.RETURN, claim.article)
    form = VersionForm(request.POST)
    form.is_valid()
    refuse_foreign_form(form)
    try:
        returning.take_return_back(actor=request.user, sent_back=sent_back, **form.cleaned_data)
    except Conflict as error:
        return show_now(request, claim, error.message)
    return go_on(request, claim.article, _("The verdict counts again."), claim=claim.public_id)


def return_seen(request: Request, pk: int) -> VerdictReturn:
    """Return what was sent back, if the person may see the verdict, or raise 404."""
    seen = VerdictReturn.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("verdict__claim__article__current_text"), pk=pk)
