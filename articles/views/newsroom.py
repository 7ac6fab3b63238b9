"""The newsroom's settings: its labels, and when a verdict needs a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles import access
from articles.access import Action
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.setting_up import add_label, change_label, set_reason_policy
from articles.forms.newsroom import LabelAddForm, LabelEditForm, ReasonPolicyForm, RetireForm
from articles.models import Label, Newsroom, SettingChange
from articles.views.request import Request

CHANGES_SHOWN = 30


@require_GET
def newsroom_settings(request: Request) -> HttpResponse:
    """Show the newsroom's settings and who changed them last."""
    access.require(request.user, Action.SET_UP)
    return show_settings(request)


@require_POST
def label_add(request: Request) -> HttpResponse:
    """Add a label behind the others."""
    access.require(request.user, Action.SET_UP)
    form = LabelAddForm(request.POST)
    if form.is_valid():
        try:
            add_label(actor=request.user, **form.cleaned_data)
        except NotAcceptable as error:
            form.add_error("name", error.message)
        else:
            messages.success(request, _("The label is added."))
            return redirect("newsroom_settings")
    return show_settings(request, status=422, add_form=form)


@require_POST
def label_edit(request: Request, pk: int) -> HttpResponse:
    """Change a label's name, rating or place."""
    access.require(request.user, Action.SET_UP)
    label = get_object_or_404(Label, pk=pk)
    form = LabelEditForm.of(label, request.POST)
    if form.is_valid():
        try:
            change_label(actor=request.user, label=label, **form.cleaned_data)
        except NotAcceptable as error:
            form.add_error("name", error.message)
        except Conflict as error:
            return refused(request, error.message)
        else:
            messages.success(request, _("The label is changed. Verdicts that have it keep its words as they were."))
            return redirect("newsroom_settings")
    return show_settings(request, status=422, edit_form=(label.pk, form))


@require_POST
def label_retire(request: Request, pk: int) -> HttpResponse:
    """Take a label out of use, or back into it."""
    access.require(request.user, Action.SET_UP)
    label = get_object_or_404(Label, pk=pk)
    form = RetireForm(request.POST)
    if not form.is_valid():
        return show_settings(request, status=422)
    try:
        change_label(actor=request.user, label=label, **form.cleaned_data)
    except (Conflict, NotAcceptable) as error:
        return refused(request, error.message)
    messages.success(request, _("The label is in use again.") if form.cleaned_data["is_active"] else _("Retired."))
    return redirect("newsroom_settings")


@require_POST
def reason_policy(request: Request) -> HttpResponse:
    """Say when a verdict needs a reason."""
    access.require(request.user, Action.SET_UP)
    form = ReasonPolicyForm(request.POST)
    if not form.is_valid():
        return show_settings(request, status=422, policy_form=form)
    try:
        set_reason_policy(actor=request.user, **form.cleaned_data)
    except Conflict as error:
        return refused(request, error.message)
    messages.success(request, _("The setting is saved."))
    return redirect("newsroom_settings")


def refused(request: Request, message: str) -> HttpResponse:
    """Say what happened meanwhile, over the settings as they are now."""
    messages.error(request, message)
    return show_settings(request, status=409)


def show_settings(
    request: Request, *, status: int = 200, edit_form: tuple[int, LabelEditForm] | None = None, **forms: Any
) -> HttpResponse:
    """Render the settings; ``edit_form`` is a label's id and its form as it was sent."""
    sent = dict([edit_form]) if edit_form else {}
    labels = [(label, sent.get(label.pk) or LabelEditForm.of(label)) for label in Label.objects.active()]
    changes = SettingChange.objects.select_related("actor", "label").order_by("-pk")[:CHANGES_SHOWN]
    values = {
        "labels": labels,
        "retired": Label.objects.filter(is_active=False).in_order(),
        "add_form": LabelAddForm(),
        "policy_form": ReasonPolicyForm.of(Newsroom.objects.now()),
        "changes": changes,
    }
    return render(request, "newsroom/settings.html", values | forms, status=status)
