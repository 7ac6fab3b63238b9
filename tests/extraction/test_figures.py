"""Numbers, shares and sums of money become plain decimals, in each language's own way of writing them."""

from __future__ import annotations

import pytest

from articles.extraction.document import Range
from articles.extraction.figures import find_figures, read_digits
from articles.extraction.language import load_language
from articles.extraction.pipeline import read_document
from articles.extraction.types import Publication


def figures_of(text: str, language: str) -> list[tuple[str, str, str, str]]:
    """Return words, kind, value and unit of each figure in a text."""
    document = read_document(text, language, Publication())
    found = find_figures(document, Range(0, len(document.words)), [])
    return [(document.quote(one.words.first, one.words.last), one.kind.value, one.value, one.unit) for one in found]


@pytest.mark.parametrize(
    ("language", "text", "figure"),
    [
        ("id", "ada 1,7 juta orang di sana", ("1,7 juta orang", "number", "1700000", "orang")),
        ("id", "ada 1.700 sapi di sana", ("1.700", "number", "1700", "")),
        ("id", "luasnya 1.234,50 hektare", ("1.234,50 hektare", "number", "1234.5", "hektare")),
        ("id", "ada 2.5 juta ton beras", ("2.5 juta ton", "number", "2500000", "ton")),
        ("id", "ada 1,234,567 suara", ("1,234,567 suara", "number", "1234567", "suara")),
        ("id", "naik 8,01 persen", ("8,01 persen", "percentage", "8.01", "%")),
        ("id", "turun 10–15 persen", ("10–15 persen", "percentage", "10/15", "%")),
        ("id", "turun 10-15 persen", ("10-15 persen", "percentage", "10/15", "%")),
        ("id", "butuh 3 sampai 5 juta ton", ("3 sampai 5 juta ton", "number", "3000000/5000000", "ton")),
        ("id", "biayanya Rp 2 triliun", ("Rp 2 triliun", "money", "2000000000000", "IDR")),
        ("id", "harganya Rp14.200,50 sekilo", ("Rp14.200,50", "money", "14200.5", "IDR")),
        ("id", "gajinya Rp5jt sebulan", ("Rp5jt", "money", "5000000", "IDR")),
        ("id", "dendanya 500 ribu rupiah", ("500 ribu rupiah", "money", "500000", "IDR")),
        ("id", "utangnya US$ 3 juta", ("US$ 3 juta", "money", "3000000", "USD")),
        ("id", "nilainya 45 juta dolar Singapura", ("45 juta dolar Singapura", "money", "45000000", "SGD")),
        ("id", "harganya Rp 10.000 hingga Rp 12.000", ("Rp 10.000 hingga Rp 12.000", "money", "10000/12000", "IDR")),
        ("id", "ada tiga puluh dua desa", ("tiga puluh dua desa", "number", "32", "desa")),
        ("id", "ada dua belas ribu lima ratus kasus", ("dua belas ribu lima ratus kasus", "number", "12500", "kasus")),
        ("id", "ada seratus lima orang", ("seratus lima orang", "number", "105", "orang")),
        ("en", "some 1,700 cows", ("1,700", "number", "1700", "")),
        ("en", "some 2.3 million people", ("2.3 million people", "number", "2300000", "people")),
        ("en", "it rose 8.01 percent", ("8.01 percent", "percentage", "8.01", "%")),
        ("en", "it fell 10 to 15 per cent", ("10 to 15 per cent", "percentage", "10/15", "%")),
        ("en", "it cost $48 million", ("$48 million", "money", "48000000", "USD")),
        ("en", "it lost £48m there", ("£48m", "money", "48000000", "GBP")),
        ("en", "it saved RM7.6 billion", ("RM7.6 billion", "money", "7600000000", "MYR")),
        ("en", "it cost A$3,500 once", ("A$3,500", "money", "3500", "AUD")),
        ("en", "it cost 5 million dollars", ("5 million dollars", "money", "5000000", "USD")),
        ("en", "a fee of $5 to $7 million", ("$5 to $7 million", "money", "5000000/7000000", "USD")),
        ("en", "forty-one cases", ("forty-one cases", "number", "41", "cases")),
        ("en", "two thousand one hundred and six", ("two thousand one hundred and six", "number", "2106", "")),
        ("en", "twelve hundred jobs", ("twelve hundred jobs", "number", "1200", "jobs")),
    ],
)  # fmt: skip
def test_a_figure(language: str, text: str, figure: tuple[str, str, str, str]) -> None:
    assert figures_of(text, language) == [figure]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "sidang mulai pukul 10.30 WIB"),
        ("id", "Suryani (47) menjual beras"),
        ("id", "ada puluhan rumah"),
        ("id", "salah satu jalan ditutup"),
        ("en", "it opened at 9 a.m. there"),
        ("en", "one of the roads is closed"),
        ("en", "hundreds were there"),
        ("en", "COVID-19 and the G20"),
    ],
)
def test_what_is_no_figure(language: str, text: str) -> None:
    assert figures_of(text, language) == []


def test_and_joins_only_one_number() -> None:
    assert [one[2] for one in figures_of("two hundred and three ships and six boats", "en")] == ["203", "6"]
    assert [one[2] for one in figures_of("two and six", "en")] == ["2", "6"]


@pytest.mark.parametrize("word", ["1..2", "1/2", "10:30", "٣", "9" * 40, "1.2.3", "1,2,3"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_digits_that_are_no_number(language: str, word: str) -> None:
    assert read_digits(load_language(language), word) is None
