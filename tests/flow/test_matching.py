"""Near duplicates: copies are found by lookups alone, strangers are not, and claims are shared, never merged."""

import json
import random
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from articles.flow import adopting, correcting, extracting, importing, matching, reviewing
from articles.flow.errors import Conflict
from articles.models import (
    Article,
    ArticleMatch,
    ArticleText,
    Band,
    Claim,
    ClaimAppearance,
    Event,
    Extraction,
    Fingerprint,
    User,
    Verdict,
)
from articles.models.claims import Confirmation
from articles.models.events import Verb
from articles.shingles import BANDS, bands_of, overlap, shingles_of
from tests.make import make_article, make_assignment, make_claim, make_claimant, make_verdict
from tests.together import at_the_same_moment

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds" / "articles.jsonl"

WIRE = (
    "Gubernur Sinta Dewi mengatakan 300 rumah rusak akibat banjir di tiga kecamatan pada Selasa malam.\n\n"
    "“Tidak ada korban jiwa dalam peristiwa itu,” kata Kepala Badan Penanggulangan Bencana Arman Tobing.\n\n"
    "Menurut Arman, 1.450 warga mengungsi ke balai desa dan dua sekolah yang letaknya lebih tinggi dari sungai. "
    "Bantuan makanan, selimut dan air bersih dikirim dengan enam truk dari ibu kota provinsi sejak Rabu pagi.\n\n"
    "Warga mengeluhkan tanggul lama yang jebol untuk ketiga kalinya dalam lima tahun. Dinas Pekerjaan Umum "
    "menyatakan perbaikan tanggul itu selesai pada Maret tahun depan dengan biaya Rp12 miliar."
)
FIRST_BAND = 6933562435653513141
"""Kept as it was when the first tables were written: with other numbers, old texts and new ones never meet."""

COPIES = {
    "another beginning": "LEMBAH SARI, KABAR KITA — Hujan tiga hari membuat sungai meluap.\n\n" + WIRE,
    "trimmed": WIRE.rsplit("\n\n", 1)[0],
    "two paragraphs more": WIRE + "\n\nPasar tutup sampai Jumat.\n\nSekolah libur dua hari, ujar seorang guru.",
    "names spelt otherwise": WIRE.replace("Sinta", "Shinta").replace("Arman", "Armand"),
    "capitals and marks": WIRE.upper().replace("“", '"').replace("”", '"'),
}
OTHER = (
    "Dewan kota memutuskan jalur sepeda di sepanjang pantai dibuka kembali mulai bulan depan setelah dua tahun "
    "ditutup. Anggota dewan Maria Lase menyebut keputusan itu kemenangan warga, sedangkan para pedagang meminta "
    "tempat parkir tambahan. Penelitian universitas menunjukkan jumlah pesepeda naik dua kali lipat dalam setahun, "
    "terutama pada hari kerja, dan kecelakaan di simpang utama berkurang sepertiga."
)


def bring(admin: User, text: str, **about: str) -> Article:
    """Import a text and look for its copies, as the worker does."""
    article = importing.import_text(actor=admin, text=text, language="id", **about).items.get().article
    assert article is not None
    return article


def extract(article: Article) -> None:
    """Run the article's job."""
    assert extracting.run_extraction(Extraction.objects.get(article_text=article.current_text_id).pk, worker="w")


# --- Signatures ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", list(COPIES))
def test_a_wire_copy_shares_a_band_and_most_of_its_shingles(kind: str) -> None:
    one, other = shingles_of(WIRE), shingles_of(COPIES[kind])
    assert set(bands_of(one)) & set(bands_of(other))
    assert overlap(one, other) >= matching.THRESHOLD


def test_of_many_copies_that_share_four_fifths_all_but_few_are_found() -> None:
    chance = random.Random(3)
    found = 0
    for _copy in range(200):
        words = [f"kata{chance.randrange(4_000)}" for _word in range(300)]
        changed = [word if chance.random() > 0.03 else "lain" for word in words]
        one, other = shingles_of(" ".join(words)), shingles_of(" ".join(changed))
        if overlap(one, other) >= 0.8:
            found += bool(set(bands_of(one)) & set(bands_of(other)))
        else:
            found += 1
    assert found >= 198


