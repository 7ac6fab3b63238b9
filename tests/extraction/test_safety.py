"""The engine never raises, gives spans that lie inside the text and are verbatim, and gives the same twice."""

from __future__ import annotations

import datetime
import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.extraction import extract, supported_languages
from articles.extraction.lines import as_line
from articles.extraction.reasons import ReasonCode
from articles.extraction.types import Extraction, Kind, Publication, Span
from tests.extraction.hostile import FAMILIES

LENGTH = 4_000

CUES = (
    *("Menurut ", "kata ", "katanya, ", "mengatakan ", "bahwa ", "said ", "that ", "denied ", "”", '"', "“", "’", ", "),
    *(". ", "? ", "\n\n", "Budi Santoso ", "para ahli ", "Korut ", "the agency ", "1,7 juta ", "itu ", "dan ", "and "),
    *("meragukan laporan ", "doubt the report ", "seperti dikutip dari ", "according to ", "he ", "ia "),
)
# Fragments that reach deep into the rules; plain random characters hardly ever make a cue.
FRAGMENTS = st.sampled_from(tuple(FAMILIES.values()) + CUES)
TEXTS = st.one_of(st.text(max_size=300), st.lists(FRAGMENTS, max_size=60).map("".join))
LANGUAGES = st.sampled_from(supported_languages())
PUBLISHED = Publication("", datetime.date(2024, 2, 29))


def check(text: str, extraction: Extraction) -> None:
    """Assert what holds for every extraction of every text."""
    for statement in extraction.statements:
        for span in (statement.content, statement.cue, statement.source):
            assert span is None or inside(text, span)
        assert statement.kind is not Kind.DIRECTIVE or not statement.claims
        for claim in statement.claims:
            assert inside(text, claim.content)
            assert statement.content.start <= claim.content.start < claim.content.end <= statement.content.end
            assert 0 <= claim.check_worthiness <= 1
            assert claim.text.strip()
            assert all(reason.code in set(ReasonCode) for reason in claim.reasons)
            assert all(reason.detail in text for reason in claim.reasons)
            ends = [claim.content.start] + [mention.span.end for mention in claim.mentions]
            starts = [mention.span.start for mention in claim.mentions] + [claim.content.end]
            assert all(end <= start for end, start in zip(ends, starts, strict=True))
    count = len(extraction.claims)
    for link in extraction.links:
        assert link.from_claim != link.to_claim
        assert 0 <= link.from_claim < count
        assert 0 <= link.to_claim < count
        assert link.reason.code in set(ReasonCode)
    starts = [statement.content.start for statement in extraction.statements]
    assert starts == sorted(starts)


def inside(text: str, span: Span) -> bool:
    """Say whether a span lies in the text and begins and ends with something to see."""
    return 0 <= span.start < span.end <= len(text) and text[span.start : span.end].strip() != ""


@settings(max_examples=100, deadline=None)
@given(text=TEXTS, language=LANGUAGES)
def test_any_text(text: str, language: str) -> None:
    extraction = extract(text, language, publication=PUBLISHED)
    check(text, extraction)
    assert extract(text, language, publication=PUBLISHED) == extraction


@settings(max_examples=50, deadline=None)
@given(text=TEXTS, language=LANGUAGES, day=st.dates())
def test_any_day_of_publication(text: str, language: str, day: datetime.date) -> None:
    text = f"{text}\n\nBudi mengatakan bahwa pasar tutup pekan lalu. Ann Lee said it opens next year on Sunday."
    check(text, extract(text, language, publication=Publication("", day)))


@settings(max_examples=50, deadline=None)
@given(text=TEXTS)
def test_any_text_in_a_language_to_be_detected(text: str) -> None:
    check(text, extract(text))


@settings(max_examples=50, deadline=None)
@given(text=TEXTS, language=LANGUAGES)
def test_any_extraction_can_be_written_as_a_line(text: str, language: str) -> None:
    line = as_line("a", extract(text, language))
    assert "\n" not in line
    line.encode("ascii")


@pytest.mark.parametrize("language", supported_languages())
@pytest.mark.parametrize("family", FAMILIES)
def test_hostile_families(family: str, language: str) -> None:
    piece = FAMILIES[family]
    text = piece * (LENGTH // len(piece))
    check(text, extract(text, language, publication=PUBLISHED))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_hostile_text_does_not_spoil_the_article_after_it(family: str) -> None:
    piece = FAMILIES[family]
    article = "Budi Santoso mengatakan bahwa harga beras naik 3,1 persen."
    text = piece * (LENGTH // len(piece)) + "\n\n" + article
    contents = [text[one.content.start : one.content.end] for one in extract(text, "id").statements]
    assert contents[-1] == "harga beras naik 3,1 persen"


def calls(text: str, language: str) -> int:
    """Return how many calls an extraction makes: work that can be counted, where time can not."""
    count = 0

    def tick(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        extract(text, language, publication=PUBLISHED)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("language", supported_languages())
@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_text_is_twice_the_work(family: str, language: str) -> None:
    piece = FAMILIES[family]
    once = piece * (2 * LENGTH // len(piece))
    extract(once, language)
    first, second = calls(once, language), calls(once + once, language)
    assert second <= 2.5 * first + 1_000, f"{first} calls became {second}"
