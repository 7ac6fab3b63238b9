"""Check-worthiness says how much and why."""

from __future__ import annotations

import pytest

from articles.extraction import extract
from articles.extraction.types import Claim, Relation


def claim_of(content: str, language: str) -> Claim:
    """Return the claim that somebody reports."""
    cue = "Budi mengatakan bahwa " if language == "id" else "Ann Lee said that "
    (claim,) = extract(f"{cue}{content}.", language).claims
    return claim


@pytest.mark.parametrize(
    ("language", "content", "code", "detail"),
    [
        ("id", "wabah itu menulari 1,7 juta orang", "count", "1,7 juta"),
        ("id", "angka kematian mencapai 8,01 persen", "percentage", "8,01 persen"),
        ("id", "proyek itu menelan Rp 2 triliun", "money", "Rp 2 triliun"),
        ("id", "gempa itu adalah yang terbesar di pulau ini", "superlative", "terbesar"),
        ("id", "jumlah warga miskin meningkat di kota ini", "comparison", "meningkat"),
        ("id", "pabrik itu berdiri pada 1998 di sini", "date", "1998"),
        ("id", "uang itu berasal dari Bank Indonesia semuanya", "institution", "Bank Indonesia"),
        ("id", "pemerintah akan membangun jembatan baru di sana", "future", "akan"),
        ("id", "aturan itu seharusnya dicabut oleh pemerintah kota", "opinion", "seharusnya"),
        ("id", "kapal itu mungkin tenggelam di selat itu", "vague", "mungkin"),
        ("en", "the fund lost $48 million on the bridge", "money", "$48 million"),
        ("en", "turnout was 71 percent in the whole city", "percentage", "71 percent"),
        ("en", "nobody was hurt because the road was closed", "cause", "because"),
        ("en", "the plant has never leaked in all its life", "absolute", "never"),
    ],
)
def test_a_reason(language: str, content: str, code: str, detail: str) -> None:
    reasons = {reason.code: reason.detail for reason in claim_of(content, language).reasons}
    assert reasons[code] == detail


def test_figures_weigh_more_than_opinions_and_plans() -> None:
    figure = claim_of("angka kematian turun menjadi 8,01 persen pada 2020", "id").check_worthiness
    plain = claim_of("para petani menanam padi di lereng gunung", "id").check_worthiness
    plan = claim_of("para petani akan menanam padi di lereng gunung", "id").check_worthiness
    opinion = claim_of("para petani seharusnya menanam padi di lereng gunung", "id").check_worthiness
    assert figure > plain > plan
    assert plain > opinion


@pytest.mark.parametrize(
    ("language", "text", "ends", "relation", "code"),
    [
        (
            "id",
            "Budi mengatakan bahwa stok cukup. Ani meragukan laporan Budi.",
            (1, 0),
            Relation.DISPUTES,
            "doubts_report",
        ),
        (
            "en",
            "Ann Lee said that the dam was leaking. Owen Cole denied that the dam was leaking.",
            (1, 0),
            Relation.DISPUTES,
            "denies_content",
        ),
        (
            "id",
            "Menurut Budi, hujan menyebabkan banjir. Namun, Ani menilai hujan bukan sebab banjir.",
            (1, 0),
            Relation.DISPUTES,
            "rebuttal",
        ),
        (
            "id",
            "Menurut Budi, jembatan lama hancur diterjang ombak. Menurut Ani, jembatan lama hancur diterjang ombak.",
            (1, 0),
            Relation.REPEATS,
            "same_words",
        ),
        (
            "id",
            "Budi mengatakan bahwa stok cukup. Senada, Ani menyebut gudang masih penuh beras.",
            (1, 0),
            Relation.SUPPORTS,
            "agreement",
        ),
    ],
)
def test_a_link(language: str, text: str, ends: tuple[int, int], relation: Relation, code: str) -> None:
    (link,) = extract(text, language).links
    assert ((link.from_claim, link.to_claim), link.relation, link.reason.code) == (ends, relation, code)
