"""How often a person wants a mail of their notices."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.flow.choosing_digests import choose_digest
from articles.flow.errors import NotAcceptable
from articles.forms.digests import DigestForm
from articles.models import Digest, DigestChoice
from articles.models.jobs import State
from articles.views.request import Request


@require_http_methods(["GET", "POST"])
def notice_settings(request: Request) -> HttpResponse:
    """Show how often a person gets mail and what became of the last one, and take another choice."""
    if request.method == "GET":
        choice = DigestChoice.objects.filter(person=request.user).first()
        return show(request, DigestForm.of(request.user, choice, get_language() or "en"))
    form = DigestForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=422)
    try:
        choose_digest(actor=request.user, **form.cleaned_data)
    except NotAcceptable as error:
        form.add_error("address", error.message)
        return show(request, form, status=422)
    messages.success(request, _("Your choice is saved."))
    return redirect("notice_settings")


def show(request: Request, form: DigestForm, *, status: int = 200) -> HttpResponse:
    """Show the form, or that there is no mail to be had."""
    last = Digest.objects.filter(person=request.user, state__in=[State.DONE, State.FAILED]).order_by("-pk").first()
    values = {"form": form, "last": last, "is_offered": settings.EMAIL_OFFERED}
    return render(request, "people/notice_settings.html", values, status=status)
