"""Several people, or workers, at the same moment."""

import threading
from collections.abc import Callable

from django.db import connection


def at_the_same_moment(actions: list[Callable[[], object]]) -> list[object]:
    """Run functions in threads that start together; return what each returned or raised."""
    gate = threading.Barrier(len(actions))
    results: list[object] = [None] * len(actions)

    def run(position: int) -> None:
        try:
            gate.wait(timeout=10)
            results[position] = actions[position]()
        except Exception as error:
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results
