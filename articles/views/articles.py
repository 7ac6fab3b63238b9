"""Reading and reviewing an article."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.importing import retry_extraction
from articles.flow.reviewing import finish_review
from articles.forms.imports import RetryForm
from articles.models import Article
from articles.views.answering import go_on, show
from articles.views.desk import open_desk
from articles.views.request import Request


@require_GET
def article_detail(request: Request, pk: int) -> HttpResponse:
    """Show an article with its claims; ``?claim=`` chooses one by its public id."""
    visible = Article.objects.visible_to(request.user).select_related("current_text")
    article = get_object_or_404(visible, pk=pk)
    return show(request, open_desk(article, request.user, claim=request.GET.get("claim", "")))


@require_POST
def extraction_retry(request: Request, pk: int) -> HttpResponse:
    """Ask for the extraction of a failed article again."""
    article = get_object_or_404(Article.objects.visible_to(request.user).select_related("current_text"), pk=pk)
    form = RetryForm(request.POST)
    language = form.cleaned_data["language"] if form.is_valid() else ""
    try:
        retry_extraction(actor=request.user, article=article, language=language)
    except Conflict as error:
        messages.error(request, error.message)
        article.refresh_from_db(fields=["status"])
        return show(request, open_desk(article, request.user), status=409)
    messages.success(request, _("The desk looks for the claims again."))
    return redirect(article)


@require_POST
def review_finish(request: Request, pk: int) -> HttpResponse:
    """End the review of an article that has no open claim."""
    article = get_object_or_404(Article.objects.visible_to(request.user).select_related("current_text"), pk=pk)
    try:
        finish_review(actor=request.user, article=article)
    except NotAcceptable as error:
        messages.error(request, error.message)
        return show(request, open_desk(article, request.user), status=422)
    return go_on(request, article, _("The review is finished."))
