"""How figures of agreement are written."""

from calendar import monthrange
from datetime import date, datetime

from django import template
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.agreement import Agreement

register = template.Library()


@register.filter
def alpha_words(alpha: float | None) -> str:
    """Return alpha with two places as the active language writes it; a dash where it is not defined."""
    return "–" if alpha is None else number_format(round(alpha, 2), 2)


@register.filter
def reliability_words(agreement: Agreement) -> str:
    """Return what can rest on answers that agree so far."""
    if agreement.is_reliable:
        return _("conclusions can rest on it")
    return _("tentative conclusions only") if agreement.is_tentative else _("too little to rest conclusions on")


@register.filter
def iso_day(moment: datetime) -> str:
    """Return the day of a moment as a date field sends it."""
    return localdate(moment).isoformat()


@register.filter
def last_of_month(moment: datetime) -> str:
    """Return the last day of a moment's month as a date field sends it."""
    day = localdate(moment)
    return date(day.year, day.month, monthrange(day.year, day.month)[1]).isoformat()
