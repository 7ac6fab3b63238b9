"""A comment on a claim, as the browser sends it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.forms.verdicts import LineEndsField
from articles.models import Comment
from articles.models.comments import MAX_WORDS

WORDS = {"rows": 3, "id": "comment-words", "aria-describedby": "comment-hint"}


class CommentForm(forms.Form):
    """The words of a new comment, and whether they ask the editor; ``key`` is the form's own."""

    words = LineEndsField(
        label=_("Your comment"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs=WORDS),
        error_messages={"required": _("Write something first.")},
    )
    to_editor = forms.BooleanField(
        label=_("Ask the editor"), required=False, widget=forms.CheckboxInput(attrs={"id": "comment-to-editor"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def blank(cls) -> "CommentForm":
        """Return the form with a new key."""
        return cls(initial={"key": uuid.uuid4()})

    @property
    def is_no_form_of_ours(self) -> bool:
        """Whether the hidden value is missing that every page of ours sends."""
        return "key" in self.errors


class CommentEditForm(forms.Form):
    """Other words for a comment; ``wording`` is the number of the wording that was on the page."""

    words = LineEndsField(
        label=_("Your comment"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs=WORDS),
        error_messages={"required": _("Write something first.")},
    )
    wording = forms.IntegerField(min_value=1, max_value=2**15 - 1, widget=forms.HiddenInput)

    @classmethod
    def of(cls, comment: Comment) -> "CommentEditForm":
        """Return the form with a comment's words as they are."""
        return cls(initial={"words": comment.words, "wording": comment.wording})

    @property
    def is_no_form_of_ours(self) -> bool:
        """Whether the hidden value is missing that every page of ours sends."""
        return "wording" in self.errors


class ThreadForm(forms.Form):
    """Whether the comments on a claim are to be resolved or open."""

    decision: Any = forms.ChoiceField(choices=[("resolve", ""), ("open", "")])
