"""Who says it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Claimant(models.Model):
    """Somebody who says something, across articles."""

    name = models.CharField(_("claimant"), max_length=300)
    kind = models.CharField(max_length=20, choices=ClaimantKind.choices)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="claimant_has_a_name")]

    def __str__(self) -> str:
        return self.name


class ClaimantName(models.Model):
    """One name of a claimant, its own or an alias; a name belongs to one claimant."""

    claimant = models.ForeignKey(Claimant, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=NAME_LENGTH, unique=True)

    def __str__(self) -> str:
        return self.name
