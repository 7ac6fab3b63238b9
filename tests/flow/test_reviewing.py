"""Reviewing: a verdict is never lost, never doubled, never changed, and nobody overwrites another unseen."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from articles.flow import assigning, linking, reviewing
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Article, Assignment, Claim, Event, User, Verdict
from articles.models.events import Verb
from articles.models.verdicts import Answer
from tests.make import make_article, make_assignment, make_claim, make_link
from tests.together import at_the_same_moment


@pytest.fixture
def article(jaya: User) -> Article:
    """Return an article in review by jaya, with two claims."""
    article = make_article()
    make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    make_assignment(article, jaya)
    return article


def decide(actor: User, claim: Claim, **changed: Any) -> Verdict:
    """Decide a claim, with usual values unless they are given."""
    values: dict[str, Any] = {
        "version": claim.version,
        "answer": Answer.SUPPORTED,
        "reason": "Data resmi menyebut demikian.",
        "evidence": [],
        "key": uuid.uuid4(),
    }
    return reviewing.decide_claim(actor=actor, claim=claim, **(values | changed))


def first(article: Article) -> Claim:
    """Return the article's first claim as the database has it."""
    return Claim.objects.filter(article=article).in_reading_order()[0]


@pytest.mark.django_db
def test_a_verdict_keeps_reason_evidence_and_what_it_was_about(article: Article, jaya: User) -> None:
    evidence = [reviewing.EvidenceValues(url="https://data.example/a", title="Tabel", stance="refutes")]
    verdict = decide(jaya, first(article), answer=Answer.DISPUTED, evidence=evidence)
    claim = first(article)
    assert claim.current_verdict == verdict
    assert claim.version == 2
    assert (verdict.number, verdict.quotation, verdict.article_text) == (1, claim.quotation, article.current_text)
    assert list(verdict.evidence.values_list("url", "stance")) == [("https://data.example/a", "refutes")]
    event = Event.objects.get(verb=Verb.CLAIM_DECIDED)
    assert (event.actor, event.after["answer"]) == (jaya, "disputed")


@pytest.mark.django_db
def test_a_later_verdict_supersedes_and_the_earlier_stays(article: Article, jaya: User) -> None:
    decide(jaya, first(article))
    decide(jaya, first(article), answer=Answer.DISPUTED, reason="Ada data baru.")
    assert list(Verdict.objects.order_by("number").values_list("number", "answer")) == [
        (1, "supported"),
        (2, "disputed"),
    ]
    assert first(article).state == "disputed"
    assert Event.objects.order_by("pk").last().before == {"answer": "supported"}  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_same_form_twice_is_one_verdict(article: Article, jaya: User) -> None:
    key, claim = uuid.uuid4(), first(article)
    assert decide(jaya, claim, key=key) == decide(jaya, claim, key=key)
    assert Verdict.objects.count() == 1


@pytest.mark.django_db
def test_the_same_form_with_other_words_is_told_and_not_swallowed(article: Article, jaya: User) -> None:
    key, claim = uuid.uuid4(), first(article)
    decide(jaya, claim, key=key)
    with pytest.raises(Conflict):
        decide(jaya, claim, key=key, answer=Answer.DISPUTED, reason="Setelah kembali ke halaman sebelumnya.")
    assert Verdict.objects.get().answer == "supported"


@pytest.mark.django_db
def test_a_decision_on_an_older_version_is_told_and_saves_nothing(article: Article, jaya: User) -> None:
    stale = first(article)
    decide(jaya, first(article))
    with pytest.raises(Conflict) as conflict:
        decide(jaya, stale, answer=Answer.DISPUTED)
    assert conflict.value.claim is not None
    assert conflict.value.claim.current_verdict is not None
    assert conflict.value.claim.current_verdict.answer == "supported"
    assert Verdict.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "true"},
        {"answer": ""},
        {"reason": " "},
        {"reason": "\u200b\u2060"},
        {"reason": "x" * 20_001},
        {"said": "maybe"},
    ],
)
def test_a_decision_that_nobody_could_replay_is_refused(article: Article, jaya: User, wrong: dict[str, str]) -> None:
    with pytest.raises(NotAcceptable):
        decide(jaya, first(article), **wrong)
    assert not Verdict.objects.exists()


@pytest.mark.django_db
def test_not_checkable_needs_no_reason(article: Article, jaya: User) -> None:
    assert decide(jaya, first(article), answer=Answer.NOT_CHECKABLE, reason="").reason == ""