def test_no_two_of_the_demos_articles_are_taken_for_copies() -> None:
    texts = [json.loads(line)["text"] for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    made = [shingles_of(text) for text in [*texts, WIRE, OTHER]]
    for position, one in enumerate(made):
        for other in made[:position]:
            assert not set(bands_of(one)) & set(bands_of(other))
            assert overlap(one, other) < 0.05


def test_signatures_are_the_same_on_every_machine_and_short_texts_have_none() -> None:
    assert len(set(bands_of(shingles_of(WIRE)))) == BANDS
    assert bands_of(shingles_of(WIRE))[0] == FIRST_BAND
    assert bands_of(shingles_of("Tiga kata saja.")) == []
    assert overlap(shingles_of(""), shingles_of(WIRE)) == 0.0


# --- The same text ------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    "again", [WIRE.replace("\n\n", "\n"), WIRE.replace("“", '"').replace("”", '"'), WIRE.replace(" ", "  ")]
)
def test_a_text_that_differs_in_white_space_and_marks_is_the_same_article(ade: User, again: str) -> None:
    first = bring(ade, WIRE)
    with pytest.raises(importing.Duplicate) as same:
        bring(ade, again)
    assert same.value.article == first
    assert Fingerprint.objects.count() == 1


# --- Matches ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_copy_is_imported_and_linked_once(ade: User) -> None:
    first, stranger = bring(ade, WIRE), bring(ade, OTHER)
    extract(first)
    extract(stranger)
    copy = bring(ade, COPIES["another beginning"])
    extract(copy)
    match = ArticleMatch.objects.get()
    assert (match.earlier, match.later, match.confirmation) == (first, copy, "suggested")
    assert match.similarity > 0.9
    event = Event.objects.get(verb=Verb.ARTICLE_MATCHED)
    assert (event.article, event.actor, event.after["article"]) == (copy, None, first.pk)
    assert copy.current_text is not None
    assert matching.match_text(copy.current_text) == []
    assert (ArticleMatch.objects.count(), Band.objects.count()) == (1, 3 * BANDS)


@pytest.mark.django_db(transaction=True)
def test_copies_that_two_workers_read_at_the_same_moment_find_each_other(ade: User) -> None:
    articles = [bring(ade, text) for text in COPIES.values() if text != COPIES["capitals and marks"]]
    results = at_the_same_moment([lambda one=one: extract(one) for one in articles])  # type: ignore[misc]
    assert results == [None] * len(articles)
    assert ArticleMatch.objects.count() == len(articles) * (len(articles) - 1) // 2
    shared = ClaimAppearance.objects.filter(claim__article=articles[0]).values_list("other__article", flat=True)
    assert set(shared) == {article.pk for article in articles[1:]}
    pairs = set(ClaimAppearance.objects.values_list("claim", "other"))
    assert pairs == {(other, claim) for claim, other in pairs}


@pytest.mark.django_db
def test_neighbours_are_looked_up_in_the_index_and_nowhere_scanned(ade: User) -> None:
    article = bring(ade, WIRE)
    chance = random.Random(5)
    rows = [Band(band=chance.randrange(-(2**63), 2**63), article_text=article.current_text) for _row in range(20_000)]
    Band.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_band")
        wanted = bands_of(shingles_of(COPIES["trimmed"]))
        cursor.execute("EXPLAIN " + matching.CANDIDATES, [wanted, matching.PER_BAND, matching.COMPARED])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Only Scan" in plan
    assert "Seq Scan" not in plan


@pytest.mark.django_db(transaction=True)
def test_a_crowd_of_copies_costs_no_more_than_a_few(ade: User) -> None:
    first = make_article(text=WIRE)
    version = first.current_text
    assert version is not None
    bands = bands_of(shingles_of(WIRE))
    for number in range(60):
        copy = make_article(text=f"{WIRE} Kabar {number}.").current_text
        Band.objects.bulk_create(Band(band=band, article_text=copy) for band in bands)
    assert len(matching.match_text(version)) == matching.COMPARED


