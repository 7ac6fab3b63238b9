"""Correcting title, publisher, byline, time and language of an article."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import access
from articles.access import Action
from articles.flow.describing import correct_details
from articles.flow.errors import Conflict, NotAcceptable
from articles.forms.articles import DetailsForm
from articles.models import Article
from articles.views.request import Request


@require_http_methods(["GET", "POST"])
def article_edit(request: Request, pk: int) -> HttpResponse:
    """Show the details of an article to be corrected, and take the correction."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    access.require(request.user, Action.CORRECT_DETAILS, article)
    form = DetailsForm(request.POST if request.method == "POST" else None, article=article)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            correct_details(actor=request.user, article=article, seen=form.cleaned_data["seen"], **form.values())
        except NotAcceptable as error:
            form.add_error("title", error.message)
        except Conflict as error:
            stored = Article.objects.get(pk=article.pk)
            form.rest_on(stored)
            values = {"article": article, "form": form, "message": error.message, "stored": stored}
            return render(request, "articles/edit.html", values, status=409)
        else:
            messages.success(request, _("The details are saved."))
            return redirect(article)
    return render(request, "articles/edit.html", {"article": article, "form": form}, status=status)
