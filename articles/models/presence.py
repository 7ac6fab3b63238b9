"""Who has an article open now, and which claim is before them. It holds nothing and locks nothing."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from articles.models.articles import Article
from articles.models.claims import Claim
from articles.models.people import User

HERE_SECONDS = 60
"""So long after a page was heard of, its person counts as being there; a page looks every 5 to 20 seconds."""

WRITTEN_SECONDS = 15
"""A row is written at most so often while its person stays on the same claim."""


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Reads of presences, on the database's clock."""

    def here(self) -> PresenceQuerySet:
        """Return those heard of within HERE_SECONDS, each with whether it is ``fresh`` enough not to be written."""
        fresh = models.Q(seen_at__gt=Now() - timedelta(seconds=WRITTEN_SECONDS))
        whether = models.ExpressionWrapper(fresh, output_field=models.BooleanField())
        return self.filter(seen_at__gte=Now() - timedelta(seconds=HERE_SECONDS)).annotate(fresh=whether)


class Presence(models.Model):
    """One person with one article open; ``claim`` is the one at hand, if any."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="presences")
    claim = models.ForeignKey(Claim, on_delete=models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(db_default=Now())

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.article_id}"
