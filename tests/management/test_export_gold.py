"""Reviewed articles as annotated ones: what people left, and how the engine scores on it."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.flow.correcting import add_claim, dismiss_claim, merge_claims, split_claim
from articles.flow.linking import decide_link
from articles.models import Article, ClaimLink, User
from tests.reviewed import assigned, claim_of, decide_all, edit, extracted, seed

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = (
    "“Jembatan itu sudah selesai. Biayanya 40 miliar rupiah,” kata Wali Kota Rina Hartati.\n\n"
    "Warga mengatakan bahwa jembatan itu retak sejak Maret.\n\n"
    "Sebanyak 300 warga menandatangani petisi pada 2 April.\n\n"
    "Dinas Pekerjaan Umum membantah bahwa jembatan itu retak sejak Maret. Dinas itu mengatakan 12 tiang diperiksa."
)


@pytest.fixture
def article(ade: User, edi: User, jaya: User) -> Article:
    """Return an article in review by jaya, read by the engine."""
    return assigned(extracted(ade, text=TEXT, language="id", title="Jembatan", publisher="Warta Uji"), edi, jaya)


def export(*words: str) -> list[dict[str, Any]]:
    """Return the lines that the command writes."""
    out = io.StringIO()
    call_command("export_gold", *words, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def said(line: dict[str, Any], words: str) -> dict[str, Any]:
    """Return the statement of an exported article that has these words in its content."""
    places = [(one, one["content"]) for one in line["statements"]]
    (found,) = [one for one, place in places if words in line["text"][place["start"] : place["end"]]]
    assert isinstance(found, dict)
    return found


def content(line: dict[str, Any], statement: dict[str, Any]) -> str:
    """Return the words of a statement."""
    return str(line["text"][statement["content"]["start"] : statement["content"]["end"]])


def scored(folder: Path) -> str:
    """Return the report of the engine on everything reviewed."""
    path = folder / "gold.jsonl"
    call_command("export_gold", "--output", str(path))
    out = io.StringIO()
    call_command("score_extraction", str(path), stdout=out)
    return out.getvalue()


def figures(report: str, name: str) -> list[float]:
    """Return precision, recall and F1 of a line of the report."""
    found = re.search(rf"^{name} +([\d.]+) +([\d.]+) +([\d.]+)$", report, re.MULTILINE)
    assert found, report
    return [float(figure) for figure in found.groups()]


@pytest.mark.parametrize("number", [0, 3])
def test_what_nobody_corrected_is_what_the_engine_found(
    number: int, tmp_path: Path, ade: User, edi: User, jaya: User
) -> None:
    piece = seed(number)
    values = {name: piece[name] for name in ("text", "language", "title", "publisher")}
    read = assigned(extracted(ade, **values), edi, jaya)
    decide_all(jaya, read)
    report = scored(tmp_path)
    for name in ("content, exact", "content, half", "statement", "unattributed"):
        assert figures(report, name) == [100.0, 100.0, 100.0]
    (line,) = export()
    assert (line["language"], line["text"]) == (piece["language"], piece["text"])
    assert line["statements"]


def test_what_people_dismissed_is_a_false_alarm_and_what_they_added_a_miss(
    article: Article, jaya: User, tmp_path: Path
) -> None:
    wrong = claim_of(article, "12 tiang")
    dismiss_claim(actor=jaya, claim=wrong, version=wrong.version)
    add_claim(actor=jaya, article=article, quotation="menandatangani petisi", claimant="Panitia")
    decide_all(jaya, article)
    (line,) = export()
    assert "12 tiang" not in json.dumps([content(line, one) for one in line["statements"]])
    added = said(line, "menandatangani")
    assert added == {"content": added["content"], "claimant": "Panitia", "mode": "indirect", "stance": "assert"}
    precision, recall, _ = figures(scored(tmp_path), "statement")
    total = len(line["statements"])
    assert precision == recall == round(100 * (total - 1) / total, 1)


def test_a_statement_is_whole_again_and_has_the_edges_that_people_gave_it(article: Article, jaya: User) -> None:
    decide_all(jaya, article)
    (line,) = export()
    quoted = said(line, "sudah selesai")
    assert content(line, quoted).rstrip(",") == "Jembatan itu sudah selesai. Biayanya 40 miliar rupiah"
    assert TEXT[quoted["cue"]["start"] : quoted["cue"]["end"]] == "kata"
    assert (quoted["claimant"], quoted["mode"], quoted["kind"]) == ("Rina Hartati", "direct", "assertion")
    edit(jaya, claim_of(article, "Biayanya"), quotation="Biayanya 40 miliar")
    decide_all(jaya, article)
    (line,) = export()
    assert content(line, said(line, "Biayanya")) == "Jembatan itu sudah selesai. Biayanya 40 miliar"


def test_a_new_claimant_leaves_the_source_open_and_parts_a_statement(article: Article, jaya: User) -> None:
    edit(jaya, claim_of(article, "Biayanya"), claimant="Sekretaris Daerah")
    decide_all(jaya, article)
    (line,) = export()
    mayor, secretary = said(line, "sudah selesai"), said(line, "Biayanya")
    assert content(line, mayor).rstrip(".") == "Jembatan itu sudah selesai"
    assert (mayor["claimant"], secretary["claimant"]) == ("Rina Hartati", "Sekretaris Daerah")
    assert "source" in mayor
    assert "source" not in secretary


def test_split_and_merged_claims_stay_in_their_statement(article: Article, jaya: User) -> None:
    first, second = claim_of(article, "sudah selesai"), claim_of(article, "Biayanya")
    merged = merge_claims(actor=jaya, claim=first, version=first.version, other=second, other_version=second.version)
    split_claim(actor=jaya, claim=merged, version=merged.version, parts=["Jembatan itu", "Biayanya 40 miliar rupiah"])
    decide_all(jaya, article)
    (line,) = export()
    quoted = said(line, "Biayanya")
    assert content(line, quoted).rstrip(",") == "Jembatan itu sudah selesai. Biayanya 40 miliar rupiah"
    assert quoted["cue"]


def test_links_are_exported_as_people_decided_them(article: Article, jaya: User, tmp_path: Path) -> None:
    links = list(ClaimLink.objects.order_by("from_claim__start"))
    assert links
    assert {link.relation for link in links} == {"disputes"}
    decide_all(jaya, article)
    assert export()[0]["links"] == []
    for link in links:
        decide_link(actor=jaya, link=link, confirm=True, was="suggested")
    (line,) = export()
    confirmed = sorted((one["from"]["start"], one["relation"]) for one in line["links"])
    assert confirmed == [(link.from_claim.start, "disputes") for link in links]
    assert figures(scored(tmp_path), "links") == [100.0, 100.0, 100.0]
    for link in links:
        decide_link(actor=jaya, link=link, confirm=False, was="confirmed")
    (line,) = export()
    assert (line["links"], len(line["rejected_links"])) == ([], len(links))
    assert figures(scored(tmp_path), "links") == [0.0, 0.0, 0.0]


def test_only_finished_reviews_are_exported(article: Article, jaya: User) -> None:
    assert export() == []
    decide_all(jaya, article)
    today = timezone.localdate()
    assert [line["id"] for line in export("--since", today.isoformat())] == [str(article.pk)]
    assert export("--since", (today + timedelta(days=1)).isoformat()) == []
    assert export("--language", "en") == []
    assert len(export("--language", "id")) == 1
    edit(jaya, claim_of(article, "12 tiang"), stance="deny")  # which opens the review again
    assert export() == []
    assert len(export("--all-reviewed")) == 1
    with pytest.raises(CommandError):
        call_command("export_gold", "--since", "soon")
    with pytest.raises(CommandError):
        call_command("export_gold", "--output", "/nowhere/at/all.jsonl")


def test_the_queries_do_not_grow_with_the_articles(ade: User, edi: User, jaya: User) -> None:
    counts = []
    for number in range(2):
        text = f"{TEXT}\n\nWarga mengatakan {number} pohon tumbang."
        decide_all(jaya, assigned(extracted(ade, text=text, language="id"), edi, jaya))
        with CaptureQueriesContext(connection) as captured:
            assert len(export()) == number + 1
        counts.append(len(captured))
    assert counts[0] == counts[1]
