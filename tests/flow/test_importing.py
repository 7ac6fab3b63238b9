"""Importing: one transaction, then a bell; nothing enters twice; each refusal has its line."""

import io
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from articles.flow import importing
from articles.flow.errors import Conflict
from articles.models import Article, Event, Extraction, Import, User
from articles.models.events import Verb
from articles.models.extractions import Failure, State
from articles.reading import Unreadable
from tests.make import TEXT, make_article
from tests.together import at_the_same_moment

pytestmark = pytest.mark.django_db


def the_article(done: Import) -> Article:
    """Return the article of an import of one piece."""
    article = done.items.get().article
    assert article is not None
    return article


def test_pasting_stores_article_text_job_and_event_together(ade: User) -> None:
    done = importing.import_text(
        actor=ade,
        text=f"  {TEXT}\r\n",
        title="Bantuan",
        publisher="Warta",
        url="https://warta.example/a",
        language="id",
    )
    article = the_article(done)
    assert article.current_text is not None
    assert article.current_text.text == TEXT
    job = Extraction.objects.get(article_text=article.current_text)
    assert (job.state, job.attempt) == (State.QUEUED, 0)
    assert list(Event.objects.values_list("verb", "actor")) == [(Verb.ARTICLE_IMPORTED, ade.pk)]


def test_the_bell_is_rung_after_the_commit_and_a_deaf_queue_is_no_error(
    ade: User, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as rings:
        importing.import_text(actor=ade, text=TEXT)
    assert len(rings) == 1


@pytest.mark.parametrize("person", ["jaya", "edi", "nona"])
def test_only_an_admin_imports(person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        importing.import_text(actor=request.getfixturevalue(person), text=TEXT)
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "again",
    [
        {"text": TEXT},
        {"text": f"{TEXT}\n"},
        {"text": "Teks lain sama sekali.", "url": "https://WARTA.example/a/#bagian"},
    ],
)
def test_the_same_text_or_address_enters_once(ade: User, again: dict[str, str]) -> None:
    first = the_article(importing.import_text(actor=ade, text=TEXT, url="https://warta.example/a"))
    with pytest.raises(importing.Duplicate) as same:
        importing.import_text(actor=ade, **again)
    assert same.value.article == first
    assert Article.objects.count() == 1
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/\u0000",
        "http://a.example/\ud800",
        "http://a.example/\u202ecod",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "not an address",
        "ftp://a.example/",
    ],
)
def test_an_address_that_is_no_link_is_refused(ade: User, url: str) -> None:
    with pytest.raises(Unreadable):
        importing.import_text(actor=ade, text=TEXT, url=url)


def test_a_bad_language_is_refused(ade: User) -> None:
    with pytest.raises(Unreadable, match="unknown_language"):
        importing.import_text(actor=ade, text=TEXT, language="klingon!")


def test_each_file_has_its_own_line(ade: User) -> None:
    files = [
        SimpleUploadedFile("baik.txt", TEXT.encode()),
        SimpleUploadedFile("kosong.txt", b""),
        SimpleUploadedFile("gambar.txt", b"\x89PNG" + bytes(range(256))),
        SimpleUploadedFile("lagi.txt", TEXT.encode()),
        SimpleUploadedFile("catatan.md", b"# Judul\n\nKepala desa mengatakan jalan selesai."),
    ]
    done = importing.import_files(actor=ade, files=files)
    rows = list(done.items.order_by("pk").values_list("name", "outcome", "refusal"))
    assert rows == [
        ("baik.txt", "imported", ""),
        ("kosong.txt", "refused", "empty"),
        ("gambar.txt", "refused", "binary"),
        ("lagi.txt", "duplicate", ""),
        ("catatan.md", "imported", ""),
    ]
    assert Extraction.objects.count() == 2
    assert Article.objects.get(import_items__name="catatan.md").title == "Judul"


def test_too_many_files_say_so(ade: User, settings: Any) -> None:
    settings.IMPORT_MAX_FILES = 1
    files = [SimpleUploadedFile(f"{n}.txt", f"Berita nomor {n} hari ini.".encode()) for n in range(3)]
    done = importing.import_files(actor=ade, files=files)
    assert list(done.items.order_by("pk").values_list("refusal", flat=True)) == ["", "too_many", "too_many"]


