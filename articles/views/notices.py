"""What a person was told, the newest first, and what they have read of it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.flow.notifying import read_all_notices, read_notice
from articles.models import Notice
from articles.views.pages import PAGE_SIZE
from articles.views.request import Request


class PlaceForm(forms.Form):
    """A place in the list: the id of a notice."""

    place = forms.IntegerField(min_value=1, max_value=2**63 - 1)


@require_GET
def notice_list(request: Request) -> HttpResponse:
    """Show a person's notices; ``?before=`` a notice's id shows the older ones."""
    form = PlaceForm({"place": request.GET.get("before", "")})
    theirs = Notice.objects.visible_to(request.user).with_sight(request.user).order_by("-pk")
    is_later = form.is_valid()
    page = list((theirs.filter(pk__lt=form.cleaned_data["place"]) if is_later else theirs)[: PAGE_SIZE + 1])
    notices = page[:PAGE_SIZE]
    values = {
        "notices": notices,
        "oldest": notices[-1].pk if len(page) > PAGE_SIZE else None,
        "newest": notices[0].pk if notices else None,
        "is_later": is_later,
        "has_unread": any(notice.read_at is None for notice in notices),
    }
    return render(request, "people/notices.html", values)


@require_GET
def notice_open(request: Request, pk: int) -> HttpResponse:
    """Lead to what a notice tells of, which is then read."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user).with_sight(request.user), pk=pk)
    read_notice(actor=request.user, notice=notice)
    return redirect(notice.target if getattr(notice, "is_reachable", False) else "notice_list")


@require_POST
def notice_read(request: Request, pk: int) -> HttpResponse:
    """Note that a notice is read."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    read_notice(actor=request.user, notice=notice)
    return redirect("notice_list")


@require_POST
def notice_read_all(request: Request) -> HttpResponse:
    """Note that all notices are read up to the newest that was on the page."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise BadRequest("the form lacks its place")
    read_all_notices(actor=request.user, newest=form.cleaned_data["place"])
    messages.success(request, _("All notices are read."))
    return redirect("notice_list")
