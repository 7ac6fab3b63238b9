"""Whatever dies, a restart alone recovers: nothing that was answered is lost, nothing is done twice.

``kill -9`` is a crash of a process, not a power cut: the page cache survives it.
"""

import json
import os
import random
import shutil
import signal
import time
import uuid
from pathlib import Path

import pytest

from articles.extraction import extract
from articles.reading import clean_text
from tests.desk import Desk, wait_for
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.desk

RECOVERY_SECONDS = 180

ROWS = """
import json
from articles.models import *
print(json.dumps({
    # First: what is read after it is there in the end. The last claims came in between once, and seemed to be lost.
    "waiting": Extraction.objects.waiting().count(),
    "articles": dict(Article.objects.values_list("pk", "status")),
    "claims": list(Claim.objects.filter(article__publisher=PUBLISHER).values_list(
        "article__title", "start", "end", "quotation", "claimant__name", "stance")),
    "failed": list(Extraction.objects.filter(state="failed").values_list(
        "article_text__article__title", "failure", "failure_detail", "attempt")),
    "attempts": sorted(Extraction.objects.values_list("attempt", flat=True)),
    "twice": list(Extraction.objects.filter(state="done").values_list("article_text")),
}))
"""


def stories(publisher: str, count: int) -> list[dict[str, str]]:
    """Return articles that are all different and long enough that a worker is often in the middle of one."""
    paragraph = (
        "Kepala Dinas Kesehatan Sri Lestari mengatakan {n} puskesmas sudah buka.\n\n"
        "“Tidak ada pasien yang ditolak sejak {n} hari lalu,” kata Sri.\n\n"
        "Para ahli meragukan angka itu dan mengatakan {n} warga belum terlayani.\n\n"
    )
    return [
        {
            "title": f"{publisher} {number}",
            "publisher": publisher,
            "language": "id",
            "text": "".join(paragraph.format(n=number * 100 + line) for line in range(60)) + publisher,
        }
        for number in range(1, count + 1)
    ]


def expected_claims(given: list[dict[str, str]]) -> list[list[object]]:
    """Return the rows that the same engine makes of the articles when nothing is killed."""
    rows = []
    for article in given:
        text = clean_text(article["text"])
        found = extract(text, "id")
        for statement in found.statements:
            for claim in statement.claims:
                span = claim.content
                name = statement.claimant.name if statement.claimant else None
                words = text[span.start : span.end]
                rows.append([article["title"], span.start, span.end, words, name, str(statement.stance)])
    return sorted(rows, key=str)


def import_stories(desk: Desk, folder: Path, given: list[dict[str, str]]) -> None:
    """Import articles with the command, a line each."""
    path = folder / "stories.jsonl"
    path.write_text("\n".join(json.dumps(article) for article in given), encoding="utf-8")
    desk.manage("import_articles", str(path))


def wait_until_all_ready(desk: Desk, given: list[dict[str, str]]) -> dict[str, list[object]]:
    """Wait until no extraction is open any more and return the rows."""
    last: dict[str, list[object]] = {}

    def settled() -> bool:
        last.update(desk.ask(ROWS.replace("PUBLISHER", repr(given[0]["publisher"]))))
        return last["waiting"] == 0

    wait_for(settled, RECOVERY_SECONDS, lambda: f"still waiting: {last}\n{desk.said()}")
    return last


def assert_nothing_lost_or_doubled(rows: dict[str, list[object]], given: list[dict[str, str]]) -> None:
    """Compare what is stored with what the engine finds when nothing is killed."""
    assert rows["failed"] == []
    assert sorted(rows["claims"], key=str) == expected_claims(given)
    assert len(rows["twice"]) == len({json.dumps(row) for row in rows["twice"]})
    assert "extracting" not in rows["articles"].values()  # type: ignore[attr-defined]


def test_the_worker_is_killed_in_the_middle_of_its_work(desk: Desk, tmp_path: Path) -> None:
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    given = stories("Pekerja", 60)
    import_stories(desk, tmp_path, given)
    for _kill in range(4):
        time.sleep(chance.uniform(0.1, 1.0))
        before = desk.pid("worker")
        desk.kill("worker")
        wait_for(lambda before=before: desk.replaced("worker", before), 60, desk.said)
    rows = wait_until_all_ready(desk, given)
    assert_nothing_lost_or_doubled(rows, given)
    assert max(rows["attempts"]) >= 1  # type: ignore[type-var]


def test_the_queue_is_killed_and_its_data_deleted_with_messages_in_it(desk: Desk, tmp_path: Path) -> None:
    given = stories("Antrean", 60)
    import_stories(desk, tmp_path, given)
    before = desk.pid("valkey")
    desk.kill("valkey")
    shutil.rmtree(desk.data / "valkey")
    wait_for(lambda: desk.replaced("valkey", before), 60, desk.said)
    assert_nothing_lost_or_doubled(wait_until_all_ready(desk, given), given)
    desk.wait_until_alive()


VERDICTS = """
import json
from articles.models import *
print(json.dumps([[str(key), number, claim] for key, number, claim in
    Verdict.objects.order_by("claim", "number").values_list("key", "number", "claim__public_id")]))
"""
THEIRS = """
import json
from articles.models import *
print(json.dumps(list(Claim.objects.standing().filter(
    article__assignments__assignee__username="jaya", article__status="in_review").values_list("public_id", "article"))))
"""


def test_the_database_is_killed_during_a_review(desk: Desk) -> None:
    claims = wait_for(lambda: desk.ask(THEIRS), 60, "no claims to decide")
    jaya = Visitor(desk.url, "jaya")
    ledger: dict[str, tuple[str, int]] = {}
    before = desk.pid("postgres")
    for round_number in range(60):
        if round_number in {10, 30}:
            desk.kill("postgres")
        claim, article = claims[round_number % len(claims)]
        key = str(uuid.uuid4())
        answer = jaya.decide(claim, article, key=key, answer="disputed", reason=f"Putaran {round_number}.")
        ledger[key] = (claim, answer.status)
        assert answer.status in {200, 503, 0}, answer.text[:3000]
        if answer.status != 200:
            time.sleep(0.5)
    wait_for(lambda: desk.replaced("postgres", before), 60, desk.said)
    desk.wait_until_alive()
    stored = desk.ask(VERDICTS)
    keys = [key for key, _number, _claim in stored]
    acknowledged = {key for key, (_claim, status) in ledger.items() if status == 200}
    assert len(acknowledged) > 10, ledger
    assert acknowledged <= set(keys), "an answered verdict is lost"
    assert len(keys) == len(set(keys)), "a verdict is there twice"
    for claim, _article in claims:
        numbers = [number for _key, number, of in stored if of == claim]
        assert numbers == list(range(1, len(numbers) + 1))


def test_everything_is_killed_and_the_next_start_recovers(desk: Desk, tmp_path: Path) -> None:
    given = stories("Semua", 40)
    import_stories(desk, tmp_path, given)
    assert desk.process is not None
    children = ["web", "worker", "fetcher", "sweeper", "beat", "valkey", "postgres"]
    pids = [desk.process.pid, *(desk.pid(child) for child in children)]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    desk.process.wait(timeout=30)
    desk.start()
    assert_nothing_lost_or_doubled(wait_until_all_ready(desk, given), given)
    assert Visitor(desk.url, "edi").get("/articles/").status == 200
