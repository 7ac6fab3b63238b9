"""The names, figures and dates of a claim, in the reader's language. Formatting only."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

KINDS: Mapping[str, Promise] = {
    "person": _("Person"),
    "organisation": _("Organisation"),
    "place": _("Place"),
    "date": _("Date"),
    "number": _("Number"),
    "percentage": _("Share"),
    "money": _("Money"),
}
"""Source of the codes: ``MentionKind`` in articles/extraction/types.py; a test compares the two."""


@dataclass(frozen=True, slots=True)
class MentionLine:
    """One mention: what kind it is, the article's words, and what they stand for (empty where they say it already)."""

    kind: str
    words: str
    plain: str


@register.filter
def mention_lines(mentions: Iterable[Mapping[str, Any]]) -> list[MentionLine]:
    """Return stored mentions, each once, with absolute dates and plain numbers; an unknown kind by its code."""
    lines = {_line(mention): None for mention in mentions if isinstance(mention, Mapping) and mention.get("text")}
    return list(lines)


def _line(mention: Mapping[str, Any]) -> MentionLine:
    code, words = str(mention.get("kind", "")), str(mention["text"])
    parts = [_plain(code, part) for part in str(mention.get("value", "")).split("/")]
    unit = str(mention.get("unit", ""))
    plain = " – ".join(part for part in parts if part)
    plain = f"{plain} {unit}" if unit and plain and code in ("money", "percentage") else plain
    return MentionLine(str(KINDS.get(code, code)), words, "" if plain == words else plain)


def _plain(code: str, value: str) -> str:
    """Return a value as it is read: a date, a number with its groups, or the name itself."""
    try:
        if code == "date":
            return _date(value)
        if code in ("number", "percentage", "money"):
            return number_format(Decimal(value), use_l10n=True, force_grouping=True) if value else ""
    except (ValueError, InvalidOperation):
        return value
    return value


def _date(value: str) -> str:
    """Return a day, month or year of ISO 8601 in the reader's language."""
    year, *rest = value.split("-")
    if not rest:
        return year
    numbers = [int(part) for part in rest]
    if len(numbers) == 1:
        return date_format(datetime.date(int(year), numbers[0], 1), "F Y")
    return date_format(datetime.date(int(year), *numbers), "j F Y")
