"""Comments on the page: with and without htmx, in the panel and in the record, and for nobody who may not see them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from articles.flow.commenting import edit_comment, resolve_thread
from articles.models import Claim, Comment, CommentThread, SecondReview, User
from articles.models.articles import Status
from articles.models.claims import Standing
from tests.make import make_article, make_assignment, make_claim, make_comment

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(jaya: User) -> Claim:
    article = make_article()
    make_assignment(article, jaya)
    return make_claim(article)


def send(client: Client, claim: Claim, words: str, **headers: str) -> Any:
    address = reverse("comment_create", args=[claim.public_id])
    return client.post(address, {"words": words, "key": str(uuid.uuid4())}, headers=headers)


def panel(client: Client, claim: Claim) -> str:
    return client.get(claim.article.get_absolute_url(), {"claim": claim.public_id}).text


def test_without_javascript_a_comment_leads_back_to_the_claim(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    session = client_of(jaya)
    assert '<details class="disclosure comments" id="comments" >' in panel(session, claim)
    response = send(session, claim, "Satu.\r\n\r\nDua.")
    assert response.status_code == 302
    assert response["Location"].endswith(f"?claim={claim.public_id}#comments")
    assert Comment.objects.get().words == "Satu.\n\nDua."
    page = panel(session, claim)
    assert '<details class="disclosure comments" id="comments" open>' in page
    assert "1 comment" in page
    assert "The comment is saved." in page


def test_by_htmx_the_comments_alone_come_back(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    response = send(client_of(jaya), claim, "Lihat tabel dua.", **HTMX)
    assert response.status_code == 200
    assert response["HX-Retarget"] == "#comments"
    assert "Lihat tabel dua." in response.text
    assert "verdict-form" not in response.text


def test_hostile_words_are_shown_as_typed(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    hostile = '<img src=x onerror="alert(1)"> https://x.example/ {{ 7 }} <a href="javascript:1">x</a>'
    send(client_of(jaya), claim, hostile)
    for page in (panel(client_of(jaya), claim), client_of(jaya).get(claim.get_absolute_url()).text):
        assert escape(hostile) in page
        assert "<img" not in page
        assert 'href="https://x.example' not in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_is_wrong_is_said_at_the_field(
    claim: Claim, jaya: User, client_of: ClientOf, headers: dict[str, str]
) -> None:
    response = send(client_of(jaya), claim, " ", **headers)
    assert response.status_code == 422
    assert 'id="comment-errors" role="alert"' in response.text
    too_long = send(client_of(jaya), claim, "x" * 5_001, **headers)
    assert too_long.status_code == 422
    assert "x" * 5_001 in too_long.text
    address = reverse("comment_create", args=[claim.public_id])
    assert client_of(jaya).post(address, {"words": "x"}, headers=headers).status_code == 400
    assert not Comment.objects.exists()


def test_the_same_form_with_other_words_is_offered_as_a_new_one(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    address, key = reverse("comment_create", args=[claim.public_id]), str(uuid.uuid4())
    assert client_of(jaya).post(address, {"words": "Satu.", "key": key}).status_code == 302
    response = client_of(jaya).post(address, {"words": "Dua.", "key": key})
    assert response.status_code == 409
    assert "Dua." in response.text
    assert key not in response.text


def test_who_may(
    claim: Claim, jaya: User, joko: User, edi: User, ade: User, nona: User, client: Client, client_of: ClientOf
) -> None:
    for person, status in ((jaya, 302), (edi, 302), (ade, 302), (joko, 404), (nona, 404)):
        assert send(client_of(person), claim, f"Dari {person}.").status_code == status
    assert send(client, claim, "Siapa?").status_code == 302
    assert Comment.objects.count() == 3


def test_who_sees_a_settled_article_only_reads(claim: Claim, jaya: User, joko: User, client_of: ClientOf) -> None:
    comment = make_comment(claim, jaya)
    claim.article.move(old=Status.IN_REVIEW, new=Status.DONE)
    page = panel(client_of(joko), claim)
    assert comment.words in page
    assert 'comment-words"' not in page.replace('class="comment-words"', "")
    assert send(client_of(joko), claim, "Saya juga.").status_code == 403
    resolve = reverse("thread_resolve", args=[claim.public_id])
    assert client_of(joko).post(resolve, {"decision": "resolve"}).status_code == 403
    assert client_of(joko).get(reverse("comment_edit", args=[comment.pk])).status_code == 403


def test_a_reader_sees_no_empty_thread(claim: Claim, joko: User, client_of: ClientOf) -> None:
    claim.article.move(old=Status.IN_REVIEW, new=Status.DONE)
    assert 'id="comments"' not in panel(client_of(joko), claim)


def test_one_comment_is_reworded_in_its_place(claim: Claim, jaya: User, edi: User, client_of: ClientOf) -> None:
    comment = make_comment(claim, jaya, "Satu.")
    address, session = reverse("comment_edit", args=[comment.pk]), client_of(jaya)
    assert address in panel(session, claim)
    assert address not in panel(client_of(edi), claim)
    assert client_of(edi).get(address).status_code == 403
    for headers in ({}, HTMX):
        assert "Save the wording" in session.get(address, headers=headers).text
    assert session.post(address, {"words": "", "wording": 1}).status_code == 422
    assert session.post(address, {"words": "Dua.", "wording": 1}).status_code == 302
    late = session.post(address, {"words": "Tiga.", "wording": 1})
    assert late.status_code == 409
    assert "Tiga." in late.text
    page = session.get(claim.get_absolute_url()).text
    assert "1 earlier wording" in page
    assert "Satu." in page


def test_comments_are_resolved_and_opened(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    make_comment(claim, jaya)
    address, session = reverse("thread_resolve", args=[claim.public_id]), client_of(jaya)
    assert session.post(address, {"decision": "resolve"}).status_code == 302
    page = panel(session, claim)
    assert "Jaya marked them as resolved." in page
    assert '<details class="disclosure comments" id="comments" >' in page
    assert "marked the comments as resolved" in session.get(claim.get_absolute_url()).text
    part = session.post(address, {"decision": "open"}, headers=HTMX)
    assert "Mark as resolved" in part.text
    assert session.post(address, {"decision": "forget"}).status_code == 400
    assert CommentThread.objects.get().resolved_at is None


def test_while_two_check_nothing_tells_of_the_others_comments(
    claim: Claim, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    make_assignment(claim.article, joko)
    make_comment(claim, jaya, "Menurut saya dibantah.")
    SecondReview.objects.create(claim=claim)
    resolve_thread(actor=edi, claim=claim, resolved=True)
    session = client_of(joko)
    pages = [
        panel(session, claim),
        session.get(claim.get_absolute_url()).text,
        send(session, claim, "Aha.", **HTMX).text,
    ]
    for page in pages:
        assert "Menurut saya dibantah." not in page
        assert "marked" not in page
    assert "Two people check this claim." in pages[0]
    assert "1 comment" not in pages[0]
    assert "2 comments" not in pages[2]
    assert session.get(reverse("comment_edit", args=[Comment.objects.earliest("pk").pk])).status_code == 404
    assert "Menurut saya dibantah." in panel(client_of(edi), claim)


def test_the_people_to_mention_are_those_who_see_the_claim(
    claim: Claim, jaya: User, joko: User, edi: User, client_of: ClientOf
) -> None:
    for _without_and_with in range(2):
        page = panel(client_of(jaya), claim)
        assert "@edi" in page
        assert "@joko" not in page
        assert "@jaya" not in page
        make_comment(claim, edi)


def test_the_writer_is_told_whom_it_does_not_reach(claim: Claim, jaya: User, joko: User, client_of: ClientOf) -> None:
    response = send(client_of(jaya), claim, "@joko dan @hantu, coba lihat.", **HTMX)
    assert "None of joko, hantu sees this claim" in response.text


def test_a_comment_on_what_was_replaced_meanwhile_is_kept(claim: Claim, jaya: User, client_of: ClientOf) -> None:
    Claim.objects.filter(pk=claim.pk).update(standing=Standing.REPLACED)
    response = send(client_of(jaya), claim, "Sudah saya tulis.")
    assert response["Location"] == claim.get_absolute_url()
    assert "Sudah saya tulis." in client_of(jaya).get(claim.get_absolute_url()).text


def test_the_record_asks_no_more_for_more_comments(
    claim: Claim, jaya: User, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    session = client_of(jaya)
    for number in range(5):
        comment = make_comment(claim, jaya)
        edit_comment(actor=jaya, comment=comment, wording=1, words=f"Lain {number}.")
    with django_assert_max_num_queries(16) as asked:
        session.get(claim.get_absolute_url())
    for _more in range(5):
        make_comment(claim, jaya)
    with django_assert_max_num_queries(len(asked)):
        session.get(claim.get_absolute_url())


def test_a_question_to_the_editor_is_on_the_board_until_it_is_resolved(
    claim: Claim, jaya: User, edi: User, client_of: ClientOf
) -> None:
    address = reverse("comment_create", args=[claim.public_id])
    sent = {"words": "Tabel mana yang berlaku?", "to_editor": "on", "key": str(uuid.uuid4())}
    assert "asks the editor" in client_of(jaya).post(address, sent, headers=HTMX).text
    board = client_of(edi).get("/articles/?show=asking").text
    assert claim.article.title in board
    assert "1 asks the editor" in board
    client_of(edi).post(reverse("thread_resolve", args=[claim.public_id]), {"decision": "resolve"})
    assert "Nobody asks the editor anything" in client_of(edi).get("/articles/?show=asking").text
