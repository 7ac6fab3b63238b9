"""A mail of notices, as its person reads it: plain text, who did what and where, and never the words of a comment."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Digest, DigestChoice, Notice

NOTICES_AT_MOST = 50


def write_mail(
    row: Digest, choice: DigestChoice, notices: Sequence[Notice], connection: BaseEmailBackend
) -> EmailMessage:
    """Return the mail of a digest, in its person's language."""
    with translation.override(choice.language):
        count = len(notices)
        subject = ngettext("%(count)d notice from Periksa", "%(count)d notices from Periksa", count) % {"count": count}
        return EmailMessage(
            subject=subject,
            body=body_of(row, notices),
            to=[row.person.email],
            headers={
                "Message-ID": row.message_id,
                "List-Unsubscribe": f"<{address_of('notice_settings')}>",
                "Auto-Submitted": "auto-generated",
            },
            connection=connection,
        )


def body_of(row: Digest, notices: Sequence[Notice]) -> str:
    """Return the text of a mail in the active language."""
    parts = [_("Hello %(name)s,") % {"name": one_line(str(row.person))}]
    parts += [part_of(notice) for notice in notices[:NOTICES_AT_MOST]]
    more = len(notices) - NOTICES_AT_MOST
    if more > 0:
        parts.append(ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more})
    all_of_them = _("All notices: %(address)s") % {"address": address_of("notice_list")}
    settings_page = _("How often you get this mail, or never: %(address)s") % {"address": address_of("notice_settings")}
    return "\n\n".join([*parts, f"-- \n{all_of_them}\n{settings_page}\n"])


def part_of(notice: Notice) -> str:
    """Return the lines of one notice: when who did what, of which article, and where it is."""
    actor = one_line(str(notice.actor)) if notice.actor else _("The desk")
    when = date_format(timezone.localtime(notice.created_at), "j F Y, H:i")
    lines = [f"{when}: {actor} {notice.get_kind_display()}", f"  {one_line(notice.title)}"]
    if getattr(notice, "is_reachable", False):
        lines.append(f"  {absolute(notice.target)}")
    return "\n".join(lines)


def address_of(name: str) -> str:
    """Return the whole address of a page without arguments."""
    return absolute(reverse(name))


def absolute(path: str) -> str:
    """Return the whole address of a path of the desk."""
    return str(settings.PUBLIC_URL).rstrip("/") + path


def one_line(words: str) -> str:
    """Return words on one line."""
    return " ".join(words.split())
