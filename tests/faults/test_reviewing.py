"""The web is killed while it saves a verdict: it is there whole or not at all, and once when it is sent again.

The transaction around a verdict is what the first test rests on: without it the claim's version would stay taken. The
second rests on the form's key: without it the second sending would be refused as a conflict.
"""

import os
import re
import signal
import uuid
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode
from urllib.request import Request

import psutil
import pytest

from tests.desk import Desk, wait_for
from tests.faults.database import asked, connected
from tests.faults.test_kills import THEIRS
from tests.faults.visitor import Answer, Visitor

pytestmark = pytest.mark.desk

SLOW_VERDICTS = """
CREATE FUNCTION take_your_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(4); RETURN NEW; END $$;
CREATE TRIGGER zz_take_your_time AFTER INSERT ON articles_verdict FOR EACH ROW EXECUTE FUNCTION take_your_time();
"""
NO_SLOW_VERDICTS = "DROP TRIGGER zz_take_your_time ON articles_verdict; DROP FUNCTION take_your_time();"
ASLEEP = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
LOCKED_OUT = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
VERDICTS = "SELECT count(*) FROM articles_verdict WHERE key = %s"
EVENTS = "SELECT count(*) FROM articles_event WHERE claim_id = (SELECT id FROM articles_claim WHERE public_id = %s)"
CLAIM = "SELECT version || ' ' || coalesce(current_verdict_id, 0) FROM articles_claim WHERE public_id = %s"


class Form:
    """A verdict on a claim as its page has it now, to be sent once or twice."""

    def __init__(self, jaya: Visitor, claim: str, article: int) -> None:
        self.jaya = jaya
        self.claim = claim
        self.key = str(uuid.uuid4())
        page = jaya.get(f"/articles/{article}/?claim={claim}")
        version = re.search(r'name="version" value="(\d+)"', page.text)
        assert version, page.text[:2000]
        self.values = {
            "version": version[1],
            "key": self.key,
            "said": "unclear",
            "answer": "not_checkable",
            "reason": "",
        }

    def send(self) -> Answer:
        """Send it as the page's script does."""
        forms = {"evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0, "csrfmiddlewaretoken": self.jaya.token}
        body = urlencode(self.values | forms).encode()
        path = f"{self.jaya.address}/claims/{self.claim}/verdict/"
        return self.jaya._open(Request(path, data=body, headers={"HX-Request": "true"}))


@contextmanager
def sent(form: Form) -> Generator[Future[Answer]]:
    """Send a form beside the test, and wait in the end until something came back or nothing ever will."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(form.send)


def kill_the_web(desk: Desk) -> None:
    """Kill every process that answers a browser; the one that started them starts others."""
    for process in psutil.Process(desk.pid("web")).children():
        os.kill(process.pid, signal.SIGKILL)


@pytest.fixture
def form(desk: Desk) -> Form:
    """Return a form for the first claim that jaya has."""
    desk.wait_until_alive()
    claim, article = wait_for(lambda: desk.ask(THEIRS), 60, "no claim to decide")[0]
    return Form(Visitor(desk.url, "jaya"), claim, article)


def state(desk: Desk, form: Form) -> tuple[int, int, str]:
    """Return how many verdicts the form has made, how many events its claim has, and what counts on it."""
    verdicts, events = asked(desk, VERDICTS, form.key)[0], asked(desk, EVENTS, form.claim)[0]
    return int(verdicts), int(events), asked(desk, CLAIM, form.claim)[0]


def test_killed_before_it_is_stored_a_verdict_leaves_no_trace(desk: Desk, form: Form) -> None:
    before = state(desk, form)
    with connected(desk) as connection:
        connection.execute(SLOW_VERDICTS)
    try:
        with sent(form) as answer:
            wait_for(lambda: int(asked(desk, ASLEEP)[0]), 30, "no verdict is being stored")
            kill_the_web(desk)
        assert answer.result().status == 0
        wait_for(lambda: not int(asked(desk, ASLEEP)[0]), 30, "the database still stores it")
    finally:
        with connected(desk) as connection:
            connection.execute(NO_SLOW_VERDICTS)
    assert state(desk, form) == before
    desk.wait_until_alive()
    assert form.send().status == 200
    assert form.send().status == 200
    verdicts, events, counting = state(desk, form)
    assert (verdicts, events) == (1, before[1] + 1)
    assert counting != before[2]


def test_killed_before_it_is_answered_a_verdict_is_there_once(desk: Desk, form: Form) -> None:
    before = state(desk, form)
    # What the answer shows and the verdict does not need is locked: stored it is, answered it cannot be.
    with connected(desk) as connection:
        connection.execute("LOCK TABLE articles_claimappearance IN ACCESS EXCLUSIVE MODE")
        with sent(form) as answer:
            wait_for(lambda: state(desk, form)[0] and int(asked(desk, LOCKED_OUT)[0]), 30, "it is not stored")
            kill_the_web(desk)
        assert answer.result().status == 0
    desk.wait_until_alive()
    stored = state(desk, form)
    assert stored[:2] == (1, before[1] + 1)
    assert form.send().status == 200
    assert state(desk, form) == stored
