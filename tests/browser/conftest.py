"""One desk for all browser tests, started as a newcomer starts it, and browsers that speak a language."""

import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.desk import Desk

# A busy machine takes longer than the five seconds that Playwright expects by itself.
expect.set_options(timeout=20_000)

CHROMIUM = os.environ.get("PERIKSA_CHROMIUM", "")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the browser tests out where there is no Chromium; ``bin/test`` says so, and CI does not allow it."""
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that was found, and keep it quiet."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Generator[Desk]:
    """Return a running desk with the demo."""
    desk = Desk(tmp_path_factory.mktemp("desk")).start()
    yield desk
    assert desk.stop() == 0, desk.said()


@pytest.fixture
def person(desk: Desk, browser: Browser) -> Generator[Callable[..., Person]]:
    """Return a function that signs a person in, with a browser of their own."""
    contexts = []

    def sign_in(name: str, language: str = "en", **options: Any) -> Person:
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(
            locale={"en": "en-GB", "id": "id-ID"}[language], base_url=desk.url, timezone_id="Asia/Jakarta", **options
        )
        contexts.append(context)
        page = context.new_page()
        somebody = Person(page, language)
        if name:
            somebody.sign_in(name)
        return somebody

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the folder that the README's pictures go to."""
    chosen = request.config.getoption("--pictures")
    folder = Path(chosen) if chosen else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder
