"""Check-worthiness says how much and why."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from articles.extraction import CHECK_WORTHY_FROM, extract, score_sentence
from articles.extraction.reasons import ReasonCode
from articles.extraction.steps.checkworthiness import BASE, WEIGHTS
from articles.extraction.types import Claim, Relation
from articles.templatetags import claims as pages

ROOT = Path(__file__).resolve().parents[2]


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
        ("id", "aturan itu sangat tidak adil bagi warga kota", "opinion", "adil"),
        ("id", "aturan itu seharusnya dicabut oleh pemerintah kota", "duty", "seharusnya"),
        ("id", "ia ingin jembatan baru di sana sebelum tua", "wish", "ingin"),
        ("id", "pasar lama ditutup tanpa kabar apa pun", "past", "ditutup"),
        ("id", "mereka menjual tanah itu kepada orang asing", "actor", "mereka"),
        ("id", "dewan kota mengesahkan aturan parkir yang baru", "public_act", "mengesahkan"),
        ("id", "mutu pendidikan di kota itu masih rendah", "public_matter", "pendidikan"),
        ("id", "rata-rata curah hujan di sana rendah sekali", "quantity", "rata-rata"),
        ("id", "tidak ada satu pun warga yang jatuh sakit", "count", "tidak ada satu pun"),
        ("id", "saya pernah melihat naskah itu di perpustakaan", "self", "saya"),
        ("id", "Anda pernah melihat naskah itu di perpustakaan", "addressee", "Anda"),
        ("en", "let us clean the river before the winter", "appeal", "let us"),
        ("en", "the clerk signed the lease in the afternoon", "public_act", "signed"),
        ("en", "they wandered through the valley for a week", "past", "wandered"),
        ("en", "the drug was tested on forty-one patients there", "count", "forty-one"),
        ("en", "the town has a 20-year plan for that", "count", "20-year"),
        ("en", "the town must repair the old stone bridge", "duty", "must"),
        ("en", "not a single house was lost in the storm", "count", "not a single"),
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


def test_a_verb_after_a_plan_or_a_duty_tells_of_nothing_done() -> None:
    assert "past" not in {r.code for r in claim_of("pasar lama akan segera ditutup", "id").reasons}
    assert "past" not in {r.code for r in claim_of("the old market should be closed", "en").reasons}


def test_a_question_is_hardly_worth_checking() -> None:
    asked, told = (score_sentence(f"Pajak tanah warga naik lagi tahun lalu{mark}", "id") for mark in "?.")
    assert asked.score < CHECK_WORTHY_FROM < told.score
    assert [r.weight for r in asked.reasons if r.code == "question"] == [WEIGHTS[ReasonCode.QUESTION]]


def test_an_empty_sentence_is_worth_nothing() -> None:
    assert (score_sentence("", "id").score, score_sentence("  ", "en").reasons) == (0.0, ())


@pytest.mark.parametrize(
    ("language", "worth", "idle"),
    [
        ("id", "Anggaran kesehatan kota turun 12 persen sejak 2023.", "Kita semua harus saling menjaga."),
        ("id", "Gubernur mencabut izin tambang itu pada Maret.", "Saya ingin kota yang lebih indah."),
        ("en", "The hospital treated 212 patients for cholera in May.", "I want to thank you for this evening."),
        ("en", "She voted against the budget twice.", "We should dream of a better city."),
    ],
)
def test_the_threshold_parts_facts_from_talk(language: str, worth: str, idle: str) -> None:
    assert score_sentence(worth, language).score >= CHECK_WORTHY_FROM > score_sentence(idle, language).score


def test_the_documented_weights_are_the_ones_that_count() -> None:
    page = (ROOT / "docs" / "extraction.md").read_text(encoding="utf-8").replace("\u2212", "-")
    table = page.partition("## Check-worthiness")[2].partition("## Links")[0]
    listed = {code: float(weight) for code, weight in re.findall(r"(\w+) \| ([+-]\d\.\d\d) \|", table)}
    assert listed == {code.value: weight for code, weight in WEIGHTS.items()}
    assert f"function of {BASE} " in table


def test_the_page_has_the_engines_threshold() -> None:
    assert pages.CHECK_WORTHY_FROM == CHECK_WORTHY_FROM


def test_the_measure_reads_labelled_sentences(tmp_path: Path) -> None:
    sentences = tmp_path / "sentences.jsonl"
    lines = (
        '{"text": "Turnout was 71 percent in 2019.", "label": 1}',
        '{"text": "Thank you, and good night.", "label": 0}',
        '{"text": "Tarif air naik 9 persen pada 2024.", "label": 0, "language": "id"}',
    )
    sentences.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(ROOT / "bench" / "checkworthiness.py"), str(sentences)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "3 sentences, F1 66.7, precision 50.0, recall 100.0 at 0.5" in printed


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
