"""Every rule that the engine can name has its sentence on the page that explains a text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.extraction import extract
from articles.templatetags.explained import RULES, rule_sentence
from tests.extraction import test_rules
from tests.extraction.gold import seed_articles

ENGINE = Path(__file__).resolve().parent.parent.parent / "articles" / "extraction"
NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")


def names_in(source: str) -> set[str]:
    """Return the rules that a file names: what it gives as ``rule``, by name or place, and what it calls ``rule``."""
    tree = ast.parse(source)
    places = dict(rule_places(tree))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            given += [node.args[at] for at in places.get(called, ()) if at < len(node.args)]
        elif isinstance(node, ast.Assign) and any("rule" in ast.unparse(target) for target in node.targets):
            given = [node.value]
        else:
            continue
        found |= {name for value in given for name in strings_of(value)}
    return found


def rule_places(tree: ast.Module) -> Iterator[tuple[str, list[int]]]:
    """Yield each function and class of a file, and :class:`Found`, with the places at which it takes a rule."""
    yield "Found", [2]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
        elif isinstance(node, ast.ClassDef):
            names = [ast.unparse(part.target) for part in node.body if isinstance(part, ast.AnnAssign)]
        else:
            continue
        yield node.name, [at for at, name in enumerate(names) if name == "rule"]


def strings_of(value: ast.expr) -> Iterator[str]:
    """Yield the strings that an expression can be; what it compares with is none of them."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and NAME.fullmatch(value.value):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from strings_of(value.body)
        yield from strings_of(value.orelse)
    elif isinstance(value, ast.Tuple | ast.BoolOp):
        for part in value.elts if isinstance(value, ast.Tuple) else value.values:
            yield from strings_of(part)


def test_every_rule_has_its_sentence() -> None:
    named = {name for path in ENGINE.rglob("*.py") for name in names_in(path.read_text(encoding="utf-8"))}
    texts = [(text, language) for language, text, *_ in test_rules.EXAMPLES]
    texts += [(article["text"], article["language"]) for article in seed_articles()]
    used = {one.rule for text, language in texts for one in extract(text, language).statements}
    assert sorted((named | used) - set(RULES)) == [], "give these a sentence in articles/templatetags/explained.py"
    assert sorted(set(RULES) - named) == [], "no step names these any more"


def test_a_rule_without_a_sentence_is_still_told() -> None:
    assert rule_sentence("something_new")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Found(a, b, 'one')", {"one"}),
        ("f(rule='two' if late else 'three')", {"two", "three"}),
        ("rule = 'four'\nspan, rule = None, 'five'", {"four", "five"}),
        ("def f(a, rule): ...\nf('x', 'six')", {"six"}),
        ("class R:\n    a: int\n    rule: str\nR(1, 'seven')", {"seven"}),
        ("same = rule == 'eight'\nf(kind='nine')", set()),
    ],
)
def test_names_are_seen(source: str, names: set[str]) -> None:
    assert names_in(source) == names
