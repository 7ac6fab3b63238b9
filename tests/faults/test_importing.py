"""Whatever is killed while articles come in, each is there once in the end: none is lost, none enters twice.

What is expected is read here, with nothing killed, and compared with what the desk has: the digest of each text, and
what became of each piece. A row that a second run brought again would be one more piece, "already here".

What it takes to fail: with the place of the next row stored in a transaction of its own before the rows, a kill in
between loses a chunk of them (tried: 750 of 1,000 came in); stored after them, a chunk is there twice, as pieces
"already here"; without ``release_abandoned`` in the sweeper what a dead worker had taken waits for ever.
"""

import csv
import io
import json
import random
import subprocess
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import psycopg
import pytest

from articles.models import ArticleText
from articles.reading import clean_text, read_file
from tests.desk import ROOT, Desk, wait_for
from tests.faults.conftest import SHORT_PATIENCE
from tests.faults.database import asked
from tests.faults.visitor import Visitor
from tests.websites import PARAGRAPHS, page

pytestmark = pytest.mark.desk

ROWS = 1_000
SETTLED_SECONDS = 150

IMPORTED = """
SELECT encode(text.sha256, 'hex') FROM articles_importitem item
  JOIN articles_articletext text ON text.article_id = item.article_id
  WHERE item.of_id = %s AND item.outcome = 'imported'
"""
OUTCOMES = "SELECT outcome FROM articles_importitem WHERE of_id = %s"
PIECES_DONE = "SELECT count(*) FROM articles_importitem WHERE of_id = %s AND outcome <> 'waiting'"
WAITING = "SELECT count(*) FROM articles_importitem WHERE of_id = %s AND outcome = 'waiting'"
TEXTS_OF = """
SELECT encode(text.sha256, 'hex') FROM articles_articletext text
  JOIN articles_article article ON article.id = text.article_id WHERE article.publisher = %s
"""


def count_of(desk: Desk, query: str, *values: object) -> int:
    """Return a count; -1 while the database is away."""
    try:
        return int(asked(desk, query, *values)[0])
    except psycopg.OperationalError:
        return -1


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Generator[Desk]:
    """Return a desk of these tests alone: thousands of articles would keep the other faults waiting."""
    desk = Desk(tmp_path_factory.mktemp("importing"), environment=SHORT_PATIENCE).start()
    yield desk
    assert desk.stop() == 0, desk.said()


@pytest.fixture
def chance() -> random.Random:
    """Return what says when to kill; its seed is printed."""
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    return random.Random(seed)


def kill_at(desk: Desk, child: str, how_far: Callable[[], int], places: list[int], chance: random.Random) -> None:
    """Kill one of the desk's processes when the work has come to each of the places, and a little later."""
    for place in places:
        wait_for(lambda place=place: how_far() >= place, SETTLED_SECONDS, lambda: f"{how_far()}\n{desk.said()}")
        time.sleep(chance.uniform(0, 0.15))
        before = desk.pid(child)
        desk.kill(child)
        wait_for(lambda before=before: desk.replaced(child, before), 60, desk.said)


def wait_until_done(desk: Desk, batch: str) -> None:
    """Wait until no piece of an import waits."""
    wait_for(lambda: count_of(desk, WAITING, batch) == 0, SETTLED_SECONDS, lambda: f"still waiting\n{desk.said()}")


def digests(texts: list[str]) -> list[str]:
    """Return what the desk knows texts by."""
    return sorted(ArticleText.digest(clean_text(text)).hex() for text in texts)


def assert_each_once(desk: Desk, batch: str, texts: list[str]) -> None:
    """Compare what an import brought with what it was to bring."""
    assert Counter(asked(desk, OUTCOMES, batch)) == {"imported": len(texts)}
    assert sorted(asked(desk, IMPORTED, batch)) == digests(texts)


def words(chance: random.Random, count: int) -> str:
    """Return words that no other text has, so that no article is nearly another."""
    return " ".join("".join(chance.choices("abdegiklmnoprstu", k=7)) for _ in range(count))


