"""How the engine finds claims, shown on any text, and how often each of its versions was right."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from articles import access
from articles.access import Action
from articles.flow.explaining import explain
from articles.forms.extraction import MAX_TRIED, TrialForm
from articles.models import Article
from articles.models.engine_record import version_records
from articles.reading import clean_text
from articles.views.pages import page_or_part
from articles.views.request import Request


@require_http_methods(["GET", "POST"])
def extraction_try(request: Request) -> HttpResponse:
    """Explain each mark in a pasted text, or in that of ``?article=``; nothing is stored."""
    access.require(request.user, Action.INSPECT)
    if request.method == "GET":
        return show_article(request) if request.GET.get("article") else show_trial(request, {"form": TrialForm()})
    form = TrialForm(request.POST)
    if not form.is_valid():
        return show_trial(request, {"form": form}, status=422)
    text, language = clean_text(form.cleaned_data["text"]), form.cleaned_data["language"]
    return show_trial(request, {"form": form, "explanation": explain(actor=request.user, text=text, language=language)})


def show_article(request: Request) -> HttpResponse:
    """Explain the marks in an article's text; where it is too long, the form says so."""
    number = request.GET["article"]
    visible = Article.objects.visible_to(request.user).select_related("current_text")
    article = get_object_or_404(visible, pk=number if number.isdecimal() and len(number) < 19 else 0)
    text = article.current_text.text if article.current_text else ""
    context: dict[str, Any] = {"article": article}
    if len(text) > MAX_TRIED:
        return show_trial(request, context | {"form": TrialForm(), "is_too_long": True})
    found = explain(actor=request.user, text=text, language=article.language, article=article)
    form = TrialForm(initial={"text": text, "language": article.language})
    return show_trial(request, context | {"form": form, "explanation": found})


def show_trial(request: Request, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render the page, or the trial alone for htmx."""
    return page_or_part(request, "extraction/try.html", "trial", context, status=status)


@require_GET
def extraction_versions(request: Request) -> HttpResponse:
    """Show what people did with the claims of each version of the engine."""
    access.require(request.user, Action.INSPECT)
    return render(request, "extraction/versions.html", {"records": version_records()})
