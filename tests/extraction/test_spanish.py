"""Spanish, the language that was added as a folder: what its small gold reaches, and the settings that it brought."""

from __future__ import annotations

import pytest

from articles.extraction import detect_language, extract, supported_languages
from articles.extraction.annotations import annotated
from articles.extraction.measuring import Measured, add_article
from articles.forms.imports import LANGUAGES_READ
from tests.gold.lines import lines_of
from tests.gold.reports import FOLDER

FLOORS = {
    "content, exact f1": 92,
    "statement f1": 95,
    "claimant": 92,
    "stance": 95,
    "unattributed f1": 80,
    "links f1": 45,
}


def reported(text: str) -> list[tuple[str, str | None]]:
    """Return each content of a Spanish text with its claimant."""
    found = extract(text, "es").statements
    return [
        (text[one.content.start : one.content.end], one.claimant.name if one.claimant else None)
        for one in found
        if one.cue
    ]


def test_the_gold_is_read_as_well_as_it_was() -> None:
    measured = Measured()
    for line in lines_of(FOLDER / "gold.es.dev.jsonl"):
        article = annotated(line)
        add_article(measured, article, extract(article.text, article.language, publication=article.publication))
    figures = measured.figures()
    assert {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor} == {}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("La alcaldesa Eva Mena dijo que el puente cerró.", [("el puente cerró", "Eva Mena")]),
        ("El puente cerró, dijo la alcaldesa Eva Mena.", [("El puente cerró", "Eva Mena")]),
        ("«El puente cerró», dijo la alcaldesa Eva Mena.", [("El puente cerró", "Eva Mena")]),
        ("La alcaldesa, Eva Mena, dijo el lunes que el puente cerró.", [("el puente cerró", "Eva Mena")]),
        ("Se informó que el puente cerró.", []),
        ("Según la alcaldesa Eva Mena, el puente cerró.", [("el puente cerró", "Eva Mena")]),
        ("La alcaldesa Eva Mena negó que el puente cerrara.", [("el puente cerrara", "Eva Mena")]),
        ("La alcaldesa Eva Mena puso en duda el informe anual.", [("el informe anual", "Eva Mena")]),
    ],
)
def test_the_usual_ways_to_report(text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert reported(text) == wanted


def test_a_subject_left_out_is_the_last_speaker() -> None:
    text = "La alcaldesa Eva Mena dijo que el puente cerró. Añadió que abrirá en mayo. “No hay riesgo”, aseguró."
    assert reported(text) == [
        ("el puente cerró", "Eva Mena"),
        ("abrirá en mayo", "Eva Mena"),
        ("No hay riesgo", "Eva Mena"),
    ]


def test_a_verb_without_its_que_reports_nothing() -> None:
    assert reported("La alcaldesa Eva Mena explicó las medidas que tomará el puerto y que fueron aprobadas.") == []


def test_a_number_with_a_decimal_comma_and_its_scale() -> None:
    (claim,) = extract("La alcaldesa Eva Mena dijo que la obra costó 1,7 millones de euros.", "es").claims
    assert [(one.value, one.unit) for one in claim.mentions if one.kind == "money"] == [("1700000", "EUR")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La alcaldesa aseguró el lunes que las obras del puente terminarán en marzo del próximo año.", "es"),
        ("Wali kota mengatakan pada Senin bahwa pembangunan jembatan itu selesai tahun depan.", "id"),
        ("The mayor said on Monday that the work on the bridge would be finished next March.", "en"),
    ],
)
def test_each_language_is_told_from_the_others(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_the_forms_offer_every_language_that_is_read() -> None:
    assert sorted(code for code, _ in LANGUAGES_READ) == list(supported_languages())
