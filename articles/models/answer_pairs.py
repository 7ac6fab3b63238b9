"""Two answers to one claim that were given without seeing each other; append-only."""

from __future__ import annotations

from datetime import date, datetime, time

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from articles.models.append_only import append_only
from articles.models.claims import Claim
from articles.models.people import User
from articles.models.verdicts import Verdict


class AnswerPairQuerySet(models.QuerySet["AnswerPair"]):
    """Reads of pairs."""

    def visible_to(self, user: User | AnonymousUser) -> AnswerPairQuerySet:
        """Return those of which a person may see both answers."""
        verdicts = Verdict.objects.visible_to(user)
        return self.filter(first__in=verdicts, second__in=verdicts)

    def between(self, since: date | None, until: date | None) -> AnswerPairQuerySet:
        """Return those of some days, both included, in the newsroom's time zone; None is no bound."""
        rows = self.filter(at__gte=start_of(since)) if since else self
        return rows.filter(at__lte=end_of(until)) if until else rows

    def of_people(self, *people: int) -> AnswerPairQuerySet:
        """Return those in which all these people, by their ids, gave an answer."""
        rows = self
        for person in people:
            rows = rows.filter(models.Q(first__author=person) | models.Q(second__author=person))
        return rows

    def differing(self) -> AnswerPairQuerySet:
        """Return those in which the two did not agree."""
        return self.filter(is_equal=False)


def start_of(day: date) -> datetime:
    """Return the first moment of a day in the newsroom's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Return the last moment of a day in the newsroom's time zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


class AnswerPair(models.Model):
    """The answers of two people to one claim, as they were when the second review stopped being blind.

    What either of them says later, having seen the other's, changes nothing here. ``is_equal`` says that both answers
    and the label are the same. A claim that was corrected and is checked by two again has another pair.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="answer_pairs")
    first = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="+")
    is_equal = models.BooleanField()
    at = models.DateTimeField(db_default=Now())

    objects = AnswerPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="answer_pair_once"),
            models.CheckConstraint(condition=~models.Q(first=models.F("second")), name="answer_pair_of_two"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="answer_pair_by_time"),
            models.Index(fields=["-at", "-id"], condition=models.Q(is_equal=False), name="answer_pair_differing"),
        ]
        triggers = append_only("answer_pair")

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.first_id}, {self.second_id}"
