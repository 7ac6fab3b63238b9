"""Why something was not fetched: a code that is stored, and its sentence in the language of the page."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    "scheme": _("Only addresses that begin with https:// or http:// can be fetched."),
    "odd_address": _("This is not a web address that can be fetched: %(detail)s"),
    "long_address": _("This web address is too long (%(detail)s characters)."),
    "userinfo": _("An address with a user name or a password in it cannot be fetched."),
    "port": _("Only the usual ports of the web, 80 and 443, can be fetched from; this address names %(detail)s."),
    "private": _("This address is on a private network and cannot be imported."),
    "own_host": _("This is an address of this desk itself."),
    "unknown_host": _("There is no site with the name %(detail)s."),
    "slow_site": _("The site answered too slowly; %(seconds)s seconds are the limit. Try again later."),
    "unreachable": _("The site cannot be reached. Try again later."),
    "broken_answer": _("The site's answer broke off or makes no sense. Try again later."),
    "certificate": _("The site cannot prove that it is itself: its certificate is not in order. Nothing was fetched."),
    "downgrade": _(
        "The site leads from a secured address to one that is not. What comes from there could be changed on the "
        "way, so nothing was fetched. If you want it all the same, import that address itself: %(detail)s"
    ),
    "many_redirects": _("There are too many redirects; the limit is %(redirects)s."),
    "status": _("The site answered with an error (%(detail)s)."),
    "gone": _("There is no page at this address any more (%(detail)s)."),
    "forbidden": _("The site does not give this page to everybody (%(detail)s). Save it in a browser and upload it."),
    "busy": _("The site asks to be left alone for a while (%(detail)s). Try again later."),
    "robots": _("The site asks robots not to fetch this (robots.txt), and the desk keeps to that."),
    "robots_away": _(
        "The site does not say what robots may fetch (its robots.txt cannot be had), so nothing was fetched."
    ),
    "large_page": _("It is larger than %(limit)s MB after unpacking."),
    "pdf": _("This is a PDF; upload it as a file."),
    "content_type": _("This is no page that can be read but %(detail)s."),
    "no_article": _("No article text was found on this page (words: %(detail)s)."),
    "wall": _(
        "The page asks to sign in, to agree or to switch something on first (words: %(detail)s). Paste the text."
    ),
}
"""The sentence of each code; no inner address is in any."""


PASSING = frozenset({"slow_site", "unreachable", "broken_answer", "busy", "robots_away"})
"""The codes of what may be over in a few minutes, beside an error of the server's own."""


class Unfetched(Exception):
    """What was not fetched; ``code`` and ``detail`` are stored, ``message`` is shown. No inner address is in either.

    ``wait_seconds`` is how long the site asks to be left alone, 0 where it does not say.
    """

    def __init__(self, code: str, detail: str = "", *, wait_seconds: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.wait_seconds = wait_seconds

    @property
    def is_passing(self) -> bool:
        """Whether the same address may be had a little later: nothing is wrong with it, as far as the answer says."""
        is_passing_status = self.detail.startswith("5") or self.detail in {"408", "425"}
        return self.code in PASSING or (self.code == "status" and is_passing_status)

    @property
    def message(self) -> str:
        """A sentence that names the reason and what to do, in the language of the page."""
        return fetch_message(self.code, self.detail) or self.code


def fetch_message(code: str, detail: str = "") -> str:
    """Return the sentence of a code, in the active language; "" for a code of somebody else's."""
    return str(SENTENCES.get(code, "")) % {
        "detail": detail,
        "limit": settings.FETCH_MAX_BYTES // (1024 * 1024),
        "seconds": settings.FETCH_SECONDS,
        "redirects": settings.FETCH_MAX_REDIRECTS,
    }
