"""Correcting what is known of an article beside its text: title, publisher, byline, time of publication, language."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Article, Event, User
from articles.models.events import Verb
from articles.reading import clean_line


@transaction.atomic
def correct_details(
    *,
    actor: User,
    article: Article,
    seen: str,
    title: str,
    publisher: str,
    byline: str,
    published_at: datetime | None,
    language: str,
) -> bool:
    """Correct an article's details; say whether anything is different now. Claims and verdicts stay as they are.

    ``seen`` is :meth:`Article.details_digest` of what the person saw: :class:`Conflict` when it is no longer so. Raises
    :class:`NotAcceptable` for a title without a visible character.
    """
    (current,) = lock_articles([article])
    access.require(actor, Action.CORRECT_DETAILS, current)
    if seen != current.details_digest():
        raise Conflict(
            _("Somebody corrected these details while you were working on them. Nothing of yours was saved yet.")
        )
    values: dict[str, Any] = {
        "title": clean_line(title, 500),
        "publisher": clean_line(publisher, 200),
        "byline": clean_line(byline, 300),
        "published_at": published_at,
        "language": language,
    }
    if not values["title"]:
        raise NotAcceptable(_("An article needs a title."))
    changed = {name: value for name, value in values.items() if getattr(current, name) != value}
    if not changed:
        return False
    before = {name: _as_json(getattr(current, name)) for name in changed}
    Article.objects.filter(pk=current.pk).update(**changed)
    after = {name: _as_json(value) for name, value in changed.items()}
    Event.objects.record(Verb.DETAILS_CORRECTED, actor=actor, article=current, before=before, after=after)
    return True


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
