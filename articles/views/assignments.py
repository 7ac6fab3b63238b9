"""Assignments: a journalist's queue; giving articles and taking them back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from articles import access
from articles.access import Action
from articles.flow import assigning
from articles.flow.errors import Conflict, NotAcceptable
from articles.forms.article_lists import Show
from articles.forms.assignments import AssignmentForm
from articles.models import Article, Assignment
from articles.models.assignments import AssignmentState
from articles.views.article_lists import board
from articles.views.pages import page_of
from articles.views.queue_rows import queue_rows, returns_to
from articles.views.request import Request


@require_GET
def assignment_list(request: Request) -> HttpResponse:
    """Show a journalist what they have to check, the most urgent first; or what they have finished."""
    if not request.user.is_journalist:
        raise PermissionDenied("only journalists have a queue")
    state = AssignmentState.DONE if request.GET.get("show") == "done" else AssignmentState.ACTIVE
    theirs = Assignment.objects.of(request.user)
    active, done = (Count("pk", filter=Q(state=one)) for one in (AssignmentState.ACTIVE, AssignmentState.DONE))
    articles = Prefetch("article", Article.objects.with_counts())
    rows = theirs.filter(state=state).select_related("assigned_by").prefetch_related(articles)
    if state == AssignmentState.DONE:
        rows = rows.order_by("-ended_at", "-pk")
    counts = theirs.order_by().aggregate(active=active, done=done)
    page = page_of(request.GET, rows)
    context = {
        "page": page,
        "rows": queue_rows(page, request.user),
        "counts": counts,
        "is_done": state == AssignmentState.DONE,
        "returns": returns_to(request.user),
    }
    return render(request, "assignments/list.html", context)


@require_POST
def assignment_create(request: Request) -> HttpResponse:
    """Give the chosen articles to a journalist; one that the person cannot see refuses them all."""
    access.require(request.user, Action.ASSIGN)
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        return board(request, request.POST, form=form, status=422)
    values = form.cleaned_data
    ids = set(values.pop("articles"))
    articles = list(Article.objects.visible_to(request.user).filter(pk__in=ids))
    if len(articles) != len(ids):
        raise Http404
    try:
        assigning.assign_articles(actor=request.user, articles=articles, **values)
    except NotAcceptable as reason:
        form.add_error("assignee", reason.message)
        return board(request, request.POST, form=form, status=422)
    messages.success(request, assigned_sentence(len(articles), str(values["assignee"])))
    return redirect(list_address(request.POST))


@require_POST
def assignment_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an article back from a journalist."""
    visible = Assignment.objects.filter(article__in=Article.objects.visible_to(request.user))
    assignment = get_object_or_404(visible.select_related("article", "assignee"), pk=pk)
    try:
        assigning.withdraw_assignment(actor=request.user, assignment=assignment)
    except Conflict as reason:
        messages.error(request, reason.message)
        return board(request, request.POST, status=409)
    messages.success(
        request,
        _("%(name)s does not have “%(title)s” any more.") % {"name": assignment.assignee, "title": assignment.article},
    )
    return redirect(list_address(request.POST))


def assigned_sentence(count: int, name: str) -> str:
    """Return the sentence that says who has how many articles now."""
    sentence = ngettext("%(count)d article is with %(name)s now.", "%(count)d articles are with %(name)s now.", count)
    return sentence % {"name": name, "count": count}


def list_address(values: QueryDict) -> str:
    """Return the address of the list with the filter that a form on it carried along."""
    kept = QueryDict(mutable=True)
    for name, usual in {"show": Show.ALL.value, "q": "", "page": "1"}.items():
        if (value := values.get(name)) and value != usual:
            kept[name] = value
    return f"{reverse('article_list')}?{kept.urlencode()}" if kept else reverse("article_list")
