"""Claim to verdict: a journalist decides, with a reason and evidence; what is superseded stays in the record."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles, refuse_flagged, require_hands_on, take_version
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.finishing import finish_assignments, finish_if_decided
from articles.models import Article, Claim, Event, Evidence, User, Verdict
from articles.models.articles import Status
from articles.models.events import Verb
from articles.models.verdicts import Answer, EvidenceStance, Said
from articles.reading import clean_line

ANSWERS_WITH_A_REASON = frozenset({Answer.SUPPORTED, Answer.DISPUTED})
MAX_REASON_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class EvidenceValues:
    """One piece of evidence as it comes from a form; an address or an excerpt must be there."""

    url: str = ""
    title: str = ""
    excerpt: str = ""
    stance: str = EvidenceStance.SUPPORTS


def decide_claim(
    *,
    actor: User,
    claim: Claim,
    version: int,
    answer: str,
    reason: str,
    evidence: Sequence[EvidenceValues] = (),
    key: UUID,
    said: str = "",
) -> Verdict:
    """Write a person's verdict on a claim, made on a ``version`` of it, and return it.

    The same ``key`` twice is the same verdict. Raises :class:`Conflict` when the claim was changed or decided since, or
    the article was given to somebody else: nothing is saved then, and the claim as it stands is in the exception.
    Raises :class:`NotAcceptable` for an unknown answer or a missing reason.
    """
    check_decision(answer, reason, said)
    with transaction.atomic():
        (article,) = lock_articles([claim.article])
        if known := Verdict.objects.filter(author=actor, key=key).first():
            return same_form(known, claim, (answer, reason.strip(), said), evidence)
        require_hands_on(actor, Action.DECIDE, article, claim)
        current = take_version(claim, version)
        refuse_flagged(current)
        return write_verdict(actor, article, current, (answer, reason.strip(), said), evidence, key)


def same_form(
    known: Verdict, claim: Claim, decision: tuple[str, str, str], evidence: Sequence[EvidenceValues]
) -> Verdict:
    """Return the verdict that a form has made already, when it was sent again as it was.

    Raises :class:`NotAcceptable` when the form was for another claim, :class:`Conflict` when it says something else
    now, as after the browser's way back: that is a new decision, on what stands now.
    """
    if known.claim_id != claim.pk:
        raise NotAcceptable(_("This form belongs to another claim. Open the claim again."))
    stored = [
        EvidenceValues(piece.url, piece.title, piece.excerpt, piece.stance) for piece in known.evidence.order_by("pk")
    ]
    if (known.answer, known.reason, known.said) != decision or stored != list(evidence):
        current = Claim.objects.with_all().get(pk=claim.pk)
        raise Conflict(
            _("Somebody changed this claim while you were working on it. Nothing of yours was saved yet."), current
        )
    return known


def check_decision(answer: str, reason: str, said: str) -> None:
    """Raise :class:`NotAcceptable` for a decision that nobody could replay."""
    if answer not in Answer.values:
        raise NotAcceptable(_("Choose one of the four answers."))
    if said and said not in Said.values:
        raise NotAcceptable(_("Choose whether they said it."))
    if answer in ANSWERS_WITH_A_REASON and not clean_line(reason, 1_000):
        raise NotAcceptable(_("Say why: a verdict without a reason cannot be checked by others."))
    if len(reason) > MAX_REASON_LENGTH:
        raise NotAcceptable(_("The reason is too long; the limit is 20,000 characters."))


def write_verdict(
    actor: User,
    article: Article,
    current: Claim,
    decision: tuple[str, str, str],
    evidence: Sequence[EvidenceValues],
    key: UUID,
) -> Verdict:
    """Write the verdict, its evidence and its event on a claim whose version was taken, with the article locked."""
    answer, reason, said = decision
    verdict = Verdict.objects.create(
        claim=current,
        number=current.verdicts.count() + 1,
        author=actor,
        said=said,
        answer=answer,
        reason=reason,
        article_text_id=current.article_text_id,
        start=current.start,
        end=current.end,
        quotation=current.quotation,
        key=key,
    )
    Evidence.objects.bulk_create(Evidence(verdict=verdict, **asdict(values)) for values in evidence)
    before = {"answer": current.current_verdict.answer} if current.current_verdict else {}
    Claim.objects.filter(pk=current.pk).update(current_verdict=verdict)
    after = {"answer": answer, "verdict": verdict.number, "evidence": len(evidence)}
    Event.objects.record(Verb.CLAIM_DECIDED, actor=actor, article=article, claim=current, before=before, after=after)
    if current.current_verdict is None:  # changing a verdict of a review that was opened again does not end it
        finish_if_decided(actor, article)
    return verdict


@transaction.atomic
def finish_review(*, actor: User, article: Article) -> None:
    """End the review of an article that has no open claim, for example because it has no claim at all.

    Raises :class:`NotAcceptable` while a claim is open.
    """
    (article,) = lock_articles([article])
    access.require(actor, Action.FINISH, article)
    if article.status == Status.DONE:  # pressed twice
        return
    if Claim.objects.undecided().filter(article=article).exists():
        raise NotAcceptable(_("Some claims are still open."))
    finish_assignments(actor, article)
