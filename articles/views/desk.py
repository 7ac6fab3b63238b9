"""An article with its claims and the claim at hand: what every page of reviewing shows, read in one place."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.functional import cached_property

from articles.access import Action, allows
from articles.comparing import Piece
from articles.forms.imports import RetryForm
from articles.forms.verdicts import EvidenceFormSet, VerdictForm, blank_verdict_forms
from articles.forms.versions import SettleForm
from articles.models import (
    Article,
    ArticleMatch,
    ArticleText,
    Assignment,
    Claim,
    ClaimAppearance,
    ClaimLink,
    Event,
    Extraction,
    User,
    Verdict,
)
from articles.models.articles import Status
from articles.models.claims import Standing
from articles.models.comments import comment_count
from articles.models.extractions import Failure, State
from articles.views.chosen import left_behind, next_open, verdicts_of, why_read_only
from articles.views.conversations import Conversation
from articles.views.pages import Standstill, standstill
from articles.views.powers import Powers
from articles.views.rounds import Rounds, Second, live_review_of, not_your_turn, own_answer, rounds_of, second_of


@dataclass(frozen=True, slots=True)
class Copy:
    """A near duplicate of the article at hand: the match, and the ``other`` article."""

    match: ArticleMatch
    other: Article


@dataclass
class Desk(Powers):
    """One article as one person sees it; ``chosen`` is the claim at hand, None where there is none to look at.

    ``is_step`` says that a verdict led here from the page of the same article: what it changes nothing of, as the
    article's head, its copies and the picture, is not read and not sent again.
    """

    claims: list[Claim]
    dismissed: list[Claim]
    chosen: Claim | None = None
    verdict_form: VerdictForm | None = None
    evidence_forms: EvidenceFormSet | None = None
    settle_form: SettleForm | None = None
    talk: Conversation | None = field(default=None, kw_only=True)
    saved: Claim | None = field(default=None, kw_only=True)
    is_step: bool = field(default=False, kw_only=True)
    newest_event: int = field(default=0, kw_only=True)

    # --- Where we are ------------------------------------------------------------------------------------------
    @cached_property
    def number(self) -> int:
        """The place of the claim at hand in reading order, from 1; 0 where it is not among those that stand."""
        places = {claim.pk: number for number, claim in enumerate(self.claims, start=1)}
        return places.get(self.chosen.pk, 0) if self.chosen else 0

    @property
    def previous(self) -> Claim | None:
        """The claim before the one at hand."""
        return self.claims[self.number - 2] if self.number > 1 else None

    @property
    def next(self) -> Claim | None:
        """The claim after the one at hand."""
        return self.claims[self.number] if 0 < self.number < len(self.claims) else None

    @property
    def next_open(self) -> Claim | None:
        """The next claim that waits for this person after the one at hand, going round; never the one at hand."""
        return next_open(self.waiting, self.chosen)

    @cached_property
    def waiting(self) -> list[Claim]:
        """The open claims that wait for this person; for whoever only reads, all that are open."""
        if not self.may_decide:
            return [claim for claim in self.claims if claim.is_open]
        return [claim for claim in self.claims if self.rounds.waits_for_user(claim)]

    @property
    def open_count(self) -> int:
        """How many of the standing claims wait for somebody."""
        return sum(claim.is_open for claim in self.claims)

    @property
    def decided_count(self) -> int:
        """How many of the standing claims have a verdict."""
        return len(self.claims) - self.open_count

    @property
    def flagged_count(self) -> int:
        """How many of the standing claims a newer text left behind."""
        return sum(claim.is_flagged for claim in self.claims)

    @property
    def address(self) -> str:
        """The address of this view of the desk."""
        page = self.article.get_absolute_url()
        return f"{page}?claim={self.chosen.public_id}" if self.chosen else page

    # --- What there is to see ----------------------------------------------------------------------------------
    @property
    def assignments(self) -> Sequence[Assignment]:
        """Who checks the article, and the editor's notes."""
        return self.article.known_assignments or ()

    @cached_property
    def rounds(self) -> Rounds:
        """Who has answered what where two people check a claim, and what was sent back."""
        return rounds_of(self.article, self.claims, self.user, self.assignments)

    @cached_property
    def second(self) -> Second | None:
        """What the page says of the second review of the claim at hand; None where none stands at hand."""
        if self.chosen is None or self.chosen.standing != Standing.STANDS:
            return None
        return second_of(self.chosen, self.rounds, self.verdicts, may_decide=self.may_decide)

    @cached_property
    def extraction(self) -> Extraction | None:
        """The newest run over the article's text."""
        return Extraction.objects.of_text(self.article.current_text_id)

    @property
    def newer_text_failed(self) -> bool:
        """Whether the claims shown are those of older texts alone, as those of the newest could not be found."""
        has_claims = self.article.status not in {Status.EXTRACTING, Status.FAILED}
        is_newer = has_claims and len(self.text_versions) > 1
        return is_newer and self.extraction is not None and self.extraction.state == State.FAILED

    @property
    def is_waiting(self) -> bool:
        """Whether the claims are still being looked for."""
        return self.article.status == Status.EXTRACTING

    @property
    def is_running(self) -> bool:
        """Whether a worker reads the text at this moment."""
        return self.extraction is not None and self.extraction.state == State.RUNNING

    @cached_property
    def standstill(self) -> Standstill | None:
        """What staff should know when the article waits and nobody works."""
        return standstill(self.user) if self.is_waiting else None

    @cached_property
    def text_versions(self) -> list[ArticleText]:
        """The versions of the text without their words, the newest first."""
        versions = self.article.texts.defer("text").select_related("created_by")
        return list(versions.order_by("-number"))

    @cached_property
    def left_behind(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]] | None:
        """The words of a flagged claim at hand before and now, with what differs marked; None for any other claim."""
        return left_behind(self.chosen, self.article) if self.chosen and self.chosen.is_flagged else None

    @cached_property
    def copies(self) -> list[Copy]:
        """The near duplicates that this person may see; rejected ones for who can take that back."""
        matches = ArticleMatch.objects.of(self.article).visible_to(self.user)
        matches = matches if self.may_confirm_match else matches.standing()
        rows = matches.select_related("earlier", "later", "decided_by").order_by("-similarity", "pk")
        return [Copy(match, match.other_than(self.article)) for match in rows]

    @cached_property
    def appearances(self) -> list[ClaimAppearance]:
        """The same claim in copies that this person may see, those decided first."""
        if self.chosen is None or self.chosen.standing != Standing.STANDS:
            return []
        standing = ClaimAppearance.objects.standing().filter(claim=self.chosen)
        seen = standing.filter(other__in=Claim.objects.visible_to(self.user))
        ends = ("other__article", "other__claimant", "other__current_verdict__author")
        return list(seen.select_related(*ends).order_by(F("other__current_verdict").desc(nulls_last=True), "pk"))

    @property
    def form_key(self) -> uuid.UUID:
        """A new key for a form that decides something, so that the same form sent twice decides once."""
        return uuid.uuid4()

    @cached_property
    def links(self) -> list[ClaimLink]:
        """What the claim at hand does to others and they to it, those that stand."""
        if self.chosen is None:
            return []
        if self.is_step:
            return list(ClaimLink.objects.touching(self.chosen).standing().visible_to(self.user).with_ends())
        return [link for link in self.article_links if self.chosen.pk in (link.from_claim_id, link.to_claim_id)]

    @cached_property
    def article_links(self) -> list[ClaimLink]:
        """What the article's claims do to others and they to them, those that stand."""
        standing = ClaimLink.objects.of_article(self.article).standing().visible_to(self.user)
        return list(standing.with_ends())

    @property
    def next_suggested(self) -> ClaimLink | None:
        """The first link that nobody has decided and this page's keys decide."""
        return next((one for one in self.links if one.is_open_from(self.article)), None)

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """The verdicts on the claim at hand with their evidence, newest first."""
        return verdicts_of(self.chosen, self.user)[::-1] if self.chosen else []

    @property
    def standing_verdicts(self) -> set[int]:
        """The ids of those verdicts on the claim at hand that no later one took the place of."""
        return self.rounds.standing_verdicts(self.chosen) if self.chosen else set()

    # --- What this person may do -------------------------------------------------------------------------------
    @property
    def may_answer(self) -> bool:
        """Whether this person may answer the claim at hand: the article is theirs, and it is their turn."""
        return self.second is not None and self.second.is_turn

    @cached_property
    def may_ask_second(self) -> bool:
        """Whether this person can ask for a second review of claims that have none."""
        has_others = any(live_review_of(claim) is None for claim in self.claims)
        return has_others and allows(self.user, Action.SECOND_REVIEW, self.article)

    @cached_property
    def may_finish(self) -> bool:
        """Whether the review can be ended by hand: nothing is open, and it has not ended by itself."""
        in_review = self.article.status == Status.IN_REVIEW
        return in_review and not self.open_count and allows(self.user, Action.FINISH, self.article)

    @property
    def retry_form(self) -> RetryForm | None:
        """A choice of languages, where the extraction failed because of the language."""
        failed = self.extraction is not None and self.extraction.failure == Failure.UNSUPPORTED_LANGUAGE
        return RetryForm() if failed else None

    @property
    def read_only_reason(self) -> str:
        """Why there is no verdict form, in a sentence; empty where there is one."""
        if not self.may_decide:
            return why_read_only(self.article, self.assignments)
        is_theirs = self.chosen is None or self.second is None or self.second.is_turn
        return "" if is_theirs or self.chosen is None else not_your_turn(self.chosen, self.rounds)


