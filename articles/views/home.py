"""The first page: the work of the person who asks."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from articles.models import User
from articles.views.request import Request


def work_page(user: User) -> str:
    """Return the name of the page that is a person's work, or an empty string for somebody without a role."""
    if user.is_editor:
        return "article_list"
    if user.is_journalist:
        return "assignment_list"
    return "import_list" if user.is_admin else ""


@require_GET
def home(request: Request) -> HttpResponse:
    """Send a person to their work; with several roles, to the one that the others wait for."""
    page = work_page(request.user)
    return redirect(page) if page else render(request, "people/no_role.html")
