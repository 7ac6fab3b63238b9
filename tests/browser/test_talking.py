"""Talking about a claim in a browser: by keyboard, beside a verdict that is being written, and told to the other."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.test_accessibility import complaints_about
from tests.desk import Desk, wait_for

PLACE = """
import json
from articles.models import *
claim = Claim.objects.filter(current_verdict__isnull=True, article__assignments__assignee__username="jaya",
    article__status="in_review", standing="stands").select_related("article").order_by("pk").first()
print(json.dumps({"article": claim.article_id, "claim": claim.public_id}))
"""


@pytest.fixture(scope="module")
def place(desk: Desk) -> dict[str, Any]:
    """Return an open claim of jaya's and its article, once the demo is extracted."""
    wait_for(
        lambda: desk.ask("from articles.models import *; print(int(not Extraction.objects.waiting().exists()))"),
        60,
        "the demo is not extracted",
    )
    found: dict[str, Any] = desk.ask(PLACE)
    return found


def test_two_people_talk_about_a_claim(person: Callable[..., Person], place: dict[str, Any]) -> None:
    jaya = person("jaya")
    page = jaya.page
    page.goto("/articles/{article}/?claim={claim}".format(**place))
    page.locator("#verdict-form [name=reason]").fill("Half a sentence")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    words = page.locator("#comment-words")
    expect(words).to_be_focused()
    words.fill("Where is this figure from, @edi?")
    assert complaints_about(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator("#comments .comment-words").first).to_have_text("Where is this figure from, @edi?")
    expect(words).to_be_focused()
    expect(words).to_have_value("")
    expect(page.locator("#verdict-form [name=reason]")).to_have_value("Half a sentence")
    assert complaints_about(page) == []

    edi = person("edi", "id", viewport={"width": 360, "height": 740}, has_touch=True, color_scheme="dark")
    edi.page.goto("/articles/")
    edi.page.locator(".masthead-notices").click()
    expect(edi.page.locator(".notice-words").first).to_have_text("Where is this figure from, @edi?")
    assert complaints_about(edi.page) == []
    edi.page.locator(".notice-target a").first.click()
    expect(edi.page).to_have_url(re.compile(r"#comments$"))
    expect(edi.page.locator(".masthead-notices .count")).to_have_count(0)
    assert complaints_about(edi.page) == []
    edi.page.locator("#comments-settle").click()
    expect(edi.page.locator("#comments > summary .meta")).to_be_visible()
    assert complaints_about(edi.page) == []
    assert jaya.complaints + edi.complaints == []
