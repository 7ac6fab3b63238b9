"""The article's text with its claims marked in place: cut at every edge, each piece given to its innermost claim."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.comparing import Piece as Compared
from articles.models import Article, Claim
from articles.templatetags.claims import glyph, shown_state, state_word

register = template.Library()

PARAGRAPHS_AT_MOST = 20_000
"""What is left after these is set as one paragraph: a browser is slow with millions of elements, not with long ones."""

LINES_AS_PARAGRAPHS_AT_MOST = 2_000

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE_END = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text that nothing begins or ends in; code points, end exclusive.

    ``claim`` is the innermost claim over it, ``ending`` the claims whose last piece it is, ``is_chosen`` whether the
    claim at hand lies over it, ``role`` is ``cue`` or ``speaker`` where it belongs to that of the claim at hand.
    """

    start: int
    end: int
    claim: Claim | None
    is_chosen: bool
    role: str
    ending: tuple[Claim, ...]


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the places of the paragraphs: parted by blank lines, or by line ends where no line is blank.

    What is between two places is white space; nothing else is left out.
    """
    breaks = list(_BLANK_LINES.finditer(text))
    if not breaks and text.count("\n") <= LINES_AS_PARAGRAPHS_AT_MOST:
        breaks = list(_LINE_END.finditer(text))
    breaks = breaks[: PARAGRAPHS_AT_MOST - 1]
    starts = [0, *(gap.end() for gap in breaks)]
    ends = [*(gap.start() for gap in breaks), len(text)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def segments(start: int, end: int, claims: Sequence[Claim], chosen: Claim | None) -> Iterator[Segment]:
    """Cut one stretch of the text at every edge of the claims, and of the cue and speaker of the one at hand.

    ``claims`` are in the order of their starts. One pass: the time grows with the claims that lie over one another.
    """
    roles = _roles(chosen)
    spans = [(claim.start, claim.end) for claim in claims] + [(left, right) for _role, left, right in roles]
    edges = sorted({start, end} | {edge for span in spans for edge in span if start < edge < end})
    coming, over = deque(claims), list[Claim]()
    for left, right in pairwise(edges):
        while coming and coming[0].start < right:
            over.append(coming.popleft())
        over = [claim for claim in over if claim.end > left]
        yield Segment(
            start=left,
            end=right,
            claim=min(over, key=lambda claim: (claim.end - claim.start, -claim.start), default=None),
            is_chosen=chosen is not None and chosen.start < right and chosen.end > left,
            role=next((role for role, begin, finish in roles if begin < right and finish > left), ""),
            ending=tuple(claim for claim in over if claim.end == right),
        )


def _roles(chosen: Claim | None) -> list[tuple[str, int, int]]:
    if chosen is None:
        return []
    places = [("cue", chosen.cue_start, chosen.cue_end), ("speaker", chosen.source_start, chosen.source_end)]
    return [(role, start, end) for role, start, end in places if start is not None and end is not None and start < end]


@register.simple_tag
def article_text(article: Article, text: str, claims: Sequence[Claim], chosen: Claim | None) -> SafeString:
    """Return the text as paragraphs of HTML, every claim marked and numbered in reading order.

    ``claims`` are those that stand, in reading order. The text itself is always escaped; ``data-start`` of a
    paragraph is its place in the text, in code points, from which the browser tells where a selection lies.
    """
    numbers = {claim.pk: number for number, claim in enumerate(claims, start=1)}
    of_text = [claim for claim in claims if claim.article_text_id == article.current_text_id]
    here = chosen if chosen and chosen.article_text_id == article.current_text_id else None
    page = article.get_absolute_url()
    parts = []
    for start, end, near in _with_near(paragraphs(text), of_text):
        pieces = (_piece(segment, text, numbers, here, page) for segment in segments(start, end, near, here))
        parts.append(format_html('<p data-start="{}">{}</p>\n', start, mark_safe("".join(pieces))))
    return mark_safe("".join(parts))


@register.simple_tag
def pieces(compared: Iterable[Compared], side: str) -> SafeString:
    """Return one side of a comparison; what the other lacks is struck out on the ``old`` side, underlined on the new.

    For who does not see that it is said in words.
    """
    tag, label = ("del", _("taken out:")) if side == "old" else ("ins", _("put in:"))
    aside = '<span class="visually-hidden" data-aside>'
    changed = mark_safe(f"<{tag}>{aside}[")
    return format_html_join(
        "",
        "{}{}{}{}{}",
        (
            (changed, label, mark_safe(" </span>"), piece.words, mark_safe(f"{aside}]</span></{tag}>"))
            if piece.is_changed
            else ("", "", "", piece.words, "")
            for piece in compared
        ),
    )


def _with_near(places: Iterable[tuple[int, int]], claims: Sequence[Claim]) -> Iterator[tuple[int, int, list[Claim]]]:
    """Give each paragraph the claims that touch it, in one pass over both."""
    open_claims: list[Claim] = []
    coming = iter(sorted(claims, key=lambda claim: claim.start))
    following = next(coming, None)
    for start, end in places:
        while following is not None and following.start < end:
            open_claims.append(following)
            following = next(coming, None)
        open_claims = [claim for claim in open_claims if claim.end > start]
        yield start, end, open_claims


def _piece(segment: Segment, text: str, numbers: dict[int, int], chosen: Claim | None, page: str) -> SafeString:
    words = escape(text[segment.start : segment.end])
    if segment.role:
        label = _("cue") if segment.role == "cue" else _("speaker")
        words = format_html(
            '<span class="text-{}"><span class="visually-hidden" data-aside>[{}] </span>{}</span>',
            segment.role,
            label,
            words,
        )
    if segment.claim is None:
        return words
    marked = format_html(
        '<mark class="mark" data-mode="{}" data-state="{}"{}><a href="{}" hx-get="{}" tabindex="-1">{}</a></mark>',
        segment.claim.mode,
        shown_state(segment.claim),
        mark_safe(" data-chosen" + (' id="chosen-mark"' if _begins(segment, chosen) else ""))
        if segment.is_chosen
        else "",
        f"{page}?claim={segment.claim.public_id}#claim",
        f"{page}?claim={segment.claim.public_id}",
        words,
    )
    signs = format_html_join("", "{}", ((_sign(claim, numbers[claim.pk], chosen, page),) for claim in segment.ending))
    return marked + signs


def _begins(segment: Segment, chosen: Claim | None) -> bool:
    return chosen is not None and segment.start == chosen.start


def _sign(claim: Claim, number: int, chosen: Claim | None, page: str) -> SafeString:
    """Return the claim's footnote-like sign: its number and glyph, in words for who does not see them."""
    is_chosen = chosen is not None and claim.pk == chosen.pk
    state = shown_state(claim)
    return format_html(
        '<sup class="sign" data-state="{}" data-aside><a href="{}" hx-get="{}"{}>'
        '<span class="visually-hidden">{} </span><span aria-hidden="true">{}{}</span></a></sup>',
        state,
        f"{page}?claim={claim.public_id}#claim",
        f"{page}?claim={claim.public_id}",
        mark_safe(' aria-current="true"') if is_chosen else "",
        _("Claim %(number)s, %(mode)s: %(state)s.")
        % {"number": number, "mode": claim.get_mode_display(), "state": state_word(claim)},
        number,
        "" if state == "open" else glyph(claim),
    )
