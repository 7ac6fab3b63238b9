"""Triggers that make a table append-only in the database itself, whoever asks."""

import pgtrigger


def append_only(table: str) -> list[pgtrigger.Trigger]:
    """Return triggers that refuse UPDATE, DELETE and TRUNCATE of a table.

    ``table`` is a short word for the triggers' names. The database answers such a statement with an error, raised in
    Django as :class:`django.db.InternalError`; the superuser of the database can still switch triggers off.
    """
    return [
        pgtrigger.Protect(name=f"{table}_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        no_truncate(table),
    ]


def no_truncate(table: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses TRUNCATE of a table."""
    return pgtrigger.Trigger(
        name=f"{table}_no_truncate",
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION 'Cannot truncate the append-only table %', TG_TABLE_NAME;",
    )