@pytest.mark.django_db
def test_an_editor_decides_and_takes_it_back(edi: User, jaya: User) -> None:
    one, other = make_article(), make_article(text=OTHER)
    match = ArticleMatch.objects.create(earlier=one, later=other, similarity=0.9)
    usual: dict[str, Any] = {"match": match, "article": other}
    adopting.decide_match(actor=edi, decision=Confirmation.REJECTED, was="suggested", **usual)
    assert not ArticleMatch.objects.standing().exists()
    with pytest.raises(Conflict):
        adopting.decide_match(actor=edi, decision=Confirmation.CONFIRMED, was="suggested", **usual)
    adopting.decide_match(actor=edi, decision=Confirmation.SUGGESTED, was="rejected", **usual)
    match.refresh_from_db()
    assert (match.confirmation, match.decided_by) == ("suggested", edi)
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [Verb.MATCH_REJECTED, Verb.MATCH_UNDECIDED]
    with pytest.raises(PermissionDenied):
        adopting.decide_match(actor=jaya, decision=Confirmation.REJECTED, was="suggested", **usual)


# --- Appearances --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_which_claims_are_the_same(ade: User) -> None:
    one = make_article(text=f"{WIRE} Kata Sinta, sungai naik dua meter lebih tinggi daripada tahun lalu di sana.")
    other = make_article(text=WIRE.replace("“", '"') + " Sungai naik dua meter lebih tinggi dari tahun lalu di sana.")
    sinta, arman = make_claimant("Sinta"), make_claimant("Arman")
    mine = [
        make_claim(one, quotation="“Tidak ada korban jiwa", claimant=arman),
        make_claim(one, quotation="300 rumah rusak", claimant=sinta),
        make_claim(one, quotation="sungai naik dua meter lebih tinggi daripada tahun lalu di sana", claimant=sinta),
        make_claim(one, quotation="1.450 warga mengungsi", stance="deny"),
        make_claim(one, quotation="Rp12 miliar", claimant=arman),
    ]
    theirs = [
        make_claim(other, quotation='"Tidak ada korban jiwa', claimant=sinta),
        make_claim(other, quotation="Sungai naik dua meter lebih tinggi dari tahun lalu di sana", claimant=sinta),
        make_claim(other, quotation="1.450 warga mengungsi"),
        make_claim(other, quotation="Rp12", claimant=arman),
    ]
    found = {(claim.quotation[:10], other.quotation[:10]): like for claim, other, like in matching.shared(mine, theirs)}
    assert found[("“Tidak ada", '"Tidak ada')] == 1.0
    assert 0.9 < found[("sungai nai", "Sungai nai")] < 1.0
    assert len(found) == 2


@pytest.fixture
def appearance(jaya: User, joko: User) -> ClaimAppearance:
    """A claim of jaya's open article that joko's article has as well, decided there."""
    mine, theirs = make_article(text=WIRE), make_article(text=COPIES["trimmed"])
    make_assignment(mine, jaya)
    make_assignment(theirs, joko)
    words = "Tidak ada korban jiwa dalam peristiwa itu"
    claim, other = make_claim(mine, quotation=words), make_claim(theirs, quotation=words)
    make_claim(mine, quotation="300 rumah rusak")
    evidence = [reviewing.EvidenceValues(url="https://data.example/banjir", title="Data", stance="refutes")]
    reviewing.decide_claim(
        actor=joko, claim=other, version=1, answer="disputed", reason="Dua tewas.", evidence=evidence, key=uuid.uuid4()
    )
    match = ArticleMatch.objects.create(earlier=mine, later=theirs, similarity=0.9)
    return ClaimAppearance.objects.create(claim=claim, other=other, match=match, similarity=1.0)


@pytest.mark.django_db
def test_a_claim_made_by_hand_is_found_in_the_copies(appearance: ClaimAppearance, jaya: User, joko: User) -> None:
    mine, theirs = appearance.claim.article, appearance.other.article
    words = "1.450 warga mengungsi"
    other = make_claim(theirs, quotation=words)
    claim = correcting.add_claim(actor=jaya, article=mine, quotation=words)
    ends = ClaimAppearance.objects.filter(claim=claim) | ClaimAppearance.objects.filter(other=claim)
    assert set(ends.values_list("claim", "other")) == {(claim.pk, other.pk), (other.pk, claim.pk)}
    ArticleMatch.objects.update(confirmation="rejected")
    make_claim(theirs, quotation="korban jiwa")
    apart = correcting.add_claim(actor=jaya, article=mine, quotation="korban jiwa")
    assert not ClaimAppearance.objects.filter(claim=apart).exists()


