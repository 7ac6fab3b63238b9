"""What one claim does to another: an example for each rule, in both languages."""

from __future__ import annotations

import pytest

from articles.extraction import extract
from articles.extraction.types import Span

DISPUTE = {
    "id": (
        "Serikat Tani Margo menyatakan 300 hektare sawah gagal panen. "
        "Namun, Dinas Pertanian membantah klaim petani. "
        '"Yang rusak cuma 20 hektare," kata kepala dinas itu.'
    ),
    "en": (
        "The Marsh Farmers Union said 300 hectares of rice had failed. "
        "But the agriculture department denied the claim. "
        '"Only 20 hectares were damaged," the department said.'
    ),
}
EXAMPLES = [
    ("id", "klaim petani", "300 hektare sawah gagal panen", "disputes", "doubts_report", DISPUTE["id"]),
    ("id", "Yang rusak cuma", "300 hektare sawah gagal panen", "disputes", "continues_dispute", DISPUTE["id"]),
    ("en", "the claim", "300 hectares of rice had failed", "disputes", "doubts_report", DISPUTE["en"]),
    ("en", "Only 20 hectares", "300 hectares of rice had failed", "disputes", "continues_dispute", DISPUTE["en"]),
    (
        "en",
        "the figure was wrong",
        "4,200 people had left the town",
        "disputes",
        "doubts_report",
        "Ann Lee said 4,200 people had left the town. The council of Marsh said the figure was wrong.",
    ),
    (
        "id",
        "angka tersebut tidak berdasar",
        "4.200 orang meninggalkan kota",
        "disputes",
        "doubts_report",
        "Budi Santoso mengatakan 4.200 orang meninggalkan kota. Sri Lestari menyatakan angka tersebut tidak berdasar.",
    ),
    (
        "en",
        "the bridge had not been closed",
        "the bridge had been closed for a week",
        "disputes",
        "opposes",
        "Ann Lee said the bridge had been closed for a week. Bob Cole said the bridge had not been closed.",
    ),
    (
        "en",
        "more people had died than that",
        "nine people had died",
        "disputes",
        "rebuttal",
        "The ministry said nine people had died. However, doctors said more people had died than that.",
    ),
    (
        "id",
        "harga beras tidak turun",
        "pasokan beras melimpah",
        "disputes",
        "rebuttal",
        "Budi Santoso mengatakan pasokan beras melimpah. Namun, Sri Lestari menyatakan harga beras tidak turun.",
    ),
    (
        "id",
        "jalan itu rusak",
        "jalan itu berlubang",
        "supports",
        "agreement",
        "Budi Santoso mengatakan jalan itu berlubang. Senada, Sri Lestari menyatakan jalan itu rusak.",
    ),
    (
        "id",
        "tudingan itu",
        "kontraktor mengurangi besi jembatan",
        "disputes",
        "doubts_report",
        "Budi Santoso menuding kontraktor mengurangi besi jembatan. "
        "Budi Santoso mengatakan jembatan retak di lima titik. Sri Lestari membantah tudingan itu.",
    ),
    (
        "id",
        "semua pekerja sudah dibayar",
        "upah belum dibayar",
        "disputes",
        "continues_dispute",
        "Serikat Buruh Margo menyatakan upah belum dibayar. PT Karya Logam membantah tuduhan tersebut. "
        "Direktur Sri Lestari mengatakan semua pekerja sudah dibayar.",
    ),
    (
        "en",
        "We check them",
        "the boats were safe",
        "supports",
        "grounds",
        "Ann Lee said the boats were sinking. The council of Marsh denied the claim. "
        "Bob Cole said the boats were safe. "
        '"We check them every week," said Cole.',
    ),
    (
        "en",
        "the crowd at 400",
        "thousands of people had filled the square",
        "disputes",
        "opposes",
        "The organisers said thousands of people had filled the square. Police put the crowd at 400.",
    ),
    (
        "en",
        "the mine was safe",
        "the mine was safe and inspected",
        "repeats",
        "same_words",
        "The company said the mine was safe and inspected. The company said again that the mine was safe.",
    ),
]


@pytest.mark.parametrize(("language", "origin", "target", "relation", "code", "text"), EXAMPLES)
def test_a_link(language: str, origin: str, target: str, relation: str, code: str, text: str) -> None:
    found = extract(text, language)

    def words(number: int) -> str:
        span: Span = found.claims[number].content
        return text[span.start : span.end]

    links = [(words(one.from_claim), words(one.to_claim), one.relation.value, one.reason.code) for one in found.links]
    assert [(b, c, d) for a, b, c, d in links if a.startswith(origin)] == [(target, relation, code)], links


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee said the bridge would open in May. Bob Cole said the school needed a new roof.",
        '"We are quieter now," said Ann Lee. "Safety comes first." Bob Cole said 40 people work there.',
    ],
)
def test_nothing_is_linked_where_nobody_answers(text: str) -> None:
    assert not extract(text, "en").links
