"""What every request passes: the sign-in gate and the language of the person."""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import resolve_url
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Send everybody who is not signed in to the sign-in page.

    An htmx request is answered 401 with ``HX-Redirect``, so that the sign-in page is never swapped into a part of a
    page that has lost its session. After signing in a person comes back to the page, not to the part or the action.
    """

    # The stubs promise a redirect; Django takes any response.
    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
            return super().handle_no_permission(request, view_func)
        sign_in = redirect_to_login(page_of(request), resolve_url("sign_in")).url
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(sign_in)
        response = HttpResponseClientRedirect(sign_in)
        response.status_code = 401
        return response


def page_of(request: HttpRequest) -> str:
    """Return the path of the page that a form or a part of a page was sent from; the start page when it's not known."""
    address = getattr(request, "htmx", None) and request.htmx.current_url  # type: ignore[attr-defined]
    parts = urlsplit(address or request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or not parts.path:
        return resolve_url("home")
    return urlunsplit(("", "", parts.path, parts.query, ""))


class PersonsLocaleMiddleware(LocaleMiddleware):
    """The language that the switch chose (a cookie), else the browser's choice; and say so to caches."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response
