"""How often each version of the engine was right, by what people did with the claims that it found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When

from articles.models.articles import Status
from articles.models.claims import Claim, Origin, Standing
from articles.models.events import Event, Verb
from articles.models.extractions import Extraction, State

ACCEPTED, CORRECTED, DISMISSED, OPEN, GONE = "accepted", "corrected", "dismissed", "open", "gone"


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """What became of the claims of one version in one language; counts of claims, but ``articles``.

    Only claims of finished articles are judged: ``accepted`` stand as they were found, ``corrected`` were edited, or
    replaced in a split or a merge, ``dismissed`` were none. ``open`` are those of articles that are not finished.
    What people set aside because a later text no longer has it is counted nowhere: it was not wrong when it was found.
    ``added`` are claims that people added to finished articles which this version had read: what it had missed.
    """

    engine: str
    version: str
    language: str
    articles: int
    accepted: int
    corrected: int
    dismissed: int
    open: int
    added: int

    @property
    def found(self) -> int:
        """All claims that the version found."""
        return self.judged + self.open

    @property
    def judged(self) -> int:
        """Those of finished articles."""
        return self.accepted + self.corrected + self.dismissed

    @property
    def precision(self) -> float | None:
        """The share, 0..1, of judged claims that were claims, corrected or not; None where none is judged."""
        return (self.accepted + self.corrected) / self.judged if self.judged else None

    @property
    def untouched(self) -> float | None:
        """The share, 0..1, of judged claims that nobody had to correct; None where none is judged."""
        return self.accepted / self.judged if self.judged else None


_Key = tuple[str, str, str]


def version_records() -> list[VersionRecord]:
    """Return the record of every version in every language, the newest version first; three queries."""
    outcomes: dict[_Key, dict[str, int]] = defaultdict(dict)
    rows = (
        Claim.objects.filter(extraction__isnull=False)
        .annotate(outcome=_outcome())
        .values_list("extraction__engine", "extraction__engine_version", "article__language", "outcome")
        .annotate(count=Count("pk"))
        .order_by()
    )
    for engine, version, language, outcome, count in rows:
        outcomes[engine, version, language][outcome] = count
    added, runs = _added(), _runs()
    keys = sorted(runs | dict.fromkeys(outcomes, (0, 0)), key=lambda key: (-runs.get(key, (0, 0))[0], key))
    return [_record(key, runs.get(key, (0, 0))[1], outcomes[key], added.get(key, 0)) for key in keys]


def _record(key: _Key, articles: int, outcomes: dict[str, int], added: int) -> VersionRecord:
    return VersionRecord(
        *key,
        articles=articles,
        accepted=outcomes.get(ACCEPTED, 0),
        corrected=outcomes.get(CORRECTED, 0),
        dismissed=outcomes.get(DISMISSED, 0),
        open=outcomes.get(OPEN, 0),
        added=added,
    )


def _outcome() -> Case:
    """Return what became of a claim that an engine found."""
    edited = Exists(Event.objects.filter(claim=OuterRef("pk"), verb=Verb.CLAIM_EDITED))
    set_aside = Exists(Event.objects.filter(claim=OuterRef("pk"), verb=Verb.CLAIM_SET_ASIDE))
    return Case(
        When(set_aside, standing=Standing.DISMISSED, then=Value(GONE)),
        When(~models.Q(article__status=Status.DONE), then=Value(OPEN)),
        When(standing=Standing.DISMISSED, then=Value(DISMISSED)),
        When(standing=Standing.REPLACED, then=Value(CORRECTED)),
        When(edited, then=Value(CORRECTED)),
        default=Value(ACCEPTED),
        output_field=models.CharField(),
    )


def _runs() -> dict[_Key, tuple[int, int]]:
    """Return for each version and language its newest run and how many finished articles it has read."""
    finished = models.Q(article_text__article__status=Status.DONE)
    rows = (
        Extraction.objects.filter(state=State.DONE)
        .values_list("engine", "engine_version", "article_text__article__language")
        .annotate(newest=models.Max("pk"), articles=Count("article_text__article", filter=finished, distinct=True))
        .order_by()
    )
    return {(engine, version, language): (newest, count) for engine, version, language, newest, count in rows}


def _added() -> dict[_Key, int]:
    """Return how many claims people added to finished articles, by the version that had last read that text."""
    read = Extraction.objects.filter(article_text=OuterRef("article_text"), state=State.DONE).order_by("-pk")
    rows = (
        Claim.objects.filter(origin=Origin.PERSON, replaces__isnull=True, article__status=Status.DONE)
        .exclude(standing=Standing.DISMISSED)
        .annotate(engine=Subquery(read.values("engine")[:1]), read_by=Subquery(read.values("engine_version")[:1]))
        .filter(engine__isnull=False)
        .values_list("engine", "read_by", "article__language")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return {(engine, version, language): count for engine, version, language, count in rows}
