"""What the buttons of copies and of their claims send."""

from typing import Any

from django import forms

from articles.models import ArticleMatch
from articles.models.claims import Confirmation


class MatchForm(forms.Form):
    """What somebody says of a match, on the page of one of its articles; ``was`` is what was on that page."""

    decision = forms.ChoiceField(choices=Confirmation.choices)
    was = forms.ChoiceField(choices=Confirmation.choices)
    article = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    claim = forms.CharField(required=False, max_length=12)

    def __init__(self, *args: Any, match: ArticleMatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.match = match

    def clean_article(self) -> int:
        """Refuse an article that the match is not about."""
        article: int = self.cleaned_data["article"]
        if article not in {self.match.earlier_id, self.match.later_id}:
            raise forms.ValidationError("another article")
        return article


class AdoptForm(forms.Form):
    """The version of the claim and the verdict of the other that were on the page; ``key`` is the form's own."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    verdict = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    key = forms.UUIDField()
