"""A site on the loopback that the operator allows."""

from collections.abc import Generator

import pytest
from pytest_django.fixtures import Settings

from tests.websites import Website, website


@pytest.fixture
def site(settings: Settings) -> Generator[Website]:
    """Return a running site that may be fetched from, with little patience for it."""
    with website() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.place]
        settings.FETCH_SECONDS = 3
        yield site
