"""What every test may ask for: the fixed people and a browser's session of each.

The tests run on the PostgreSQL and the Valkey that ``bin/test`` started for them.
"""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pgtrigger
import pytest
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

from articles.models import User
from tests.people import make_person

# Playwright keeps an event loop in the thread that the tests run in; nothing of the desk is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "seed").is_dir(), reason="the example article is kept outside the repository, and is not here"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take where the README's pictures go."""
    parser.addoption("--pictures", default=None, help="the folder for the README's pictures (default: a temporary one)")


@pytest.fixture(scope="session", autouse=True)
def built_files(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """Collect the static files and compile the translations, as a start does, so that pages are served as they are."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("compile_translations", verbosity=0)
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Generator[None]:
    """Hash the tests' passwords the quick way: the slow way is slow on purpose, a second for each person."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None]:
    """Let the test runner, and nothing else, empty append-only tables after a test with real transactions."""
    with pgtrigger.ignore():  # noqa: TID251 - the test runner empties the tables, the product never does
        return (yield)


@pytest.fixture
def jaya(db: None) -> User:
    """Return a journalist."""
    return make_person("jaya")


@pytest.fixture
def joko(db: None) -> User:
    """Return another journalist."""
    return make_person("joko")


@pytest.fixture
def edi(db: None) -> User:
    """Return an editor."""
    return make_person("edi")


@pytest.fixture
def ade(db: None) -> User:
    """Return an admin."""
    return make_person("ade")


@pytest.fixture
def nona(db: None) -> User:
    """Return somebody without a role."""
    return make_person("nona")


@pytest.fixture
def sari(db: None) -> User:
    """Return a newsroom of one: journalist, editor and admin."""
    return make_person("sari")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Return a function from a person to the session of their browser."""

    def client(person: User) -> Client:
        session = Client(raise_request_exception=True)
        session.force_login(person)
        return session

    return client
