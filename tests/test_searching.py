"""What is typed to search, taken apart; and words cut and marked to be shown."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.searching import END, FILTER_WORDS, FILTERS, MAX_CHARACTERS, START, asked, folded, found_spans, pieces


def test_words_phrases_and_what_is_left_out() -> None:
    found = asked('bantuan "wali kota" -banjir -“rumah sakit”')
    assert (found.words, found.without) == (["bantuan", "wali kota"], ["banjir", "rumah sakit"])


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("claimant:rina", "claimants", ["rina"]),
        ('penutur:"Rina Hartati"', "claimants", ["Rina Hartati"]),
        ("Publisher:Warta", "publishers", ["Warta"]),
        ("penerbit:warta penerbit:kabar", "publishers", ["warta", "kabar"]),
        ("verdict:disputed", "verdicts", ["disputed"]),
        ("putusan:dibantah", "verdicts", ["disputed"]),
        ("verdict:not_enough_evidence", "verdicts", ["not_enough_evidence"]),
        ('putusan:"tak dapat diperiksa"', "verdicts", ["not_checkable"]),
        ("putusan:Hoaks", "verdicts", ["hoaks"]),
        ("language:ID", "languages", ["id"]),
        ("bahasa:inggris", "languages", ["en"]),
        ("before:2026", "before", date(2026, 1, 1)),
        ("sebelum:2026-05", "before", date(2026, 5, 1)),
        ("after:1/5/2026", "after", date(2026, 5, 1)),
        ("sesudah:2026-05-02", "after", date(2026, 5, 2)),
    ],
)
def test_filters_in_both_languages(typed: str, name: str, value: object) -> None:
    found = asked(typed)
    assert getattr(found, name) == value
    assert not found.words
    assert found.has_filters


@pytest.mark.parametrize("typed", ["before:besok", "after:2026-13", "sebelum:2026-02-30", 'publisher:""'])
def test_what_a_filter_cannot_mean_is_said(typed: str) -> None:
    found = asked(typed)
    assert found.unread == [typed]
    assert found.is_empty


@pytest.mark.parametrize("typed", ["", " ", '"', '""""', "-", "%", "\\", "& | ! ( )", "-banjir", "\0", "“", "…"])
def test_nothing_to_look_for(typed: str) -> None:
    assert asked(typed).is_empty


def test_too_much_is_cut_and_said() -> None:
    assert asked("a" * (MAX_CHARACTERS + 1)).is_cut
    assert asked("a " * 17).is_cut
    assert len(asked("a " * 17).words) == 16
    assert not asked("harga beras").is_cut


@given(st.text())
def test_any_text_means_something(typed: str) -> None:
    found = asked(typed)
    assert all(folded(term).strip() for term in found.words + found.without)


def test_typographic_marks_part_words_and_invisible_ones_do_not() -> None:
    assert folded("“Jum’at” Jum'at co\u00adba anak‑anak covid-19") == " Jum at  Jum at coba anak-anak covid 19"


def test_found_words_are_marked_at_their_place_in_the_text_as_it_is() -> None:
    text = "“Ti\u00addak” ada"
    spans = found_spans(text, folded(text).replace("Tidak", f"{START}Tidak{END}"))
    assert [(piece.text, piece.is_found) for piece in pieces(text, spans, length=100)] == [
        ("“", False),
        ("Ti\u00addak", True),
        ("” ada", False),
    ]
    assert found_spans(text, "something else") == []


@given(st.text(max_size=300), st.lists(st.integers(0, 300), max_size=8), st.integers(8, 80))
def test_pieces_are_the_text_cut_and_no_more(text: str, places: list[int], length: int) -> None:
    edges = sorted({place for place in places if place <= len(text)})
    spans = list(pairwise(edges))[::2]
    shown = pieces(text, spans, length=length)
    words = "".join(piece.text for piece in shown if piece.text not in {"… ", " …"})
    assert words in text
    assert len(words) <= length + 60


def test_what_a_page_writes_is_read_back() -> None:
    assert all({FILTERS[word] for word in words.values()} == set(FILTERS.values()) for words in FILTER_WORDS.values())
