"""The fixed people of the tests: jaya and joko are journalists, edi edits, ade is the admin, and somebody is nobody."""

from articles.models import User
from articles.models.people import Role

PASSWORD = "a long word for tests"

ROLES: dict[str, list[str]] = {
    "jaya": [Role.JOURNALIST],
    "joko": [Role.JOURNALIST],
    "edi": [Role.EDITOR],
    "ade": [Role.ADMIN],
    "nona": [],
    "sari": [Role.JOURNALIST, Role.EDITOR, Role.ADMIN],
}
"""nona has no role; sari is a newsroom of one."""


def make_person(username: str, roles: list[str] | None = None) -> User:
    """Return a person with a password; by default one of the fixed people, with their roles."""
    person = User(
        username=username, name=username.capitalize(), roles=ROLES.get(username, []) if roles is None else roles
    )
    person.set_password(PASSWORD)
    person.save()
    return person
