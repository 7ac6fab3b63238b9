"""A person's own keys for the review."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from articles.flow.errors import NotAcceptable
from articles.models import User
from articles.models.keys import KEYS_OF_BROWSERS, USUAL_KEYS, KeyCommand


def choose_keys(*, actor: User, keys: Mapping[str, str], answers_save_at_once: bool) -> None:
    """Store a person's keys, one character a command, and whether an answer's key saves at once.

    Raises :class:`NotAcceptable` for a key that is none, that browsers use, or that two commands would have.
    """
    chosen = {command: keys.get(command, usual).lower() for command, usual in USUAL_KEYS.items()}
    for command, key in chosen.items():
        refuse_unusable(command, key)
    owners: dict[str, str] = {}
    for command, key in chosen.items():
        if key in owners:
            names = {"key": key, "one": KeyCommand(owners[key]).label, "other": KeyCommand(command).label}
            raise NotAcceptable(_("“%(key)s” would mean two things: “%(one)s” and “%(other)s”.") % names)
        owners[key] = command
    actor.key_choices = {str(command): key for command, key in chosen.items() if key != USUAL_KEYS[command]}
    actor.answers_save_at_once = answers_save_at_once
    actor.save(update_fields=["key_choices", "answers_save_at_once"])


def refuse_unusable(command: str, key: str) -> None:
    """Raise :class:`NotAcceptable` for what is no key of one visible character, or one that browsers use."""
    names = {"key": key, "command": KeyCommand(command).label}
    if len(key) != 1 or not key.isprintable() or key.isspace():
        raise NotAcceptable(_("“%(command)s” needs a key of one visible character.") % names)
    if key in KEYS_OF_BROWSERS:
        raise NotAcceptable(_("Browsers use “%(key)s” to search the page. Choose another key.") % names)
