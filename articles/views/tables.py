"""Uploaded tables: which column is what, with the first rows as they would become articles."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.flow import importing_rows, uploading
from articles.flow.errors import Conflict
from articles.forms.tables import LABELS, ColumnsForm, filled
from articles.models import Import, UploadedTable
from articles.reading import Row, Unreadable
from articles.reading.columns import Mapped
from articles.views.pages import page_or_part, standstill
from articles.views.request import Request


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the preview: its number, its cells with what is wrong with each, and what is wrong with all of it."""

    number: int
    cells: list[tuple[str, str]]
    reason: str = ""


@require_GET
def table_detail(request: Request, pk: int) -> HttpResponse:
    """Show the first rows by the columns as they are guessed, or as the form has them."""
    table = visible_table(request, pk)
    if table.is_confirmed:
        return redirect(table.item.of)
    form = ColumnsForm(table.columns, request.GET) if "text" in request.GET else filled(table.columns, table.mapping)
    return show(request, table, form)


@require_POST
def table_confirm(request: Request, pk: int) -> HttpResponse:
    """Take the columns as they are chosen and let the worker import the rows."""
    table = visible_table(request, pk)
    form = ColumnsForm(table.columns, request.POST)
    if not form.is_valid():
        return show(request, table, form, status=422)
    try:
        uploading.choose_columns(actor=request.user, table=table, mapping=form.mapping())
    except Conflict as error:
        messages.error(request, error.message)
    return redirect(table.item.of)


@require_POST
def table_discard(request: Request, pk: int) -> HttpResponse:
    """Forget a table that nobody has started to import."""
    table = visible_table(request, pk)
    batch = table.item.of
    try:
        uploading.discard_table(actor=request.user, table=table)
        messages.success(request, _("The table was discarded; nothing of it was imported."))
    except Conflict as error:
        messages.error(request, error.message)
    return redirect(batch)


def visible_table(request: Request, pk: int) -> UploadedTable:
    """Return a table of an import that the person may see, else answer that there is none."""
    tables = UploadedTable.objects.of_imports(Import.objects.visible_to(request.user))
    return get_object_or_404(tables.select_related("item__of"), pk=pk)


def show(request: Request, table: UploadedTable, form: ColumnsForm, *, status: int = 200) -> HttpResponse:
    """Return the page, or for htmx the rows alone."""
    mapped = form.mapping() if form.is_valid() else {}
    context: dict[str, Any] = {"table": table, "form": form, "standstill": standstill(request.user)}
    context["headings"] = headings(table.columns, mapped)
    context["rows"] = [shown(request, row, mapped) for row in sample_of(table)]
    return page_or_part(request, "tables/detail.html", "preview", context, status=status)


def headings(columns: list[str], mapped: Mapped) -> list[tuple[str, str]]:
    """Return each column's heading, and what it will be."""
    fields = {place: str(LABELS[field]) for field, place in mapped.items()}
    return [(column, fields.get(place, "")) for place, column in enumerate(columns)]


def sample_of(table: UploadedTable) -> list[Row]:
    """Return the first rows of a table."""
    return [
        Row(number, tuple(cells), Unreadable(code, detail) if code else None)
        for number, cells, code, detail in table.sample
    ]


def shown(request: Request, row: Row, mapped: Mapped) -> ShownRow:
    """Return a row with what would be wrong with it."""
    problems = importing_rows.problems_of(request.user, row, mapped) if mapped else {}
    if row.refusal:
        return ShownRow(row.number, [], row.refusal.message)
    reasons = {mapped[field]: reason.message for field, reason in problems.items() if field in mapped}
    return ShownRow(row.number, [(cell, reasons.get(place, "")) for place, cell in enumerate(row.cells)])
