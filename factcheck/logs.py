"""One structured line a request and a task, joined by a correlation id.

``request_id`` is made by django-structlog for each request, stored on the job row that the request causes, and bound
again by whoever runs that job, so that one search in the logs shows a request and everything it set off.
"""

import logging
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

DEBUG_LEVEL = logging.DEBUG
INFO_LEVEL = logging.INFO


def without_query(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut the query string off a logged request: people search for names, and names are not for logs."""
    request = event.get("request")
    if isinstance(request, str):
        event["request"] = request.partition("?")[0]
    return event


SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_query,
]


def logging_config(*, level: str) -> dict[str, Any]:
    """Configure structlog and return the value of Django's LOGGING.

    Lines are JSON on standard error. Side effect: structlog's process-wide configuration.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": SHARED_PROCESSORS,
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # django-structlog writes a line a request with its status; Django's own would say it twice.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "trafilatura": {"level": "ERROR"},
            "htmldate": {"level": "ERROR"},
        },
    }
