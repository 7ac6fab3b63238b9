"""How far two people agree who annotated the gold reports without seeing each other's work.

    python -m tests.gold.agreement [--show]

compares `first.LANGUAGE.HALF.jsonl` with `second.LANGUAGE.HALF.jsonl` for every pair that is there; --show lists what
differs. Every figure is F1, a share of equal answers (0..1), or Cohen's kappa (0 as by chance, 1 always equal).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.gold.reports import FOLDER, Annotation, Kind, Link, Span, Statement, read_annotations, read_reports

# White space, quotation marks and closing punctuation say nothing about what was marked.
EDGES = " \t\n\r\"'“”‘’«»„.,;:!?"
APPEALS: tuple[Kind, ...] = ("directive", "question")

Both = tuple[Annotation, Annotation]
Pair = tuple[Statement, Statement]


@dataclass(frozen=True)
class Figure:
    """One line of the table: its value (None: nothing to compare) and of how many, first's and second's."""

    name: str
    value: float | None
    counts: tuple[int, ...]


def compared(folder: Path) -> Iterator[tuple[str, list[Both]]]:
    """Each language and half ("en.dev") with both annotations of its articles."""
    for path in sorted(folder.glob("articles.*.jsonl")):
        part = path.name.removeprefix("articles.").removesuffix(".jsonl")
        annotators = [folder / f"{annotator}.{part}.jsonl" for annotator in ("first", "second")]
        if all(each.exists() for each in annotators):
            reports = read_reports(path)
            first, second = (read_annotations(each, reports) for each in annotators)
            yield part, list(zip(first, second, strict=True))


def figures(both: Sequence[Both]) -> list[Figure]:
    """The whole table for these articles, statements and sentences counted together over all of them."""
    return [
        *_statement_figures(both),
        *_sentence_figures("unattributed", both, lambda annotation: annotation.unattributed),
        *_sentence_figures("check-worthy", both, lambda annotation: annotation.checkworthy),
        *_link_figures(both),
    ]


def paired(first: Annotation, second: Annotation) -> list[Pair]:
    """Statements of both annotators that share at least half of the longer content, one to one, longest share first."""
    text = first.report.text
    options = []
    for i, one in enumerate(first.statements):
        for j, other in enumerate(second.statements):
            a, b = trimmed(one.content, text), trimmed(other.content, text)
            shared = min(a.end, b.end) - max(a.start, b.start)
            if shared > 0 and 2 * shared >= max(a.end - a.start, b.end - b.start):
                options.append((-shared, i, j))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(options):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(first.statements[i], second.statements[j]) for i, j in sorted(pairs.items())]


def common_links(first: Annotation, second: Annotation) -> tuple[set[Link], set[Link]]:
    """Both annotators' links in the first one's refs; an end that the first did not mark keeps a name of its own."""
    refs = {other.ref: one.ref for one, other in paired(first, second)}
    refs |= {f"u{number}": f"u{number}" for number in second.unattributed}

    def renamed(ref: str) -> str:
        return refs.get(ref, f"second's {ref}")

    return set(first.links), {Link(renamed(x.origin), renamed(x.target), x.relation) for x in second.links}


def trimmed(span: Span, text: str) -> Span:
    """The span without the marks and white space at its edges."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip(EDGES))
    return Span(start, max(start, span.end - len(words) + len(words.rstrip(EDGES))))


