"""Deciding a claim."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.access import Action, allows, require
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.reviewing import decide_claim
from articles.forms.verdicts import EvidenceFormSet, VerdictForm
from articles.models import Article, Claim
from articles.models.assignments import AssignmentState
from articles.models.claims import ClaimQuerySet
from articles.views.answering import go_on, refuse_foreign_form, rest_on, show
from articles.views.citing import keep_uploads
from articles.views.desk import open_desk
from articles.views.request import Request


@require_POST
def verdict_create(request: Request, public_id: str) -> HttpResponse:
    """Save a person's verdict on a claim, and go on to the next open one."""
    claim = get_object_or_404(claims_seen_by(request), public_id=public_id)
    form = VerdictForm(request.POST, claim=claim)
    evidence = EvidenceFormSet(request.POST, request.FILES, prefix="evidence")
    is_valid = form.is_valid() & evidence.is_valid()
    if not may_decide(request, claim):
        return keep_words(
            request, form, evidence, _("This article was given to somebody else meanwhile. Your words are still here.")
        )
    refuse_foreign_form(form)
    keep_uploads(request, evidence)
    if not is_valid:
        return show_again(request, claim, form, evidence)
    try:
        decide_claim(actor=request.user, claim=claim, evidence=evidence.values(), **form.cleaned_data)
    except NotAcceptable as error:
        form.add_error("reason", error.message)
        return show_again(request, claim, form, evidence)
    except Conflict as error:
        return show_both(request, claim, form, evidence, error.message)
    return go_on(request, claim.article, _("The verdict is saved."), after=claim, saved=True)


def claims_seen_by(request: Request) -> ClaimQuerySet:
    """Return the claims that the person sees, and those of articles that they had until an editor took them back.

    Who wrote a verdict while the article went to somebody else is told so and keeps the words; everybody else is
    answered as if the claim did not exist.
    """
    had = Q(article__assignments__assignee=request.user)
    seen = Q(article__in=Article.objects.visible_to(request.user))
    return Claim.objects.filter(seen | had).distinct().select_related("article__current_text")


def may_decide(request: Request, claim: Claim) -> bool:
    """Say whether the person has the article; raise unless they have it or had it until an editor took it back."""
    if allows(request.user, Action.DECIDE, claim.article):
        return True
    if not claim.article.assignments.filter(assignee=request.user, state=AssignmentState.WITHDRAWN).exists():
        require(request.user, Action.DECIDE, claim.article)
    return False


def keep_words(request: Request, form: VerdictForm, evidence: EvidenceFormSet, message: str) -> HttpResponse:
    """Show a person what they wrote and cannot save any more, and nothing else of the article."""
    return render(
        request, "claims/withdrawn.html", {"message": message, "form": form, "evidence": evidence}, status=409
    )


def show_again(request: Request, claim: Claim, form: VerdictForm, evidence: EvidenceFormSet) -> HttpResponse:
    """Show the form with what was typed and what is wrong with it."""
    desk = open_desk(claim.article, request.user, claim=claim.public_id)
    if desk.chosen != claim:  # replaced meanwhile: its form must not stand under another claim
        return keep_words(
            request, form, evidence, _("This is no longer a claim: somebody dismissed or replaced it meanwhile.")
        )
    if not desk.may_answer:  # settled meanwhile, or it never was theirs
        message = _("It is not your turn to answer this claim. Your words are still here.")
        return show_both(request, claim, form, evidence, message)
    desk.verdict_form, desk.evidence_forms = form, evidence
    return show(request, desk, status=422)


def show_both(
    request: Request, claim: Claim, form: VerdictForm, evidence: EvidenceFormSet, message: str
) -> HttpResponse:
    """Show the claim as it stands now beside what this person wrote; saving again is then done knowingly."""
    if not Article.objects.visible_to(request.user).filter(pk=claim.article_id).exists():
        return keep_words(request, form, evidence, message)
    desk = open_desk(claim.article, request.user, claim=claim.public_id)
    if desk.chosen is None or desk.chosen != claim:
        return keep_words(request, form, evidence, message)
    rest_on(form, request, desk.chosen)
    desk.verdict_form, desk.evidence_forms = form, evidence
    return show(request, desk, "articles/_conflict.html", status=409, message=message)
