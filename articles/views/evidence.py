"""A piece of evidence: its kept copies, asking for another, its file."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from articles.access import Action, allows
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.keeping import keep_copy
from articles.models import Evidence, EvidenceCapture
from articles.views.downloads import download
from articles.views.pages import page_or_part, standstill
from articles.views.request import Request
from articles.warc import warc_of


@require_GET
def evidence_detail(request: Request, pk: int) -> HttpResponse:
    """Show a piece of evidence with its kept copies, and how far the one is that was asked for."""
    visible = Evidence.objects.visible_to(request.user).shown().select_related("verdict__claim__article")
    piece = get_object_or_404(visible, pk=pk)
    fetch = piece.newest_fetch
    context = {
        "piece": piece,
        "claim": piece.verdict.claim,
        "fetch": fetch,
        "may_keep": bool(piece.url) and allows(request.user, Action.DECIDE, piece.verdict.claim.article),
        "standstill": standstill(request.user) if fetch and fetch.is_waiting else None,
    }
    return page_or_part(request, "evidence/detail.html", "copies", context)


@require_POST
def evidence_keep(request: Request, pk: int) -> HttpResponse:
    """Ask for a copy of the page that a verdict rests on."""
    visible = Evidence.objects.visible_to(request.user).select_related("verdict__claim__article")
    piece = get_object_or_404(visible, pk=pk)
    try:
        keep_copy(actor=request.user, evidence=piece)
    except (Conflict, NotAcceptable) as reason:
        messages.error(request, reason.message)
    return redirect("evidence_detail", pk=piece.pk)


@require_GET
def evidence_file(request: Request, pk: int) -> HttpResponseBase:
    """Return the file of a piece of evidence, to be saved."""
    visible = Evidence.objects.visible_to(request.user).filter(file__isnull=False).select_related("file")
    file = get_object_or_404(visible, pk=pk).file
    assert file is not None  # noqa: S101 - for the types
    return download(bytes(file.data), name=file.name, content_type=file.content_type)


@require_GET
def evidence_warc(request: Request, pk: int) -> HttpResponseBase:
    """Return a kept copy of the page of a piece of evidence as a file for archives. It is never shown as it came."""
    capture = get_object_or_404(EvidenceCapture.objects.visible_to(request.user).defer(None), pk=pk)
    name = f"periksa-evidence-{capture.evidence_id}-{capture.captured_at:%Y%m%dT%H%M%SZ}.warc.gz"
    return download(warc_of(capture), name=name, content_type="application/gzip")
