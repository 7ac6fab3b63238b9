"""Pieces that wait: read once, whatever is repeated, late or killed; a large import leaves room for a small one."""

from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from articles.bells import Bell
from articles.flow import extracting, fetching, queueing
from articles.models import Article, Extraction, Import, ImportItem, Payload, User, Worker
from articles.models.imports import Outcome, Way
from articles.models.jobs import State
from articles.reading import Piece
from tests.make import TEXT, make_article

pytestmark = pytest.mark.django_db(transaction=True)


def upload(admin: User, *files: tuple[str, bytes], about: dict[str, str] | None = None) -> list[ImportItem]:
    """Return the waiting pieces of an import of files."""
    batch = Import.objects.create(way=Way.FILES, imported_by=admin)
    rows = [ImportItem(name=name, about=about or {}) for name, _data in files]
    with transaction.atomic():
        return queueing.add_pieces(batch, rows, [data for _name, data in files])


def read_one(admin: User, name: str, data: bytes, **about: str) -> ImportItem:
    """Return a piece after a worker has read it."""
    item = upload(admin, (name, data), about=about)[0]
    assert fetching.run_item(item.pk, worker="w")
    item.refresh_from_db()
    return item


def test_a_file_that_waited_becomes_an_article_once(ade: User) -> None:
    item = upload(ade, ("satu.txt", TEXT.encode()), about={"title": "Bantuan", "language": "id"})[0]
    assert (item.outcome, item.state) == (Outcome.WAITING, State.QUEUED)
    assert fetching.run_item(item.pk, worker="w")
    item.refresh_from_db()
    article = Article.objects.get()
    assert (item.outcome, item.state, item.article, item.attempt) == (Outcome.IMPORTED, State.DONE, article, 1)
    assert (article.title, article.language, article.imported_by) == ("Bantuan", "id", ade)
    assert Extraction.objects.get().article_text == article.current_text
    assert not Payload.objects.exists()
    assert not fetching.run_item(item.pk, worker="w")
    assert Article.objects.count() == Extraction.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "about", "refusal"),
    [
        ("kosong.txt", b" ", {}, "empty"),
        ("gambar.txt", b"\x89PNG" + bytes(200), {}, "binary"),
        ("baik.txt", TEXT.encode(), {"language": "klingon!"}, "unknown_language"),
        ("baik.txt", TEXT.encode(), {"published_at": "9999-99-99"}, "bad_value"),
    ],
)
def test_what_cannot_be_read_has_its_reason(
    ade: User, name: str, data: bytes, about: dict[str, str], refusal: str
) -> None:
    item = read_one(ade, name, data, **about)
    assert (item.outcome, item.refusal, item.article) == (Outcome.REFUSED, refusal, None)
    assert not Article.objects.exists()
    assert not Payload.objects.exists()


def test_the_same_text_is_said_to_be_here(ade: User) -> None:
    article = make_article()
    item = read_one(ade, "lagi.txt", TEXT.encode())
    assert (item.outcome, item.article) == (Outcome.DUPLICATE, article)


def test_several_articles_in_one_piece_become_as_many(ade: User) -> None:
    item = upload(ade, ("kumpulan.txt", TEXT.encode()))[0]
    pieces = [Piece(text=TEXT, title="Satu"), Piece(text="Berita kedua hari ini.", title="Dua"), Piece(text=TEXT)]
    assert ImportItem.objects.claim(item.pk, worker="w")
    item.refresh_from_db()
    assert fetching.store(item, pieces)
    rows = list(ImportItem.objects.order_by("pk").values_list("name", "outcome", "article__title"))
    assert rows == [
        ("kumpulan.txt", "imported", "Satu"),
        ("kumpulan.txt (2)", "imported", "Dua"),
        ("kumpulan.txt (3)", "duplicate", "Satu"),
    ]


