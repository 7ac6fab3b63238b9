"""Where an article's text came from, in the head of its page."""

from typing import Any

from django import template

from articles.access import Action, Person, allows
from articles.models import Article, Capture

register = template.Library()


@register.inclusion_tag("captures/_origin.html")
def origin_of(article: Article, user: Person) -> dict[str, Any]:
    """Show when the article's page was last captured, and what a person may do about it."""
    return {
        "article": article,
        "capture": Capture.objects.filter(article=article).order_by("-pk").first(),
        "may_edit": allows(user, Action.CORRECT_DETAILS, article),
        "may_refetch": bool(article.url) and allows(user, Action.REFETCH, article),
    }
