"""How every action of the review answers: with the whole desk.

The page is always the whole desk: text, claim, list. An action answers htmx with that part, read again, and everybody
else with a redirect to it.
"""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import push_url, retarget

from articles.forms.claims import VersionForm
from articles.forms.comments import CommentEditForm, CommentForm
from articles.forms.verdicts import VerdictForm
from articles.models import Article, Claim
from articles.models.articles import Status
from articles.views.desk import Desk, open_desk
from articles.views.pages import page_or_part, wants_part
from articles.views.request import Request


def show(request: Request, desk: Desk, panel: str = "", *, status: int = 200, **values: Any) -> HttpResponse:
    """Render the desk: the part for htmx, the page for everybody else.

    ``panel`` names the template beside the text; without one it is what the article's state asks for. ``values`` are
    that template's own.
    """
    is_part = wants_part(request)
    values |= {"desk": desk, "article": desk.article, "panel": panel or panel_of(desk), "is_part": is_part}
    response = page_or_part(request, "articles/detail.html", "desk", values, status=status)
    if is_part:
        # The actions' forms and links stand in any part of the page; the answer always is the desk.
        response["HX-Reswap"] = "outerHTML show:none"
        retarget(response, "#desk")
    return response


def panel_of(desk: Desk) -> str:
    """Return the template that an article's state asks for."""
    if desk.article.status == Status.EXTRACTING:
        return "articles/_waiting.html"
    if desk.article.status == Status.FAILED:
        return "articles/_failed.html"
    if desk.chosen and desk.chosen.is_flagged:
        return "articles/_flagged.html"
    return "articles/_claim.html" if desk.chosen else "articles/_summary.html"


def go_on(
    request: Request,
    article: Article,
    message: str,
    *,
    claim: str = "",
    after: Claim | None = None,
    saved: bool = False,
) -> HttpResponse:
    """Answer an action that was done: say so, and show the desk as it is now, with the claim that comes next.

    ``saved`` says that the verdict on ``after`` is stored, so that the browser forgets the draft of it.
    """
    fresh = Article.objects.select_related("current_text").get(pk=article.pk)
    desk = open_desk(fresh, request.user, claim=claim, after=after)
    messages.success(request, message)
    if not request.htmx:
        return HttpResponseRedirect(desk.address + ("#claim" if desk.chosen else ""))
    desk.saved = after if saved else None
    desk.is_step = saved and (fresh.status, fresh.current_text_id) == (article.status, article.current_text_id)
    return push_url(show(request, desk), desk.address)


def refuse_foreign_form(form: VerdictForm | VersionForm | CommentForm | CommentEditForm) -> None:
    """Raise :class:`BadRequest` for a form without the hidden values that every page of ours sends."""
    if form.is_no_form_of_ours:
        raise BadRequest("the form lacks its version or key")


def rest_on(form: forms.Form, request: Request, claim: Claim) -> None:
    """Let a form that came too late name the claim's version of now, so that sending it again is done knowingly."""
    data = request.POST.copy()
    data["version"] = str(claim.version)
    if "key" in form.fields:
        data["key"] = str(uuid.uuid4())  # another decision, not the same one sent again
    if "others" in form.fields:
        data["others"] = str(form.fields["others"].initial)
    form.data = data
