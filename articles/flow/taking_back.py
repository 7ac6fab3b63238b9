"""A verdict taken back by its author: the claim is again what it was before, and nothing leaves the record."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from articles.access import Action
from articles.flow.changing import lock_articles, refuse_flagged, require_hands_on, take_version
from articles.flow.errors import Conflict
from articles.flow.finishing import reopen_assignment
from articles.models import Claim, Event, Retraction, SecondReview, User, Verdict
from articles.models.events import Verb


@transaction.atomic
def take_back_verdict(*, actor: User, verdict: Verdict) -> Claim:
    """Take back the verdict that counts, and return its claim: the one before it counts again, or the claim is open.

    A review that this verdict ended begins again. Taken back twice is once. Raises :class:`Conflict` when another
    verdict counts meanwhile or two people check the claim, :class:`PermissionDenied` for somebody else's verdict.
    """
    (article,) = lock_articles([verdict.claim.article])
    claim = Claim.objects.with_all().get(pk=verdict.claim_id)
    require_hands_on(actor, Action.DECIDE, article, claim)
    if verdict.author_id != actor.pk:
        raise PermissionDenied("a verdict is taken back by its author")
    if Retraction.objects.filter(verdict=verdict).exists():
        return claim
    if SecondReview.objects.filter(claim=claim).exists():
        raise Conflict(_("Two people check this claim: nobody takes an answer back alone."), claim)
    if claim.current_verdict_id != verdict.pk:
        raise Conflict(_("Another verdict counts meanwhile. Yours is in the history."), claim)
    refuse_flagged(claim)
    current = take_version(claim, claim.version)
    Retraction.objects.create(verdict=verdict, author=actor)
    restored = verdict.supersedes
    Claim.objects.filter(pk=current.pk).update(current_verdict=restored)
    before = {"answer": verdict.answer, "verdict": verdict.number}
    after = {"answer": restored.answer, "verdict": restored.number} if restored else {}
    Event.objects.record(
        Verb.VERDICT_RETRACTED, actor=actor, article=article, claim=current, before=before, after=after
    )
    if restored is None:
        reopen_assignment(actor, article)
    current.current_verdict = restored
    return current
