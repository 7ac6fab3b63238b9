"""The access table: person × action × state of the article, every cell."""

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.access import Action, allows
from articles.models import Article, Assignment, Claim, Import, User
from articles.models.articles import Status
from articles.models.assignments import AssignmentState, Part
from tests.make import make_article, make_assignment, make_claim
from tests.people import make_person

STATES = ["extracting", "failed", "ready", "in_review", "done"]

# A letter a state, in the order of STATES: Y may, - may not.
# J+ has the article, J* had it and finished, J0 had it and lost it, J- never had it.
TABLE = {
    Action.IMPORT: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "-----",
        "A": "YYYYY",
        "all": "YYYYY",
    },
    Action.FEEDS: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "-----",
        "A": "YYYYY",
        "all": "YYYYY",
    },
    Action.RETRY: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "-----",
        "A": "YYYYY",
        "all": "YYYYY",
    },
    Action.ASSIGN: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "-----",
        "all": "YYYYY",
    },
    Action.DECIDE: {
        "J+": "---YY",
        "J*": "---YY",
        "J0": "-----",
        "J-": "-----",
        "E": "-----",
        "A": "-----",
        "all": "---YY",
    },
    Action.FINISH: {
        "J+": "---YY",
        "J*": "----Y",
        "J0": "-----",
        "J-": "-----",
        "E": "-----",
        "A": "-----",
        "all": "---YY",
    },
    Action.CORRECT: {
        "J+": "---YY",
        "J*": "---YY",
        "J0": "-----",
        "J-": "-----",
        "E": "--YYY",
        "A": "-----",
        "all": "--YYY",
    },
    Action.CORRECT_TEXT: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "YYYYY",
        "all": "YYYYY",
    },
    Action.CORRECT_DETAILS: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "YYYYY",
        "all": "YYYYY",
    },
    Action.REFETCH: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "YYYYY",
        "all": "YYYYY",
    },
    Action.CONFIRM_MATCH: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "-----",
        "all": "YYYYY",
    },
    Action.CONFIRM_LINK: {
        "J+": "---YY",
        "J*": "---YY",
        "J0": "-----",
        "J-": "-----",
        "E": "--YYY",
        "A": "-----",
        "all": "--YYY",
    },
    Action.SET_UP: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "-----",
        "A": "YYYYY",
        "all": "YYYYY",
    },
    Action.SECOND_REVIEW: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "-----",
        "all": "YYYYY",
    },
    Action.WAIVE: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "-----",
        "all": "YYYYY",
    },
    Action.RETURN: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "---YY",
        "A": "-----",
        "all": "---YY",
    },
    Action.COMMENT: {
        "J+": "YYYYY",
        "J*": "YYYYY",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "YYYYY",
        "all": "YYYYY",
    },
    Action.MEASURE: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "-----",
        "all": "YYYYY",
    },
    Action.INSPECT: {
        "J+": "-----",
        "J*": "-----",
        "J0": "-----",
        "J-": "-----",
        "E": "YYYYY",
        "A": "YYYYY",
        "all": "YYYYY",
    },
}
VISIBLE = {"J+": "YYYYY", "J*": "YYYYY", "J0": "----Y", "J-": "----Y", "E": "YYYYY", "A": "YYYYY", "all": "YYYYY"}
PEOPLE = ["J+", "J*", "J0", "J-", "E", "A", "all"]


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """Return a person a column of the table."""
    names = {"J+": "jaya", "J*": "joko", "E": "edi", "A": "ade", "all": "sari"}
    people = {column: make_person(name) for column, name in names.items()}
    people["J0"] = make_person("lost", ["journalist"])
    people["J-"] = make_person("stranger", ["journalist"])
    return people


def article_in(status: str, people: dict[str, User]) -> Article:
    """Return an article in a state, in the hands that the columns say; sari, who is everything, has it as well."""
    article = make_article(status=status)
    make_assignment(article, people["J+"])
    make_assignment(article, people["all"])
    make_assignment(article, people["J*"], state=AssignmentState.DONE)
    make_assignment(article, people["J0"], state=AssignmentState.WITHDRAWN)
    Article.objects.filter(pk=article.pk).update(status=status)
    article.refresh_from_db()
    return article


def test_the_table_has_every_cell() -> None:
    assert set(TABLE) == set(Action)
    assert set(STATES) == set(Status.values)
    for row in [*TABLE.values(), VISIBLE]:
        assert list(row) == PEOPLE
        assert {len(cells) for cells in row.values()} == {len(STATES)}


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("action", list(Action))
def test_who_may_do_what(action: Action, status: str, people: dict[str, User]) -> None:
    article = article_in(status, people)
    allowed = {column: "Y" if allows(person, action, article) else "-" for column, person in people.items()}
    assert allowed == {column: TABLE[action][column][STATES.index(status)] for column in people}


@pytest.mark.parametrize("status", STATES)
def test_who_sees_what(status: str, people: dict[str, User]) -> None:
    article = article_in(status, people)
    claim = make_claim(article)
    for column, person in people.items():
        sees = VISIBLE[column][STATES.index(status)] == "Y"
        assert Article.objects.visible_to(person).filter(pk=article.pk).exists() == sees, column
        assert Claim.objects.visible_to(person).filter(pk=claim.pk).exists() == sees, column
        assert Article.objects.visible_to(person).filter(pk=article.pk).count() == int(sees), column
        assert article.audience().filter(pk=person.pk).exists() == sees, column


@pytest.mark.django_db
def test_imports_are_the_admins(people: dict[str, User]) -> None:
    Import.objects.create(way="paste", imported_by=people["A"])
    assert {column for column, person in people.items() if Import.objects.visible_to(person)} == {"A", "all"}


@pytest.mark.django_db
@pytest.mark.parametrize("status", STATES)
def test_nobody_disabled_without_a_role_or_anonymous_sees_or_does_anything(
    status: str, people: dict[str, User]
) -> None:
    article = article_in(status, people)
    nobodies = [AnonymousUser(), make_person("nona"), *people.values()]
    for person in nobodies[2:]:
        person.is_active = False
    for person in nobodies:
        assert not Article.objects.visible_to(person).exists()
        assert not Import.objects.visible_to(person).exists()
        assert not any(allows(person, action, article) for action in Action)


@pytest.mark.django_db
@pytest.mark.parametrize("status", STATES)
def test_who_gives_the_second_check_answers_and_comments_and_changes_nothing_else(
    status: str, people: dict[str, User]
) -> None:
    article = article_in(status, people)
    make_assignment(article, people["J-"], part=Part.SECOND)
    article.status = status
    allowed = {action for action in Action if allows(people["J-"], action, article)}
    assert allowed == {Action.COMMENT} | ({Action.DECIDE} if status in {"in_review", "done"} else set())
    article.known_assignments = list(article.assignments.all())
    assert {action for action in Action if allows(people["J-"], action, article)} == allowed
    assert Article.objects.visible_to(people["J-"]).filter(pk=article.pk).exists()


@pytest.mark.django_db
def test_a_lowered_role_counts_at_once(people: dict[str, User]) -> None:
    article = article_in("in_review", people)
    people["J+"].roles = []
    assert not allows(people["J+"], Action.DECIDE, article)
    assert Assignment.objects.active().filter(assignee=people["J+"]).exists()
