"""Versions: what stands keeps its verdict at its new place, what changed is put before people, nothing is lost."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from articles.flow import correcting, extracting, reviewing, settling, versioning
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.settling import Settlement
from articles.models import Article, ArticleText, Assignment, Claim, ClaimLink, Event, Extraction, User, Verdict
from articles.models.articles import Status
from articles.models.events import Verb
from articles.models.extractions import Failure, State
from articles.reading import Unreadable
from tests.make import TEXT, make_article, make_assignment, make_claim, make_claimant, make_link, make_verdict
from tests.together import at_the_same_moment

pytestmark = pytest.mark.django_db

ALL, NOT_ONE, HOUSEHOLDS = (
    "seluruh warga sudah menerima bantuan",
    "Tidak ada satu keluarga pun yang terlewat",
    "1.200 keluarga belum terdata",
)


@pytest.fixture
def article(jaya: User) -> Article:
    """Return an article in review by jaya, with three claims of which the first two are decided."""
    article = make_article()
    make_assignment(article, jaya)
    claims = [make_claim(article, quotation=words) for words in (ALL, NOT_ONE, HOUSEHOLDS)]
    make_verdict(claims[0], jaya)
    make_verdict(claims[1], jaya, answer="disputed")
    return article


def correct(article: Article, actor: User, text: str, **values: Any) -> ArticleText:
    """Give the article a new text and return it."""
    return versioning.add_version(actor=actor, article=article, text=text, **values)


def claim_of(article: Article, words: str) -> Claim:
    """Return the claim whose quotation holds these words, as the database has it."""
    return Claim.objects.with_all().select_related("article_text").get(article=article, quotation__contains=words)


def text_of(article: Article) -> str:
    """Return the article's current text, as the database has it."""
    current = Article.objects.select_related("current_text").get(pk=article.pk).current_text
    assert current is not None
    return current.text


def test_what_stands_keeps_its_verdict_at_its_new_place(article: Article, edi: User) -> None:
    claim = claim_of(article, ALL)
    at = TEXT.index("mengatakan")
    Claim.objects.filter(pk=claim.pk).update(cue_start=at, cue_end=at + 10, source_start=0, source_end=15)
    new = correct(article, edi, f"Kota Uji.\n\n{TEXT}\n\nBantuan dibagikan pekan lalu.")
    moved = claim_of(article, ALL)
    assert (moved.article_text, moved.start, moved.text_state) == (new, claim.start + 11, "")
    assert new.text[moved.start : moved.end] == moved.quotation == ALL
    assert (moved.cue_start, moved.source_start) == (at + 11, 11)
    assert moved.current_verdict is not None
    assert moved.current_verdict.article_text.number == 1  # a verdict names the text that it was made on
    assert moved.version == claim.version + 1
    event = Event.objects.get(verb=Verb.CLAIM_CARRIED, claim=claim)
    assert (event.actor, event.before["text"], event.before["start"], event.after["text"]) == (None, 1, claim.start, 2)
    assert (event.before["cue_start"], event.after["cue_start"]) == (at, at + 11)
    assert Event.objects.filter(verb=Verb.TEXT_CORRECTED, actor=edi, after={"text": 2}).count() == 1


def test_what_changed_is_flagged_and_stays_where_it_stood(article: Article, edi: User) -> None:
    new = correct(article, edi, TEXT.replace("seluruh", "sebagian").replace("“Tidak ada satu keluarga pun", "“Ada"))
    claim = claim_of(article, ALL)
    assert (claim.state, claim.article_text.number, claim.is_open) == ("text_changed", 1, True)
    assert new.text[claim.proposed_start : claim.proposed_end] == ALL.replace("seluruh", "sebagian")
    assert claim.current_verdict is not None
    assert claim_of(article, HOUSEHOLDS).state == "open"
    assert set(Claim.objects.flagged()) == {claim, claim_of(article, NOT_ONE)}
    assert Verdict.objects.count() == 2


def test_what_is_gone_is_flagged_and_comes_back_with_its_words(article: Article, edi: User) -> None:
    correct(article, edi, TEXT.split("\n\n")[0] + "\n\nTidak ada kabar lain dari balai kota.")
    assert claim_of(article, NOT_ONE).state == "text_gone"
    assert claim_of(article, NOT_ONE).proposed_start is None
    correct(article, edi, f"Ralat.\n\n{TEXT}")
    back = claim_of(article, NOT_ONE)
    assert (back.state, back.article_text.number) == ("disputed", 3)


