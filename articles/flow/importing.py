"""Paste, files, lines to articles: store the text and its job row in one transaction, then ring.

Importing returns at once; the worker does the reading. What has to be fetched is stored as a piece that waits, and
comes back through :func:`store_article` once it is (:mod:`articles.flow.fetching`).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.canonical import canonical
from articles.fetching import Unfetched, parse_address
from articles.flow.changing import lock_articles
from articles.flow.errors import Conflict
from articles.flow.extracting import enqueue
from articles.flow.matching import folded_digest, note_fingerprint, same_text
from articles.flow.queueing import add_pieces, refused_piece, ring_next
from articles.models import Article, ArticleText, Capture, Event, Extraction, Import, ImportItem, User
from articles.models.articles import Status
from articles.models.events import Verb
from articles.models.imports import Outcome, Way
from articles.models.jobs import State
from articles.reading import Piece, Unreadable, clean_line, read_text

TITLE_LENGTH = 500
_IS_LINK = URLValidator(schemes=["http", "https"])


class Duplicate(Exception):
    """The piece is here already; nothing was imported."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"article {article.pk} is the same")
        self.article = article


def outcome_of(outcome: Outcome, article: Article, notes: Iterable[Sequence[str]] = ()) -> dict[str, object]:
    """Return the values of an item that became an article, or was one already; ``notes`` are its reader's."""
    noted = [list(note) for note in notes]
    return {"outcome": outcome, "article": article, "refusal": "", "refusal_detail": "", "notes": noted}


def refusal_of(code: str, detail: str = "") -> dict[str, object]:
    """Return the values of an item that was refused."""
    return {"outcome": Outcome.REFUSED, "refusal": code, "refusal_detail": clean_line(detail, 300)}


def import_text(
    *,
    actor: User,
    text: str,
    title: str = "",
    publisher: str = "",
    url: str = "",
    byline: str = "",
    published_at: datetime | None = None,
    language: str = "",
    way: Way = Way.PASTE,
) -> Import:
    """Import one pasted text and return its import.

    Raises :class:`Unreadable` when there is no article in it, :class:`Duplicate` when it is here already.
    """
    access.require(actor, Action.IMPORT)
    piece = read_text(text)
    with transaction.atomic():
        batch = Import.objects.create(way=way, imported_by=actor)
        about = {"title": title, "publisher": publisher, "url": url, "byline": byline}
        article = store_article(actor, piece, about=about, published_at=published_at, language=language)
        ImportItem.objects.create(of=batch, name=article.title, outcome=Outcome.IMPORTED, article=article)
    return batch


def import_addresses(*, actor: User, addresses: Iterable[str], way: Way = Way.URLS) -> Import:
    """Import web addresses, each its own piece: a worker fetches it, or it is refused at once for its spelling.

    Raises :class:`Unfetched` when there is one address alone and it cannot be fetched for its spelling.
    """
    access.require(actor, Action.IMPORT)
    rows = [_address_row(address) for address in addresses]
    if len(rows) == 1 and rows[0].refusal:
        raise Unfetched(rows[0].refusal, rows[0].refusal_detail)
    with transaction.atomic():
        batch = Import.objects.create(way=way, imported_by=actor)
        add_pieces(batch, rows)
    return batch


def _address_row(raw: str) -> ImportItem:
    try:
        address = parse_address(raw)
    except Unfetched as reason:
        shown = clean_line(raw, 500) or "…"
        return refused_piece(ImportItem(name=shown), reason.code, clean_line(reason.detail, 300))
    return ImportItem(name=clean_line(str(address), 500), url=str(address), host=address.host)


def retry_item(*, actor: User, item: ImportItem) -> bool:
    """Fetch a web address again that was refused, or now one that waits for its next try; say whether it was so.

    The worker has all its tries anew.
    """
    access.require(actor, Action.IMPORT)
    return begin_anew(item)


def begin_anew(item: ImportItem) -> bool:
    """Let a worker fetch an idle piece now, with all its tries anew; say whether it was idle."""
    with transaction.atomic():
        idle = ImportItem.objects.to_fetch().filter(pk=item.pk) & ImportItem.objects.idle()
        waits = {"outcome": Outcome.WAITING, "state": State.QUEUED, "refusal": "", "refusal_detail": ""}
        is_idle = idle.update(**waits, attempt=0, due_at=Now(), rung_at=None, finished_at=None) == 1
        ring_next(ImportItem.objects.filter(pk=item.pk), 1)
    return is_idle


def article_at(url: str) -> Article | None:
    """Return the article of a web address, in whatever spelling, if it is here."""
    return Article.objects.filter(canonical_sha256=hashlib.sha256(canonical(url).encode()).digest()).first()


def as_time(value: str) -> datetime | None:
    """Return a date or a time as an aware time; a day begins in the newsroom's zone. Raises :class:`Unreadable`."""
    if not value:
        return None
    try:
        moment = parse_datetime(value) or datetime.combine(parse_date(value) or _no_date(value), time())
        moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        moment.astimezone(timezone.get_fixed_timezone(0))  # the years 1 and 9999 overflow here and not in the database
    except (ValueError, OverflowError):
        raise Unreadable("bad_value", clean_line(value, 60)) from None
    return moment


