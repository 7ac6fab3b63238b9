"""Importing: the forms, what came in, and how far its extraction is."""

from typing import Any

from django.contrib import messages
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles import access
from articles.access import Action
from articles.fetching import Unfetched
from articles.flow import importing, uploading
from articles.forms.imports import AddressesForm, FilesForm, PasteForm
from articles.models import Extraction, Import, ImportItem
from articles.reading import Unreadable
from articles.views.pages import page_of, page_or_part, standstill
from articles.views.request import Request

FIELD_OF_REFUSAL = {"bad_value": "url", "unknown_language": "language"}
"""Which field of the paste form a refusal speaks of; every other speaks of the text."""


@require_GET
def import_list(request: Request) -> HttpResponse:
    """Show the forms and the recent imports; the imports' progress is renewed while something waits."""
    access.require(request.user, Action.IMPORT)
    return forms_page(request, status=200)


@require_POST
def import_paste(request: Request) -> HttpResponse:
    """Import one pasted text; the form keeps everything when it is refused."""
    access.require(request.user, Action.IMPORT)
    form = PasteForm(request.POST)
    same = None
    if form.is_valid():
        try:
            return redirect(importing.import_text(actor=request.user, **form.values()))
        except Unreadable as reason:
            form.add_error(FIELD_OF_REFUSAL.get(reason.code, "text"), reason.message)
        except importing.Duplicate as duplicate:
            same = duplicate.article
    return forms_page(request, paste_form=form, same=same)


@require_POST
def import_files(request: Request) -> HttpResponse:
    """Import many files; each that is refused has its reason on the page of the import."""
    access.require(request.user, Action.IMPORT)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        return redirect(uploading.upload_files(actor=request.user, files=form.cleaned_data["uploads"]))
    return forms_page(request, files_form=form)


@require_POST
def import_addresses(request: Request) -> HttpResponse:
    """Import web addresses; each that is refused has its reason on the page of the import."""
    access.require(request.user, Action.IMPORT)
    form = AddressesForm(request.POST)
    if form.is_valid():
        try:
            return redirect(importing.import_addresses(actor=request.user, addresses=form.cleaned_data["addresses"]))
        except Unfetched as reason:
            form.add_error("addresses", reason.message)
    return forms_page(request, addresses_form=form)


@require_POST
def item_retry(request: Request, pk: int) -> HttpResponse:
    """Fetch a web address again that was refused, or now one that is put off."""
    item = get_object_or_404(ImportItem.objects.visible_to(request.user).select_related("of"), pk=pk)
    if not importing.retry_item(actor=request.user, item=item):
        messages.info(request, _("It is being fetched already."))
    return redirect(item.of)


@require_GET
def import_detail(request: Request, pk: int) -> HttpResponse:
    """Show what became of each piece; the part with them is renewed while something waits."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    page = page_of(request.GET, pieces(batch))
    context = {"batch": batch, "page": page, "standstill": standstill(request.user)}
    return page_or_part(request, "imports/detail.html", "pieces", context)


def visible_imports(request: Request) -> QuerySet[Import]:
    """Return the imports that a person may see, with their counts: ``settled`` of ``total`` wait no more."""
    counted = Import.objects.visible_to(request.user).with_counts().select_related("imported_by", "feed")
    return counted.annotate(settled=F("total") - F("waiting") - F("unmapped"))


def pieces(batch: Import) -> QuerySet[ImportItem]:
    """Return the pieces of an import in the order given, each with how its newest extraction stands."""
    newest = Extraction.objects.filter(article_text=OuterRef("article__current_text")).order_by("-pk")
    return (
        batch.items.select_related("article__imported_by", "table", "refused_page")
        .defer("refused_page__packed_body")
        .order_by("pk")
        .annotate(
            extraction_state=Subquery(newest.values("state")[:1]),
            extraction_failure=Subquery(newest.values("failure")[:1]),
            extraction_attempt=Subquery(newest.values("attempt")[:1]),
            extraction_claims=Subquery(newest.values("claim_count")[:1]),
        )
    )


def recent(request: Request) -> dict[str, Any]:
    """Return the newest imports with their counts, and whether any of them still waits.

    What feeds brought is on the feeds' own pages: it would crowd out what people bring.
    """
    first = ImportItem.objects.filter(of=OuterRef("pk")).order_by("pk").values("name")[:1]
    brought = visible_imports(request).filter(feed__isnull=True)
    imports = brought.annotate(first_name=Subquery(first), more=F("total") - 1).order_by("-pk")
    page = page_of(request.GET, imports)
    is_waiting = any(batch.waiting for batch in page)
    is_busy = any(batch.waiting > batch.put_off for batch in page)
    return {"page": page, "is_waiting": is_waiting, "is_busy": is_busy, "standstill": standstill(request.user)}


def forms_page(request: Request, *, status: int = 422, **forms: Any) -> HttpResponse:
    """Return the page with all forms, the one that was sent as it was."""
    blank = {"paste_form": PasteForm(), "files_form": FilesForm(), "addresses_form": AddressesForm()}
    return page_or_part(request, "imports/list.html", "recent", {**recent(request), **blank, **forms}, status=status)
