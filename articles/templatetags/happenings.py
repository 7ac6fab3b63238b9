"""What an event says beyond its verb, in words. Formatting only."""

from django import template
from django.utils.translation import gettext as _

from articles.fetching import fetch_message
from articles.models import Event
from articles.models.events import Verb
from articles.templatetags.rules import rule_sentence

register = template.Library()


@register.filter
def event_details(event: Event) -> list[str]:
    """Return whom, which version or which address an event is about, in the active language; often nothing."""
    if event.verb == Verb.ARTICLE_ASSIGNED:
        return [_("to %(name)s") % {"name": event.after.get("assignee", "")}]
    if event.verb == Verb.SECOND_REVIEW_ASKED and event.after.get("rule"):
        return [_("by the rule: %(rule)s") % {"rule": rule_sentence(str(event.after["rule"]))}]
    if event.verb == Verb.SECOND_ASSIGNED:
        return [_("to %(name)s") % {"name": event.after.get("assignee", "")}]
    if event.verb in {Verb.VERDICT_RETURNED, Verb.VERDICT_STOOD_BY, Verb.RETURN_TAKEN_BACK}:
        values = {"number": event.after.get("verdict", ""), "words": event.after.get("reason", "")}
        return [_("verdict %(number)s: “%(words)s”") % values if values["words"] else _("verdict %(number)s") % values]
    if event.verb == Verb.ASSIGNMENT_WITHDRAWN:
        return [_("from %(name)s") % {"name": event.before.get("assignee", "")}]
    if event.verb == Verb.EXTRACTION_FINISHED:
        values = {"engine": event.after.get("engine", ""), "version": event.after.get("version", "")}
        number = event.after.get("text")
        said = [" ".join(filter(None, values.values()))]
        return said + ([_("version %(number)s of the text") % {"number": number}] if number else [])
    if event.verb in {Verb.COPY_ASKED, Verb.COPY_KEPT, Verb.COPY_REFUSED}:
        refusal = fetch_message(str(event.after.get("refusal", "")))
        return [line for line in (str(event.after.get("url", "")), refusal) if line]
    return []
