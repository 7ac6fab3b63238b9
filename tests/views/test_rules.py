"""The rules of the second review: what each says, how many claims it asked for, adding and ending one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from articles.flow import assigning
from articles.models import Claim, SecondReview, SecondReviewRule, User
from articles.templatetags.rules import rule_sentence
from tests.make import make_article, make_claim

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PATH = "/newsroom/second-review/"


def add(session: Client, **values: object) -> int:
    """Send the form of a rule; return the status."""
    return session.post(reverse("rule_add"), values).status_code


def test_an_editor_adds_a_rule_of_each_kind_and_reads_it_in_a_sentence(edi: User, client_of: ClientOf) -> None:
    session = client_of(edi)
    assert "one person checks each claim" in session.get(PATH).text
    for values in (
        {"kind": "worth", "threshold": "0.8"},
        {"kind": "person"},
        {"kind": "publisher", "publisher": " Warta Uji "},
        {"kind": "every", "every": "5"},
    ):
        assert add(session, **values) == 302
    told = session.get(PATH).text
    for sentence in (
        "Claims with a check-worthiness of at least 0.8",
        "Claims in which a person is named",
        "Claims in what Warta Uji publishes",
        "One claim in every 5",
    ):
        assert sentence in told
    assert "asked for 0 claims" in told
    with translation.override("id"):
        assert rule_sentence("worth 0.75") == "Klaim dengan kelayakan periksa paling rendah 0,75"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "moon"},
        {"kind": "worth"},
        {"kind": "worth", "threshold": "1.2"},
        {"kind": "worth", "threshold": "nan"},
        {"kind": "publisher", "publisher": "  "},
        {"kind": "publisher", "publisher": "x" * 201},
        {"kind": "every", "every": "0"},
        {"kind": "every", "every": "99999999999"},
    ],
)
def test_what_is_no_rule_is_refused_in_words(edi: User, client_of: ClientOf, values: dict[str, str]) -> None:
    response = client_of(edi).post(reverse("rule_add"), values)
    assert response.status_code == 422
    assert "errorlist" in response.text or "kind" not in values or values["kind"] == "moon"
    assert not SecondReviewRule.objects.exists()


def test_the_same_rule_is_not_made_twice(edi: User, client_of: ClientOf) -> None:
    session = client_of(edi)
    for values in ({"kind": "person"}, {"kind": "publisher", "publisher": "Warta"}, {"kind": "worth", "threshold": 0}):
        assert add(session, **values) == 302
        assert add(session, **values) == 422
    assert add(session, kind="publisher", publisher="WARTA") == 422
    rule = SecondReviewRule.objects.get(kind="person")
    assert session.post(reverse("rule_end", args=[rule.pk])).status_code == 302
    assert add(session, kind="person") == 302


def test_each_rule_tells_how_many_claims_it_asked_for(edi: User, jaya: User, client_of: ClientOf) -> None:
    session = client_of(edi)
    add(session, kind="worth", threshold="0.5")
    article = make_article()
    claim = make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata", check_worthiness=0.1)
    assigning.assign_articles(actor=edi, articles=[article], assignee=jaya)
    assert "asked for 1 claim<" in session.get(PATH).text
    assert "by the rule: Claims with a check-worthiness of at least 0.5" in session.get(claim.get_absolute_url()).text
    rule = SecondReviewRule.objects.get()
    session.post(reverse("rule_end", args=[rule.pk]))
    told = session.get(PATH).text
    assert "1 rule that has ended" in told
    assert "ended by Edi" in told
    assert SecondReview.objects.unsettled().count() == 1
    assert Claim.objects.count() == 2


def test_queries_do_not_grow_with_the_rules(edi: User, client_of: ClientOf) -> None:
    session = client_of(edi)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert session.get(PATH).status_code == 200
        return len(asked)

    add(session, kind="every", every=2)
    few = queries()
    for number in range(3, 12):
        add(session, kind="every", every=number)
    assert queries() == few <= 4


@pytest.mark.parametrize("name", ["jaya", "ade", "nona"])
def test_the_rules_are_the_editors(name: str, request: pytest.FixtureRequest, client_of: ClientOf) -> None:
    session = client_of(request.getfixturevalue(name))
    assert session.get(PATH).status_code == 403
    assert add(session, kind="person") == 403
    assert PATH not in session.get("/articles/").text
