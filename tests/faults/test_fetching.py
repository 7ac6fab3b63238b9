"""The fetcher is killed while it fetches: every address ends once, whatever had been stored or not."""

import json
import time
from pathlib import Path

import pytest

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
    "captures": Capture.objects.filter(url__contains="/kabar/").count(),
    "waiting": items.waiting().count() + Extraction.objects.waiting().count(),
    "attempts": max(items.values_list("attempt", flat=True), default=0),
}))
"""


def test_the_fetcher_is_killed_in_the_middle_of_its_work(desk: Desk, slow_site: Website, tmp_path: Path) -> None:
    for number in range(COUNT):
        body = answer(page(*PARAGRAPHS, f"Ini kabar nomor {number} dari kota itu.", title=f"Kabar {number}"))
        slow_site.pages[f"/kabar/{number}"] = lambda body=body: slow_site.slowly([b"", body], 0.3)  # type: ignore[misc]
    addresses = tmp_path / "addresses.txt"
    addresses.write_text("\n".join(slow_site.url(f"/kabar/{number}") for number in range(COUNT)), encoding="utf-8")
    desk.manage("import_articles", "--urls-file", str(addresses))
    for _kill in range(2):
        time.sleep(0.7)
        before = desk.pid("fetcher")
        desk.kill("fetcher")
        wait_for(lambda before=before: desk.replaced("fetcher", before), 60, desk.said)
    last: dict[str, object] = {}

    def settled() -> bool:
        last.update(desk.ask(ROWS))
        return last["waiting"] == 0

    wait_for(settled, 180, lambda: json.dumps(last) + desk.said())
    assert last["outcomes"] == ["imported"] * COUNT
    assert last["articles"] == last["captures"] == COUNT
