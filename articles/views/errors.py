"""The pages for what went wrong; each says what to do next."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

DATABASE_AWAY = (OperationalError, InterfaceError)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the browser sent something that makes no sense, most often too much of it."""
    return render(request, "errors/400.html", status=400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the person may see it and may not do it."""
    return render(request, "errors/403.html", status=403)


@login_not_required
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form without its token: most often the page was open since before a sign-out."""
    return render(request, "errors/403_expired.html", status=403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same for what does not exist and what one must not learn of."""
    return render(request, "errors/404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 while the database is away. Rendered without a context: nothing here may ask the database."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return HttpResponse(render_to_string("errors/503.html"), status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("errors/500.html"), status=500)
