"""The commands of the review that have a key, and the keys that they usually have."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyCommand(models.TextChoices):
    """What a single key does on the page of an article."""

    NEXT = "next", _("next claim")
    PREVIOUS = "previous", _("previous claim")
    NEXT_OPEN = "next_open", _("skip to the next open claim")
    ANSWER_1 = "answer_1", _("supported")
    ANSWER_2 = "answer_2", _("disputed")
    ANSWER_3 = "answer_3", _("not enough evidence")
    ANSWER_4 = "answer_4", _("not checkable")
    SAID = "said", _("change whether they said it")
    LABEL = "label", _("labels, where the newsroom has some")
    REASON = "reason", _("write the reason")
    EVIDENCE = "evidence", _("evidence")
    UNDO = "undo", _("take the last verdict back")
    TEXT = "text", _("to the claim in the text, and back")
    CONFIRM_LINK = "confirm_link", _("confirm the first suggested link")
    REJECT_LINK = "reject_link", _("reject the first suggested link")
    DRAW_LINK = "draw_link", _("link with another claim")
    COMMENT = "comment", _("write a comment")
    FLAG = "flag", _("ask the editor about it")
    HELP = "help", _("this list")


USUAL_KEYS: Mapping[str, str] = {
    KeyCommand.NEXT: "j",
    KeyCommand.PREVIOUS: "k",
    KeyCommand.NEXT_OPEN: "n",
    KeyCommand.ANSWER_1: "1",
    KeyCommand.ANSWER_2: "2",
    KeyCommand.ANSWER_3: "3",
    KeyCommand.ANSWER_4: "4",
    KeyCommand.SAID: "s",
    KeyCommand.LABEL: "w",
    KeyCommand.REASON: "r",
    KeyCommand.EVIDENCE: "e",
    KeyCommand.UNDO: "u",
    KeyCommand.TEXT: "t",
    KeyCommand.CONFIRM_LINK: "y",
    KeyCommand.REJECT_LINK: "x",
    KeyCommand.DRAW_LINK: "l",
    KeyCommand.COMMENT: "c",
    KeyCommand.FLAG: "f",
    KeyCommand.HELP: "?",
}

KEYS_OF_BROWSERS = "/'"
"""Single keys that begin a search in the page in Firefox. Source: Mozilla's list of keyboard shortcuts."""
