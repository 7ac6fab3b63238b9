"""How many notices a person has not read, for the head of every page."""

from django import template

from articles.models import Notice, User

register = template.Library()

MANY = 100
"""More are not counted: the number says that it is time to look."""


@register.simple_tag
def unread_count(user: User) -> str:
    """Return how many notices a person has not read, empty for none; one query by an index of the unread ones."""
    count = Notice.objects.visible_to(user).unread()[:MANY].count()
    if not count:
        return ""
    return f"{MANY - 1}+" if count == MANY else str(count)
