"""Talking about a claim. htmx gets the comments alone, so that a verdict that is being written stays as it is."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import retarget

from articles import access
from articles.access import Action
from articles.flow.commenting import Written, edit_comment, resolve_thread, write_comment
from articles.flow.errors import Conflict, NotAcceptable
from articles.forms.comments import CommentEditForm, CommentForm, ThreadForm
from articles.models import Claim, Comment
from articles.models.claims import Standing
from articles.views.answering import refuse_foreign_form, show
from articles.views.claims import claim_seen
from articles.views.conversations import Conversation
from articles.views.desk import open_desk
from articles.views.pages import wants_part
from articles.views.request import Request


@require_POST
def comment_create(request: Request, public_id: str) -> HttpResponse:
    """Save a comment on a claim."""
    claim = claim_to_comment(request, public_id)
    form = CommentForm(request.POST)
    is_valid = form.is_valid()
    refuse_foreign_form(form)
    if not is_valid:
        return show_thread(request, Conversation(claim, request.user, form=form, is_shown=True), status=422)
    try:
        written = write_comment(actor=request.user, claim=claim, **form.cleaned_data)
    except NotAcceptable as error:
        form.add_error("words", error.message)
        return show_thread(request, Conversation(claim, request.user, form=form, is_shown=True), status=422)
    except Conflict as error:
        return offer_again(request, claim, form.cleaned_data, error.message)
    return say_written(request, claim, written, _("The comment is saved."))


@require_http_methods(["GET", "POST"])
def comment_edit(request: Request, pk: int) -> HttpResponse:
    """Reword one's own comment."""
    comment = get_object_or_404(Comment.objects.visible_to(request.user).select_related("claim"), pk=pk)
    claim = claim_to_comment(request, comment.claim.public_id)
    if comment.author_id != request.user.pk:
        raise PermissionDenied("a comment is reworded by its author")
    form = CommentEditForm(request.POST) if request.method == "POST" else CommentEditForm.of(comment)
    talk = Conversation(claim, request.user, form=form, edited=comment, is_shown=True)
    if request.method == "GET":
        return show_thread(request, talk)
    is_valid = form.is_valid()
    refuse_foreign_form(form)
    return reword(request, talk, comment) if is_valid else show_thread(request, talk, status=422)


def reword(request: Request, talk: Conversation, comment: Comment) -> HttpResponse:
    """Store other words for a comment; where it is too late for that, offer them as a new one."""
    values = talk.form.cleaned_data
    try:
        written = edit_comment(actor=request.user, comment=comment, **values)
    except NotAcceptable as error:
        talk.form.add_error("words", error.message)
        return show_thread(request, talk, status=422)
    except Conflict as error:
        return offer_again(request, talk.claim, values, error.message)
    return say_written(request, talk.claim, written, _("The comment is reworded."))


@require_POST
def thread_resolve(request: Request, public_id: str) -> HttpResponse:
    """Say that what was said about a claim is settled, or open it again."""
    claim = claim_to_comment(request, public_id)
    form = ThreadForm(request.POST)
    if not form.is_valid():
        raise BadRequest("comments are resolved or opened")
    resolved = form.cleaned_data["decision"] == "resolve"
    try:
        resolve_thread(actor=request.user, claim=claim, resolved=resolved)
    except NotAcceptable as error:
        return show_thread(request, Conversation(claim, request.user, said=[error.message], is_shown=True), status=422)
    return go_back(request, claim, [_("The comments are resolved.") if resolved else _("The comments are open again.")])


def claim_to_comment(request: Request, public_id: str) -> Claim:
    """Return a claim that the person may comment; 404 where they may not see it, 403 where they may only read it."""
    claim = claim_seen(request, public_id)
    access.require(request.user, Action.COMMENT, claim.article)
    return claim


def offer_again(request: Request, claim: Claim, values: dict[str, Any], message: str) -> HttpResponse:
    """Say why words were not saved, and show them in a new form."""
    again = {"key": uuid.uuid4(), "words": values["words"], "to_editor": values.get("to_editor", False)}
    form = CommentForm(initial=again)
    return show_thread(request, Conversation(claim, request.user, form=form, said=[message], is_shown=True), status=409)


def say_written(request: Request, claim: Claim, written: Written, done: str) -> HttpResponse:
    """Answer that a comment is stored, and whom it does not reach."""
    said, names = [done], written.unheard
    if names:
        sentence = ngettext(
            "Nobody called %(names)s sees this claim: no notice was sent.",
            "None of %(names)s sees this claim: no notice was sent to them.",
            len(names),
        )
        said.append(sentence % {"names": ", ".join(names)})
    return go_back(request, claim, said)


def go_back(request: Request, claim: Claim, said: list[str]) -> HttpResponse:
    """Answer an action that was done: for htmx with the comments as they are now, else with a way back to them."""
    if wants_part(request):
        now = claim_seen(request, claim.public_id)
        return show_thread(request, Conversation(now, request.user, said=said, is_shown=True))
    for sentence in said:
        messages.success(request, sentence)
    if claim.standing == Standing.REPLACED:
        return HttpResponseRedirect(claim.get_absolute_url())
    return HttpResponseRedirect(f"{claim.article.get_absolute_url()}?claim={claim.public_id}#comments")


def show_thread(request: Request, talk: Conversation, *, status: int = 200) -> HttpResponse:
    """Show the comments on a claim: alone for htmx, else on the page of the article."""
    claim = talk.claim
    if wants_part(request):
        values = {"talk": talk, "claim": claim, "article": claim.article}
        response = render(request, "articles/_comments.html", values, status=status)
        response["HX-Reswap"] = "outerHTML show:none"
        return retarget(response, "#comments")
    desk = open_desk(claim.article, request.user, claim=claim.public_id)
    if desk.chosen is None or desk.chosen.pk != claim.pk:  # replaced meanwhile: its own page is all there is of it
        return HttpResponseRedirect(claim.get_absolute_url())
    talk.is_shown, desk.talk = True, talk
    for sentence in talk.said:
        messages.error(request, sentence)
    talk.said = []
    return show(request, desk, status=status)
