"""A link that a person draws between two claims, as the browser sends it."""

import re
from typing import Any

from django import forms
from django.db.models import F
from django.db.models.functions import Abs
from django.utils.translation import gettext_lazy as _

from articles.flow.linking import MAX_NOTE_LENGTH
from articles.forms.verdicts import LineEndsField
from articles.models import Claim, User
from articles.models.claims import PUBLIC_ID_ALPHABET, Relation

PUBLIC_ID = re.compile(rf"(?<![a-z0-9])[{PUBLIC_ID_ALPHABET}]{{12}}(?![a-z0-9])")


class LinkForm(forms.Form):
    """What a claim does to another: one of its article, or one of any, named by its id or its page's address."""

    relation = forms.ChoiceField(
        label=_("What this claim does"),
        choices=Relation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the claim does to the other.")},
    )
    other = forms.ModelChoiceField(
        label=_("Which claim"),
        queryset=Claim.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("This claim does not stand any more. Choose another.")},
    )
    elsewhere = forms.CharField(
        label=_("Or a claim of another article"),
        required=False,
        max_length=300,
        help_text=_("Its id, as its page of history shows it, or the address of that page."),
    )
    note = LineEndsField(
        label=_("Note"), required=False, max_length=MAX_NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, claim: Claim, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.seen = Claim.objects.visible_to(user).standing().exclude(pk=claim.pk)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
        here = self.seen.filter(article=claim.article_id)
        field.queryset = here.select_related("claimant").order_by(Abs(F("start") - claim.start), "pk")

    def clean(self) -> dict[str, Any]:
        """Take the claim that is named; a named one goes before a chosen one."""
        values = self.cleaned_data
        if named := values.get("elsewhere"):
            found = PUBLIC_ID.search(named.lower())
            values["other"] = found and self.seen.filter(public_id=found[0]).select_related("article").first()
            if values["other"] is None:
                self.add_error("elsewhere", _("There is no other claim with this id that you can see."))
        elif not values.get("other") and "other" not in self.errors:
            self.add_error("other", _("Choose the other claim."))
        return values

    def values(self) -> dict[str, Any]:
        """Return what :func:`articles.flow.linking.draw_link` takes."""
        return {name: self.cleaned_data[name] for name in ("relation", "other", "note")}
