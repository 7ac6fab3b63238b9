"""The outlet's own facts: how much, what was and what is; and what is no such fact."""

from __future__ import annotations

import pytest

from articles.extraction import extract
from articles.extraction.types import Mode


def own_facts(text: str, language: str) -> list[str]:
    """Return what the outlet says by itself."""
    found = extract(text, language).statements
    return [text[one.content.start : one.content.end] for one in found if one.mode is Mode.UNATTRIBUTED]


FACTS = [
    ("id", "Jembatan itu ambles di tiga titik pada Maret lalu."),
    ("id", "Hingga Rabu malam, warga yang pulang baru 40 persen."),
    ("id", "Panjang jalan desa sekitar 12 kilometer."),
    ("id", "Bendungan Sela merupakan sumber irigasi terbesar kedua di kabupaten."),
    ("id", "Waduk itu menjadi sumber air bagi 8.000 keluarga."),
    ("id", "Meski turun, harga bawang di kota itu lebih tinggi daripada harga nasional."),
    ("id", "Separuh bahan bakunya berasal dari kebun rakyat."),
    ("en", "The college employs about 400 people."),
    ("en", "Women make up a third of the 90 councillors."),
    ("en", "A ticket now costs £4.20 in the city."),
    ("en", "The former mill has become a museum of weaving."),
    ("en", "The observatory was founded in a farmhouse near Marsh."),
    ("es", "El puerto emplea a 300 personas."),
    ("es", "El archivo fue fundado en un convento de la ciudad."),
]


@pytest.mark.parametrize(("language", "text"), FACTS)
def test_a_fact_of_the_outlet(language: str, text: str) -> None:
    assert own_facts(text, language) == [text.rstrip(".")]


OTHERS = [
    ("id", "Lembaga survei itu menempatkan Rina di angka 41 persen."),
    ("id", "Hakim bertanya berapa dari 20 saksi yang sudah hadir."),
    ("id", "Pengadilan Negeri Randu menggelar sidang perdana kasus itu, Senin (2/3/2026)."),
    ("id", "Di lantai 6, ruang rapat dan aula pertemuan."),
    ("id", "Tugas utama panitia adalah menjaga ketertiban pasar."),
    ("id", "Hal itu merupakan kelanjutan rapat pekan lalu."),
    ("id", "Mungkin gudang tua itu dimiliki warga desa sebelah."),
    ("en", "The council put the repairs at £900,000."),
    ("en", "The union stood by its count of 12,000 marchers."),
    ("en", "The board meets on Thursday in Marsh."),
    ("en", "Perhaps the old mill belongs to a farmer in the village."),
    ("en", "You and your family make up the household."),
    ("es", "La policía cifró los asistentes en 9.000."),
]


@pytest.mark.parametrize(("language", "text"), OTHERS)
def test_what_is_no_fact_of_the_outlet(language: str, text: str) -> None:
    assert own_facts(text, language) == []


def test_a_figure_without_a_verb_needs_a_language_that_leaves_out_the_copula() -> None:
    assert own_facts("Only 40 percent of them in the end.", "en") == []
    assert own_facts("Pada akhirnya, yang datang hanya 40 persen.", "id") == [
        "Pada akhirnya, yang datang hanya 40 persen"
    ]
