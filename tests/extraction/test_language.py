"""The word lists, and telling one language from another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from articles.extraction import ENGINE, VERSION, detect_language, extract, supported_languages
from articles.extraction.language import LANGUAGES_FOLDER, DuplicateEntryError, load_language, read_list
from tests.extraction.gold import ROOT, seed_articles


def test_every_language_has_the_same_files() -> None:
    files = {code: {path.name for path in (LANGUAGES_FOLDER / code).glob("*.txt")} for code in supported_languages()}
    assert supported_languages() == ("en", "es", "id")
    assert files["en"] == files["id"] == files["es"]


@pytest.mark.parametrize("code", supported_languages())
def test_every_list_names_its_source_and_loads(code: str) -> None:
    for path in (LANGUAGES_FOLDER / code).glob("*.txt"):
        assert path.read_text(encoding="utf-8").startswith("# Source: "), path.name
    assert load_language(code).cues


def test_an_entry_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# Source: a test\nkata\nujar\nKata\n", encoding="utf-8")
    with pytest.raises(DuplicateEntryError, match="kata"):
        read_list(path)


def test_the_languages_of_the_demo_articles() -> None:
    articles = seed_articles()
    assert [detect_language(article["text"]) for article in articles] == [one["language"] for one in articles]


@pytest.mark.parametrize("text", ["", "   \n", "12.345", "Ya.", "\ud800\ud800", "???", "a" * 50])
def test_what_cannot_be_told_is_undetermined(text: str) -> None:
    assert detect_language(text) == "und"


def test_another_language_is_named_and_not_read() -> None:
    text = "Der Minister sagte am Montag, dass die Preise für Brot im vergangenen Jahr um drei Prozent gestiegen seien."
    extraction = extract(text)
    assert (extraction.language, extraction.statements) == ("de", ())


def test_an_unknown_language_gives_no_statements() -> None:
    extraction = extract("Budi mengatakan bahwa pasar itu tutup.", "xx")
    assert (extraction.engine, extraction.version, extraction.language) == (ENGINE, VERSION, "xx")
    assert extraction.statements == ()


def test_the_engine_imports_without_django_and_numpy() -> None:
    program = (
        "import sys, articles.extraction as e; e.extract('Budi mengatakan bahwa pasar tutup.', 'id'); "
        "print(sorted({'django', 'numpy', 'celery'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_language_without_a_short_code_is_undetermined() -> None:
    assert detect_language("asdf qwer zxcv lkjh poiu mnbv") == "und"
