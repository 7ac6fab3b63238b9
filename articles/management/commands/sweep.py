"""``manage.py sweep``: the small process that rings again for what the queue forgot."""

import signal
import threading
from types import FrameType
from typing import Any

import structlog
from amqp.exceptions import ChannelError
from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error as DatabaseError
from django.db import close_old_connections
from kombu.exceptions import KombuError, OperationalError
from redis.exceptions import RedisError

from articles import tasks
from articles.flow import extracting

logger = structlog.get_logger(__name__)

RINGS_A_SWEEP = 500
QUEUE_AWAY = (OperationalError, KombuError, RedisError, OSError)


class Command(BaseCommand):
    """Gives abandoned jobs back, fails those that kill their workers, and rings for jobs whose bell was lost.

    Any number may run beside each other, on one machine or many; they share the work by skipping locked rows.
    """

    help = "Ring again for extractions whose message was lost, every few seconds, until stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--once``."""
        parser.add_argument("--once", action="store_true", help="sweep once and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep until SIGTERM or SIGINT."""
        stop = threading.Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        if not options["once"]:
            signal.signal(signal.SIGTERM, end)
            signal.signal(signal.SIGINT, end)
        while not stop.is_set():
            sweep()
            if options["once"]:
                break
            stop.wait(settings.SWEEP_SECONDS)


def sweep() -> None:
    """Sweep once. A database or queue that is away is logged and tried again at the next sweep."""
    try:
        close_old_connections()
        failed = extracting.release_abandoned()
        length = queue_length()
        rung = extracting.take_unrung(limit=RINGS_A_SWEEP if length == 0 else 50, queue_is_empty=length == 0)
    except DatabaseError as error:
        logger.warning("sweep_without_database", error=type(error).__name__)
        close_old_connections()
        return
    heard = sum(tasks.ring(extraction_id) for extraction_id in rung)
    if rung or failed:
        logger.info("swept", rung=len(rung), heard=heard, failed=failed)


def queue_length() -> int | None:
    """Return how many bells wait in the queue, or None when it can't be asked."""
    try:
        with current_app.connection_for_read() as connection:
            queue = current_app.amqp.queues[current_app.conf.task_default_queue](connection.default_channel)
            return int(queue.queue_declare(passive=True).message_count)
    except ChannelError:  # on Redis an empty queue does not exist
        return 0
    except QUEUE_AWAY:
        return None
