"""An example for each rule: what is the content, who says it, by which rule."""

from __future__ import annotations

import pytest

from articles.extraction import extract
from articles.extraction.types import Kind, Mode, Stance, Statement


def read(text: str, language: str) -> list[Statement]:
    """Return the statements that somebody says."""
    return [one for one in extract(text, language).statements if one.mode is not Mode.UNATTRIBUTED]


def summary(text: str, language: str) -> list[tuple[str, str, str | None]]:
    """Return rule, content and claimant of each statement."""
    return [
        (one.rule, text[one.content.start : one.content.end], one.claimant.name if one.claimant else None)
        for one in read(text, language)
    ]


EXAMPLES = [
    ("id", '"Harga beras naik," kata Budi Santoso.', "quotation_cue", "Harga beras naik,", "Budi Santoso"),
    (
        "id",
        "”Jalan itu rusak,” ujar Kepala Desa Sukamaju Sri Lestari.",
        "quotation_cue",
        "Jalan itu rusak,",
        "Sri Lestari",
    ),
    ("id", "”Jalan itu rusak,” kata Wali Kota Rina Hartati.", "quotation_cue", "Jalan itu rusak,", "Rina Hartati"),
    ("en", '"The road is closed," Ann Lee said.', "quotation_claimant_cue", "The road is closed,", "Ann Lee"),
    ("en", '"The road is closed," said Mayor Ann Lee.', "quotation_cue", "The road is closed,", "Ann Lee"),
    ("id", 'Budi mengatakan, "Pasar tutup sejak pagi."', "cue_quotation", "Pasar tutup sejak pagi.", "Budi"),
    ("en", 'Ann Lee said: "The dam will hold."', "cue_quotation", "The dam will hold.", "Ann Lee"),
    ("id", "Budi mengatakan bahwa pasar itu tutup.", "cue_content", "pasar itu tutup", "Budi"),
    ("id", "Budi mengatakan, pasar itu tutup.", "cue_content", "pasar itu tutup", "Budi"),
    ("en", "Ann Lee said that the dam was safe.", "cue_content", "the dam was safe", "Ann Lee"),
    ("en", "Ann Lee told reporters on Monday that the dam was safe.", "cue_content", "the dam was safe", "Ann Lee"),
    ("id", "Menurut Budi, pasar itu tutup.", "frame", "pasar itu tutup", "Budi"),
    (
        "id",
        "Berdasarkan data KPU, 60 persen pemilih hadir.",
        "frame",
        "60 persen pemilih hadir",
        "Komisi Pemilihan Umum",
    ),
    ("en", "According to the report, prices fell.", "frame", "prices fell", "report"),
    ("id", "Pasar itu tutup sejak pagi, kata Budi.", "tail", "Pasar itu tutup sejak pagi", "Budi"),
    ("en", "The market was closed at dawn, officials said.", "tail", "The market was closed at dawn", "officials"),
    ("id", "Pasar itu, kata Budi, tutup pagi.", "parenthesis", "Pasar itu, kata Budi, tutup pagi", "Budi"),
    ("en", "The market, Ann Lee said, was closed.", "parenthesis", "The market, Ann Lee said, was closed", "Ann Lee"),
    ("id", "Presiden Andi disebut menulis surat kepada raja.", "passive", "menulis surat kepada raja", None),
    ("id", "Seperti dikutip dari Reuters, pasar itu tutup.", "relay", "pasar itu tutup", "Reuters"),
    ("id", "Tudingan itu langsung ditepis Budi.", "undergone", "Tudingan itu", "Budi"),
    ("en", "The charge was denied by Ann Lee.", "undergone", "The charge", "Ann Lee"),
    ("id", "BPS mencatat inflasi Mei 3 persen.", "cue_content", "inflasi Mei 3 persen", "Badan Pusat Statistik"),
]


@pytest.mark.parametrize(("language", "text", "rule", "content", "claimant"), EXAMPLES)
def test_a_rule(language: str, text: str, rule: str, content: str, claimant: str | None) -> None:
    assert summary(text, language) == [(rule, content, claimant)]


def test_an_interrupted_quotation_is_two_statements() -> None:
    text = '"Harga beras naik," kata Budi, "dan harga cabai ikut naik."'
    first, second = summary(text, "id")
    assert first == ("quotation_cue", "Harga beras naik,", "Budi")
    assert second == ("interrupted_quotation", "dan harga cabai ikut naik.", "Budi")


def test_a_colon_leads_into_the_next_paragraph() -> None:
    text = 'Ann Lee continued:\n\n"The dam will hold. The road is safe."'
    assert summary(text, "en") == [("cue_quotation", "The dam will hold. The road is safe.", "Ann Lee")]


