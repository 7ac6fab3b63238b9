"""What an import contract cannot say: what is inside knows no request, and only the settings read the environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OF_THE_WEB = ("django.http", "django.shortcuts", "django.views", "django.template", "django.urls.resolvers")


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, of modules and of what it takes from them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files_of(*places: str) -> list[Path]:
    """Return the Python files of some modules and packages."""
    found = [file for place in places for file in sorted((ROOT / place).rglob("*.py"))]
    return found + [ROOT / place for place in places if place.endswith(".py")]


INSIDE = files_of(
    "articles/models",
    "articles/flow",
    "articles/access.py",
    "articles/reading",
    "articles/canonical.py",
    "articles/tasks.py",
)


@pytest.mark.parametrize("path", INSIDE, ids=lambda path: str(path.relative_to(ROOT)))
def test_nouns_rules_and_verbs_know_no_request(path: Path) -> None:
    assert not [name for name in imports_of(path) if name.startswith(OF_THE_WEB)]


def test_nothing_in_the_app_reads_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in files_of("articles")
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    ]
    assert readers == []


def test_a_task_is_at_most_ten_lines() -> None:
    tree = ast.parse((ROOT / "articles/tasks.py").read_text(encoding="utf-8"))
    tasks = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any("shared_task" in ast.dump(d) for d in node.decorator_list)
    ]
    assert tasks
    assert all((task.end_lineno or 0) - task.lineno < 10 and len(task.args.args) == 1 for task in tasks)


def test_only_who_runs_the_engine_knows_it() -> None:
    outside = [path for path in files_of("articles") if "extraction" not in path.relative_to(ROOT).parts]
    knowing = {
        path.relative_to(ROOT / "articles").as_posix()
        for path in outside
        if any(name.startswith("articles.extraction") for name in imports_of(path))
    }
    # To store what it finds, to show how it finds, to score it.
    assert knowing == {"flow/extracting.py", "flow/explaining.py", "management/commands/score_extraction.py"}
