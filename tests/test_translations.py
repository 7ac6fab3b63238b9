"""Every text of a page or of Python is translated, none is left over, and no template has words of its own."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType
from django.utils import translation
from django.utils.translation.template import templatize

from articles.extraction.reasons import ReasonCode
from articles.reading import KINDS, MAGIC, SENTENCES, note_message, refusal_message
from articles.templatetags.claims import REASONS

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "articles" / "locale" / "id" / "LC_MESSAGES" / "django.po"
READS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2}
"""How many texts each function takes."""
UNREAD = {"pgettext", "npgettext", "pgettext_lazy", "npgettext_lazy", "gettext_noop"}
"""What these tests do not read; nobody uses it yet."""

LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"(?<!\w)(?:n?gettext|_)\({LITERAL}(?:, {LITERAL})?", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TAG = re.compile(r"</?\w+>")

READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "data-offline", "data-failed", "data-gone", "data-add-word"}
UNTRANSLATED = {"Periksa"}
"""Words that are the same in every language."""

Texts = tuple[str, ...]
"""A text, or its singular and plural."""


def texts_of_python(source: str, place: str) -> Iterator[Texts]:
    """Yield the translatable texts of a Python file. A text that is put together fails: no translator can see it."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        assert name not in UNREAD, f"{place}:{node.lineno}: teach this test {name}"
        if name in READS:
            texts = [arg.value for arg in node.args[: READS[name]] if isinstance(arg, ast.Constant)]
            assert len(texts) == READS[name], f"{place}:{node.lineno}: a text that no translator can see"
            yield tuple(str(text) for text in texts)


def texts_of_template(source: str, place: str) -> Iterator[Texts]:
    """Yield the translatable texts of a template, as Django's own ``makemessages`` sees them."""
    calls = templatize(source, origin=place)
    assert "pgettext(" not in calls, f"{place}: teach this test contexts"
    for found in CALL.finditer(calls):
        yield tuple(ast.literal_eval(text) for text in found.groups() if text)


def files(ending: str, *folders: str) -> Iterator[tuple[str, str]]:
    """Yield the source and the place of every file with an ending."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{ending}")):
            yield path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))


@cache
def used() -> frozenset[Texts]:
    """Return every text that the product asks to have translated."""
    python = [text for file in files(".py", "articles", "factcheck") for text in texts_of_python(*file)]
    return frozenset(python) | {text for file in files(".html", "templates") for text in texts_of_template(*file)}


def as_texts(found: Any) -> Texts:
    """Return one side of a catalog's entry; Babel gives a plural as a sequence and anything else as a text."""
    return tuple(text for text in ([found] if isinstance(found, str) else found or []) if text)


@cache
def translated() -> Mapping[Texts, Texts]:
    """Return the catalog: the texts, and what they are in Indonesian; nothing for what is only guessed."""
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="id", abort_invalid=True)
    rows: dict[Texts, Texts] = {}
    for message in catalog:
        if message.id:
            rows[as_texts(message.id)] = () if message.fuzzy else as_texts(message.string)
    return rows


def words_outside_tags(source: str) -> set[str]:
    """Return the words of a template that stand outside every tag: nobody can translate them."""
    html, is_text = [], True
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            # A page's class is no text, though it stands in a block of its own.
            if token.contents.startswith(("blocktranslate", "block page_class")):
                is_text = False
            elif token.contents.startswith(("endblocktranslate", "endblock")):
                is_text = True
            html.append(" ")
        elif token.token_type == TokenType.TEXT and is_text:
            html.append(token.contents)
    spoken = Spoken()
    spoken.feed("".join(html))
    spoken.close()
    return set(re.findall(r"[^\W\d_]{2,}", " ".join(spoken.texts))) - UNTRANSLATED


class Spoken(HTMLParser):
    """The texts of a page that somebody sees or hears; ``texts`` grows as it is fed."""

    SILENT = {"script", "style", "kbd", "code"}

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes that are read out."""
        self.silent += tag in self.SILENT
        self.texts += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        """Hear again what follows a silent element."""
        self.silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        """Take a text, its spaces as one."""
        if not self.silent and data.strip():
            self.texts.append(" ".join(data.split()))


def test_every_text_is_seen() -> None:
    assert ("Import this text",) in used()
    assert ("%(count)s word", "%(count)s words") in used()
    assert ("%(claims)s claim found", "%(claims)s claims found") in used()
    assert list(texts_of_python("_('a (b) c')\nn.ngettext('one', 'many', 2)", "")) == [("a (b) c",), ("one", "many")]
    assert list(texts_of_template("{% translate 'a (b) c' %} {{ _('d') }}", "x")) == [("a (b) c",), ("d",)]
    with pytest.raises(AssertionError, match="no translator can see"):
        list(texts_of_python("_('a ' + name)", "x.py"))


def test_every_text_is_translated() -> None:
    known = translated()
    # A text that is somewhere a plural may be asked for alone as well: gettext keeps both in one entry.
    alone = {ids[0] for ids in known}
    assert sorted(texts for texts in used() if texts not in known and (len(texts) > 1 or texts[0] not in alone)) == []
    assert [ids for ids, strings in known.items() if len(strings) != 1] == []  # Indonesian has one form for any number


def test_no_translation_is_left_over() -> None:
    assert [ids for ids in translated() if ids not in used()] == []


def test_translations_fill_the_same_places() -> None:
    for ids, strings in translated().items():
        for string in strings:
            assert sorted(PLACEHOLDER.findall(string)) == sorted(PLACEHOLDER.findall(ids[-1])), ids
            assert TAG.findall(string) == TAG.findall(ids[-1]), ids
            assert ids[0][-1] in ".?:" or string[-1] not in ".?:", f"{ids}: a sentence became of what is none"


def test_no_template_has_words_of_its_own() -> None:
    found = {place: words for source, place in files(".html", "templates") if (words := words_outside_tags(source))}
    assert found == {}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Two words</p>", {"Two", "words"}),
        ('<p aria-label="spoken" class="quiet">{% translate "fine" %}</p>', {"spoken"}),
        ("{% blocktranslate %}fine{% endblocktranslate %}<p>not</p>", {"not"}),
        ("{# fine #}<code>fine</code> <script>fine</script> · {{ fine }}", set()),
    ],
)
def test_words_outside_tags_are_seen(source: str, words: set[str]) -> None:
    assert words_outside_tags(source) == words


REFUSALS = [*SENTENCES, "too_short"]
NOTES = ["attachments", "pages_without_text", "other_sheets", "unreadable_characters"]


def sentences(language: str) -> list[str]:
    """Return why a claim is worth checking, why two are linked, and why a file is refused, in a language."""
    with translation.override(language):
        reasons = [str(REASONS[code]) for code in ReasonCode]
        refusals = [refusal_message(code, "5") for code in REFUSALS] + [str(kind) for kind in KINDS.values()]
        return reasons + refusals + [note_message(code, "5") for code in NOTES]


def test_every_code_is_a_sentence_in_both_languages() -> None:
    assert set(REASONS) == set(ReasonCode)
    assert set(MAGIC.values()) <= set(KINDS)
    both = list(zip(sentences("en"), sentences("id"), strict=True))
    assert [pair for pair in both if pair[0] == pair[1] or not all(pair)] == []
