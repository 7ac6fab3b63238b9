"""The engine against whole articles annotated by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.extraction import extract
from articles.extraction.types import Relation, Span
from tests.extraction.gold import SHARED_SEED, Gold, example_gold, found_claims, own_gold

GOLD = [
    pytest.param(lambda: own_gold("surat-xi.id"), id="surat-xi.id"),
    pytest.param(lambda: own_gold("measles.en"), id="measles.en"),
    pytest.param(
        example_gold,
        id="example article",
        marks=pytest.mark.skipif(not SHARED_SEED.is_dir(), reason="the example article lies outside the repository"),
    ),
]

MakeGold = Callable[[], Gold]


@pytest.mark.parametrize("make_gold", GOLD)
def test_every_gold_claim_is_found(make_gold: MakeGold) -> None:
    gold = make_gold()
    found = found_claims(gold, extract(gold.text, gold.language))
    assert [want["content"]["text"] for want in gold.claims if want["id"] not in found] == []


@pytest.mark.parametrize("make_gold", GOLD)
def test_nothing_else_is_a_claim(make_gold: MakeGold) -> None:
    gold = make_gold()
    extraction = extract(gold.text, gold.language)
    right = {claim for _, _, claim in found_claims(gold, extraction).values()}
    assert [claim.text for claim in extraction.claims if claim not in right] == []


@pytest.mark.parametrize("make_gold", GOLD)
def test_claimants_and_stances_and_modes_are_right(make_gold: MakeGold) -> None:
    gold = make_gold()
    found = found_claims(gold, extract(gold.text, gold.language))
    statements = {want["id"]: found[want["id"]][1] for want in gold.claims}
    got = {key: (one.claimant.name if one.claimant else None, one.stance, one.mode) for key, one in statements.items()}
    assert got == {want["id"]: (want["claimant"], want["stance"], want["mode"]) for want in gold.claims}


@pytest.mark.parametrize("make_gold", GOLD)
def test_cues_and_sources_are_verbatim(make_gold: MakeGold) -> None:
    gold = make_gold()
    found = found_claims(gold, extract(gold.text, gold.language))

    def at(span: Span | None) -> str | None:
        return gold.text[span.start : span.end] if span else None

    for want in gold.claims:
        _, statement, _ = found[want["id"]]
        assert at(statement.cue) == (want["cue"]["text"] if want["cue"] else None)
        source = at(statement.source)
        assert (source is None) == (want["source"] is None)
        assert source is None or source in want["source"]["text"]


@pytest.mark.parametrize("make_gold", GOLD)
def test_a_claimant_knows_its_other_names(make_gold: MakeGold) -> None:
    gold = make_gold()
    claimants = {one.claimant for one in extract(gold.text, gold.language).statements if one.claimant}
    names = {claimant.name: {claimant.name, *claimant.aliases} for claimant in claimants}
    for group in gold.same_claimant:
        mine = [known for name, known in names.items() if name in group]
        if not mine:
            # Somebody whom the article speaks of, and who says nothing in it.
            assert group[0] not in {want["claimant"] for want in gold.claims}
            continue
        said = {form for form in group if any(form in (want["source"] or {}).get("text", "") for want in gold.claims)}
        assert len(mine) == 1
        assert said - mine[0] == set()


@pytest.mark.parametrize("make_gold", GOLD)
def test_what_is_no_claim_is_none(make_gold: MakeGold) -> None:
    gold = make_gold()
    contents = {gold.text[claim.content.start : claim.content.end] for claim in extract(gold.text).claims}
    assert contents.isdisjoint(gold.not_claims)


@pytest.mark.parametrize("make_gold", GOLD)
def test_what_disputes_what(make_gold: MakeGold) -> None:
    gold = make_gold()
    extraction = extract(gold.text, gold.language)
    numbers = {key: number for key, (number, _, _) in found_claims(gold, extraction).items()}
    want = {(numbers[one["id"]], numbers[other]) for one in gold.claims for other in one.get("disputes", [])}
    got = {(link.from_claim, link.to_claim) for link in extraction.links if link.relation is Relation.DISPUTES}
    assert got == want
