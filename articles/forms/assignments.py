"""Giving articles to a journalist."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article, User
from articles.models.assignments import AssignmentState
from articles.models.people import Role


def journalists() -> QuerySet[User]:
    """Return who can be given an article, each with ``active_count``, the articles they have to finish."""
    active = Count("assignments", filter=Q(assignments__state=AssignmentState.ACTIVE))
    return User.objects.with_role(Role.JOURNALIST).annotate(active_count=active)


class JournalistField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    """A journalist, shown with how much they have to do."""

    def label_from_instance(self, person: Any) -> str:
        """Return the person's name and their open articles."""
        count = person.active_count
        return ngettext("%(name)s (%(count)d open)", "%(name)s (%(count)d open)", count) % {
            "name": person,
            "count": count,
        }


class ArticleIds(forms.TypedMultipleChoiceField):
    """Ids of articles; whether there are such articles, and for whom, is the view's question."""

    def valid_value(self, value: str) -> bool:
        """Say whether it can be an id."""
        return value.isdecimal()


class GivingForm(forms.Form):
    """Who gets work, until when, with what words."""

    assignee = JournalistField(label=_("Assign to"), queryset=User.objects.none(), empty_label=_("Choose a journalist"))
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = journalists()  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day


class AssignmentForm(GivingForm):
    """Who checks the chosen articles, until when."""

    articles = ArticleIds(coerce=int, error_messages={"required": _("Choose at least one article.")})
    together = forms.BooleanField(label=_("Together with whoever has it already"), required=False)

    @property
    def chosen(self) -> set[int]:
        """The ids that were sent, whether or not they are acceptable; for ticking the same boxes again."""
        ids = self["articles"].value() or []
        return {int(one) for one in ids if str(one).isdecimal()}


class SecondCheckForm(GivingForm):
    """Who gives the second check of an article: anybody who does not have it already."""

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        having = article.assignments.active().values("assignee")
        self.fields["assignee"].queryset = journalists().exclude(pk__in=having)  # type: ignore[attr-defined]
