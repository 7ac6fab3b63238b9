"""Correcting: what was and what is, both in the record; spans always verbatim."""

import time

import pytest
from django.core.exceptions import PermissionDenied

from articles.flow import correcting, linking
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Article, Claim, ClaimLink, Event, Extraction, User
from articles.models.events import Verb
from tests.make import TEXT, make_article, make_assignment, make_claim, make_claimant, make_link, make_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(jaya: User) -> Article:
    """Return an article in review by jaya."""
    article = make_article()
    make_assignment(article, jaya)
    return article


def test_a_missed_claim_is_added_where_its_words_stand(article: Article, jaya: User) -> None:
    claim = correcting.add_claim(
        actor=jaya, article=article, quotation="Tidak ada satu  keluarga\npun yang terlewat", claimant="rina hartati"
    )
    assert TEXT[claim.start : claim.end] == claim.quotation == "Tidak ada satu keluarga pun yang terlewat"
    assert (claim.origin, claim.mode) == ("person", "direct")
    assert claim.claimant is not None
    assert Event.objects.get().verb == Verb.CLAIM_ADDED


def test_of_two_places_the_nearest_is_taken(jaya: User) -> None:
    article = make_article(text="Harga naik. Kata menteri, harga naik. Memang, harga naik.")
    make_assignment(article, jaya)
    claim = correcting.add_claim(actor=jaya, article=article, quotation="harga naik", near=45)
    assert claim.start == 46


def test_words_that_do_not_stand_in_the_article_are_refused(article: Article, jaya: User) -> None:
    for words in ["kata yang tidak ada", "", " \n", "a " * 3000]:
        with pytest.raises(NotAcceptable):
            correcting.add_claim(actor=jaya, article=article, quotation=words)
    assert not Claim.objects.exists()


def test_the_same_claim_is_not_added_twice(article: Article, jaya: User) -> None:
    claim = make_claim(article)
    with pytest.raises(NotAcceptable):
        correcting.add_claim(actor=jaya, article=article, quotation=claim.quotation, claimant="Rina Hartati")


def test_editing_keeps_what_was(article: Article, jaya: User) -> None:
    claim = make_claim(article)
    edited = correcting.edit_claim(
        actor=jaya,
        claim=claim,
        version=1,
        quotation="warga sudah menerima bantuan",
        claimant="Pemerintah kota",
        claim_text="Semua warga kota menerima bantuan.",
        stance="assert",
    )
    assert TEXT[edited.start : edited.end] == edited.quotation == "warga sudah menerima bantuan"
    event = Event.objects.get(verb=Verb.CLAIM_EDITED)
    assert event.before["quotation"] == "seluruh warga sudah menerima bantuan"
    assert event.before["claimant"] == "Rina Hartati"
    assert event.after["claimant"] == "Pemerintah kota"
    with pytest.raises(Conflict):
        correcting.dismiss_claim(actor=jaya, claim=claim, version=1)


def test_splitting_replaces_a_claim_by_its_parts(article: Article, jaya: User) -> None:
    claim = make_claim(article, quotation="meragukan angka itu dan mengatakan 1.200 keluarga belum terdata")
    other = make_claim(article)
    make_link(claim, other)
    make_verdict(claim, jaya)
    parts = correcting.split_claim(
        actor=jaya, claim=claim, version=2, parts=["meragukan angka itu", "1.200 keluarga belum terdata"]
    )
    assert [TEXT[part.start : part.end] for part in parts] == ["meragukan angka itu", "1.200 keluarga belum terdata"]
    assert {part.state for part in parts} == {"open"}
    claim.refresh_from_db()
    assert claim.state == "replaced"
    assert set(claim.replaced_by.all()) == set(parts)
    assert claim.verdicts.count() == 1
    assert ClaimLink.objects.filter(from_claim__in=parts, to_claim=other).count() == 2


@pytest.mark.parametrize("parts", [["seluruh warga"], [], ["seluruh", "tidak ada"], ["bantuan", "seluruh"]])
def test_parts_stand_in_the_claim_in_order(article: Article, jaya: User, parts: list[str]) -> None:
    claim = make_claim(article)
    with pytest.raises(NotAcceptable):
        correcting.split_claim(actor=jaya, claim=claim, version=1, parts=parts)
    assert Claim.objects.get().state == "open"


def test_merging_makes_one_of_two(article: Article, jaya: User) -> None:
    one, two = make_claim(article), make_claim(article, quotation="Tidak ada satu keluarga pun yang terlewat")
    make_link(one, two)
    merged = correcting.merge_claims(actor=jaya, claim=one, version=1, other=two, other_version=1)
    assert (merged.start, merged.end) == (one.start, two.end)
    assert set(Claim.objects.standing()) == {merged}
    assert not ClaimLink.objects.filter(from_claim=merged, to_claim=merged).exists()
    with pytest.raises(NotAcceptable):
        correcting.merge_claims(actor=jaya, claim=merged, version=1, other=merged, other_version=1)


def test_a_claim_of_another_article_is_not_merged(article: Article, jaya: User) -> None:
    stranger = make_claim(make_article())
    with pytest.raises(NotAcceptable):
        correcting.merge_claims(actor=jaya, claim=make_claim(article), version=1, other=stranger, other_version=1)
    stranger.refresh_from_db()
    assert stranger.state == "open"


def test_a_dismissal_stays_in_the_record_and_can_be_taken_back(article: Article, jaya: User) -> None:
    claim = make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    correcting.dismiss_claim(actor=jaya, claim=claim, version=1)
    claim.refresh_from_db()
    assert claim.state == "dismissed"
    correcting.restore_claim(actor=jaya, claim=claim, version=2)
    claim.refresh_from_db()
    assert (claim.state, claim.version) == ("open", 3)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["claim_dismissed", "claim_restored"]


