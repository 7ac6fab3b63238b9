"""Claims tied to each other: what the desk suggests is confirmed or rejected, and a person draws a link by hand.

No verdict changes by any of it.
"""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Article, Claim, ClaimLink, Event, User
from articles.models.claims import Confirmation, Origin, Relation
from articles.models.events import Verb

MAX_NOTE_LENGTH = 2_000


@transaction.atomic
def decide_link(*, actor: User, link: ClaimLink, confirm: bool, was: str) -> None:
    """Confirm or reject a link, or take back one that was drawn by hand: it is rejected then, and stays in the record.

    Raises :class:`Conflict` when it is not ``was`` any more, or one of its claims does not stand any more.
    """
    article = locked_article_of(link.from_claim, link.to_claim)
    access.require(actor, Action.CONFIRM_LINK, article)
    state = Confirmation.CONFIRMED if confirm else Confirmation.REJECTED
    as_seen = ClaimLink.objects.filter(pk__in=ClaimLink.objects.standing().filter(pk=link.pk, confirmation=was))
    if not as_seen.update(confirmation=state, confirmed_by=actor, confirmed_at=Now()):
        raise Conflict(_("This claim was changed meanwhile."), link.from_claim)
    verb = Verb.LINK_CONFIRMED if confirm else Verb.LINK_WITHDRAWN if link.is_drawn else Verb.LINK_REJECTED
    record_link(verb, actor, link, before={"confirmation": was}, after={"confirmation": state})


@transaction.atomic
def draw_link(*, actor: User, claim: Claim, other: Claim, relation: str, note: str = "") -> ClaimLink:
    """Say that a claim disputes, supports or repeats another, of its own article or of any other, and return the link.

    A link that the desk suggested, or that was rejected, is confirmed by it. Drawing what stands already, with the same
    note, does nothing. Whether the person may see the other claim is the caller's to ask. Raises
    :class:`NotAcceptable` for a claim with itself, an unknown relation, or a link that stands with another note;
    :class:`Conflict` when one of the claims does not stand any more.
    """
    check_link(claim, other, relation, note)
    access.require(actor, Action.CONFIRM_LINK, locked_article_of(claim, other))
    if Claim.objects.standing().filter(pk__in=[claim.pk, other.pk]).count() != 2:
        raise Conflict(_("One of the two is no longer a claim: somebody dismissed or replaced it meanwhile."), claim)
    ends: dict[str, Any] = {"from_claim": claim, "to_claim": other, "relation": relation}
    known = ClaimLink.objects.filter(**ends).first()
    if known and known.confirmation == Confirmation.CONFIRMED:
        if known.note == note.strip():  # the same form sent twice
            return known
        raise NotAcceptable(_("The two claims are linked like that already."))
    values: dict[str, Any] = {"confirmation": Confirmation.CONFIRMED, "confirmed_by": actor, "confirmed_at": Now()}
    values |= {"note": note.strip(), "origin": known.origin if known else Origin.PERSON}
    link, _created = ClaimLink.objects.update_or_create(**ends, defaults=values)
    before = {"confirmation": known.confirmation} if known else {}
    record_link(Verb.LINK_DRAWN, actor, link, before, {"confirmation": Confirmation.CONFIRMED, "note": link.note})
    return link


def check_link(claim: Claim, other: Claim, relation: str, note: str) -> None:
    """Raise :class:`NotAcceptable` for what no link can be."""
    if relation not in Relation.values:
        raise NotAcceptable(_("Choose what the claim does to the other."))
    if claim.pk == other.pk:
        raise NotAcceptable(_("A claim cannot be linked with itself."))
    if len(note) > MAX_NOTE_LENGTH:
        raise NotAcceptable(_("The note is too long; the limit is 2,000 characters."))


def locked_article_of(claim: Claim, other: Claim) -> Article:
    """Lock the articles of both claims, and return the first one's as it is now."""
    rows = lock_articles({claim.article, other.article})
    return next(row for row in rows if row.pk == claim.article_id)


def record_link(verb: Verb, actor: User, link: ClaimLink, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Write the event of the claim that does something, and of the other where that is another article's."""
    source, target = link.from_claim, link.to_claim
    ends = [(source, {"to": target.public_id})]
    if source.article_id != target.article_id:
        ends.append((target, {"from": source.public_id}))
    for claim, end in ends:
        told = {"relation": link.relation, **end, **after}
        Event.objects.record(verb, actor=actor, article=claim.article, claim=claim, before=before, after=told)
