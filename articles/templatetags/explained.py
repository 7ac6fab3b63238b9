"""How marks came about: the engine's rules in sentences, and a text with every mark, cue and speaker in place."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from django import template
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Claim
from articles.templatetags.marks import paragraphs

register = template.Library()

RULES: Mapping[str, Promise] = {
    "quotation_cue": gettext_lazy("A quotation, then the cue and who speaks."),
    "quotation_claimant_cue": gettext_lazy("A quotation, then who speaks and the cue."),
    "cue_quotation": gettext_lazy("Who speaks and the cue, then the quotation."),
    "interrupted_quotation": gettext_lazy("The quotation goes on after the words that say who speaks."),
    "carried_on_quotation": gettext_lazy(
        "A quotation without a cue right after another statement: the same speaker is taken to go on."
    ),
    "following_quotation": gettext_lazy(
        "A second quotation in the same paragraph, after the words that say who speaks."
    ),
    "lone_quotation": gettext_lazy("A quotation without a cue, and nobody near who could be speaking."),
    "cue_content": gettext_lazy("Who speaks and the cue, then what they say, without quotation marks."),
    "governed_object": gettext_lazy("Who speaks and the cue, then what they mean: it is only named, not told."),
    "impersonal": gettext_lazy("What is expected, said or thought of somebody, in the passive or with “seems”."),
    "possessed_noun": gettext_lazy("A noun that reports, after whose it is; what they mean follows."),
    "estimate": gettext_lazy("Somebody puts a number on it: “put the crowd at 900”."),
    "labelled": gettext_lazy("A name and a colon, then what is said: in a headline or a talk."),
    "frame": gettext_lazy("The sentence opens with whose word it is, and what they say follows."),
    "tail": gettext_lazy("What is said comes first; who says it closes the sentence."),
    "parenthesis": gettext_lazy("Who says it stands in the midst of what is said."),
    "passive": gettext_lazy("Something is said about somebody, and the sentence does not tell by whom."),
    "relay": gettext_lazy("The sentence names the outlet that the report was taken from, and no other speaker."),
    "coordinated": gettext_lazy("A second cue, joined to the one before: the same speaker."),
    "undergone": gettext_lazy("What is denied or doubted comes first, and who denies it follows."),
    "unattributed_sentence": gettext_lazy("A sentence of the outlet itself: nobody is named as saying it."),
    "unattributed_clause": gettext_lazy("A clause of the outlet itself, before somebody is reported."),
}
"""The engine's rules, in sentences. A test compares them with the rules that the engine can name."""

KINDS: Mapping[str, Promise] = {
    "assertion": gettext_lazy("says that something is so"),
    "intention": gettext_lazy("says what somebody is going to do"),
    "belief": gettext_lazy("says what somebody thinks or hopes"),
    "directive": gettext_lazy("asks somebody to do something"),
    "question": gettext_lazy("asks something"),
}


class Shown(Protocol):
    """A statement as it is marked: its number, and its place with its cue and its speaker."""

    number: int
    whole: Claim


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A part of the text with a role: ``content``, ``cue``, ``speaker`` or ``left-out``; code points, end exclusive."""

    start: int
    end: int
    role: str
    number: int = 0
    mode: str = ""


@register.filter
def rule_sentence(rule: str) -> str:
    """Return what a rule looks for; an unknown rule is told by its name."""
    return str(RULES[rule]) if rule in RULES else _("A rule of the engine without a description.")


@register.filter
def kind_sentence(kind: str) -> str:
    """Return what sort of statement it is; an unknown kind stands for itself."""
    return str(KINDS.get(kind, kind))


@register.simple_tag
def explained_text(text: str, statements: Sequence[Shown], left_out: Sequence[tuple[int, int]]) -> SafeString:
    """Return the text as paragraphs of HTML, every statement numbered, with all cues, speakers and what was left out.

    The text itself is always escaped. The time grows with the length of the text and the stretches over one another.
    """
    coming = deque(sorted([*_stretches(statements), *(Stretch(start, end, "left-out") for start, end in left_out)]))
    over: list[Stretch] = []
    parts = []
    for start, end in paragraphs(text):
        while coming and coming[0].start < end:
            over.append(coming.popleft())
        over = [stretch for stretch in over if stretch.end > start]
        parts.append(format_html("<p>{}</p>\n", mark_safe("".join(_pieces(text, start, end, over)))))
    return mark_safe("".join(parts))


def _stretches(statements: Sequence[Shown]) -> Iterator[Stretch]:
    for one in statements:
        row = one.whole
        yield Stretch(row.start, row.end, "content", one.number, row.mode)
        for role, start, end in (
            ("cue", row.cue_start, row.cue_end),
            ("speaker", row.source_start, row.source_end),
        ):
            if start is not None and end is not None:
                yield Stretch(start, end, role)


def _pieces(text: str, start: int, end: int, near: Sequence[Stretch]) -> Iterator[SafeString]:
    """Yield the HTML of one paragraph, cut at every edge."""
    edges = {start, end} | {edge for one in near for edge in (one.start, one.end) if start < edge < end}
    coming, over = deque(near), list[Stretch]()
    for left, right in pairwise(sorted(edges)):
        while coming and coming[0].start < right:
            over.append(coming.popleft())
        over = [one for one in over if one.end > left]
        yield _piece(text[left:right], over)
        yield format_html_join("", "{}", ((_sign(one),) for one in over if one.end == right and one.role == "content"))


def _piece(words: str, over: Sequence[Stretch]) -> SafeString:
    html = escape(words)
    roles = {one.role for one in over}
    labels = {"cue": _("cue"), "speaker": _("speaker"), "left-out": _("left out")}
    for role in ("cue", "speaker", "left-out"):
        if role in roles:
            html = format_html(
                '<span class="text-{}"><span class="visually-hidden">[{}] </span>{}</span>', role, labels[role], html
            )
    contents = [one for one in over if one.role == "content"]
    if not contents:
        return html
    inner = min(contents, key=lambda one: (one.end - one.start, -one.start))
    return format_html(
        '<mark class="mark" data-mode="{}" data-state="open"><a href="#statement-{}" tabindex="-1">{}</a></mark>',
        inner.mode,
        inner.number,
        html,
    )


def _sign(one: Stretch) -> SafeString:
    return format_html(
        '<sup class="sign" data-state="open"><a href="#statement-{}">'
        '<span class="visually-hidden">{} </span>{}</a></sup>',
        one.number,
        _("Statement"),
        one.number,
    )
