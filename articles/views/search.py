"""The search over everything, and what goes straight to its page."""

import hashlib
import re
from typing import Any

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET
from psycopg.errors import QueryCanceled

from articles.canonical import canonical
from articles.forms.search import Order, SearchForm
from articles.models import Article, Claim, User
from articles.models.claims import PUBLIC_ID_ALPHABET
from articles.models.search import Kind
from articles.views.finding import Found, find
from articles.views.pages import page_or_part
from articles.views.request import Request

_PUBLIC_ID = re.compile(rf"(?:\S*/claims/)?([{PUBLIC_ID_ALPHABET}]{{12}})(?:/\S*)?", re.IGNORECASE)


@require_GET
def search(request: Request) -> HttpResponse:
    """Find articles, claims, claimants, reasons and evidence; a claim's id or an article's address goes there."""
    form = SearchForm.of(request.GET)
    target = straight_to(request.user, form.text.strip())
    if target is not None and not form.cursor:
        return redirect(target)
    context: dict[str, Any] = {"form": form, "asked": form.asked, "kind": form.kind_chosen, "order": form.order_chosen}
    if not form.asked.is_empty:
        context |= look_up(request.user, form)
    return page_or_part(request, "search/page.html", "found", context)


def straight_to(user: User, text: str) -> Article | Claim | None:
    """Return the claim or article whose id or address was typed, where the person may see it."""
    if match := _PUBLIC_ID.fullmatch(text):
        return Claim.objects.visible_to(user).filter(public_id=match[1].lower()).first()
    if re.match(r"https?://\S+$", text, re.IGNORECASE):
        digest = hashlib.sha256(canonical(text).encode("utf-8", "replace")).digest()
        return Article.objects.visible_to(user).filter(canonical_sha256=digest).first()
    return None


def look_up(user: User, form: SearchForm) -> dict[str, Any]:
    """Return what was found, for the page; or that it takes too long."""
    try:
        found = find(user, form.asked, kind=form.kind_chosen, order=form.order_chosen, after=form.cursor)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return {"took_too_long": True, "found": Found()}
        raise
    tabs = [{"kind": kind, "count": found.kinds.get(kind, 0)} for kind in Kind if kind != Kind.CLAIMANT]
    return {"found": found, "tabs": tabs, "orders": Order if form.asked.words else ()}
