"""How far people agree: the figures, the claims on which they differed, and the table."""

import csv
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import AnswerPair, Claim, SecondReview, User
from articles.models.second_reviews import ReviewState
from articles.models.verdicts import Answer
from tests.make import make_article, make_claim, make_verdict
from tests.people import make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PAGE, TABLE = "/agreement/", "/agreement/export/"
QUERIES = 9
"""Session, person, the people to choose from (for two lists), the figures, their people, the list and its count."""

S, D, N = Answer.SUPPORTED, Answer.DISPUTED, Answer.NOT_ENOUGH_EVIDENCE


def make_pair(one: User, first: str, other: User, second: str, *, days_ago: int = 0) -> Claim:
    """Return a claim that two people answered without seeing each other's answer."""
    claim = make_claim(make_article())
    verdicts = [make_verdict(claim, who, answer=answer) for who, answer in ((one, first), (other, second))]
    at = timezone.now() - timedelta(days=days_ago)
    AnswerPair.objects.create(claim=claim, first=verdicts[0], second=verdicts[1], is_equal=first == second, at=at)
    return claim


def make_pairs(one: User, other: User, answers: Sequence[tuple[str, str]]) -> list[Claim]:
    """Return the claims of several pairs."""
    return [make_pair(one, first, other, second) for first, second in answers]


def test_the_page_shows_alpha_and_the_share_of_equal_answers(
    client_of: ClientOf, edi: User, jaya: User, joko: User
) -> None:
    make_pairs(jaya, joko, [(S, S), (S, S), (D, D), (S, D)])
    response = client_of(edi).get(PAGE)
    record = response.context["record"]
    assert (record.so.claims, record.so.equal) == (4, 3)
    # Coincidences: 4 of S with S, 2 of D with D, 2 of S with D; 5 S and 3 D of 8: 1 - 7 * 2 / 30.
    assert record.so.alpha == pytest.approx(1 - 7 * 2 / 30)
    assert "75.0%" in response.text
    assert "0.53" in response.text


def test_people_answers_and_months_have_a_row_each(client_of: ClientOf, edi: User, jaya: User, joko: User) -> None:
    sari = make_person("sari", ["journalist"])
    make_pair(joko, S, jaya, S)
    make_pair(jaya, S, joko, D)
    make_pair(jaya, N, sari, N, days_ago=400)
    record = client_of(edi).get(PAGE).context["record"]
    assert [({two.one, two.other}, two.agreement.claims, two.agreement.equal) for two in record.colleagues] == [
        ({jaya, joko}, 2, 1),
        ({jaya, sari}, 1, 1),
    ]
    assert [(word.words, word.agreement.claims, word.agreement.equal) for word in record.words] == [
        ("supported", 2, 1),
        ("disputed", 1, 0),
        ("not enough evidence", 1, 1),
    ]
    assert [month.agreement.claims for month in record.months] == [2, 1]


def test_days_and_people_choose_what_is_counted_listed_and_taken_as_a_table(
    client_of: ClientOf, edi: User, jaya: User, joko: User
) -> None:
    sari = make_person("sari", ["journalist"])
    old = make_pair(jaya, S, joko, D, days_ago=40)
    new = make_pair(jaya, S, sari, D)
    client = client_of(edi)
    since = (timezone.localdate() - timedelta(days=3)).isoformat()
    for values, claim in (({"since": since}, new), ({"one": joko.pk, "other": jaya.pk}, old), ({"one": sari.pk}, new)):
        response = client.get(PAGE, values)
        assert response.context["record"].so.claims == 1
        assert [pair.claim for pair in response.context["page"]] == [claim]
        rows = rows_of(client, values)
        assert [row[1] for row in rows[1:]] == [claim.public_id]


def rows_of(client: Client, values: dict[str, object] | None = None) -> list[list[str]]:
    """Return the rows of the table, its column names first, without the line that says what it is of."""
    response = client.get(TABLE, {"format": "csv", **(values or {})})
    assert response["Content-Type"].startswith("text/csv")
    assert response["Content-Disposition"].startswith("attachment")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(text.splitlines()))[1:]


def test_the_table_holds_every_pair_and_runs_no_formula(client_of: ClientOf, edi: User, jaya: User, joko: User) -> None:
    claim = make_pair(jaya, S, joko, D)
    risky = make_claim(make_article(title="=HYPERLINK(1)"))
    verdicts = [make_verdict(risky, who, reason="@SUM(A1)") for who in (jaya, joko)]
    AnswerPair.objects.create(claim=risky, first=verdicts[0], second=verdicts[1], is_equal=True)
    head, *rows = rows_of(client_of(edi))
    assert len(head) == len(rows[0]) == 16
    assert [row[1] for row in rows] == [risky.public_id, claim.public_id]
    assert rows[1][5:9] == ["no", str(jaya), "", "supported"]
    assert rows[0][3] == "'=HYPERLINK(1)"
    assert rows[0][10] == "'@SUM(A1)"


@pytest.mark.parametrize(
    "values", [{"since": "tomorrow"}, {"since": "2026-05-02", "until": "2026-05-01"}, {"one": "x"}]
)
def test_what_cannot_be_understood_is_said(client_of: ClientOf, edi: User, values: dict[str, str]) -> None:
    response = client_of(edi).get(PAGE, values)
    assert response.status_code == 422
    assert 'role="alert"' in response.text


def test_an_editor_who_checks_too_sees_no_pair_of_a_claim_that_is_blind_again(
    client_of: ClientOf, jaya: User, joko: User
) -> None:
    both = make_person("wati", ["editor", "journalist"])
    claim = make_pair(jaya, S, joko, D)
    SecondReview.objects.create(claim=claim, state=ReviewState.WAITING)
    response = client_of(both).get(PAGE)
    assert response.context["record"].so.claims == 0
    assert claim.public_id not in response.text
    assert len(rows_of(client_of(both))) == 1


def test_queries_do_not_grow(client_of: ClientOf, edi: User, jaya: User, joko: User) -> None:
    client = client_of(edi)
    make_pairs(jaya, joko, [(S, D)])
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    make_pairs(jaya, make_person("sari", ["journalist"]), [(S, D), (D, N), (S, S)])
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few) <= QUERIES
