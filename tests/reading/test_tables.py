"""Tables: every usual way to write one, a row in memory at a time, and one odd row stops nothing."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from articles.reading import Unreadable, open_table, read_row, stream_table
from articles.reading.columns import guess_columns
from articles.reading.dates import as_iso
from articles.reading.tables import Row, Table
from tests.reading.documents import with_part
from tests.reading.test_hostile import DOCTYPE

ROWS = [("Judul", "Isi"), ("Satu", "Kepala desa mengatakan, jalan\nsudah selesai."), ("Dua", "Warga; mereka ragu.")]


def delimited(delimiter: str, end: str = "\n") -> str:
    """Return the rows as a file of text."""
    return "".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + end for row in ROWS)


def workbook(rows: Any = ROWS, *, sheets: int = 1) -> bytes:
    """Return rows as a workbook; further sheets are empty."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for _ in range(sheets - 1):
        book.create_sheet()
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(table: Table) -> list[tuple[str, ...]]:
    """Return all cells of a table, its heading first."""
    return [table.columns, *(row.cells for row in table.rows)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", delimited(",").encode()),
        ("a.csv", delimited(";", "\r\n").encode("utf-8-sig")),
        ("a.csv", delimited("|").encode("utf-16")),
        ("a.csv", b"sep=;\n" + delimited(";").encode()),
        ("a.csv", b"\n\n" + delimited(",").encode() + b",,,\n"),
        ("a.tsv", delimited("\t").encode()),
        ("a.xlsx", workbook()),
        ("a.xlsx", workbook([(), *ROWS])),
        ("a.jsonl", "\n".join(json.dumps(dict(zip(ROWS[0], row, strict=True))) for row in ROWS[1:]).encode()),
    ],
)
def test_every_usual_way_to_write_a_table(name: str, data: bytes) -> None:
    assert cells(open_table(name, data)) == ROWS


def test_old_encodings_are_read() -> None:
    assert cells(open_table("a.csv", "judul,isi\nKafé,Café di kota\n".encode("cp1252")))[1] == ("Kafé", "Café di kota")


