"""What it costs one small machine that many pages are open and ask what is new.

usage: python bench/together.py [--pages 200] [--seconds 60]

Starts a desk of its own with the demo, in a folder that is removed afterwards. Each of ``--pages`` people has an
article's page open, ten on each, and asks for news as static/js/together.js does: after 5 s, then each time 1.3 times
as long after, up to 20 s, and after 5 s again when something happened. Before one question in ten somebody has turned
to another claim. One more person opens an article's page again and again: alone, with all of them there, and both once
more. Prints the milliseconds of that page, of an answer to "what is new", and of how many cores the web processes took.
"""

from __future__ import annotations

import argparse
import heapq
import http.client
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.desk import Desk  # noqa: E402

QUICK, CALM, SLOWER = 5.0, 20.0, 1.3
"""Seconds between two questions, and how much longer the pause becomes; the numbers of static/js/together.js."""

ASKING_AT_ONCE = 32
TOKEN = "a" * 32
PER_ARTICLE = 10

PEOPLE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from articles.models import *
from articles.models.articles import Status
ade = User.objects.get(username="ade")
source = Article.objects.filter(claims__isnull=False).order_by("pk").first()
pages = []
for number in range({count}):
    if number % {per_article} == 0:
        title = f"Berita {{number}}"
        article = Article.objects.create(title=title, language="id", status=Status.IN_REVIEW, imported_by=ade)
        old = source.current_text
        text = ArticleText.objects.create(article=article, number=1, text=old.text, sha256=old.sha256, created_by=ade)
        Article.objects.filter(pk=article.pk).update(current_text=text)
        claims = []
        for claim in source.claims.filter(standing="stands"):
            claim.pk, claim.article, claim.article_text, claim.extraction = None, article, text, None
            claim.public_id, claim.current_verdict = models_id(), None
            claim.save(force_insert=True)
            claims.append(claim.public_id)
    person = User.objects.create(username=f"pembaca{{number}}", name=f"Pembaca {{number}}", roles=["journalist"])
    Assignment.objects.create(article=article, assignee=person, assigned_by=ade)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    pages.append([session.session_key, article.pk, claims])
print(json.dumps(pages))
""".replace("models_id()", "__import__('articles.models.claims', fromlist=['x']).new_public_id()")


@dataclass
class OpenPage:
    """A page that somebody has open: whose, of which article, and what it shows."""

    session: str
    article: int
    claims: list[str]
    claim: str = ""
    events: str = ""
    people: str = ""
    pause: float = QUICK


@dataclass
class Measured:
    """Milliseconds of each page that was opened and of each answer to "what is new", and the answers' codes."""

    opened: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    core: float = 0.0


def request(port: int, method: str, path: str, page: OpenPage, body: str = "") -> tuple[int, str, float]:
    """Return the code, the text and the milliseconds of one answer."""
    headers = {"Cookie": f"sessionid={page.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Accept-Language": "en"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    began = time.perf_counter()
    try:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        return response.status, text, (time.perf_counter() - began) * 1000
    finally:
        connection.close()


def ask(port: int, page: OpenPage, measured: Measured) -> None:
    """Ask what is new, as the page's script does, and wait longer where nothing is."""
    if random.random() < 0.1:
        page.claim = random.choice(page.claims)
    form = urlencode({"claim": page.claim, "version": "", "events": page.events, "people": page.people})
    code, text, milliseconds = request(port, "POST", f"/articles/{page.article}/news/", page, form)
    measured.asked.append(milliseconds)
    measured.codes[code] += 1
    page.pause = QUICK if code == 200 else min(page.pause * SLOWER, CALM)
    if code == 200:
        page.events, page.people = attribute(text, "data-events"), attribute(text, "data-people")


def attribute(html: str, name: str) -> str:
    """Return the first value of an attribute."""
    return html.partition(f'{name}="')[2].partition('"')[0]


@contextmanager
def pages_open(port: int, pages: list[OpenPage], measured: Measured) -> Iterator[None]:
    """Let pages ask what is new, each in its time, until the end of the block."""
    over = threading.Event()
    due = [(time.monotonic() + random.uniform(0, QUICK), number) for number in range(len(pages))]
    heapq.heapify(due)

    def keep_asking() -> None:
        with ThreadPoolExecutor(ASKING_AT_ONCE) as pool:
            while not over.is_set():
                when, number = heapq.heappop(due)
                over.wait(max(0.0, when - time.monotonic()))
                if over.is_set():
                    return
                pool.submit(ask, port, pages[number], measured)
                heapq.heappush(due, (time.monotonic() + pages[number].pause, number))

    asking = threading.Thread(target=keep_asking)
    asking.start()
    try:
        yield
    finally:
        over.set()
        asking.join()


def open_again_and_again(desk: Desk, page: OpenPage, seconds: float, measured: Measured) -> None:
    """Open the page of an article once a second, and note how many cores the web took meanwhile."""
    web = psutil.Process(desk.pid("web"))
    began, before = time.monotonic(), processor_seconds(web)
    while time.monotonic() - began < seconds:
        code, _text, milliseconds = request(desk.port, "GET", f"/articles/{page.article}/", page)
        assert code == 200, code
        measured.opened.append(milliseconds)
        time.sleep(max(0.0, 1 - milliseconds / 1000))
    measured.core += (processor_seconds(web) - before) / (time.monotonic() - began) / 2  # of two rounds


def processor_seconds(process: psutil.Process) -> float:
    """Return the processor time that a process and its children have taken."""
    times = [one.cpu_times() for one in [process, *process.children(recursive=True)]]
    return sum(one.user + one.system for one in times)


def measure(desk: Desk, pages: list[OpenPage], seconds: float) -> tuple[Measured, Measured]:
    """Return what was measured alone and with all pages open, in two rounds that take turns."""
    alone, together = Measured(), Measured()
    visitor = pages.pop()
    for _round in range(2):
        open_again_and_again(desk, visitor, seconds, alone)
        with pages_open(desk.port, pages, together):
            open_again_and_again(desk, visitor, seconds, together)
    return alone, together


def main() -> None:
    """Start a desk, open the pages, and print what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder)).start()
        try:
            code = PEOPLE.format(count=options.pages + 1, per_article=PER_ARTICLE)
            pages = [OpenPage(*values) for values in desk.ask(code)]
            alone, together = measure(desk, pages, options.seconds)
        finally:
            desk.stop()
    print_table(options.pages, alone, together)


def print_table(count: int, alone: Measured, together: Measured) -> None:
    """Print both as a table, and what follows from it."""
    print(f"{'':28}{'median ms':>12}{'p95 ms':>10}{'cores':>12}")
    for name, times, core in (
        ("a page, nobody else there", alone.opened, alone.core),
        (f"a page, {count} others open", together.opened, together.core),
        ("an answer to what is new", together.asked, None),
    ):
        late = statistics.quantiles(times, n=20)[-1]
        share = "" if core is None else f"{core:.2f}"
        print(f"{name:28}{statistics.median(times):12.0f}{late:10.0f}{share:>12}")
    ratio = statistics.median(together.opened) / statistics.median(alone.opened)
    codes = ", ".join(f"{number} × {code}" for code, number in sorted(together.codes.items()))
    print(f"the page takes {ratio:.2f} times as long with them; answers: {codes}")


if __name__ == "__main__":
    main()
