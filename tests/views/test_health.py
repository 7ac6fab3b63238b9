"""/healthz: ``ok``, or one word of what is not alive."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from articles.flow.extracting import note_worker_alive
from articles.models import Extraction, Worker
from tests.desk import free_port
from tests.make import make_article

pytestmark = pytest.mark.django_db


def answer(client: Client) -> tuple[int, str]:
    """Return status and word."""
    response = client.get("/healthz")
    return response.status_code, response.content.decode()


def test_everything_is_alive(client: Client) -> None:
    note_worker_alive("w")
    assert answer(client) == (200, "ok")


def test_no_worker_was_ever_there(client: Client) -> None:
    assert answer(client) == (503, "worker")


def test_a_worker_that_has_fallen_silent_is_not_alive(client: Client) -> None:
    note_worker_alive("w")
    Worker.objects.update(seen_at=Now() - timedelta(minutes=1))
    assert answer(client) == (503, "worker")
    note_worker_alive("w")
    assert answer(client) == (200, "ok")


def test_a_worker_that_lives_and_takes_nothing_is_said(client: Client) -> None:
    note_worker_alive("w")
    make_article(status="extracting")
    assert answer(client) == (200, "ok")
    Extraction.objects.update(due_at=Now() - timedelta(minutes=10))
    assert answer(client) == (503, "worker")


def test_the_queue_is_away(client: Client, settings: Any) -> None:
    note_worker_alive("w")
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert answer(client) == (503, "queue")


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