def test_a_quotation_carries_on_into_the_next_paragraph() -> None:
    text = '"Harga beras naik," kata Budi.\n\n"Harga cabai ikut naik sejak Mei."'
    carried = read(text, "id")[1]
    assert (carried.rule, carried.cue, carried.source) == ("carried_on_quotation", None, None)
    assert carried.claimant is not None
    assert carried.claimant.name == "Budi"


def test_a_quotation_of_nobody_is_kept_and_flagged() -> None:
    (alone,) = read('"Harga cabai ikut naik sejak Mei."', "id")
    assert alone.attribution_unclear
    assert alone.claimant is None


def test_a_coordinated_cue_has_the_claimant_of_the_first() -> None:
    text = "Para ahli meragukan laporan Budi dan mengatakan bahwa harga itu terlalu rendah."
    first, second = read(text, "id")
    assert (first.stance, second.stance) == (Stance.DOUBT, Stance.ASSERT)
    assert first.claimant == second.claimant
    assert text[second.content.start : second.content.end] == "harga itu terlalu rendah"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "Buku berjudul “Hujan” itu terbit pada Mei."),
        ("id", "Budi tidak mengatakan bahwa pasar itu tutup."),
        ("id", "Hal itu disampaikan Budi di Jakarta."),
        ("en", "The so-called “miracle cure” was sold in markets."),
        ("en", "The road to Marsh has states of disrepair."),
    ],
)
def test_what_is_no_statement(language: str, text: str) -> None:
    assert read(text, language) == []


def test_a_relay_beside_a_claimant() -> None:
    (one,) = read("Menurut Budi, pasar itu tutup, seperti dikutip dari Reuters.", "id")
    assert one.relayed_by == ("Reuters",)


GOVERNED = [
    ("Ann Lee has long argued that the dam was safe.", "cue_content", "argued", "Ann Lee", "the dam was safe"),
    ("Ann Lee said in a letter on Monday that the dam leaks.", "cue_content", "said", "Ann Lee", "the dam leaks"),
    ("Ann Lee told us the dam was safe.", "cue_content", "told", "Ann Lee", "the dam was safe"),
    ("Ann Lee refused to close the road.", "cue_content", "refused", "Ann Lee", "to close the road"),
    ("Critics who want to close the road met.", "cue_content", "want", "Critics who", "to close the road met"),
    ("Ann Lee, a farmer, wondered whether rain would come.", "cue_content", "wondered", "Ann Lee, a farmer", None),
    (
        "Ann Lee criticized the new road plan on Monday.",
        "governed_object",
        "criticized",
        "Ann Lee",
        "the new road plan",
    ),
    ("She has called for a wider bridge.", "governed_object", "called", "She", "a wider bridge"),
    ("Some accused the mayor of theft.", "governed_object", "accused", "Some", "the mayor of theft"),
    ("Polls in the county show voters are tired.", "cue_content", "show", "Polls in the county", "voters are tired"),
    ("A report released last week found the dam was old.", "cue_content", "found", "A report released last week", None),
    ("Ann Lee, 59, of Marsh, said the dam was old.", "cue_content", "said", "Ann Lee, 59, of Marsh", "the dam was old"),
    ("She's arguing that the dam leaks.", "cue_content", "arguing", "She's", "the dam leaks"),
    ("Her plan to close the road has failed.", "possessed_noun", "plan", "Her", "to close the road"),
    ("Ann Lee: Dam Is Safe, Road Is Not", "labelled", ":", "Ann Lee", "Dam Is Safe, Road Is Not"),
    ("LEE: The dam is safe. The road is not.", "labelled", ":", "LEE", "The dam is safe. The road is not."),
    ("Ann Lee (D-Marsh) objected to the plan.", "governed_object", "objected", "Ann Lee (D-Marsh)", "the plan"),
]


@pytest.mark.parametrize(("text", "rule", "cue", "source", "content"), GOVERNED)
def test_what_a_verb_takes(text: str, rule: str, cue: str, source: str, content: str | None) -> None:
    (one,) = read(text, "en")
    spans = [text[span.start : span.end] for span in (one.cue, one.source, one.content) if span]
    assert (one.rule, *spans[:2]) == (rule, cue, source)
    assert content is None or spans[2] == content


IMPERSONAL = [
    ("Ann Lee was accused of closing the road.", "accused", None, "Ann Lee was accused of closing the road"),
    ("The dam is expected to leak.", "expected", None, "The dam is expected to leak"),
    ("The dam seems to leak.", "seems", None, "The dam seems to leak"),
    ("The plan was criticized by Ann Lee.", "criticized", "Ann Lee", "The plan"),
]


@pytest.mark.parametrize(("text", "cue", "source", "content"), IMPERSONAL)
def test_what_is_thought_of_somebody(text: str, cue: str, source: str | None, content: str) -> None:
    (one,) = read(text, "en")
    spans = [text[span.start : span.end] if span else None for span in (one.cue, one.source, one.content)]
    assert (one.rule, *spans) == ("impersonal", cue, source, content)
    assert (one.claims, one.attribution_unclear) == ((), source is None)


