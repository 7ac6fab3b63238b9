"""What can be found by words: a row for each article, claim, verdict, piece of evidence and name of a claimant.

The database writes these rows itself, by triggers on what they are about, in the same transaction; nothing in Python
does. The functions and triggers are in migration 0023, and why it is so is in docs/decisions/0013-search.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.claimants import Claimant
from articles.models.claims import Claim, Standing
from articles.models.newsroom import Answer
from articles.models.people import User
from articles.models.second_reviews import SecondReview
from articles.models.verdicts import Evidence, Verdict
from articles.searching import END, START, folded

CONFIGURATIONS = ("periksa_id", "periksa_en", "periksa_es", "periksa_simple")
"""How words become what is looked for, a language each and one for all others. Source: migration 0023."""


class Kind(models.TextChoices):
    """What a row is about."""

    ARTICLE = "article", _("articles")
    CLAIM = "claim", _("claims")
    VERDICT = "verdict", _("verdicts’ reasons")
    EVIDENCE = "evidence", _("evidence")
    CLAIMANT = "claimant", _("claimants")


def words_query(terms: Sequence[str]) -> SearchQuery:
    """Return the query for what has all of the terms, each the words of a phrase in their order, in one language."""
    return reduce(or_, (reduce(and_, _in_one_language(terms, name)) for name in CONFIGURATIONS))


def _in_one_language(terms: Sequence[str], configuration: str) -> list[SearchQuery]:
    return [SearchQuery(folded(term), config=configuration, search_type="phrase") for term in terms]


def headlines(texts: Sequence[tuple[str, str]], terms: Sequence[str]) -> list[str]:
    """Return folded texts, each given with its language, with all that is one of the terms between START and END."""
    query = " || ".join(["phraseto_tsquery(%s::regconfig, %s)"] * len(CONFIGURATIONS) * len(terms))
    parts = [part for term in terms for name in CONFIGURATIONS for part in (name, folded(term))]
    options = f"HighlightAll=true, StartSel={START}, StopSel={END}"
    statement = (
        "SELECT ts_headline(periksa_configuration(language), text, query, %s) "  # noqa: S608 - only places for values
        "FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS given (text, language, number), "
        f"(SELECT {query}) AS looked (query) ORDER BY number"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [options, [text for text, _l in texts], [lang for _t, lang in texts], *parts])
        return [headline for (headline,) in cursor.fetchall()]


class SearchRowQuerySet(models.QuerySet["SearchRow"]):
    """Reads of what can be found; every page and export starts with :meth:`visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> SearchRowQuerySet:
        """Return what a person may see of what belongs to an article; claimants have :meth:`claimants`.

        A reason, and what it rests on, is found by whom the verdict is visible to and by nobody else: the same as
        :meth:`Verdict.objects.visible_to`, which a test compares, but for one claim after the other.
        """
        articles = Article.objects.visible_to(user)
        # Who sees all articles needs none of them to be looked up.
        mine = self.filter(article__in=articles) if articles.query.where else self.filter(article__isnull=False)
        return mine.filter(models.Q(verdict__isnull=True) | models.Q(author=user.pk) | ~self.blind(user))

    @staticmethod
    def blind(user: User | AnonymousUser) -> models.Exists:
        """Return the condition of a claim whose answers by others a person may not see yet."""
        return models.Exists(SecondReview.objects.hiding_from(user).filter(claim=models.OuterRef("claim")))

    def answered(self, user: User | AnonymousUser, answers: Sequence[str]) -> SearchRowQuerySet:
        """Return the reasons that give one of these answers or labels, and the claims that have one that counts."""
        known = [answer for answer in answers if answer in Answer.values]
        own = models.Q(verdict__isnull=False)
        found = models.Q(own | models.Q(~self.blind(user)), answer__in=known)
        for label in [answer for answer in answers if answer not in {*known, "open"}]:
            counts = models.Q(~self.blind(user), claim__current_verdict__label_name__iexact=label, verdict__isnull=True)
            found |= models.Q(verdict__label_name__iexact=label) | counts
        if "open" in answers:
            found |= models.Q(kind=Kind.CLAIM, answer="", claim__standing=Standing.STANDS)
        return self.filter(found)

    def claimants(self) -> SearchRowQuerySet:
        """Return the names of claimants; whom somebody may see of them, :meth:`Claimant.objects.visible_to` says."""
        return self.filter(kind=Kind.CLAIMANT, claimant__isnull=False)  # the latter leads to their own index

    def having(self, words: Sequence[str], without: Sequence[str] = ()) -> SearchRowQuerySet:
        """Return what has all of the words or phrases, and none of those ``without``."""
        found = self.filter(vector=words_query(words)) if words else self
        for term in without:
            found = found.exclude(vector=words_query([term]))
        return found

    def newest_first(self) -> SearchRowQuerySet:
        """Order by when the article was published, or came in where that is not known."""
        return self.order_by("-at", "-pk")


class SearchRow(models.Model):
    """What can be found of one thing; ``at`` is the time of its article. Written by the database alone.

    ``answer`` is that of the verdict which counts for a claim, and of a reason's or a piece of evidence's own verdict,
    ``author`` who gave that.
    ``object_id`` is the id of what it is about: an article, claim, verdict, piece of evidence or claimant's name.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    object_id = models.BigIntegerField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, related_name="+")
    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    author = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    claimant = models.ForeignKey(Claimant, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    answer = models.CharField(max_length=20, default="")
    vector = SearchVectorField()

    objects = SearchRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_row_once")]
        indexes = [
            GinIndex(fields=["vector"], name="search_row_words"),
            models.Index(fields=["-at", "-id"], name="search_row_by_time"),
            models.Index(
                fields=["claimant"], condition=models.Q(claimant__isnull=False), name="search_row_by_claimant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
