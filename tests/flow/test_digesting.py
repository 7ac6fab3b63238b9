"""Mails of notices, with a real mail server: in time, at most once, and of nothing that their person may not see."""

import os
import subprocess
import sys
from collections.abc import Generator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as now_set
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.flow.choosing_digests import choose_digest
from articles.flow.digesting import period_of, plan_digests, release_abandoned, run_digest, take_unrung
from articles.flow.errors import NotAcceptable
from articles.models import Digest, DigestChoice, Notice, SecondReview, User
from articles.models.digests import Rhythm
from articles.models.jobs import State
from articles.models.second_reviews import ReviewState
from tests.desk import ROOT
from tests.mailbox import Mailbox, mail_server, mute_server
from tests.make import make_article, make_assignment, make_claim, make_comment, make_notice
from tests.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def mailbox(settings: Settings) -> Generator[Mailbox]:
    with mail_server() as found:
        use_server(settings, found.port)
        yield found


def use_server(settings: Settings, port: int) -> None:
    settings.EMAIL_OFFERED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2
    settings.PUBLIC_URL = "https://desk.example"


@pytest.fixture
def notice(jaya: User, edi: User) -> Notice:
    """Return a notice of a comment that jaya was told an hour ago, who wants mail at once, in Indonesian."""
    article = make_article(title="Bantuan warga")
    make_assignment(article, jaya)
    wants(jaya)
    return told(make_notice(make_comment(make_claim(article), edi, "Rahasia redaksi."), jaya))


def wants(person: User, rhythm: str = Rhythm.AT_ONCE, language: str = "id") -> None:
    choose_digest(actor=person, address=f"{person.username}@desk.example", rhythm=rhythm, hour=8, language=language)
    DigestChoice.objects.update(since=Now() - timedelta(days=30))


def told(notice: Notice, ago: timedelta = timedelta(hours=1)) -> Notice:
    Notice.objects.filter(pk=notice.pk).update(created_at=Now() - ago)
    return notice


def send_all() -> list[bool]:
    plan_digests()
    return [run_digest(pk, worker="w") for pk in Digest.objects.order_by("pk").values_list("pk", flat=True)]


def due_now() -> None:
    Digest.objects.filter(state=State.QUEUED).update(due_at=Now())


@pytest.fixture(autouse=True)
def offered(settings: Settings) -> None:
    use_server(settings, 9)


# --- What it says ---------------------------------------------------------------------------------------------------
def test_a_mail_says_who_did_what_and_where_in_its_persons_language(notice: Notice, mailbox: Mailbox) -> None:
    assert send_all() == [True]
    (mail,) = mailbox.mails
    row = Digest.objects.get()
    assert (mail["To"], mail["Message-ID"]) == ("jaya@desk.example", row.message_id)
    assert mail["Subject"] == "1 pemberitahuan dari Periksa"
    assert mail["List-Unsubscribe"] == "<https://desk.example/me/notices/settings/>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    body = mail.get_content()
    assert "Edi menyebut Anda" in body
    assert "Bantuan warga" in body
    assert f"https://desk.example{notice.target}" in body
    assert "https://desk.example/me/notices/settings/" in body
    assert "Rahasia" not in body
    assert row.state == State.DONE


def test_what_was_read_or_mailed_is_not_mailed_again(notice: Notice, mailbox: Mailbox, jaya: User, edi: User) -> None:
    assert send_all() == [True]
    assert plan_digests() == 0
    second = told(make_notice(make_comment(notice.claim, edi), jaya))
    Notice.objects.filter(pk=second.pk).update(read_at=Now())
    assert plan_digests() == 0
    assert len(mailbox.mails) == 1


def test_many_notices_are_one_mail_that_ends(notice: Notice, mailbox: Mailbox, jaya: User, edi: User) -> None:
    for _number in range(55):
        told(make_notice(make_comment(notice.claim, edi), jaya))  # type: ignore[arg-type]
    assert send_all() == [True]
    (mail,) = mailbox.mails
    assert mail["Subject"].startswith("56 ")
    assert "Dan 6 lagi." in mail.get_content()


def test_hostile_names_are_words_in_a_mail(notice: Notice, mailbox: Mailbox, edi: User) -> None:
    User.objects.filter(pk=edi.pk).update(name="Edi\r\nBcc: all@desk.example")
    Notice.objects.update(title="Judul\n\nPalsu")
    assert send_all() == [True]
    (mail,) = mailbox.mails
    assert mail["Bcc"] is None
    assert "Edi Bcc: all@desk.example" in mail.get_content()
    assert "Judul Palsu" in mail.get_content()


