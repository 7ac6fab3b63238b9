"""Finding what can be evidence while a verdict is written: what other verdicts rest on, and claims of other articles.

The search is a button of the verdict's own form, so that nothing that was typed there is lost on the way, with htmx or
without.
"""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from articles.access import Action, require
from articles.flow.proving import EvidenceValues, store_file, values_of
from articles.forms.verdicts import EvidenceFormSet, VerdictForm
from articles.models import Claim, Evidence
from articles.models.claims import Standing
from articles.turns import may_answer
from articles.views.answering import show
from articles.views.claims import claim_seen
from articles.views.desk import open_desk
from articles.views.request import Request

FOUND_AT_MOST = 8
SHORTEST_WORDS = 2


@require_POST
def evidence_find(request: Request, public_id: str) -> HttpResponse:
    """Show the verdict's form as it was typed, with what was found; or put what was chosen into its next free row."""
    claim = claim_seen(request, public_id)
    require(request.user, Action.DECIDE, claim.article)
    if not may_answer(request.user, claim):
        raise PermissionDenied("it is not this person's turn to answer the claim")
    rows = EvidenceFormSet(request.POST, request.FILES, prefix="evidence")
    rows.is_valid()
    keep_uploads(request, rows)
    typed = [row.typed() for row in rows.forms]
    used = chosen_values(request, claim)
    if used is not None:
        place = next((number for number, row in enumerate(typed) if not row), len(typed))
        typed[place : place + 1] = [{name: value for name, value in asdict(used).items() if value}]
    while typed and not typed[-1]:  # the form always has empty rows of its own
        typed.pop()
    words = request.POST.get("words", "").strip()[:200]
    desk = open_desk(claim.article, request.user, claim=claim.public_id)
    desk.verdict_form = VerdictForm(initial=request.POST.dict(), claim=claim)
    desk.evidence_forms = EvidenceFormSet(prefix="evidence", initial=typed)
    found = find(request, claim, words) if used is None else {}
    return show(request, desk, words=words, searched=used is None, **found)


def keep_uploads(request: Request, rows: EvidenceFormSet) -> None:
    """Store the files of rows that are in order and let the rows name them; a browser never sends a file twice."""
    for row in rows.forms:
        if upload := getattr(row, "cleaned_data", {}).get("upload"):
            row.hold(store_file(actor=request.user, name=upload.name or "", data=upload.read()))


def chosen_values(request: Request, claim: Claim) -> EvidenceValues | None:
    """Return what the pressed button takes over: ``evidence:ID`` or ``claim:PUBLIC-ID``; None where none was pressed.

    Raises 404 for what the person may not see.
    """
    kind, _colon, name = request.POST.get("use", "").partition(":")
    if kind == "evidence":
        pk = int(name) if name.isdecimal() and len(name) < 19 else 0
        return values_of(get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk))
    if kind == "claim":
        others = Claim.objects.visible_to(request.user).exclude(article=claim.article_id)
        return EvidenceValues(cited=get_object_or_404(others, public_id=name).public_id, stance="")
    return None


def find(request: Request, claim: Claim, words: str) -> dict[str, Any]:
    """Return the evidence and the claims of other articles that have these words and that the person may see."""
    if len(words) < SHORTEST_WORDS:
        return {"too_short": True}
    has = Q(title__icontains=words) | Q(url__icontains=words) | Q(excerpt__icontains=words)
    # A piece that was taken over is found by the first of its line.
    pieces = Evidence.objects.visible_to(request.user).filter(has, origin__isnull=True)
    claims = Claim.objects.visible_to(request.user).exclude(article=claim.article_id)
    said = Q(quotation__icontains=words) | Q(claim_text__icontains=words) | Q(public_id=words.lower())
    cited = claims.filter(said, standing=Standing.STANDS).with_all().select_related("article")
    related = pieces.select_related("file", "verdict__claim__article").defer("file__data")
    return {
        "found_pieces": list(related.order_by("-pk")[:FOUND_AT_MOST]),
        "found_claims": list(cited.order_by(F("current_verdict").desc(nulls_last=True), "-pk")[:FOUND_AT_MOST]),
    }