def _no_date(value: str) -> Any:
    raise ValueError(value)


def store_article(
    actor: User,
    piece: Piece,
    *,
    about: Mapping[str, str],
    published_at: datetime | None,
    language: str,
    keep: Callable[[Article], Capture] | None = None,
    feed: str = "",
) -> Article:
    """Write the article, its text, its job row and the event, and ring after the commit; call it in a transaction.

    ``keep`` stores the copy that the text was taken from, once the article has its row. ``feed`` names the feed that
    brought it: then nobody did it, and the record says so.
    Raises :class:`Duplicate` when the canonical address or the text is here already, :class:`Unreadable` for a value
    that cannot be used.
    """
    article = article_of(actor, piece, about=about, published_at=published_at, language=language)
    refuse_duplicate(article, piece.text)
    return write_article(article, piece, keep=keep, feed=feed)


def article_of(
    actor: User, piece: Piece, *, about: Mapping[str, str], published_at: datetime | None, language: str
) -> Article:
    """Return the article that a piece would become, unsaved. Raises :class:`Unreadable` for a value of no use."""
    url = checked_url(about.get("url") or piece.url)
    same = canonical(url)
    return Article(
        title=clean_line(about.get("title") or piece.title, TITLE_LENGTH) or first_words(piece.text),
        publisher=clean_line(about.get("publisher") or piece.publisher, 200),
        byline=clean_line(about.get("byline") or piece.byline, 300),
        url=url,
        canonical_url=same,
        canonical_sha256=hashlib.sha256(same.encode()).digest() if url else None,
        published_at=published_at,
        language=checked_language(language),
        imported_by=actor,
    )


def write_article(
    article: Article, piece: Piece, *, keep: Callable[[Article], Capture] | None = None, feed: str = ""
) -> Article:
    """Write an article that is not here yet, with all that belongs to it; call it in a transaction.

    Raises :class:`Duplicate` when another import of the same address came first.
    """
    actor = article.imported_by
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError:  # another import of the same address came first, this moment
        raise Duplicate(Article.objects.get(canonical_sha256=article.canonical_sha256)) from None
    digest = ArticleText.digest(piece.text)
    capture = keep(article) if keep else None
    version = ArticleText.objects.create(
        article=article, number=1, text=piece.text, sha256=digest, created_by=actor, capture=capture
    )
    note_fingerprint(version)
    Article.objects.filter(pk=article.pk).update(current_text=version)
    article.current_text = version
    after = {"text": 1, "title": article.title} | ({"feed": feed} if feed else {})
    Event.objects.record(Verb.ARTICLE_IMPORTED, actor=None if feed else actor, article=article, after=after)
    enqueue(version)
    return article


def refuse_duplicate(article: Article, text: str) -> None:
    """Raise :class:`Duplicate` when an article with this canonical address is here, or one that has or had this text.

    Imports of one text wait for each other, until the transaction ends: the second must see the first.
    """
    digest = folded_digest(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])
    same = None
    if article.canonical_sha256:
        same = Article.objects.filter(canonical_sha256=article.canonical_sha256).first()
    same = same or same_text(text)
    if same:
        raise Duplicate(same)


def retry_extraction(*, actor: User, article: Article, language: str = "") -> Extraction:
    """Extract a failed article again, or a newer text that failed, in a new run; a ``language`` corrects the known one.

    Raises :class:`Conflict` when somebody else has just done so.
    """
    access.require(actor, Action.RETRY, article)
    with transaction.atomic():
        (article,) = lock_articles([article])
        newest = Extraction.objects.of_text(article.current_text_id)
        if newest is None or newest.state != State.FAILED:
            raise Conflict(_("Somebody has started it again already."))
        article.move(old=Status.FAILED, new=Status.EXTRACTING)  # with older claims at hand the review goes on meanwhile
        before = {"language": article.language}
        if language:
            article.language = checked_language(language)
            article.save(update_fields=["language"])
        version = ArticleText.objects.get(article=article, pk=article.current_text_id or 0)
        after = {"language": article.language}
        Event.objects.record(Verb.EXTRACTION_RETRIED, actor=actor, article=article, before=before, after=after)
        return enqueue(version)


def first_words(text: str) -> str:
    """Return a title for a text that has none: its first line, cut at a word."""
    line = clean_line(text.split("\n", 1)[0], TITLE_LENGTH)
    return line if len(line) <= 100 else line[:100].rsplit(" ", 1)[0] + "…"


def checked_url(url: str) -> str:
    """Return a web address that can be shown as a link. Raises :class:`Unreadable`."""
    url = url.strip()
    if not url:
        return ""
    if clean_line(url, len(url)) != url:  # controls, white space, marks that turn the reading direction
        raise Unreadable("bad_value", clean_line(url, 200))
    try:
        _IS_LINK(url)
    except ValidationError:
        raise Unreadable("bad_value", clean_line(url, 200)) from None
    return url


def checked_language(code: str) -> str:
    """Return a language code, or "" to detect it. Raises :class:`Unreadable`."""
    code = code.strip().lower()
    if code in {"", "detect"}:
        return ""
    if not (code.isascii() and code.isalpha() and 2 <= len(code) <= 3):
        raise Unreadable("unknown_language", clean_line(code, 40))
    return code
