"""The page of notices, and their number at the head of every page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from articles.flow.assigning import withdraw_assignment
from articles.models import Assignment, Claim, Notice, SecondReview, User
from tests.make import make_article, make_assignment, make_claim, make_comment, make_notice

ClientOf = Callable[[User], Client]
LIST = "/me/notices/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(jaya: User) -> Claim:
    article = make_article()
    make_assignment(article, jaya)
    return make_claim(article)


@pytest.fixture
def notice(claim: Claim, jaya: User, edi: User) -> Notice:
    return make_notice(make_comment(claim, edi, "Dari <b>mana</b> angkanya?"), jaya)


def test_a_notice_says_who_did_what_and_leads_there(notice: Notice, jaya: User, client_of: ClientOf) -> None:
    session = client_of(jaya)
    page = session.get(LIST).text
    assert "mentioned you" in page
    assert escape("Dari <b>mana</b> angkanya?") in page
    assert "<b>" not in page
    assert session.get(notice.get_absolute_url())["Location"] == notice.target
    assert session.get(notice.target).status_code == 200
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_the_number_of_unread_ones_is_at_the_head_of_every_page(
    notice: Notice, jaya: User, edi: User, client: Client, client_of: ClientOf
) -> None:
    unread = '<span class="count">1<span class="visually-hidden"> unread</span></span>'
    assert unread in client_of(jaya).get("/queue/").text
    assert 'class="count"' not in client_of(edi).get("/me/keys/").text
    assert "masthead-notices" not in client.get("/sign-in/").text
    client_of(jaya).post(reverse("notice_read", args=[notice.pk]))
    assert unread not in client_of(jaya).get(LIST).text


def test_more_than_a_hundred_are_not_counted(claim: Claim, jaya: User, edi: User, client_of: ClientOf) -> None:
    for _number in range(101):
        make_notice(make_comment(claim, edi), jaya)
    assert '<span class="count">99+<span' in client_of(jaya).get(LIST).text


def test_older_ones_are_on_further_pages(claim: Claim, jaya: User, edi: User, client_of: ClientOf) -> None:
    notices = [make_notice(make_comment(claim, edi, f"Nomor {number}."), jaya) for number in range(60)]
    session = client_of(jaya)
    first = session.get(LIST)
    assert first.text.count('<li class="list-row"') == 50
    assert f"?before={notices[10].pk}" in first.text
    second = session.get(LIST, {"before": notices[10].pk})
    assert second.text.count('<li class="list-row"') == 10
    assert "Nomor 0." in second.text
    for nonsense in ("x", "-1", "0", "9" * 30, "\0"):
        assert session.get(LIST, {"before": nonsense}).text.count('<li class="list-row"') == 50


def test_the_queries_do_not_grow(
    claim: Claim, jaya: User, edi: User, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    session = client_of(jaya)
    for _number in range(30):
        make_notice(make_comment(claim, edi), jaya)
    with django_assert_max_num_queries(4):  # session, person, notices, how many are unread
        assert session.get(LIST).status_code == 200


def test_all_are_marked_as_read_without_javascript(notice: Notice, jaya: User, client_of: ClientOf) -> None:
    session = client_of(jaya)
    assert session.post(LIST + "read/").status_code == 400
    page = session.post(LIST + "read/", {"place": notice.pk}, follow=True).text
    assert "All notices are read." in page
    assert "Mark all as read" not in page


def test_what_was_taken_back_leads_nowhere(claim: Claim, jaya: User, edi: User, client_of: ClientOf) -> None:
    withdraw_assignment(actor=edi, assignment=Assignment.objects.get())
    session = client_of(jaya)
    page = session.get(LIST).text
    assert "took an article back from you" in page
    assert claim.article.title in page
    notice = Notice.objects.get()
    assert notice.get_absolute_url() + '"' not in page
    assert session.get(notice.get_absolute_url())["Location"] == LIST


def test_while_two_check_the_list_is_silent(notice: Notice, jaya: User, client_of: ClientOf) -> None:
    SecondReview.objects.create(claim=notice.claim)
    session = client_of(jaya)
    page = session.get(LIST).text
    assert "Nothing to tell you" in page
    assert 'class="count"' not in page
    assert session.get(notice.get_absolute_url()).status_code == 404
    assert session.post(reverse("notice_read", args=[notice.pk])).status_code == 404


def test_who_may(
    notice: Notice, jaya: User, joko: User, ade: User, nona: User, client: Client, client_of: ClientOf
) -> None:
    for person in (joko, ade, nona):
        session = client_of(person)
        assert session.get(LIST).status_code == 200
        assert "mana" not in session.get(LIST).text
        assert session.get(notice.get_absolute_url()).status_code == 404
        assert session.post(reverse("notice_read", args=[notice.pk])).status_code == 404
    assert client.get(LIST).status_code == 302
    assert client_of(jaya).post(LIST).status_code == 405