def test_a_claim_whose_cue_or_neighbour_changed_is_flagged(article: Article, edi: User) -> None:
    at = TEXT.index("mengatakan")
    Claim.objects.filter(quotation=ALL).update(cue_start=at, cue_end=at + 10)
    correct(article, edi, TEXT.replace("kota mengatakan", "kota membantah").replace("mengatakan 1.200", "kata 91.200"))
    assert claim_of(article, ALL).state == "text_changed"
    assert claim_of(article, HOUSEHOLDS).state == "text_changed"


def test_claims_that_change_places_do_not_meet_half_way(jaya: User, edi: User) -> None:
    words = "harga beras turun sepuluh persen"
    article = make_article(text=f"Satu. Kata Adi, {words}. Dua. Lalu tiga. Kata Adi, {words}. Empat.")
    job = Extraction.objects.get(article_text=article.current_text)
    first, second = make_claim(article, quotation=words), make_claim(article, quotation=words)
    text = text_of(article)
    second.place(text, text.rindex(words), text.rindex(words) + len(words))
    second.save()
    Claim.objects.update(extraction=job)
    gap = second.start - first.start
    new = correct(article, edi, "x" * (gap - 2) + ".\n" + text)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.start, second.start) == (new.text.index(words), new.text.rindex(words))
    assert {first.text_state, second.text_state} == {""}


def test_two_claims_whose_places_become_one_are_not_both_put_there(jaya: User, edi: User) -> None:
    words = "harga beras turun sepuluh persen di pasar"
    article = make_article(text=f"Kata Adi, {words}. Di tengah ada berita lain. Kata Adi, {words}. Selesai sudah.")
    one, two = make_claim(article, quotation=words), make_claim(article, quotation=words)
    text = text_of(article)
    two.place(text, text.rindex(words), text.rindex(words) + len(words))
    two.save()
    correct(article, edi, f"Berita pembuka yang baru. Kata Adi, {words}. Penutup yang baru.")
    states = [Claim.objects.get(pk=claim.pk).text_state for claim in (one, two)]
    assert sorted(states) == ["", "gone"]


def test_a_done_article_with_flagged_claims_goes_back_to_review(article: Article, jaya: User, edi: User) -> None:
    reviewing.decide_claim(
        actor=jaya, claim=claim_of(article, HOUSEHOLDS), version=1, answer="not_checkable", reason="", key=uuid.uuid4()
    )
    article.refresh_from_db()
    assert article.status == Status.DONE
    correct(article, edi, TEXT.replace("Kota uji", "") + "\n\nTambahan.")
    article.refresh_from_db()
    assert article.status == Status.DONE  # nothing that was decided changed
    correct(article, edi, TEXT.replace("seluruh", "sebagian"))
    article.refresh_from_db()
    assert article.status == Status.IN_REVIEW
    assert Assignment.objects.active().get().assignee == jaya
    assert Event.objects.filter(verb=Verb.REVIEW_REOPENED).count() == 1


def test_the_same_text_changes_nothing(article: Article, edi: User) -> None:
    before = Event.objects.count()
    assert correct(article, edi, f"{TEXT}\r\n").number == 1
    assert correct(article, edi, TEXT.replace("“", '"').replace("\n\n", "\n")).number == 1  # as fetched again
    assert Event.objects.count() == before
    assert correct(article, edi, TEXT.replace("“", '"'), base=1).number == 2  # a person meant it
    assert claim_of(article, NOT_ONE).state == "disputed"


@pytest.mark.parametrize("text", ["", " \n", "dua kata"])
def test_what_is_no_text_is_refused(article: Article, edi: User, text: str) -> None:
    with pytest.raises(Unreadable):
        correct(article, edi, text)
    assert ArticleText.objects.count() == 1