def test_the_clause_that_opens_a_sentence_ends_at_its_comma() -> None:
    text = "While critics want to close the road, the mayor said that it was safe."
    first, second = read(text, "en")
    assert text[first.content.start : first.content.end] == "to close the road"
    assert text[second.content.start : second.content.end] == "it was safe"


def test_an_opening_participle_shares_the_subject_that_follows() -> None:
    text = "Blaming the heavy rain, the mayor closed the road."
    (one,) = read(text, "en")
    assert one.source
    assert text[one.source.start : one.source.end] == "the mayor"


@pytest.mark.parametrize(
    "text", ["Q: Is the dam safe now?", "CORRECTION: The dam is in Marsh.", "Note: Dam Is Safe Now"]
)
def test_a_label_that_names_nobody(text: str) -> None:
    assert read(text, "en") == []


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee criticized the new road plan.",
        "Ann Lee: Dam Is Safe Now",
        "Ann Lee wants to close the road.",
        "Ann Lee did not say that the dam was safe.",
        "Ann Lee urged voters to close the road.",
    ],
)
def test_what_is_only_named_wanted_or_not_said_makes_no_claim(text: str) -> None:
    (one,) = read(text, "en")
    assert one.claims == ()


def test_a_verb_that_follows_shares_the_claimant() -> None:
    text = "Ann Lee praised the nurses and said that beds were short, adding that more would come."
    praised, said, adding = read(text, "en")
    assert [text[one.content.start : one.content.end] for one in (praised, said, adding)] == [
        "the nurses",
        "beds were short",
        "more would come",
    ]
    assert praised.source == said.source == adding.source


@pytest.mark.parametrize(
    "text",
    [
        "The farm's demands on water grew.",
        "She has a plan.",
        "Several states raised tolls.",
        "They live in old houses.",
    ],
)
def test_a_noun_is_no_verb_that_reports(text: str) -> None:
    assert [one for one in read(text, "en") if one.rule == "cue_content"] == []


def test_two_single_marks_are_a_quotation_mark() -> None:
    text = "''The dam leaks,'' Ann Lee said."
    assert summary(text, "en") == [("quotation_claimant_cue", "The dam leaks,", "Ann Lee")]


def test_a_directive_has_no_claims() -> None:
    (one,) = read("Ann Lee urged that the road be closed.", "en")
    assert one.kind is Kind.DIRECTIVE
    assert one.claims == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Rektor Siti Aminah mengatakan bahwa kampus aman. Siti menambahkan, kuliah tetap berjalan.",
            ["Siti Aminah"] * 2,
        ),
        ("Siti Aminah mengatakan bahwa kampus aman. Ia menambahkan, kuliah tetap berjalan.", ["Siti Aminah"] * 2),
        ("Pemerintah Korsel menyatakan akan membantu. Korsel mengatakan siap berunding.", ["Korea Selatan"] * 2),
        (
            "Lembaga Riset Padi mencatat bahwa panen turun 5 persen. Lembaga itu menyebut hujan adalah sebabnya.",
            ["Lembaga Riset Padi"] * 2,
        ),
    ],
)
def test_who_is_meant(text: str, names: list[str]) -> None:
    assert [one.claimant.name for one in read(text, "id") if one.claimant] == names


def test_claims_stand_alone() -> None:
    text = (
        '"Panen turun. Kami rugi 2 juta rupiah, tetapi tetap menanam," kata Budi. Budi mengatakan akan pindah ke kota.'
    )
    assert [claim.text for claim in extract(text, "id").claims][1:] == [
        "Kami [Budi] rugi 2 juta rupiah, tetapi tetap menanam.",
        "Budi akan pindah ke kota.",
    ]


@pytest.mark.parametrize(
    ("text", "claimants"),
    [
        ("The mayor of Millbrook said prices fell.", ["mayor of Millbrook"]),
        ("Ann Lee, the mayor of Millbrook, said prices fell. The mayor of Millbrook said rents rose.", ["Ann Lee"] * 2),
        ("Bob Cole said prices fell. The mayor of Marsh said rents rose.", ["Bob Cole", "mayor of Marsh"]),
        ("Mayor Bob Cole said prices fell. The mayor said rents rose.", ["Bob Cole"] * 2),
        ("Dr Ann Lee said prices fell. Dr Lee said rents rose.", ["Ann Lee"] * 2),
    ],
)
def test_a_role_is_whoever_it_describes_and_nobody_else(text: str, claimants: list[str]) -> None:
    assert [one.claimant.name for one in extract(text, "en").statements if one.claimant] == claimants
