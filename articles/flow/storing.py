"""Many pieces to articles at once: what is here already is found for all of them together, and the rest stored by COPY.

A table of 10,000 articles needs it to be quick; the same table again needs it to be quicker, and changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from articles import bells
from articles.bells import Bell
from articles.flow.importing import Duplicate, article_of, as_time, write_article
from articles.flow.matching import folded_digest, same_texts
from articles.models import Article, ArticleText, Event, Extraction, Fingerprint, Import, ImportItem, User
from articles.models.copying import copy_rows, next_ids
from articles.models.events import Verb, event_values
from articles.models.imports import Outcome
from articles.models.jobs import State
from articles.reading import Mapped, Piece, Row, Unreadable, clean_line, read_row

RUNG_AT_ONCE = 20
"""For how many of the articles a worker is rung at once, so that it begins; the sweeper rings for the others."""

OF_AN_ARTICLE = (
    "title",
    "publisher",
    "byline",
    "url",
    "canonical_url",
    "canonical_sha256",
    "published_at",
    "language",
)
OF_AN_ITEM = ("name", "outcome", "article_id", "refusal", "refusal_detail", "notes")


NO_PIECE, NO_ARTICLE = Piece(text=""), Article()
"""Of a candidate that becomes no article: made once, as 10,000 that are here already need none of their own."""


@dataclass(slots=True)
class Candidate:
    """A piece on its way: the article it would become, and what became of it (:class:`ImportItem` has the words).

    ``digest`` is the folded one of its text, by which every import knows a text again.
    """

    name: str
    piece: Piece = NO_PIECE
    article: Article = NO_ARTICLE
    digest: bytes = b""
    outcome: Outcome = Outcome.WAITING
    article_id: int | None = None
    refusal: str = ""
    refusal_detail: str = ""

    @staticmethod
    def refused(name: str, reason: Unreadable) -> "Candidate":
        """Return a piece that becomes no article."""
        detail = clean_line(reason.detail, 300)
        return Candidate(name, outcome=Outcome.REFUSED, refusal=reason.code, refusal_detail=detail)

    @property
    def address(self) -> bytes:
        """The digest of its canonical address; empty where it has none."""
        return bytes(self.article.canonical_sha256 or b"")

    def end(self, outcome: Outcome, article_id: int | None) -> None:
        """Note that it became an article, or is one that is here."""
        self.outcome, self.article_id = outcome, article_id

    def as_item(self) -> tuple[object, ...]:
        """Return its values of ``OF_AN_ITEM``."""
        notes = [list(note) for note in self.piece.notes] if self.outcome == Outcome.IMPORTED else []
        return (self.name[:500], self.outcome.value, self.article_id, self.refusal, self.refusal_detail, notes)


def candidate_of(actor: User, name: str, read: Callable[[], tuple[Piece, dict[str, str]]]) -> Candidate:
    """Return what ``read`` returns, a piece and what is said about it, as an article to be, or as refused."""
    try:
        piece, about = read()
        published_at, language = as_time(about.get("published_at") or piece.published), about.get("language", "")
        article = article_of(actor, piece, about=about, published_at=published_at, language=language)
    except Unreadable as reason:
        return Candidate.refused(name, reason)
    return Candidate(name, piece, article, folded_digest(piece.text))


def store_rows(batch: Import, name: str, rows: Sequence[Row], mapped: Mapped) -> None:
    """Store rows as articles and write what became of each; call it in a transaction.

    A text that is here letter by letter is known by its digest before anything is made of its row.
    """
    digests = [digest_as_written(row, mapped) for row in rows]
    same = ArticleText.objects.filter(sha256__in=digests).order_by("-article")
    known = {bytes(digest): pk for digest, pk in same.values_list("sha256", "article")}
    candidates = []
    for row, digest in zip(rows, digests, strict=True):
        title = f"{name[:480]}:{row.number}"
        if digest in known:
            candidates.append(Candidate(title, outcome=Outcome.DUPLICATE, article_id=known[digest]))
        else:
            candidates.append(candidate_of(batch.imported_by, title, partial(read_row, row, mapped)))
    store_candidates(batch, candidates)


def digest_as_written(row: Row, mapped: Mapped) -> bytes:
    """Return the digest that the text of a row has if nothing of it needs to be cleaned; empty where it has no text."""
    if row.refusal or "text" not in mapped:
        return b""
    return ArticleText.digest(row.cells[mapped["text"]].strip().encode("utf-8", "replace").decode())


def store_candidates(batch: Import, candidates: Sequence[Candidate]) -> None:
    """Store what is not here yet, and write what became of each; call it in a transaction."""
    new = [candidate for candidate in candidates if candidate.outcome == Outcome.WAITING]
    if new:
        lock(new)
        store_new(batch.imported_by, new)
    alike = ImportItem(of=batch, outcome=Outcome.IMPORTED, state=State.DONE)
    copy_rows(alike, OF_AN_ITEM, (candidate.as_item() for candidate in candidates))


def lock(candidates: Iterable[Candidate]) -> None:
    """Let imports of the same texts wait for each other, until the transaction ends; by whichever door they come.

    In the order of their digests: two chunks that share texts would otherwise wait for each other for ever.
    """
    keys = sorted({int.from_bytes(candidate.digest[:8], signed=True) for candidate in candidates})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def store_new(actor: User, candidates: Sequence[Candidate]) -> None:
    """Store those of locked candidates that are neither here nor twice among themselves."""
    by_text, by_address = here(candidates)
    firsts: dict[bytes, Candidate] = {}
    fresh, twins = [], []
    for candidate in candidates:
        address, text = candidate.address, b"text " + candidate.digest
        if same := by_address.get(address) or by_text.get(candidate.digest):
            candidate.end(Outcome.DUPLICATE, same)
        elif first := (firsts.get(address) if address else None) or firsts.get(text):
            twins.append((candidate, first))
        else:
            fresh.append(candidate)
            firsts |= {address: candidate, text: candidate}
    if fresh:
        store_fresh(actor, fresh)
    for twin, first in twins:
        twin.end(Outcome.DUPLICATE, first.article_id)


def here(candidates: Sequence[Candidate]) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """Return the articles that candidates' texts and addresses are already, by digest; in two queries."""
    addresses = [candidate.address for candidate in candidates if candidate.address]
    same = Article.objects.filter(canonical_sha256__in=addresses) if addresses else Article.objects.none()
    by_address = {bytes(digest): pk for digest, pk in same.values_list("canonical_sha256", "pk") if digest}
    return same_texts(candidate.digest for candidate in candidates), by_address


