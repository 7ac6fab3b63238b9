"""Why a piece of an import became no article, in words: the codes of fetching, readers and worker in one place."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.fetching import fetch_message
from articles.models import Feed, FeedRun, ImportItem
from articles.reading import refusal_message

OF_THE_WORKER: Mapping[str, Promise] = {
    "worker_died": _("The worker died on it every time it was tried."),
    "reader_error": _("Reading it stopped with an error. The worker's log has the details."),
}


def sentence_of(item: ImportItem | Feed | FeedRun) -> str:
    """Return why a piece was refused, or a feed not read, in the active language."""
    if item.refusal in OF_THE_WORKER:
        return str(OF_THE_WORKER[item.refusal])
    return fetch_message(item.refusal, item.refusal_detail) or refusal_message(item.refusal, item.refusal_detail)
