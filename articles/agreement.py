"""How far two people agree, by the answers that they gave to the same claims without seeing each other's.

Everything here is counted from pairs: how often one of the two answered this and the other that. With two answers a
claim, and no more, that is all that the coefficient needs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Pairs = Mapping[tuple[str, str], int]
"""How many claims were answered so by one and so by the other; the order of the two says nothing."""

RELIABLE = 0.8
TENTATIVE = 0.667
"""What alpha must reach to rest conclusions on answers, and to draw tentative ones.

Source: K. Krippendorff, Content Analysis, 2nd edition 2004, page 241.
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far answers agree: the number of ``claims``, how many were answered ``equal``, and ``alpha``.

    ``alpha`` is 1 where all are equal, 0 where they are as equal as by chance, less where they are less; None where it
    cannot be told, because nothing was answered or everything was answered the same.
    """

    claims: int
    equal: int
    alpha: float | None

    @property
    def share(self) -> float | None:
        """The share of claims, 0..1, that were answered equal; None where there is none."""
        return self.equal / self.claims if self.claims else None

    @property
    def differing(self) -> int:
        """The number of claims that were answered differently."""
        return self.claims - self.equal

    @property
    def is_reliable(self) -> bool:
        """Whether conclusions can rest on such answers."""
        return self.alpha is not None and self.alpha >= RELIABLE

    @property
    def is_tentative(self) -> bool:
        """Whether only tentative conclusions can rest on such answers."""
        return self.alpha is not None and TENTATIVE <= self.alpha < RELIABLE


def agreement_of(pairs: Pairs) -> Agreement:
    """Return how far the answers of some pairs agree."""
    claims = sum(pairs.values())
    equal = sum(count for (one, other), count in pairs.items() if one == other)
    return Agreement(claims, equal, alpha_of(pairs))


def alpha_of(pairs: Pairs) -> float | None:
    """Return Krippendorff's alpha for nominal answers, two to each claim; None where it is not defined.

    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania 2011, part C.
    """
    values: Counter[str] = Counter()
    for (one, other), count in pairs.items():
        values[one] += count
        values[other] += count
    total = values.total()
    unequal_by_chance = total * total - sum(count * count for count in values.values())
    if not unequal_by_chance:
        return None
    unequal = 2 * sum(count for (one, other), count in pairs.items() if one != other)
    return 1 - (total - 1) * unequal / unequal_by_chance


def pairs_about(pairs: Pairs, value: str) -> Pairs:
    """Return the same pairs asked one question: was it this answer, or another?"""
    asked: Counter[tuple[str, str]] = Counter()
    for (one, other), count in pairs.items():
        asked["yes" if one == value else "no", "yes" if other == value else "no"] += count
    return asked


def either_chose(pairs: Pairs, value: str) -> Agreement:
    """Return how far people agree on one answer: of the claims to which one of the two gave it, how many got two.

    ``alpha`` is that of the question whether it is this answer, over all claims.
    """
    chosen = sum(count for pair, count in pairs.items() if value in pair)
    return Agreement(chosen, pairs.get((value, value), 0), alpha_of(pairs_about(pairs, value)))


def added_up(counts: Iterable[tuple[tuple[str, str], int]]) -> Pairs:
    """Return pairs with how often each occurs in all; a pair without two answers is none."""
    found: Counter[tuple[str, str]] = Counter()
    for pair, count in counts:
        if all(pair):
            found[pair] += count
    return found
