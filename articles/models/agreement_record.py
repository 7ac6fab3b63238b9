"""How far the newsroom's people agree, from the answers that two gave without seeing each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple, TypeVar

from django.db.models import Count
from django.db.models.functions import TruncMonth

from articles.agreement import Agreement, Pairs, added_up, agreement_of, either_chose
from articles.models.answer_pairs import AnswerPairQuerySet
from articles.models.newsroom import Answer
from articles.models.people import User

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Two people and how far they agree."""

    one: User
    other: User
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Word:
    """An answer, by its words, and how far people agree on it."""

    words: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Month:
    """The first day of a month and how far people agreed in it."""

    start: date
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """How far people agree on whether it is so, whether they said it, and on labels; and who, on what, and when."""

    so: Agreement
    said: Agreement
    labels: Agreement
    colleagues: Sequence[Colleagues]
    words: Sequence[Word]
    months: Sequence[Month]


class _Row(NamedTuple):
    """Answers that occurred together, who gave them, in which month, and how often."""

    first: int
    second: int
    month: date
    first_answer: str
    second_answer: str
    first_said: str
    second_said: str
    first_label: str
    second_label: str
    claims: int

    @property
    def people(self) -> tuple[int, int]:
        """The two people's ids, always in the same order."""
        return min(self.first, self.second), max(self.first, self.second)


def agreement_record(pairs: AnswerPairQuerySet) -> AgreementRecord:
    """Return how far people agree in some pairs; two queries, whatever their number.

    Colleagues and answers come with the most claims first, months with the newest.
    """
    rows = _rows(pairs)
    answers, labels = _pairs(rows, "answer"), _pairs(rows, "label")
    by_people = _grouped(rows, attrgetter("people"))
    people = User.objects.in_bulk({person for pair in by_people for person in pair})
    colleagues = [Colleagues(people[one], people[other], found) for (one, other), found in by_people.items()]
    words = [Word(str(answer.label), either_chose(answers, answer)) for answer in Answer]
    words += [Word(name, either_chose(labels, name)) for name in sorted({name for pair in labels for name in pair})]
    return AgreementRecord(
        agreement_of(answers),
        agreement_of(_pairs(rows, "said")),
        agreement_of(labels),
        sorted(colleagues, key=lambda two: (-two.agreement.claims, str(two.one), str(two.other))),
        [word for word in words if word.agreement.claims],
        [Month(start, found) for start, found in sorted(_grouped(rows, attrgetter("month")).items(), reverse=True)],
    )


def _rows(pairs: AnswerPairQuerySet) -> list[_Row]:
    ends = [f"{end}__{name}" for name in ("answer", "said", "label_name") for end in ("first", "second")]
    found = (
        pairs.annotate(month=TruncMonth("at"))
        .values_list("first__author", "second__author", "month", *ends)
        .annotate(claims=Count("pk"))
        .order_by()
    )
    return [_Row(*row) for row in found]


def _pairs(rows: Sequence[_Row], what: str) -> Pairs:
    return added_up(((getattr(row, f"first_{what}"), getattr(row, f"second_{what}")), row.claims) for row in rows)


def _grouped(rows: Sequence[_Row], key: Callable[[_Row], Key]) -> dict[Key, Agreement]:
    groups: dict[Key, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {one: agreement_of(_pairs(members, "answer")) for one, members in groups.items()}