def test_a_workbook_shows_what_a_person_sees() -> None:
    rows = [
        ("tanggal", "angka", "rumus"),
        (datetime.fromisoformat("2026-05-09"), 5.0, "=1+1"),
        (datetime.fromisoformat("2026-05-09T08:30"), 5.5, True),
    ]
    table = open_table("a.xlsx", workbook(rows, sheets=3))
    assert table.other_sheets == 2
    assert [row.cells for row in table.rows] == [("2026-05-09", "5", ""), ("2026-05-09T08:30:00", "5.5", "True")]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", b"judul,isi\n", "no_table"),
        ("a.csv", b"", "empty"),
        ("a.jsonl", b"[1]\n[2]\n", "no_table"),
        ("a.csv", b",".join(b"k%d" % n for n in range(300)) + b"\nx\n", "too_many_columns"),
        ("a.csv", b"PK\x03\x04" + bytes(100), "mismatch"),
        ("a.csv", bytes(range(256)) * 20, "binary"),
        ("a.xlsx", b"judul,isi\nx,y\n", "mismatch"),
        ("a.xlsx", workbook([]), "no_table"),
        ("a.xlsx", with_part(workbook(), "xl/workbook.xml", DOCTYPE), "entities"),
        ("a.xlsx", with_part(workbook(), "xl/vbaProject.bin", b"x"), "macros"),
        ("a.xlsx", with_part(workbook(), "xl/worksheets/sheet1.xml", b"<broken"), "broken"),
        ("a.xlsm", workbook(), "macros"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        list(open_table(name, data).rows)
    assert refused.value.code == code


def test_a_table_that_is_too_large_is_told_the_way(settings: Any) -> None:
    settings.IMPORT_MAX_TABLE_BYTES = 1024 * 1024
    with pytest.raises(Unreadable, match="table_too_large") as refused:
        open_table("a.csv", b"x" * 2 * 1024 * 1024)
    assert "Split it" in refused.value.message


def test_one_odd_row_stops_nothing(settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 1000
    given = b"judul,isi\nSatu,Isi yang biasa saja\nDua,x,y,z\nTiga," + b"a" * 5000 + b"\nEmpat,Isi yang biasa juga\n"
    rows = list(open_table("a.csv", given).rows)
    assert [str(row.refusal or "") for row in rows] == ["", "wrong_cells", "row_too_large", ""]
    assert [row.number for row in rows] == [2, 3, 4, 5]
    settings.IMPORT_MAX_BYTES = 60
    unclosed = b'judul,isi\nSatu,"tidak pernah ditutup\n' + b"baris\n" * 20 + b"Dua,akhir\n"
    rows = list(open_table("a.csv", unclosed).rows)
    assert [str(row.refusal or "") for row in rows][:1] == ["bad_row"]
    assert rows[-1].cells == ("Dua", "akhir")
    lines = (
        b'{"isi": "Teks yang cukup panjang."}\n{broken\n[]\n' + b"[" * 50 + b"\n" + b'{"isi": "' + b"a" * 90 + b'"}\n'
    )
    refusals = [str(row.refusal or "") for row in open_table("a.jsonl", lines).rows]
    assert refusals == ["", "not_json", "not_json", "not_json", "row_too_large"]


@pytest.mark.parametrize(
    ("columns", "mapped"),
    [
        (["judul", "isi", "tautan", "media", "penulis", "tanggal", "bahasa"], [1, 0, 2, 3, 4, 5, 6]),
        (["Language", "Published At", "Author", "Publisher", "URL", "Title", "Text"], [6, 5, 4, 3, 2, 1, 0]),
        (["Isi Berita", "Judul-Berita"], [0, 1]),
        (["article", "text"], [1]),
    ],
)
def test_columns_are_guessed_by_their_heading(columns: list[str], mapped: list[int]) -> None:
    assert list(guess_columns(columns).values()) == mapped


def test_the_text_is_guessed_by_its_length() -> None:
    rows = [Row(2, ("pendek", "kata " * 50)), Row(3, refusal=Unreadable("bad_row"))]
    assert guess_columns(["a", "b"], rows) == {"text": 1}
    assert guess_columns(["a", "b"], [Row(2, ("pendek", "juga"))]) == {}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9 Mei 2026", "2026-05-09"),
        ("Sabtu, 9 Mei 2026 pukul 08.30 WIB", "2026-05-09T08:30:00+07:00"),
        ("05/09/2026", "2026-09-05"),
        ("31-12-2025 23:59:58", "2025-12-31T23:59:58"),
        ("May 9, 2026", "2026-05-09"),
        ("13/13/2026", "13/13/2026"),
        ("2026-05-09", "2026-05-09"),
        ("kemarin", "kemarin"),
        ("9 Foo 2026", "9 Foo 2026"),
        ("9 Mei 2026 08:30 XYZ", "9 Mei 2026 08:30 XYZ"),
    ],
)
def test_dates_are_read_as_a_newsroom_writes_them(written: str, meant: str) -> None:
    assert as_iso(written) == meant


def test_a_row_is_a_piece_and_what_it_says_of_itself() -> None:
    row = Row(2, ("9 Mei 2026", "Bahasa Indonesia", "Kepala desa mengatakan semua selesai."))
    piece, about = read_row(row, {"published_at": 0, "language": 1, "text": 2})
    assert piece.text == "Kepala desa mengatakan semua selesai."
    assert about == {"published_at": "2026-05-09", "language": "id"}
    with pytest.raises(Unreadable, match="no_text_column"):
        read_row(row, {"title": 0})


class Endless(io.RawIOBase):
    """A file that is made while it is read, and can only begin anew."""

    def __init__(self, piece: bytes, count: int) -> None:
        self.piece, self.count, self.rest, self.left = piece, count, b"", count

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        assert (offset, whence) == (0, 0)
        self.rest, self.left = b"", self.count
        return 0

    def readinto(self, buffer: Any) -> int:
        while len(self.rest) < len(buffer) and self.left:
            self.rest += self.piece * min(self.left, 100)
            self.left -= min(self.left, 100)
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def read_all(piece: bytes, count: int) -> tuple[int, int]:
    """Return how many rows a long table has, and how much memory reading it took at most."""
    tracemalloc.start()
    file = io.BufferedReader(Endless(piece, count))
    rows: Iterator[Row] = stream_table("a.csv", file).rows
    total = sum(1 for _row in rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return total, peak


def test_memory_does_not_grow_with_the_rows() -> None:
    piece = b"Satu," + b"kata " * 400 + b"\n"
    few, peak_of_few = read_all(piece, 1_000)
    many, peak_of_many = read_all(piece, 10_000)
    assert (few, many) == (999, 9_999)
    assert peak_of_many < peak_of_few + 1024 * 1024
