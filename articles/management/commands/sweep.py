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

from articles import bells
from articles.bells import Bell
from articles.flow import digesting, extracting, feeding, fetching, keeping

logger = structlog.get_logger(__name__)

RINGS_A_SWEEP = 500
FEW_RINGS = 50
ITEMS_RUNG = 50
SWEPT = (Bell.EXTRACT, Bell.FETCH, Bell.READ, Bell.KEEP, Bell.MAIL)
"""Feeds are rung for by the clock, every minute and again when a bell is lost."""
QUEUE_AWAY = (OperationalError, KombuError, RedisError, OSError)


class Command(BaseCommand):
    """Gives abandoned jobs back, fails those that kill their workers, and rings for jobs whose bell was lost.

    Any number may run beside each other, on one machine or many; they share the work by skipping locked rows.
    """

    help = "Ring again for jobs whose message was lost, every few seconds, until stopped."
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
        jobs = (extracting, fetching, feeding, keeping, digesting)
        failed = sum(kind.release_abandoned() for kind in jobs)
        rung = [(bell, pk) for bell in SWEPT for pk in unrung(bell)]
    except DatabaseError as error:
        logger.warning("sweep_without_database", error=type(error).__name__)
        close_old_connections()
        return
    heard = sum(bells.ring(bell, pk) for bell, pk in rung)
    if rung or failed:
        logger.info("swept", rung=len(rung), heard=heard, failed=failed)


def unrung(bell: Bell) -> list[int]:
    """Return the ids of the jobs of one kind that are to be rung for: few while its queue is long."""
    length = queue_length(bell)
    if bell == Bell.EXTRACT:
        # The queue is filled up, so that workers need not wait for the next sweep while most of an import is left.
        room = FEW_RINGS if length is None else max(FEW_RINGS, RINGS_A_SWEEP - length)
        return extracting.take_unrung(limit=room, queue_is_empty=length == 0)
    # Pieces are rung for a few at a time, so that the queue of a large import leaves room for a small one's.
    room = max(0, ITEMS_RUNG - (length or 0))
    if bell == Bell.KEEP:
        return keeping.take_unrung(limit=room, queue_is_empty=length == 0)
    if bell == Bell.MAIL:
        return digesting.take_unrung(limit=room, queue_is_empty=length == 0)
    return fetching.take_unrung(bell, limit=room, queue_is_empty=length == 0)


def queue_length(bell: Bell) -> int | None:
    """Return how many bells wait in a queue, or None when it can't be asked."""
    try:
        with current_app.connection_for_read() as connection:
            queue = current_app.amqp.queues[bell.queue](connection.default_channel)
            return int(queue.queue_declare(passive=True).message_count)
    except ChannelError:  # on Redis an empty queue does not exist
        return 0
    except QUEUE_AWAY:
        return None
