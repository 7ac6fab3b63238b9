"""Which articles a list shows."""

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Status


class Show(models.TextChoices):
    """The filters of the articles' list."""

    ALL = "all", _("All")
    UNASSIGNED = "unassigned", _("To assign")
    IN_REVIEW = "in_review", _("In review")
    OVERDUE = "overdue", _("Overdue")
    SECOND = "second", _("Second review")
    ASKING = "asking", _("Questions")
    DONE = "done", _("Done")
    EXTRACTING = "extracting", _("Extracting")
    FAILED = "failed", _("Failed")


STATUS_OF = {
    Show.UNASSIGNED: Status.READY,
    Show.IN_REVIEW: Status.IN_REVIEW,
    Show.DONE: Status.DONE,
    Show.EXTRACTING: Status.EXTRACTING,
    Show.FAILED: Status.FAILED,
}
"""The filters that are a status of the article; all others ask for something else."""


class SearchWords(forms.CharField):
    """What somebody looks for; a NUL finds nothing in any text and is left out."""

    def to_python(self, value: object) -> str:
        """Return the words without NUL, cut at a length that no title has."""
        return str(super().to_python(value)).replace("\0", "")[:200]


class ArticleFilter(forms.Form):
    """The filter and the search of the list; from an address, so anything unknown means all."""

    show = forms.ChoiceField(choices=Show.choices, required=False)
    q = SearchWords(
        label=_("Search titles and publishers"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )

    @classmethod
    def of(cls, values: QueryDict) -> "ArticleFilter":
        """Return the checked filter of an address or of a form that carries one along."""
        form = cls(values)
        form.is_valid()
        return form

    @property
    def chosen(self) -> Show:
        """The filter in use."""
        return Show(self.cleaned_data.get("show") or Show.ALL)

    @property
    def words(self) -> str:
        """The words looked for, or an empty string."""
        return str(self.cleaned_data.get("q") or "")
