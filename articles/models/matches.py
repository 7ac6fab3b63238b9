"""Near duplicates: what a text is known again by, which articles are copies of each other, which claims they share."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Now

from articles.models.articles import Article, ArticleText
from articles.models.claims import Claim, Confirmation
from articles.models.people import User


class Fingerprint(models.Model):
    """The digest of a text without its white space and shapes of marks, by which the same text is known again.

    Apart from the text itself, whose table is append-only.
    """

    article_text = models.OneToOneField(
        ArticleText, on_delete=models.PROTECT, related_name="fingerprint", primary_key=True
    )
    folded_sha256 = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["folded_sha256"], name="fingerprint_by_digest")]

    def __str__(self) -> str:
        return f"fingerprint of text {self.article_text_id}"


class Band(models.Model):
    """One band of a text's signature: texts that share one are compared. Looked up by its primary key alone."""

    pk = models.CompositePrimaryKey("band", "article_text")
    band = models.BigIntegerField()
    article_text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="bands", db_index=False)

    def __str__(self) -> str:
        return f"{self.band} of text {self.article_text_id}"


class ArticleMatchQuerySet(models.QuerySet["ArticleMatch"]):
    """Reads of matches."""

    def visible_to(self, user: User | AnonymousUser) -> ArticleMatchQuerySet:
        """Return the matches of which a person may see both articles."""
        visible = Article.objects.visible_to(user)
        return self.filter(earlier__in=visible, later__in=visible)

    def of(self, article: Article) -> ArticleMatchQuerySet:
        """Return the matches of an article, whichever came first."""
        return self.filter(models.Q(earlier=article) | models.Q(later=article))

    def standing(self) -> ArticleMatchQuerySet:
        """Return those that nobody rejected."""
        return self.exclude(confirmation=Confirmation.REJECTED)


class ArticleMatch(models.Model):
    """Two articles of which one is, for a good part, word for word the other. It never merges them.

    ``similarity`` is 0..1: which part of the shorter text's shingles the longer one has as well.
    """

    earlier = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="matches_later")
    later = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="matches_earlier")
    similarity = models.FloatField()
    confirmation = models.CharField(max_length=10, choices=Confirmation.choices, default=Confirmation.SUGGESTED)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ArticleMatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="article_match_once"),
            models.CheckConstraint(condition=models.Q(earlier__lt=models.F("later")), name="article_match_in_order"),
            models.CheckConstraint(
                condition=models.Q(similarity__gte=0.0, similarity__lte=1.0), name="article_match_is_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} and {self.later_id}: {self.similarity:.2f}"

    @property
    def percent(self) -> int:
        """The similarity in whole per cent, rounded down: only what is the same is 100."""
        return int(self.similarity * 100)

    def other_than(self, article: Article) -> Article:
        """Return the article at the other end."""
        return self.later if self.earlier_id == article.pk else self.earlier


class ClaimAppearanceQuerySet(models.QuerySet["ClaimAppearance"]):
    """Reads of appearances."""

    def standing(self) -> ClaimAppearanceQuerySet:
        """Return those of matches that nobody rejected, whose other claim stands."""
        return self.filter(other__standing="stands").exclude(match__confirmation=Confirmation.REJECTED)

    def decided(self) -> ClaimAppearanceQuerySet:
        """Return those that stand and whose other claim has a verdict that counts."""
        return self.standing().filter(other__current_verdict__isnull=False, other__text_state="")


class ClaimAppearance(models.Model):
    """A claim that appears in another article as well; a row for each direction. It never changes a verdict.

    ``similarity`` is 0..1; 1 where the words are the same but for white space and shapes of marks.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appearances")
    other = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appearances_of")
    match = models.ForeignKey(ArticleMatch, on_delete=models.PROTECT, related_name="appearances")
    similarity = models.FloatField()
    created_at = models.DateTimeField(db_default=Now())

    objects = ClaimAppearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "other"], name="claim_appearance_once"),
            models.CheckConstraint(condition=~models.Q(claim=models.F("other")), name="claim_appearance_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} also as {self.other_id}"
