"""The seam between request and worker: a task takes one row id, and ringing never fails a request."""

import os
import secrets
import socket
import time

import structlog
from celery import shared_task
from celery.signals import heartbeat_sent
from django.db import Error as DatabaseError
from django.db import close_old_connections
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from articles.flow import extracting

logger = structlog.get_logger(__name__)

WORKER_NAME = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
"""This start of this process; the children of a worker inherit it when they fork."""

QUIET_SECONDS = 10
"""After a ring that failed, how long this process rings nobody: a frozen Redis must not slow every page."""

_quiet_until = 0.0


@shared_task(name="articles.extract_article")
def extract_article(extraction_id: int) -> None:
    """Run one extraction, if it is still to be had."""
    extracting.run_extraction(extraction_id, worker=WORKER_NAME)


def ring(extraction_id: int) -> bool:
    """Tell the workers of a job row; say whether the bell was heard. A failed ring is no error: the sweeper rings."""
    global _quiet_until  # noqa: PLW0603 - one circuit breaker a process
    if time.monotonic() < _quiet_until:
        return False
    try:
        extract_article.delay(extraction_id)
    except (OperationalError, RedisError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("queue_unreachable", error=type(error).__name__)
        return False
    return True


@heartbeat_sent.connect
def note_alive(**_: object) -> None:
    """Note in the database that this worker lives, at each of Celery's own heartbeats."""
    try:
        close_old_connections()
        extracting.note_worker_alive(WORKER_NAME)
    except DatabaseError as error:
        logger.warning("heartbeat_not_stored", error=type(error).__name__)
        close_old_connections()
