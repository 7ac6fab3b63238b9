"""Two people on one article: each sees the other, nothing typed is lost, the focus stays; links by one key."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.desk import Desk, wait_for

LINKED = """
import json
from articles.models import *
from articles.flow.assigning import assign_articles
link = ClaimLink.objects.filter(confirmation="suggested", from_claim__article__assignments__assignee__username="jaya",
    from_claim__article__status="in_review").order_by("pk").first()
article = link.from_claim.article
assign_articles(actor=User.objects.get(username="edi"), articles=[article], together=True,
    assignee=User.objects.get(username="joko"))
print(json.dumps({"article": article.pk, "claim": link.from_claim.public_id, "link": link.pk}))
"""


@pytest.fixture
def linked(desk: Desk) -> dict[str, Any]:
    """Return an article that both journalists have, and a claim of it with a suggested link."""
    waiting = "from articles.models import *; print(int(not Extraction.objects.waiting().exists()))"
    wait_for(lambda: desk.ask(waiting), 60, "the demo is not extracted")
    found: dict[str, Any] = desk.ask(LINKED)
    return found


def test_each_sees_the_other_and_keeps_words_and_focus(
    person: Callable[..., Person], linked: dict[str, Any], desk: Desk
) -> None:
    address = f"/articles/{linked['article']}/?claim={linked['claim']}"
    joko, jaya = person("joko"), person("jaya")
    joko.page.goto(address)
    jaya.page.goto(address)
    expect(jaya.page.locator("#company")).to_contain_text("Joko Wibowo is on this claim")
    reason = jaya.page.locator("[name=reason]")
    reason.fill("Half a sentence")
    reason.evaluate("field => field.setSelectionRange(4, 4)")
    joko.page.keyboard.press("2")
    joko.page.keyboard.type("The list says otherwise.")
    joko.page.keyboard.press("Control+Enter")
    expect(jaya.page.locator("#company")).to_contain_text("This claim was changed while you have it open")
    expect(jaya.page.locator("#article-text mark[data-chosen][data-state=disputed]").first).to_be_attached()
    expect(reason).to_be_focused()
    expect(reason).to_have_value("Half a sentence")
    assert reason.evaluate("field => field.selectionStart") == 4
    assert [*joko.complaints, *jaya.complaints] == []


def test_a_suggested_link_is_confirmed_by_one_key(
    person: Callable[..., Person], linked: dict[str, Any], desk: Desk
) -> None:
    jaya = person("jaya")
    jaya.page.goto(f"/articles/{linked['article']}/?claim={linked['claim']}")
    jaya.page.locator("#confirm-link").wait_for(state="attached")
    jaya.page.keyboard.press("y")
    expect(jaya.page.locator("#announcement")).to_contain_text("The link is confirmed.")
    expect(jaya.page.locator("#claim-heading")).to_be_focused()
    asked = "from articles.models import *; print(ClaimLink.objects.filter(confirmation='confirmed').count())"
    assert desk.ask(asked) == 1
    jaya.page.keyboard.press("l")
    expect(jaya.page.locator("#claim-heading")).to_have_text("Link the claim with another")
    assert jaya.complaints == []
