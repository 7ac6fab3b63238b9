"""Copies of an article: saying whether they are, and taking over a verdict that was made on the same claim there."""

from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import access
from articles.access import Action
from articles.flow.adopting import adopt_verdict, decide_match
from articles.flow.errors import Conflict, NotAcceptable
from articles.forms.matches import AdoptForm, MatchForm
from articles.models import Article, ArticleMatch, Claim, ClaimAppearance
from articles.models.claims import Confirmation
from articles.views.answering import go_on, show
from articles.views.claims import show_now
from articles.views.desk import open_desk
from articles.views.request import Request

FormType = TypeVar("FormType", bound=forms.Form)

SENTENCES = {
    Confirmation.CONFIRMED: gettext_lazy("The two articles are copies."),
    Confirmation.REJECTED: gettext_lazy("The two articles are no copies. You can take that back."),
    Confirmation.SUGGESTED: gettext_lazy("It is a suggestion again."),
}


@require_POST
def match_decide(request: Request, pk: int) -> HttpResponse:
    """Confirm or reject that two articles are copies, or take that back, on the page of one of them."""
    matches = ArticleMatch.objects.visible_to(request.user).select_related("earlier", "later")
    match = get_object_or_404(matches, pk=pk)
    access.require(request.user, Action.CONFIRM_MATCH, match.later)
    form = valid(MatchForm(request.POST, match=match))
    article = Article.objects.select_related("current_text").get(pk=form.cleaned_data["article"])
    decision = Confirmation(form.cleaned_data["decision"])
    try:
        decide_match(actor=request.user, match=match, article=article, decision=decision, was=form.cleaned_data["was"])
    except Conflict as error:
        messages.error(request, error.message)
        return show(request, open_desk(article, request.user), status=409)
    return go_on(request, article, str(SENTENCES[decision]), claim=form.cleaned_data["claim"])


@require_POST
def verdict_adopt(request: Request, pk: int) -> HttpResponse:
    """Decide a claim as it was decided in a copy of the article, and go on to the next open one."""
    seen = Claim.objects.visible_to(request.user)
    appearances = ClaimAppearance.objects.filter(claim__in=seen, other__in=seen)
    appearance = get_object_or_404(appearances.select_related("claim__article__current_text"), pk=pk)
    claim = appearance.claim
    access.require(request.user, Action.DECIDE, claim.article)
    form = valid(AdoptForm(request.POST))
    try:
        adopt_verdict(actor=request.user, appearance=appearance, **form.cleaned_data)
    except Conflict as error:
        return show_now(request, claim, error.message)
    except NotAcceptable as error:
        messages.error(request, error.message)
        return show(request, open_desk(claim.article, request.user, claim=claim.public_id), status=422)
    return go_on(request, claim.article, _("The verdict is taken over as yours."), after=claim, saved=True)


def valid(form: FormType) -> FormType:
    """Return a form of hidden values alone; raise :class:`BadRequest` where no page of ours can have sent it."""
    if not form.is_valid():
        raise BadRequest("the form lacks what every page sends")
    return form
