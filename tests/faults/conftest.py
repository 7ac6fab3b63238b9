"""A desk for the faults, with short patience so that the tests needn't wait for the usual one."""

from collections.abc import Generator

import pytest

from tests.desk import Desk
from tests.websites import Website, website

# An extraction is given up late: a machine that holds everything up for ten seconds is no fault that is tested here.
SHORT_PATIENCE = {
    "WORKER_SILENT_SECONDS": "12",
    "SWEEP_SECONDS": "1",
    "EXTRACTION_LEASE_SECONDS": "20",
    "EXTRACTION_SOFT_LIMIT_SECONDS": "90",
    "EXTRACTION_HARD_LIMIT_SECONDS": "120",
}


@pytest.fixture(scope="package")
def slow_site() -> Generator[Website]:
    """Return a site on the loopback that the desk may fetch from."""
    with website() as site:
        yield site


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory, slow_site: Website) -> Generator[Desk]:
    """Return a running desk with the demo; it lives through all the faults, and ends with them."""
    environment = SHORT_PATIENCE | {"FETCH_ALLOWED_HOSTS": slow_site.place}
    desk = Desk(tmp_path_factory.mktemp("desk"), environment=environment).start()
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        assert desk.stop() == 0, desk.said()
