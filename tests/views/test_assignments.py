"""The journalist's queue; assigning and taking back from the list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Assignment, Event, User
from tests.make import make_article, make_assignment, make_claim, make_verdict
from tests.people import make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
QUEUE = "/queue/"
ASSIGN = "/assignments/"


def test_the_queue_is_in_the_order_of_urgency(client_of: ClientOf, jaya: User, joko: User, edi: User) -> None:
    today = timezone.localdate()
    make_assignment(make_article(title="kapan saja"), jaya)
    make_assignment(make_article(title="lusa"), jaya, due_on=today + timedelta(days=2))
    make_assignment(
        make_article(title="kemarin"), jaya, due_on=today - timedelta(days=1), by=edi, note="Cepat <b>ya</b>"
    )
    make_assignment(make_article(title="punya joko"), joko)
    make_assignment(make_article(title="ditarik"), jaya, state="withdrawn")
    make_assignment(make_article(title="selesai", status="done"), jaya, state="done")
    session = client_of(jaya)
    response = session.get(QUEUE)
    page = response.content.decode()
    assert [row.article.title for row in response.context["page"]] == ["kemarin", "lusa", "kapan saja"]
    assert "1 day overdue" in page
    assert "due in 2 days" in page
    assert "no due date" in page
    assert "Cepat &lt;b&gt;ya&lt;/b&gt;" in page
    assert response.context["counts"] == {"active": 3, "done": 1}
    done = session.get(QUEUE, {"show": "done"})
    assert [row.article.title for row in done.context["page"]] == ["selesai"]


def test_an_empty_queue_says_what_will_come(client_of: ClientOf, jaya: User) -> None:
    assert "Nothing to check" in client_of(jaya).get(QUEUE).content.decode()
    assert "Nothing finished yet" in client_of(jaya).get(QUEUE, {"show": "done"}).content.decode()


@pytest.mark.parametrize("name", ["edi", "ade", "nona"])
def test_only_journalists_have_a_queue(client_of: ClientOf, name: str) -> None:
    assert client_of(make_person(name)).get(QUEUE).status_code == 403


def test_the_queue_without_signing_in_and_with_other_methods(client: Client, client_of: ClientOf, jaya: User) -> None:
    assert client.get(QUEUE).headers["Location"] == f"/sign-in/?next={QUEUE}"
    assert client_of(jaya).post(QUEUE).status_code == 405


def test_queries_of_the_queue_do_not_grow(client_of: ClientOf, jaya: User, edi: User) -> None:
    session = client_of(jaya)

    def add() -> None:
        article = make_article()
        make_assignment(article, jaya, by=edi)
        make_verdict(make_claim(article), jaya)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert session.get(QUEUE).status_code == 200
        return len(captured)

    add()
    assert "1 of 1" in session.get(QUEUE).content.decode()
    few = queries()
    for _ in range(12):
        add()
    assert queries() == few
    assert few <= 12


def test_assigning_many_at_once(client_of: ClientOf, edi: User, jaya: User) -> None:
    articles = [make_article(title=f"banjir {number}") for number in range(3)]
    due = timezone.localdate() + timedelta(days=3)
    values = {
        "articles": [article.pk for article in articles],
        "assignee": jaya.pk,
        "due_on": due.isoformat(),
        "note": "Tolong cek",
        "show": "unassigned",
        "q": "banjir",
        "page": "1",
    }
    response = client_of(edi).post(ASSIGN, values)
    assert response.headers["Location"] == "/articles/?show=unassigned&q=banjir"
    assert [(a.assignee, a.due_on, a.note) for a in Assignment.objects.all()] == [(jaya, due, "Tolong cek")] * 3
    assert Event.objects.filter(verb="article_assigned", actor=edi).count() == 3
    page = client_of(jaya).get(QUEUE).content.decode()
    assert "banjir 2" in page


def test_the_sentence_after_assigning(client_of: ClientOf, edi: User, jaya: User) -> None:
    response = client_of(edi).post(ASSIGN, {"articles": make_article().pk, "assignee": jaya.pk}, follow=True)
    assert response.redirect_chain == [("/articles/", 302)]
    assert "1 article is with Jaya now." in response.content.decode()


@pytest.mark.parametrize("together", [True, False])
def test_together_or_instead(client_of: ClientOf, edi: User, jaya: User, joko: User, together: bool) -> None:
    article = make_article()
    make_assignment(article, jaya)
    values = {"articles": article.pk, "assignee": joko.pk} | ({"together": "on"} if together else {})
    assert client_of(edi).post(ASSIGN, values).status_code == 302
    has_it = set(Assignment.objects.active().values_list("assignee__username", flat=True))
    assert has_it == ({"jaya", "joko"} if together else {"joko"})


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"articles": []}, "Choose at least one article."),
        ({"articles": ["x"]}, "Select a valid choice."),
        ({"articles": ["-1"]}, "Select a valid choice."),
        ({"assignee": ""}, "This field is required."),
        ({"assignee": "999999"}, "Select a valid choice."),
        ({"assignee": "edi"}, "Select a valid choice."),
        ({"due_on": "2020-01-01"}, "This day is over."),
        ({"due_on": "kapan-kapan"}, "Enter a valid date."),
        ({"note": "x" * 2_001}, "at most 2000 characters"),
        ({"note": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_assigned_is_said_and_kept(
    client_of: ClientOf, edi: User, jaya: User, changed: dict[str, object], sentence: str
) -> None:
    article = make_article()
    values = {"articles": [article.pk], "assignee": jaya.pk, "note": "<i>catatan</i>", **changed}
    if values["assignee"] == "edi":
        values["assignee"] = edi.pk
    response = client_of(edi).post(ASSIGN, values)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'role="alert"' in page
    if "note" not in changed:
        assert 'value="&lt;i&gt;catatan&lt;/i&gt;"' in page
    if "articles" not in changed:
        assert f'value="{article.pk}" form="assign" checked' in page
    if changed.keys() != {"assignee"}:
        assert f'<option value="{jaya.pk}" selected>' in page
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("unknown", [0, 10**30])
def test_one_unknown_article_refuses_the_whole(client_of: ClientOf, edi: User, jaya: User, unknown: int) -> None:
    article = make_article()
    response = client_of(edi).post(ASSIGN, {"articles": [article.pk, unknown], "assignee": jaya.pk})
    assert response.status_code == 404
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("name", ["ade", "jaya", "nona"])
def test_only_editors_assign(client_of: ClientOf, joko: User, name: str) -> None:
    article = make_article()
    response = client_of(make_person(name)).post(ASSIGN, {"articles": article.pk, "assignee": joko.pk})
    assert response.status_code == 403
    assert not Assignment.objects.exists()


def test_a_journalist_does_not_pass_on_their_own(client_of: ClientOf, jaya: User, joko: User) -> None:
    article = make_article()
    assignment = make_assignment(article, jaya)
    session = client_of(jaya)
    assert session.post(ASSIGN, {"articles": article.pk, "assignee": joko.pk}).status_code == 403
    assert session.post(reverse("assignment_withdraw", args=[assignment.pk])).status_code == 403
    assert list(Assignment.objects.active()) == [assignment]


def test_taking_back(client_of: ClientOf, edi: User, jaya: User) -> None:
    assignment = make_assignment(make_article(title="<b>banjir</b>"), jaya)
    path = reverse("assignment_withdraw", args=[assignment.pk])
    response = client_of(edi).post(path, {"show": "in_review"}, follow=True)
    assert response.redirect_chain == [("/articles/?show=in_review", 302)]
    assert "Jaya does not have “&lt;b&gt;banjir&lt;/b&gt;” any more." in response.content.decode()
    assert not Assignment.objects.active().exists()
    again = client_of(edi).post(path)
    assert again.status_code == 409
    assert "This assignment has ended already." in again.content.decode()


@pytest.mark.parametrize("name", ["joko", "nona"])
def test_another_persons_assignment_does_not_exist(client_of: ClientOf, jaya: User, name: str) -> None:
    assignment = make_assignment(make_article(), jaya)
    response = client_of(make_person(name)).post(reverse("assignment_withdraw", args=[assignment.pk]))
    assert response.status_code == 404
    assert Assignment.objects.active().exists()


@pytest.mark.parametrize(("path", "method"), [(ASSIGN, "get"), (ASSIGN, "put"), ("/assignments/1/withdraw/", "get")])
def test_other_methods_are_refused(client_of: ClientOf, edi: User, path: str, method: str) -> None:
    assert getattr(client_of(edi), method)(path).status_code == 405


@pytest.mark.parametrize("path", [ASSIGN, "/assignments/1/withdraw/"])
def test_without_signing_in_or_without_the_token(client: Client, edi: User, path: str) -> None:
    assert client.post(path).status_code == 302
    session = Client(enforce_csrf_checks=True)
    session.force_login(edi)
    assert session.post(path).status_code == 403
