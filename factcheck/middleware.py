"""What every request passes: the sign-in gate, and what stands before it."""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect


class SessionCookieMiddleware:
    """Forget a session cookie that Django never made: a quoted NUL in it would break the look-up in the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, without the cookie where it is none of ours."""
        if not request.COOKIES.get(settings.SESSION_COOKIE_NAME, "x").isalnum():
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)


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
    try:
        parts = urlsplit(address or request.headers.get("Referer", ""))
    except ValueError:  # such as http://[
        return resolve_url("home")
    if parts.netloc != request.get_host() or not parts.path:
        return resolve_url("home")
    return urlunsplit(("", "", parts.path, parts.query, ""))
