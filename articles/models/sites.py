"""Sites that are visited by themselves, without a person asking: when one may be asked again, and what it forbids."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Site(models.Model):
    """One host and its turn: whoever visits it without being asked takes the turn first, in whatever process."""

    host = models.CharField(max_length=255, primary_key=True)
    free_at = models.DateTimeField(db_default=Now())
    crawl_seconds = models.FloatField(default=0)
    """What its robots.txt asks robots to wait between two visits; 0 where it asks for nothing."""

    def __str__(self) -> str:
        return self.host


class RobotsFile(models.Model):
    """The robots.txt of one origin (scheme, host, port), kept until it expires.

    A site whose file cannot be had allows nothing for now: then ``is_available`` is false.
    """

    origin = models.CharField(max_length=300, primary_key=True)
    text = models.TextField(blank=True)
    is_available = models.BooleanField(default=True)
    fetched_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.origin}/robots.txt"
