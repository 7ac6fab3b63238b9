"""A desk of its own for each fault, with short patience so that the tests needn't wait for the usual one."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.desk import Desk

SHORT_PATIENCE = {
    "WORKER_SILENT_SECONDS": "12",
    "SWEEP_SECONDS": "1",
    "EXTRACTION_LEASE_SECONDS": "20",
    "EXTRACTION_SOFT_LIMIT_SECONDS": "10",
    "EXTRACTION_HARD_LIMIT_SECONDS": "15",
}


@pytest.fixture
def desk(tmp_path: Path) -> Generator[Desk]:
    """Return a running desk with the demo; it ends with the test, whatever was killed."""
    desk = Desk(tmp_path / "data", environment=SHORT_PATIENCE).start()
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        assert desk.stop() == 0, desk.said()
