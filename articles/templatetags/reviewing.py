"""What the review's page shows of a person's own: their keys, and the verdict that they can take back."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from articles.access import Action, allows
from articles.models import Article, Claim, User, Verdict, VerdictReturn
from articles.models.keys import KeyCommand
from articles.models.second_reviews import ReturnState
from articles.models.verdicts import Answer

register = template.Library()


@register.inclusion_tag("claims/_undo.html")
def undo_of(article: Article, claims: Sequence[Claim], user: User) -> dict[str, Any]:
    """Offer to take back the last verdict of this sign-in that still counts, where there is one."""
    if user.last_login is None or not allows(user, Action.DECIDE, article):
        return {}
    # Nobody takes back alone what two people check.
    one_checks = [claim for claim in claims if not claim.text_state and not hasattr(claim, "second_review")]
    counting = [claim.current_verdict for claim in one_checks if claim.current_verdict]
    mine = [one for one in counting if one.author_id == user.pk and one.created_at >= user.last_login]
    return {"verdict": max(mine, key=lambda one: one.pk, default=None)}


@register.filter
def of_verdict(returns: Iterable[VerdictReturn], verdict: Verdict) -> list[VerdictReturn]:
    """Return those times that a verdict was sent back which its author or the editor has answered."""
    return [one for one in returns if one.verdict_id == verdict.pk and one.state != ReturnState.OPEN]


@register.filter
def answer_key(answer: str, user: User) -> str:
    """Return the key of one of the four answers."""
    return user.keys[f"answer_{Answer.values.index(answer) + 1}"]


@register.filter
def key_lines(user: User) -> list[tuple[str, str]]:
    """Return a person's keys with what they do, in the order of the review."""
    return [(user.keys[command], str(command.label)) for command in KeyCommand]
