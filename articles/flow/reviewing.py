"""Claim to verdict: a journalist decides, with a reason and evidence; what is superseded stays in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles, refuse_flagged, require_hands_on
from articles.flow.counting import count_verdict, take_turn
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.finishing import finish_assignments, finish_if_decided
from articles.flow.proving import EvidenceValues, evidence_of, store_evidence
from articles.models import Article, Claim, Event, Label, Newsroom, User, Verdict
from articles.models.articles import Status
from articles.models.events import Verb
from articles.models.newsroom import ReasonPolicy
from articles.models.verdicts import Answer, Said
from articles.reading import clean_line

ANSWERS_WITH_A_REASON = (Answer.SUPPORTED, Answer.DISPUTED)
MAX_REASON_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides on a claim: is it so, why, did they say it, and the newsroom's own word for it."""

    answer: str
    reason: str
    said: str = ""
    label: Label | None = None


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
    label: Label | None = None,
) -> Verdict:
    """Write a person's verdict on a claim, made on a ``version`` of it, and return it.

    The same ``key`` twice is the same verdict. Raises :class:`Conflict` when the claim was changed or decided since, or
    the article was given to somebody else: nothing is saved then, and the claim as it stands is in the exception.
    Raises :class:`NotAcceptable` for an unknown answer, a missing reason, or a label that means another answer. Where
    two people check the claim it counts when both have answered: :mod:`articles.flow.counting`.
    """
    decision = Decision(answer, reason.strip(), said, label)
    check_decision(decision)
    with transaction.atomic():
        (article,) = lock_articles([claim.article])
        if known := Verdict.objects.filter(author=actor, key=key).first():
            return same_form(known, claim, decision, evidence)
        require_hands_on(actor, Action.DECIDE, article, claim)
        current = take_turn(actor, article, claim, version)
        refuse_flagged(current)
        check_for_claim(decision, current)
        return write_verdict(actor, article, current, decision, evidence, key)


def same_form(known: Verdict, claim: Claim, decision: Decision, evidence: Sequence[EvidenceValues]) -> Verdict:
    """Return the verdict that a form has made already, when it was sent again as it was.

    Raises :class:`NotAcceptable` when the form was for another claim, :class:`Conflict` when it says something else
    now, as after the browser's way back: that is a new decision, on what stands now.
    """
    if known.claim_id != claim.pk:
        raise NotAcceptable(_("This form belongs to another claim. Open the claim again."))
    known_decision = Decision(known.answer, known.reason, known.said, known.label)
    if known_decision != decision or evidence_of(known) != list(evidence):
        current = Claim.objects.with_all().get(pk=claim.pk)
        raise Conflict(
            _("Somebody changed this claim while you were working on it. Nothing of yours was saved yet."), current
        )
    return known


def check_decision(decision: Decision) -> None:
    """Raise :class:`NotAcceptable` for what is no decision on any claim."""
    if decision.answer not in Answer.values:
        raise NotAcceptable(_("Choose one of the four answers."))
    if decision.said and decision.said not in Said.values:
        raise NotAcceptable(_("Choose whether they said it."))
    if len(decision.reason) > MAX_REASON_LENGTH:
        raise NotAcceptable(_("The reason is too long; the limit is 20,000 characters."))
    if decision.label and decision.label.answer != decision.answer:
        raise NotAcceptable(_("This label means another answer. Choose one of the answer’s own."))


def check_for_claim(decision: Decision, claim: Claim) -> None:
    """Raise :class:`NotAcceptable` for a decision on this claim, as it stands, that nobody could replay."""
    if decision.said and not claim.is_attributed:
        raise NotAcceptable(_("These are the outlet's own words: nobody else can have said them."))
    if decision.answer in answers_with_a_reason(claim) and not clean_line(decision.reason, 1_000):
        raise NotAcceptable(_("Say why: a verdict without a reason cannot be checked by others."))
    if decision.label and not Label.objects.active().filter(pk=decision.label.pk).exists():
        raise NotAcceptable(_("This label is no longer in use. Choose another."))


def answers_with_a_reason(claim: Claim) -> tuple[str, ...]:
    """Return the answers that need a reason on this claim, as the newsroom has set it; in one query."""
    policy = Newsroom.objects.now().reason_policy
    is_asked = policy == ReasonPolicy.ALWAYS or (policy == ReasonPolicy.SECOND and claim.current_verdict_id)
    return ANSWERS_WITH_A_REASON if is_asked else ()


def write_verdict(
    actor: User,
    article: Article,
    current: Claim,
    decision: Decision,
    evidence: Sequence[EvidenceValues],
    key: UUID,
) -> Verdict:
    """Write the verdict, its evidence and its event on a claim whose version was taken, with the article locked."""
    label = decision.label
    verdict = Verdict.objects.create(
        claim=current,
        number=current.verdicts.count() + 1,
        author=actor,
        said=decision.said,
        answer=decision.answer,
        reason=decision.reason,
        label=label,
        label_name=label.name if label else "",
        label_rating=label.rating if label else None,
        supersedes=current.current_verdict,
        article_text_id=current.article_text_id,
        start=current.start,
        end=current.end,
        quotation=current.quotation,
        key=key,
    )
    store_evidence(actor, verdict, evidence)
    before = {"answer": current.current_verdict.answer} if current.current_verdict else {}
    after: dict[str, Any] = {"answer": decision.answer, "said": decision.said, "label": verdict.label_name}
    after |= {"verdict": verdict.number, "evidence": len(evidence)}
    Event.objects.record(Verb.CLAIM_DECIDED, actor=actor, article=article, claim=current, before=before, after=after)
    is_settled = count_verdict(actor, article, current, verdict)
    if is_settled and current.current_verdict is None:  # changing a verdict of a reopened review does not end it
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
