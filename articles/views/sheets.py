"""Lists as files: CSV and JSONL a row at a time, XLSX by way of the disk; nothing of it is held in memory.

The first row says what the list is of, with its filters. A cell that a spreadsheet would run is text.
"""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO

from django.db import models
from django.http import HttpResponseBase
from django.utils.timezone import localtime, now
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from articles.spreadsheets import safe_cell
from articles.views.downloads import download

Value = str | int | float | datetime | None

ROWS_OF_A_SHEET = 1_000_000
"""A further sheet begins here. Source: ECMA-376, a sheet has 1,048,576 rows."""
CHARACTERS_OF_A_CELL = 32_000
"""Of an XLSX cell, which holds 32,767; the other formats cut nothing."""
AT_ONCE = 64 * 1024


class Format(models.TextChoices):
    """The kinds of files."""

    CSV = "csv", "CSV"
    JSONL = "jsonl", "JSONL"
    XLSX = "xlsx", "XLSX"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSONL: "application/jsonl; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheet(
    wanted: Format, name: str, filters: Mapping[str, str], columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> HttpResponseBase:
    """Return the answer with a list in a file of this format, streamed while it is read."""
    write = {Format.CSV: csv_lines, Format.JSONL: json_lines, Format.XLSX: xlsx_parts}[wanted]
    head = {"periksa": name, **filters, "exported_at": localtime(now()).isoformat(timespec="seconds")}
    file = f"periksa-{name}-{localtime(now()):%Y-%m-%d}.{wanted.value}"
    return download(write(head, columns, rows), name=file, content_type=CONTENT_TYPES[wanted])


def plain(value: Value) -> str | int | float:
    """Return a value as a cell has it: times in ISO 8601, words that nothing runs."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | float) else safe_cell(value or "")


class Echo:
    """What the csv module writes to: hands the line back."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def csv_lines(head: Mapping[str, str], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield lines as RFC 4180 has them, with the mark by which a spreadsheet knows UTF-8."""
    writer = csv.writer(Echo())
    yield b"\xef\xbb\xbf"
    for row in ([f"{name}: {value}" for name, value in head.items()], columns):
        yield str(writer.writerow([plain(cell) for cell in row])).encode()
    for values in rows:
        yield str(writer.writerow([plain(value) for value in values])).encode()


def json_lines(head: Mapping[str, str], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield an object a line, the first of what the list is; words as they are, for nothing runs them here."""
    yield json.dumps({"export": head}, ensure_ascii=False).encode() + b"\n"
    for values in rows:
        cells = [value.isoformat() if isinstance(value, datetime) else value for value in values]
        yield json.dumps(dict(zip(columns, cells, strict=True)), ensure_ascii=False).encode() + b"\n"


def xlsx_parts(head: Mapping[str, str], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield the parts of a workbook that was written to the disk row by row."""
    with tempfile.TemporaryFile() as file:
        write_workbook(file, head, columns, rows)
        file.seek(0)
        while part := file.read(AT_ONCE):
            yield part


def write_workbook(
    file: IO[bytes], head: Mapping[str, str], columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """Write a workbook with a sheet for each ROWS_OF_A_SHEET rows."""
    book = Workbook(write_only=True)
    page = begin_sheet(book, head, columns)
    for number, values in enumerate(rows):
        if number and number % ROWS_OF_A_SHEET == 0:
            page = begin_sheet(book, head, columns)
        page.append([cell(value) for value in values])
    book.save(file)


def begin_sheet(book: Workbook, head: Mapping[str, str], columns: Sequence[str]) -> Workbook:
    """Return a new sheet with what the list is of and the names of its columns."""
    page = book.create_sheet()
    page.append([cell(f"{name}: {value}") for name, value in head.items()])
    page.append([cell(name) for name in columns])
    return page


def cell(value: Value) -> str | int | float:
    """Return a value as XLSX can hold it."""
    found = plain(value)
    return ILLEGAL_CHARACTERS_RE.sub("", found)[:CHARACTERS_OF_A_CELL] if isinstance(found, str) else found
