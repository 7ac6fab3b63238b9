"""Imports: what an admin brought in at once, and what became of each piece."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.people import User


class Way(models.TextChoices):
    """By which door it came."""

    PASTE = "paste", _("pasted text")
    FILES = "files", _("files")
    COMMAND = "command", _("command line")
    DEMO = "demo", _("demo")


class Outcome(models.TextChoices):
    """What became of one piece."""

    IMPORTED = "imported", _("imported")
    DUPLICATE = "duplicate", _("already here")
    REFUSED = "refused", _("refused")


class ImportQuerySet(models.QuerySet["Import"]):
    """Reads of imports."""

    def visible_to(self, user: User | AnonymousUser) -> ImportQuerySet:
        """Return all of them for admins and nothing for anybody else."""
        return self if isinstance(user, User) and user.is_admin else self.none()

    def with_counts(self) -> ImportQuerySet:
        """Add how many pieces each has, by outcome and by the article's status."""

        def count(**condition: object) -> models.Count:
            return models.Count("items", filter=models.Q(**condition))

        return self.annotate(
            total=models.Count("items"),
            refused=count(items__outcome=Outcome.REFUSED),
            duplicates=count(items__outcome=Outcome.DUPLICATE),
            waiting=count(items__outcome=Outcome.IMPORTED, items__article__status="extracting"),
            failed=count(items__outcome=Outcome.IMPORTED, items__article__status="failed"),
        )


class Import(models.Model):
    """One act of importing: a pasted text, or many files at once."""

    way = models.CharField(max_length=10, choices=Way.choices)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="import_newest")]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.way}"

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows its progress."""
        return reverse("import_detail", args=[self.pk])


class ImportItem(models.Model):
    """One piece of an import, in the order given. ``refusal`` is a code of :mod:`articles.reading` when refused."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=500)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, blank=True, related_name="import_items")
    refusal = models.CharField(max_length=30, blank=True)
    refusal_detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.REFUSED, refusal__gt="", article__isnull=True)
                | (~models.Q(outcome=Outcome.REFUSED) & models.Q(refusal="", article__isnull=False)),
                name="import_item_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.outcome}"
