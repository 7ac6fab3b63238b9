"""A flagged claim to its new words, back to review, or aside: only a person moves what the text left behind."""

from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from articles.access import Action
from articles.anchoring import Alignment, Fate, Place
from articles.flow.changing import lock_articles, require_hands_on, take_version
from articles.flow.choosing import begin_again
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.finishing import finish_if_decided, reopen_assignment
from articles.flow.placing import attribution_left, move
from articles.flow.quoting import find_quotation, refuse_twin
from articles.models import Article, ArticleText, Claim, Event, User
from articles.models.claims import Standing
from articles.models.events import Verb
from articles.reading import clean_text


class Settlement(StrEnum):
    """What a person makes of a claim whose words changed."""

    CARRY = "carry"
    ANEW = "anew"
    ASIDE = "aside"


@transaction.atomic
def settle_claim(*, actor: User, claim: Claim, version: int, settlement: Settlement, quotation: str = "") -> Claim:
    """Say what becomes of a flagged claim, and return it as it is now.

    CARRY puts it to the ``quotation`` in the current text with its verdict, ANEW does the same and opens it again,
    ASIDE takes it off the list. Raises :class:`Conflict` when it was changed since ``version`` or is not flagged any
    more, :class:`NotAcceptable` when the words do not stand in the current text.
    """
    (article,) = lock_articles([claim.article])
    require_hands_on(actor, Action.CORRECT, article, claim)
    current = take_version(claim, version)
    if not current.text_state:
        raise Conflict(_("Somebody changed this claim while you were working on it."), current)
    current.article = article
    current.refresh_from_db(fields=["version"])
    before = current.snapshot() | current.whereabouts()
    if settlement == Settlement.ASIDE:
        current.standing = Standing.DISMISSED
        current.save(update_fields=["standing"])
    else:
        put_in_place(current, quotation, keeps_verdict=settlement == Settlement.CARRY)
    verbs = {
        Settlement.CARRY: Verb.CLAIM_CARRIED,
        Settlement.ANEW: Verb.CLAIM_OPENED_ANEW,
        Settlement.ASIDE: Verb.CLAIM_SET_ASIDE,
    }
    after = current.snapshot() | current.whereabouts()
    Event.objects.record(verbs[settlement], actor=actor, article=article, claim=current, before=before, after=after)
    end_or_reopen(actor, article, current)
    return current


def put_in_place(claim: Claim, quotation: str, *, keeps_verdict: bool) -> None:
    """Put a flagged claim to the words that a person chose in the current text, with cue and speaker where they stand.

    Raises :class:`NotAcceptable` when the words do not stand there, or are another claim already.
    """
    text = ArticleText.objects.get(pk=claim.article.current_text_id or 0)
    if not quotation.split():
        raise NotAcceptable(_("Give the words that the claim has now, as they stand in the new text."))
    start, end = find_quotation(text.text, clean_text(quotation), near=claim.proposed_start)
    reads_alone = claim.claim_text != claim.quotation
    spans = attribution_left(claim, Alignment(claim.article_text.text, text.text), Place(Fate.CHANGED, start, end))
    move(claim, text, Place(Fate.STANDS, start, end), spans, (None, None))
    claim.claim_text = claim.claim_text if reads_alone else claim.quotation
    refuse_twin(claim)
    if not keeps_verdict:
        claim.current_verdict = None  # it stays in the history
        begin_again(claim)
    claim.save()


def end_or_reopen(actor: User, article: Article, claim: Claim) -> None:
    """End the review when this was its last open claim, or begin it again when the claim is open."""
    if claim.is_open:
        reopen_assignment(actor, article)
    elif Claim.objects.standing().filter(article=article).exists():
        finish_if_decided(actor, article)
