"""Ringing for a job row: the queue is only a bell, and a bell that nobody hears is no error.

A ring names its task instead of importing it, because who rings stands below the tasks in the order of the layers.
"""

import time
from enum import StrEnum

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)

QUIET_SECONDS = 10
"""After a ring that failed, how long this process rings nobody: a frozen Redis must not slow every page."""

_quiet_until = 0.0


class Bell(StrEnum):
    """What a worker is rung for: what is slow delays nothing else."""

    EXTRACT = "extraction"
    """Find the claims of a text. Id of an ``Extraction``."""
    FETCH = "fetching"
    """Fetch a web address. Id of an ``ImportItem``."""
    READ = "reading"
    """Read an uploaded file. Id of an ``ImportItem``."""
    FEED = "feeds"
    """Read a feed that is due. Id of a ``Feed``."""
    KEEP = "keeping"
    """Keep a copy of the page of evidence. Id of an ``EvidenceFetch``."""
    MAIL = "mail"
    """Send a mail of notices. Id of a ``Digest``."""

    @property
    def queue(self) -> str:
        """The queue that it is rung in: copies are kept, and mails sent, by the workers that fetch."""
        return Bell.FETCH.value if self in {Bell.KEEP, Bell.MAIL} else self.value


TASKS = {
    Bell.EXTRACT: "articles.extract_article",
    Bell.FETCH: "articles.run_item",
    Bell.READ: "articles.run_item",
    Bell.FEED: "articles.run_feed",
    Bell.KEEP: "articles.keep_copy",
    Bell.MAIL: "articles.send_digest",
}


def ring(bell: Bell, pk: int) -> bool:
    """Tell the workers of a job row; say whether the bell was heard. A failed ring is no error: the sweeper rings."""
    global _quiet_until  # noqa: PLW0603 - one circuit breaker a process
    if time.monotonic() < _quiet_until:
        return False
    try:
        current_app.send_task(TASKS[bell], args=[pk], queue=bell.queue)
    except (OperationalError, RedisError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("queue_unreachable", error=type(error).__name__)
        return False
    return True
