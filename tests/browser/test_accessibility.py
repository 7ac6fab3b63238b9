"""axe-core finds nothing on any page, light and dark, wide and narrow, in both languages; nothing scrolls sideways."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.desk import Desk, wait_for

WAYS: dict[str, dict[str, Any]] = {
    "wide, light, English": {"language": "en", "color_scheme": "light"},
    "wide, dark, Indonesian": {"language": "id", "color_scheme": "dark"},
    "narrow, light, Indonesian": {"language": "id", "viewport": {"width": 360, "height": 740}, "has_touch": True},
    "narrow, dark, English": {"language": "en", "viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}

PLACES = """
import json
from articles.models import *
done = Claim.objects.filter(current_verdict__isnull=False).select_related("article").order_by("pk").first()
open_ = Claim.objects.filter(article=done.article, current_verdict__isnull=True).order_by("pk").first()
overdue = Assignment.objects.get(due_on__lt=__import__("datetime").date.today())
from articles.flow.versioning import add_version
from articles.flow.setting_up import add_label
if not Label.objects.exists():
    ade = User.objects.get(username="ade")
    add_label(actor=ade, name="Salah", answer="disputed", rating=1)
    add_label(actor=ade, name="Benar", answer="supported", rating=5)
corrected = Article.objects.filter(texts__number=2).first() or Claim.objects.filter(
    current_verdict__isnull=False).exclude(article=done.article).order_by("pk").first().article
if corrected.current_text.number == 1:
    words = Claim.objects.filter(article=corrected).order_by("pk").first().quotation
    text = corrected.current_text.text.replace(words, words + " konon") + " Tambahan."
    add_version(actor=User.objects.get(username="edi"), article=corrected, text=text)
ade = User.objects.get(username="ade")
feed, _new = Feed.objects.get_or_create(url="https://warta.example/rss", defaults={
    "title": "Warta Sukamaju", "publisher": "Warta Sukamaju", "kind": "rss", "added_by": ade, "is_active": False,
    "sections": ["/ekonomi", "pemilu"], "refusal": "gone", "refusal_detail": "404"})
FeedRun.objects.get_or_create(feed=feed, outcome="failed", refusal="gone", refusal_detail="404")
FeedRun.objects.get_or_create(feed=feed, outcome="read", found=300, passed_over=40, left_over=60, is_damaged=True)
import uuid
if not AnswerPair.objects.exists():
    for first in Verdict.objects.filter(pk=done.current_verdict_id):
        second = Verdict.objects.create(claim=done, number=done.verdicts.count() + 1, answer="not_enough_evidence",
            author=User.objects.filter(roles=["journalist"]).exclude(pk=first.author_id).first(), said="unclear",
            reason="Datanya belum terbit.", article_text=first.article_text, start=first.start, end=first.end,
            quotation=first.quotation, key=uuid.uuid4())
        AnswerPair.objects.create(claim=done, first=first, second=second, is_equal=False)
