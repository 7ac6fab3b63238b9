"""``manage.py load_demo``: people, articles, assignments and verdicts, so that every page shows something."""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.flow import assigning, extracting, importing_files, reviewing
from articles.flow.proving import EvidenceValues
from articles.models import Article, Claim, Extraction, User, Worker
from articles.models.extractions import State
from articles.models.imports import Way

WORKER = "load_demo"
SEEDS = Path(settings.BASE_DIR) / "seeds"


class Command(BaseCommand):
    """Loads the demo through the same doors as people use. Running it again completes what is missing.

    Two articles are extracted here and now, because their verdicts need claims; the worker extracts the others.
    """

    help = "Load the demo: people with published passwords, five articles, some assignments and verdicts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, unless it is there."""
        if not settings.DEMO:
            raise CommandError("This is not the demo: DEMO is off.")
        extracting.note_worker_alive(WORKER)  # else a sweeper that runs would take the runs below for abandoned
        people = {values["username"]: add_person(values) for values in read("people.json")}
        admin = next(person for person in people.values() if person.is_admin)
        done = importing_files.import_files(actor=admin, files=[Seed("articles.jsonl")], way=Way.DEMO)
        for plan in read("reviews.json"):
            review(plan, people)
        Worker.objects.filter(name=WORKER).delete()  # it takes no more work, and must not look as if it did
        self.stdout.write(f"{len(people)} people and {done.items.count()} articles.")


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed file, as what is imported is opened."""

    name: str

    def open(self) -> BinaryIO:
        """Return it open for reading."""
        return (SEEDS / self.name).open("rb")


def read(name: str) -> list[dict[str, Any]]:
    """Return the objects of one seed file."""
    values: list[dict[str, Any]] = json.loads((SEEDS / name).read_text(encoding="utf-8"))
    return values


def add_person(values: dict[str, Any]) -> User:
    """Return one demo person, whose password is published with the product; added when not there yet."""
    known = User.objects.filter(username=values["username"], is_demo=True).first()
    if known:
        return known
    person = User(username=values["username"], name=values["name"], roles=values["roles"], is_demo=True)
    person.set_password(values["password"])
    person.save()
    return person


def review(plan: dict[str, Any], people: dict[str, User]) -> None:
    """Assign one article, and decide the claims that the plan names."""
    article = Article.objects.get(url=plan["url"])
    editor, assignee = people[plan["editor"]], people[plan["assignee"]]
    due_on = timezone.localdate() + timedelta(days=plan["due_in_days"])
    if article.assignments.exists():
        return
    extract_now(article, plan)
    assigning.assign_articles(actor=editor, articles=[article], assignee=assignee, due_on=due_on, note=plan["note"])
    for values in plan["verdicts"]:
        decide(article, assignee, values)


def extract_now(article: Article, plan: dict[str, Any]) -> None:
    """Extract an article whose plan has verdicts, unless a worker has done so."""
    job = Extraction.objects.filter(article_text=article.current_text).latest("pk")
    if plan["verdicts"] and job.state != State.DONE:
        extracting.run_extraction(job.pk, worker=WORKER)


def decide(article: Article, assignee: User, values: dict[str, Any]) -> None:
    """Decide the claim that holds the plan's words."""
    claims = Claim.objects.undecided().filter(article=article, quotation__contains=values["claim"])
    claim = claims.in_reading_order().first()
    if claim is None:
        raise CommandError(f"No claim of “{article}” holds the words “{values['claim']}”.")
    reviewing.decide_claim(
        actor=assignee,
        claim=claim,
        version=claim.version,
        answer=values["answer"],
        reason=values["reason"],
        evidence=[EvidenceValues(**one) for one in values["evidence"]],
        key=uuid.uuid4(),
    )
