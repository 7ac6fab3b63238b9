"""What a piece of evidence holds, in words. Formatting, and what a row of the form holds that this person may see."""

from datetime import datetime
from typing import Any

from django import forms, template
from django.utils import timezone
from django.utils.formats import date_format

from articles.fetching import fetch_message
from articles.models import Claim, Evidence, EvidenceFetch, EvidenceFile, User
from articles.refusals import OF_THE_WORKER

register = template.Library()


@register.filter
def copy_refusal(fetch: EvidenceFetch) -> str:
    """Return why no copy could be kept, in the active language."""
    sentence = OF_THE_WORKER.get(fetch.refusal)
    return str(sentence) if sentence else fetch_message(fetch.refusal, fetch.refusal_detail) or fetch.refusal


@register.filter
def day_of(moment: str) -> str:
    """Return the day of a stored time (ISO 8601), in the newsroom's zone."""
    return date_format(timezone.localtime(datetime.fromisoformat(moment)), "j F Y")


@register.inclusion_tag("evidence/_held.html")
def held_by(row: forms.Form, user: User) -> dict[str, Any]:
    """Show what a row of the form holds beside its fields; whatever a browser sent, only what the person may see."""
    file, cited, origin = (row[name].value() for name in ("file", "cited", "origin"))
    return {
        "file": EvidenceFile.objects.usable_by(user).defer("data").filter(pk=_number(file)).first() if file else None,
        "cited": Claim.objects.visible_to(user).filter(public_id=str(cited)[:12]).first() if cited else None,
        "origin": bool(origin) and Evidence.objects.visible_to(user).filter(pk=_number(origin)).exists(),
    }


def _number(value: object) -> int:
    return int(str(value)) if str(value).isdecimal() and len(str(value)) < 19 else 0
