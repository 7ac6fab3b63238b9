"""How much of two texts is word for word the same: shingles, MinHash signatures and bands. Pure, deterministic, linear.

A shingle is five words in a row. Texts that share many of them share, with a chance that can be worked out, one of
the BANDS of their signatures, so that near duplicates are found by looking equal numbers up instead of comparing with
everything. Source: A. Broder, On the resemblance and containment of documents, 1997; banding as in Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, chapter 3.
"""

import hashlib
import re

import numpy as np
from numpy.typing import NDArray

from articles.folding import fold

Hashes = NDArray[np.uint64]

WORDS_IN_A_SHINGLE = 5

FEWEST_SHINGLES = 25
"""A shorter text has too few shingles for their number to mean anything."""

BANDS, ROWS = 32, 3
"""A pair that shares the part j of all its shingles meets in a band with the chance 1 - (1 - j³)³²: 0.88 at j = 0.4,
0.986 at 0.5, and 0.0003 at 0.02, which is more than unrelated articles share."""

AT_ONCE = 8_192
"""Shingles that are hashed at once, so that the memory does not grow with the text."""

_SPREAD = np.random.Generator(np.random.PCG64(1605)).integers(0, 2**64, size=(2, BANDS * ROWS), dtype=np.uint64)
_MULTIPLY, _ADD = _SPREAD[0] | np.uint64(1), _SPREAD[1]


def shingles_of(text: str) -> Hashes:
    """Return the hashes of a text's shingles, sorted and each once; case, marks and white space aside."""
    words = re.findall(r"\w+", fold(text).casefold())
    if len(words) < WORDS_IN_A_SHINGLE:
        return np.empty(0, dtype=np.uint64)
    known = {word: int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest()) for word in set(words)}
    codes = np.array([known[word] for word in words], dtype=np.uint64)
    count = len(codes) - WORDS_IN_A_SHINGLE + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(WORDS_IN_A_SHINGLE):
        hashes = _mixed(hashes ^ codes[place : place + count])
    return np.unique(hashes)


def bands_of(shingles: Hashes) -> list[int]:
    """Return the BANDS numbers, signed and of 64 bits, one of which near duplicates share; none for a short text."""
    if len(shingles) < FEWEST_SHINGLES:
        return []
    lowest = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(shingles), AT_ONCE):
        spread = _mixed(shingles[start : start + AT_ONCE, None] * _MULTIPLY + _ADD)
        lowest = np.minimum(lowest, spread.min(axis=0))
    bands = np.arange(1, BANDS + 1, dtype=np.uint64)
    for row in lowest.reshape(BANDS, ROWS).T:
        bands = _mixed(bands ^ row)
    return [int(band) for band in bands.view(np.int64)]


def overlap(one: Hashes, other: Hashes) -> float:
    """Return which part, 0..1, of the shorter text's shingles the longer one has as well."""
    shorter = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / shorter if shorter else 0.0


def _mixed(hashes: Hashes) -> Hashes:
    """Return hashes with every bit depending on every other. Source: SplitMix64, Steele, Lea and Flood, 2014."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