def test_a_dismissed_claim_is_not_decided(article: Article, jaya: User) -> None:
    claim = make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    correcting.dismiss_claim(actor=jaya, claim=claim, version=1)
    with pytest.raises(Conflict):
        correcting.edit_claim(
            actor=jaya, claim=claim, version=2, quotation="warga", claimant="", claim_text="", stance="assert"
        )


def test_dismissing_the_last_open_claim_ends_the_review_and_adding_one_opens_it_again(
    article: Article, jaya: User
) -> None:
    decided, extra = make_claim(article), make_claim(article, quotation="1.200 keluarga belum terdata")
    make_verdict(decided, jaya)
    correcting.dismiss_claim(actor=jaya, claim=extra, version=1)
    article.refresh_from_db()
    assert article.status == "done"
    correcting.add_claim(actor=jaya, article=article, quotation="angka itu")
    article.refresh_from_db()
    assert article.status == "in_review"
    assert article.assignments.get().state == "active"


@pytest.mark.parametrize("person", ["joko", "ade", "nona"])
def test_only_who_has_it_or_an_editor_corrects(person: str, article: Article, request: pytest.FixtureRequest) -> None:
    actor, claim = request.getfixturevalue(person), make_claim(article)
    other = make_claim(article, quotation="angka itu")
    link = make_link(claim, other)
    with pytest.raises(PermissionDenied):
        correcting.add_claim(actor=actor, article=article, quotation="warga")
    with pytest.raises(PermissionDenied):
        correcting.edit_claim(
            actor=actor, claim=claim, version=1, quotation="warga", claimant="", claim_text="", stance="assert"
        )
    with pytest.raises(PermissionDenied):
        correcting.split_claim(actor=actor, claim=claim, version=1, parts=["seluruh", "warga"])
    with pytest.raises(PermissionDenied):
        correcting.merge_claims(actor=actor, claim=claim, version=1, other=other, other_version=1)
    with pytest.raises(PermissionDenied):
        correcting.dismiss_claim(actor=actor, claim=claim, version=1)
    with pytest.raises(PermissionDenied):
        correcting.restore_claim(actor=actor, claim=claim, version=1)
    with pytest.raises(PermissionDenied):
        linking.decide_link(actor=actor, link=link, confirm=True, was="suggested")
    assert not Event.objects.exists()


def test_an_editor_corrects_before_anybody_reviews(edi: User) -> None:
    claim = correcting.add_claim(actor=edi, article=make_article(), quotation="angka itu", claimant="Badan Data")
    assert claim.claimant == make_claimant("Badan Data")


def test_a_merge_does_not_swallow_a_verdict_that_came_meanwhile(article: Article, jaya: User, joko: User) -> None:
    one, two = make_claim(article), make_claim(article, quotation="1.200 keluarga belum terdata")
    make_verdict(two, joko)
    with pytest.raises(Conflict):
        correcting.merge_claims(actor=jaya, claim=one, version=1, other=two, other_version=1)
    assert Claim.objects.standing().count() == 2


def test_a_claim_with_other_words_is_open_again_and_its_verdict_stays_in_the_history(
    article: Article, jaya: User
) -> None:
    claim = make_claim(article)
    make_verdict(claim, jaya)
    values = {"quotation": claim.quotation, "claimant": "Rina Hartati", "stance": "assert"}
    reworded = correcting.edit_claim(actor=jaya, claim=claim, version=2, claim_text="Semua warga.", **values)
    assert reworded.state == "supported"  # the same words, said more clearly
    changed = correcting.edit_claim(actor=jaya, claim=claim, version=3, claim_text="", **(values | {"stance": "deny"}))
    assert changed.state == "open"
    assert changed.verdicts.count() == 1


def test_a_claim_can_take_the_words_of_a_dismissed_one_and_that_one_stays_dismissed(
    article: Article, jaya: User
) -> None:
    job = Extraction.objects.get(article_text=article.current_text)
    gone, other = make_claim(article), make_claim(article, quotation="1.200 keluarga belum terdata")
    Claim.objects.update(extraction=job)
    correcting.dismiss_claim(actor=jaya, claim=gone, version=1)
    correcting.edit_claim(
        actor=jaya,
        claim=other,
        version=1,
        quotation=gone.quotation,
        claimant="Rina Hartati",
        claim_text="",
        stance="assert",
    )
    with pytest.raises(NotAcceptable):
        correcting.restore_claim(actor=jaya, claim=gone, version=2)


def test_a_part_that_is_a_claim_already_is_not_made_again(article: Article, jaya: User) -> None:
    whole = make_claim(article, quotation="meragukan angka itu dan mengatakan 1.200 keluarga belum terdata")
    make_claim(article, quotation="1.200 keluarga belum terdata")
    with pytest.raises(NotAcceptable):
        correcting.split_claim(
            actor=jaya, claim=whole, version=1, parts=["meragukan angka itu", "1.200 keluarga belum terdata"]
        )
    assert Claim.objects.standing().count() == 2


def test_finding_words_takes_linear_time() -> None:
    text = "no " * 400_000
    started = time.process_time()
    with pytest.raises(NotAcceptable):
        correcting.find_quotation(text, "no " * 1_900 + "yes", near=0)
    assert time.process_time() - started < 10  # with a pattern: minutes


@pytest.mark.parametrize("name", ["ß" * 300, "ﬃ" * 290, "ΐ" * 300])
def test_a_name_that_grows_when_it_is_folded_is_stored(article: Article, jaya: User, name: str) -> None:
    claim = correcting.add_claim(actor=jaya, article=article, quotation="angka itu", claimant=name)
    assert claim.claimant is not None
