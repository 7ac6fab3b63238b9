"""Dates become absolute by the day of publication, Wednesday 4 March 2026, and only where that is certain."""

from __future__ import annotations

import datetime

import pytest

from articles.extraction import extract
from articles.extraction.dates import written_out
from articles.extraction.language import load_language
from articles.extraction.types import Claim, MentionKind, Publication

PUBLISHED = datetime.date(2026, 3, 4)


def claim_of(text: str, language: str, published_on: datetime.date | None = PUBLISHED) -> Claim:
    """Return the only claim of a text."""
    (claim,) = extract(text, language, publication=Publication("", published_on)).claims
    return claim


def dates_of(content: str, language: str, published_on: datetime.date | None = PUBLISHED) -> list[str]:
    """Return the values of the dates in what somebody reports."""
    cue = "Budi mengatakan bahwa pasar lama" if language == "id" else "Ann Lee said that the old market"
    claim = claim_of(f"{cue} {content}.", language, published_on)
    return [mention.value for mention in claim.mentions if mention.kind is MentionKind.DATE]


@pytest.mark.parametrize(
    ("language", "content", "value"),
    [
        ("id", "tutup pada 9 Mei 2020", "2020-05-09"),
        ("id", "tutup pada 28 Februari", "2026-02-28"),
        ("id", "tutup pada 30 Desember", "2025-12-30"),
        ("id", "tutup pada Mei 2020", "2020-05"),
        ("id", "tutup sejak Mei", "2025-05"),
        ("id", "akan tutup pada Mei", "2026-05"),
        ("id", "tutup sejak 1998", "1998"),
        ("id", "tutup pada Sabtu (28/2)", "2026-02-28"),
        ("id", "tutup pada 28/2/2019", "2019-02-28"),
        ("id", "tutup hari ini", "2026-03-04"),
        ("id", "tutup kemarin", "2026-03-03"),
        ("id", "tutup pada Rabu", "2026-03-04"),
        ("id", "tutup pada Kamis", "2026-02-26"),
        ("id", "tutup pada Rabu lalu", "2026-02-25"),
        ("id", "akan tutup Kamis", "2026-03-05"),
        ("id", "tutup pekan lalu", "2026-02-23/2026-03-01"),
        ("id", "tutup bulan lalu", "2026-02"),
        ("id", "tutup tahun lalu", "2025"),
        ("en", "closed on May 9, 2020", "2020-05-09"),
        ("en", "closed on 9th May 2020", "2020-05-09"),
        ("en", "closed on 28 Feb", "2026-02-28"),
        ("en", "closed on 28/2/2019", "2019-02-28"),
        ("en", "closed on 2/28/2019", "2019-02-28"),
        ("en", "closed on Tuesday", "2026-03-03"),
        ("en", "closed last Wednesday", "2026-02-25"),
        ("en", "will close on Friday", "2026-03-06"),
        ("en", "closed yesterday", "2026-03-03"),
        ("en", "closed last month", "2026-02"),
        ("en", "closed this week", "2026-03-02/2026-03-08"),
    ],
)
def test_a_date(language: str, content: str, value: str) -> None:
    assert dates_of(content, language) == [value]


@pytest.mark.parametrize(
    ("language", "content"),
    [("en", "will close on Wednesday"), ("id", "tutup pada 31 Februari"), ("id", "akan tutup pada Rabu")],
)
def test_what_nobody_can_tell_has_no_value(language: str, content: str) -> None:
    assert dates_of(content, language) == [""]


@pytest.mark.parametrize(
    ("language", "content"),
    [
        ("id", "memuat 2.019 sapi"),
        ("id", "memuat 2019 ton beras"),
        ("id", "memuat 3/4 isinya"),
        ("en", "may close"),
        ("en", "cost $2019"),
        ("en", "closed on 3/4/2019"),
    ],
)
def test_what_is_no_date(language: str, content: str) -> None:
    assert dates_of(content, language) == []


def test_without_a_day_of_publication_only_full_dates_are_told() -> None:
    assert dates_of("tutup kemarin, bukan pada 9 Mei 2020", "id", None) == ["", "2020-05-09"]
    assert claim_of("Budi mengatakan bahwa pasar lama tutup kemarin.", "id", None).text == "Pasar lama tutup kemarin."


@pytest.mark.parametrize(
    ("language", "text", "wording"),
    [
        (
            "id",
            "Budi mengatakan bahwa pasar lama tutup kemarin.",
            "Pasar lama tutup kemarin [3 Maret 2026].",
        ),
        (
            "id",
            "Budi mengatakan bahwa pasar lama tutup pada Sabtu (28/2) setelah banjir.",
            "Pasar lama tutup pada Sabtu (28/2) [28 Februari 2026] setelah banjir.",
        ),
        (
            "id",
            '"Pasar lama tutup hari ini," kata Budi Santoso, Senin (2/3).',
            "Pasar lama tutup hari ini [2 Maret 2026].",
        ),
        (
            "id",
            "Budi mengatakan bahwa pasar lama tutup pada Sabtu malam karena banjir.",
            "Pasar lama tutup pada Sabtu malam [28 Februari 2026] karena banjir.",
        ),
        (
            "en",
            "Ann Lee said that the old market closed on Tuesday because of a flood.",
            "The old market closed on Tuesday [3 March 2026] because of a flood.",
        ),
        (
            "en",
            "Ann Lee said that the old market closed last week.",
            "The old market closed last week [23 February 2026 – 1 March 2026].",
        ),
        (
            "en",
            "Ann Lee denied that the old market closed on Tuesday.",
            "Ann Lee denied that the old market closed on Tuesday [3 March 2026].",
        ),
    ],
)
def test_a_wording_has_the_absolute_date(language: str, text: str, wording: str) -> None:
    claim = claim_of(text, language)
    assert claim.text == wording
    assert "[" not in text[claim.content.start : claim.content.end]


def test_a_range_of_days_is_written_short() -> None:
    assert written_out(load_language("en"), "2025-06-02/2025-06-08") == "2–8 June 2025"
    assert written_out(load_language("id"), "2025-05") == "Mei 2025"
