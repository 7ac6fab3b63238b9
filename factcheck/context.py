"""What every template knows beside its view's own values."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return whether this is the demo, whose pages say so."""
    return {"is_demo": settings.DEMO}