@pytest.mark.parametrize("person", ["jaya", "nona"])
def test_only_editors_and_admins_correct_the_text(
    article: Article, person: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        correct(article, request.getfixturevalue(person), f"{TEXT} Lagi.")
    assert not Event.objects.filter(verb=Verb.TEXT_CORRECTED).exists()


def test_a_correction_of_an_older_text_is_refused(article: Article, edi: User, ade: User) -> None:
    correct(article, edi, f"{TEXT} Lagi.", base=1)
    with pytest.raises(Conflict):
        correct(article, ade, f"{TEXT} Lain.", base=1)
    assert text_of(article) == f"{TEXT} Lagi."


# --- Settling ---------------------------------------------------------------------------------------------------
@pytest.fixture
def flagged(article: Article, edi: User) -> Claim:
    """Return the decided first claim, whose words changed."""
    correct(article, edi, TEXT.replace("seluruh", "hampir seluruh"))
    return claim_of(article, ALL)


def settle(actor: User, claim: Claim, settlement: Settlement, quotation: str = "") -> Claim:
    """Settle a flagged claim as it stands."""
    return settling.settle_claim(
        actor=actor, claim=claim, version=claim.version, settlement=settlement, quotation=quotation
    )


def test_a_person_carries_the_verdict_over_to_the_new_words(flagged: Claim, jaya: User) -> None:
    settled = settle(jaya, flagged, Settlement.CARRY, f"hampir {ALL}")
    assert (settled.state, settled.quotation, settled.article_text.number) == ("supported", f"hampir {ALL}", 2)
    assert settled.current_verdict is not None
    assert settled.current_verdict.quotation == ALL
    event = Event.objects.get(verb=Verb.CLAIM_CARRIED, actor=jaya)
    assert (event.before["quotation"], event.after["quotation"]) == (ALL, f"hampir {ALL}")
    with pytest.raises(Conflict):
        settle(jaya, settled, Settlement.CARRY, ALL)


def test_a_person_puts_it_up_for_review_anew(flagged: Claim, jaya: User) -> None:
    settled = settle(jaya, flagged, Settlement.ANEW, f"hampir {ALL}")
    assert (settled.state, settled.verdicts.count()) == ("open", 1)


def test_a_person_sets_it_aside_and_takes_that_back(flagged: Claim, jaya: User) -> None:
    settled = settle(jaya, flagged, Settlement.ASIDE)
    assert settled.state == "dismissed"
    correcting.restore_claim(actor=jaya, claim=settled, version=settled.version)
    settled.refresh_from_db()
    assert settled.state == "text_changed"


def test_a_settled_claim_keeps_its_cue_and_speaker_where_they_still_stand(
    article: Article, jaya: User, edi: User
) -> None:
    claim = claim_of(article, ALL)
    at, shift = TEXT.index("mengatakan"), len("Kota Uji.\n\n")
    spans = {"cue_start": at, "cue_end": at + 10, "source_start": 0, "source_end": 15}
    Claim.objects.filter(pk=claim.pk).update(**spans, statement_start=claim.start, statement_end=claim.end)
    new = correct(article, edi, "Kota Uji.\n\n" + TEXT.replace(ALL, f"hampir {ALL}"))
    settled = settle(jaya, claim_of(article, ALL), Settlement.CARRY, f"hampir {ALL}")
    assert (settled.cue_start, settled.cue_end) == (at + shift, at + shift + 10)
    assert new.text[settled.cue_start : settled.cue_end] == "mengatakan"
    assert new.text[settled.source_start : settled.source_end] == "Pemerintah kota"
    assert (settled.statement_start, settled.statement_end) == (None, None)


def test_a_settled_claim_has_no_cue_where_another_word_stands_now(article: Article, jaya: User, edi: User) -> None:
    claim = claim_of(article, ALL)
    at = TEXT.index("mengatakan")
    spans = {"cue_start": at, "cue_end": at + 10, "source_start": 0, "source_end": 15}
    Claim.objects.filter(pk=claim.pk).update(**spans)
    correct(article, edi, TEXT.replace("mengatakan", "menyangkal bahwa", 1))
    settled = settle(jaya, claim_of(article, ALL), Settlement.ANEW, ALL)
    assert (settled.cue_start, settled.cue_end) == (None, None)
    assert (settled.source_start, settled.source_end) == (0, 15)


def test_the_last_settled_claim_ends_the_review(article: Article, jaya: User, edi: User) -> None:
    make_verdict(claim_of(article, HOUSEHOLDS), jaya)
    correct(article, edi, TEXT.replace("seluruh", "hampir seluruh"))
    settle(jaya, claim_of(article, ALL), Settlement.CARRY, ALL)
    article.refresh_from_db()
    assert article.status == Status.DONE


@pytest.mark.parametrize("words", ["", "kata yang tidak ada di sana", "1.200 keluarga belum terdata"])
def test_words_that_cannot_be_the_claims_are_refused(flagged: Claim, jaya: User, words: str) -> None:
    with pytest.raises(NotAcceptable):
        settle(jaya, flagged, Settlement.CARRY, words)
    flagged.refresh_from_db()
    assert flagged.state == "text_changed"


def test_a_flagged_claim_is_settled_before_anything_else(flagged: Claim, article: Article, jaya: User) -> None:
    usual: dict[str, Any] = {"actor": jaya, "claim": flagged, "version": flagged.version}
    words = {"quotation": ALL, "claimant": "", "claim_text": "", "stance": "assert"}
    with pytest.raises(NotAcceptable):
        reviewing.decide_claim(**usual, answer="not_checkable", reason="", key=uuid.uuid4())
    with pytest.raises(NotAcceptable):
        correcting.edit_claim(**usual, **words)
    with pytest.raises(NotAcceptable):
        correcting.split_claim(**usual, parts=["seluruh warga", "sudah menerima bantuan"])
    with pytest.raises(NotAcceptable):
        reviewing.finish_review(actor=jaya, article=article)
    assert Verdict.objects.count() == 2


def test_who_may_not_correct_may_not_settle(flagged: Claim, joko: User) -> None:
    with pytest.raises(PermissionDenied):
        settle(joko, flagged, Settlement.ASIDE)


# --- The worker -------------------------------------------------------------------------------------------------
def extracted(jaya: User | None = None) -> Article:
    """Return an article whose claims the engine found."""
    article = make_article(status=Status.EXTRACTING)
    if jaya:
        make_assignment(article, jaya)
    assert extracting.run_extraction(Extraction.objects.get(article_text=article.current_text).pk, worker="w")
    article.refresh_from_db()
    return article


def run_newest(article: Article) -> bool:
    """Run the newest job of an article."""
    return extracting.run_extraction(
        Extraction.objects.filter(article_text__article=article).latest("pk").pk, worker="w"
    )


@pytest.mark.django_db(transaction=True)
def test_only_what_is_new_is_extracted_and_work_is_left_alone(jaya: User, edi: User) -> None:
    article = extracted(jaya)
    claims = {claim.quotation: claim for claim in Claim.objects.all()}
    dismissed = next(claim for words, claim in claims.items() if "keluarga pun" in words)
    correcting.dismiss_claim(actor=jaya, claim=dismissed, version=1)
    split = next(claim for words, claim in claims.items() if "warga" in words)
    parts = correcting.split_claim(actor=jaya, claim=split, version=1, parts=["seluruh warga", "menerima bantuan"])
    new = "Gubernur Sinta Dewi mengatakan 300 rumah rusak akibat banjir."
    correct(article, edi, f"{TEXT}\n\n{new}")
    before = set(Claim.objects.values_list("pk", flat=True))
    assert run_newest(article)
    added = Claim.objects.exclude(pk__in=before)
    assert added
    assert all(claim.quotation in new for claim in added)
    assert {claim.state for claim in Claim.objects.filter(pk__in=[part.pk for part in parts])} == {"open"}
    assert Claim.objects.get(pk=dismissed.pk).state == "dismissed"
    for claim in Claim.objects.exclude(standing="replaced"):
        assert claim.quotation == text_of(article)[claim.start : claim.end]
    assert not run_newest(article)
    assert Claim.objects.count() == len(before) + len(added)


@pytest.mark.django_db(transaction=True)
def test_the_new_words_of_a_flagged_claim_are_proposed_and_not_doubled(jaya: User, edi: User) -> None:
    article = extracted(jaya)
    count = Claim.objects.count()
    claim = next(claim for claim in Claim.objects.all() if "1.200" in claim.quotation)
    correct(article, edi, TEXT.replace("1.200 keluarga belum", "2.300 keluarga masih belum"))
    assert run_newest(article)
    assert Claim.objects.count() == count
    claim.refresh_from_db()
    assert claim.text_state == "changed"
    assert "2.300" in text_of(article)[claim.proposed_start : claim.proposed_end]


@pytest.mark.django_db(transaction=True)
def test_new_claims_open_a_done_article_again(jaya: User, edi: User) -> None:
    article = extracted(jaya)
    for claim in Claim.objects.all():
        make_verdict(claim, jaya)
    reviewing.finish_review(actor=jaya, article=article)
    correct(article, edi, f"{TEXT}\n\nGubernur Sinta Dewi mengatakan 300 rumah rusak akibat banjir.")
    article.refresh_from_db()
    assert article.status == Status.DONE
    run_newest(article)
    article.refresh_from_db()
    assert article.status == Status.IN_REVIEW


@pytest.mark.django_db(transaction=True)
def test_a_run_of_an_older_text_stores_nothing(edi: User) -> None:
    article = make_article(status=Status.EXTRACTING)
    old = Extraction.objects.get()
    assert Extraction.objects.claim(old.pk, worker="w")
    running = Extraction.objects.select_related("article_text__article").get(pk=old.pk)
    correct(article, edi, f"{TEXT} Lagi.")
    found = extracting.engine.extract(TEXT, "id")
    assert extracting.store(running, found)
    old.refresh_from_db()
    assert (old.state, old.failure, Claim.objects.count()) == (State.FAILED, Failure.SUPERSEDED, 0)
    article.refresh_from_db()
    assert article.status == Status.EXTRACTING
    assert run_newest(article)
    article.refresh_from_db()
    assert article.status == Status.READY
    assert {claim.article_text.number for claim in Claim.objects.all()} == {2}


@pytest.mark.django_db(transaction=True)
def test_a_run_of_an_older_text_that_fails_fails_nothing_else(edi: User) -> None:
    article = make_article(status=Status.EXTRACTING)
    old = Extraction.objects.get()
    Extraction.objects.claim(old.pk, worker="w")
    running = Extraction.objects.select_related("article_text__article").get(pk=old.pk)
    correct(article, edi, f"{TEXT} Lagi.")
    assert extracting.fail(running, Failure.TOO_SLOW)
    article.refresh_from_db()
    assert article.status == Status.EXTRACTING


@pytest.mark.django_db(transaction=True)
def test_a_waiting_run_of_an_older_text_is_given_up_and_a_failed_article_read_again(edi: User) -> None:
    article = make_article(status=Status.FAILED)
    correct(article, edi, f"{TEXT} Lagi.")
    article.refresh_from_db()
    assert article.status == Status.EXTRACTING
    correct(article, edi, f"{TEXT} Dan lagi.")
    states = list(Extraction.objects.order_by("pk").values_list("state", "failure"))
    assert states == [("failed", "engine_error"), ("failed", "superseded"), ("queued", "")]


# --- At the same moment -----------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_the_same_moment_one_is_told(article: Article, edi: User, ade: User) -> None:
    for number in range(1, 4):
        results = at_the_same_moment(
            [
                lambda who=who, number=number: correct(article, who, f"{TEXT} Dari {who}, {number}.", base=number)  # type: ignore[misc]
                for who in (edi, ade)
            ]
        )
        assert sum(isinstance(result, Conflict) for result in results) == 1
        assert ArticleText.objects.count() == number + 1
    assert Claim.objects.filter(article_text__number=4).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_verdict_beside_a_new_text_is_kept_or_told(article: Article, edi: User, jaya: User) -> None:
    for number in range(1, 5):
        claim = claim_of(article, HOUSEHOLDS)
        before = Verdict.objects.count()
        results = at_the_same_moment(
            [
                lambda number=number: correct(article, edi, f"Baris {number}.\n\n{TEXT}"),  # type: ignore[misc]
                lambda claim=claim: reviewing.decide_claim(  # type: ignore[misc]
                    actor=jaya, claim=claim, version=claim.version, answer="not_checkable", reason="", key=uuid.uuid4()
                ),
            ]
        )
        assert isinstance(results[0], ArticleText)
        assert isinstance(results[1], Verdict | Conflict)
        assert Verdict.objects.count() == before + isinstance(results[1], Verdict)
        claim = claim_of(article, HOUSEHOLDS)
        assert claim.article_text == results[0]
        assert text_of(article)[claim.start : claim.end] == claim.quotation


def test_links_between_old_claims_are_left_as_people_left_them(article: Article, edi: User) -> None:
    link = make_link(claim_of(article, HOUSEHOLDS), claim_of(article, ALL))
    correct(article, edi, f"Baru.\n\n{TEXT}")
    link.refresh_from_db()
    assert (link.confirmation, ClaimLink.objects.count()) == ("suggested", 1)
    assert make_claimant() == claim_of(article, ALL).claimant