# --- When -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rhythm", "hour", "end"),
    [
        (Rhythm.AT_ONCE, 8, datetime(2026, 3, 1, 7, 45, tzinfo=JAKARTA)),
        (Rhythm.HOURLY, 8, datetime(2026, 3, 1, 7, 0, tzinfo=JAKARTA)),
        (Rhythm.DAILY, 8, datetime(2026, 2, 28, 8, 0, tzinfo=JAKARTA)),
        (Rhythm.DAILY, 7, datetime(2026, 3, 1, 7, 0, tzinfo=JAKARTA)),
        (Rhythm.DAILY, 0, datetime(2026, 3, 1, 0, 0, tzinfo=JAKARTA)),
    ],
)
def test_the_period_that_is_over(rhythm: str, hour: int, end: datetime) -> None:
    now = datetime(2026, 3, 1, 7, 45, 30, tzinfo=JAKARTA).astimezone(ZoneInfo("UTC"))
    assert period_of(DigestChoice(rhythm=rhythm, hour=hour), now) == end


def test_what_is_told_in_a_period_waits_for_its_end(notice: Notice, mailbox: Mailbox, jaya: User) -> None:
    wants(jaya, Rhythm.HOURLY)
    told(notice, ago=timedelta(0))
    assert plan_digests() == 0
    told(notice, ago=timedelta(hours=1))
    assert plan_digests() == 1
    assert Digest.objects.get().period == timezone.now().replace(minute=0, second=0, microsecond=0)


def test_nobody_gets_a_mail_of_what_was_before_they_asked(notice: Notice, mailbox: Mailbox, jaya: User) -> None:
    choose_digest(actor=jaya, address="", rhythm=Rhythm.OFF, hour=8, language="id")
    choose_digest(actor=jaya, address="jaya@desk.example", rhythm=Rhythm.AT_ONCE, hour=8, language="id")
    assert plan_digests() == 0


@pytest.mark.parametrize("change", ["off", "gone", "no server"])
def test_who_wants_none_any_more_gets_none(
    notice: Notice, mailbox: Mailbox, jaya: User, settings: Settings, change: str
) -> None:
    assert plan_digests() == 1
    if change == "off":
        DigestChoice.objects.update(rhythm=Rhythm.OFF)
    elif change == "gone":
        User.objects.filter(pk=jaya.pk).update(is_active=False)
    else:
        settings.EMAIL_OFFERED = False
    assert run_digest(Digest.objects.get().pk, worker="w")
    assert plan_digests() == 0
    assert mailbox.mails == []


def test_without_a_mail_server_nothing_is_planned_or_chosen(notice: Notice, jaya: User, settings: Settings) -> None:
    settings.EMAIL_OFFERED = False
    assert plan_digests() == 0
    with pytest.raises(NotAcceptable):
        wants(jaya)


# --- Not what they may not see --------------------------------------------------------------------------------------
def test_a_notice_that_they_may_not_see_yet_comes_in_a_later_mail(notice: Notice, mailbox: Mailbox) -> None:
    assert plan_digests() == 1
    SecondReview.objects.create(claim=notice.claim)  # asked for between planning and sending
    assert run_digest(Digest.objects.get().pk, worker="w")
    assert mailbox.mails == []
    assert plan_digests() == 0
    SecondReview.objects.update(state=ReviewState.DIFFERING)
    Digest.objects.update(period=Now() - timedelta(hours=2))
    assert send_all()[-1] is True
    assert len(mailbox.mails) == 1


# --- At most once ---------------------------------------------------------------------------------------------------
def test_many_clocks_and_many_workers_make_one_mail(notice: Notice, mailbox: Mailbox) -> None:
    at_the_same_moment([plan_digests] * 4)
    row = Digest.objects.get()
    results = at_the_same_moment([lambda: run_digest(row.pk, worker="w")] * 4)
    assert sorted(map(str, results)) == ["False", "False", "False", "True"]
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("place", ["answer", "answer_to_address"])
def test_what_the_server_refuses_is_not_sent_again(notice: Notice, mailbox: Mailbox, place: str) -> None:
    setattr(mailbox, place, "550 no such person")
    assert send_all() == [True]
    row = Digest.objects.get()
    assert (row.state, row.failure) == (State.FAILED, "refused")
    assert "550" in row.failure_detail
    setattr(mailbox, place, "250 fine")
    assert send_all() == [False]
    assert mailbox.mails == []


