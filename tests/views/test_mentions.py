"""The figures and names in a claim, as the panel shows them."""

import pytest
from django.utils import translation

from articles.extraction.types import MentionKind
from articles.flow.correcting import mentions_within
from articles.templatetags.mentions import KINDS, mention_lines

STORED = [
    {"kind": "date", "text": "kemarin", "value": "2026-03-03", "unit": ""},
    {"kind": "date", "text": "pekan lalu", "value": "2026-02-23/2026-03-01", "unit": ""},
    {"kind": "number", "text": "1,7 juta orang", "value": "1700000", "unit": "orang"},
    {"kind": "percentage", "text": "10-15 persen", "value": "10/15", "unit": "%"},
    {"kind": "money", "text": "Rp14.200", "value": "14200", "unit": "IDR"},
    {"kind": "place", "text": "Korut", "value": "Korea Utara", "unit": ""},
    {"kind": "person", "text": "Xi Jinping", "value": "Xi Jinping", "unit": ""},
]


def test_every_kind_of_the_engine_has_a_name() -> None:
    assert set(KINDS) == {kind.value for kind in MentionKind}


@pytest.mark.parametrize(
    ("language", "plain"),
    [
        ("en", ["3 March 2026", "23 February 2026 – 1 March 2026", "1,700,000", "10 – 15 %", "14,200 IDR"]),
        ("id", ["3 Maret 2026", "23 Februari 2026 – 1 Maret 2026", "1.700.000", "10 – 15 %", "14.200 IDR"]),
    ],
)
def test_dates_and_numbers_are_plain_in_the_readers_language(language: str, plain: list[str]) -> None:
    with translation.override(language):
        assert [line.plain for line in mention_lines(STORED)] == [*plain, "Korea Utara", ""]


def test_what_cannot_be_read_is_shown_as_it_is() -> None:
    odd = [
        {"kind": "number", "text": "banyak", "value": "x"},
        {"kind": "new", "text": "a"},
        {"kind": "date"},
        STORED[0],
    ]
    assert [(line.kind, line.plain) for line in mention_lines([*odd, STORED[0]])][:2] == [("Number", "x"), ("new", "")]
    assert len(mention_lines([*odd, STORED[0]])) == 3


def test_a_shorter_claim_keeps_what_stands_in_it() -> None:
    assert mentions_within(STORED, "Korut menutup pasar kemarin") == [STORED[0], STORED[5]]