def open_desk(article: Article, user: User, *, claim: str = "", after: Claim | None = None) -> Desk:
    """Read an article's claims and choose the one at hand.

    That is the one with the public id ``claim``; else the next open one after ``after``, going round; else none.
    """
    newest_event = Event.objects.newest_of(article, user)  # before the rest, so that what happens meanwhile is news
    listed = Claim.objects.filter(article=article).exclude(standing=Standing.REPLACED).with_all()
    counted = listed.select_related("thread__resolved_by").annotate(comment_count=comment_count(user))
    found = list(counted.with_second_review(user).in_reading_order())
    for row in found:
        row.article = article
    article.known_assignments = list(article.assignments.standing().select_related("assignee").order_by("pk"))
    claims = [row for row in found if row.standing == Standing.STANDS]
    desk = Desk(
        article, user, claims, [row for row in found if row.standing == Standing.DISMISSED], newest_event=newest_event
    )
    desk.chosen = next((row for row in found if claim and row.public_id == claim), None)
    desk.chosen = desk.chosen or next_open(desk.waiting, after)
    if desk.chosen:
        desk.talk = Conversation(desk.chosen, user, getattr(desk.chosen, "comment_count", None))
    if desk.chosen and desk.chosen.is_flagged:
        desk.settle_form = SettleForm.of(desk.chosen, article.current_text.text if article.current_text else "")
    elif desk.chosen and desk.may_answer:
        own = own_answer(desk.chosen, desk.rounds, desk.verdicts)
        desk.verdict_form, desk.evidence_forms = blank_verdict_forms(desk.chosen, user, own)
    return desk
