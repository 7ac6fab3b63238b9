"""Feeds: which there are and how they are, adding one after a look at it, and what can be done with each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles import access
from articles.access import Action
from articles.fetching import Unfetched
from articles.flow import subscribing
from articles.flow.errors import Conflict
from articles.forms.feeds import AddFeedForm, EditFeedForm, FeedForm
from articles.models import Feed, FeedRun, User
from articles.models.imports import Outcome
from articles.reading import Unreadable
from articles.views.pages import page_of, page_or_part, standstill
from articles.views.request import Request

EVENTS_SHOWN = 20


@require_GET
def feed_list(request: Request) -> HttpResponse:
    """Show all feeds with their health, those that fail first."""
    access.require(request.user, Action.FEEDS)
    feeds = Feed.objects.visible_to(request.user).order_by("failing_since", "title", "pk")
    page = page_of(request.GET, feeds)
    context = {"page": page, "is_late": any(feed.is_late for feed in feeds), "standstill": standstill(request.user)}
    return page_or_part(request, "feeds/list.html", "feeds", context)


@require_http_methods(["GET", "POST"])
def feed_add(request: Request) -> HttpResponse:
    """Add a feed: the form, then what the feed lists now, then the feed."""
    access.require(request.user, Action.FEEDS)
    if request.method == "GET":
        return form_page(request, AddFeedForm(), status=200)
    form = AddFeedForm(request.POST)
    if not form.is_valid():
        return form_page(request, form)
    return save_feed(request, form) if form.is_looked_at() else look_at_feed(request, form)


def look_at_feed(request: Request, form: AddFeedForm, **context: Any) -> HttpResponse:
    """Show what the feed of a form lists now; the form then saves it."""
    values = form.cleaned_data
    try:
        looked = subscribing.look_at_feed(actor=request.user, url=values["url"], sections=values["sections"])
    except (Unfetched, Unreadable) as reason:
        form.add_error("url", reason.message)
        return form_page(request, form, **context)
    context |= {"looked": looked, "is_named_by_page": looked.url != values["url"]}
    return form_page(request, form.after_look(looked.url, looked.feed.kind, looked.feed.title), status=200, **context)


def save_feed(request: Request, form: AddFeedForm) -> HttpResponse:
    """Add the feed of a form."""
    try:
        feed = subscribing.add_feed(actor=request.user, url=form.cleaned_data["url"], **form.values())
    except (Conflict, Unfetched) as reason:
        form.add_error("url", reason.message)
        return form_page(request, form)
    messages.success(request, _("The feed is added and is being read."))
    return redirect(feed)


@require_GET
def feed_detail(request: Request, pk: int) -> HttpResponse:
    """Show how a feed is, its last readings and what people did to it; renewed while it is being read."""
    feed = feed_of(request, pk)
    context = {
        "feed": feed,
        "page": page_of(request.GET, readings(feed)),
        "events": feed.events.select_related("actor").order_by("-pk")[:EVENTS_SHOWN],
        "standstill": standstill(request.user),
    }
    return page_or_part(request, "feeds/detail.html", "health", context)


def readings(feed: Feed) -> QuerySet[FeedRun]:
    """Return the readings of a feed, the newest first, each with how many items came in and were refused."""
    refused = Count("batch__items", filter=Q(batch__items__outcome=Outcome.REFUSED))
    return feed.runs.annotate(taken=Count("batch__items"), refused=refused).order_by("-pk")


@require_http_methods(["GET", "POST"])
def feed_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a person chose of a feed; another address is looked at first."""
    feed = feed_of(request, pk)
    if request.method == "GET":
        return form_page(request, EditFeedForm(feed=feed), status=200, feed=feed)
    form = EditFeedForm(request.POST, feed=feed)
    if not form.is_valid():
        return form_page(request, form, feed=feed)
    if not form.is_looked_at():
        return look_at_feed(request, form, feed=feed)
    try:
        return done(request, feed, lambda: subscribing.edit_feed(actor=request.user, feed=feed, **form.values()))
    except subscribing.Taken as reason:
        form.add_error("url", reason.message)
        return form_page(request, form, feed=feed)


@require_POST
def feed_pause(request: Request, pk: int) -> HttpResponse:
    """Read a feed no longer until it is resumed."""
    feed = feed_of(request, pk)
    return done(request, feed, lambda: subscribing.pause_feed(actor=request.user, feed=feed))


@require_POST
def feed_resume(request: Request, pk: int) -> HttpResponse:
    """Read a paused feed again."""
    feed = feed_of(request, pk)
    return done(request, feed, lambda: subscribing.resume_feed(actor=request.user, feed=feed))


@require_POST
def feed_run(request: Request, pk: int) -> HttpResponse:
    """Have a feed read at once."""
    feed = feed_of(request, pk)
    return done(request, feed, lambda: subscribing.run_feed_now(actor=request.user, feed=feed))


@require_POST
def feed_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a feed; its articles stay."""
    feed = feed_of(request, pk)
    try:
        subscribing.remove_feed(actor=request.user, feed=feed)
    except Conflict as error:
        messages.info(request, error.message)
    else:
        messages.success(request, _("The feed is removed. Its articles are still here."))
    return redirect("feed_list")


def feed_of(request: Request, pk: int) -> Feed:
    """Return a feed for whoever may do something with it: 403 for others, 404 for one that is not here."""
    access.require(request.user, Action.FEEDS)
    user: User = request.user
    return get_object_or_404(Feed.objects.visible_to(user), pk=pk)


def done(request: Request, feed: Feed, act: Callable[[], object]) -> HttpResponse:
    """Do something to a feed and go to its page, or to the list when somebody has removed it meanwhile."""
    try:
        act()
    except subscribing.Taken:
        raise
    except Conflict as error:
        messages.info(request, error.message)
        return redirect("feed_list")
    return redirect(feed)


def form_page(request: Request, form: FeedForm, *, status: int = 422, **context: Any) -> HttpResponse:
    """Return the page with the form of a feed."""
    return page_or_part(request, "feeds/form.html", "form", {"form": form, **context}, status=status)
