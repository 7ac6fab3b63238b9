"""Both languages are complete: every text of a page or of Python is translated, and none that is gone is kept."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_javascript
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

from articles.extraction.reasons import ReasonCode
from articles.models import User
from articles.reading import refusal_message
from articles.templatetags import claims as claim_words
from tests.make import make_article, make_assignment, make_claim

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "articles" / "locale" / "id" / "LC_MESSAGES" / "django.po"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def texts_of_python() -> Iterator[tuple[str, ...]]:
    """Yield the translatable texts of the Python files; a pair is singular and plural."""
    for place in ("articles", "factcheck"):
        for path in sorted((ROOT / place).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FUNCTIONS:
                    literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                    assert literals, f"{path}:{node.lineno}: a text that no translator can see"
                    count = 2 if getattr(node.func, "id", "").startswith("ngettext") else 1
                    yield tuple(str(text) for text in literals[:count])


def texts_of_templates() -> Iterator[tuple[str, ...]]:
    """Yield the translatable texts of the templates, as Django's own ``makemessages`` would see them."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        # Django turns a template into lines of calls between stretches of X; Babel's loosest reader finds the calls.
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        calls = "\n".join(re.findall(r"(?:n?gettext)\(.*?\)\s", source + " ", re.DOTALL)).replace("(u'", "('")
        for _line, _function, found, _comments in extract_javascript(
            _Bytes(re.sub(r"\bu(['\"])", r"\1", calls)), ["gettext", "ngettext"], [], {}
        ):
            texts = found if isinstance(found, tuple) else (found,)
            yield tuple(text for text in texts if text is not None)


class _Bytes:
    """A file of one text, as Babel reads it."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()

    def read(self) -> bytes:
        return self.data


def used() -> set[tuple[str, ...]]:
    """Return every text that the product asks to have translated."""
    return set(texts_of_python()) | set(texts_of_templates())


def translated() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the catalog: the texts and what they are in Indonesian."""
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="id")
    rows = {}
    for message in catalog:
        if message.id:
            ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            rows[tuple(ids)] = () if message.fuzzy else tuple(strings)
    return rows


def test_the_extractor_sees_templates_and_python() -> None:
    assert ("Import this text",) in set(texts_of_templates())
    assert ("%(count)s word", "%(count)s words") in set(texts_of_python())
    assert len(used()) > 400


def test_every_text_is_translated() -> None:
    known = translated()
    # A plural's first text may be asked for alone as well; gettext keeps both in one entry.
    singulars = {ids[0] for ids in known}
    missing = {texts for texts in used() if texts not in known and texts[0] not in singulars}
    assert missing == set()
    assert [ids for ids, strings in known.items() if not all(strings) or not strings] == []


def test_no_translation_is_left_over() -> None:
    asked_for = {texts[0] for texts in used()}
    assert [ids for ids in translated() if ids[0] not in asked_for] == []


def test_translations_fill_the_same_places() -> None:
    for ids, strings in translated().items():
        expected = set(PLACEHOLDER.findall(ids[-1]))
        for string in strings:
            assert set(PLACEHOLDER.findall(string)) == expected, ids
            assert string.count("<") == ids[-1].count("<"), ids


def test_the_browsers_choice_counts_until_the_switch(client: Client, db: None) -> None:
    indonesian = client.get("/sign-in/", headers={"Accept-Language": "id-ID,id;q=0.9"})
    assert '<html lang="id">' in indonesian.text
    assert '<html lang="en">' in client.get("/sign-in/", headers={"Accept-Language": "de"}).text
    client.post(reverse("set_language"), {"language": "id", "next": "/sign-in/"})
    assert '<html lang="id">' in client.get("/sign-in/", headers={"Accept-Language": "en"}).text


def test_the_switch_leads_nowhere_else(client: Client, db: None) -> None:
    answer = client.post(reverse("set_language"), {"language": "id", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_no_page_is_half_translated(jaya: User, edi: User, ade: User, client_of: Callable[[User], Client]) -> None:
    article = make_article()
    make_assignment(article, jaya)
    claim = make_claim(article)
    pages = {
        jaya: ["/queue/", article.get_absolute_url(), claim.get_absolute_url(), f"{claim.get_absolute_url()}edit/"],
        edi: ["/articles/", "/articles/?show=failed", f"{article.get_absolute_url()}claims/add/"],
        ade: ["/imports/"],
    }
    shown_in_english = [
        ids[0] for ids, strings in translated().items() if len(ids[0]) > 14 and "%" not in ids[0] and ids != strings
    ]
    for person, paths in pages.items():
        for path in paths:
            page = client_of(person).get(path, headers={"Accept-Language": "id"}).text
            assert '<html lang="id">' in page
            assert [text for text in shown_in_english if f">{text}<" in page] == [], path


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_reason_and_refusal_is_a_sentence(language: str) -> None:
    with translation.override(language):
        sentences = [str(claim_words.REASONS[code]) for code in ReasonCode]
        codes = ["empty", "too_short", "too_large", "binary", "kind", "too_deep", "not_json", "bad_value"]
        sentences += [refusal_message(code, "5") for code in codes]
    assert all(len(sentence) > 8 and sentence.endswith((".", "5")) for sentence in sentences)
