"""The list of articles: filters, search, and who sees what."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import User
from tests.make import make_article, make_assignment, make_claim, make_verdict
from tests.people import make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PATH = "/articles/"


def titles(session: Client, **query: str) -> set[str]:
    """Return the titles that the list shows."""
    response = session.get(PATH, query)
    assert response.status_code == 200
    return {article.title for article in response.context["page"]}


def test_the_filters_and_their_counts(client_of: ClientOf, edi: User, jaya: User) -> None:
    make_article(title="baru")
    make_article(title="gagal", status="failed")
    make_article(title="dibaca", status="extracting")
    make_article(title="selesai", status="done")
    make_assignment(make_article(title="berjalan"), jaya, due_on=timezone.localdate())
    late = make_article(title="terlambat")
    make_assignment(late, jaya, due_on=timezone.localdate() - timedelta(days=1))
    make_assignment(late, make_person("joko"), due_on=timezone.localdate() - timedelta(days=3))
    session = client_of(edi)
    expected = {
        "all": {"baru", "gagal", "dibaca", "selesai", "berjalan", "terlambat"},
        "unassigned": {"baru"},
        "in_review": {"berjalan", "terlambat"},
        "overdue": {"terlambat"},
        "done": {"selesai"},
        "extracting": {"dibaca"},
        "failed": {"gagal"},
        "second": set(),
        "asking": set(),
    }
    assert {show: titles(session, show=show) for show in expected} == expected
    tabs = session.get(PATH).context["tabs"]
    assert {tab["show"].value: tab["count"] for tab in tabs} == {show: len(found) for show, found in expected.items()}
    page = session.get(PATH).content.decode()
    assert "1 day overdue" in page
    assert "due today" in page


def test_what_is_done_is_not_overdue(client_of: ClientOf, edi: User, jaya: User) -> None:
    article = make_article(status="done")
    make_assignment(article, jaya, due_on=timezone.localdate() - timedelta(days=1), state="done")
    assert titles(client_of(edi), show="overdue") == set()
    assert "overdue" not in client_of(edi).get(PATH, {"show": "done"}).content.decode().split('class="table')[1]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("banjir", {"Banjir di pesisir"}),
        ("KABAR", {"Harga beras"}),
        ("100%", {"Naik 100% lagi"}),
        ("_", set()),
        ("'; DROP TABLE", set()),
        ("ban\0jir", {"Banjir di pesisir"}),
        ("x" * 5_000, set()),
        ("  ", {"Banjir di pesisir", "Harga beras", "Naik 100% lagi"}),
    ],
)
def test_search(client_of: ClientOf, edi: User, words: str, found: set[str]) -> None:
    make_article(title="Banjir di pesisir")
    make_article(title="Harga beras", publisher="Kabar Utara")
    make_article(title="Naik 100% lagi")
    assert titles(client_of(edi), q=words) == found


@pytest.mark.parametrize(
    "query", [{"show": "nonsense"}, {"show": ""}, {"page": "9" * 30}, {"page": "x"}, {"show": "\0"}]
)
def test_an_unknown_filter_means_all(client_of: ClientOf, edi: User, query: dict[str, str]) -> None:
    make_article(title="satu")
    assert titles(client_of(edi), **query) == {"satu"}


def test_progress_counts_the_claims_that_stand(client_of: ClientOf, edi: User, jaya: User) -> None:
    article = make_article()
    make_assignment(article, jaya)
    first = make_claim(article)
    make_claim(article, quotation="meragukan angka itu")
    gone = make_claim(article, quotation="1.200 keluarga")
    gone.standing = "dismissed"
    gone.save()
    make_verdict(first, jaya)
    assert "1 of 2" in client_of(edi).get(PATH).content.decode()


def test_a_journalist_sees_their_own_and_what_is_settled(client_of: ClientOf, jaya: User, joko: User) -> None:
    make_assignment(make_article(title="punya jaya"), jaya)
    make_assignment(make_article(title="punya joko"), joko)
    make_article(title="baru")
    make_article(title="selesai", status="done")
    session = client_of(jaya)
    assert titles(session) == {"punya jaya", "selesai"}
    assert titles(session, q="joko") == set()
    response = session.get(PATH)
    assert [(tab["show"].value, tab["count"]) for tab in response.context["tabs"]] == [
        ("all", 2), ("in_review", 1), ("overdue", 0), ("done", 1)
    ]  # fmt: skip
    assert 'name="articles"' not in response.content.decode()
    assert "Take back" not in response.content.decode()


def test_an_admin_reads_and_does_not_assign(client_of: ClientOf, ade: User) -> None:
    make_article(title="baru")
    response = client_of(ade).get(PATH)
    assert "baru" in response.content.decode()
    assert 'id="assign"' not in response.content.decode()


@pytest.mark.parametrize(("name", "is_told"), [("edi", True), ("ade", True), ("jaya", False), ("nona", False)])
def test_only_staff_are_told_that_nobody_works(client_of: ClientOf, name: str, is_told: bool) -> None:
    make_article(status="extracting")
    assert ("No worker" in client_of(make_person(name)).get(PATH).content.decode()) == is_told


def test_nobody_without_a_role_sees_anything(client_of: ClientOf, nona: User) -> None:
    make_article(title="selesai", status="done")
    assert titles(client_of(nona)) == set()


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("edi", {}, "No articles yet"),
        ("sari", {}, "Import articles"),
        ("jaya", {}, "You see what an editor gives you"),
        ("edi", {"show": "unassigned"}, "Nothing waits to be assigned"),
        ("edi", {"show": "overdue"}, "Nothing is overdue"),
        ("edi", {"q": "<b>apa</b>"}, "Nothing here matches “&lt;b&gt;apa&lt;/b&gt;”"),
    ],
)
def test_an_empty_list_says_what_to_do(client_of: ClientOf, name: str, query: dict[str, str], sentence: str) -> None:
    assert sentence in client_of(make_person(name)).get(PATH, query).content.decode()


def test_imported_words_are_only_words(client_of: ClientOf, edi: User, jaya: User) -> None:
    title = '<script>alert(1)</script><a hx-get="/x" hx-on:click="x">{{ 7*7 }} %s'
    article = make_article(title=title, publisher='"><img src=x onerror=alert(1)>')
    make_assignment(article, jaya)
    page = client_of(edi).get(PATH).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert '<a hx-get="/x"' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }} %s" in page


def test_htmx_gets_the_list_alone(client_of: ClientOf, edi: User) -> None:
    make_article(title="satu")
    response = client_of(edi).get(PATH, {"q": "satu"}, headers={"hx-request": "true"})
    assert response.content.decode().lstrip().startswith('<div id="board"')
    assert "HX-Request" in response.headers["Vary"]


def test_pages_of_fifty(client_of: ClientOf, edi: User) -> None:
    for number in range(51):
        make_article(title=f"nomor {number}")
    session = client_of(edi)
    assert len(titles(session, q="nomor")) == 50
    page = session.get(PATH, {"q": "nomor", "show": "unassigned"}).content.decode()
    assert 'href="/articles/?q=nomor&amp;show=unassigned&amp;page=2"' in page
    assert titles(session, q="nomor", page="2") == {"nomor 0"}


def test_without_signing_in(client: Client) -> None:
    make_article(title="rahasia")
    response = client.get(PATH, {"q": "rahasia"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=")


def test_it_is_only_read(client_of: ClientOf, edi: User) -> None:
    assert client_of(edi).post(PATH).status_code == 405


def test_queries_do_not_grow(client_of: ClientOf, edi: User, jaya: User, joko: User) -> None:
    session = client_of(edi)

    def add() -> None:
        article = make_article()
        make_assignment(article, jaya)
        make_assignment(article, joko)
        make_verdict(make_claim(article), jaya)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert session.get(PATH).status_code == 200
        return len(captured)

    add()
    few = queries()
    for _ in range(12):
        add()
    assert queries() == few
    assert few <= 12