def test_an_attempt_that_lost_its_lease_stores_nothing(ade: User) -> None:
    item = upload(ade, ("satu.txt", TEXT.encode()))[0]
    assert ImportItem.objects.claim(item.pk, worker="slow")
    item.refresh_from_db()
    ImportItem.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert fetching.run_item(item.pk, worker="quick")
    assert not fetching.store(item, [Piece(text="Berita lain sama sekali.")])
    assert not fetching.refuse(item, "too_slow")
    assert Article.objects.count() == 1
    assert ImportItem.objects.get().attempt == 2


def test_the_work_of_a_dead_worker_is_given_back(ade: User) -> None:
    item = upload(ade, ("satu.txt", TEXT.encode()))[0]
    ImportItem.objects.claim(item.pk, worker="dead")
    Worker.objects.create(name="dead")
    Worker.objects.update(seen_at=Now() - timedelta(minutes=1))
    assert fetching.release_abandoned() == 0
    item.refresh_from_db()
    assert (item.state, item.rung_at) == (State.QUEUED, None)
    assert fetching.take_unrung(Bell.READ, limit=10, queue_is_empty=False) == [item.pk]
    assert fetching.take_unrung(Bell.READ, limit=10, queue_is_empty=False) == []
    assert fetching.take_unrung(Bell.FETCH, limit=10, queue_is_empty=True) == []


def test_a_piece_that_kills_its_workers_is_refused(ade: User, settings: Any) -> None:
    item = upload(ade, ("racun.txt", TEXT.encode()))[0]
    for _attempt in range(settings.EXTRACTION_MAX_ATTEMPTS):
        assert ImportItem.objects.claim(item.pk, worker="dead")
        fetching.release_abandoned()
    item.refresh_from_db()
    assert (item.outcome, item.refusal, item.state) == (Outcome.REFUSED, "worker_died", State.DONE)
    assert not fetching.run_item(item.pk, worker="w")
    assert not Payload.objects.exists()


@pytest.mark.parametrize(
    ("raised", "refusal"), [(SoftTimeLimitExceeded(), "too_slow"), (RuntimeError("broken"), "reader_error")]
)
def test_what_a_reader_stumbles_over_is_the_pieces_own_story(
    ade: User, monkeypatch: pytest.MonkeyPatch, raised: Exception, refusal: str
) -> None:
    def stumble(*_: object) -> None:
        raise raised

    monkeypatch.setattr(fetching, "read_file", stumble)
    assert read_one(ade, "satu.txt", TEXT.encode()).refusal == refusal


def test_a_large_import_is_rung_for_a_few_at_a_time(ade: User) -> None:
    files = [(f"{number}.txt", f"Berita nomor {number} hari ini.".encode()) for number in range(30)]
    rows = upload(ade, *files)
    rung = ImportItem.objects.filter(rung_at__isnull=False)
    assert rung.count() == queueing.RUNG_AHEAD
    fetching.run_item(rows[0].pk, worker="w")
    assert rung.count() == queueing.RUNG_AHEAD + 1
    small = upload(ade, ("kecil.txt", TEXT.encode()))[0]
    assert small.pk in rung.values_list("pk", flat=True)


def test_a_piece_that_waits_has_no_article_and_one_that_is_done_waits_no_more(ade: User) -> None:
    item = upload(ade, ("satu.txt", TEXT.encode()))[0]
    rows = ImportItem.objects.filter(pk=item.pk)
    for values in ({"state": "done"}, {"outcome": "imported"}, {"state": "running"}, {"refusal": "empty"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_every_queue_needs_a_worker(db: None) -> None:
    extracting.note_worker_alive("fetcher", ["fetching", "feeds"])
    assert not Worker.objects.attend_to_everything()
    extracting.note_worker_alive("worker", ["extraction", "reading"])
    assert Worker.objects.attend_to_everything()
    Worker.objects.filter(name="fetcher").update(seen_at=Now() - timedelta(minutes=1))
    assert not Worker.objects.attend_to_everything()
