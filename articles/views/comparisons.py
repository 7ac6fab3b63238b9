"""Two verdicts on one claim side by side, with the words marked that only one of them has."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from articles.comparing import Piece, compare_words
from articles.models import Evidence, Verdict
from articles.views.chosen import verdicts_of
from articles.views.claims import claim_seen
from articles.views.request import Request


@dataclass(frozen=True, slots=True)
class Row:
    """One part of two verdicts: what it is called, and its words in pieces, of the one and of the other."""

    name: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the two differ in it."""
        return any(piece.is_changed for piece in (*self.old, *self.new))


@require_GET
def claim_compare(request: Request, public_id: str) -> HttpResponse:
    """Show two verdicts of a claim, by their numbers; without numbers the first and the last."""
    claim = claim_seen(request, public_id)
    verdicts = verdicts_of(claim, request.user)
    by_number = {str(verdict.number): verdict for verdict in verdicts}
    if not verdicts:
        raise Http404("no verdicts to compare")
    one = by_number.get(request.GET.get("one", str(verdicts[0].number)))
    other = by_number.get(request.GET.get("other", str(verdicts[-1].number)))
    if one is None or other is None:
        raise Http404("no such verdict")
    values = {"claim": claim, "verdicts": verdicts, "one": one, "other": other, "pair": [one, other]}
    return render(request, "claims/compare.html", values | {"rows": rows_of(one, other)})


def rows_of(one: Verdict, other: Verdict) -> list[Row]:
    """Return the parts of two verdicts side by side."""
    parts = [
        (_("Did they say it?"), one.get_said_display(), other.get_said_display()),
        (_("Is it so?"), one.get_answer_display(), other.get_answer_display()),
        (_("Why"), one.reason, other.reason),
        (_("Evidence"), evidence_lines(one), evidence_lines(other)),
        (_("Quotation"), one.quotation, other.quotation),
    ]
    return [Row(name, *compare_words(old or "–", new or "–")) for name, old, new in parts if old or new]


def evidence_lines(verdict: Verdict) -> str:
    """Return what a verdict rests on as text, a piece a line."""
    return "\n".join(line_of(piece) for piece in verdict.evidence.all())


def line_of(piece: Evidence) -> str:
    """Return a piece of evidence in one line: what it does, what it is called, where it is, what it says."""
    cited = piece.cited_claim.public_id if piece.cited_claim else ""
    file = piece.file.name if piece.file else ""
    words = [piece.title, piece.url, file, cited, piece.excerpt]
    return f"{piece.get_stance_display()}: " + " · ".join(word for word in words if word)
