"""The Celery application: ``celery -A factcheck.celery worker``.

The queue is only a bell: a message carries the id of a job row in PostgreSQL, and may be lost, late or repeated at no
cost (docs/decisions/0001-the-queue-is-a-bell.md).
"""

import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_djangos_logging(**_: object) -> None:
    """Leave logging to Django's settings: a receiver here keeps Celery from installing its own."""
