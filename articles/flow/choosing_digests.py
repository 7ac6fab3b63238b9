"""How often a person wants a mail of their notices, and where to."""

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles.flow.errors import NotAcceptable
from articles.models import DigestChoice, User
from articles.models.digests import Rhythm


@transaction.atomic
def choose_digest(*, actor: User, address: str, rhythm: str, hour: int, language: str) -> None:
    """Store how often a person wants mail, from which hour of the newsroom's day, to which address, in which language.

    Who asks for mail that had none gets one of what is told from now on. Raises :class:`NotAcceptable` for mail without
    an address, for an unknown choice, and where the desk has no mail server.
    """
    if rhythm not in Rhythm.values or not 0 <= hour <= 23 or language not in dict(settings.LANGUAGES):
        raise NotAcceptable(_("Choose one of the answers."))
    if rhythm != Rhythm.OFF and not settings.EMAIL_OFFERED:
        raise NotAcceptable(_("The desk has no mail server, and sends no mail."))
    if rhythm != Rhythm.OFF and not address:
        raise NotAcceptable(_("Where should the mail go? Give an address."))
    User.objects.select_for_update().get(pk=actor.pk)
    User.objects.filter(pk=actor.pk).update(email=address)
    was = DigestChoice.objects.filter(person=actor).first()
    values = {"rhythm": rhythm, "hour": hour, "language": language}
    if was is None or was.rhythm == Rhythm.OFF:
        values["since"] = Now()
    DigestChoice.objects.update_or_create(person=actor, defaults=values)
