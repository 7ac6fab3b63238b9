"""An editor tries the engine on a text: with JavaScript and without, and every mark leads to how it came about."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

TEXT = "“Jembatan itu retak,” kata Tuti Handayani.\n\nDinas membantah bahwa jembatan itu retak sejak 3 Maret."


@pytest.mark.parametrize("with_javascript", [True, False])
def test_a_mark_leads_to_its_rule(person: Callable[..., Person], with_javascript: bool) -> None:
    edi = person("edi", language="id", java_script_enabled=with_javascript)
    edi.page.goto("/extraction/")
    edi.page.locator("[name=text]").fill(TEXT)
    edi.page.locator("select[name=language]").select_option("id")
    edi.button("Show how it is read").click()
    marks = edi.page.locator(".piece-text mark a")
    expect(marks.first).to_have_text("Jembatan itu retak,")
    expect(edi.page.locator(".text-speaker").first).to_contain_text("Tuti Handayani")
    edi.page.locator(".piece-text sup a", has_text="2").click()
    second = edi.page.locator("#statement-2")
    expect(second).to_be_in_viewport()
    expect(second.locator("blockquote")).to_have_text("jembatan itu retak sejak 3 Maret")
    assert edi.complaints == []


def test_a_text_that_is_too_long_is_kept_in_the_form(person: Callable[..., Person]) -> None:
    edi = person("edi")
    edi.page.goto("/extraction/")
    edi.page.locator("[name=text]").evaluate(
        "(field, text) => { field.removeAttribute('maxlength'); field.value = text }", "a" * 100_001
    )
    edi.button("Show how it is read").click()
    expect(edi.page.get_by_role("alert").filter(has_text="100,000")).to_be_visible()
    assert len(edi.page.locator("[name=text]").input_value()) == 100_001