@pytest.mark.django_db
def test_the_last_verdict_ends_the_review(article: Article, jaya: User) -> None:
    for claim in Claim.objects.filter(article=article):
        decide(jaya, claim)
    article.refresh_from_db()
    assert article.status == "done"
    assert Assignment.objects.get().state == "done"
    decide(jaya, first(article), answer=Answer.DISPUTED)  # a verdict can be changed later
    article.refresh_from_db()
    assert article.status == "done"


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["joko", "edi", "ade", "nona"])
def test_only_who_has_the_article_decides(person: str, article: Article, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        decide(request.getfixturevalue(person), first(article))
    assert not Verdict.objects.exists()


@pytest.mark.django_db
def test_who_lost_the_article_is_told_and_keeps_the_words(article: Article, jaya: User, joko: User, edi: User) -> None:
    assigning.assign_articles(actor=edi, articles=[article], assignee=joko)
    with pytest.raises(Conflict, match="somebody else"):
        decide(jaya, first(article))
    assert not Verdict.objects.exists()


@pytest.mark.django_db
def test_a_review_without_open_claims_is_finished_by_hand(jaya: User, joko: User, article: Article) -> None:
    with pytest.raises(NotAcceptable):
        reviewing.finish_review(actor=jaya, article=article)
    empty = make_article(text="Tidak ada apa-apa di sini.")
    make_assignment(empty, jaya)
    with pytest.raises(PermissionDenied):
        reviewing.finish_review(actor=joko, article=empty)
    reviewing.finish_review(actor=jaya, article=empty)
    empty.refresh_from_db()
    assert empty.status == "done"
    reviewing.finish_review(actor=jaya, article=empty)  # pressed twice


@pytest.mark.django_db
def test_a_review_that_was_opened_again_does_not_end_with_its_first_changed_verdict(
    article: Article, jaya: User, joko: User, edi: User
) -> None:
    for claim in Claim.objects.filter(article=article):
        decide(jaya, claim)
    article.refresh_from_db()
    (again,) = assigning.assign_articles(actor=edi, articles=[article], assignee=joko)
    decide(joko, first(article), answer=Answer.DISPUTED)
    article.refresh_from_db()
    assert article.status == "in_review"
    assigning.withdraw_assignment(actor=edi, assignment=again)
    article.refresh_from_db()
    assert article.status == "done"  # it was settled before, and still is


@pytest.mark.django_db
def test_a_confirmed_link_changes_no_verdict(article: Article, jaya: User) -> None:
    one, two = Claim.objects.filter(article=article)
    link = make_link(one, two)
    linking.decide_link(actor=jaya, link=link, confirm=True, was="suggested")
    link.refresh_from_db()
    assert (link.confirmation, link.confirmed_by) == ("confirmed", jaya)
    assert not Verdict.objects.exists()
    assert Event.objects.filter(verb=Verb.LINK_CONFIRMED).count() == 1
    with pytest.raises(Conflict):  # a page from before
        linking.decide_link(actor=jaya, link=link, confirm=False, was="suggested")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_one_is_saved_and_the_other_told(
    article: Article, jaya: User, joko: User
) -> None:
    make_assignment(article, joko)
    claim = first(article)
    for _round in range(5):
        version = first(article).version
        before = Verdict.objects.count()
        results = at_the_same_moment(
            [
                lambda: decide(jaya, claim, version=version, reason="Alasan Jaya."),  # noqa: B023 - joined in the round
                lambda: decide(joko, claim, version=version, reason="Alasan Joko."),  # noqa: B023
            ]
        )
        told = [result for result in results if isinstance(result, Conflict)]
        saved = [result for result in results if isinstance(result, Verdict)]
        assert len(told) == len(saved) == 1, results
        assert told[0].claim is not None
        assert told[0].claim.current_verdict == saved[0]
        assert Verdict.objects.count() == before + 1
    # The second sees the first's verdict and saves on top of it: both are in the record.
    decide(joko, first(article), reason="Alasan Joko, setelah membaca.")
    numbers = list(Verdict.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_is_one_verdict(article: Article, jaya: User) -> None:
    claim, key = first(article), uuid.uuid4()
    results = at_the_same_moment([lambda: decide(jaya, claim, key=key) for _ in range(8)])
    assert {getattr(result, "pk", result) for result in results} == {Verdict.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_re_assigning_while_deciding_never_leaves_a_verdict_by_a_stranger(
    article: Article, jaya: User, joko: User, edi: User
) -> None:
    claim = first(article)
    results = at_the_same_moment(
        [
            lambda: decide(jaya, claim),
            lambda: assigning.assign_articles(actor=edi, articles=[article], assignee=joko),
        ]
    )
    saved = [result for result in results if isinstance(result, Verdict)]
    told = [result for result in results if isinstance(result, Conflict)]
    assert len(saved) + len(told) == 1, results
    if saved:
        decided = Event.objects.get(verb=Verb.CLAIM_DECIDED)
        assert decided.pk < Event.objects.get(verb=Verb.ARTICLE_ASSIGNED).pk
