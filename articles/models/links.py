"""How one claim relates to another: suggested by the desk or drawn by a person."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.claims import Claim, Confirmation, Origin, Relation, Standing
from articles.models.people import User


class ClaimLinkQuerySet(models.QuerySet["ClaimLink"]):
    """Reads of links; every page starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> ClaimLinkQuerySet:
        """Return the links of which a person may see both claims: the other may be of an article that is not theirs."""
        visible = Article.objects.visible_to(user)
        return self.filter(from_claim__article__in=visible, to_claim__article__in=visible)

    def standing(self) -> ClaimLinkQuerySet:
        """Return the links between claims that were neither dismissed nor replaced."""
        return self.filter(from_claim__standing=Standing.STANDS, to_claim__standing=Standing.STANDS)

    def touching(self, claim: Claim) -> ClaimLinkQuerySet:
        """Return what a claim does to others and they to it."""
        return self.filter(models.Q(from_claim=claim) | models.Q(to_claim=claim))

    def of_article(self, article: Article) -> ClaimLinkQuerySet:
        """Return the links with a claim of an article at either end."""
        return self.filter(models.Q(from_claim__article=article) | models.Q(to_claim__article=article))

    def with_ends(self) -> ClaimLinkQuerySet:
        """Fetch both claims, who says them and where, and who decided; in the order of their making."""
        ends = [f"{end}__{of}" for end in ("from_claim", "to_claim") for of in ("claimant", "article")]
        return self.select_related(*ends, "confirmed_by").order_by("pk")


class ClaimLink(models.Model):
    """One claim's relation to another. A suggestion never changes a verdict.

    The desk suggests links within one article; a person may draw one to a claim of another (``origin`` is ``person``),
    with a ``note``.
    """

    from_claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="links_out")
    to_claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="links_in")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    reason = models.JSONField(default=dict, help_text=_("The engine's code and the words that led to it."))
    note = models.TextField(_("note"), blank=True, default="")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    confirmation = models.CharField(max_length=10, choices=Confirmation.choices, default=Confirmation.SUGGESTED)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_claim", "to_claim", "relation"], name="claim_link_once"),
            models.CheckConstraint(condition=~models.Q(from_claim=models.F("to_claim")), name="claim_link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.from_claim_id} {self.relation} {self.to_claim_id}"

    @property
    def is_drawn(self) -> bool:
        """Whether a person drew it, and not the desk."""
        return self.origin == Origin.PERSON

    def is_open_from(self, article: Article) -> bool:
        """Say whether it is a suggestion, and to be decided on the page of this article."""
        return self.confirmation == Confirmation.SUGGESTED and self.from_claim.article_id == article.pk
