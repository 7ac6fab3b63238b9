"""A whole review by keyboard: one press a verdict where no reason is asked, nothing written is lost, own keys."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.person import Person
from tests.browser.test_journey import story
from tests.conftest import SHARED

EXAMPLE = SHARED / "seed" / "article.id.txt"


def given_to_jaya(person: Callable[..., Person], language: str, text: str, title: str) -> Person:
    """Import a text, give it to jaya, and return her with its first open claim before her."""
    ade = person("ade", language)
    ade.import_text(text, title)
    ade.wait_until_shown("ready")
    edi = person("edi", language)
    edi.assign(title, "Jaya Pratama", "2027-01-31")
    jaya = person("jaya", language)
    with jaya.page.expect_navigation():
        jaya.page.get_by_role("link", name=title).click()
    return jaya


def press_and_wait(page: Page, key: str) -> None:
    """Press one key and wait until another claim, or the end, is before the person."""
    heading = page.locator("#claim-heading")
    before = heading.inner_text()
    page.keyboard.press(key)
    expect(heading).not_to_have_text(before)
    expect(heading).to_be_focused()


@pytest.mark.parametrize("language", ["en", "id"])
def test_an_article_is_reviewed_with_one_press_a_verdict(person: Callable[..., Person], language: str) -> None:
    text, title = story(language)
    if EXAMPLE.exists():  # the article that the desk was made for; outside the repository
        text = EXAMPLE.read_text(encoding="utf-8") + "\n\n" + text.rsplit("\n\n", 1)[1]
    jaya = given_to_jaya(person, language, text, title)
    page = jaya.page
    total = page.locator(".claim-list li").count()
    assert total >= 3
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "claim" in request.url else None)
    for number in range(total):
        press_and_wait(page, "34"[number % 2])
    assert page.locator("#claim-heading").inner_text() == jaya._("All claims are decided")
    expect(page.locator("#article-title")).to_have_text(title)
    assert [request.method for request in asked] == ["POST"] * total  # one press, one request, the next claim
    press_and_wait(page, "u")
    expect(page.locator(".claim-line[data-state=open]")).to_have_count(1)
    if page.locator("input[name=said]").count():
        chosen = page.locator("input[name=said]:checked").get_attribute("value")
        page.keyboard.press("s")
        expect(page.locator("input[name=said]:checked")).not_to_have_value(str(chosen))
    page.keyboard.press("t")
    expect(page.locator("#chosen-mark a")).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.type("4 is no key in here. ")
    page.keyboard.press("Control+Shift+Digit4")
    expect(page.locator("#claim-heading")).to_have_text(jaya._("All claims are decided"))
    expect(page.locator(".claim-line[data-state=open]")).to_have_count(0)
    assert jaya.complaints == []


PRESS_WHEN_THE_NEXT_CLAIM_COMES = """(keys) => {
  const heading = () => document.getElementById("claim-heading");
  const press = () => heading().dispatchEvent(new KeyboardEvent("keydown", { key: keys.shift(), bubbles: true }));
  new MutationObserver((changes) => {
    const isNew = changes.some((one) => [...one.addedNodes].some((node) => node.id === "desk"));
    if (isNew && keys.length) press();
  }).observe(document.body, { childList: true, subtree: true });
  press();
}"""


def test_a_key_counts_from_the_moment_the_next_claim_is_there(person: Callable[..., Person]) -> None:
    jaya = given_to_jaya(person, "en", *story("en"))
    page = jaya.page
    total = page.locator(".claim-list li").count()
    loaded: list[Request] = []
    page.on("request", lambda request: loaded.append(request) if request.is_navigation_request() else None)
    around = [page.locator(place).inner_html() for place in ("#piece-top", "#piece-picture")]
    page.keyboard.press("4")
    expect(page.locator("#claim-heading")).to_contain_text("Claim 2")
    assert [page.locator(place).inner_html() for place in ("#piece-top", "#piece-picture")] == around
    page.keyboard.press("u")
    expect(page.locator("#claim-heading")).to_contain_text("Claim 1")
    page.evaluate(PRESS_WHEN_THE_NEXT_CLAIM_COMES, ["34"[number % 2] for number in range(total)])
    expect(page.locator("#claim-heading")).to_have_text("All claims are decided")
    expect(page.locator("#claim-heading")).to_be_focused()
    assert loaded == []
    assert jaya.complaints == []


def test_what_is_written_outlives_reload_sign_out_and_a_lost_connection(person: Callable[..., Person]) -> None:
    text, title = story("en")
    jaya = given_to_jaya(person, "en", text, title)
    page, reason = jaya.page, jaya.page.locator("[name=reason]")
    page.keyboard.press("r")
    page.keyboard.type("The office counts them every Monday.")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.type("https://schools.example/list")
    page.reload()
    expect(reason).to_have_value("The office counts them every Monday.")
    expect(page.locator("[name=evidence-0-url]")).to_have_value("https://schools.example/list")
    expect(page.locator("#draft-note")).to_be_visible()
    page.locator("[name=evidence-0-url]").fill("")

    page.context.clear_cookies(name="sessionid")
    page.locator("#claim-heading").focus()
    page.keyboard.press("4")
    expect(page).to_have_url(re.compile("/sign-in/"))
    page.locator("[name=username]").fill("jaya")
    page.locator("[name=password]").fill("periksa-demo-jaya")
    jaya.button("Sign in").click()
    expect(reason).to_have_value("The office counts them every Monday.")

    heading = page.locator("#claim-heading")
    before = heading.inner_text()
    page.context.set_offline(True)
    heading.focus()
    page.keyboard.press("4")
    expect(page.locator("#waiting-note")).to_be_visible()
    expect(reason).to_have_value("The office counts them every Monday.")
    page.context.set_offline(False)
    expect(heading).not_to_have_text(before)
    page.keyboard.press("k")
    expect(page.locator(".verdict-reason")).to_have_text("The office counts them every Monday.")
    expect(page.locator(".verdict")).to_have_count(1)


def test_keys_are_changed_and_a_held_or_composed_key_does_nothing_more(person: Callable[..., Person]) -> None:
    text, title = story("en")
    jaya = given_to_jaya(person, "en", text, title)
    page, article = jaya.page, jaya.page.url
    page.goto("/me/keys/")
    page.locator("[name=answer_4]").fill("j")
    jaya.button("Save").click()
    expect(page.get_by_role("alert")).to_contain_text("would mean two things")
    page.locator("[name=answer_4]").fill("m")
    jaya.button("Save").click()
    expect(page.locator("[name=answer_4]")).to_have_value("m")
    page.goto(article)
    heading = page.locator("#claim-heading")
    before = heading.inner_text()
    page.keyboard.press("4")
    heading.dispatch_event("keydown", {"key": "m", "isComposing": True, "bubbles": True})
    heading.dispatch_event("keydown", {"key": "m", "repeat": True, "bubbles": True})
    expect(page.locator("input[name=answer]:checked")).to_have_count(0)
    assert heading.inner_text() == before
    press_and_wait(page, "m")
    page.goto("/me/keys/")
    jaya.button("The usual keys").click()
    expect(page.locator("[name=answer_4]")).to_have_value("4")
    assert jaya.complaints == []
