"""Who did what to which row, from what, to what, when. Append-only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only
from articles.models.articles import Article
from articles.models.claims import Claim
from articles.models.people import User
from articles.models.second_reviews import SecondReview


class Verb(models.TextChoices):
    """What can happen, in the past tense of the one who did it."""

    ARTICLE_IMPORTED = "article_imported", _("imported the article")
    ARTICLE_REFETCHED = "article_refetched", _("fetched the page again")
    DETAILS_CORRECTED = "details_corrected", _("corrected title, byline, date or language")
    TEXT_CORRECTED = "text_corrected", _("gave the article a new text")
    EXTRACTION_FINISHED = "extraction_finished", _("found the claims")
    EXTRACTION_FAILED = "extraction_failed", _("could not find the claims")
    EXTRACTION_RETRIED = "extraction_retried", _("asked to extract again")
    ARTICLE_ASSIGNED = "article_assigned", _("assigned the article")
    ASSIGNMENT_WITHDRAWN = "assignment_withdrawn", _("took the article back")
    REVIEW_FINISHED = "review_finished", _("finished the review")
    REVIEW_REOPENED = "review_reopened", _("reopened the review")
    CLAIM_EXTRACTED = "claim_extracted", _("found this claim")
    CLAIM_ADDED = "claim_added", _("added this claim")
    CLAIM_EDITED = "claim_edited", _("corrected this claim")
    CLAIM_MERGED = "claim_merged", _("merged this claim")
    CLAIM_SPLIT = "claim_split", _("split this claim")
    CLAIM_DISMISSED = "claim_dismissed", _("dismissed it as not a claim")
    CLAIM_RESTORED = "claim_restored", _("took the dismissal back")
    CLAIM_CARRIED = "claim_carried", _("carried this claim over to the new text")
    CLAIM_LEFT_BEHIND = "claim_left_behind", _("found its words changed or gone in the new text")
    CLAIM_OPENED_ANEW = "claim_opened_anew", _("put it up for review again with the new words")
    CLAIM_SET_ASIDE = "claim_set_aside", _("set it aside, as the new text no longer says it")
    CLAIM_DECIDED = "claim_decided", _("decided")
    COPY_ASKED = "copy_asked", _("asked for a copy of the evidence")
    COPY_KEPT = "copy_kept", _("kept a copy of the evidence")
    COPY_REFUSED = "copy_refused", _("could not keep a copy of the evidence")
    VERDICT_RETRACTED = "verdict_retracted", _("took the verdict back")
    VERDICT_ADOPTED = "verdict_adopted", _("took the verdict over from a copy of the article")
    ARTICLE_MATCHED = "article_matched", _("found a copy of the article")
    MATCH_CONFIRMED = "match_confirmed", _("confirmed that the articles are copies")
    MATCH_REJECTED = "match_rejected", _("said that the articles are no copies")
    MATCH_UNDECIDED = "match_undecided", _("took back what was said of the copies")
    LINK_CONFIRMED = "link_confirmed", _("confirmed the link")
    LINK_REJECTED = "link_rejected", _("rejected the link")
    LINK_DRAWN = "link_drawn", _("linked it with another claim")
    LINK_WITHDRAWN = "link_withdrawn", _("took the link back")
    SECOND_REVIEW_ASKED = "second_review_asked", _("asked for a second review")
    SECOND_REVIEW_WAIVED = "second_review_waived", _("did without the second review")
    SECOND_REVIEW_DIFFERED = "second_review_differed", _("answered otherwise than the first")
    SECOND_REVIEW_SETTLED = "second_review_settled", _("settled the second review")
    SECOND_ASSIGNED = "second_assigned", _("assigned a second check")
    VERDICT_RETURNED = "verdict_returned", _("sent the verdict back")
    VERDICT_STOOD_BY = "verdict_stood_by", _("stood by the verdict")
    RETURN_TAKEN_BACK = "return_taken_back", _("took the sending back away")
    COMMENT_WRITTEN = "comment_written", _("wrote a comment")
    COMMENT_EDITED = "comment_edited", _("reworded a comment")
    COMMENTS_RESOLVED = "comments_resolved", _("marked the comments as resolved")
    COMMENTS_OPENED = "comments_opened", _("opened the comments again")


OF_ANSWERS = (
    Verb.CLAIM_DECIDED,
    Verb.VERDICT_ADOPTED,
    Verb.VERDICT_RETURNED,
    Verb.VERDICT_STOOD_BY,
    Verb.RETURN_TAKEN_BACK,
    Verb.SECOND_REVIEW_DIFFERED,
    Verb.SECOND_REVIEW_SETTLED,
    Verb.COPY_ASKED,
    Verb.COPY_KEPT,
    Verb.COPY_REFUSED,
    Verb.COMMENT_WRITTEN,
    Verb.COMMENT_EDITED,
    Verb.COMMENTS_RESOLVED,
    Verb.COMMENTS_OPENED,
)
"""What tells that somebody answered, or how; the last two of a round that the claim's correction has ended."""


class EventManager(models.Manager["Event"]):
    """Writes events; every page, export and message that reads them starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> models.QuerySet[Event]:
        """Return the events that a person may see: those of the articles that they may see.

        While two people check a claim, none tells one of them what the other has decided.
        """
        blind = SecondReview.objects.hiding_from(user).filter(claim=models.OuterRef("claim"))
        told = models.Exists(blind) & models.Q(verb__in=OF_ANSWERS) & ~models.Q(actor_id=user.pk)
        return self.filter(~models.Q(told), article__in=Article.objects.visible_to(user))

    def record(
        self,
        verb: Verb,
        *,
        actor: User | None,
        article: Article,
        claim: Claim | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Event:
        """Write one event; ``actor`` is None for the worker. Call it in the transaction of what it records."""
        return self.create(**event_values(verb, actor, article, claim, before, after))

    def newest_of(self, article: Article, user: User) -> int:
        """Return the id of an article's newest event that a person may see, 0 where there is none.

        As long as it stays, nothing happened that the person should be told of.
        """
        return self.visible_to(user).filter(article=article).aggregate(newest=models.Max("pk"))["newest"] or 0

    def record_many(self, verb: Verb, *, actor: User | None, article: Article, claims: list[Claim]) -> None:
        """Write one event a claim, with what the claim is now, in one statement."""
        self.bulk_create(Event(**event_values(verb, actor, article, claim, None, claim.snapshot())) for claim in claims)

    def record_moves(
        self, verb: Verb, *, article: Article, moves: Iterable[tuple[Claim, dict[str, Any], dict[str, Any]]]
    ) -> None:
        """Write one event a claim of the desk's own doing, with what was and what is, in one statement."""
        self.bulk_create(Event(**event_values(verb, None, article, claim, was, now)) for claim, was, now in moves)


def event_values(
    verb: Verb,
    actor: User | None,
    article: Article,
    claim: Claim | None,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return the values of an event row, with the correlation id of the request or task at hand."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return {
        "verb": verb,
        "actor": actor,
        "article": article,
        "claim": claim,
        "before": before or {},
        "after": after or {},
        "request_id": str(request_id),
    }


class Event(models.Model):
    """One thing that happened."""

    verb = models.CharField(max_length=30, choices=Verb.choices)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="events")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="events")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="events")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = EventManager()

    class Meta:
        indexes = [
            models.Index(fields=["article", "id"], name="event_by_article"),
            models.Index(fields=["claim", "id"], condition=models.Q(claim__isnull=False), name="event_by_claim"),
        ]
        triggers = append_only("event")

    def __str__(self) -> str:
        return f"{self.actor_id or 'worker'} {self.verb} {self.article_id}"
