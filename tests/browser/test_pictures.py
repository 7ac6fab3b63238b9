"""The README's pictures: ``bin/test tests/browser/test_pictures.py --pictures docs/pictures`` takes them anew."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.person import Person


def test_the_readmes_pictures(person: Callable[..., Person], pictures: Path) -> None:
    jaya = person("jaya", device_scale_factor=1.5)
    jaya.page.goto("/queue/")
    jaya.page.locator("main h2 a").first.click()
    jaya.page.locator("#article-text a", has_text="tidak ada satu pun kasus").first.click()
    expect(jaya.page.locator("#claim q", has_text="klaim Korut itu").first).to_be_visible()  # who disputes it
    jaya.page.mouse.move(0, 0)
    jaya.page.screenshot(path=pictures / "review.png")

    edi = person("edi", device_scale_factor=1.5)
    edi.page.goto("/articles/?show=all")
    expect(edi.page.locator("main table")).to_be_visible()
    edi.page.screenshot(path=pictures / "board.png")
    for name in ("review.png", "board.png"):
        assert (pictures / name).stat().st_size > 20_000
