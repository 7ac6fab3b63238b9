"""The desk's database, asked from outside: the tests look more often than a command of the desk can."""

import json

import psycopg

from tests.desk import Desk


def connected(desk: Desk) -> psycopg.Connection:
    """Return a connection of one's own to the database of a desk."""
    url = json.loads((desk.data / "state.json").read_text())["environment"]["DATABASE_URL"]
    return psycopg.connect(url, connect_timeout=10)


def asked(desk: Desk, query: str, *values: object) -> list[str]:
    """Return the first column of a query."""
    with connected(desk) as connection:
        return [row[0] for row in connection.execute(query, values)]
