"""Tables with an article a row: CSV, TSV, JSON Lines and workbooks, a row in memory at a time.

A table has columns and rows of cells; which column is what says :mod:`articles.reading.columns`.
"""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings

from articles.reading.child import read_in_child
from articles.reading.cleaning import clean_line
from articles.reading.columns import Row
from articles.reading.encodings import encoding_of, refuse_data
from articles.reading.kinds import kind_of, kind_of_name
from articles.reading.refusals import MAX_COLUMNS, Unreadable, megabytes

SAMPLE_BYTES = 1024 * 1024
SAMPLE_ROWS = 100
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table, and its rows to be read once; how many further sheets its file has."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    other_sheets: int = 0


def open_table(name: str, data: bytes) -> Table:
    """Return the table in a file. Raises :class:`Unreadable` when there is none."""
    if len(data) > settings.IMPORT_MAX_TABLE_BYTES:
        raise Unreadable("table_too_large", megabytes(len(data)))
    return stream_table(name, io.BytesIO(data))


def stream_table(name: str, file: BinaryIO) -> Table:
    """Return the table in an open file of any length, or a pipe; only a workbook is read into memory as a whole.

    Raises :class:`Unreadable` when there is none.
    """
    if kind_of_name(name) == "workbook":
        return _workbook(name, file)
    sample = file.read(SAMPLE_BYTES)
    kind = kind_of(name, sample)
    encoding = encoding_of(sample, is_whole=len(sample) < SAMPLE_BYTES)
    beginning = sample.decode(encoding, "replace")
    refuse_data(beginning[:100_000])
    whole = io.BufferedReader(_Rejoined(sample, file))
    text = io.TextIOWrapper(whole, encoding.replace("utf-8-sig", "utf-8"), errors="replace", newline="")
    if kind == "lines":
        return _json_table(text)
    is_tabbed = name.lower().endswith(".tsv")
    return _delimited_table(text, "\t" if is_tabbed else delimiter_of(beginning.splitlines(keepends=True)[:50]))


def _workbook(name: str, file: BinaryIO) -> Table:
    data = file.read(settings.IMPORT_MAX_TABLE_BYTES + 1)
    if len(data) > settings.IMPORT_MAX_TABLE_BYTES:
        raise Unreadable("table_too_large", megabytes(len(data)))
    kind_of(name, data)
    found = read_in_child("workbook", data)
    table = _with_heading(Row(1, tuple(cells)) for cells in found["rows"])
    return Table(table.columns, table.rows, found["other_sheets"])


class _Rejoined(io.RawIOBase):
    """A file whose beginning was read already, from its beginning; a pipe cannot be wound back."""

    def __init__(self, beginning: bytes, file: BinaryIO) -> None:
        self.beginning, self.file = memoryview(beginning), file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with memoryview(buffer) as target:
            found = self.beginning[: len(target)] or self.file.read(len(target))
            self.beginning = self.beginning[len(target) :]
            target[: len(found)] = found
            return len(found)


