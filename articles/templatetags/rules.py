"""The rules by which claims get a second review, in words. Formatting only."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles.models import SecondReviewRule
from articles.models.second_reviews import RuleKind

register = template.Library()


@register.filter
def rule_sentence(rule: SecondReviewRule | str) -> str:
    """Return which claims a rule names, in words; of a rule itself, or as an event keeps it: its kind and its value."""
    kind, _space, value = str(rule).partition(" ")
    if kind == RuleKind.WORTH:
        return _("Claims with a check-worthiness of at least %(value)s") % {"value": number_of(value or "0.0")}
    if kind == RuleKind.PUBLISHER:
        return _("Claims in what %(value)s publishes") % {"value": value}
    if kind == RuleKind.EVERY:
        return _("One claim in every %(value)s") % {"value": value}
    return rule_kind_words(kind)


@register.filter
def rule_kind_words(kind: str) -> str:
    """Return what a kind of rule names, without its value."""
    words = {
        RuleKind.WORTH: _("Claims with a high check-worthiness"),
        RuleKind.PERSON: _("Claims in which a person is named"),
        RuleKind.PUBLISHER: _("Claims of one publisher"),
        RuleKind.EVERY: _("One claim in so many"),
    }
    return words[RuleKind(kind)] if kind in RuleKind.values else ""


def number_of(value: str) -> str:
    """Return a number as the active language writes it; what is none stands for itself."""
    try:
        return str(number_format(f"{float(value):g}"))
    except ValueError:
        return value
