"""The type of a request after the middleware: a signed-in person, and what htmx says of itself."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from articles.models import User


class Request(HttpRequest):
    """A request of somebody who is signed in; only for the types, Django makes the real one."""

    user: User
    htmx: HtmxDetails
