"""What a journalist decides about a claim, as the browser sends it."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import get_default_renderer
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.attachments import ENDINGS, HEAD_BYTES, kind_of
from articles.flow.proving import EvidenceValues, values_of
from articles.flow.reviewing import answers_with_a_reason
from articles.models import Claim, EvidenceFile, Label, User, Verdict
from articles.models.claims import Mode
from articles.models.verdicts import Answer, EvidenceStance, Said

EVIDENCE_ROWS = 3
EVIDENCE_ROWS_AT_MOST = 20


class LineEndsField(forms.CharField):
    """Text of many lines whose line ends are those of the stored texts, not the browser's."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class VerdictForm(forms.Form):
    """Both answers and why. ``version`` is the claim's that was on the page, ``key`` the form's own.

    Whether they said it is not asked of the outlet's own words, a label only where the newsroom has some. A label alone
    is an answer: the one that it means.
    """

    said = forms.ChoiceField(
        label=_("Did they say it?"),
        choices=Said.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether they said it.")},
    )
    answer = forms.ChoiceField(label=_("Is it so?"), choices=Answer.choices, required=False, widget=forms.RadioSelect)
    label = forms.TypedChoiceField(label=_("Label"), required=False, coerce=int, empty_value=None)
    reason = LineEndsField(
        label=_("Why"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.labels = {label.pk: label for label in Label.objects.active()}
        field = self.fields["label"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
        field.choices = [("", _("no label")), *((pk, str(label)) for pk, label in self.labels.items())]
        if not claim.is_attributed:
            del self.fields["said"]
        if not self.labels:
            del self.fields["label"]

    def clean_label(self) -> Label | None:
        """Return the label that was chosen."""
        chosen = self.cleaned_data["label"]
        return self.labels[chosen] if chosen else None

    def clean(self) -> dict[str, Any]:
        values, label = self.cleaned_data, self.cleaned_data.get("label")
        if not values.get("answer") and not self.errors.get("answer"):
            if label:
                values["answer"] = label.answer
            else:
                self.add_error("answer", _("Choose one of the four answers."))
        elif label and values.get("answer") != label.answer:
            self.add_error("label", _("This label means another answer. Choose one of the answer’s own."))
        return values

    @cached_property
    def reasons_needed(self) -> str:
        """The answers that need a reason on this claim, with spaces, as the page's script reads them."""
        return " ".join(answers_with_a_reason(self.claim))

    @property
    def is_said_presumed(self) -> bool:
        """Whether that they said it is chosen beforehand: the article quotes them word for word."""
        return presumed_said(self.claim) == Said.SAID

    @property
    def label_groups(self) -> list[tuple[str, str, list[Label]]]:
        """The newsroom's labels under the answers that they mean, in the order of the answers."""
        groups = [(answer.value, str(answer.label), self._meaning(answer)) for answer in Answer]
        return [group for group in groups if group[2]]

    def _meaning(self, answer: str) -> list[Label]:
        return [label for label in self.labels.values() if label.answer == answer]

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
    upload = forms.FileField(
        label=_("Picture or PDF"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    keep = forms.BooleanField(label=_("Keep a copy of the page"), required=False)
    # What is there already: a stored file, a claim of another article, the evidence that it was taken over from.
    file = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    origin = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    cited = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def clean_url(self) -> str:
        """Refuse addresses that are no web pages; nothing fetches the address here."""
        url = str(self.cleaned_data["url"])
        if url and not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Only addresses of web pages can be evidence: http or https."))
        return url

    def clean_upload(self) -> UploadedFile[Any] | None:
        """Refuse files that are too large or of a kind that is not taken, by their first bytes."""
        upload: UploadedFile[Any] | None = self.cleaned_data["upload"]
        if upload is None:
            return None
        if (upload.size or 0) > settings.EVIDENCE_MAX_BYTES:
            limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
            raise forms.ValidationError(_("The file is larger than %(limit)s MB."), params={"limit": limit})
        head = upload.read(HEAD_BYTES)
        upload.seek(0)
        if not kind_of(head):
            raise forms.ValidationError(_("Only PNG, JPEG, WebP and GIF images and PDF files can be evidence."))
        return upload

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        is_something = self.is_evidence()
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
        """Say whether the row holds something."""
        return any(self.cleaned_data.get(name) for name in ("url", "excerpt", "upload", "file", "cited"))

    def hold(self, stored: EvidenceFile) -> None:
        """Let the row name a stored file in the place of what was uploaded, so that it is not asked for again."""
        self.cleaned_data |= {"file": stored.pk, "upload": None}
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("file")] = str(stored.pk)
        self.data = data

    def values(self) -> EvidenceValues:
        """Return the valid row's evidence; a file must have been stored before."""
        return EvidenceValues(**{name: value for name, value in self.cleaned_data.items() if name != "upload"})

    def typed(self) -> dict[str, Any]:
        """Return what stands in the row as it was sent, to be shown again without a word about what is wrong."""
        return {name: self[name].data for name in self.fields if name != "upload" and self[name].data}


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
        return [form.values() for form in self.forms if form.is_evidence()]


def blank_verdict_forms(claim: Claim, user: User, own: Verdict | None = None) -> tuple[VerdictForm, EvidenceFormSet]:
    """Return the forms for a claim, holding the person's own verdict: ``own``, or the one that counts."""
    initial: dict[str, Any] = {"version": claim.version, "key": uuid.uuid4(), "said": presumed_said(claim)}
    evidence: list[Any] = []
    verdict = own or claim.current_verdict
    if verdict is not None and verdict.author_id == user.pk:
        initial |= {"answer": verdict.answer, "reason": verdict.reason, "label": verdict.label_id}
        initial["said"] = verdict.said or initial["said"]
        pieces = verdict.evidence.select_related("cited_claim").order_by("pk")
        evidence = [asdict(values_of(piece)) for piece in pieces]
    return VerdictForm(initial=initial, claim=claim), EvidenceFormSet(prefix="evidence", initial=evidence)


def presumed_said(claim: Claim) -> str:
    """Return what is chosen beforehand: said for words quoted in full from a speaker who is certain, else unclear.

    An indirect report is the reporter's wording: that somebody said it is then for a person to find out.
    """
    return Said.SAID if claim.mode == Mode.DIRECT and not claim.attribution_unclear else Said.UNCLEAR
