"""Hold what the engine found against what people annotated: pairs, precision, recall and F1; plain spans in and out.

Source of the definitions: a content counts as ``exact`` when both edges are equal and as ``half`` when two contents,
one to one, share at least half of the longer, after white space, quotation marks and ``. , ; : ! ?`` are trimmed from
both; so score the annotations that ``docs/extraction.md`` gives figures for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, takewhile

from articles.extraction.types import Span

_TRIMMED = " \t\n\r\"'“”‘’«»„.,;:!?"
JUDGED = ("cue", "source", "claimant", "mode", "stance", "kind", "relayed_by")
"""The parts of a statement that are judged where its content is paired, in the order in which they are shown."""

Good = Callable[[Span, Span], bool]
Link = tuple[Span, Span, str]
"""From, to, and the relation's name."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How many were right, found and wanted; the shares are 0..1, and 0 where there is nothing to divide."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what was wanted that was found."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Reported:
    """A statement as it is scored; ``unknown`` names the parts of :data:`JUDGED` that nobody annotated.

    A cue or source of None that is not unknown says that there is none; ``rule`` is empty in an annotation.
    """

    content: Span
    cue: Span | None = None
    source: Span | None = None
    claimant: str | None = None
    mode: str | None = None
    stance: str | None = None
    kind: str | None = None
    relayed_by: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    rule: str = ""


@dataclass
class Score:
    """Counts of one or many documents; they add up, and every figure is worked out from them.

    ``counts`` has ``wanted``, ``found``, ``exact``, ``half``, ``whole``; ``judged`` and ``right`` a count a part;
    ``modes`` and ``modes_found`` a count a mode; ``rules`` and ``rules_right`` a count a rule; ``stances`` and
    ``kinds`` pairs of what was annotated and what was found.
    """

    counts: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    modes_found: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    rules_right: Counter[str] = field(default_factory=Counter)
    stances: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: Score) -> None:
        """Add the counts of another score to this one."""
        for name in self.__dataclass_fields__:
            getattr(self, name).update(getattr(other, name))

    def rates(self, name: str) -> Rates:
        """Return the rates of ``exact``, ``half`` or ``whole``: content half, cue and source right."""
        return Rates(self.counts[name], self.counts["found"], self.counts["wanted"])


