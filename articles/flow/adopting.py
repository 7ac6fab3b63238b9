"""The same claim in a copy of the article: an editor says whether it is a copy, a journalist takes a verdict over."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles
from articles.flow.errors import Conflict
from articles.flow.proving import adoptable_evidence
from articles.flow.reviewing import decide_claim
from articles.models import Article, ArticleMatch, Claim, ClaimAppearance, Event, SecondReview, User, Verdict
from articles.models.claims import Confirmation
from articles.models.events import Verb
from articles.models.second_reviews import UNSETTLED

VERB_OF = {
    Confirmation.CONFIRMED: Verb.MATCH_CONFIRMED,
    Confirmation.REJECTED: Verb.MATCH_REJECTED,
    Confirmation.SUGGESTED: Verb.MATCH_UNDECIDED,
}


@transaction.atomic
def adopt_verdict(*, actor: User, appearance: ClaimAppearance, version: int, verdict: int, key: UUID) -> Verdict:
    """Decide a claim as its other appearance was decided, with the same reason and evidence, and return the verdict.

    It is the actor's own verdict, and an event says where it comes from. ``version`` is the claim's and ``verdict`` the
    id of the verdict that were on the page: :class:`Conflict` when one of them is another now, or the two articles are
    no copies any more. The same ``key`` twice is the same verdict. Who may see the other claim is the caller's to ask.
    """
    claim = Claim.objects.select_related("article").get(pk=appearance.claim_id)
    is_again = Verdict.objects.filter(author=actor, key=key).exists()
    decided = ClaimAppearance.objects.decided().filter(pk=appearance.pk, other__current_verdict=verdict)
    if not is_again and not decided.exists():
        raise Conflict(_("The other verdict changed meanwhile. Look at it again."), claim)
    if not is_again and SecondReview.objects.filter(claim=claim, state__in=UNSETTLED).exists():
        raise Conflict(_("Two people check this claim, each for themselves. Give your own answer."), claim)
    source = Verdict.objects.select_related("claim", "author", "label").get(pk=verdict)
    adopted = decide_claim(
        actor=actor,
        claim=claim,
        version=version,
        answer=source.answer,
        reason=source.reason,
        evidence=adoptable_evidence(actor, source, claim),
        key=key,
        said=source.said if claim.is_attributed else "",
        label=source.label if source.label and source.label.is_active else None,
    )
    if not is_again:
        after = {"from": source.claim.public_id, "article": source.claim.article_id, "verdict": source.number}
        after |= {"author": str(source.author)}
        Event.objects.record(Verb.VERDICT_ADOPTED, actor=actor, article=claim.article, claim=claim, after=after)
    return adopted


@transaction.atomic
def decide_match(*, actor: User, match: ArticleMatch, article: Article, decision: Confirmation, was: str) -> None:
    """Confirm or reject that two articles are copies, or take that back; no verdict changes by it.

    ``article`` is the one that was on the page. Raises :class:`Conflict` when the match is not ``was`` any more.
    """
    (article,) = lock_articles([article])
    access.require(actor, Action.CONFIRM_MATCH, article)
    values = {"confirmation": decision, "decided_by": actor, "decided_at": Now()}
    if not ArticleMatch.objects.filter(pk=match.pk, confirmation=was).update(**values):
        raise Conflict(_("Somebody decided that meanwhile."))
    after = {"article": match.other_than(article).pk, "confirmation": decision}
    Event.objects.record(VERB_OF[decision], actor=actor, article=article, before={"confirmation": was}, after=after)
