"""What a worker does, without one."""

from articles.flow import fetching
from articles.models import Import
from articles.models.jobs import State
from articles.models.tables import WAITS_FOR_A_PERSON


def work(batch: Import) -> None:
    """Run all pieces of an import that are due, as a worker does that is rung for each."""
    while due := list(batch.items.filter(state=State.QUEUED).exclude(due_at=WAITS_FOR_A_PERSON)):
        for item in due:
            assert fetching.run_item(item.pk, worker="w")
