"""Asking for a second review, doing without it, and giving the second check to somebody."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from articles import access
from articles.access import Action
from articles.flow import second_reviewing
from articles.flow.errors import Conflict, NotAcceptable
from articles.forms.assignments import SecondCheckForm
from articles.forms.claims import VersionForm
from articles.models import Article, Claim
from articles.models.second_reviews import ReviewState
from articles.views.answering import go_on, refuse_foreign_form, show
from articles.views.claims import claim_seen, show_now
from articles.views.desk import open_desk
from articles.views.request import Request
from articles.views.rounds import live_review_of


@require_POST
def second_ask(request: Request, public_id: str) -> HttpResponse:
    """Ask that two people check a claim."""
    claim = claim_seen(request, public_id)
    access.require(request.user, Action.SECOND_REVIEW, claim.article)
    asked = second_reviewing.ask_second_review(actor=request.user, article=claim.article, claims=[claim])
    return go_on(request, claim.article, asked_sentence(asked), claim=claim.public_id)


@require_POST
def second_ask_all(request: Request, pk: int) -> HttpResponse:
    """Ask that two people check every claim of an article."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    access.require(request.user, Action.SECOND_REVIEW, article)
    claims = list(Claim.objects.standing().filter(article=article))
    asked = second_reviewing.ask_second_review(actor=request.user, article=article, claims=claims)
    return go_on(request, article, asked_sentence(asked), claim=request.POST.get("claim", ""))


@require_POST
def second_waive(request: Request, public_id: str) -> HttpResponse:
    """Do without the second review of a claim."""
    claim = claim_seen(request, public_id)
    access.require(request.user, Action.SECOND_REVIEW, claim.article)
    form = VersionForm(request.POST)
    form.is_valid()
    refuse_foreign_form(form)
    try:
        second_reviewing.waive_second_review(actor=request.user, claim=claim, **form.cleaned_data)
    except Conflict as error:
        return show_now(request, claim, error.message)
    return go_on(request, claim.article, _("It is done without a second review."), claim=claim.public_id)


@require_http_methods(["GET", "POST"])
def second_assign(request: Request, pk: int) -> HttpResponse:
    """Give the second check of an article to a journalist, or name the third who decides between two."""
    visible = Article.objects.visible_to(request.user).select_related("current_text")
    article = get_object_or_404(visible, pk=pk)
    access.require(request.user, Action.SECOND_REVIEW, article)
    form = SecondCheckForm(request.POST if request.method == "POST" else None, article=article)
    if request.method == "GET":
        return show_assign(request, article, form)
    if not form.is_valid():
        return show_assign(request, article, form, status=422)
    try:
        second_reviewing.assign_second(actor=request.user, article=article, **form.cleaned_data)
    except NotAcceptable as error:
        form.add_error("assignee", error.message)
        return show_assign(request, article, form, status=422)
    message = _("%(name)s gives the second check now.") % {"name": form.cleaned_data["assignee"]}
    return go_on(request, article, message, claim=request.GET.get("claim", ""))


def show_assign(request: Request, article: Article, form: SecondCheckForm, *, status: int = 200) -> HttpResponse:
    """Show the form to give the second check beside the text, with what it would be of."""
    desk = open_desk(article, request.user, claim=request.GET.get("claim", ""))
    states = [review.state for claim in desk.claims if (review := live_review_of(claim))]
    counts = {"blind": states.count(ReviewState.WAITING), "differing": states.count(ReviewState.DIFFERING)}
    return show(request, desk, "articles/_second_assign.html", status=status, form=form, **counts)


def asked_sentence(count: int) -> str:
    """Return the sentence that says how many claims two people check now that only one did."""
    if not count:
        return _("Two people check it already.")
    return ngettext("Two people check %(count)d claim now.", "Two people check %(count)d claims now.", count) % {
        "count": count
    }
