"""Kept copies of an article's page: what is kept, the file of one, and fetching the page again."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.access import Action, allows
from articles.fetching import Unfetched
from articles.flow.capturing import refetch_article
from articles.flow.errors import Conflict
from articles.models import Article, Capture, RefusedPage
from articles.models.imports import Outcome
from articles.views.downloads import download
from articles.views.pages import page_of, page_or_part, standstill
from articles.views.request import Request
from articles.warc import warc_of


@require_GET
def capture_list(request: Request, pk: int) -> HttpResponse:
    """Show the kept copies of an article's page, the newest first, and how far fetching it again is."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    copies = Capture.objects.visible_to(request.user).filter(article=article).prefetch_related("texts").order_by("-pk")
    asked = article.import_items.filter(url__gt="").exclude(outcome=Outcome.DUPLICATE).order_by("-pk").first()
    context = {
        "article": article,
        "page": page_of(request.GET, copies),
        "asked": asked,
        "may_refetch": bool(article.url) and allows(request.user, Action.REFETCH, article),
        "standstill": standstill(request.user) if asked and asked.outcome == Outcome.WAITING else None,
    }
    return page_or_part(request, "captures/list.html", "copies", context)


@require_GET
def capture_warc(request: Request, pk: int) -> HttpResponseBase:
    """Return a kept copy as a file for archives. It is never shown as it came."""
    capture = get_object_or_404(Capture.objects.visible_to(request.user).defer(None), pk=pk)
    name = f"periksa-{capture.article_id}-{capture.captured_at:%Y%m%dT%H%M%SZ}.warc.gz"
    return download(warc_of(capture), name=name, content_type="application/gzip")


@require_GET
def refused_warc(request: Request, pk: int) -> HttpResponseBase:
    """Return what a server answered in the place of an article, as a file. It is never shown as it came."""
    page = get_object_or_404(RefusedPage.objects.visible_to(request.user), item=pk)
    name = f"periksa-refused-{page.item_id}-{page.captured_at:%Y%m%dT%H%M%SZ}.warc.gz"
    return download(warc_of(page), name=name, content_type="application/gzip")


@require_POST
def article_refetch(request: Request, pk: int) -> HttpResponse:
    """Ask for the page of an article to be fetched again."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    try:
        refetch_article(actor=request.user, article=article)
    except (Conflict, Unfetched) as reason:
        messages.error(request, reason.message)
    else:
        messages.success(request, _("The page is being fetched again."))
    return redirect("capture_list", pk=article.pk)
