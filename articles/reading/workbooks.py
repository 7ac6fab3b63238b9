"""Workbooks (.xlsx): the cells of the first sheet as a person sees them. Runs in the child that may be killed.

A formula's last result is read; nothing is calculated.
"""

import io
from datetime import date, datetime, time
from typing import Any

import openpyxl

from articles.reading.archives import opened, refuse_entities
from articles.reading.refusals import MAX_COLUMNS, Unreadable
from articles.reading.word import refuse_macros


def read_workbook(data: bytes) -> dict[str, Any]:
    """Return ``rows``, each a list of texts, of the first sheet with anything in it, and how many ``other_sheets``."""
    archive = opened(data)
    refuse_macros(archive)
    refuse_entities(archive)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # a sheet may say that it has a million columns
        rows = [_texts(row) for row in sheet.iter_rows(values_only=True)]
        if any(any(row) for row in rows):
            return {"rows": rows, "other_sheets": len(book.worksheets) - 1}
    raise Unreadable("no_table")


def _texts(row: tuple[Any, ...]) -> list[str]:
    if len(row) > MAX_COLUMNS and any(cell not in (None, "") for cell in row[MAX_COLUMNS:]):
        raise Unreadable("too_many_columns")
    return [_text(cell) for cell in row[:MAX_COLUMNS]]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
