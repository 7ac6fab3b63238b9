"""What every request passes: the sign-in gate and the language of the person."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
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
        if not getattr(request, "htmx", False):
            return super().handle_no_permission(request, view_func)
        page = request.htmx.current_url_abs_path or resolve_url("home")  # type: ignore[attr-defined]
        response = HttpResponseClientRedirect(redirect_to_login(page, resolve_url("sign_in")).url)
        response.status_code = 401
        return response


class PersonsLocaleMiddleware(LocaleMiddleware):
    """The language that the switch chose (a cookie), else the browser's choice; and say so to caches."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


class HttpResponseConflict(HttpResponse):
    """What was sent rests on something that has changed meanwhile."""

    status_code = 409


class HttpResponseUnprocessable(HttpResponse):
    """What was sent is understood and not acceptable; the page says why."""

    status_code = 422
