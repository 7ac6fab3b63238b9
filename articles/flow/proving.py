"""What a verdict rests on, stored with it: pages, words, files, claims of other articles, and what was used before."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from articles.attachments import HEAD_BYTES, kind_of, safe_name
from articles.flow.errors import NotAcceptable
from articles.flow.keeping import ask_for_copy
from articles.models import Claim, Evidence, EvidenceFile, User, Verdict
from articles.models.verdicts import EvidenceStance

KEPT_WORDS = ("publisher", "article", "claimant", "quotation")
"""What of a cited claim is told where it cannot be cited, in this order."""


@dataclass(frozen=True, slots=True)
class EvidenceValues:
    """One piece of evidence as it comes from a form; an address, an excerpt, a file or a claim must be there.

    ``file`` is the id of a stored file, ``cited`` the public id of a claim of another article, ``origin`` the id of the
    evidence that it was taken over from; ``keep`` asks for a copy of the page.
    """

    url: str = ""
    title: str = ""
    excerpt: str = ""
    stance: str = EvidenceStance.SUPPORTS
    file: int | None = None
    cited: str = ""
    origin: int | None = field(default=None, compare=False)
    keep: bool = field(default=False, compare=False)


def values_of(piece: Evidence) -> EvidenceValues:
    """Return a stored piece as values, to be used again: it then names the piece that it was taken over from."""
    return EvidenceValues(
        url=piece.url,
        title=piece.title,
        excerpt=piece.excerpt,
        stance=piece.stance,
        file=piece.file_id,
        cited=piece.cited_claim.public_id if piece.cited_claim else "",
        origin=piece.origin_id or piece.pk,
    )


def evidence_of(verdict: Verdict) -> list[EvidenceValues]:
    """Return what a verdict rests on as values, in its order."""
    return [values_of(piece) for piece in verdict.evidence.select_related("cited_claim").order_by("pk")]


def adoptable_evidence(actor: User, verdict: Verdict, claim: Claim) -> list[EvidenceValues]:
    """Return what a verdict rests on as values for a verdict on another ``claim``, in its order.

    A claim that is cited there and cannot be cited here (the person does not see it, or it is of this very article)
    stays as the words that were kept of it.
    """
    citable = Claim.objects.visible_to(actor).exclude(article=claim.article_id)
    found = []
    for piece in verdict.evidence.select_related("cited_claim").order_by("pk"):
        values = values_of(piece)
        if values.cited and not citable.filter(public_id=values.cited).exists():
            words = " – ".join(filter(None, [str(piece.cited_words.get(name, "")) for name in KEPT_WORDS]))
            values = replace(values, cited="", excerpt="\n".join(filter(None, [values.excerpt, words])))
        found.append(values)
    return found


def store_evidence(actor: User, verdict: Verdict, evidence: Sequence[EvidenceValues]) -> None:
    """Write what a verdict rests on in the caller's transaction, and ask for the copies that are to be kept.

    Raises :class:`NotAcceptable` for what is no evidence or not this person's to use.
    """
    for values in evidence:
        check_values(values)
        piece = Evidence.objects.create(
            verdict=verdict,
            url=values.url,
            title=values.title,
            excerpt=values.excerpt,
            stance=values.stance,
            file=usable_file(actor, values.file),
            origin=origin_of(actor, values),
            **citation_of(actor, verdict.claim, values.cited),
        )
        if values.keep and values.url:
            ask_for_copy(actor, piece)


def check_values(values: EvidenceValues) -> None:
    """Raise :class:`NotAcceptable` for an address that is no web page, an unknown stance, or nothing at all."""
    if values.url and not values.url.lower().startswith(("http://", "https://")):
        raise NotAcceptable(_("Only addresses of web pages can be evidence: http or https."))
    if values.stance not in EvidenceStance.values:
        raise NotAcceptable(_("Say what the evidence does to the claim."))
    if not (values.url or values.excerpt or values.file or values.cited):
        raise NotAcceptable(_("Give the address of the evidence, or an excerpt of it."))


def usable_file(actor: User, pk: int | None) -> EvidenceFile | None:
    """Return a stored file that the person may use. Raises :class:`NotAcceptable` for any other."""
    if pk is None:
        return None
    found = EvidenceFile.objects.usable_by(actor).defer("data").filter(pk=pk).first()
    if found is None:
        raise NotAcceptable(_("This file is not here. Choose it again."))
    return found


def origin_of(actor: User, values: EvidenceValues) -> Evidence | None:
    """Return the first piece of the line that this one was taken over from; none where the page is another now."""
    if values.origin is None:
        return None
    visible = Evidence.objects.visible_to(actor).select_related("origin")
    found = visible.filter(pk=values.origin, url=values.url).first()
    return (found.origin or found) if found else None


def citation_of(actor: User, claim: Claim, public_id: str) -> dict[str, object]:
    """Return the values that cite a claim of another article, with its words and its verdict as they are now.

    Raises :class:`NotAcceptable` when the person may not see it, or it is of the same article.
    """
    if not public_id:
        return {}
    visible = Claim.objects.visible_to(actor).select_related("article", "claimant")
    cited = visible.filter(public_id=public_id).first()
    if cited is None:
        raise NotAcceptable(_("There is no claim %(public_id)s that you can see.") % {"public_id": public_id})
    if cited.article_id == claim.article_id:
        raise NotAcceptable(_("A claim of the same article is no evidence. Link the two instead."))
    verdicts = Verdict.objects.visible_to(actor).select_related("author")
    seen = verdicts.filter(pk=cited.current_verdict_id or 0).first()
    return {"cited_claim": cited, "cited_verdict": seen, "cited_words": words_of(cited, seen)}


def words_of(cited: Claim, verdict: Verdict | None) -> dict[str, str]:
    """Return what a claim says and what was decided on it, in words that stay as they are."""
    words = {
        "public_id": cited.public_id,
        "quotation": cited.quotation,
        "claimant": cited.claimant.name if cited.claimant else "",
        "article": cited.article.title,
        "publisher": cited.article.publisher,
    }
    if verdict is not None:
        words |= {"answer": verdict.answer, "reason": verdict.reason, "author": str(verdict.author)}
        words |= {"decided_at": verdict.created_at.isoformat()}
    return words


def store_file(*, actor: User, name: str, data: bytes) -> EvidenceFile:
    """Store a file that a person brings as evidence, and return it; the same file of the same person is stored once.

    Raises :class:`NotAcceptable` for a kind that is not taken. Its size is the form's to limit.
    """
    kind = kind_of(data[:HEAD_BYTES])
    if not kind:
        raise NotAcceptable(_("Only PNG, JPEG, WebP and GIF images and PDF files can be evidence."))
    digest = EvidenceFile.digest(data)
    stored, _created = EvidenceFile.objects.defer("data").get_or_create(
        uploaded_by=actor,
        sha256=digest,
        name=safe_name(name, kind),
        defaults={"content_type": kind, "data": data, "byte_count": len(data)},
    )
    return stored
