"""Is the desk alive?"""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from articles.models import Extraction, ImportItem, Worker


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 ``ok``, or 503 with one word of what is not alive: database, queue or worker."""
    missing = what_is_missing()
    return HttpResponse(missing or "ok", content_type="text/plain", status=503 if missing else 200)


def what_is_missing() -> str:
    """Return "database", "queue", "worker", or "" when all three are alive. Waits a few seconds at most."""
    try:
        worker_lives = Worker.objects.attend_to_everything() and not is_at_a_standstill()
    except DatabaseError:
        return "database"
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        client.ping()
    except (redis.RedisError, OSError):
        return "queue"
    finally:
        client.close()
    return "" if worker_lives else "worker"


def is_at_a_standstill() -> bool:
    """Say whether jobs of a kind are due and have been left alone for minutes."""
    return Extraction.objects.stand_still() or ImportItem.objects.stand_still()