def store_fresh(actor: User, candidates: Sequence[Candidate]) -> None:
    """Store all at once; one by one when another import brings one of their addresses at this moment."""
    try:
        with transaction.atomic():
            copy_articles(actor, candidates)
    except IntegrityError:
        for candidate in candidates:
            try:
                candidate.end(Outcome.IMPORTED, write_article(candidate.article, candidate.piece).pk)
            except Duplicate as other:
                candidate.end(Outcome.DUPLICATE, other.article.pk)


def copy_articles(actor: User, candidates: Sequence[Candidate]) -> None:
    """Write the rows that :func:`articles.flow.importing.write_article` makes one by one, with a COPY a table.

    Raises IntegrityError when the canonical address of one of them is here.
    """
    ids = next_ids(Article, len(candidates))
    text_ids = next_ids(ArticleText, len(candidates))
    articles, texts = [one.article for one in candidates], [one.piece.text for one in candidates]
    rows = (
        (*pks, *(getattr(article, name) for name in OF_AN_ARTICLE))
        for *pks, article in zip(ids, text_ids, articles, strict=True)
    )
    copy_rows(Article(imported_by=actor), ("id", "current_text_id", *OF_AN_ARTICLE), rows)
    versions = zip(text_ids, ids, texts, map(ArticleText.digest, texts), strict=True)
    copy_rows(ArticleText(number=1, created_by=actor), ("id", "article_id", "text", "sha256"), versions)
    digests = zip(text_ids, (one.digest for one in candidates), strict=True)
    copy_rows(Fingerprint(), ("article_text_id", "folded_sha256"), digests)
    events = zip(ids, ({"text": 1, "title": article.title} for article in articles), strict=True)
    alike = Event(**event_values(Verb.ARTICLE_IMPORTED, actor, articles[0], None, None, None))
    copy_rows(alike, ("article_id", "after"), events)
    enqueue_texts(text_ids)
    for candidate, pk in zip(candidates, ids, strict=True):
        candidate.end(Outcome.IMPORTED, pk)


def enqueue_texts(text_ids: Sequence[int]) -> None:
    """Write the job rows of texts, and ring for the first of them once the transaction is in."""
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    job_ids = next_ids(Extraction, len(text_ids))
    copy_rows(Extraction(request_id=request_id), ("id", "article_text_id"), zip(job_ids, text_ids, strict=True))
    first = job_ids[:RUNG_AT_ONCE]
    Extraction.objects.filter(pk__in=first).update(rung_at=Now())
    for pk in first:
        transaction.on_commit(partial(bells.ring, Bell.EXTRACT, pk), robust=True)
