"""What the review's page shows of a person's own: their keys, and the verdict that they can take back."""

from typing import Any

from django import template
from django.db.models import F

from articles.access import Action, allows
from articles.models import Article, Claim, User, Verdict
from articles.models.keys import KeyCommand
from articles.models.verdicts import Answer

register = template.Library()


@register.inclusion_tag("claims/_undo.html")
def undo_of(article: Article, user: User) -> dict[str, Any]:
    """Offer to take back the last verdict of this sign-in that still counts, where there is one; in one query."""
    if user.last_login is None or not allows(user, Action.DECIDE, article):
        return {}
    mine = Verdict.objects.visible_to(user).filter(author=user, created_at__gte=user.last_login)
    counting = mine.filter(
        claim__article=article, claim__current_verdict=F("pk"), claim__text_state="", claim__second_review=None
    )
    return {"verdict": counting.select_related("claim").order_by("-pk").first()}


@register.filter
def superseded_on(verdict: Verdict, claim: Claim) -> bool:
    """Say whether another verdict counts on the claim."""
    return claim.current_verdict_id != verdict.pk


@register.filter
def answer_key(answer: str, user: User) -> str:
    """Return the key of one of the four answers."""
    return user.keys[f"answer_{Answer.values.index(answer) + 1}"]


@register.filter
def key_lines(user: User) -> list[tuple[str, str]]:
    """Return a person's keys with what they do, in the order of the review."""
    return [(user.keys[command], str(command.label)) for command in KeyCommand]
