"""While a part is away the others go on, say what is missing, and need no restart afterwards."""

import json
import os
import signal
import time
import urllib.request
import uuid
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.desk import Desk, wait_for
from tests.faults.visitor import Answer, Visitor

pytestmark = pytest.mark.desk

STATUS = "from articles.models import *; import json; print(json.dumps(Article.objects.get(title={!r}).status))"


@contextmanager
def frozen(*pids: int) -> Generator[None]:
    """Stop processes, as a machine does that hangs, and let them go on afterwards."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def paste(ade: Visitor, title: str) -> int:
    """Import a text of its own and return the status of the answer."""
    text = f"Kepala desa mengatakan jalan {title} sudah selesai. Warga meragukan pernyataan itu."
    return ade.post("/imports/paste/", text=text, title=title, language="id").status


def test_a_frozen_queue_holds_nobody_up(desk: Desk) -> None:
    ade = Visitor(desk.url, "ade")
    titles = [uuid.uuid4().hex for _ in range(5)]
    with frozen(desk.pid("valkey")):
        started = time.monotonic()
        assert [paste(ade, title) for title in titles] == [200] * 5
        # One ring finds out, within its time limits; without them it would wait for ever, and so would the page.
        assert time.monotonic() - started < 60
        assert desk.health() == "queue"
    for title in titles:
        wait_for(lambda title=title: desk.ask(STATUS.format(title)) == "ready", 90, desk.said)
    desk.wait_until_alive()


def test_a_silent_worker_is_said_and_what_waits_is_done_when_it_is_back(desk: Desk) -> None:
    ade = Visitor(desk.url, "ade")
    title = uuid.uuid4().hex
    with frozen(desk.pid("worker")):
        assert paste(ade, title) == 200
        wait_for(lambda: desk.health() == "worker", 40, desk.health)
        page = ade.get("/imports/")
        assert page.status == 200
        assert "bin/run" in page.text  # what to do about it
    wait_for(lambda: desk.ask(STATUS.format(title)) == "ready", 90, desk.said)
    desk.wait_until_alive()


def test_without_its_database_the_desk_says_so_and_comes_back_by_itself(desk: Desk) -> None:
    edi = Visitor(desk.url, "edi")
    assert desk.process is not None
    all_at_once(edi, 16)  # so that every thread of the web has a connection to lose
    before = desk.pid("postgres")
    with frozen(desk.process.pid):  # nobody starts the database again meanwhile
        os.kill(before, signal.SIGKILL)
        wait_for(lambda: desk.health() == "database", 30, desk.health)
        for page in all_at_once(edi, 8):  # so many that every process of the web finds out
            assert page.status == 503
            assert "Traceback" not in page.text
            assert "<h1" in page.text
    wait_for(lambda: desk.replaced("postgres", before), 60, desk.said)
    desk.wait_until_alive()
    answers = [page.status for page in all_at_once(edi, 16)]
    assert answers == [200] * 16, desk.last_lines("web")  # every process, and still signed in


def all_at_once(visitor: Visitor, count: int) -> list[Answer]:
    """Ask for the same page so many times at the same moment."""
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(lambda _number: visitor.get("/articles/"), range(count)))


def test_one_line_joins_a_request_to_the_task_that_it_caused(desk: Desk) -> None:
    ade = Visitor(desk.url, "ade")
    title = uuid.uuid4().hex
    assert paste(ade, title) == 200
    wait_for(lambda: desk.ask(STATUS.format(title)) == "ready", 60, desk.said)

    def lines(name: str) -> list[dict[str, object]]:
        text = (desk.data / "log" / f"{name}.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    requests = [line for line in lines("web") if line.get("request") == "POST /imports/paste/"]
    assert requests[-1]["event"] == "request_finished"
    tasks = [line for line in lines("worker") if line.get("request_id") == requests[-1]["request_id"]]
    assert [line["event"] for line in tasks] == ["task_succeeded"]
    assert title not in json.dumps([*requests, *tasks])  # no text of articles in the log


def test_the_health_of_a_living_desk(desk: Desk) -> None:
    with urllib.request.urlopen(f"{desk.url}/healthz", timeout=10) as response:
        assert (response.status, response.read()) == (200, b"ok")
