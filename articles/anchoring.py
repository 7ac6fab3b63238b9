"""Where the words of an old text stand in a new one. Pure: two strings in, places out; never raises, linear time."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz

from articles.aligning import Block, align
from articles.folding import fold

CONTEXT = 120
"""How many characters on either side tell equal quotations apart."""

CANDIDATES = 40
"""How many places are looked at for one quotation that has left its own."""

ALIKE = 60.0
"""From which likeness on, 0..100, changed words are proposed as the claim's new ones. Source: tests/test_anchoring.py:
the rewordings there score 75 to 81, other sentences about the same thing 40 to 57."""

LONGEST_COMPARED = 2_000
"""Characters of a quotation that are compared when its words have changed."""

ENOUGH_WORDS = 5
"""A quotation of so many words that stands in one other place has moved there; a shorter one may be a coincidence."""


class Fate(StrEnum):
    """What became of a quotation."""

    STANDS = "stands"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Place:
    """What became of a quotation and where it stands, or would stand: both None when it is gone."""

    fate: Fate
    start: int | None = None
    end: int | None = None


class Alignment:
    """An old and a new text, and what is the same in both."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.blocks = align(old, new)
        self._starts = [block.old for block in self.blocks]

    def exact(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a stretch of the old text stands, where nothing in it was touched; else None."""
        block = self._block_at(start)
        if block is None or start >= end or end > block.old + block.length:
            return None
        return start - block.old + block.new, end - block.old + block.new

    def place(self, start: int, end: int) -> Place:
        """Return what became of a quotation of the old text.

        It stands where it is the same with the same words on either side; it has changed where words were put in, taken
        out or replaced in it or right beside it, and the place is that of the words that stand there now.
        """
        if not 0 <= start < end <= len(self.old):
            return Place(Fate.GONE)
        if here := self.exact(start, end):
            return Place(Fate.STANDS if self._neighbours_stand(start, end, here) else Fate.CHANGED, *here)
        if moved := self._moved(start, end):
            return Place(Fate.STANDS, *moved)
        proposed = self._proposed(start, end)
        if proposed is None:
            return Place(Fate.GONE)
        same = fold(self.old[start:end]) == fold(self.new[proposed[0] : proposed[1]])
        stands = same and self._neighbours_stand(start, end, proposed)
        return Place(Fate.STANDS if stands else Fate.CHANGED, *proposed)

    @cached_property
    def gaps(self) -> list[tuple[int, int]]:
        """The stretches of the new text that are not in the old; an empty one where something was taken out."""
        found, old, new = [], 0, 0
        for block in [*self.blocks, Block(len(self.old), len(self.new), 0)]:
            if block.old > old or block.new > new:
                found.append((new, block.new))
            old, new = block.old + block.length, block.new + block.length
        return found

    def touches_a_gap(self, start: int, end: int) -> bool:
        """Say whether something was put in, taken out or replaced within a stretch of the new text."""
        first = bisect_right(self._gap_ends, start)
        return first < len(self.gaps) and self.gaps[first][0] < end

    @cached_property
    def _gap_ends(self) -> list[int]:
        return [end for _start, end in self.gaps]

    # --- One quotation --------------------------------------------------------------------------------------------
    def _block_at(self, position: int) -> Block | None:
        index = bisect_right(self._starts, position) - 1
        if index < 0 or position >= self.blocks[index].old + self.blocks[index].length:
            return None
        return self.blocks[index]

    def _neighbours_stand(self, start: int, end: int, here: tuple[int, int]) -> bool:
        return neighbours(self.old, start, end) == neighbours(self.new, *here)

    def _moved(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where an untouched quotation stands among the new words, told from its equals by what is around it."""
        quotation, length = self.old[start:end], end - start
        places = [at for at in self._candidates(start, end) if self.new.startswith(quotation, at)]
        if not places:
            return None
        best = max(places, key=lambda at: (self._likeness(start, end, at, at + length), -at))
        is_sure = len(places) == 1 and len(re.findall(r"\w+", quotation)) >= ENOUGH_WORDS
        here = (best, best + length)
        return here if is_sure or self._neighbours_stand(start, end, here) else None

    def _candidates(self, start: int, end: int) -> list[int]:
        """Return where the new words may begin to be these: where their first three words stand."""
        words = list(re.finditer(r"\w+", self.old[start : min(end, start + LONGEST_COMPARED)]))[:3]
        if not words:
            return []
        places = self._index.get(tuple(word[0] for word in words), [])
        return [at - words[0].start() for at in places[:CANDIDATES] if at >= words[0].start()]

    @cached_property
    def _index(self) -> dict[tuple[str, ...], list[int]]:
        """Where each one, two and three words in a row begin among the words that are new."""
        index: dict[tuple[str, ...], list[int]] = {}
        for left, right in self.gaps:
            words = [(word[0], word.start()) for word in re.finditer(r"\w+", self.new[left:right])]
            for position, (_word, at) in enumerate(words):
                for count in (1, 2, 3):
                    key = tuple(word for word, _at in words[position : position + count])
                    if len(key) == count and len(places := index.setdefault(key, [])) < CANDIDATES:
                        places.append(left + at)
        return index

    def _likeness(self, start: int, end: int, new_start: int, new_end: int) -> float:
        before = fuzz.ratio(
            self.old[max(0, start - CONTEXT) : start], self.new[max(0, new_start - CONTEXT) : new_start]
        )
        after = fuzz.ratio(self.old[end : end + CONTEXT], self.new[new_end : new_end + CONTEXT])
        return before + after

    # --- Changed words --------------------------------------------------------------------------------------------
    def _proposed(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the words that are most like a quotation whose own words changed, or None where none are."""
        quotation = self.old[start:end][:LONGEST_COMPARED]
        places = [self._image(start, end), *self._sentences_like(start, end)]
        trimmed = {place for place in (self._trimmed(*place) for place in places) if place}
        scored = [
            (fuzz.ratio(quotation, self.new[left:right][:LONGEST_COMPARED]), left, right) for left, right in trimmed
        ]
        best = max(scored, key=lambda one: (one[0], -one[1]), default=(0.0, 0, 0))
        return best[1:] if best[0] >= ALIKE else None

    def _image(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the new text that stands where the quotation stood."""
        first = bisect_right(self._starts, start) - 1
        block = self.blocks[first] if first >= 0 else Block(0, 0, 0)
        left = min(start - block.old, block.length) + block.new
        following = bisect_left(self._starts, end)
        before = self.blocks[following - 1] if following else Block(0, 0, 0)
        if end <= before.old + before.length:
            return left, end - before.old + before.new
        return left, self.blocks[following].new if following < len(self.blocks) else len(self.new)

    def _sentences_like(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the new sentences that share the most words in a row with a quotation."""
        words = [word[0] for word in re.finditer(r"\w+", self.old[start:end][:LONGEST_COMPARED])]
        size = min(2, len(words))
        keys = {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if size else set()
        votes = Counter(self._sentence_at(place) for key in keys for place in self._index.get(key, [])[:CANDIDATES])
        for sentence, _votes in votes.most_common(3):
            yield sentence

    def _sentence_at(self, position: int) -> tuple[int, int]:
        reach = LONGEST_COMPARED
        ends = [found.end() for found in re.finditer(r"[.!?…]+\s|\n", self.new[max(0, position - reach) : position])]
        left = max(0, position - reach) + (ends[-1] if ends else 0)
        end = re.search(r"[.!?…]+(?:\s|\Z)|\n|\Z", self.new[position : position + reach])
        return left, position + (end.start() if end else reach)

    def _trimmed(self, start: int, end: int) -> tuple[int, int] | None:
        words = self.new[start:end]
        left = start + len(words) - len(words.lstrip())
        right = end - (len(words) - len(words.rstrip()))
        return (left, right) if left < right else None


def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the words right before and right behind a stretch in the same sentence; "" where it begins or ends one."""
    before = re.search(r"(\w+)(?:[.,]|[^\w.!?…\n]*)\Z", text[max(0, start - CONTEXT) : start])
    after = re.match(r"(?:[^\w.!?…\n]|[.,](?=\w))*(\w+)", text[end : end + CONTEXT])
    return before[1] if before else "", after[1] if after else ""
