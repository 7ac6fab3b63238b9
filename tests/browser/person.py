"""Somebody in front of a browser, who reads the pages in their language and sees what goes wrong on them."""

import re
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

from tests.desk import wait_for

EXTRACTION_SECONDS = 60


class Person:
    """A page, a language, and everything that a careful person would notice: errors, and requests to foreign hosts."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language
        self.complaints: list[str] = []
        page.set_default_timeout(20_000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # A browser reports every 4xx answer as an error on the console; those answers are asserted where they are due.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in {"localhost", None}:
            self.complaints.append(f"asked a foreign host: {request.url}")

    def _(self, text: str) -> str:
        """Return an English text of the pages as this person reads it."""
        with translation.override(self.language):
            return translation.gettext(text)

    def button(self, text: str) -> Locator:
        """Return the button with an English name, in this person's language."""
        return self.page.get_by_role("button", name=re.compile("^" + re.escape(self._(text))))

    def sign_in(self, name: str) -> None:
        """Sign in as one of the demo's people."""
        self.page.goto("/sign-in/")
        self.page.locator("[name=username]").fill(name)
        self.page.locator("[name=password]").fill(f"periksa-demo-{name}")
        self.button("Sign in").click()
        expect(self.page).not_to_have_url(re.compile("sign-in"))

    def import_text(self, text: str, title: str) -> None:
        """Paste a text and import it."""
        self.page.goto("/imports/")
        self.page.locator("[name=text]").fill(text)
        self.page.locator("[name=title]").fill(title)
        self.button("Import this text").click()
        expect(self.page).to_have_url(re.compile(r"/imports/\d+/"))

    def wait_until_shown(self, text: str) -> None:
        """Wait for an English text of the pages to come by itself, without a reload."""
        expect(self.page.locator("main").get_by_text(self._(text), exact=True).first).to_be_visible(
            timeout=EXTRACTION_SECONDS * 1000
        )

    def reload_until_shown(self, text: str) -> None:
        """Reload the page until an English text of the pages is on it, as one does without JavaScript."""
        locator = self.page.locator("main").get_by_text(self._(text), exact=True).first

        def shown() -> bool:
            self.page.reload()
            return locator.is_visible()

        wait_for(shown, EXTRACTION_SECONDS, f"never shown: {text}")

    def assign(self, title: str, assignee: str, due_on: str) -> None:
        """Give an article to somebody from the list of those that nobody has."""
        self.page.goto("/articles/?show=unassigned")
        self.page.locator("tr", has_text=title).locator("input[type=checkbox]").check()
        journalists = self.page.locator("#assign [name=assignee]")
        chosen = journalists.locator("option", has_text=assignee).get_attribute("value")
        journalists.select_option(chosen)
        self.page.locator("#assign [name=due_on]").fill(due_on)
        self.button("Assign").click()
        self.page.wait_for_load_state()

    def reach(self, target: Locator) -> None:
        """Press Tab until an element has the focus: everything can be reached so."""
        for _press in range(80):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"the Tab key does not reach {target}")
