"""A person's own keys for the review."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.flow.choosing_keys import choose_keys
from articles.flow.errors import NotAcceptable
from articles.forms.keys import KeysForm
from articles.models.keys import USUAL_KEYS
from articles.views.request import Request


@require_http_methods(["GET", "POST"])
def key_list(request: Request) -> HttpResponse:
    """Show a person their keys, and take others; "usual" brings the usual ones back."""
    if "usual" in request.POST:
        at_once = request.user.answers_save_at_once
        choose_keys(actor=request.user, keys=USUAL_KEYS, answers_save_at_once=at_once)
        messages.success(request, _("These are the usual keys again."))
        return redirect("key_list")
    if request.method == "GET":
        return render(request, "people/keys.html", {"form": KeysForm.of(request.user)})
    form = KeysForm(request.POST)
    if form.is_valid():
        at_once = form.cleaned_data["answers_save_at_once"]
        try:
            choose_keys(actor=request.user, keys=form.keys(), answers_save_at_once=at_once)
        except NotAcceptable as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Your keys are saved."))
            return redirect("key_list")
    return render(request, "people/keys.html", {"form": form}, status=422)
