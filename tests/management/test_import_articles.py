"""The command that imports: every kind of file, tables of any length, what is piped in; again it changes nothing."""

import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from articles.flow import importing_files, importing_rows
from articles.models import Article, ArticleText, Event, Extraction, Fingerprint, Import, ImportItem, User
from tests.make import TEXT
from tests.reading.documents import make_docx, make_mail, make_pdf, make_zip
from tests.reading.test_tables import workbook

pytestmark = pytest.mark.django_db

STORY = "Kepala desa mengatakan jalan nomor {} selesai."
HEADINGS = ("judul", "isi", "nomor")


def run(*arguments: str | Path) -> tuple[list[str], list[str]]:
    """Return what the command prints, and what it complains of, whether it fails or not."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_articles", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error}\n")
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Return a folder with some files."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def objects(count: int, *, first: int = 1) -> bytes:
    """Return JSON Lines with an article each."""
    return "".join(json.dumps({"text": STORY.format(n)}) + "\n" for n in range(first, first + count)).encode()


def rows() -> dict[str, int]:
    """Return how many rows there are that an import makes."""
    return {model.__name__: model.objects.count() for model in (Article, ArticleText, Fingerprint, Extraction, Event)}


def test_a_folder_of_every_kind(ade: User, tmp_path: Path) -> None:
    table = [HEADINGS, ("Satu", STORY.format(1), "1"), ("Dua", STORY.format(2), "2")]
    files = {
        "a.txt": TEXT.encode(),
        "b/laporan.docx": make_docx(),
        "b/siaran.pdf": make_pdf([["Warga desa menunggu jawaban dari kantor wali kota."]]),
        "catatan.md": b"# Judul\n\nKepala desa mengatakan jembatan selesai.",
        "surel.eml": make_mail("Petani mengatakan panen tahun ini berhasil."),
        "tabel.xlsx": workbook(table),
        "tabel.jsonl": objects(2, first=3),
        "arsip.zip": make_zip(
            {"x/satu.txt": "Nelayan mengatakan ikan berkurang.", "t.csv": "judul,isi\nT," + STORY.format(5)}
        ),
        "gambar.png": b"\x89PNG",
    }
    out, err = run(written(tmp_path, files))
    assert err == []
    assert out == [
        "arsip.zip/t.csv: text = isi, title = judul",
        "tabel.jsonl: text = text",
        "tabel.xlsx: text = isi, title = judul; not imported: nomor",
        "11 imported, 0 already here, 0 refused",
    ]
    assert Article.objects.get(import_items__name="catatan.md").title == "Judul"
    assert ImportItem.objects.filter(name="b/laporan.docx", outcome="imported").exists()
    assert ImportItem.objects.filter(name="arsip.zip/t.csv:2", outcome="imported").exists()
    before = rows()
    assert before == dict.fromkeys(before, 11)
    assert run(tmp_path)[0][-1] == "0 imported, 11 already here, 0 refused"
    assert rows() == before


def test_each_refusal_is_a_line_of_its_own_and_the_rest_go_on(ade: User, tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": STORY.format(1), "title": "Satu", "published_at": "2026-05-09T08:00:00+07:00"}),
        "{broken",
        json.dumps({"title": "no text"}),
        json.dumps({"text": "Teks lain yang cukup.", "published_at": "9999-99-99"}),
        json.dumps({"text": STORY.format(2), "published_at": "9 Mei 2026", "language": "Indonesia"}),
        "[" * 100_000,
        "",
        json.dumps({"text": "Teks yang rusak \ud800 di tengahnya, tetapi selebihnya masih utuh dan dapat dibaca."}),
    ]
    files = {
        "a.jsonl": "\n".join(lines).encode(),
        "b.zip": make_zip({"lagi.zip": make_zip({"x": b""}), "baik.txt": STORY.format(3), "kosong.txt": b""}),
        "kosong.zip": make_zip({}),
        "c.csv": b"a,b\n1,2\n",
        "gambar.txt": b"\x89PNG" + bytes(range(256)),
    }
    out, err = run(written(tmp_path, files))
    assert out[-1] == "4 imported, 0 already here, 9 refused"
    assert err[-1] == "9 could not be imported; the others were."
    found = list(ImportItem.objects.filter(outcome="refused").order_by("pk").values_list("name", "refusal"))
    assert found == [
        ("a.jsonl:2", "not_json"),
        ("a.jsonl:3", "empty"),
        ("a.jsonl:4", "bad_value"),
        ("a.jsonl:6", "not_json"),
        ("b.zip/lagi.zip", "nested_archive"),
        ("b.zip/kosong.txt", "empty"),
        ("c.csv", "no_text_column"),
        ("gambar.txt", "binary"),
        ("kosong.zip", "empty"),
    ]
    assert [line.split(": ")[0] for line in err[:-1]] == [name for name, _refusal in found]
    satu = Article.objects.get(title="Satu")
    assert satu.published_at is not None
    assert Article.objects.get(import_items__name="a.jsonl:5").language == "id"


def test_columns_are_chosen_or_left_out(ade: User, tmp_path: Path) -> None:
    written(tmp_path, {"a.csv": f"kepala,isi,judul,penulis\nAtas,{STORY.format(1)},Bawah,Ani\n".encode()})
    out, err = run(tmp_path / "a.csv", "--column", "title=Kepala", "--column", "byline=")
    assert (out[0], err) == ("a.csv: text = isi, title = kepala; not imported: judul, penulis", [])
    article = Article.objects.get()
    assert (article.title, article.byline) == ("Atas", "")
    assert run(tmp_path / "a.csv", "--column", "title=Tajuk")[1][0] == "a.csv: It has no column “Tajuk”."
    with pytest.raises(CommandError, match="FIELD is one of text, title"):
        call_command("import_articles", str(tmp_path), "--column", "tajuk=judul")


def test_what_is_piped_in_is_read_as_it_comes(ade: User, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        """A file that cannot be wound back."""

        def seekable(self) -> bool:
            return False

        def seek(self, *_: Any) -> int:
            raise OSError

    def piped(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Pipe(data)))

    piped(objects(3))
    assert run("-") == (["stdin.jsonl: text = text", "3 imported, 0 already here, 0 refused"], [])
    piped(TEXT.encode())
    assert run("-", "--format", "txt")[0] == ["1 imported, 0 already here, 0 refused"]


def test_what_the_disk_does_not_give_and_what_is_too_large(ade: User, tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES, settings.IMPORT_MAX_TABLE_BYTES = 1024 * 1024, 1024 * 1024
    large = make_zip({"a.txt": bytes(2 * 1024 * 1024)}, packed=0)
    written(tmp_path, {"a.txt": TEXT.encode(), "b.txt": b"kata " * 500_000, "c.zip": large})
    (tmp_path / "folder.html").mkdir()
    gone = tmp_path / "gone.txt"
    gone.write_bytes(b"")
    gone.chmod(0)
    listed = run(tmp_path)[0][-1]
    assert listed == "1 imported, 0 already here, 3 refused"
    refused = dict(ImportItem.objects.filter(outcome="refused").values_list("name", "refusal_detail"))
    assert refused["b.txt"] == "2.4"
    assert refused["c.zip"] == "2.0"
    with pytest.raises(CommandError, match="no such file"):
        call_command("import_articles", str(tmp_path / "none.txt"))


def test_stopped_half_way_and_run_again_nothing_is_lost_or_twice(
    ade: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, {"a.jsonl": objects(10)}) / "a.jsonl"
    monkeypatch.setattr(importing_rows, "ROWS_OF_A_CHUNK", 3)
    store_rows, stored = importing_files.store_rows, list[object]()

    def database_away(*arguments: Any) -> None:
        store_rows(*arguments)
        stored.append(arguments)
        if len(stored) == 3:
            raise OperationalError("terminating connection")

    with monkeypatch.context() as patched:
        patched.setattr(importing_files, "store_rows", database_away)
        assert "nothing enters twice" in run(path)[1][-1]
    assert Article.objects.count() == 6  # what the third chunk had written went with its transaction
    assert run(path)[0][-1] == "4 imported, 6 already here, 0 refused"
    assert rows() == dict.fromkeys(rows(), 10)
    assert Import.objects.count() == 2
