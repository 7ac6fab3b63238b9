"""Tables that were uploaded: a waiting piece of an import whose rows become its pieces, a chunk at a time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models

from articles.models.imports import Import, ImportItem

WAITS_FOR_A_PERSON = datetime(9999, 1, 1, tzinfo=UTC)
"""When the job of a table is due whose columns nobody has chosen yet."""


SAMPLE_ROWS = 10
SAMPLE_CHARACTERS = 500


class UploadedTableQuerySet(models.QuerySet["UploadedTable"]):
    """Reads of tables."""

    def of_imports(self, imports: models.QuerySet[Import]) -> UploadedTableQuerySet:
        """Return the tables of the imports that somebody may see."""
        return self.filter(item__of__in=imports)


class UploadedTable(models.Model):
    """A table's columns, which of them is what, and how far its rows have become pieces.

    ``columns`` are the headings in their order; ``mapping`` goes from a name of ``articles.reading.FIELDS`` to a place
    in them, guessed until ``is_confirmed``. ``sample`` are the first rows: number, cells cut to
    SAMPLE_CHARACTERS, code and detail of a refusal. ``row_count`` and ``rows_done`` count without the heading. When
    all are done the table is gone and its pieces stay.
    """

    item = models.OneToOneField(ImportItem, on_delete=models.CASCADE, related_name="table", primary_key=True)
    columns = models.JSONField()
    mapping = models.JSONField()
    sample = models.JSONField()
    is_confirmed = models.BooleanField(default=False)
    row_count = models.PositiveIntegerField()
    rows_done = models.PositiveIntegerField(default=0)
    other_sheets = models.PositiveIntegerField(default=0)

    objects = UploadedTableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rows_done__lte=models.F("row_count")), name="table_has_the_rows_that_are_done"
            ),
        ]

    def __str__(self) -> str:
        return f"table of item {self.item_id}: {self.rows_done} of {self.row_count}"
