"""Who says it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.people import User


class ClaimantKind(models.TextChoices):
    """What sort of speaker a claimant is."""

    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    COUNTRY = "country", _("country")
    GROUP = "group", _("group")
    OUTLET = "outlet", _("outlet")


NAME_LENGTH = 300


def claimant_key(name: str) -> str:
    """Return what two spellings of one name share: case folded, white space single, at most as long as is stored."""
    return " ".join(name.casefold().split())[:NAME_LENGTH]


class ClaimantQuerySet(models.QuerySet["Claimant"]):
    """Reads of claimants."""

    def visible_to(self, user: User | AnonymousUser) -> ClaimantQuerySet:
        """Return those who say something that a person may see."""
        from articles.models.claims import Claim

        return self.filter(models.Exists(Claim.objects.visible_to(user).filter(claimant=models.OuterRef("pk"))))

    def roots(self, pks: Iterable[int]) -> list[Claimant]:
        """Return whom these were merged into in the end, each once; whoever was not merged is that claimant."""
        found, rows = dict[int, Claimant](), list(self.filter(pk__in=set(pks)))
        while rows:
            found |= {row.pk: row for row in rows if row.merged_into_id is None}
            rows = list(self.filter(pk__in={row.merged_into_id for row in rows if row.merged_into_id}))
        return list(found.values())

    def families(self, pks: Iterable[int]) -> set[int]:
        """Return the ids of these and of all that were merged with them."""
        found = {root.pk for root in self.roots(pks)}
        layer = found
        while layer:
            layer = set(self.filter(merged_into__in=layer).values_list("pk", flat=True)) - found
            found |= layer
        return found


class Claimant(models.Model):
    """Somebody who says something, across articles.

    One that was merged into another keeps its names and its claims; the two are one wherever a claimant is shown.
    """

    name = models.CharField(_("claimant"), max_length=300)
    kind = models.CharField(max_length=20, choices=ClaimantKind.choices)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClaimantQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="claimant_has_a_name")]

    def __str__(self) -> str:
        return self.name


class ClaimantName(models.Model):
    """One name of a claimant, its own or an alias; a name belongs to one claimant."""

    claimant = models.ForeignKey(Claimant, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=NAME_LENGTH, unique=True)

    class Meta:
        indexes = [GinIndex(OpClass("key", name="gin_trgm_ops"), name="claimant_name_trigrams")]

    def __str__(self) -> str:
        return self.name
