"""Which claims two people check: those that a rule names; in the transaction of what made or changed the claim."""

from collections.abc import Sequence

from articles.models import Article, Claim, Event, SecondReview, SecondReviewRule
from articles.models.events import Verb
from articles.models.second_reviews import ReviewState


def ask_by_rules(article: Article, claims: Sequence[Claim] | None = None) -> None:
    """Ask for a second review of those claims of a locked article that a rule names, by default of all that are open.

    What was asked for or decided before stays as it is.
    """
    rules = list(SecondReviewRule.objects.filter(ended_at__isnull=True).order_by("pk"))
    if not rules:
        return
    open_claims = Claim.objects.standing().filter(article=article, second_review__isnull=True, current_verdict=None)
    wanted = open_claims if claims is None else open_claims.filter(pk__in=[claim.pk for claim in claims])
    for claim in wanted.in_reading_order():
        rule = next((rule for rule in rules if rule.covers(claim, article.publisher)), None)
        if rule is not None:
            SecondReview.objects.create(claim=claim, rule=rule, after_number=claim.verdicts.count())
            after = {"rule": str(rule)}
            Event.objects.record(Verb.SECOND_REVIEW_ASKED, actor=None, article=article, claim=claim, after=after)


def begin_again(claim: Claim) -> None:
    """Let both people check a claim anew whose words were corrected: what they said was about other words."""
    live = SecondReview.objects.filter(claim=claim).exclude(state=ReviewState.WAIVED)
    live.update(state=ReviewState.WAITING, settled_at=None, after_number=claim.verdicts.count())


def hand_on(article: Article, old: Sequence[Claim], new: Sequence[Claim]) -> None:
    """Ask for a second review of what replaces claims that had one, or that a rule names."""
    had = SecondReview.objects.filter(claim__in=old).exclude(state=ReviewState.WAIVED).order_by("pk").first()
    if had is None:
        ask_by_rules(article, new)
        return
    for claim in new:
        SecondReview.objects.create(claim=claim, asked_by=had.asked_by, rule=had.rule)
        Event.objects.record(Verb.SECOND_REVIEW_ASKED, actor=had.asked_by, article=article, claim=claim)
