"""Who is told of what: once, never of their own doing, and never of what they may not see."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from articles.flow import assigning, joining, returning, second_reviewing, versioning
from articles.flow.commenting import edit_comment, write_comment
from articles.flow.notifying import notify, read_all_notices, read_notices_of
from articles.models import Article, Assignment, Claim, Comment, Event, Notice, SecondReview, User
from articles.models.articles import Status
from articles.models.events import Verb
from articles.models.notices import NoticeKind
from articles.models.second_reviews import ReviewState
from tests.make import TEXT, make_article, make_assignment, make_claim, make_comment, make_notice, make_verdict
from tests.together import at_the_same_moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(jaya: User) -> Claim:
    article = make_article()
    make_assignment(article, jaya)
    return make_claim(article)


def write(actor: User, claim: Claim, words: str = "Angka ini dari mana?") -> Comment:
    return write_comment(actor=actor, claim=claim, words=words, key=uuid.uuid4()).comment


def told(person: User) -> list[str]:
    return list(Notice.objects.visible_to(person).order_by("pk").values_list("kind", flat=True))


def test_a_comment_is_told_to_whose_claim_it_is_and_to_whom_it_mentions(
    claim: Claim, jaya: User, joko: User, edi: User, ade: User
) -> None:
    write(edi, claim, "Tolong, @ade. Juga @joko.")
    assert [told(one) for one in (jaya, joko, edi, ade)] == [["commented"], [], [], ["mentioned"]]
    write(jaya, claim, "Sudah.")
    assert told(edi) == ["commented"]  # who has said something hears the answer
    assert told(jaya) == ["commented"]
    assert not Notice.objects.filter(person=joko).exists()


def test_who_is_mentioned_later_is_told_once(claim: Claim, jaya: User, edi: User, ade: User) -> None:
    comment = write(edi, claim, "Lihat.")
    edit_comment(actor=edi, comment=comment, wording=1, words="Lihat, @ade dan @jaya.")
    assert (told(ade), told(jaya)) == (["mentioned"], ["commented"])


def test_assigning_taking_back_and_the_second_check(claim: Claim, jaya: User, joko: User, edi: User) -> None:
    article = claim.article
    assigning.assign_articles(actor=edi, articles=[article], assignee=joko, together=True)
    assert told(joko) == ["assigned"]
    assigning.withdraw_assignment(actor=edi, assignment=Assignment.objects.get(assignee=joko))
    assert told(joko) == ["taken_back"]  # the article is not theirs to see any more, nor what was told of it
    second_reviewing.ask_second_review(actor=edi, article=article, claims=[claim])
    second_reviewing.assign_second(actor=edi, article=article, assignee=joko)
    assert told(joko) == ["assigned", "taken_back", "second_given"]
    assert told(edi) == []


def test_giving_an_article_to_oneself_tells_nobody(sari: User) -> None:
    assigning.assign_articles(actor=sari, articles=[make_article()], assignee=sari)
    assert not Notice.objects.exists()


def test_a_verdict_sent_back_is_told_to_its_author(claim: Claim, jaya: User, joko: User, edi: User) -> None:
    make_assignment(claim.article, joko)
    verdict = make_verdict(claim, jaya)
    returning.return_verdict(actor=edi, verdict=verdict, version=claim.version, reason="Sumbernya?")
    assert (told(jaya), told(joko)) == (["returned"], [])


def test_a_new_text_tells_whose_claims_it_changed_once(claim: Claim, jaya: User, joko: User, edi: User) -> None:
    make_claim(claim.article, quotation="1.200 keluarga belum terdata")
    versioning.add_version(actor=edi, article=claim.article, text=TEXT + "\n\nTambahan di akhir.")
    assert told(jaya) == []
    versioning.add_version(actor=edi, article=claim.article, text="Semua lain sekarang. Tidak ada yang sama.")
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.claim) == (jaya, "claims_changed", None)
    assert notice.event == Event.objects.filter(verb="text_corrected").latest("pk")


def test_what_is_refused_tells_nobody(claim: Claim, jaya: User, edi: User) -> None:
    with transaction.atomic():
        write(edi, claim)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_who_left_the_newsroom_is_not_told(claim: Claim, jaya: User, edi: User) -> None:
    User.objects.filter(pk=jaya.pk).update(is_active=False)
    write(edi, claim, "@jaya?")
    assert not Notice.objects.exists()


# --- Not what they may not see --------------------------------------------------------------------------------------
def test_while_two_check_a_notice_waits_until_they_may_see(
    claim: Claim, jaya: User, joko: User, edi: User, sari: User
) -> None:
    make_assignment(claim.article, joko)
    SecondReview.objects.create(claim=claim)
    write(jaya, claim, "Menurut saya dibantah, @joko, @edi, @sari.")
    assert [told(one) for one in (joko, sari, edi)] == [[], [], ["mentioned"]]
    SecondReview.objects.update(state=ReviewState.DIFFERING)
    assert [told(one) for one in (joko, sari, edi)] == [["mentioned"]] * 3


def test_a_second_review_asked_for_later_hides_what_was_told(claim: Claim, jaya: User, joko: User) -> None:
    make_assignment(claim.article, joko)
    write(joko, claim)
    assert told(jaya) == ["commented"]
    SecondReview.objects.create(claim=claim)
    assert told(jaya) == []


def test_who_loses_the_article_loses_its_notices(claim: Claim, jaya: User, edi: User) -> None:
    write(edi, claim, "@jaya")
    Assignment.objects.update(state="withdrawn")
    assert told(jaya) == []
    Article.objects.update(status=Status.DONE)
    assert told(jaya) == ["mentioned"]


def test_nobody_sees_the_notices_of_others(claim: Claim, jaya: User, edi: User, ade: User, sari: User) -> None:
    write(edi, claim)
    assert [told(one) for one in (edi, ade, sari)] == [[], [], []]


# --- Once -----------------------------------------------------------------------------------------------------------
def test_nobody_is_told_twice_of_the_same(claim: Claim, jaya: User, edi: User) -> None:
    event = Event.objects.record(Verb.ARTICLE_ASSIGNED, actor=edi, article=claim.article)
    values: dict[str, Any] = {"kind": NoticeKind.ASSIGNED, "actor": edi, "article": claim.article, "event": event}
    for _twice in range(2):
        notify(people=[jaya.pk, jaya.pk], **values)
    assert Notice.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(person=jaya, title="x", **values)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_eight_times_tells_once(claim: Claim, jaya: User, edi: User) -> None:
    key = uuid.uuid4()
    at_the_same_moment([lambda: write_comment(actor=edi, claim=claim, words="@jaya", key=key)] * 8)
    assert Notice.objects.count() == 1


# --- Read -----------------------------------------------------------------------------------------------------------
def test_all_are_read_up_to_the_one_on_the_page(claim: Claim, jaya: User, edi: User) -> None:
    first, second = (make_notice(make_comment(claim, edi), jaya) for _number in range(2))
    read_all_notices(actor=edi, newest=second.pk)
    assert Notice.objects.unread().count() == 2
    read_all_notices(actor=jaya, newest=first.pk)
    assert list(Notice.objects.unread()) == [second]


def test_what_is_open_before_somebody_is_read(claim: Claim, jaya: User, edi: User) -> None:
    other = make_claim(claim.article, quotation="1.200 keluarga belum terdata")
    here, there = (make_notice(make_comment(one, edi), jaya) for one in (claim, other))
    gathering = joining.look_in(actor=jaya, article_id=claim.article_id, claim=claim.public_id)
    assert gathering is not None
    here.refresh_from_db()
    there.refresh_from_db()
    assert (bool(here.read_at), bool(there.read_at)) == (True, False)


def test_what_they_do_not_see_yet_is_not_read_by_having_the_claim_open(claim: Claim, jaya: User, edi: User) -> None:
    SecondReview.objects.create(claim=claim)
    make_notice(make_comment(claim, edi), jaya)
    read_notices_of(actor=jaya, article_id=claim.article_id, claim_id=claim.pk)
    assert Notice.objects.unread().count() == 1
