"""Two people answer blind and differ, a third settles it, an editor sends that back, and its author stands by it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.test_accessibility import complaints_about
from tests.desk import Desk, wait_for

IMPORTED = """
from articles.models import *
from articles.flow.importing import import_text
text = "The mayor said that all seven schools have water again.\\n\\nExperts said that two of them were dry on Monday."
import_text(actor=User.objects.get(username="ade"), text=text, title="Water in the schools", language="en")
print(Article.objects.get(title="Water in the schools").pk)
"""

PREPARED = """
import json
from articles.models import *
from articles.flow.assigning import assign_articles
third, is_new = User.objects.get_or_create(username="tiga", defaults={"name": "Tri Astuti", "roles": ["journalist"]})
third.set_password("periksa-demo-tiga")
third.save()
article = Article.objects.get(title="Water in the schools")
assign_articles(actor=User.objects.get(username="edi"), articles=[article], assignee=User.objects.get(username="jaya"))
claim = Claim.objects.filter(article=article, standing="stands").in_reading_order()[0]
print(json.dumps({"article": article.pk, "claim": claim.public_id}))
"""


@pytest.fixture
def prepared(desk: Desk) -> dict[str, Any]:
    """Return an article of its own that jaya has, and a claim of it that nobody has decided."""
    pk = desk.ask(IMPORTED)
    status = f"import json; from articles.models import *; print(json.dumps(Article.objects.get(pk={pk}).status))"
    wait_for(lambda: desk.ask(status) == "ready", 60, "the article is not extracted")
    found: dict[str, Any] = desk.ask(PREPARED)
    return found


def is_accessible(page: Page) -> None:
    """Look at the page with axe, and whether it scrolls sideways."""
    assert complaints_about(page) == []


def answer(somebody: Person, key: str, reason: str) -> None:
    """Answer the claim at hand by keys."""
    form = somebody.page.locator("#verdict-form")
    expect(form).to_be_visible()
    action = str(form.get_attribute("action"))
    somebody.page.keyboard.press(key)
    expect(somebody.page.locator("[name=reason]")).to_be_focused()
    somebody.page.keyboard.type(reason)
    somebody.page.keyboard.press("Control+Enter")
    expect(somebody.page.locator(".step")).to_have_text(somebody._("The verdict is saved."))
    expect(somebody.page.locator(f"#verdict-form[action='{action}']")).to_have_count(0)


def give_second(editor: Person, name: str) -> None:
    """Give the second check, or the word between two, from the claim's panel."""
    editor.page.locator("a[href*='/second-check/']").first.click()
    expect(editor.page.locator("#claim-heading")).to_have_text("Give the second check")
    is_accessible(editor.page)
    chosen = editor.page.locator("#claim [name=assignee] option", has_text=name).get_attribute("value")
    editor.page.locator("#claim [name=assignee]").select_option(chosen)
    editor.button("Give it").click()
    expect(editor.page.locator(".step")).to_contain_text(name)


def test_from_asking_to_standing_by(person: Callable[..., Person], prepared: dict[str, Any]) -> None:
    address = f"/articles/{prepared['article']}/?claim={prepared['claim']}"
    edi = person("edi")
    edi.page.goto(address)
    edi.button("Ask for a second review").first.click()
    expect(edi.page.locator(".second")).to_contain_text("0 of 2 have answered.")
    expect(edi.page.locator("#article-text mark[data-state=waiting]").first).to_be_attached()
    is_accessible(edi.page)
    give_second(edi, "Joko Wibowo")

    jaya = person("jaya")
    jaya.page.goto(address)
    expect(jaya.page.locator(".second")).to_contain_text("neither sees the other’s answer first")
    is_accessible(jaya.page)
    answer(jaya, "2", "The list says otherwise.")
    jaya.page.goto(address)
    expect(jaya.page.locator(".second")).to_contain_text("Your answer is saved.")

    joko = person("joko", viewport={"width": 360, "height": 740})
    joko.page.goto("/queue/")
    expect(joko.page.locator("main")).to_contain_text("second check of 1 claim")
    is_accessible(joko.page)
    joko.page.locator(f"main a[href*='/articles/{prepared['article']}/']").first.click()
    expect(joko.page.locator(".second")).to_contain_text("neither sees the other’s answer first")
    assert "The list says otherwise." not in joko.page.content()
    is_accessible(joko.page)
    answer(joko, "1", "The office confirms it.")
    expect(joko.page.locator("#claim-heading")).to_have_text("Nothing here waits for you")
    is_accessible(joko.page)

    edi.page.goto("/articles/?show=second")
    expect(edi.page.locator("main table")).to_contain_text("on 1 two differ")
    is_accessible(edi.page)
    edi.page.goto(address)
    expect(edi.page.locator(".two-answers")).to_contain_text("The list says otherwise.")
    is_accessible(edi.page)
    give_second(edi, "Tri Astuti")

    tri = person("tiga")
    tri.page.goto(address)
    expect(tri.page.locator(".two-answers section")).to_have_count(2)
    expect(tri.page.locator(".two-answers")).to_contain_text("The office confirms it.")
    is_accessible(tri.page)
    answer(tri, "2", "Both saw the same list, and it says otherwise.")

    edi.page.goto(address)
    expect(edi.page.locator(".second")).to_contain_text(
        "Tri Astuti settled it: Jaya Pratama and Joko Wibowo had differed."
    )
    edi.page.locator(".send-back").first.click()
    expect(edi.page.locator("#claim-heading")).to_have_text("Send the verdict back to Tri Astuti")
    is_accessible(edi.page)
    edi.page.locator("#claim [name=reason]").fill("Which list?")
    edi.button("Send it back").click()
    expect(edi.page.locator(".sent-back")).to_contain_text("Which list?")
    is_accessible(edi.page)

    tri.page.goto("/queue/")
    expect(tri.page.locator(".queue-returns")).to_contain_text("Which list?")
    is_accessible(tri.page)
    tri.page.locator(".queue-returns a").first.click()
    tri.page.get_by_text("Stand by it", exact=True).click()
    tri.page.locator("#stand-by-words").fill("The list of 3 May, see the evidence.")
    is_accessible(tri.page)
    tri.button("Stand by the verdict").click()
    expect(tri.page.locator(".step")).to_have_text("You stand by your verdict.")
    edi.page.goto(address)
    expect(edi.page.locator("#claim .verdicts")).to_contain_text("The list of 3 May, see the evidence.")
    expect(edi.page.locator("#claim .claim-top .state")).to_have_text(re.compile("disputed"))
    is_accessible(edi.page)
    assert [*edi.complaints, *jaya.complaints, *joko.complaints, *tri.complaints] == []
