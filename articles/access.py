"""Who may do what: one table of rules over role, state and own or not own.

A rule takes a person and the row at hand, never a request. Roles are a set: in a newsroom of two, one person is
everything, and a rule speaks of what a role may do. Source of the table: docs/access.md.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from articles.models import Article, Assignment, User, Verdict
from articles.models.articles import Status
from articles.models.assignments import AssignmentState, Part
from articles.models.people import Role

Person = User | AnonymousUser
Rule = Callable[[User, Article | None], bool]


class Action(StrEnum):
    """What a person can want to do to an article, or to the desk when there is no article."""

    IMPORT = "import"
    FEEDS = "feeds"
    """Add, change, run, pause and remove the feeds that the desk reads by itself."""
    RETRY = "retry"
    ASSIGN = "assign"
    DECIDE = "decide"
    FINISH = "finish"
    CORRECT = "correct"
    CORRECT_TEXT = "correct_text"
    CORRECT_DETAILS = "correct_details"
    REFETCH = "refetch"
    CONFIRM_LINK = "confirm_link"
    CONFIRM_MATCH = "confirm_match"
    SECOND_REVIEW = "second_review"
    """Ask for a second review of claims, by hand or by rule, and say who gives it."""
    WAIVE = "waive"
    """Do without a second review that was asked for."""
    RETURN = "return"
    """Send a verdict back to its author."""
    COMMENT = "comment"
    """Say something about a claim to whoever else sees it."""
    MEASURE = "measure"
    """See how far people agree."""
    INSPECT = "inspect"
    """See how claims are found, and how often rightly."""
    SET_UP = "set_up"
    """Set the newsroom's own labels, and when a reason is asked for."""


def role(wanted: Role) -> Rule:
    """Return the rule of a role, whatever the article."""
    return lambda user, _article: user.has_role(wanted)


def both(first: Rule, second: Rule) -> Rule:
    """Return the rule that holds where two hold."""
    return lambda user, article: first(user, article) and second(user, article)


def either(first: Rule, second: Rule) -> Rule:
    """Return the rule that holds where one of two holds."""
    return lambda user, article: first(user, article) or second(user, article)


def in_state(*states: Status) -> Rule:
    """Return the rule of an article in one of these states."""
    return lambda _user, article: article is not None and article.status in states


STANDING = (AssignmentState.ACTIVE, AssignmentState.DONE)


def has_assignment(
    user: User, article: Article, *states: AssignmentState, parts: Sequence[str] = tuple(Part.values)
) -> bool:
    """Say whether the person has an assignment to the article in one of these states, to do one of these parts."""
    if article.known_assignments is not None:
        own = [one for one in article.known_assignments if one.assignee_id == user.pk]
        return any(one.state in states and one.part in parts for one in own)
    return Assignment.objects.filter(article=article, assignee=user, state__in=states, part__in=parts).exists()


def assigned(user: User, article: Article | None) -> bool:
    """Say whether a journalist has this article, still or finished."""
    return article is not None and user.is_journalist and has_assignment(user, article, *STANDING)


def checking(user: User, article: Article | None) -> bool:
    """Say whether a journalist checks this article, or has: who gives the second check answers and changes nothing."""
    return article is not None and user.is_journalist and has_assignment(user, article, *STANDING, parts=[Part.CHECK])


def working(user: User, article: Article | None) -> bool:
    """Say whether a journalist has this article to finish."""
    states, parts = [AssignmentState.ACTIVE], [Part.CHECK]
    return article is not None and user.is_journalist and has_assignment(user, article, *states, parts=parts)


def not_reviewed(user: User, article: Article | None) -> bool:
    """Say whether a person has decided no claim of the article: nobody settles or approves their own work."""
    return article is not None and not Verdict.objects.filter(claim__article=article, author=user).exists()


under_review = in_state(Status.IN_REVIEW, Status.DONE)

RULES: dict[Action, Rule] = {
    Action.IMPORT: role(Role.ADMIN),
    Action.FEEDS: role(Role.ADMIN),
    Action.RETRY: role(Role.ADMIN),  # whether there is something to try again is not a question of who may
    Action.ASSIGN: role(Role.EDITOR),
    Action.DECIDE: both(under_review, assigned),
    Action.FINISH: either(both(in_state(Status.IN_REVIEW), working), both(in_state(Status.DONE), checking)),
    Action.CORRECT: either(
        both(under_review, checking), both(in_state(Status.READY, Status.IN_REVIEW, Status.DONE), role(Role.EDITOR))
    ),
    Action.CORRECT_TEXT: either(role(Role.ADMIN), role(Role.EDITOR)),
    Action.CORRECT_DETAILS: either(role(Role.ADMIN), role(Role.EDITOR)),
    Action.REFETCH: either(role(Role.ADMIN), role(Role.EDITOR)),
    Action.CONFIRM_MATCH: role(Role.EDITOR),
    Action.CONFIRM_LINK: either(
        both(under_review, checking), both(in_state(Status.READY, Status.IN_REVIEW, Status.DONE), role(Role.EDITOR))
    ),
    Action.SECOND_REVIEW: role(Role.EDITOR),
    Action.WAIVE: both(role(Role.EDITOR), not_reviewed),
    Action.RETURN: both(both(under_review, role(Role.EDITOR)), not_reviewed),
    Action.COMMENT: either(assigned, either(role(Role.EDITOR), role(Role.ADMIN))),
    Action.MEASURE: role(Role.EDITOR),
    Action.INSPECT: either(role(Role.EDITOR), role(Role.ADMIN)),
    Action.SET_UP: role(Role.ADMIN),
}


def allows(user: Person, action: Action, article: Article | None = None) -> bool:
    """Say whether a person may do something to an article as it stands."""
    return isinstance(user, User) and user.is_active and RULES[action](user, article)


def require(user: Person, action: Action, article: Article | None = None) -> None:
    """Raise :class:`PermissionDenied` unless the person may do it."""
    if not allows(user, action, article):
        raise PermissionDenied(f"{action} is not for this person")
