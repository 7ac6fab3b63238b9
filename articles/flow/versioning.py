"""A new text for an article: what stands keeps its verdicts at its new place, what changed is put before people."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles
from articles.flow.errors import Conflict
from articles.flow.extracting import enqueue
from articles.flow.finishing import reopen_assignment
from articles.flow.matching import note_fingerprint
from articles.flow.notifying import notify_of_changed_claims
from articles.flow.placing import carry_claims
from articles.folding import fold
from articles.models import Article, ArticleText, Event, Extraction, User
from articles.models.articles import Status
from articles.models.events import Verb
from articles.models.extractions import Failure, State
from articles.reading import read_text


@transaction.atomic
def add_version(
    *, actor: User, article: Article, text: str, base: int | None = None, capture: int | None = None
) -> ArticleText:
    """Give an article a new text and return it; a text that is the current one changes nothing.

    ``base`` is the number of the version that a person corrected: :class:`Conflict` when it is not the current one any
    more. Without it, as for a page that was fetched again, a text that differs in white space and marks alone is the
    same. ``capture`` is the id of the kept copy that the text comes from. Raises
    :class:`articles.reading.Unreadable` for what is no text.

    Side effects: each claim is carried over or flagged, a done review with flagged claims is open again, and the new
    text is queued for extraction.
    """
    clean = read_text(text).text
    (article,) = lock_articles([article])
    access.require(actor, Action.CORRECT_TEXT, article)
    current = ArticleText.objects.get(article=article, pk=article.current_text_id or 0)
    if base is not None and base != current.number:
        raise Conflict(_("Somebody corrected this text while you were working on it. Nothing of yours was saved yet."))
    if clean == current.text or (base is None and fold(clean) == fold(current.text)):
        return current
    version = ArticleText.objects.create(
        article=article,
        number=current.number + 1,
        text=clean,
        sha256=ArticleText.digest(clean),
        created_by=actor,
        capture_id=capture,
    )
    note_fingerprint(version)
    Article.objects.filter(pk=article.pk, current_text=current).update(current_text=version)
    article.current_text = version
    after = {"text": version.number} | ({"capture": capture} if capture is not None else {})
    before = {"text": current.number}
    event = Event.objects.record(Verb.TEXT_CORRECTED, actor=actor, article=article, before=before, after=after)
    read_again(actor, article, version, event)
    return version


def read_again(actor: User, article: Article, version: ArticleText, event: Event) -> None:
    """Carry the claims of a locked article over to its new text, reopen what must be, and queue the text."""
    waiting = Extraction.objects.filter(article_text__article=article, state=State.QUEUED)
    waiting.update(state=State.FAILED, failure=Failure.SUPERSEDED, finished_at=Now())
    if flagged := carry_claims(article, version):
        notify_of_changed_claims(event, flagged)
        reopen_assignment(actor, article)
    article.move(old=Status.FAILED, new=Status.EXTRACTING)
    enqueue(version)
