"""Kept copies: what a web server answered, as it came, so that it can be shown after the page is gone."""

from __future__ import annotations

import hashlib
import zlib

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only
from articles.models.articles import Article
from articles.models.imports import ImportItem
from articles.models.people import User


class CaptureQuerySet(models.QuerySet["Capture"]):
    """Reads of kept copies."""

    def visible_to(self, user: User | AnonymousUser) -> CaptureQuerySet:
        """Return those of the articles that a person may see."""
        return self.filter(article__in=Article.objects.visible_to(user))


class CaptureManager(models.Manager["Capture"]):
    """Leaves the bodies in the database until somebody asks for one."""

    def get_queryset(self) -> CaptureQuerySet:
        """Return the captures without their bodies."""
        return CaptureQuerySet(self.model, using=self._db).defer("packed_body")

    def visible_to(self, user: User | AnonymousUser) -> CaptureQuerySet:
        """Return those of the articles that a person may see."""
        return self.get_queryset().visible_to(user)


class KeptAnswer(models.Model):
    """The columns of one answer of one server, kept as it came.

    ``sha256`` and ``body_bytes`` are of the body as it was sent, without the transfer's own encodings (chunks, gzip,
    br). Headers are lists of pairs, in the order sent. ``hops`` are the redirects that led to it, each with its url,
    status, request_headers and response_headers; of copies that are older than this column they are not known.
    """

    url = models.TextField(_("asked for"))
    final_url = models.TextField(_("answered from"))
    captured_at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField()
    request_headers = models.JSONField(default=list)
    response_headers = models.JSONField(default=list)
    content_type = models.CharField(max_length=100, blank=True)
    packed_body = models.BinaryField(help_text=_("zlib"))
    body_bytes = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    hops = models.JSONField(default=list)

    class Meta:
        abstract = True

    @property
    def body(self) -> bytes:
        """The body as it was sent, without the transfer's own encodings."""
        return zlib.decompress(self.packed_body)

    @property
    def sha256_hex(self) -> str:
        """The SHA-256 of the body, in hexadecimal."""
        return bytes(self.sha256).hex()

    @staticmethod
    def packed(body: bytes) -> dict[str, object]:
        """Return the values that keep a body."""
        return {
            "packed_body": zlib.compress(body),
            "body_bytes": len(body),
            "sha256": hashlib.sha256(body).digest(),
        }


class Capture(KeptAnswer):
    """One answer of the server of an article's page, append-only; a later answer is another capture."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="captures")
    item = models.ForeignKey(ImportItem, on_delete=models.PROTECT, related_name="captures", null=True)

    objects = CaptureManager()

    class Meta:
        indexes = [models.Index(fields=["article", "-id"], name="capture_by_article")]
        triggers = append_only("capture")

    def __str__(self) -> str:
        return f"capture {self.pk} of {self.final_url}"


class RefusedPageQuerySet(models.QuerySet["RefusedPage"]):
    """Reads of what was refused."""

    def visible_to(self, user: User | AnonymousUser) -> RefusedPageQuerySet:
        """Return those of the imports that a person may see."""
        return self.filter(item__in=ImportItem.objects.visible_to(user))


class RefusedPage(KeptAnswer):
    """What the server last answered for a piece of an import that no article was found in, so that an admin sees it.

    It is evidence of nothing: the next answer takes its place, and an article found after all removes it.
    """

    item = models.OneToOneField(ImportItem, on_delete=models.CASCADE, related_name="refused_page")

    objects = RefusedPageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"refused page of item {self.item_id}: {self.final_url}"