print(json.dumps({
    "feed": feed.pk,
    "article": done.article_id, "claim": done.public_id, "open": open_.public_id,
    "theirs": overdue.article_id, "import": Import.objects.latest("pk").pk,
    "corrected": corrected.pk,
    "evidence": Evidence.objects.filter(verdict__claim__article=done.article).earliest("pk").pk,
    "unassigned": Article.objects.filter(status="ready").order_by("pk").first().pk,
}))
"""

PAGES: dict[str, list[str]] = {
    "": ["/sign-in/", "/nothing-here/"],
    "ade": [
        "/imports/",
        "/imports/{import}/",
        "/articles/",
        "/articles/{article}/",
        "/queue/",
        "/newsroom/",
        "/nothing-here/",
        "/feeds/",
        "/feeds/add/",
        "/feeds/{feed}/",
        "/feeds/{feed}/edit/",
    ],
    "edi": [
        "/articles/",
        "/articles/?show=unassigned",
        "/articles/?show=in_review",
        "/articles/?show=overdue",
        "/articles/?show=done",
        "/articles/?show=failed",
        "/articles/?q=nothing+like+this",
        "/articles/{unassigned}/",
        "/articles/{article}/claims/add/",
        "/articles/{article}/text/",
        "/articles/{article}/copies/",
        "/articles/{article}/edit/",
        "/articles/{article}/versions/1/",
        "/articles/{corrected}/",
        "/articles/{corrected}/versions/2/?with=1",
        "/imports/",
        "/extraction/",
        "/extraction/?article={article}",
        "/extraction/versions/",
        "/agreement/",
        "/newsroom/second-review/",
        "/articles/?show=second",
        "/articles/{article}/second-check/",
    ],
    "jaya": [
        "/queue/",
        "/me/keys/",
        "/me/notices/",
        "/me/notices/settings/",
        "/articles/",
        "/articles/{article}/",
        "/articles/{article}/?claim={claim}",
        "/articles/{article}/?claim={open}",
        "/articles/{article}/claims/add/",
        "/claims/{claim}/",
        "/claims/{open}/",
        "/claims/{claim}/compare/",
        "/evidence/{evidence}/",
        "/claims/{open}/edit/",
        "/claims/{open}/split/",
        "/claims/{open}/merge/",
        "/claims/{open}/link/",
        "/articles/{theirs}/",
    ],
}


@pytest.fixture(scope="module")
def places(desk: Desk) -> dict[str, Any]:
    """Return the ids of rows that show something, once the demo is extracted."""
    wait_for(
        lambda: desk.ask("from articles.models import *; print(int(not Extraction.objects.waiting().exists()))"),
        60,
        "the demo is not extracted",
    )
    found: dict[str, Any] = desk.ask(PLACES)
    return found


def complaints_about(page: Page) -> list[str]:
    """Return what axe-core says against a page, a line a rule and place, and whether the page scrolls sideways."""
    result = Axe().run(page)
    found = [f"{rule['id']}: {node['html'][:160]}" for rule in result.response["violations"] for node in rule["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"scrolls sideways: {page.evaluate('document.documentElement.scrollWidth')} px")
    return found


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("name", list(PAGES))
def test_no_page_shuts_anybody_out(person: Callable[..., Person], places: dict[str, Any], way: str, name: str) -> None:
    somebody = person(name, **WAYS[way])
    found = {}
    for path in PAGES[name]:
        somebody.page.goto(path.format(**places))
        if complaints := complaints_about(somebody.page):
            found[path] = complaints
    assert not found, json.dumps(found, indent=1)
    assert somebody.complaints == []


def test_what_is_wrong_is_said_accessibly(person: Callable[..., Person], places: dict[str, Any]) -> None:
    nobody = person("")
    nobody.page.goto("/sign-in/")
    nobody.page.locator("[name=username]").fill("jaya")
    nobody.page.locator("[name=password]").fill("wrong")
    nobody.button("Sign in").click()
    assert nobody.page.get_by_role("alert").first.is_visible()
    assert complaints_about(nobody.page) == []

    ade = person("ade", java_script_enabled=True)
    ade.page.goto("/imports/")
    ade.page.locator("[name=text]").fill("kata")
    ade.button("Import this text").click()
    assert ade.page.get_by_role("alert").first.is_visible()
    assert complaints_about(ade.page) == []

    jaya = person("jaya")
    jaya.page.goto("/articles/{article}/?claim={open}".format(**places))
    jaya.page.keyboard.press("2")
    jaya.page.keyboard.press("Control+Enter")
    jaya.page.get_by_role("alert").first.wait_for()
    assert complaints_about(jaya.page) == []
    jaya.page.locator("[name=reason]").fill("Half a sentence")
    jaya.page.locator("#evidence-words").fill("http")
    jaya.page.keyboard.press("Enter")
    found = jaya.page.locator("#evidence-found")
    expect(found).to_be_focused()
    assert complaints_about(jaya.page) == []
    jaya.button("Use again").first.click()
    expect(found).to_have_count(0)
    expect(jaya.page.locator("[name=evidence-0-url]")).to_have_value(re.compile("^http"))
    expect(jaya.page.locator("[name=reason]")).to_have_value("Half a sentence")
    assert complaints_about(jaya.page) == []
    jaya.page.keyboard.press("Escape")
    jaya.page.locator("#claim-heading").focus()
    jaya.page.keyboard.press("?")
    jaya.page.get_by_role("dialog").wait_for()
    assert complaints_about(jaya.page) == []
