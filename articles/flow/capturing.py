"""Keeping what was fetched: a copy beside each text from the web, and another one when it is fetched again."""

from functools import partial

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.fetching import Fetched, parse_address
from articles.flow.errors import Conflict
from articles.flow.importing import Duplicate, as_time, begin_anew, store_article
from articles.flow.keeping import answer_values
from articles.flow.queueing import add_pieces
from articles.flow.versioning import add_version
from articles.folding import fold
from articles.models import Article, Capture, Event, Import, ImportItem, RefusedPage
from articles.models.events import Verb
from articles.models.imports import Outcome, Way
from articles.models.people import User
from articles.reading import Piece, clean_line


def keep(found: Fetched, item: ImportItem, article: Article) -> Capture:
    """Store an answer as it came, as the article's newest kept copy; call it in a transaction."""
    return Capture.objects.create(article=article, item=item, **answer_values(found))


def keep_refused(found: Fetched, item: ImportItem) -> None:
    """Keep an answer that no article was found in, in the place of an earlier one; call it in a transaction."""
    RefusedPage.objects.update_or_create(item=item, defaults={**answer_values(found), "captured_at": Now()})


def store_page(item: ImportItem, found: Fetched, piece: Piece) -> dict[str, object]:
    """Store a fetched page with its copy in the caller's transaction, and return the outcome, as values of the item."""
    if item.article is not None:
        return store_again(item, item.article, found, piece)
    about = {key: value for key, value in item.about.items() if isinstance(value, str)}
    try:
        with transaction.atomic():
            article = store_article(
                item.of.imported_by,
                piece,
                about=about,
                published_at=as_time(about.get("published_at") or piece.published),
                language=about.get("language", ""),
                keep=partial(keep, found, item),
                feed=str(item.of.feed or ""),
            )
    except Duplicate as same:
        return {"outcome": Outcome.DUPLICATE, "article": same.article}
    return {"outcome": Outcome.IMPORTED, "article": article}


def store_again(item: ImportItem, article: Article, found: Fetched, piece: Piece) -> dict[str, object]:
    """Keep what an article's page answers now, and give the article its new text where it changed."""
    actor, before = item.of.imported_by, article.current_text_id
    capture = keep(found, item, article)
    # Compared with what the page said last: what a person corrected since then is not undone by the same page.
    last = article.texts.filter(capture__isnull=False).order_by("-number").first()
    changed = last is None or fold(last.text) != fold(piece.text)
    if changed:
        changed = add_version(actor=actor, article=article, text=piece.text, capture=capture.pk).pk != before
    after = {"capture": capture.pk, "changed": changed}
    Event.objects.record(Verb.ARTICLE_REFETCHED, actor=actor, article=article, after=after)
    return {"outcome": Outcome.CHANGED if changed else Outcome.UNCHANGED}


def refetch_article(*, actor: User, article: Article) -> ImportItem:
    """Ask for an article's page to be fetched again, or now when it is put off; what is kept of it already stays.

    Raises :class:`Conflict` when it is being fetched, :class:`articles.fetching.Unfetched` when it has no address that
    can be.
    """
    access.require(actor, Action.REFETCH, article)
    address = parse_address(article.url)
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)
        if waiting := ImportItem.objects.waiting().filter(article=article).first():
            if begin_anew(waiting):
                return waiting
            raise Conflict(_("It is being fetched already."))
        batch = Import.objects.create(way=Way.REFETCH, imported_by=actor)
        row = ImportItem(name=clean_line(article.title, 500), url=str(address), host=address.host, article=article)
        (item,) = add_pieces(batch, [row])
    return item