def test_json_lines_are_streamed_and_one_odd_line_stops_nothing(ade: User) -> None:
    given = iter(
        [
            json.dumps({"text": TEXT, "title": "Satu", "published_at": "2026-05-09T08:00:00+07:00", "language": "id"}),
            "{broken",
            json.dumps({"title": "no text"}),
            json.dumps({"text": "Teks lain yang cukup.", "published_at": "9999-99-99"}),
            json.dumps({"text": "Teks ketiga yang cukup.", "published_at": "2026-05-09"}),
            "[" * 100_000,
            "",
        ]
    )
    done = importing.import_lines(actor=ade, lines=given, name="a.jsonl")
    rows = list(done.items.order_by("pk").values_list("name", "refusal"))
    assert rows == [
        ("a.jsonl:1", ""),
        ("a.jsonl:2", "not_json"),
        ("a.jsonl:3", "not_json"),
        ("a.jsonl:4", "bad_value"),
        ("a.jsonl:5", ""),
        ("a.jsonl:6", "not_json"),
    ]
    assert Article.objects.get(title="Satu").published_at is not None


def test_the_command_imports_folders_and_lines(ade: User, tmp_path: Path) -> None:
    (tmp_path / "satu.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "dua.jsonl").write_text(json.dumps({"text": "Berita kedua hari ini."}), encoding="utf-8")
    out = io.StringIO()
    call_command("import_articles", str(tmp_path), str(tmp_path / "dua.jsonl"), stdout=out)
    assert out.getvalue().splitlines() == ["1 imported, 0 already here, 0 refused"] * 2
    with pytest.raises(CommandError, match="no such file"):
        call_command("import_articles", str(tmp_path / "none.txt"))


def test_the_command_goes_on_past_what_the_disk_does_not_give(ade: User, tmp_path: Path) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "satu.txt").write_text(TEXT, encoding="utf-8")
    call_command("import_articles", str(tmp_path), stdout=io.StringIO())
    assert Article.objects.count() == 1
    lines = tmp_path / "a.jsonl"
    first = json.dumps({"text": "Berita pertama hari ini."}).encode()
    lines.write_bytes(b"\xef\xbb\xbf" + first + b'\n{"text": "Caf\xe9 di kota ini."}\n')
    with pytest.raises(CommandError, match="1 could not"):
        call_command("import_articles", str(lines), stdout=io.StringIO(), stderr=io.StringIO())
    assert Article.objects.count() == 2


def test_retrying_a_failed_article_makes_a_new_run(ade: User) -> None:
    article = make_article(status="failed")
    job = importing.retry_extraction(actor=ade, article=article)
    article.refresh_from_db()
    assert article.status == "extracting"
    assert Extraction.objects.filter(article_text=article.current_text).count() == 2
    assert job.state == State.QUEUED
    article.status = "failed"
    with pytest.raises(Conflict):
        importing.retry_extraction(actor=ade, article=article)


@pytest.mark.parametrize("person", ["jaya", "edi"])
def test_only_an_admin_retries(person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        importing.retry_extraction(actor=request.getfixturevalue(person), article=make_article(status="failed"))


def test_a_language_told_wrongly_is_put_right_when_trying_again(ade: User) -> None:
    article = make_article(status="failed", language="fr", failure=Failure.UNSUPPORTED_LANGUAGE)
    importing.retry_extraction(actor=ade, article=article, language="id")
    article.refresh_from_db()
    assert article.language == "id"
    event = Event.objects.get(verb=Verb.EXTRACTION_RETRIED)
    assert (event.before, event.after) == ({"language": "fr"}, {"language": "id"})


@pytest.mark.django_db(transaction=True)
def test_twenty_imports_of_one_address_at_the_same_moment_make_one_article(ade: User) -> None:
    spellings = ["https://warta.example/a", "https://m.warta.example/a/?utm_source=x", "http://warta.example/a/amp"]

    def bring(number: int) -> Import:
        return importing.import_text(actor=ade, text=f"{TEXT} Kali ke-{number}.", url=spellings[number % 3])

    results = at_the_same_moment([partial(bring, number) for number in range(20)])
    assert sum(isinstance(result, Import) for result in results) == 1
    same = {result.article for result in results if isinstance(result, importing.Duplicate)}
    assert same == {Article.objects.get()}
    assert (Import.objects.count(), Extraction.objects.count(), Event.objects.count()) == (1, 1, 1)
