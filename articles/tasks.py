"""The seam between queue and worker: a task takes one row id and calls one flow function."""

import os
import secrets
import socket

import structlog
from celery import current_app, shared_task
from celery.signals import heartbeat_sent
from django.db import Error as DatabaseError
from django.db import close_old_connections

from articles.flow import digesting, extracting, feeding, fetching, keeping

logger = structlog.get_logger(__name__)

WORKER_NAME = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
"""This start of this process; the children of a worker inherit it when they fork."""


@shared_task(name="articles.extract_article")
def extract_article(extraction_id: int) -> None:
    """Run one extraction, if it is still to be had."""
    extracting.run_extraction(extraction_id, worker=WORKER_NAME)


@shared_task(name="articles.run_item")
def run_item(item_id: int) -> None:
    """Fetch or read one piece of an import, if it is still to be had."""
    fetching.run_item(item_id, worker=WORKER_NAME)


@shared_task(name="articles.ring_feeds")
def ring_feeds(most: int) -> None:
    """Ring for the feeds that are due, ``most`` at once: what the clock (``celery beat``) asks for every minute."""
    feeding.ring_due(most)


@shared_task(name="articles.run_feed")
def run_feed(feed_id: int) -> None:
    """Read one feed, if it is due."""
    feeding.run_feed(feed_id, worker=WORKER_NAME)


@shared_task(name="articles.keep_copy")
def keep_copy(fetch_id: int) -> None:
    """Keep a copy of the page of a piece of evidence, if it is still to be had."""
    keeping.run_fetch(fetch_id, worker=WORKER_NAME)


@shared_task(name="articles.plan_digests")
def plan_digests(most: int) -> None:
    """Ring for the mails of notices that are due, ``most`` at once: what the clock asks for every minute."""
    digesting.plan_digests(most)


@shared_task(name="articles.send_digest")
def send_digest(digest_id: int) -> None:
    """Send a mail of notices, if it is still to be had."""
    digesting.run_digest(digest_id, worker=WORKER_NAME)


@heartbeat_sent.connect
def note_alive(**_: object) -> None:
    """Note in the database that this worker lives, at each of Celery's own heartbeats."""
    try:
        close_old_connections()
        extracting.note_worker_alive(WORKER_NAME, list(current_app.amqp.queues.consume_from))
    except DatabaseError as error:
        logger.warning("heartbeat_not_stored", error=type(error).__name__)
        close_old_connections()
