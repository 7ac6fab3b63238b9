"""Assigning: one task for one person, unless an editor says otherwise."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from articles.flow import assigning
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Assignment, Event, User
from articles.models.events import Verb
from tests.make import make_article, make_assignment

pytestmark = pytest.mark.django_db


def test_giving_many_at_once(edi: User, jaya: User) -> None:
    articles = [make_article() for _ in range(3)]
    made = assigning.assign_articles(
        actor=edi, articles=articles, assignee=jaya, due_on=date(2026, 12, 1), note=" Tolong segera. "
    )
    assert [(a.article, a.due_on, a.note) for a in made] == [(a, date(2026, 12, 1), "Tolong segera.") for a in articles]
    for article in articles:
        article.refresh_from_db()
        assert article.status == "in_review"
    assert Event.objects.filter(verb=Verb.ARTICLE_ASSIGNED, actor=edi).count() == 3


def test_giving_it_to_another_takes_it_from_the_first(edi: User, jaya: User, joko: User) -> None:
    article = make_article()
    make_assignment(article, jaya)
    assigning.assign_articles(actor=edi, articles=[article], assignee=joko)
    assert list(Assignment.objects.order_by("pk").values_list("assignee__username", "state")) == [
        ("jaya", "withdrawn"),
        ("joko", "active"),
    ]


def test_two_people_have_it_only_when_the_editor_says_so(edi: User, jaya: User, joko: User) -> None:
    article = make_article()
    make_assignment(article, jaya)
    assigning.assign_articles(actor=edi, articles=[article], assignee=joko, together=True)
    assert set(Assignment.objects.active().values_list("assignee__username", flat=True)) == {"jaya", "joko"}


def test_giving_it_again_to_the_same_person_changes_day_and_note(edi: User, jaya: User) -> None:
    article = make_article()
    make_assignment(article, jaya)
    assigning.assign_articles(actor=edi, articles=[article], assignee=jaya, due_on=date(2026, 12, 2), note="Baru")
    assert list(Assignment.objects.values_list("due_on", "note")) == [(date(2026, 12, 2), "Baru")]


def test_taking_it_back(edi: User, jaya: User) -> None:
    article = make_article()
    assignment = make_assignment(article, jaya)
    assigning.withdraw_assignment(actor=edi, assignment=assignment)
    article.refresh_from_db()
    assert article.status == "ready"
    with pytest.raises(Conflict):
        assigning.withdraw_assignment(actor=edi, assignment=assignment)


def test_only_active_journalists_get_work(edi: User, ade: User, jaya: User) -> None:
    article = make_article()
    with pytest.raises(NotAcceptable):
        assigning.assign_articles(actor=edi, articles=[article], assignee=ade)
    jaya.is_active = False
    with pytest.raises(NotAcceptable):
        assigning.assign_articles(actor=edi, articles=[article], assignee=jaya)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("person", ["jaya", "ade", "nona"])
def test_only_an_editor_assigns(person: str, joko: User, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(person)
    with pytest.raises(PermissionDenied):
        assigning.assign_articles(actor=actor, articles=[make_article()], assignee=joko)
    with pytest.raises(PermissionDenied):
        assigning.withdraw_assignment(actor=actor, assignment=make_assignment(make_article(), joko))
    assert Assignment.objects.active().count() == 1
