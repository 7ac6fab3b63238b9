"""Several people on one article: who is here, what changed, what it costs to ask; and two answers at once."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.flow import joining, reviewing, second_reviewing
from articles.models import Article, Claim, Event, Presence, User, Verdict
from articles.models.events import Verb
from articles.views.desk import open_desk
from tests.make import make_article, make_assignment, make_claim, make_verdict
from tests.together import at_the_same_moment

ClientOf = Callable[[User], Client]


@pytest.fixture
def article(jaya: User, joko: User) -> Article:
    """An article that both journalists have, with two claims."""
    article = make_article()
    make_assignment(article, jaya)
    make_assignment(article, joko)
    make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    return article


def ask(session: Client, article: Article, claim: Claim | None = None, **page: object) -> tuple[int, str]:
    """Ask as an open page does; return status and answer."""
    sent = {"claim": claim.public_id if claim else "", "version": claim.version if claim else "", **page}
    answer = session.post(reverse("article_news", args=[article.pk]), sent)
    return answer.status_code, answer.text


def marks(article: Article, person: User, claim: Claim | None = None) -> dict[str, object]:
    """Return what a page knows that has just been told."""
    gathering = joining.look_in(actor=person, article_id=article.pk, claim=claim.public_id if claim else "")
    assert gathering is not None
    return {"events": gathering.newest_event, "people": gathering.people_mark}


@pytest.mark.django_db
def test_who_is_here_and_on_which_claim(
    article: Article, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    first, second = Claim.objects.filter(article=article).order_by("start")
    ask(client_of(joko), article, first)
    ask(client_of(edi), article)
    _status, told = ask(client_of(jaya), article, first)
    assert "Joko is on this claim" in told
    assert "Edi" in told
    assert "Jaya" not in told
    ask(client_of(joko), article, second)
    assert "Joko on claim 2" in ask(client_of(jaya), article, first)[1]
    Presence.objects.update(seen_at=Now() - timedelta(seconds=61))
    assert "Joko" not in ask(client_of(jaya), article, first)[1]


@pytest.mark.django_db
def test_no_news_tells_one_of_two_who_check_unseen_that_the_other_answered(
    article: Article, jaya: User, joko: User, edi: User
) -> None:
    claim = Claim.objects.filter(article=article)[0]
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])

    def newest(person: User) -> tuple[object, object]:
        return marks(article, person)["events"], open_desk(article, person).newest_event

    before, before_editor = newest(joko), newest(edi)
    values = {
        "version": Claim.objects.get(pk=claim.pk).version,
        "answer": "supported",
        "reason": "Daftar itu.",
        "key": uuid.uuid4(),
    }
    reviewing.decide_claim(actor=jaya, claim=claim, **values)  # type: ignore[arg-type]
    assert newest(joko) == before
    assert newest(edi) > before_editor  # type: ignore[operator]
    assert newest(jaya) == newest(edi)


@pytest.mark.django_db
def test_nothing_new_is_three_queries_at_most_and_one_write_in_fifteen_seconds(
    article: Article, jaya: User, client_of: ClientOf
) -> None:
    claim = Claim.objects.filter(article=article)[0]
    known, session = marks(article, jaya, claim), client_of(jaya)
    written = Presence.objects.get().seen_at
    for _look in range(3):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert ask(session, article, claim, **known) == (204, "")
        own = [query["sql"] for query in asked if "session" not in query["sql"]]
        assert len(own) <= 3, own  # the person, the article, who is here
        assert not [sql for sql in own if sql.startswith(("INSERT", "UPDATE"))]
    assert Presence.objects.get().seen_at == written
    Presence.objects.update(seen_at=Now() - timedelta(seconds=16))
    with CaptureQueriesContext(connection) as asked:
        assert ask(session, article, claim, **known)[0] == 204
    assert len([query for query in asked if query["sql"].startswith("INSERT")]) == 1
    assert len([query for query in asked if "session" not in query["sql"]]) <= 4
    assert Presence.objects.count() == 1


@pytest.mark.django_db
def test_what_happened_comes_without_a_reload_and_never_the_form(
    article: Article, jaya: User, joko: User, client_of: ClientOf
) -> None:
    claim = Claim.objects.filter(article=article).order_by("start")[0]
    known, session = marks(article, jaya, claim), client_of(jaya)
    make_verdict(Claim.objects.get(pk=claim.pk), joko)
    Event.objects.record(Verb.CLAIM_DECIDED, actor=joko, article=article, claim=claim)
    status, told = ask(session, article, claim, **known)
    assert status == 200
    assert 'id="article-text"' in told
    assert 'data-state="supported"' in told
    assert "This claim was changed while you have it open" in told
    assert "<textarea" not in told
    assert 'id="verdict-form"' not in told


@pytest.mark.django_db
def test_who_may_not_see_the_article_leaves_no_trace(jaya: User, article: Article, client_of: ClientOf) -> None:
    hidden = make_article()
    assert client_of(jaya).post(reverse("article_news", args=[hidden.pk])).status_code == 404
    assert client_of(jaya).get(reverse("article_news", args=[article.pk])).status_code == 405
    assert not Presence.objects.exists()
    assert client_of(jaya).post(reverse("article_news", args=[article.pk]), {"version": "x"}).status_code == 200


@pytest.mark.django_db
def test_presence_locks_nothing(article: Article, jaya: User, joko: User, client_of: ClientOf) -> None:
    claim = Claim.objects.filter(article=article)[0]
    ask(client_of(joko), article, claim)
    assert answer_of(client_of(jaya), claim, "Alasan Jaya.", claim.version).status_code == 302


def answer_of(session: Client, claim: Claim, reason: str, version: int):  # type: ignore[no-untyped-def]
    """Send a verdict as the page does."""
    sent = {"version": version, "key": str(uuid.uuid4()), "answer": "disputed", "said": "said", "reason": reason}
    sent |= {"evidence-TOTAL_FORMS": 3, "evidence-INITIAL_FORMS": 0}
    return session.post(reverse("verdict_create", args=[claim.public_id]), sent)


@pytest.mark.django_db(transaction=True)
def test_two_people_answer_at_once_one_is_saved_and_the_other_shown_both(
    article: Article, jaya: User, joko: User, client_of: ClientOf
) -> None:
    claim = Claim.objects.filter(article=article)[0]
    sessions = {"Alasan Jaya.": client_of(jaya), "Alasan Joko.": client_of(joko)}
    for _round in range(3):
        version, before = Claim.objects.get(pk=claim.pk).version, Verdict.objects.count()
        answers = at_the_same_moment(
            [
                lambda reason=reason, session=session: (reason, answer_of(session, claim, reason, version))  # type: ignore[misc]  # noqa: B023
                for reason, session in sessions.items()
            ]
        )
        by_status = {answer.status_code: (reason, answer) for reason, answer in answers}  # type: ignore[misc]
        assert set(by_status) == {302, 409}
        saved, (late, shown) = by_status[302][0], by_status[409]
        assert Verdict.objects.count() == before + 1
        assert saved in shown.text  # theirs, as it stands now
        assert late in shown.text  # and one's own, to be saved knowingly
