"""Score the engine on annotated articles from a command line: the figures, the worst misses, an earlier run beside."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from articles.extraction.measuring import Measured, Miss, measure
from articles.extraction.pipeline import ENGINE, VERSION
from articles.extraction.types import Kind

_FIGURES = ("precision", "recall", "f1")
_RULE_EXAMPLES = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take annotated files and what to do with them."""
    parser.add_argument("gold", nargs="+", type=Path, metavar="GOLD.jsonl", help="annotated articles, an object a line")
    parser.add_argument("--language", help="ISO 639-1 code of all articles; default: the file's own, else detected")
    parser.add_argument(
        "--without-kinds", default="", help=f"statements to leave out, of {', '.join(Kind)}; commas between them"
    )
    parser.add_argument(
        "--parts",
        choices=("joined", "apart"),
        help="whether quotations that share a cue are annotated as one statement; default: as each file has it",
    )
    parser.add_argument("--show", type=int, default=0, metavar="N", help="show the N worst misses of each language")
    parser.add_argument("--save", type=Path, metavar="FILE.json", help="keep this run, to compare a later one with it")
    parser.add_argument(
        "--compare", type=Path, metavar="FILE.json", help="show the difference from a run that was kept"
    )


def score_report(options: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the report on what :func:`add_arguments` took; keep the run if that was asked for.

    Raises ``ValueError`` for a file that cannot be understood and ``OSError`` for one that cannot be read or written.
    """
    earlier = _earlier(options["compare"]) if options["compare"] else {}
    kinds = frozenset(kind for kind in options["without_kinds"].split(",") if kind)
    if unknown := kinds - set(Kind):
        raise ValueError(f"there is no such kind: {', '.join(sorted(unknown))}")
    joined = None if options["parts"] is None else options["parts"] == "joined"
    measured = measure(options["gold"], language=options["language"], without_kinds=kinds, joined=joined)
    yield f"{ENGINE} {VERSION}"
    for language, one in measured.items():
        yield ""
        yield from language_lines(language, one, earlier.get(language, {}), options["show"])
    if options["save"]:
        options["save"].write_text(json.dumps(as_run(measured)) + "\n", encoding="utf-8")


def as_run(measured: Mapping[str, Measured]) -> dict[str, Any]:
    """Return a run as it is kept: the figures, and which annotated statements were found and missed."""
    languages = {
        language: {"figures": one.figures(), "found": one.found, "missed": one.missed}
        for language, one in measured.items()
    }
    return {"engine": ENGINE, "version": VERSION, "languages": languages}


def _earlier(path: Path) -> dict[str, Any]:
    try:
        languages: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["languages"]
        return {
            language: {name: run[name] for name in ("figures", "found", "missed")}
            for language, run in languages.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: not a run that --save kept ({error!r})") from error


def language_lines(language: str, one: Measured, earlier: Mapping[str, Any], show: int) -> Iterator[str]:
    """Yield the report on one language; with an ``earlier`` run, each figure with its difference."""
    counts, figures, before = one.score.counts, one.figures(), earlier.get("figures", {})
    yield f"{language}: {one.documents} documents, {counts['wanted']} statements annotated, {counts['found']} found"
    yield f"{'':16s}" + "".join(f"{name:>16s}" for name in ("precision", "recall", "F1"))
    named = [name.removesuffix(" precision") for name in figures if name.endswith(" precision")]
    for name in named:
        keys = [f"{name} {figure}" for figure in _FIGURES]
        yield f"{name:16s}" + "".join(f"{_figure(figures[key], before.get(key)):>16s}" for key in keys)
    yield "of the statements paired, right:"
    of_rates = {f"{name} {figure}" for name in named for figure in _FIGURES}
    for name in figures:
        if name not in of_rates:
            of = f" of {one.score.judged[name]}" if name in one.score.judged else ""
            yield f"  {name:16s}{_figure(figures[name], before.get(name)):>14s}{of}"
    yield from _rule_lines(one)
    yield from _change_lines(one, earlier)
    yield from _miss_lines(one.misses, show)


def _figure(value: float, before: float | None) -> str:
    return f"{value:.1f}" if before is None else f"{value:.1f} ({value - before:+.1f})"


def _rule_lines(one: Measured) -> Iterator[str]:
    """Yield the rules with the most false alarms."""
    alarms = one.score.rules - one.score.rules_right
    if alarms:
        yield "rules with false alarms (of all that they found):"
    for rule, count in sorted(alarms.items(), key=lambda item: (-item[1], item[0]))[:_RULE_EXAMPLES]:
        yield f"  {rule:26s}{count:5d} of {one.score.rules[rule]}"


def _change_lines(one: Measured, earlier: Mapping[str, Any]) -> Iterator[str]:
    """Yield which annotated statements the earlier run found and this one does not, and the other way round."""
    if not earlier:
        return
    for title, now, then in (
        ("newly missed", one.missed, earlier["found"]),
        ("newly found", one.found, earlier["missed"]),
    ):
        changed = [
            f"{document} {start}-{end}"
            for document, places in now.items()
            for start, end in places
            if [start, end] in then.get(document, [])
        ]
        yield f"{title}: {len(changed)}"
        yield from (f"  {place}" for place in changed)


def _miss_lines(misses: list[Miss], show: int) -> Iterator[str]:
    worst = sorted(misses, key=lambda miss: (-miss.size, miss.document, miss.start))[: max(0, show)]
    if worst:
        yield f"the {len(worst)} worst of {len(misses)} misses and false alarms:"
    for miss in worst:
        what = f"alarm by {miss.rule}" if miss.rule else "missed"
        yield f"  {what}, {miss.document} {miss.start}-{miss.end}: …{miss.before}[{miss.words}]{miss.after}…"