def shared(one: Span, other: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def is_half(one: Span, other: Span) -> bool:
    """Say whether two spans share at least half of the longer one."""
    longest = max(one.end - one.start, other.end - other.start)
    return longest > 0 and 2 * shared(one, other) >= longest


def trimmed(text: str, span: Span) -> Span:
    """Return a span without the white space, quotation marks and stops at its edges; it may become empty."""
    start, end = span.start, span.end
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return Span(start, end)


def pair(wanted: Sequence[Span], found: Sequence[Span], good: Good = is_half) -> list[tuple[int, int]]:
    """Return one-to-one pairs of numbers, the longest shared stretch first; ``good`` says which may pair."""
    options = [(-shared(wanted[i], found[j]), i, j) for i, j in _touching(wanted, found) if good(wanted[i], found[j])]
    used_wanted, used_found = set[int](), set[int]()
    pairs = []
    for _, i, j in sorted(options):
        if i not in used_wanted and j not in used_found:
            used_wanted.add(i)
            used_found.add(j)
            pairs.append((i, j))
    return pairs


def _touching(wanted: Sequence[Span], found: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of spans that share a character, without looking at all of them for each."""
    order = sorted(range(len(found)), key=lambda j: found[j])
    starts = [found[j].start for j in order]
    farthest = list(accumulate((found[j].end for j in order), max))
    for i, one in enumerate(wanted):
        for at in range(bisect_left(farthest, one.start + 1), bisect_left(starts, one.end)):
            if found[order[at]].end > one.start:
                yield i, order[at]


def score_statements(
    text: str, wanted: Sequence[Reported], found: Sequence[Reported]
) -> tuple[Score, list[tuple[int, int]]]:
    """Return the score of one document's statements, and which were paired by ``half``: annotated, found."""
    score = Score()
    gold = [trimmed(text, one.content) for one in wanted]
    ours = [trimmed(text, one.content) for one in found]
    exact = Counter(gold) & Counter(ours)
    pairs = pair(gold, ours)
    score.counts.update(wanted=len(gold), found=len(ours), exact=exact.total(), half=len(pairs))
    score.modes.update(one.mode for one in wanted if one.mode)
    score.rules.update(one.rule for one in found if one.rule)
    for i, j in pairs:
        _judge(score, wanted[i], found[j])
    return score, pairs


def _judge(score: Score, want: Reported, got: Reported) -> None:
    """Count which parts of a paired statement are right."""
    verdicts = {part: right for part in JUDGED if (right := is_right(part, want, got)) is not None}
    score.judged.update(verdicts.keys())
    score.right.update(part for part, right in verdicts.items() if right)
    score.counts["whole"] += verdicts.get("cue", True) and verdicts.get("source", True)
    if want.mode:
        score.modes_found[want.mode] += 1
    if got.rule:
        score.rules_right[got.rule] += 1
    if want.stance and got.stance:
        score.stances[want.stance, got.stance] += 1
    if want.kind and got.kind:
        score.kinds[want.kind, got.kind] += 1


def is_right(part: str, want: Reported, got: Reported) -> bool | None:
    """Say whether a part of a paired statement is right; None where nobody annotated it.

    A cue or source is right when it overlaps, or both have none; a name, mode, stance or kind when it is equal, case
    and white space aside; who relayed it when the names are the same.
    """
    if part in want.unknown:
        return None
    gold, ours = getattr(want, part), getattr(got, part)
    if part in ("cue", "source"):
        return bool(shared(gold, ours)) if gold and ours else gold is None and ours is None
    if part == "relayed_by":
        return {_plain(name) for name in gold} == {_plain(name) for name in ours}
    return _plain(gold) == _plain(ours or "") if gold else None


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


def macro_f1(pairs: Mapping[tuple[str, str], int]) -> float | None:
    """Return the mean F1, 0..1, over the classes annotated, of counts by (annotated, found); None without any."""
    classes = {want for (want, _), count in pairs.items() if count}
    if not classes:
        return None
    return sum(_class_rates(pairs, one).f1 for one in classes) / len(classes)


def _class_rates(pairs: Mapping[tuple[str, str], int], one: str) -> Rates:
    return Rates(
        pairs.get((one, one), 0),
        sum(count for (_, got), count in pairs.items() if got == one),
        sum(count for (want, _), count in pairs.items() if want == one),
    )


def sentences_of(sentences: Sequence[Span], spans: Iterable[Span]) -> set[int]:
    """Return for each span the number of the sentence that it shares most with; a span that touches none has none."""
    ends = [one.end for one in sentences]
    found = (_sentence_of(sentences, bisect_left(ends, span.start + 1), span) for span in spans)
    return {number for number in found if number is not None}


def _sentence_of(sentences: Sequence[Span], first: int, span: Span) -> int | None:
    touched = takewhile(lambda number: sentences[number].start < span.end, range(first, len(sentences)))
    return max(touched, key=lambda number: shared(sentences[number], span), default=None)


def score_sentences(wanted: Collection[int], found: Collection[int]) -> Rates:
    """Return the rates of a yes or no a sentence, by the numbers of those with yes."""
    return Rates(len(set(wanted) & set(found)), len(set(found)), len(set(wanted)))


def is_end(gold: Span, ours: Span) -> bool:
    """Say whether a claim is what an annotated end of a link means: it lies in it, or shares half of the longer."""
    return (gold.start <= ours.start and ours.end <= gold.end) or is_half(gold, ours)


def score_links(wanted: Sequence[Link], found: Sequence[Link]) -> Rates:
    """Return the rates of links: right with the same relation and both ends right, each annotated link once.

    Claims are finer than annotated statements: what a second link between claims of the same two statements says was
    said already, and it counts neither as found nor as right.
    """
    used, alarms = set[int](), 0
    for start, end, relation in found:
        same = [
            number
            for number, (from_span, to_span, wanted_relation) in enumerate(wanted)
            if relation == wanted_relation and is_end(from_span, start) and is_end(to_span, end)
        ]
        fresh = [number for number in same if number not in used]
        used.update(fresh[:1])
        alarms += not same
    return Rates(len(used), len(used) + alarms, len(wanted))