@pytest.mark.parametrize("place", ["answer", "answer_to_address"])
def test_what_the_server_cannot_take_now_is_sent_later_once(notice: Notice, mailbox: Mailbox, place: str) -> None:
    setattr(mailbox, place, "451 later, please")
    assert send_all() == [False]
    row = Digest.objects.get()
    assert (row.state, row.handed_at) == (State.QUEUED, None)
    assert row.due_at > timezone.now()
    assert run_digest(row.pk, worker="w") is False  # not before it is due
    setattr(mailbox, place, "250 fine")
    due_now()
    assert take_unrung(limit=5, queue_is_empty=True) == [row.pk]
    assert run_digest(row.pk, worker="w") is True
    assert [mail["Message-ID"] for mail in mailbox.mails] == [row.message_id]


def test_a_server_that_is_away_is_tried_again_and_given_up(notice: Notice, settings: Settings) -> None:
    with mute_server() as port:
        pass  # nobody listens there any more
    settings.EMAIL_PORT = port
    plan_digests()
    row = Digest.objects.get()
    for _attempt in range(row.max_attempts):
        due_now()
        run_digest(row.pk, worker="w")
    row.refresh_from_db()
    assert (row.state, row.failure, row.attempt) == (State.FAILED, "unreachable", row.max_attempts)
    notice.refresh_from_db()
    assert notice.digest is None  # the next period's mail tells it
    Digest.objects.update(period=Now() - timedelta(hours=2))
    assert plan_digests() == 1


def test_a_server_that_never_says_a_word_has_taken_nothing(notice: Notice, settings: Settings) -> None:
    with mute_server() as port:
        settings.EMAIL_PORT = port
        assert send_all() == [False]
    assert Digest.objects.get().state == State.QUEUED


def test_a_server_that_hangs_with_a_mail_is_not_given_it_again(notice: Notice, mailbox: Mailbox) -> None:
    mailbox.silent_seconds = 4
    assert send_all() == [True]
    row = Digest.objects.get()
    assert (row.state, row.failure) == (State.FAILED, "unknown")
    mailbox.silent_seconds = 0
    due_now()
    assert send_all() == [False]
    assert len(mailbox.mails) == 1


def test_a_worker_that_died_before_the_server_heard_is_followed_by_another(notice: Notice, mailbox: Mailbox) -> None:
    plan_digests()
    row = Digest.objects.get()
    assert Digest.objects.claim(row.pk, worker="dead")
    assert run_digest(row.pk, worker="w") is False
    assert release_abandoned() == 0
    assert run_digest(row.pk, worker="w") is True
    assert len(mailbox.mails) == 1


RUN = "import django; django.setup(); from articles.flow.digesting import run_digest; run_digest({pk}, worker='killed')"


def test_a_worker_killed_between_sending_and_noting_it_sends_nothing_twice(notice: Notice, mailbox: Mailbox) -> None:
    mailbox.silent_seconds = 30
    plan_digests()
    row = Digest.objects.get()
    worker = subprocess.Popen([sys.executable, "-c", RUN.format(pk=row.pk)], cwd=ROOT, env=environment(mailbox.port))
    try:
        assert mailbox.has_come.wait(60)
    finally:
        worker.kill()
        worker.wait()
    row.refresh_from_db()
    assert (row.state, bool(row.handed_at)) == (State.RUNNING, True)
    mailbox.silent_seconds = 0
    Digest.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert run_digest(row.pk, worker="w") is False
    assert release_abandoned() == 1
    row.refresh_from_db()
    assert (row.state, row.failure) == (State.FAILED, "unknown")
    assert send_all() == [False]
    assert len(mailbox.mails) == 1


def environment(port: int) -> dict[str, str]:
    """Return what a worker of its own needs to work on the tests' database, with the tests' mail server."""
    found = connection.settings_dict
    address = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + str(found["NAME"])
        if "DATABASE_URL" in os.environ
        else f"postgres://{address}/{found['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "EMAIL_TIMEOUT_SECONDS": "60",
        "PUBLIC_URL": "http://desk.example",
        "SECRET_KEY": now_set.SECRET_KEY,
    }
