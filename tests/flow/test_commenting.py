"""Talking about a claim: once a form, own words for a while, and nothing that tells the other's answer."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.flow.assigning import withdraw_assignment
from articles.flow.commenting import edit_comment, mentioned_names, resolve_thread, write_comment
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import (
    Article,
    Assignment,
    Claim,
    Comment,
    CommentThread,
    CommentWording,
    Event,
    Notice,
    SecondReview,
    User,
)
from articles.models.comments import EDIT_MINUTES
from articles.models.notices import NoticeKind
from articles.models.second_reviews import ReviewState
from articles.packs.rows import gather
from tests.make import make_article, make_assignment, make_claim, make_comment
from tests.people import make_person
from tests.together import at_the_same_moment


@pytest.fixture
def claim(jaya: User) -> Claim:
    article = make_article()
    make_assignment(article, jaya)
    return make_claim(article)


def write(actor: User, claim: Claim, words: str = "Angka ini dari mana?", key: uuid.UUID | None = None) -> Comment:
    return write_comment(actor=actor, claim=claim, words=words, key=key or uuid.uuid4()).comment


def waiting(claim: Claim) -> Claim:
    SecondReview.objects.create(claim=claim)
    return claim


def old_comment(claim: Claim, author: User) -> Comment:
    long_ago = timezone.now() - timedelta(minutes=EDIT_MINUTES, seconds=1)
    return Comment.objects.create(claim=claim, author=author, words="Lama.", key=uuid.uuid4(), created_at=long_ago)


@pytest.mark.django_db
def test_a_comment_is_stored_as_typed_with_its_event(claim: Claim, jaya: User) -> None:
    comment = write(jaya, claim, " Satu.\n\n<b>Dua</b> ")
    assert comment.words == "Satu.\n\n<b>Dua</b>"
    event = Event.objects.get(verb="comment_written")
    assert (event.claim, event.actor, event.after) == (claim, jaya, {"comment": comment.pk})


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", " \n ", "\u200b", "x" * 5_001])
def test_nothing_and_too_much_are_refused(claim: Claim, jaya: User, words: str) -> None:
    with pytest.raises(NotAcceptable):
        write(jaya, claim, words)
    assert not Comment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_form_eight_times_is_one_comment(claim: Claim, jaya: User) -> None:
    key = uuid.uuid4()
    results = at_the_same_moment([lambda: write(jaya, claim, "Sekali.", key)] * 8)
    assert {getattr(result, "pk", result) for result in results} == {Comment.objects.get().pk}
    assert Event.objects.filter(verb="comment_written").count() == 1


@pytest.mark.django_db
def test_a_form_sent_again_with_other_words_is_a_conflict(claim: Claim, jaya: User) -> None:
    key = uuid.uuid4()
    write(jaya, claim, "Satu.", key)
    with pytest.raises(Conflict):
        write(jaya, claim, "Dua.", key)
    assert Comment.objects.get().words == "Satu."


@pytest.mark.django_db
def test_who_lost_the_article_meanwhile_is_told_so(claim: Claim, jaya: User, edi: User, joko: User) -> None:
    withdraw_assignment(actor=edi, assignment=Assignment.objects.get())
    with pytest.raises(Conflict):
        write(jaya, claim)
    with pytest.raises(PermissionDenied):
        write(joko, claim)


# --- Other words ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_other_words_keep_the_earlier_ones(claim: Claim, jaya: User) -> None:
    comment = write(jaya, claim, "Satu.")
    edited = edit_comment(actor=jaya, comment=comment, wording=1, words="Dua.").comment
    assert (edited.words, edited.wording, bool(edited.edited_at)) == ("Dua.", 2, True)
    kept = CommentWording.objects.get()
    assert (kept.comment, kept.number, kept.words) == (comment, 1, "Satu.")
    edit_comment(actor=jaya, comment=comment, wording=1, words="Dua.")  # the same form again
    assert CommentWording.objects.count() == 1
    with pytest.raises(Conflict):
        edit_comment(actor=jaya, comment=comment, wording=1, words="Tiga.")


@pytest.mark.django_db(transaction=True)
def test_two_pages_do_not_overwrite_each_other(claim: Claim, jaya: User) -> None:
    comment = write(jaya, claim, "Satu.")
    words = ["Dua.", "Tiga.", "Empat."]
    results = at_the_same_moment(
        [lambda one=one: edit_comment(actor=jaya, comment=comment, wording=1, words=one) for one in words]  # type: ignore[misc]
    )
    assert sum(isinstance(result, Conflict) for result in results) == 2
    assert Comment.objects.get().wording == 2


@pytest.mark.django_db
def test_others_and_latecomers_reword_nothing(claim: Claim, jaya: User, edi: User) -> None:
    comment = write(jaya, claim)
    with pytest.raises(PermissionDenied):
        edit_comment(actor=edi, comment=comment, wording=1, words="Bukan saya.")
    late = old_comment(claim, jaya)
    with pytest.raises(Conflict):
        edit_comment(actor=jaya, comment=late, wording=1, words="Terlambat.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"words": "Lain."},
        {"words": "Lain.", "wording": 3},
        {"words": "Lain.", "wording": 2, "created_at": timezone.now()},
        {"words": "Lain.", "wording": 2, "key": uuid.uuid4()},
    ],
)
def test_the_database_refuses_every_other_change(claim: Claim, jaya: User, change: dict[str, object]) -> None:
    comment = make_comment(claim, jaya)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**change)


@pytest.mark.django_db
def test_the_database_refuses_other_words_after_the_while(claim: Claim, jaya: User) -> None:
    late = old_comment(claim, jaya)
    with pytest.raises(DatabaseError, match="only for a while"), transaction.atomic():
        Comment.objects.filter(pk=late.pk).update(words="Lain.", wording=2)


# --- Settled --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_thread_is_settled_and_opened_by_a_new_comment(claim: Claim, jaya: User, edi: User) -> None:
    with pytest.raises(NotAcceptable):
        resolve_thread(actor=edi, claim=claim, resolved=True)
    write(jaya, claim)
    for _twice in range(2):
        resolve_thread(actor=edi, claim=claim, resolved=True)
    assert CommentThread.objects.get().resolved_by == edi
    assert Event.objects.get(verb="comments_resolved").actor == edi
    write(jaya, claim, "Satu hal lagi.")
    assert CommentThread.objects.get().resolved_by is None
    assert Event.objects.latest("pk").after["opened"] is True
    resolve_thread(actor=jaya, claim=claim, resolved=True)
    resolve_thread(actor=jaya, claim=claim, resolved=False)
    assert Event.objects.filter(verb="comments_opened").count() == 1


# --- Two who do not see each other ------------------------------------------------------------------------------------
def seen_by(person: User) -> set[str]:
    return set(Comment.objects.visible_to(person).values_list("words", flat=True))


@pytest.mark.django_db
def test_while_two_check_each_sees_their_own_comments(
    claim: Claim, jaya: User, joko: User, edi: User, ade: User, sari: User
) -> None:
    make_assignment(claim.article, joko)
    waiting(claim)
    for person in (jaya, joko, edi):
        write(person, claim, person.username)
    everything = {"jaya", "joko", "edi"}
    assert [seen_by(one) for one in (jaya, joko, sari)] == [{"jaya"}, {"joko"}, set()]
    assert [seen_by(one) for one in (edi, ade)] == [everything, everything]
    told = {one: Event.objects.visible_to(one).filter(verb="comment_written").count() for one in (jaya, edi, sari)}
    assert told == {jaya: 1, edi: 3, sari: 0}
    SecondReview.objects.update(state=ReviewState.DIFFERING)
    assert [seen_by(one) for one in (jaya, joko, edi, ade, sari)] == [everything] * 5


@pytest.mark.django_db
def test_the_pack_holds_the_comments_that_its_reader_may_see(claim: Claim, jaya: User, joko: User, edi: User) -> None:
    make_assignment(claim.article, joko)
    comment = write(jaya, claim, "Satu.")
    edit_comment(actor=jaya, comment=comment, wording=1, words="Dua.")
    resolve_thread(actor=edi, claim=claim, resolved=True)
    data = gather(joko, claim.article, claim).data
    assert [row["words"] for row in data["comments"]] == ["Dua."]
    assert [row["words"] for row in data["comment_wordings"]] == ["Satu."]
    assert [row["resolved_by_id"] for row in data["comment_threads"]] == [edi.pk]
    waiting(claim)
    data = gather(joko, claim.article, claim).data
    assert [data[name] for name in ("comments", "comment_wordings", "comment_threads")] == [[], [], []]
    assert "comment" not in str(data["events"])
    assert gather(edi, claim.article, claim).data["comments"]


@pytest.mark.django_db
def test_who_does_not_see_the_others_settles_nothing(claim: Claim, jaya: User, edi: User) -> None:
    write(jaya, waiting(claim))
    with pytest.raises(NotAcceptable):
        resolve_thread(actor=jaya, claim=claim, resolved=True)
    resolve_thread(actor=edi, claim=claim, resolved=True)
    assert not Event.objects.visible_to(jaya).filter(verb="comments_resolved").exists()


# --- Names ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("@jaya, lihat ini. Juga @edi.", ["jaya", "edi"]),
        ("(@Siti.Aminah) dan @jaya @jaya", ["Siti.Aminah", "jaya"]),
        ("redaksi@warta.example @@ @. tidak", []),
        ("@" + "a" * 5_000, ["a" * 150]),
        ("@x" * 2_000, []),
    ],
)
def test_names_in_a_comment(words: str, names: list[str]) -> None:
    found = mentioned_names(words)
    assert found == names or (not names and len(found) <= 20)


@pytest.mark.django_db
def test_the_writer_is_told_whom_a_comment_does_not_reach(claim: Claim, jaya: User, joko: User, edi: User) -> None:
    make_person("Siti.Aminah", ["editor"])
    written = write_comment(actor=jaya, claim=claim, words="@joko @edi @nobody @siti.aminah @jaya", key=uuid.uuid4())
    assert written.unheard == ["joko", "nobody"]


@pytest.mark.django_db
def test_who_sees_an_article_is_the_same_both_ways_round(claim: Claim, jaya: User, joko: User, nona: User) -> None:
    for status in ("in_review", "done"):
        Article.objects.update(status=status)
        article = Article.objects.get()
        audience = set(article.audience())
        for person in User.objects.all():
            assert (person in audience) == Article.objects.visible_to(person).filter(pk=article.pk).exists()


@pytest.mark.django_db
def test_a_question_waits_for_an_editor_until_it_is_resolved(claim: Claim, jaya: User, edi: User) -> None:
    def waits() -> bool:
        return Article.objects.asking().filter(pk=claim.article_id).exists()

    write_comment(actor=jaya, claim=claim, words="Tabelnya tidak ada lagi.", key=uuid.uuid4())
    assert not waits()
    write_comment(actor=jaya, claim=claim, words="Tabel mana yang berlaku?", key=uuid.uuid4(), to_editor=True)
    since = CommentThread.objects.get(claim=claim).asked_at
    assert waits()
    write_comment(actor=jaya, claim=claim, words="Yang Mei atau Juni?", key=uuid.uuid4(), to_editor=True)
    assert CommentThread.objects.get(claim=claim).asked_at == since
    resolve_thread(actor=edi, claim=claim, resolved=True)
    assert not waits()
    write_comment(actor=jaya, claim=claim, words="Terima kasih.", key=uuid.uuid4())
    assert not waits()


@pytest.mark.django_db
def test_every_editor_is_told_of_a_question_once_and_nobody_of_their_own(claim: Claim, jaya: User, edi: User) -> None:
    sari = make_person("sari", ["editor", "journalist"])
    make_assignment(claim.article, sari)
    key = uuid.uuid4()
    for _again in range(2):
        write_comment(actor=jaya, claim=claim, words="Tabel mana, @edi?", key=key, to_editor=True)
    told = Notice.objects.order_by("person__username").values_list("person__username", "kind")
    assert list(told) == [("edi", NoticeKind.MENTIONED), ("sari", NoticeKind.ASKED)]
    write_comment(actor=sari, claim=claim, words="Saya cari.", key=uuid.uuid4(), to_editor=True)
    assert not Notice.objects.filter(person=sari, actor=sari).exists()
