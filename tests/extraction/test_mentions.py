"""The names in a claim, with what they stand for."""

from __future__ import annotations

import pytest

from articles.extraction import extract


def names_of(text: str, language: str) -> list[tuple[str, str, str]]:
    """Return kind, words and full name of the names in the last claim of a text."""
    claim = extract(text, language).claims[-1]
    found = [(one.kind.value, text[one.span.start : one.span.end], one.value) for one in claim.mentions]
    return [one for one in found if one[0] in ("person", "organisation", "place")]


@pytest.mark.parametrize(
    ("language", "content", "names"),
    [
        ("id", "uang itu berasal dari Bank Arta Raya", [("organisation", "Bank Arta Raya", "Bank Arta Raya")]),
        ("id", "data BPS keliru sekali", [("organisation", "BPS", "Badan Pusat Statistik")]),
        ("id", "kasus pertama ada di Lembah Sari", [("place", "Lembah Sari", "Lembah Sari")]),
        ("id", "uji coba Korut gagal lagi", [("place", "Korut", "Korea Utara")]),
        ("id", "izin itu diteken Gubernur Sari Dewanti", [("person", "Sari Dewanti", "Sari Dewanti")]),
        (
            "id",
            "dana Kementerian Tanah dan Air hilang",
            [("organisation", "Kementerian Tanah dan Air", "Kementerian Tanah dan Air")],
        ),
        ("en", "the money came from Clyde University", [("organisation", "Clyde University", "Clyde University")]),
        ("en", "the first case was in Port Ellery", [("place", "Port Ellery", "Port Ellery")]),
        ("en", "the lease was signed by Mayor Joan Pike", [("person", "Joan Pike", "Joan Pike")]),
        ("en", "the bill was blocked by the UK", [("place", "UK", "United Kingdom")]),
        ("en", "the Bank of Lowmoor failed", [("organisation", "Bank of Lowmoor", "Bank of Lowmoor")]),
    ],
)  # fmt: skip
def test_a_name(language: str, content: str, names: list[tuple[str, str, str]]) -> None:
    cue = "Budi mengatakan bahwa" if language == "id" else "Ann Lee said that"
    assert names_of(f"{cue} {content}.", language) == names


def test_a_surname_stands_for_who_speaks() -> None:
    text = "Owen Castle said that the port was shut. Ann Lee said that the letter from Castle was late."
    assert names_of(text, "en") == [("person", "Castle", "Owen Castle")]


def test_who_says_it_is_not_in_it() -> None:
    text = "Sungai Taruma sudah dangkal, kata Prasetyo Adi, karena endapan lumpur."
    assert names_of(text, "id") == [("place", "Sungai Taruma", "Sungai Taruma")]


def test_a_capital_that_tells_nothing_is_left_out() -> None:
    assert names_of("Budi mengatakan bahwa Pasar itu sudah tutup.", "id") == []


def test_a_proposition_is_one_of_several() -> None:
    text = '"We opened the dam in May. The town lost 12 houses. Nobody was hurt," Ann Lee said.'
    claims = extract(text, "en").claims
    assert [[mention.kind.value for mention in claim.mentions] for claim in claims] == [["date"], ["number"], []]