def rows_of(chance: random.Random, publisher: str) -> list[dict[str, str]]:
    """Return ROWS short articles, all different, in a language that no claims are looked for in."""
    return [
        {
            "title": f"{publisher} {number}",
            "publisher": publisher,
            "language": "sv",
            "text": f"Lurah {words(chance, 6)}.",
        }
        for number in range(ROWS)
    ]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """Return rows as a table."""
    file = io.StringIO()
    table = csv.DictWriter(file, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return file.getvalue().encode()


def documents(chance: random.Random) -> dict[str, bytes]:
    """Return files of several kinds; those of HTML are read in a process of their own, which takes its time."""
    files = {}
    for number in range(14):
        said = f"Kepala desa mengatakan {number} jalan sudah selesai. {words(chance, 30)}."
        files[f"teks-{number}.txt"] = said.encode()
        files[f"laman-{number}.html"] = page(*PARAGRAPHS, words(chance, 30), title=f"Laman {number}").encode()
        files[f"nota-{number}.md"] = f"# Nota {number}\n\n{words(chance, 30)}\n".encode()
    return files


def zipped(files: dict[str, bytes]) -> bytes:
    """Return files as a ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_the_worker_is_killed_while_it_reads_a_zip_of_documents(desk: Desk, chance: random.Random) -> None:
    files = documents(chance)
    batch = Visitor(desk.url, "ade").upload("/imports/files/", "uploads", "berkas.zip", zipped(files)).number
    places = [chance.randrange(1, 20), chance.randrange(20, len(files))]
    kill_at(desk, "worker", lambda: count_of(desk, PIECES_DONE, batch), places, chance)
    wait_until_done(desk, batch)
    assert_each_once(desk, batch, [read_file(name, data).text for name, data in files.items()])


def start_table(desk: Desk, rows: list[dict[str, str]]) -> str:
    """Upload a table, say which column is what, and return the number of its import."""
    ade = Visitor(desk.url, "ade")
    batch = ade.upload("/imports/files/", "uploads", "tabel.csv", as_csv(rows)).number
    find = "SELECT item_id FROM articles_uploadedtable JOIN articles_importitem ON id = item_id WHERE of_id = %s"
    table = wait_for(lambda: asked(desk, find, batch), 60, desk.said)[0]
    chosen = {name: place for place, name in enumerate(rows[0])}
    assert ade.post(f"/imports/tables/{table}/confirm/", **chosen).status == 200
    return batch


def test_the_worker_is_killed_while_it_imports_a_table(desk: Desk, chance: random.Random) -> None:
    rows = rows_of(chance, "Tabel")
    batch = start_table(desk, rows)
    places = [chance.randrange(0, 250), chance.randrange(250, 500)]
    kill_at(desk, "worker", lambda: count_of(desk, PIECES_DONE, batch), places, chance)
    wait_until_done(desk, batch)
    assert_each_once(desk, batch, [row["text"] for row in rows])


def test_the_database_is_killed_while_a_table_is_imported(desk: Desk, chance: random.Random) -> None:
    rows = rows_of(chance, "Basis data")
    batch = start_table(desk, rows)
    places = [chance.randrange(0, 250), chance.randrange(250, 500)]
    kill_at(desk, "postgres", lambda: count_of(desk, PIECES_DONE, batch), places, chance)
    wait_until_done(desk, batch)
    assert_each_once(desk, batch, [row["text"] for row in rows])
    desk.wait_until_alive()


def test_the_command_is_killed_half_way_and_run_again(desk: Desk, tmp_path: Path, chance: random.Random) -> None:
    rows = rows_of(chance, "Perintah")
    path = tmp_path / "big.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    environment = desk.environment | {"DATA_DIR": str(desk.data)}
    command = subprocess.Popen([ROOT / "bin" / "manage", "import_articles", path], env=environment, cwd=ROOT)
    place = chance.randrange(1, 400)
    wait_for(lambda: len(asked(desk, TEXTS_OF, "Perintah")) >= place, 60, desk.said)
    command.kill()  # bin/manage has become the command itself
    assert command.wait(timeout=10) == -9
    half = len(asked(desk, TEXTS_OF, "Perintah"))
    assert 0 < half < ROWS
    said = desk.manage("import_articles", str(path))
    assert f"{ROWS - half} imported, {half} already here, 0 refused" in said
    assert sorted(asked(desk, TEXTS_OF, "Perintah")) == digests([row["text"] for row in rows])
