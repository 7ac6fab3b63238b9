"""The web application: ``gunicorn factcheck.wsgi``.

A web process gives no statement longer than ten seconds; it can be set from outside.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT_SECONDS", "10")
os.environ.setdefault("DATABASE_APPLICATION_NAME", "periksa web")

from django.core.wsgi import get_wsgi_application

from factcheck.schema import refuse_older

application = get_wsgi_application()
refuse_older()