@pytest.mark.django_db
def test_the_parts_of_a_claim_are_found_in_the_copies(appearance: ClaimAppearance, jaya: User) -> None:
    theirs = appearance.other.article
    words = "Tidak ada korban jiwa"
    other = make_claim(theirs, quotation=words)
    parts = [words, "dalam peristiwa itu"]
    first, _second = correcting.split_claim(actor=jaya, claim=appearance.claim, version=1, parts=parts)
    assert ClaimAppearance.objects.get(claim=first).other == other
    assert ClaimAppearance.objects.get(other=first).claim == other


def adopt(actor: User, appearance: ClaimAppearance, key: uuid.UUID | None = None, **changed: Any) -> Verdict:
    """Take the other claim's verdict over."""
    other = Claim.objects.get(pk=appearance.other_id)
    values = {"version": 1, "verdict": other.current_verdict_id, **changed}
    return adopting.adopt_verdict(actor=actor, appearance=appearance, key=key or uuid.uuid4(), **values)


@pytest.mark.django_db
def test_a_verdict_is_taken_over_as_ones_own(appearance: ClaimAppearance, jaya: User, joko: User) -> None:
    key = uuid.uuid4()
    verdict = adopt(jaya, appearance, key)
    assert (verdict.author, verdict.answer, verdict.reason) == (jaya, "disputed", "Dua tewas.")
    assert verdict.evidence.get().url == "https://data.example/banjir"
    event = Event.objects.get(verb=Verb.VERDICT_ADOPTED)
    assert (event.actor, event.claim) == (jaya, appearance.claim)
    assert event.after["from"] == appearance.other.public_id
    assert event.after["author"] == "Joko"
    assert adopt(jaya, appearance, key) == verdict
    assert (Verdict.objects.count(), Event.objects.filter(verb=Verb.VERDICT_ADOPTED).count()) == (2, 1)


@pytest.mark.django_db
def test_what_changed_meanwhile_is_not_taken_over(appearance: ClaimAppearance, jaya: User, joko: User) -> None:
    seen = appearance.other.current_verdict_id or Claim.objects.get(pk=appearance.other_id).current_verdict_id
    with pytest.raises(Conflict):
        adopt(jaya, appearance, version=2)
    make_verdict(Claim.objects.get(pk=appearance.other_id), joko)
    with pytest.raises(Conflict):
        adopt(jaya, appearance, verdict=seen)
    ArticleMatch.objects.update(confirmation="rejected")
    with pytest.raises(Conflict):
        adopt(jaya, appearance)
    assert not appearance.claim.verdicts.exists()


@pytest.mark.django_db
def test_only_who_checks_the_article_takes_a_verdict_over(appearance: ClaimAppearance, joko: User, edi: User) -> None:
    for person in (joko, edi):
        with pytest.raises(PermissionDenied):
            adopt(person, appearance)


@pytest.mark.django_db
def test_the_board_counts_what_is_checked_elsewhere(appearance: ClaimAppearance) -> None:
    counted = Article.objects.with_counts().get(pk=appearance.claim.article_id)
    assert (counted.claim_count, counted.decided_count, counted.elsewhere_count) == (2, 0, 1)  # type: ignore[attr-defined]
    ArticleMatch.objects.update(confirmation="rejected")
    counted = Article.objects.with_counts().get(pk=appearance.claim.article_id)
    assert counted.elsewhere_count == 0  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_what_was_there_before_is_recognised(ade: User) -> None:
    import importlib

    from django.apps import apps

    article = make_article(text=WIRE)
    Fingerprint.objects.all().delete()
    importlib.import_module("articles.migrations.0008_near_duplicates").recognise(apps, None)
    assert matching.same_text(WIRE) == article
    assert Band.objects.filter(article_text=article.current_text).count() == BANDS
    assert ArticleText.objects.count() == 1
