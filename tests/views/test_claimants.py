"""A claimant's page: what they said under any of their names, and of it what the person may see."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Claim, Claimant, ClaimantName, SecondReview, User
from articles.models.claimants import claimant_key
from tests.make import make_article, make_assignment, make_claim, make_claimant, make_link, make_verdict

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def page_of(session: Client, claimant: Claimant, query: str = "") -> str:
    """Return a claimant's page."""
    response = session.get(f"/claimants/{claimant.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_what_they_said_with_its_result_and_who_disputed_it(client_of: ClientOf, edi: User, jaya: User) -> None:
    rina = make_claimant()
    ClaimantName.objects.create(claimant=rina, name="Bu Rina", key=claimant_key("Bu Rina"))
    claim = make_claim(make_article(title="Kabar bantuan", publisher="<b>Warta</b>"))
    make_verdict(claim, jaya, answer="disputed")
    ahli = make_claimant("Para ahli", "group")
    make_link(make_claim(claim.article, quotation="1.200 keluarga belum terdata", claimant=ahli), claim)
    page = page_of(client_of(edi), rina)
    for words in (
        "seluruh warga sudah",
        "Bu Rina",
        "disputed",
        "Kabar bantuan",
        "&lt;b&gt;Warta",
        "Disputed by",
        "Para ahli",
    ):
        assert words in page
    assert f"/claimants/{ahli.pk}/" in page
    assert "Disputed by" not in page_of(client_of(edi), ahli)


def test_who_was_merged_is_one(client_of: ClientOf, edi: User) -> None:
    rina, other = make_claimant(), make_claimant("Wali Kota Uji")
    claim = make_claim(make_article(), claimant=other)
    Claimant.objects.filter(pk=other.pk).update(merged_into=rina)
    session = client_of(edi)
    assert claim.public_id in page_of(session, rina)
    assert "Wali Kota Uji" in page_of(session, rina)
    assert session.get(f"/claimants/{other.pk}/").headers["Location"] == f"/claimants/{rina.pk}/"


def test_what_one_may_not_see_is_not_there(client_of: ClientOf, jaya: User, joko: User, nona: User) -> None:
    claim = make_claim(make_article(title="Rahasia"))
    make_assignment(claim.article, jaya)
    rina = make_claimant()
    assert "Rahasia" in page_of(client_of(jaya), rina)
    for person in (joko, nona):
        assert client_of(person).get(f"/claimants/{rina.pk}/").status_code == 404
    make_claim(make_article(title="Selesai", status="done"))
    page = page_of(client_of(joko), rina)
    assert "Selesai" in page
    assert "Rahasia" not in page


def test_a_blind_second_review_tells_no_answer(client_of: ClientOf, jaya: User, joko: User) -> None:
    claim = make_claim(make_article())
    for person in (jaya, joko):
        make_assignment(claim.article, person)
    make_verdict(claim, jaya, answer="disputed")
    SecondReview.objects.create(claim=claim)
    Claim.objects.filter(pk=claim.pk).update(current_verdict=None)
    assert "disputed" not in page_of(client_of(joko), make_claimant()).partition("</header>")[2].partition("<main")[2]


@pytest.mark.parametrize("name", ["0", "999999", "99999999999999999999"])
def test_nobody_by_that_number(client_of: ClientOf, edi: User, name: str) -> None:
    assert client_of(edi).get(f"/claimants/{name}/").status_code == 404


def test_pages_and_their_queries(client_of: ClientOf, edi: User) -> None:
    session, article = client_of(edi), make_article()
    first = [make_claim(article).public_id for _claim in range(35)]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(session, make_claimant())
        return len(captured)

    few = queries()
    assert few <= 15
    page = page_of(session, make_claimant())
    assert [name for name in first if name in page] == first[5:]
    last = Claim.objects.get(public_id=first[5]).pk
    assert f"?before={last}" in page
    further = page_of(session, make_claimant(), f"?before={last}")
    assert [name for name in first if name in further] == first[:5]
    for nonsense in ("?before=x", "?before=" + "9" * 30, "?before=%00"):
        assert first[-1] in page_of(session, make_claimant(), nonsense)
