"""Uploads: stored at once, read by a worker; a ZIP becomes its files, a table its rows, and each failure is a line."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from articles.flow import fetching, importing, importing_rows, uploading
from articles.flow.errors import Conflict
from articles.flow.versioning import add_version
from articles.models import Article, Extraction, Import, ImportItem, Payload, UploadedTable, User
from articles.models.jobs import State
from tests.make import TEXT
from tests.reading.documents import make_docx, make_link, make_mail, make_pdf, make_zip
from tests.reading.test_hostile import REFUSED
from tests.reading.test_tables import workbook
from tests.together import at_the_same_moment
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)


def upload(admin: User, *files: tuple[str, bytes]) -> Import:
    """Return the import of some files that nobody has read yet."""
    return uploading.upload_files(actor=admin, files=[SimpleUploadedFile(name, data) for name, data in files])


def lines(batch: Import) -> list[tuple[str, str, str]]:
    """Return what became of each piece."""
    return list(batch.items.order_by("pk").values_list("name", "outcome", "refusal"))


def table_of(*rows: tuple[str, ...]) -> bytes:
    """Return rows as CSV."""
    return "\n".join(";".join(row) for row in rows).encode()


def counts(batch: Import) -> dict[str, int]:
    """Return the counts that the pages show."""
    names = ("total", "waiting", "unmapped", "refused", "duplicates")
    return {name: getattr(Import.objects.with_counts().get(pk=batch.pk), name) for name in names}


def test_files_are_stored_at_once_and_read_by_a_worker(ade: User) -> None:
    batch = upload(
        ade,
        ("baik.txt", TEXT.encode()),
        ("laporan.docx", make_docx()),
        ("siaran.pdf", make_pdf([["Warga desa menunggu jawaban dari kantor wali kota."]])),
        ("surel.eml", make_mail("Petani mengatakan panen tahun ini berhasil.")),
        ("gambar.png", b"\x89PNG"),
    )
    assert [outcome for _name, outcome, _refusal in lines(batch)] == ["waiting"] * 4 + ["refused"]
    assert not Article.objects.exists()
    assert counts(batch) == {"total": 5, "waiting": 4, "unmapped": 0, "refused": 1, "duplicates": 0}
    work(batch)
    assert [row[1:] for row in lines(batch)] == [("imported", "")] * 4 + [("refused", "kind")]
    assert Extraction.objects.count() == 4
    assert not Payload.objects.exists()


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_files_have_their_line_and_the_next_is_read(case: str, ade: User) -> None:
    name, data, code = REFUSED[case]
    if name.endswith(".zip"):
        pytest.skip("at this door a ZIP is opened")
    batch = upload(ade, (name, data), ("baik.txt", TEXT.encode()))
    work(batch)
    assert [row[1:] for row in lines(batch)] == [("refused", code), ("imported", "")]


def test_what_a_reader_leaves_aside_is_kept(ade: User) -> None:
    batch = upload(ade, ("a.pdf", make_pdf([["Warga menunggu jawaban dari wali kota."], []])))
    work(batch)
    assert batch.items.get().notes == [["pages_without_text", "1"]]


def test_too_many_and_too_large_files_say_so(ade: User, settings: Any) -> None:
    settings.IMPORT_MAX_FILES, settings.IMPORT_MAX_BYTES, settings.IMPORT_MAX_TABLE_BYTES = 2, 100, 200
    batch = upload(ade, ("a.txt", b"x" * 150), ("a.csv", b"x" * 250), ("b.txt", b"kata " * 5))
    assert [row[2] for row in lines(batch)] == ["too_large", "table_too_large", "too_many"]


def test_only_an_admin_uploads(edi: User) -> None:
    with pytest.raises(PermissionDenied):
        upload(edi, ("a.txt", TEXT.encode()))


def test_a_zip_becomes_its_files(ade: User) -> None:
    rows = table_of(("judul", "isi"), ("Satu", "Warga desa menunggu jembatan."))
    files = {"a/satu.txt": TEXT.encode(), "dua.docx": make_docx(), "tabel.csv": rows, "lagi.zip": make_zip({"x": b""})}
    batch = upload(ade, ("arsip.zip", make_zip({**files, "kosong.txt": b"", "gambar.png": b"\x89PNG"})))
    work(batch)
    assert sorted(lines(batch)) == [
        ("arsip.zip/a/satu.txt", "imported", ""),
        ("arsip.zip/dua.docx", "imported", ""),
        ("arsip.zip/gambar.png", "refused", "kind"),
        ("arsip.zip/kosong.txt", "refused", "empty"),
        ("arsip.zip/lagi.zip", "refused", "nested_archive"),
        ("arsip.zip/tabel.csv", "waiting", ""),
    ]
    assert counts(batch)["unmapped"] == 1


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (make_zip({}), "a.zip", "empty"),
        (b"PK\x03\x04" + bytes(50), "a.zip", "broken"),
        (make_zip({f"{n}": b"" for n in range(2_001)}), "a.zip", "too_many_entries"),
        (make_link("a.txt", "/etc/passwd"), "a.zip/a.txt", "link"),
    ],
)
def test_a_hostile_zip_has_its_line(ade: User, data: bytes, name: str, code: str) -> None:
    batch = upload(ade, ("a.zip", data))
    work(batch)
    assert lines(batch) == [(name, "refused", code)]
    assert not Payload.objects.exists()


STORIES = [(f"Judul {n}", f"Kepala desa mengatakan jalan nomor {n} selesai.") for n in range(1, 8)]
TABLE = table_of(("judul", "isi", "tanggal"), *((*story, "9 Mei 2026") for story in STORIES))


def looked_at(admin: User, data: bytes = TABLE, name: str = "tabel.csv") -> UploadedTable:
    """Return a table whose columns somebody may choose now."""
    batch = upload(admin, (name, data))
    work(batch)
    return UploadedTable.objects.get(item__of=batch)


@pytest.mark.parametrize("name", ["tabel.csv", "tabel.xlsx", "tabel.jsonl"])
def test_a_table_waits_for_its_columns_and_becomes_its_rows(name: str, ade: User) -> None:
    rows = [("judul", "isi", "tanggal"), *((*story, "9 Mei 2026") for story in STORIES)]
    objects = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    as_lines = "\n".join(map(json.dumps, objects)).encode()
    table = looked_at(ade, {"tabel.csv": TABLE, "tabel.xlsx": workbook(rows), "tabel.jsonl": as_lines}[name], name)
    batch = table.item.of
    assert (table.columns, table.mapping) == (list(rows[0]), {"text": 1, "title": 0, "published_at": 2})
    assert counts(batch) == {"total": 1, "waiting": 0, "unmapped": 1, "refused": 0, "duplicates": 0}
    assert not ImportItem.objects.stand_still()
    uploading.choose_columns(actor=ade, table=table, mapping=table.mapping)
    assert counts(batch) == {"total": 7, "waiting": 7, "unmapped": 0, "refused": 0, "duplicates": 0}
    work(batch)
    assert [outcome for _name, outcome, _refusal in lines(batch)] == ["imported"] * 7
    assert not UploadedTable.objects.exists()
    assert not Payload.objects.exists()
    article = Article.objects.get(title="Judul 3")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-05-08T17:00:00+00:00"


def test_columns_are_chosen_once_and_a_table_is_discarded_before(ade: User, edi: User) -> None:
    table = looked_at(ade)
    with pytest.raises(PermissionDenied):
        uploading.choose_columns(actor=edi, table=table, mapping={"text": 1})
    with pytest.raises(PermissionDenied):
        uploading.discard_table(actor=edi, table=table)
    uploading.choose_columns(actor=ade, table=table, mapping={"text": 1})
    with pytest.raises(Conflict):
        uploading.choose_columns(actor=ade, table=table, mapping={"text": 0})
    with pytest.raises(Conflict):
        uploading.discard_table(actor=ade, table=table)
    other = looked_at(ade)
    batch = other.item.of
    uploading.discard_table(actor=ade, table=other)
    assert not batch.items.exists()


class Killed(BaseException):
    """What a kill looks like from inside: nothing that comes after it happens."""


@pytest.mark.parametrize("kill_at", [1, 2, 3])
def test_a_worker_killed_between_or_within_chunks_loses_and_doubles_nothing(
    ade: User, monkeypatch: pytest.MonkeyPatch, kill_at: int
) -> None:
    monkeypatch.setattr(importing_rows, "ROWS_OF_A_CHUNK", 2)
    table = looked_at(ade)
    uploading.choose_columns(actor=ade, table=table, mapping=table.mapping)
    done = 0
    store_rows = importing_rows.store_rows

    def killed_after_writing(*arguments: Any) -> None:
        nonlocal done
        store_rows(*arguments)
        done += 1
        if done == kill_at:
            raise Killed

    monkeypatch.setattr(importing_rows, "store_rows", killed_after_writing)
    with pytest.raises(Killed):
        fetching.run_item(table.pk, worker="first")
    table.refresh_from_db()
    assert table.rows_done == 2 * (kill_at - 1)
    ImportItem.objects.give_back([table.pk])
    work(table.item.of)
    assert sorted(name for name, _outcome, _refusal in lines(table.item.of)) == [f"tabel.csv:{n}" for n in range(2, 9)]
    assert Article.objects.count() == Extraction.objects.count() == 7


def test_a_worker_that_comes_back_from_the_dead_stores_nothing(ade: User) -> None:
    table = looked_at(ade)
    uploading.choose_columns(actor=ade, table=table, mapping=table.mapping)
    assert ImportItem.objects.claim(table.pk, worker="first")
    stale = ImportItem.objects.select_related("of__imported_by").get(pk=table.pk)
    ImportItem.objects.give_back([table.pk])
    assert ImportItem.objects.claim(table.pk, worker="second")
    assert not importing_rows.run_table(stale)
    assert not Article.objects.exists()


def test_a_long_table_gives_others_their_turn(ade: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_rows, "ROWS_OF_A_CHUNK", 2)
    monkeypatch.setattr(importing_rows, "RUN_SECONDS", 0)
    table = looked_at(ade)
    uploading.choose_columns(actor=ade, table=table, mapping=table.mapping)
    for expected in (2, 4, 6):
        assert fetching.run_item(table.pk, worker="w")
        table.refresh_from_db()
        assert (table.rows_done, table.item.state) == (expected, State.QUEUED)
    work(table.item.of)
    assert Article.objects.count() == 7


def test_rows_that_cannot_be_used_have_their_reason_and_the_rest_go_on(ade: User) -> None:
    rows = [
        ("isi", "tautan", "tanggal", "bahasa"),
        ("Kepala desa mengatakan semua selesai.", "https://warta.example/a", "9 Mei 2026", "Indonesia"),
        ("Teks lain dari alamat itu.", "https://warta.example/a", "", ""),
        ("Kepala desa mengatakan semua selesai.", "", "", ""),
        ("Petani menunggu hujan turun.", "javascript:alert(1)", "", ""),
        ("Nelayan menunggu angin reda.", "", "32 Mei 2026", ""),
        ("Guru menunggu murid datang.", "", "", "klingon!"),
        ("", "https://warta.example/b", "", ""),
        ("Murid menunggu guru datang.", "", "", "English"),
    ]
    table = looked_at(ade, table_of(*rows))
    uploading.choose_columns(actor=ade, table=table, mapping=table.mapping)
    work(table.item.of)
    assert [row[1:] for row in lines(table.item.of)] == [
        ("imported", ""),
        ("duplicate", ""),
        ("duplicate", ""),
        ("refused", "bad_value"),
        ("refused", "bad_value"),
        ("refused", "unknown_language"),
        ("refused", "empty"),
        ("imported", ""),
    ]
    assert Article.objects.get(url="").language == "en"


def test_the_same_table_again_changes_nothing_and_asks_little(ade: User, django_assert_max_num_queries: Any) -> None:
    stories = [(f"Judul {n}", f"Kepala desa mengatakan jalan nomor {n} selesai.") for n in range(100)]
    table = looked_at(ade, table_of(("judul", "isi"), *stories))
    uploading.choose_columns(actor=ade, table=table, mapping=table.mapping)
    work(table.item.of)
    articles = Article.objects.count()
    again = looked_at(ade, table_of(("judul", "isi"), *stories))
    uploading.choose_columns(actor=ade, table=again, mapping=again.mapping)
    with django_assert_max_num_queries(40):  # for all hundred rows; new ones take some eight each
        assert fetching.run_item(again.pk, worker="w")
    assert [outcome for _name, outcome, _refusal in lines(again.item.of)] == ["duplicate"] * 100
    assert Article.objects.count() == articles == 100


def test_what_is_wrong_with_a_row_is_said_by_field(ade: User) -> None:
    row = importing_rows.Row(2, ("Kepala desa mengatakan semua selesai.", "32 Mei", "klingon!", "kurang"))
    mapped = {"text": 0, "published_at": 1, "language": 2}
    problems = importing_rows.problems_of(ade, row, mapped)
    assert {name: reason.code for name, reason in problems.items()} == {
        "published_at": "bad_value",
        "language": "unknown_language",
    }
    assert list(importing_rows.problems_of(ade, row, {"text": 3})) == ["text"]
    assert list(importing_rows.problems_of(ade, row, {"title": 3})) == ["text"]


def imported_by_table(admin: User, text: str, name: str = "tabel.jsonl") -> list[str]:
    """Import a table with one row and return what became of it."""
    row = json.dumps({"judul": "Judul", "isi": text}).encode()
    table = looked_at(admin, row, name)
    uploading.choose_columns(actor=admin, table=table, mapping=table.mapping)
    work(table.item.of)
    return [outcome for _name, outcome, _refusal in lines(table.item.of)]


@pytest.mark.parametrize(
    "copy",
    [
        "Kepala desa  mengatakan “jalan itu selesai” kemarin.",
        'Kepala desa mengatakan\n\n"jalan itu selesai" kemarin.',
    ],
)
def test_a_row_that_differs_in_spaces_or_marks_is_the_same_article(ade: User, copy: str) -> None:
    importing.import_text(actor=ade, text='Kepala desa mengatakan "jalan itu selesai" kemarin.')
    assert imported_by_table(ade, copy) == ["duplicate"]
    assert Article.objects.count() == 1


def test_a_row_with_an_older_text_of_an_article_is_the_same_article(ade: User) -> None:
    old = "Kepala desa mengatakan jalan itu selesai kemarin."
    importing.import_text(actor=ade, text=old)
    article = Article.objects.get()
    add_version(actor=ade, article=article, text="Kepala desa mengatakan jalan itu belum selesai.")
    assert imported_by_table(ade, old) == ["duplicate"]
    assert Article.objects.count() == 1


def test_two_rows_that_differ_in_spaces_are_one_article(ade: User) -> None:
    rows = [("A", "Kepala desa mengatakan jalan itu selesai."), ("B", "Kepala desa  mengatakan jalan itu selesai.")]
    table = looked_at(ade, table_of(("judul", "isi"), *rows))
    uploading.choose_columns(actor=ade, table=table, mapping=table.mapping)
    work(table.item.of)
    assert [outcome for _name, outcome, _refusal in lines(table.item.of)] == ["imported", "duplicate"]


@pytest.mark.django_db(transaction=True)
def test_a_table_and_a_paste_of_one_text_at_once_make_one_article(ade: User) -> None:
    for number in range(8):
        text = f"Kepala desa mengatakan jalan nomor {number} selesai kemarin."
        spaced = text.replace(" ", "  ")
        row = importing_rows.Row(2, ("Judul", spaced))
        batch = Import.objects.create(way="files", imported_by=ade)

        def by_table(batch: Import = batch, row: importing_rows.Row = row) -> None:
            with transaction.atomic():
                importing_rows.store_rows(batch, "tabel.csv", [row], {"title": 0, "text": 1})

        at_the_same_moment([by_table, lambda text=text: importing.import_text(actor=ade, text=text)])
        assert Article.objects.count() == number + 1
