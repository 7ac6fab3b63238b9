"""What an admin sets for the newsroom: labels for verdicts, and when a verdict needs a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Label, Newsroom, SettingChange, User
from articles.models.newsroom import HIGHEST_RATING, LOWEST_RATING, Answer, ReasonPolicy
from articles.reading import clean_line

LABELS_AT_MOST = 40
"""Labels in use at a time: what still can be chosen from one list."""


@transaction.atomic
def add_label(*, actor: User, name: str, answer: str, rating: int) -> Label:
    """Add a label behind the others, and return it. Raises :class:`NotAcceptable` for a name that is in use."""
    access.require(actor, Action.SET_UP)
    name = checked_name(name, rating)
    if answer not in Answer.values:
        raise NotAcceptable(_("Choose one of the four answers."))
    if Label.objects.active().count() >= LABELS_AT_MOST:
        raise NotAcceptable(_("There are 40 labels in use already. Retire one first."))
    last = Label.objects.active().aggregate(last=Max("position"))["last"] or 0
    with refused_twins():
        label = Label.objects.create(name=name, answer=answer, rating=rating, position=last + 1)
    SettingChange.objects.create(actor=actor, label=label, after=label.snapshot())
    return label


@transaction.atomic
def change_label(*, actor: User, label: Label, version: int, **values: Any) -> None:
    """Change a label's ``name``, ``rating``, ``position`` or whether it ``is_active``; verdicts keep what they have.

    What it means never changes: another answer is another label. Raises :class:`Conflict` when it was changed since
    ``version``, :class:`NotAcceptable` for a name that another label in use has.
    """
    access.require(actor, Action.SET_UP)
    if "name" in values:
        values["name"] = checked_name(values["name"], values.get("rating", label.rating))
    current = Label.objects.select_for_update().get(pk=label.pk)
    if current.version != version:
        raise Conflict(_("Somebody changed this label meanwhile. Look at it again."))
    before = current.snapshot()
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return
    with refused_twins():
        Label.objects.filter(pk=label.pk).update(version=F("version") + 1, **changed)
    SettingChange.objects.create(
        actor=actor, label=current, before={name: before[name] for name in changed}, after=changed
    )


@transaction.atomic
def set_reason_policy(*, actor: User, policy: str, version: int) -> None:
    """Say when "supported" and "disputed" need a reason; verdicts that are there already stay as they are.

    Raises :class:`Conflict` when somebody set it since ``version``.
    """
    access.require(actor, Action.SET_UP)
    if policy not in ReasonPolicy.values:
        raise NotAcceptable(_("Choose when a reason is needed."))
    Newsroom.objects.get_or_create(pk=1)
    current = Newsroom.objects.select_for_update().get(pk=1)
    if current.version != version:
        raise Conflict(_("Somebody changed this setting meanwhile. Look at it again."))
    if current.reason_policy == policy:
        return
    Newsroom.objects.filter(pk=1).update(reason_policy=policy, version=F("version") + 1)
    before, after = {"reason_policy": current.reason_policy}, {"reason_policy": policy}
    SettingChange.objects.create(actor=actor, before=before, after=after)


def checked_name(name: str, rating: int) -> str:
    """Return a label's name cleaned. Raises :class:`NotAcceptable` for none, or a rating that is none."""
    cleaned = clean_line(name, 60)
    if not cleaned:
        raise NotAcceptable(_("Give the label a name."))
    if not LOWEST_RATING <= rating <= HIGHEST_RATING:
        raise NotAcceptable(_("A rating is a whole number from 1 to 5."))
    return cleaned


@contextmanager
def refused_twins() -> Iterator[None]:
    """Within it, a name that a label in use has already is :class:`NotAcceptable`; the transaction goes on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NotAcceptable(_("Another label has this name already.")) from error
