"""From a pasted text to two verdicts in a claim's history: in English, in Indonesian, and without JavaScript."""

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

STORIES = {
    "en": (
        "The city council said every school had reopened.\n\n"
        "“All 42 schools are open and no pupil was turned away,” said Mayor Anna Bell.\n\n"
        "Teachers doubt the figure and said 7 schools were still closed on Monday."
    ),
    "id": (
        "Pemerintah kota mengatakan semua sekolah sudah dibuka kembali.\n\n"
        "“Semua 42 sekolah sudah buka dan tidak ada murid yang ditolak,” kata Wali Kota Anna Bela.\n\n"
        "Para guru meragukan angka itu dan mengatakan 7 sekolah masih tutup pada Senin."
    ),
}


def story(language: str) -> tuple[str, str]:
    """Return a text and a title that no other test has imported."""
    number = uuid.uuid4().hex[:8]
    return f"{STORIES[language]}\n\n{number}.", f"Sekolah {number}"


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_claim_is_decided_by_keyboard_alone(person: Callable[..., Person], language: str) -> None:
    text, title = story(language)
    ade = person("ade", language)
    ade.import_text(text, title)
    ade.wait_until_shown("ready")

    edi = person("edi", language)
    edi.assign(title, "Jaya Pratama", "2027-01-31")

    jaya = person("jaya", language)
    page = jaya.page
    expect(page).to_have_url(re.compile("/queue/"))
    page.mouse.move(0, 0)
    jaya.reach(page.get_by_role("link", name=title))
    with page.expect_navigation():  # until the page is loaded: its keys work from then on
        page.keyboard.press("Enter")
    heading = page.locator("#claim-heading")
    first = heading.inner_text()
    first_claim = page.locator("#verdict-form").get_attribute("action")

    page.keyboard.press("1")
    expect(page.locator("[name=reason]")).to_be_focused()
    page.keyboard.type("The office's own list says so.")
    page.keyboard.press("Control+Enter")
    expect(heading).not_to_have_text(first)
    expect(heading).to_be_focused()

    page.keyboard.press("2")
    page.keyboard.type("The list of Monday names seven.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#article-text mark[data-state=disputed]").first).to_be_attached()

    page.goto(str(first_claim).replace("verdict/", ""))  # the claim's own page
    with page.expect_navigation():
        page.get_by_role("link", name=title).click()
    page.keyboard.press("2")
    page.keyboard.press("Control+a")
    page.keyboard.type("A newer list says otherwise.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#article-text mark[data-state=supported]")).to_have_count(0)

    page.goto(str(first_claim).replace("verdict/", ""))
    expect(page.locator(".verdict")).to_have_count(2)
    expect(page.get_by_text("The office's own list says so.")).to_be_visible()
    expect(page.get_by_text("A newer list says otherwise.")).to_be_visible()
    expect(page.locator(".superseded")).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == language
    assert [*ade.complaints, *edi.complaints, *jaya.complaints] == []


@pytest.mark.parametrize("language", ["en", "id"])
def test_everything_works_without_javascript(person: Callable[..., Person], language: str) -> None:
    text, title = story(language)
    ade = person("ade", language, java_script_enabled=False)
    ade.import_text(text, title)
    ade.reload_until_shown("ready")

    edi = person("edi", language, java_script_enabled=False)
    edi.assign(title, "Joko Wibowo", "2027-01-31")

    joko = person("joko", language, java_script_enabled=False)
    page = joko.page
    page.get_by_role("link", name=title).click()
    first_claim = page.locator("#verdict-form").get_attribute("action")
    page.locator("[name=answer][value=supported]").check()
    page.locator("[name=reason]").fill("The office's own list says so.")
    page.locator("[name=evidence-0-url]").fill("https://schools.example/list")
    page.locator("[name=evidence-0-stance]").select_option("supports")
    page.locator("#verdict-form .save").click()
    expect(page.locator("#verdict-form")).not_to_have_attribute("action", str(first_claim))

    page.locator("[name=answer][value=disputed]").check()
    page.locator("#verdict-form .save").click()
    expect(page.get_by_role("alert").first).to_be_visible()  # no reason given: said, and nothing is lost
    expect(page.locator("[name=answer][value=disputed]")).to_be_checked()
    page.locator("[name=reason]").fill("The list of Monday names seven.")
    page.locator("#verdict-form .save").click()
    expect(page.locator("#article-text mark[data-state=disputed]").first).to_be_attached()

    page.goto(str(first_claim).replace("verdict/", ""))
    expect(page.locator(".verdict")).to_have_count(1)
    expect(page.locator(".verdict a[href='https://schools.example/list']")).to_be_visible()
    assert [*ade.complaints, *edi.complaints, *joko.complaints] == []


def test_a_claim_is_added_dismissed_and_taken_back_without_javascript(person: Callable[..., Person]) -> None:
    text, title = story("en")
    ade = person("ade", java_script_enabled=False)
    ade.import_text(text, title)
    ade.reload_until_shown("ready")
    edi = person("edi", java_script_enabled=False)
    edi.assign(title, "Joko Wibowo", "2027-01-31")
    page = person("joko", java_script_enabled=False).page
    page.get_by_role("link", name=title).click()
    before = page.locator("#claim-list li").count() if page.locator("#claim-list").count() else None
    article = page.url
    page.goto(article.split("?")[0] + "claims/add/")
    page.locator("[name=quotation]").fill("no pupil was turned away")
    page.locator("main form:has([name=quotation]) button").first.click()
    expect(page.locator("mark", has_text="no pupil was turned away").first).to_be_attached()
    assert before is None or before >= 1
