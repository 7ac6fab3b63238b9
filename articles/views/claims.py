"""A claim's own page, and correcting claims."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles.access import Action, require
from articles.flow.correcting import add_claim, dismiss_claim, edit_claim, merge_claims, restore_claim, split_claim
from articles.flow.errors import Conflict, NotAcceptable
from articles.forms.claims import ClaimAddForm, ClaimEditForm, ClaimMergeForm, ClaimSplitForm, VersionForm
from articles.models import Article, Claim
from articles.views.answering import go_on, refuse_foreign_form, rest_on, show
from articles.views.desk import open_desk
from articles.views.history import claim_history
from articles.views.request import Request


@require_GET
def claim_detail(request: Request, public_id: str) -> HttpResponse:
    """Show a claim in its context and everything that happened to it, in order; nothing here can be changed."""
    claim = claim_seen(request, public_id)
    return render(request, "claims/detail.html", {"claim": claim, "history": claim_history(claim, request.user)})


@require_http_methods(["GET", "POST"])
def claim_add(request: Request, pk: int) -> HttpResponse:
    """Add a claim that was missed; the address may bring the selected words and their place."""
    visible = Article.objects.visible_to(request.user).select_related("current_text")
    article = get_object_or_404(visible, pk=pk)
    require(request.user, Action.CORRECT, article)
    if request.method == "GET":
        return show_add(request, article, ClaimAddForm(initial=request.GET.dict()))
    form = ClaimAddForm(request.POST)
    if not form.is_valid():
        return show_add(request, article, form, status=422)
    try:
        claim = add_claim(actor=request.user, article=article, **form.cleaned_data)
    except NotAcceptable as error:
        form.add_error("quotation", error.message)
        return show_add(request, article, form, status=422)
    return go_on(request, article, _("The claim is added."), claim=claim.public_id)


@require_http_methods(["GET", "POST"])
def claim_edit(request: Request, public_id: str) -> HttpResponse:
    """Correct a claim's words, claimant, stance or own wording."""
    claim = claim_to_correct(request, public_id)
    form = ClaimEditForm(request.POST) if request.method == "POST" else ClaimEditForm.of(claim)

    def save() -> HttpResponse:
        edited = edit_claim(actor=request.user, claim=claim, **form.cleaned_data)
        return go_on(request, claim.article, _("The claim is corrected."), claim=edited.public_id)

    return correct(request, claim, form, "articles/_edit.html", "quotation", save)


@require_http_methods(["GET", "POST"])
def claim_split(request: Request, public_id: str) -> HttpResponse:
    """Make several claims of one."""
    claim = claim_to_correct(request, public_id)
    form = ClaimSplitForm(request.POST) if request.method == "POST" else ClaimSplitForm.of(claim)

    def save() -> HttpResponse:
        version = form.cleaned_data["version"]
        parts = split_claim(actor=request.user, claim=claim, version=version, parts=form.lines())
        return go_on(request, claim.article, _("The claim is split."), claim=parts[0].public_id)

    return correct(request, claim, form, "articles/_split.html", "parts", save)


@require_http_methods(["GET", "POST"])
def claim_merge(request: Request, public_id: str) -> HttpResponse:
    """Make one claim of two."""
    claim = claim_to_correct(request, public_id)
    data = request.POST if request.method == "POST" else None
    form = ClaimMergeForm(data, claim=claim, initial={"version": claim.version})

    def save() -> HttpResponse:
        merged = merge_claims(actor=request.user, claim=claim, **form.values())
        return go_on(request, claim.article, _("The two claims are one."), claim=merged.public_id)

    return correct(request, claim, form, "articles/_merge.html", "other", save)


@require_POST
def claim_dismiss(request: Request, public_id: str) -> HttpResponse:
    """Say that this is no claim, and go on to the next open one."""
    claim = claim_to_correct(request, public_id)
    form = VersionForm(request.POST)
    form.is_valid()
    refuse_foreign_form(form)
    try:
        dismiss_claim(actor=request.user, claim=claim, version=form.cleaned_data["version"])
    except Conflict as error:
        return show_now(request, claim, error.message)
    return go_on(request, claim.article, _("It is no longer listed as a claim. You can take that back."), after=claim)


@require_POST
def claim_restore(request: Request, public_id: str) -> HttpResponse:
    """Take a dismissal back."""
    claim = claim_to_correct(request, public_id)
    form = VersionForm(request.POST)
    form.is_valid()
    refuse_foreign_form(form)
    try:
        restore_claim(actor=request.user, claim=claim, version=form.cleaned_data["version"])
    except (Conflict, NotAcceptable) as error:
        return show_now(request, claim, error.message)
    return go_on(request, claim.article, _("It is a claim again."), claim=claim.public_id)


def claim_seen(request: Request, public_id: str) -> Claim:
    """Return a claim that the person may see, with its article, or raise 404."""
    claims = (
        Claim.objects.visible_to(request.user)
        .with_all()
        .with_second_review(request.user)
        .select_related("article__current_text", "article_text", "extraction__article_text", "thread__resolved_by")
    )
    return get_object_or_404(claims, public_id=public_id)


def claim_to_correct(request: Request, public_id: str) -> Claim:
    """Return a claim that the person may correct; 404 where they may not see it, 403 where they may only read it."""
    claim = claim_seen(request, public_id)
    require(request.user, Action.CORRECT, claim.article)
    return claim


def correct(
    request: Request,
    claim: Claim,
    form: ClaimEditForm | ClaimSplitForm | ClaimMergeForm,
    panel: str,
    main_field: str,
    save: Callable[[], HttpResponse],
) -> HttpResponse:
    """Show a correction's form, or save it; what is wrong with it is said at its ``main_field``."""
    desk_values: dict[str, Any] = {"form": form}
    desk = open_desk(claim.article, request.user, claim=claim.public_id)
    if request.method == "GET":
        return show(request, desk, panel, **desk_values)
    is_valid = form.is_valid()
    refuse_foreign_form(form)
    if not is_valid:
        return show(request, desk, panel, status=422, **desk_values)
    try:
        return save()
    except NotAcceptable as error:
        form.add_error(main_field, error.message)
        return show(request, desk, panel, status=422, **desk_values)
    except Conflict as error:
        return show_both(request, claim, form, panel, error.message)


def show_both(request: Request, claim: Claim, form: forms.Form, panel: str, message: str) -> HttpResponse:
    """Show a correction again with the claim as it stands now; saving it again is then done knowingly."""
    desk = open_desk(claim.article, request.user, claim=claim.public_id)
    if desk.chosen is None or desk.chosen.public_id != claim.public_id:
        return show_now(request, claim, message)
    rest_on(form, request, desk.chosen)
    return show(request, desk, panel, status=409, form=form, message=message)


def show_now(request: Request, claim: Claim, message: str) -> HttpResponse:
    """Say what happened meanwhile and show the article as it stands now."""
    messages.error(request, message)
    return show(request, open_desk(claim.article, request.user, claim=claim.public_id), status=409)


def show_add(request: Request, article: Article, form: ClaimAddForm, *, status: int = 200) -> HttpResponse:
    """Show the form for a claim that was missed, beside the text."""
    desk = open_desk(article, request.user)
    desk.chosen = None
    return show(request, desk, "articles/_add.html", status=status, form=form)
