"""The same application for an ASGI server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
