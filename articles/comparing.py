"""Two texts beside each other, paragraph by paragraph, with the words marked that only one of them has. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.aligning import Block, align

SHOWN_AROUND = 1
"""How many unchanged paragraphs are shown on either side of a change."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one side; ``is_changed`` says that the other side does not have them here."""

    words: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph of both sides, or ``left_out`` paragraphs that are the same and not shown."""

    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    is_same: bool = False
    left_out: int = 0


def compare_words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the pieces of two short texts, which together are these texts."""
    blocks = align(old, new)
    olds = [(block.old, block.old + block.length) for block in blocks]
    news = [(block.new, block.new + block.length) for block in blocks]
    return pieces(old, (0, len(old)), olds), pieces(new, (0, len(new)), news)


def compare_texts(old: str, new: str) -> list[Row]:
    """Return two texts in rows, long stretches of equal paragraphs left out; takes time linear in the texts."""
    blocks = align(old, new)
    rows, position = [], 0
    for olds, news in stretches(old, new, blocks):
        while position < len(blocks) and blocks[position].old + blocks[position].length <= olds[0]:
            position += 1
        here, at = list[Block](), position
        while at < len(blocks) and (blocks[at].old < olds[1] or blocks[at].new < news[1]):
            here.append(blocks[at])
            at += 1
        left = pieces(old, olds, [(block.old, block.old + block.length) for block in here])
        right = pieces(new, news, [(block.new, block.new + block.length) for block in here])
        same = not any(piece.is_changed for piece in (*left, *right))
        if "".join(piece.words for piece in (*left, *right)).strip() or not same:
            rows.append(Row(left, right, is_same=same))
    return shortened(rows)


def stretches(old: str, new: str, blocks: Sequence[Block]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the paragraphs of both texts side by side: cut where a line end is the same in both."""
    cuts = [(0, 0)]
    for block in blocks:
        at = old.find("\n", block.old, block.old + block.length)
        while at >= 0:
            cuts.append((at + 1, at + 1 - block.old + block.new))
            at = old.find("\n", at + 1, block.old + block.length)
    cuts.append((len(old), len(new)))
    return [
        ((one, next_one), (other, next_other))
        for (one, other), (next_one, next_other) in pairwise(cuts)
        if next_one > one or next_other > other
    ]


def pieces(text: str, bounds: tuple[int, int], same: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a stretch of one side at the edges of what is the same on the other."""
    found, at = list[Piece](), bounds[0]
    for start, end in same:
        start, end = max(start, bounds[0]), min(end, bounds[1])
        if start >= end:
            continue
        if start > at:
            found.append(Piece(text[at:start], is_changed=True))
        found.append(Piece(text[start:end], is_changed=False))
        at = end
    if at < bounds[1]:
        found.append(Piece(text[at : bounds[1]], is_changed=True))
    return tuple(found)


def shortened(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with what is far from every change left out and counted."""
    near = {
        other
        for index, row in enumerate(rows)
        if not row.is_same
        for other in range(index - SHOWN_AROUND, index + SHOWN_AROUND + 1)
    }
    kept = list[Row]()
    for index, row in enumerate(rows):
        if index in near:
            kept.append(row)
        elif kept and kept[-1].left_out:
            kept[-1] = Row(is_same=True, left_out=kept[-1].left_out + 1)
        else:
            kept.append(Row(is_same=True, left_out=1))
    return kept
