"""The newsroom's settings in words. Formatting only."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Label, SettingChange
from articles.models.newsroom import Answer, ReasonPolicy
from articles.templatetags.claims import Change

register = template.Library()

NAMES: Mapping[str, Promise] = {
    "name": gettext_lazy("Name"),
    "answer": gettext_lazy("Means"),
    "rating": gettext_lazy("Rating"),
    "position": gettext_lazy("Place"),
    "is_active": gettext_lazy("In use"),
    "reason_policy": gettext_lazy("A reason is needed"),
}


@register.filter
def of_form(field: BoundField, label: Label) -> SafeString:
    """Return a control that belongs to the label's form, which stands elsewhere on the page."""
    values: dict[str, str | bool] = {"form": f"label-{label.pk}"}
    if field.errors:
        values["aria-invalid"] = "true"
    return SafeString(field.as_widget(attrs=values))


@register.filter
def setting_changes(change: SettingChange) -> list[Change]:
    """Return what a change of the settings changed, value by value, in words."""
    keys = [key for key in NAMES if key in change.after]
    return [Change(str(NAMES[key]), _word(key, change.before.get(key)), _word(key, change.after[key])) for key in keys]


def _word(key: str, value: Any) -> str:
    choices: dict[str, Any] = {"answer": Answer, "reason_policy": ReasonPolicy}
    if value is None:
        return ""
    if key in choices and value in choices[key].values:
        return str(choices[key](value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
