"""What a journalist decides about a claim, as the browser sends it."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.renderers import get_default_renderer
from django.utils.translation import gettext_lazy as _

from articles.flow.reviewing import EvidenceValues
from articles.models import Claim, User
from articles.models.verdicts import Answer, EvidenceStance

EVIDENCE_ROWS = 3
EVIDENCE_ROWS_AT_MOST = 20


class LineEndsField(forms.CharField):
    """Text of many lines whose line ends are those of the stored texts, not the browser's."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class VerdictForm(forms.Form):
    """The answer and why. ``version`` is the claim's that was on the page, ``key`` the form's own."""

    answer = forms.ChoiceField(
        label=_("Is it so?"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    reason = LineEndsField(
        label=_("Why"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def is_no_form_of_ours(self) -> bool:
        """Whether it lacks what every page sends: no person can put that right on the page."""
        return bool(self.errors.get("version") or self.errors.get("key"))


class EvidenceForm(forms.Form):
    """One piece of evidence; a row left empty is none."""

    url = forms.URLField(
        label=_("Web address"), required=False, max_length=2000, assume_scheme="https", widget=forms.TextInput
    )
    stance = forms.ChoiceField(
        label=_("What it does"), required=False, choices=[("", _("choose")), *EvidenceStance.choices]
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=300)
    excerpt = LineEndsField(
        label=_("Excerpt"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_url(self) -> str:
        """Refuse addresses that are no web pages; nothing fetches the address here."""
        url = str(self.cleaned_data["url"])
        if url and not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Only addresses of web pages can be evidence: http or https."))
        return url

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        is_something = bool(values.get("url") or values.get("excerpt"))
        if not is_something and values.get("title") and not self.errors:
            self.add_error("url", _("Give the address of the evidence, or an excerpt of it."))
        if is_something and not values.get("stance"):
            self.add_error("stance", _("Say what the evidence does to the claim."))
        return values

    @property
    def is_shown(self) -> bool:
        """Whether the row stands open on the page: it holds something, or something is wrong with it."""
        return bool(self.initial or self.errors) or (self.is_bound and self.has_changed())

    def is_evidence(self) -> bool:
        """Say whether the valid row holds something."""
        return bool(self.cleaned_data.get("url") or self.cleaned_data.get("excerpt"))


if TYPE_CHECKING:
    EvidenceRows = forms.BaseFormSet[EvidenceForm]
else:
    EvidenceRows = forms.BaseFormSet


class EvidenceFormSet(EvidenceRows):
    """Rows of evidence; every row may be empty, and values that are there already are given like any other."""

    # What formset_factory would set, in a class of its own so that the types are known.
    form = EvidenceForm
    renderer = get_default_renderer()
    extra = EVIDENCE_ROWS
    min_num = 0
    max_num = absolute_max = EVIDENCE_ROWS_AT_MOST
    validate_min = can_order = can_delete = can_delete_extra = False
    validate_max = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra = max(EVIDENCE_ROWS, min(len(self.initial or []) + 1, EVIDENCE_ROWS_AT_MOST))

    def initial_form_count(self) -> int:
        return 0

    def values(self) -> list[EvidenceValues]:
        """Return the evidence of the valid rows that hold something, in their order."""
        return [EvidenceValues(**form.cleaned_data) for form in self.forms if form.is_evidence()]


def blank_verdict_forms(claim: Claim, user: User) -> tuple[VerdictForm, EvidenceFormSet]:
    """Return the forms for a claim, holding the person's own verdict where it is the one that counts."""
    initial: dict[str, Any] = {"version": claim.version, "key": uuid.uuid4()}
    evidence: list[Any] = []
    verdict = claim.current_verdict
    if verdict is not None and verdict.author_id == user.pk:
        initial |= {"answer": verdict.answer, "reason": verdict.reason}
        evidence = list(verdict.evidence.order_by("pk").values("url", "title", "excerpt", "stance"))
    return VerdictForm(initial=initial), EvidenceFormSet(prefix="evidence", initial=evidence)
