"""Formatting of the desk's lists: codes as words, days and times as people say them."""

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from articles.models import ImportItem
from articles.models.extractions import Failure, State
from articles.models.people import Role
from articles.reading import note_message
from articles.refusals import sentence_of

register = template.Library()

EXACT = "j F Y, H:i"
"""An exact time; the 24 hours of both languages' newsrooms."""


@register.filter
def refusal_sentence(item: ImportItem) -> str:
    """Return why a piece of an import was refused, in the active language."""
    return sentence_of(item)


@register.filter
def note_sentences(item: ImportItem) -> list[str]:
    """Return what the reader of a piece left aside, in the active language."""
    return [note_message(code, detail) for code, detail in item.notes]


@register.filter
def waiting_words(item: ImportItem) -> str:
    """Return how far a piece is that waits for a worker, in the active language."""
    if item.state == State.QUEUED:
        return str(State.QUEUED.label)
    return _("being fetched") if item.url else _("being read")


@register.filter
def next_try_words(item: ImportItem) -> str:
    """Return how often a piece was tried that is put off, and when it is tried again."""
    values = {"attempt": item.attempt, "limit": item.max_attempts, "time": moment_words(item.due_at)}
    if item.due_at <= timezone.now():
        return _("tried %(attempt)s of %(limit)s times; again as soon as a worker is free") % values
    return _("tried %(attempt)s of %(limit)s times; again at %(time)s") % values


@register.filter
def failure_sentence(code: str) -> str:
    """Return why an extraction failed, in the active language; an unknown code stands for itself."""
    return str(Failure(code).label) if code in Failure.values else code


@register.filter
def state_words(code: str) -> str:
    """Return the state of an extraction in the active language; an unknown code stands for itself."""
    return str(State(code).label) if code in State.values else code


@register.filter
def role_words(roles: Iterable[str]) -> str:
    """Return a person's roles in the active language, in the order given."""
    return ", ".join(str(Role(role).label) for role in roles)


@register.filter
def language_words(code: str) -> str:
    """Return the name of a language in the active language; a code that Django does not know stands for itself."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def share_words(share: float | None) -> str:
    """Return a share, 0..1, in percent as the active language writes it; a dash where there is none."""
    return "–" if share is None else _("%(number)s%%") % {"number": number_format(100 * share, 1)}


@register.filter
def due_words(day: date) -> str:
    """Return a due day as a person says it: relative within a week, else the date."""
    days = (day - timezone.localdate()).days
    if days < 0:
        return ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}
    if days <= 1:
        return _("due today") if days == 0 else _("due tomorrow")
    if days < 7:
        return ngettext("due in %(count)d day", "due in %(count)d days", days) % {"count": days}
    return _("due %(day)s") % {"day": date_format(day, "j F Y")}


@register.filter
def moment_words(moment: datetime) -> str:
    """Return a time of today as hours and minutes, any other with its day, in the newsroom's zone."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else EXACT)


@register.simple_tag
def ago(moment: datetime) -> SafeString:
    """Return a time element: relative words, the exact time in the newsroom's zone on hover."""
    local = timezone.localtime(moment)
    exact, machine = date_format(local, EXACT), local.isoformat("T", "seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, exact, naturaltime(moment))
