"""The wiring's own app: loads Celery with Django, so that a task rings the configured queue."""

from django.apps import AppConfig


class FactcheckConfig(AppConfig):
    name = "factcheck"
    verbose_name = "Wiring"

    def ready(self) -> None:
        """Make the Celery application the current one and register the start-up checks."""
        from factcheck import celery, checks  # noqa: F401 - both need Django's settings first
