"""Several people on one article: who is there, and whether anything happened since a page was drawn."""

import hashlib
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Now

from articles.flow.notifying import read_notices_of
from articles.models import Article, Claim, Event, Presence, User


@dataclass(frozen=True, slots=True)
class Gathering:
    """What there is to tell a page: the newest event, the others who are there, and the claim at hand.

    The event is the newest that the person may see. ``people_mark`` stays the same as long as the same people are on
    the same claims; ``claim_version`` is 0 for none.
    """

    article_id: int
    newest_event: int
    others: tuple[Presence, ...]
    claim_id: int | None
    claim_version: int

    @property
    def people_mark(self) -> str:
        """A short word for who is where."""
        where = ",".join(f"{one.person_id}:{one.claim_id or 0}" for one in self.others)
        return hashlib.sha256(where.encode()).hexdigest()[:12]


def look_in(*, actor: User, article_id: int, claim: str = "") -> Gathering | None:
    """Note that a person has an article open, with the claim of this public id before them, and return what is new.

    None where they may not see the article. Costs two queries, and a third when their row is due to be written: when
    they came, turned to another claim, or WRITTEN_SECONDS have gone by. Who came or turned has read what notices tell
    of it: a fourth.
    """
    seen = Event.objects.visible_to(actor)
    events = seen.filter(article=OuterRef("pk")).order_by().values("article").annotate(newest=Max("pk"))
    at_hand = Claim.objects.filter(article=OuterRef("pk"), public_id=claim)
    row = (
        Article.objects.visible_to(actor)
        .filter(pk=article_id)
        .values_list(
            Subquery(events.values("newest")), Subquery(at_hand.values("pk")), Subquery(at_hand.values("version"))
        )
        .first()
    )
    if row is None:
        return None
    newest_event, claim_id, version = row
    here = list(Presence.objects.here().filter(article=article_id).select_related("person").order_by("person_id"))
    own = next((one for one in here if one.person_id == actor.pk), None)
    has_come = own is None or own.claim_id != claim_id
    if has_come or not getattr(own, "fresh", False):
        note_presence(actor, article_id, claim_id)
    if has_come:
        read_notices_of(actor=actor, article_id=article_id, claim_id=claim_id)
    others = tuple(one for one in here if one.person_id != actor.pk and one.person.is_active)
    return Gathering(article_id, newest_event or 0, others, claim_id, version or 0)


def note_presence(actor: User, article_id: int, claim_id: int | None) -> None:
    """Write that a person is there, in one statement, on the database's clock."""
    row = Presence(article_id=article_id, person=actor, claim_id=claim_id, seen_at=Now())
    Presence.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["article", "person"], update_fields=["claim", "seen_at"]
    )
