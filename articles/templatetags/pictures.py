"""The picture of who disputes whom in an article, and the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import template

from articles.models import Article, Claim, ClaimLink
from articles.models.claims import Confirmation
from articles.picturing import WIDTH, Line, lay_out
from articles.templatetags.claims import speaker

register = template.Library()

LONGEST_NAME = 25
"""Characters of a name that fit beside the lines; the whole name is in the list below."""


@dataclass(frozen=True, slots=True)
class End:
    """A claim at one end of a link: its number in the article at hand, 0 for a claim of another article."""

    claim: Claim
    number: int


@dataclass(slots=True)
class Tie:
    """What one claimant does to another, with every pair of claims by which they do it."""

    source: str
    target: str
    relation: str
    pairs: list[tuple[End, End, ClaimLink]] = field(default_factory=list)
    line: Line | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether a person has confirmed one of its links."""
        return any(link.confirmation == Confirmation.CONFIRMED for _source, _target, link in self.pairs)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the picture: as it is, as it fits, and the height that it stands at."""

    whole: str
    short: str
    y: float


@register.inclusion_tag("articles/_picture.html")
def link_picture(article: Article, claims: Sequence[Claim], links: Sequence[ClaimLink]) -> dict[str, Any]:
    """Draw those of an article's links that nobody rejected; nothing where there is none.

    ``claims`` are those that stand, in reading order; ``links`` those that the person may see. No verdict is in it.
    """
    ties = ties_of([link for link in links if link.confirmation != Confirmation.REJECTED], article, claims)
    between = [tie for tie in ties if tie.source != tie.target]
    names = names_in_order(between, claims)
    rows = {name: row for row, name in enumerate(names)}
    picture = lay_out(len(names), [(rows[tie.source], rows[tie.target]) for tie in between])
    for tie, line in zip(between, picture.lines, strict=True):
        tie.line = line
    shown = [Name(name, shortened(name), y) for name, y in zip(names, picture.rows, strict=True)]
    # Confirmed lines are drawn last, over the suggested ones.
    drawn = sorted(between, key=lambda tie: tie.is_confirmed)
    size = {"width": WIDTH, "height": picture.height}
    return {"article": article, "ties": ties, "drawn": drawn, "names": shown, "size": size}


def ties_of(links: Sequence[ClaimLink], article: Article, claims: Sequence[Claim]) -> list[Tie]:
    """Gather links by who does what to whom, in reading order."""
    numbers = {claim.pk: number for number, claim in enumerate(claims, start=1)}
    last = len(claims) + 1
    ties: dict[tuple[str, str, str], Tie] = {}
    for link in sorted(links, key=lambda one: (numbers.get(one.from_claim_id, last), one.pk)):
        ends = [End(claim, numbers.get(claim.pk, 0)) for claim in (link.from_claim, link.to_claim)]
        source, target = (speaker(end.claim) for end in ends)
        tie = ties.setdefault((source, target, link.relation), Tie(source, target, link.relation))
        tie.pairs.append((ends[0], ends[1], link))
    return list(ties.values())


def names_in_order(ties: Sequence[Tie], claims: Sequence[Claim]) -> list[str]:
    """Return the names of all ties as the article brings them; those of other articles last."""
    wanted = {name for tie in ties for name in (tie.source, tie.target)}
    here = [name for name in dict.fromkeys(speaker(claim) for claim in claims) if name in wanted]
    return here + sorted(wanted - set(here))


def shortened(name: str) -> str:
    """Return a name that fits beside the lines."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
