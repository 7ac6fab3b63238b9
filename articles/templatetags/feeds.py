"""Formatting of feeds: their health, their interval and what one reading left over, in words."""

from collections.abc import Mapping

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models.feeds import INTERVALS

register = template.Library()

HEALTH: Mapping[str, tuple[str, Promise]] = {
    "ok": ("done", _("in order")),
    "new": ("queued", _("not read yet")),
    "running": ("running", _("being read")),
    "failing": ("failed", _("failing")),
    "paused": ("dismissed", _("paused")),
}
"""For each health of a feed: the tone it is shown in, and the word."""


@register.filter
def health_tone(code: str) -> str:
    """Return the state by whose colour and sign a feed's health is shown."""
    return HEALTH[code][0]


@register.filter
def health_words(code: str) -> str:
    """Return a feed's health in the active language."""
    return str(HEALTH[code][1])


@register.filter
def interval_words(minutes: int) -> str:
    """Return how often a feed is read, in the active language."""
    if minutes in INTERVALS:
        return str(INTERVALS[minutes])
    return ngettext("every %(count)s minute", "every %(count)s minutes", minutes) % {"count": minutes}


@register.filter
def left_over_words(count: int) -> str:
    """Return that items were left for the next reading, and why, in the active language."""
    return ngettext(
        "%(count)s more not imported: the limit is %(limit)s in one reading. It comes with the next.",
        "%(count)s more not imported: the limit is %(limit)s in one reading. They come with the next.",
        count,
    ) % {"count": count, "limit": settings.FEED_MAX_ITEMS}
