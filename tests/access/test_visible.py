"""What a person may read of others' verdicts: one queryset method for the rows, what they rest on, and the events."""

import pytest

from articles.models import Event, Evidence, User, Verdict
from articles.models.events import Verb
from articles.models.verdicts import EvidenceStance
from tests.make import make_article, make_assignment, make_claim, make_verdict


@pytest.mark.django_db
def test_verdicts_evidence_and_events_are_seen_where_the_article_is(
    jaya: User, joko: User, edi: User, ade: User
) -> None:
    article = make_article()
    make_assignment(article, jaya)
    verdict = make_verdict(make_claim(article), jaya)
    Evidence.objects.create(verdict=verdict, url="https://data.example/a", stance=EvidenceStance.SUPPORTS)
    Event.objects.record(Verb.CLAIM_DECIDED, actor=jaya, article=article, claim=verdict.claim)
    for person, sees in ((jaya, True), (joko, False), (edi, True), (ade, True)):
        for rows in (Verdict.objects, Evidence.objects, Event.objects):
            assert rows.visible_to(person).exists() == sees, (person, rows)
        assert verdict.claim.verdicts.visible_to(person).exists() == sees
        assert verdict.claim.events.visible_to(person).exists() == sees
