"""What is known of an article beside its text, as a person corrects it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.forms.imports import LANGUAGES_READ, PublishedFields
from articles.models import Article


class DetailsForm(PublishedFields):
    """Title, publisher, byline, time and language of an article. ``seen`` is what they were when the page was made."""

    title = forms.CharField(label=_("Title"), max_length=500)
    publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    byline = forms.CharField(label=_("Byline"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    field_order = ["title", "publisher", "byline", "published_on", "published_time", "language"]

    def __init__(self, data: Any = None, *, article: Article) -> None:
        at = timezone.localtime(article.published_at) if article.published_at else None
        initial = {
            "title": article.title,
            "publisher": article.publisher,
            "byline": article.byline,
            "language": article.language,
            "published_on": at.date() if at else None,
            "published_time": at.time() if at and (at.hour or at.minute) else None,
            "seen": article.details_digest(),
        }
        super().__init__(data, initial=initial)
        known = dict(LANGUAGES_READ)
        other = [] if article.language in {"", *known} else [(article.language, article.language)]
        self.fields["language"].choices = [("", _("Not known")), *LANGUAGES_READ, *other]  # type: ignore[attr-defined]

    def rest_on(self, article: Article) -> None:
        """Let a form that came too late rest on what is stored now, so that sending it again is done knowingly."""
        self.data = {**dict(self.data.items()), "seen": article.details_digest()}

    def values(self) -> dict[str, Any]:
        """Return what :func:`articles.flow.describing.correct_details` takes."""
        published_at: datetime | None = self.published_at()
        return {"published_at": published_at} | {
            name: self.cleaned_data[name] for name in ("title", "publisher", "byline", "language")
        }