def kappa(labels: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Agreement beyond chance of two people's labels of the same things; None when both knew only one label.

    Source: Cohen 1960, A coefficient of agreement for nominal scales.
    """
    total = len(labels)
    first, second = Counter(one for one, _ in labels), Counter(other for _, other in labels)
    chance = sum(first[label] * second[label] for label in first) / total**2 if total else 1.0
    if chance == 1:
        return None
    return (sum(one == other for one, other in labels) / total - chance) / (1 - chance)


def _statement_figures(both: Sequence[Both]) -> Iterator[Figure]:
    pairs = [pair for first, second in both for pair in paired(first, second)]
    appeals = [pair for pair in pairs if all(each.kind in APPEALS for each in pair)]
    first, second = (_statements(side) for side in zip(*both, strict=True))
    yield _f1("statements: content (half)", pairs, first, second)
    yield _f1("of these, appeals and questions", appeals, *(_appeals(side) for side in (first, second)))
    for part in ("content", "cue", "source"):
        yield _share(f"{part}, same edges", _same_edges(part, both))
    yield _share("claimant", [_name(one.claimant) == _name(other.claimant) for one, other in pairs])
    yield _share("mode", [one.mode == other.mode for one, other in pairs])
    yield _share("relayed by", [set(one.relayed_by) == set(other.relayed_by) for one, other in pairs])
    yield Figure("stance, kappa", kappa([(one.stance, other.stance) for one, other in pairs]), (len(pairs),))
    yield Figure("kind, kappa", kappa([(one.kind, other.kind) for one, other in pairs]), (len(pairs),))


def _same_edges(part: str, both: Sequence[Both]) -> list[bool]:
    answers = []
    for first, second in both:
        for pair in paired(first, second):
            spans: list[Span | None] = [getattr(each, part) for each in pair]
            one, other = (span and trimmed(span, first.report.text) for span in spans)
            answers.append(one == other)
    return answers


def _sentence_figures(
    name: str, both: Sequence[Both], marked: Callable[[Annotation], frozenset[int]]
) -> Iterator[Figure]:
    labels = [
        (number in marked(first), number in marked(second))
        for first, second in both
        for number in range(len(first.report.sentences))
    ]
    hits = [pair for pair in labels if all(pair)]
    yield _f1(f"sentences: {name}", hits, [one for one, _ in labels if one], [other for _, other in labels if other])
    yield _share(f"{name}, same answer", [one == other for one, other in labels])
    yield Figure(f"{name}, kappa", kappa(labels), (len(labels),))


def _link_figures(both: Sequence[Both]) -> Iterator[Figure]:
    sides = [common_links(first, second) for first, second in both]
    for name, kept in (("type and both ends", lambda link: link), ("both ends", lambda link: link[:2])):
        first = [{kept(link) for link in one} for one, _ in sides]
        second = [{kept(link) for link in other} for _, other in sides]
        hits = [link for one, other in zip(first, second, strict=True) for link in one & other]
        yield _f1(f"links: {name}", hits, [x for one in first for x in one], [x for other in second for x in other])


def _statements(side: Iterable[Annotation]) -> list[Statement]:
    return [statement for annotation in side for statement in annotation.statements]


def _appeals(statements: Iterable[Statement]) -> list[Statement]:
    return [statement for statement in statements if statement.kind in APPEALS]


def _f1(name: str, hits: Sequence[object], first: Sequence[object], second: Sequence[object]) -> Figure:
    total = len(first) + len(second)
    return Figure(name, 2 * len(hits) / total if total else None, (len(first), len(second)))


def _share(name: str, answers: Sequence[bool]) -> Figure:
    return Figure(name, sum(answers) / len(answers) if answers else None, (len(answers),))


def _name(claimant: str | None) -> str:
    words = (claimant or "").casefold().split()
    return " ".join(words[1:] if words[:1] in (["the"], ["a"], ["an"]) else words)


def _differences(first: Annotation, second: Annotation) -> Iterator[str]:
    text, pairs = first.report.text, paired(first, second)
    for side, annotation, place in (("first", first, 0), ("second", second, 1)):
        known = {pair[place].ref for pair in pairs}
        for each in annotation.statements:
            if each.ref not in known:
                yield f"only {side}: {each.ref} {text[each.content.start : each.content.end]!r}"
    for one, other in pairs:
        for part in ("cue", "source", "claimant", "mode", "stance", "kind", "relayed_by"):
            a, b = (_shown(getattr(each, part), text) for each in (one, other))
            if a != b:
                yield f"{part} of {one.ref} {text[one.content.start : one.content.end]!r}: {a} / {b}"
    for name, a, b in (
        ("unattributed", first.unattributed, second.unattributed),
        ("check-worthy", first.checkworthy, second.checkworthy),
        ("links", *common_links(first, second)),
    ):
        if a != b:
            yield f"{name}: only first {sorted(a - b)}, only second {sorted(b - a)}"


def _shown(value: object, text: str) -> str:
    return repr(text[value.start : value.end] if isinstance(value, Span) else value)


def _print_table(title: str, both: Sequence[Both]) -> None:
    print(f"\n{title}: {len(both)} articles")
    for figure in figures(both):
        value = "    –" if figure.value is None else f"{figure.value:5.3f}"
        print(f"  {figure.name:32s} {value}  of {' and '.join(map(str, figure.counts))}")


def main() -> None:
    """Prints the table of each language and half, and of each language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="list what differs, article by article")
    show = parser.parse_args().show
    parts = dict(compared(FOLDER))
    if not parts:
        print("Nothing to compare: no part has both a first and a second annotation.")
    for language in sorted({part.split(".")[0] for part in parts}):
        halves = {part: both for part, both in parts.items() if part.startswith(f"{language}.")}
        whole = [each for both in halves.values() for each in both]
        for title, both in {**halves, language: whole}.items():
            _print_table(title, both)
        for first, second in whole if show else ():
            print("", *(f"{first.report.id}: {line}" for line in _differences(first, second)), sep="\n")


if __name__ == "__main__":
    main()
