"""Answers that are files: always downloads, never shown in the desk's own name, whatever is in them."""

from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes | Iterable[bytes], *, name: str, content_type: str) -> HttpResponseBase:
    """Return a file to be saved under a name; a browser that opens it all the same runs nothing that is in it."""
    kind = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response = kind(content, content_type=content_type)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
