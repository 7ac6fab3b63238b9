"""Signing in and out."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from articles.forms.people import SignInForm
from articles.models import User


def next_page(request: HttpRequest) -> str:
    """Return where a person wanted to go, if it is on this site; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure())
    # A bare word would be taken for the name of a view.
    return wanted if is_ours and wanted.startswith(("/", "http")) else resolve_url("home")


def demo_people() -> list[dict[str, Any]]:
    """Return the demo's people who can still sign in, with their published passwords; nobody outside the demo."""
    if not settings.DEMO:
        return []
    names = set(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
    people = json.loads((settings.BASE_DIR / "seeds" / "people.json").read_text(encoding="utf-8"))
    return [person for person in people if person["username"] in names]


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form, or let a person in; the demo shows its people and their passwords."""
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return HttpResponseRedirect(next_page(request))
    if request.method == "GET" and request.user.is_authenticated:
        return HttpResponseRedirect(next_page(request))
    context = {"form": form, "next": next_page(request), "demo_people": demo_people()}
    return render(request, "people/sign_in.html", context, status=422 if form.is_bound else 200)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; for somebody whose session is over already, too."""
    logout(request)
    return redirect("sign_in")
