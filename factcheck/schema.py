"""Whether the database is as this version of the code needs it: asked before a web server takes its first request."""

import sys

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OLDER = "The database is older than this version. Run: bin/manage migrate"

GUNICORN_GIVES_UP = 4
"""The exit status of a worker after which gunicorn ends, and does not start another one that ends as well."""


def is_older() -> bool:
    """Say whether a migration of this version is missing; one that the code does not know yet is no matter."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_older() -> None:
    """End this process, with one line that says why, when a migration is missing.

    A database that is away is no reason: the web says so on its pages until it is back.
    """
    try:
        must_end = is_older()
    except DatabaseError:
        return
    finally:
        connection.close()
    if must_end:
        print(OLDER, file=sys.stderr, flush=True)
        sys.exit(GUNICORN_GIVES_UP)
