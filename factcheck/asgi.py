"""The same application for an ASGI server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

from django.core.asgi import get_asgi_application  # noqa: E402 - the environment comes first

application = get_asgi_application()
