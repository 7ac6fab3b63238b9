"""From the pressed key to the next claim on the screen, in a real browser on a desk of its own with the demo.

``PERIKSA_CHROMIUM=/usr/bin/chromium .venv/bin/python bench/review_speed.py``: prints the milliseconds of every verdict
of a made-up article, given by one key each; the server, its database and the browser share this machine.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.conf import settings
from playwright.sync_api import Page, sync_playwright

from tests.browser.person import Person
from tests.desk import Desk

TOWNS = ["Sukaraja", "Tanjung", "Margasari", "Cibeber", "Wonosari", "Parigi", "Lembang", "Kalibata"]
TEXT = "\n\n".join(
    f"“Kami sudah memperbaiki {number * 7} jembatan di {town} sejak {2000 + number},” kata Kepala Dinas {town}.\n\n"
    f"Warga {town} mengatakan {number * 3} jembatan masih rusak."
    for number, town in enumerate(TOWNS * 4, start=1)
)
# Pressed is when the browser hears the key; shown is the first frame after the next claim's heading is there.
TIMER = """
() => {
  window.times = [];
  let pressed = 0;
  document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "desk" || !pressed) return;
    const began = pressed;
    pressed = 0;
    requestAnimationFrame(() => requestAnimationFrame(() => window.times.push(performance.now() - began)));
  });
}
"""

LOCALE = Path(__file__).resolve().parent.parent / "articles" / "locale"


def review(page: Page) -> list[float]:
    """Decide every claim of the open article with one key each, and return the milliseconds of each."""
    page.evaluate(TIMER)
    total = page.locator(".claim-list li").count()
    for number in range(1, total + 1):
        page.keyboard.press("4")
        page.wait_for_function("wanted => window.times.length === wanted", arg=number)
    times: list[float] = page.evaluate("window.times")
    return times


def measure(desk: Desk, page: Page) -> list[float]:
    """Import the made-up article, give it to jaya, and review it."""
    people = {}
    for name in ("ade", "edi", "jaya"):
        context = page.context.browser.new_context(base_url=desk.url, locale="id-ID")  # type: ignore[union-attr]
        people[name] = Person(context.new_page(), "id")
        people[name].sign_in(name)
    people["ade"].import_text(TEXT, "Jembatan")
    people["ade"].wait_until_shown("ready")
    people["edi"].assign("Jembatan", "Jaya Pratama", "2030-01-31")
    jaya = people["jaya"].page
    jaya.goto("/queue/")
    jaya.get_by_role("link", name="Jembatan").click()
    jaya.locator("#verdict-form").wait_for()
    return review(jaya)


def main() -> None:
    """Print how many claims, the median, the 95th percentile and the longest."""
    settings.configure(LOCALE_PATHS=[LOCALE])  # to find the buttons by their words; the desk has settings of its own
    django.setup()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        desk = Desk(Path(folder)).start()
        options = {"executable_path": os.environ.get("PERIKSA_CHROMIUM") or None, "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)  # type: ignore[arg-type]
        try:
            times = measure(desk, browser.new_page())
        finally:
            browser.close()
            desk.stop()
    late = statistics.quantiles(times, n=20)[-1]
    print(
        f"{len(times)} claims: median {statistics.median(times):.0f} ms, p95 {late:.0f} ms, longest {max(times):.0f} ms"
    )


if __name__ == "__main__":
    main()
