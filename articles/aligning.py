"""What is the same in two texts. Pure, linear time.

From the coarse to the fine, lines, sentences, words, the texts are aligned at each step by what occurs once in both:
what an editor did not touch is found without comparing everything with everything. Only short stretches between are
compared word by word. Source: Bram Cohen's patience diff, described at bramcohen.livejournal.com/73318.html.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

LEVELS = (
    re.compile(r"[^\n]+|\n+"),
    re.compile(r"(?:[^.!?…\n]|[.!?…](?=\S))+[.!?…]*|[.!?…]+|\n+"),
    re.compile(r"\w+(?:[.,]\d+)*|[^\S\n]+|\n|[^\w\s]"),
)
"""Lines, sentences, words, and numbers as one: each cuts a stretch into pieces without a gap."""

WINDOW = 16_000_000
"""The largest product of two stretches' words that is compared word by word; what is larger counts as rewritten."""

Piece = tuple[str, int]
"""A piece of a text and where it begins."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch that is the same in both texts; code points."""

    old: int
    new: int
    length: int


def align(old: str, new: str) -> list[Block]:
    """Return what is the same in two texts, in order, each stretch as long as it can be."""
    return _joined(_between(old, new, (0, len(old)), (0, len(new)), 0))


def _between(old: str, new: str, olds: tuple[int, int], news: tuple[int, int], level: int) -> Iterator[Block]:
    """Yield what is the same in two stretches, by the pieces of a level, and finer between them."""
    if olds[0] == olds[1] or news[0] == news[1]:
        return
    if level == len(LEVELS):
        yield from _word_by_word(_pieces(old, *olds, LEVELS[-1]), _pieces(new, *news, LEVELS[-1]))
        return
    left, right = _pieces(old, *olds, LEVELS[level]), _pieces(new, *news, LEVELS[level])
    at_old, at_new = olds[0], news[0]
    for one, other in _pairs(left, right):
        piece, until_old, until_new = *left[one], right[other][1]
        yield from _between(old, new, (at_old, until_old), (at_new, until_new), level + 1)
        yield Block(until_old, until_new, len(piece))
        at_old, at_new = until_old + len(piece), until_new + len(piece)
    yield from _between(old, new, (at_old, olds[1]), (at_new, news[1]), level + 1)


def _pieces(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[Piece]:
    return [(found[0], found.start()) for found in pattern.finditer(text, start, end)]


def _pairs(left: Sequence[Piece], right: Sequence[Piece]) -> list[tuple[int, int]]:
    """Return which pieces are the same: those that occur once in both, in one order, and equal neighbours."""
    places = _once(right)
    common = [
        (one, places[piece]) for piece, one in sorted(_once(left).items(), key=lambda item: item[1]) if piece in places
    ]
    pairs: list[tuple[int, int]] = []
    anchors = [(-1, -1), *_longest_rising(common), (len(left), len(right))]
    for (one, other), (next_one, next_other) in pairwise(anchors):
        if one >= 0:
            pairs.append((one, other))
        low, high = (one + 1, other + 1), (next_one, next_other)
        forward = _run(left, right, low, high, 1)
        low = (low[0] + len(forward), low[1] + len(forward))
        pairs += forward + _run(left, right, (high[0] - 1, high[1] - 1), (low[0] - 1, low[1] - 1), -1)[::-1]
    return pairs


def _run(
    left: Sequence[Piece], right: Sequence[Piece], at: tuple[int, int], until: tuple[int, int], step: int
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    one, other = at
    while (until[0] - one) * step > 0 and (until[1] - other) * step > 0 and left[one][0] == right[other][0]:
        found.append((one, other))
        one, other = one + step, other + step
    return found


def _once(pieces: Sequence[Piece]) -> dict[str, int]:
    counts = Counter(piece for piece, _at in pieces)
    return {piece: index for index, (piece, _at) in enumerate(pieces) if counts[piece] == 1 and not piece.isspace()}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs whose second numbers rise; the first numbers rise already."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_one, other) in enumerate(pairs):
        at = bisect_left(tops, other)
        before.append(ends[at - 1] if at else -1)
        tops[at : at + 1], ends[at : at + 1] = [other], [index]
    chain, index = [], ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _word_by_word(left: Sequence[Piece], right: Sequence[Piece]) -> Iterator[Block]:
    """Yield the words that are the same in two short stretches; nothing for long ones, which count as rewritten."""
    if len(left) * len(right) > WINDOW:
        return
    words, others = [piece for piece, _at in left], [piece for piece, _at in right]
    for operation in LCSseq.opcodes(words, others):
        if operation.tag == "equal":
            for one, other in zip(
                left[operation.src_start : operation.src_end],
                right[operation.dest_start : operation.dest_end],
                strict=True,
            ):
                yield Block(one[1], other[1], len(one[0]))


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with those that touch in both texts made one."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and last.old + last.length == block.old and last.new + last.length == block.new:
            joined[-1] = Block(last.old, last.new, last.length + block.length)
        elif block.length:
            joined.append(block)
    return joined
