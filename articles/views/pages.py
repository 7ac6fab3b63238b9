"""What the pages with lists share: cutting a list into pages, and saying that nobody works."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from articles.models import Extraction, ImportItem, User, Worker
from articles.views.request import Request

PAGE_SIZE = 50


def page_of(values: QueryDict, rows: QuerySet[Any]) -> Page[Any]:
    """Return the page of a list that ``page`` asks for, or the nearest that there is."""
    return Paginator(rows, PAGE_SIZE).get_page(values.get("page"))


def wants_part(request: Request) -> bool:
    """Say whether htmx asks for a part of the page; going back in the history it asks for the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def page_or_part(
    request: Request, template: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page, or for htmx the named part of it; a cache keeps the two apart."""
    name = f"{template}#{part}" if wants_part(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@dataclass(frozen=True, slots=True)
class Standstill:
    """Work waits and no worker is alive. ``since`` is when the last one was heard of, if any ever was."""

    waiting: int
    since: datetime | None


def standstill(user: User) -> Standstill | None:
    """Return what staff should know when nobody works, else None."""
    if not (user.is_admin or user.is_editor) or Worker.objects.attend_to_everything():
        return None
    waiting = Extraction.objects.waiting().count() + ImportItem.objects.waiting().count()
    last = Worker.objects.silent().order_by("-seen_at").first()
    return Standstill(waiting, last.seen_at if last else None) if waiting else None
