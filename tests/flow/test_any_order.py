"""No order of what people do loses or alters a verdict, lets one see the other too early, or settles what is not."""

import contextlib
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from articles.flow import assigning, correcting, returning, reviewing, second_reviewing
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Assignment, Claim, SecondReview, Verdict, VerdictReturn
from articles.models.articles import Status
from articles.models.second_reviews import UNSETTLED, ReviewState
from articles.models.verdicts import Answer
from articles.turns import answers_to
from tests.make import make_article, make_assignment, make_claim
from tests.people import make_person

PERSON = st.sampled_from(["jaya", "joko", "budi"])
WHICH = st.integers(0, 1)
ANSWER = st.sampled_from([Answer.SUPPORTED, Answer.DISPUTED])


class Review(RuleBasedStateMachine):
    """Three journalists and an editor at two claims of one article; what they may not do is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.people = {name: make_person(name, ["journalist"]) for name in ("jaya", "joko", "budi")}
        self.editor = make_person("edi")
        self.article = make_article()
        self.claims = [make_claim(self.article), make_claim(self.article, quotation="1.200 keluarga belum terdata")]
        make_assignment(self.article, self.people["jaya"])
        second_reviewing.ask_second_review(actor=self.editor, article=self.article, claims=self.claims[:1])
        self.seen: dict[int, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, action: Callable[..., object], **values: Any) -> None:
        """Do something that may be refused."""
        with contextlib.suppress(Conflict, NotAcceptable, PermissionDenied):
            action(**values)

    def claim(self, which: int) -> Claim:
        """Return one of the claims as it is."""
        return Claim.objects.select_related("article", "current_verdict").get(pk=self.claims[which].pk)

    @rule(who=PERSON, answer=ANSWER, which=WHICH, late=st.booleans())
    def decide(self, who: str, answer: str, which: int, late: bool) -> None:
        claim = self.claim(which)
        values = {"claim": claim, "version": claim.version - late, "answer": answer, "reason": "Ada."}
        self.attempt(reviewing.decide_claim, actor=self.people[who], key=uuid.uuid4(), **values)

    @rule(who=PERSON, is_second=st.booleans(), together=st.booleans())
    def assign(self, who: str, is_second: bool, together: bool) -> None:
        values = {"actor": self.editor, "assignee": self.people[who]}
        if is_second:
            self.attempt(second_reviewing.assign_second, article=self.article, **values)
        else:
            self.attempt(assigning.assign_articles, articles=[self.article], together=together, **values)

    @rule(who=PERSON)
    def withdraw(self, who: str) -> None:
        for assignment in Assignment.objects.active().filter(assignee=self.people[who]):
            self.attempt(assigning.withdraw_assignment, actor=self.editor, assignment=assignment)

    @rule(which=WHICH)
    def ask(self, which: int) -> None:
        claims = [self.claim(which)]
        self.attempt(second_reviewing.ask_second_review, actor=self.editor, article=self.article, claims=claims)

    @rule(which=WHICH)
    def waive(self, which: int) -> None:
        claim = self.claim(which)
        self.attempt(second_reviewing.waive_second_review, actor=self.editor, claim=claim, version=claim.version)

    @rule(number=st.integers(0, 5))
    def send_back(self, number: int) -> None:
        verdicts = Verdict.objects.select_related("claim__article", "author").order_by("-pk")
        for verdict in verdicts[number : number + 1]:
            values = {"version": verdict.claim.version, "reason": "Sumber?"}
            self.attempt(returning.return_verdict, actor=self.editor, verdict=verdict, **values)

    @rule(who=st.sampled_from(["jaya", "joko", "budi", "edi"]))
    def answer_what_was_sent_back(self, who: str) -> None:
        for one in VerdictReturn.objects.open().select_related("verdict__claim__article"):
            values = {"sent_back": one, "version": one.verdict.claim.version}
            if who == "edi":
                self.attempt(returning.take_return_back, actor=self.editor, **values)
            else:
                self.attempt(returning.stand_by_verdict, actor=self.people[who], **values)

    @rule(which=WHICH, stance=st.sampled_from(["assert", "deny"]))
    def correct(self, which: int, stance: str) -> None:
        claim = self.claim(which)
        values = {"quotation": claim.quotation, "claimant": "Rina Hartati", "claim_text": "", "stance": stance}
        self.attempt(correcting.edit_claim, actor=self.editor, claim=claim, version=claim.version, **values)

    @invariant()
    def every_verdict_is_there_as_it_was_written(self) -> None:
        rows = {row[0]: row for row in Verdict.objects.values_list()}
        assert self.seen.items() <= rows.items()
        self.seen = rows
        for claim in self.claims:
            numbers = list(claim.verdicts.order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def nobody_sees_the_other_answer_too_early(self) -> None:
        for review in SecondReview.objects.filter(state=ReviewState.WAITING):
            for person in self.people.values():
                theirs = Verdict.objects.visible_to(person).filter(claim=review.claim_id)
                assert {verdict.author_id for verdict in theirs} <= {person.pk}

    @invariant()
    def what_counts_was_settled_by_others_than_its_author_alone(self) -> None:
        for review in SecondReview.objects.select_related("claim__current_verdict"):
            counted = review.claim.current_verdict
            if review.state in UNSETTLED:
                assert counted is None
            if review.state == ReviewState.SETTLED:
                answers = answers_to(review)
                agreed = {one.author for one in answers if counted and one.decision[1] == counted.answer}
                assert len(answers) == 3 or len(agreed) == 2
                assert counted is not None

    @invariant()
    def a_finished_review_has_no_open_claim(self) -> None:
        self.article.refresh_from_db()
        is_open = Claim.objects.undecided().filter(article=self.article).exists()
        assert not (self.article.status == Status.DONE and is_open)


@pytest.mark.django_db
def test_any_order_of_actions() -> None:
    quick = settings(max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Review, settings=quick)  # type: ignore[no-untyped-call]
