"""Everything that happened to a claim, in order, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from articles.models import Claim, ClaimLink, Comment, Event, User, Verdict
from articles.models.events import Verb
from articles.views.chosen import verdicts_of
from articles.views.rounds import rounds_of, to_return

CONTEXT_CHARACTERS = 400
SHOWN_BY_ITSELF = (Verb.CLAIM_DECIDED, Verb.COMMENT_WRITTEN, Verb.COMMENT_EDITED)
"""What the verdict or the comment itself tells, with its words."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: an event, a verdict with its reasons, or a comment."""

    at: datetime
    actor: User | None
    event: Event | None = None
    verdict: Verdict | None = None
    comment: Comment | None = None
    is_superseded: bool = False
    superseded_by: Verdict | None = None


@dataclass(frozen=True, slots=True)
class ClaimHistory:
    """A claim with the words around it, what happened to it, and what it came from and became.

    ``to_return`` are the ids of the verdicts that the person can send back, if they see them.
    """

    before: str
    after: str
    happenings: list[Happening]
    replaces: list[Claim]
    replaced_by: list[Claim]
    links: list[ClaimLink]
    to_return: set[int]

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts among what happened, the first first."""
        return [happening.verdict for happening in self.happenings if happening.verdict]

    @property
    def is_replaced(self) -> bool:
        """Whether other claims stand in its place."""
        return bool(self.replaced_by)


def claim_history(claim: Claim, user: User) -> ClaimHistory:
    """Read a claim's record as a person may see it; the number of queries does not grow with it."""
    text = claim.article_text.text
    before = text[max(0, claim.start - CONTEXT_CHARACTERS) : claim.start]
    after = text[claim.end : claim.end + CONTEXT_CHARACTERS]
    return ClaimHistory(
        before=cut_start(before, claim.start > CONTEXT_CHARACTERS),
        after=cut_end(after, claim.end + CONTEXT_CHARACTERS < len(text)),
        happenings=happenings(claim, user),
        replaces=list(claim.replaces.select_related("claimant").in_reading_order()),
        replaced_by=list(claim.replaced_by.select_related("claimant").in_reading_order()),
        links=list(ClaimLink.objects.touching(claim).standing().visible_to(user).with_ends()),
        to_return=to_return(claim, rounds_of(claim.article, [claim], user, ())) if user.is_editor else set(),
    )


def happenings(claim: Claim, user: User) -> list[Happening]:
    """Return the events, verdicts and comments that a person may see, in one order; a decision is shown by its verdict.

    What happened to the article as a whole (its text, who checks it) happened to the claim as well.
    """
    own = Q(claim=claim) | Q(article=claim.article_id, claim__isnull=True)
    visible = Event.objects.visible_to(user).filter(own)
    events = visible.exclude(verb__in=SHOWN_BY_ITSELF).select_related("actor").order_by("pk")
    found = [Happening(event.at, event.actor, event=event) for event in events]
    verdicts = verdicts_of(claim, user)
    is_double = any(happening.event and happening.event.verb == Verb.SECOND_REVIEW_ASKED for happening in found)
    for verdict in verdicts:
        # One that counts again, after a later one was taken back, has no successor.
        counts = verdict.pk == claim.current_verdict_id
        by = None if counts else successor(verdict, verdicts, is_double=is_double)
        found.append(Happening(verdict.created_at, verdict.author, None, verdict, None, by is not None, by))
    comments = claim.comments.visible_to(user).select_related("author").prefetch_related("wordings")
    found += [Happening(comment.created_at, comment.author, comment=comment) for comment in comments]
    return sorted(found, key=lambda happening: happening.at)


def successor(verdict: Verdict, verdicts: list[Verdict], *, is_double: bool) -> Verdict | None:
    """Return the verdict that took another's place: the next, or where two people check the claim their own next."""
    later = [one for one in verdicts if one.number > verdict.number]
    if is_double:
        later = [one for one in later if one.author_id == verdict.author_id or one.supersedes_id == verdict.pk]
    return later[0] if later else None


def cut_start(words: str, is_cut: bool) -> str:
    """Return the words before a claim from a word's beginning, with a sign where something is left out."""
    return "… " + words.partition(" ")[2] if is_cut else words


def cut_end(words: str, is_cut: bool) -> str:
    """Return the words behind a claim to a word's end, with a sign where something is left out."""
    return words.rpartition(" ")[0] + " …" if is_cut else words
