"""The versions of an article's text: correcting it, comparing two, settling the claims that a new one left behind."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles.access import Action, allows, require
from articles.comparing import compare_texts
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.settling import Settlement, settle_claim
from articles.flow.versioning import add_version
from articles.forms.versions import SettleForm, TextForm
from articles.models import Article, ArticleText, Claim
from articles.reading import Unreadable
from articles.views.answering import go_on, refuse_foreign_form, show
from articles.views.claims import claim_to_correct, show_now
from articles.views.desk import open_desk
from articles.views.request import Request


@require_http_methods(["GET", "POST"])
def text_edit(request: Request, pk: int) -> HttpResponse:
    """Correct the text of an article as a whole."""
    article = article_seen(request, pk)
    require(request.user, Action.CORRECT_TEXT, article)
    if request.method == "GET":
        current = text_now(article)
        return show_text_form(request, article, TextForm(initial={"text": current.text, "base": current.number}))
    form = TextForm(request.POST)
    is_valid = form.is_valid()
    if form.is_no_form_of_ours:
        raise BadRequest("the form lacks its base")
    if not is_valid:
        return show_text_form(request, article, form, status=422)
    try:
        version = add_version(actor=request.user, article=article, **form.cleaned_data)
    except Unreadable as reason:
        form.add_error("text", reason.message)
        return show_text_form(request, article, form, status=422)
    except Conflict as error:
        return show_both_texts(request, article, form, error.message)
    say_what_happened(request, version, form.cleaned_data["base"])
    return redirect(article)


@require_GET
def version_detail(request: Request, pk: int, number: int) -> HttpResponse:
    """Show one version of a text, or beside the version that ``?with=`` names."""
    article = article_seen(request, pk)
    version = get_object_or_404(article.texts, number=number)
    rows = None
    if wanted := request.GET.get("with"):
        if not wanted.isdecimal() or len(wanted) > 9:
            raise Http404
        other = get_object_or_404(article.texts, number=int(wanted))
        older, newer = sorted((version, other), key=lambda text: text.number)
        rows = compare_texts(older.text, newer.text)
        return render_version(request, article, version, {"rows": rows, "older": older, "newer": newer})
    return render_version(request, article, version, {})


def render_version(request: Request, article: Article, version: ArticleText, values: dict[str, Any]) -> HttpResponse:
    """Render a version with the list of all."""
    versions = article.texts.defer("text").select_related("created_by").order_by("-number")
    values |= {"article": article, "version": version, "versions": versions}
    values["may_correct_text"] = allows(request.user, Action.CORRECT_TEXT, article)
    return render(request, "articles/version.html", values)


@require_POST
def claim_settle(request: Request, public_id: str) -> HttpResponse:
    """Say what becomes of a claim whose words a new text changed or took out."""
    claim = claim_to_correct(request, public_id)
    form = SettleForm(request.POST)
    is_valid = form.is_valid()
    refuse_foreign_form(form)
    if not is_valid:
        return show_flagged(request, claim, form)
    try:
        settled = settle_claim(actor=request.user, claim=claim, **form.values())
    except NotAcceptable as error:
        form.add_error("quotation", error.message)
        return show_flagged(request, claim, form)
    except Conflict as error:
        return show_now(request, claim, error.message)
    if form.values()["settlement"] == Settlement.ANEW:
        return go_on(request, claim.article, _("The claim is open again."), claim=settled.public_id)
    return go_on(request, claim.article, _("The claim is settled."), after=settled)


def show_flagged(request: Request, claim: Claim, form: SettleForm) -> HttpResponse:
    """Show a flagged claim again with what was typed and what is wrong with it."""
    desk = open_desk(claim.article, request.user, claim=claim.public_id)
    if desk.chosen is None or not desk.chosen.is_flagged:
        return show_now(request, claim, _("Somebody changed this claim while you were working on it."))
    desk.settle_form = form
    return show(request, desk, status=422)


def article_seen(request: Request, pk: int) -> Article:
    """Return an article that the person may see, with its current text, or raise 404."""
    return get_object_or_404(Article.objects.visible_to(request.user).select_related("current_text"), pk=pk)


def text_now(article: Article) -> ArticleText:
    """Return the current version as the database has it now."""
    return ArticleText.objects.get(pk=Article.objects.values_list("current_text", flat=True).get(pk=article.pk))


def show_text_form(
    request: Request, article: Article, form: TextForm, *, status: int = 200, **values: Any
) -> HttpResponse:
    """Render the form."""
    return render(request, "articles/text_edit.html", {"article": article, "form": form, **values}, status=status)


def show_both_texts(request: Request, article: Article, form: TextForm, message: str) -> HttpResponse:
    """Show the text as it stands now beside what this person wrote; saving it again is then done knowingly."""
    current = text_now(article)
    data = request.POST.copy()
    data["base"] = str(current.number)
    form.data = data
    rows = compare_texts(current.text, form.cleaned_data["text"].replace("\r\n", "\n").strip())
    return show_text_form(request, article, form, status=409, message=message, rows=rows)


def say_what_happened(request: Request, version: ArticleText, base: int) -> None:
    """Tell who corrected a text what came of it."""
    if version.number == base:
        messages.info(request, _("The text is the same as before; nothing was changed."))
        return
    messages.success(request, _("The text is corrected. The desk looks for new claims in it."))
    if flagged := Claim.objects.flagged().filter(article=version.article_id).count():
        sentence = ngettext(
            "The words of %(count)s claim changed or are gone: say what becomes of it.",
            "The words of %(count)s claims changed or are gone: say what becomes of them.",
            flagged,
        )
        messages.warning(request, sentence % {"count": flagged})
