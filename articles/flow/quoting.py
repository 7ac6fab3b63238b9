"""Where the words that a person gives stand in a text, and whether they are a claim already."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.flow.errors import NotAcceptable
from articles.models import Claim

MAX_QUOTATION_WORDS = 2_000


def find_quotation(text: str, quotation: str, *, near: int | None) -> tuple[int, int]:
    """Return where words stand in a text, white space aside, nearest to an offset.

    Raises :class:`NotAcceptable` when they do not stand there.
    """
    words = quotation.split()
    if not words:
        raise NotAcceptable(_("Give the words of the claim as they stand in the article."))
    if len(words) > MAX_QUOTATION_WORDS:
        raise NotAcceptable(_("A claim has at most 2,000 words. Choose one checkable sentence."))
    places = list(places_of(" ".join(words), text))
    if not places:
        raise NotAcceptable(_("These words do not stand in the article like this. Copy them from the text exactly."))
    return min(places, key=lambda place: abs(place[0] - (near or 0)))


def places_of(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where words, single-spaced, stand in a text, white space aside; takes linear time, unlike a pattern."""
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    starts, at = [], 0
    for begin, end in spans:
        starts.append(at)
        at += end - begin + 1
    spaced = " ".join(text[begin:end] for begin, end in spans)
    found = spaced.find(wanted)
    while found >= 0:
        first, last = bisect_right(starts, found) - 1, bisect_right(starts, found + len(wanted) - 1) - 1
        yield spans[first][0] + found - starts[first], spans[last][0] + found + len(wanted) - starts[last]
        found = spaced.find(wanted, found + 1)


def refuse_twin(claim: Claim) -> None:
    """Raise :class:`NotAcceptable` when the same place is a standing claim of the same claimant already."""
    same = Claim.objects.standing().filter(article_text=claim.article_text, start=claim.start, end=claim.end)
    if same.filter(claimant=claim.claimant, stance=claim.stance).exclude(pk=claim.pk).exists():
        raise NotAcceptable(_("This is a claim already."))
