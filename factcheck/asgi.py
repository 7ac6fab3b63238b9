"""The same application for an ASGI server, with the limits of ``factcheck.wsgi``."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("DATABASE_KEEP_SECONDS", "0")  # threads come and go there: a kept connection finds nobody again
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT_SECONDS", "10")
os.environ.setdefault("DATABASE_APPLICATION_NAME", "periksa web")

from django.core.asgi import get_asgi_application

from factcheck.schema import refuse_older

application = get_asgi_application()
refuse_older()