class Lines:
    """The lines of a text, none longer than one article may be; ``was_cut`` says whether one was."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.limit = int(settings.IMPORT_MAX_BYTES)
        self._was_cut = False
        self.is_first = True

    def __iter__(self) -> Iterator[str]:
        """Yield the lines with their ends; of one that is too long only the beginning."""
        while line := self.text.readline(self.limit):
            if self.is_first:
                line, self.is_first = line.removeprefix("\ufeff"), False
            if len(line) >= self.limit and not line.endswith("\n"):
                self._was_cut = True
                while (rest := self.text.readline(self.limit)) and not rest.endswith("\n"):
                    continue
            yield line

    def was_cut(self) -> bool:
        """Say whether a line was too long since this was last asked."""
        answer, self._was_cut = self._was_cut, False
        return answer


def _delimited_table(text: io.TextIOWrapper, delimiter: str) -> Table:
    csv.field_size_limit(settings.IMPORT_MAX_BYTES)
    lines = Lines(text)
    iterator = iter(lines)
    first = next(iterator, "")
    if said := re.fullmatch(r"sep=(.)\s*", first):  # what Excel writes for itself
        delimiter, first = said[1], ""
    reader = csv.reader(itertools.chain([first] if first else [], iterator), delimiter=delimiter)
    return _with_heading(_csv_rows(reader, lines))


def _csv_rows(reader: Iterator[list[str]], lines: Lines) -> Iterator[Row]:
    for number in itertools.count(1):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, refusal=Unreadable("bad_row", clean_line(str(error), 200)))
            continue
        if lines.was_cut():
            yield Row(number, refusal=Unreadable("row_too_large"))
        else:
            yield Row(number, tuple(cells))


def delimiter_of(lines: Sequence[str]) -> str:
    """Return what stands between the cells: what gives the most columns that half of the rows have."""

    def columns(delimiter: str) -> int:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            return 0
        width = len(rows[0]) if rows else 0
        # The last row may be cut where the sample ends.
        whole = rows[:-1] if len(rows) > 2 else rows
        return width if width > 1 and sum(len(row) == width for row in whole) >= len(whole) / 2 else 0

    return max(DELIMITERS, key=columns)


def _with_heading(rows: Iterable[Row]) -> Table:
    """Return rows of cells as a table: the first with anything in it is the heading, and empty ones are left out."""
    filled = (
        Row(number, row.cells, row.refusal)
        for number, row in enumerate(rows, start=1)
        if row.refusal or any(cell.strip() for cell in row.cells)
    )
    heading = next(filled, None)
    if heading is None or heading.refusal:
        raise Unreadable("no_table")
    width = max(place for place, cell in enumerate(heading.cells, start=1) if cell.strip())
    if width > MAX_COLUMNS:
        raise Unreadable("too_many_columns")
    columns = tuple(clean_line(cell, 100) for cell in heading.cells[:width])
    first = next(filled, None)
    if first is None:
        raise Unreadable("no_table")
    return Table(columns, (_fitted(row, width) for row in itertools.chain([first], filled)))


def _fitted(row: Row, width: int) -> Row:
    if row.refusal:
        return row
    if any(cell.strip() for cell in row.cells[width:]):
        return Row(row.number, refusal=Unreadable("wrong_cells", str(len(row.cells))))
    return Row(row.number, (*row.cells[:width], *[""] * (width - len(row.cells))))


def _json_table(text: io.TextIOWrapper) -> Table:
    rows = _json_objects(Lines(text))
    first = list(itertools.islice(rows, SAMPLE_ROWS))
    keys = dict.fromkeys(key for _number, found in first if isinstance(found, dict) for key in found)
    if not keys:
        raise Unreadable("no_table")
    if len(keys) > MAX_COLUMNS:
        raise Unreadable("too_many_columns")
    columns = tuple(keys)
    cells = (_json_row(number, found, columns) for number, found in itertools.chain(first, rows))
    return Table(tuple(clean_line(key, 100) for key in columns), cells)


def _json_objects(lines: Lines) -> Iterator[tuple[int, dict[str, object] | Unreadable]]:
    for number, line in enumerate(lines, start=1):
        if lines.was_cut():
            yield number, Unreadable("row_too_large")
        elif line.strip():
            yield number, json_object(line)


def json_object(line: str) -> dict[str, object] | Unreadable:
    """Return the object of one line of JSON, or why it is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Unreadable("not_json", clean_line(str(error), 200))
    return found if isinstance(found, dict) else Unreadable("not_json", clean_line(line, 80))


def _json_row(number: int, found: dict[str, object] | Unreadable, columns: Sequence[str]) -> Row:
    if isinstance(found, Unreadable):
        return Row(number, refusal=found)
    return Row(number, tuple(_json_cell(found.get(column)) for column in columns))


def _json_cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
