"""The fetcher is killed while it fetches: every address ends once, whatever had been stored or not.

What it takes to fail: an article stored in another transaction than the end of its piece is met again by the next try,
and its piece is then "already here".
"""

import json
import random
import time
from pathlib import Path

import pytest

from articles.models import ArticleText
from articles.reading import read_page
from tests.desk import Desk, wait_for
from tests.websites import PARAGRAPHS, Website, answer, page

pytestmark = pytest.mark.desk

COUNT = 24
ROWS = """
import json
from django.db.models import Count
from articles.models import *
items = ImportItem.objects.filter(url__contains="/kabar/")
print(json.dumps({
    "outcomes": sorted(items.values_list("outcome", flat=True)),
    "articles": Article.objects.filter(url__contains="/kabar/").count(),
    "texts": [[title, bytes(digest).hex()] for title, digest in ArticleText.objects.filter(
        article__url__contains="/kabar/").values_list("article__title", "sha256")],
    "captures": Capture.objects.filter(url__contains="/kabar/").count(),
    "waiting": items.waiting().count() + Extraction.objects.waiting().count(),
    "attempts": max(items.values_list("attempt", flat=True), default=0),
}))
"""


def test_the_fetcher_is_killed_in_the_middle_of_its_work(desk: Desk, slow_site: Website, tmp_path: Path) -> None:
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    expected = []
    for number in range(COUNT):
        html = page(*PARAGRAPHS, f"Ini kabar nomor {number} dari kota itu.", title=f"Kabar {number}")
        expected.append([f"Kabar {number}", ArticleText.digest(read_page(html.encode()).text).hex()])
        body = answer(html)
        slow_site.pages[f"/kabar/{number}"] = lambda body=body: slow_site.slowly([b"", body], 0.3)  # type: ignore[misc]
    addresses = tmp_path / "addresses.txt"
    addresses.write_text("\n".join(slow_site.url(f"/kabar/{number}") for number in range(COUNT)), encoding="utf-8")
    desk.manage("import_articles", "--urls-file", str(addresses))
    for _kill in range(2):
        time.sleep(chance.uniform(0.2, 1.2))
        before = desk.pid("fetcher")
        desk.kill("fetcher")
        wait_for(lambda before=before: desk.replaced("fetcher", before), 60, desk.said)
    last: dict[str, object] = {}

    def settled() -> bool:
        last.update(desk.ask(ROWS))
        return last["waiting"] == 0

    wait_for(settled, 180, lambda: json.dumps(last) + desk.said())
    assert last["outcomes"] == ["imported"] * COUNT
    assert sorted(last["texts"]) == sorted(expected)  # type: ignore[call-overload]
    assert last["articles"] == last["captures"] == COUNT
