"""Many articles at once are stored as one by one: the same rows, once, whoever else imports."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from articles.flow import importing, storing
from articles.models import Article, ArticleText, Event, Extraction, Fingerprint, Import, ImportItem, User
from articles.models.imports import Way
from articles.reading import Row, read_text
from articles.reading.columns import Mapped
from tests.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)

MAPPED: Mapped = {"text": 0, "url": 1, "title": 2, "published_at": 3}


def rows_of(*cells: tuple[str, ...]) -> list[Row]:
    """Return rows of a table, with nothing in the cells that are not given."""
    return [Row(number, (*one, *[""] * (4 - len(one)))) for number, one in enumerate(cells, start=2)]


def store(admin: User, *cells: tuple[str, ...]) -> list[tuple[str, int | None]]:
    """Store rows of a table; return what became of each, with its article."""
    batch = Import.objects.create(way=Way.COMMAND, imported_by=admin)
    with transaction.atomic():
        storing.store_rows(batch, "a.csv", rows_of(*cells), MAPPED)
    return list(batch.items.order_by("pk").values_list("outcome", "article"))


def values_of(article: Article) -> dict[str, Any]:
    """Return all rows of an article, without what differs between any two."""
    own = {"id", "article", "article_text", "current_text", "imported_at", "created_at", "at", "due_at", "rung_at"}
    models = (ArticleText, Extraction, Event)
    found = [article, *(model.objects.get(**{of(model): article}) for model in models)]
    found.append(Fingerprint.objects.get(article_text=article.current_text))
    return {
        f"{type(row).__name__}.{field.name}": getattr(row, field.attname)
        for row in found
        for field in row._meta.concrete_fields
        if field.name not in own
    }


def of(model: type[Any]) -> str:
    """Return how a model refers to its article."""
    return "article_text__article" if model is Extraction else "article"


def test_a_row_is_stored_as_a_paste_is(ade: User) -> None:
    text, url = "Kepala desa mengatakan jalan itu selesai.", "https://warta.example/a?id=1&utm_source=x"
    [(_outcome, copied)] = store(ade, (text, url, "Judul \\N \t; NULL", "2026-05-09"))
    one = values_of(Article.objects.get(pk=copied))
    other = importing.import_text(
        actor=ade,
        text=text.replace("itu", "ini"),
        url=url.replace("1", "2"),
        title="Judul \\N \t; NULL",
        published_at=importing.as_time("2026-05-09"),
    ).items.get()
    two = values_of(Article.objects.get(pk=other.article_id))
    differ = {name for name in one if one[name] != two[name]}
    assert differ == {
        "Article.url",
        "Article.canonical_url",
        "Article.canonical_sha256",
        "ArticleText.text",
        "ArticleText.sha256",
        "Fingerprint.folded_sha256",
    }
    assert one["Article.title"] == "Judul \\N ; NULL"


def test_within_one_chunk_a_text_or_an_address_enters_once(ade: User) -> None:
    first, second = "Kepala desa mengatakan jalan selesai.", "Nelayan mengatakan ikan berkurang."
    found = store(
        ade,
        (first, "https://warta.example/a"),
        (first.replace(" ", "  "),),
        (second, "https://m.warta.example/a?utm_source=x"),
        (second,),
        (first,),
    )
    assert [outcome for outcome, _article in found] == ["imported", "duplicate", "duplicate", "imported", "duplicate"]
    assert [found[place][1] for place in (1, 2, 4)] == [found[0][1]] * 3
    assert Article.objects.count() == 2


def test_an_address_that_another_import_brings_at_this_moment_is_its_article(
    ade: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = storing.here

    def before_the_other(candidates: Any) -> Any:
        found = here(candidates)
        importing.import_text(actor=ade, text="Yang lain lebih dulu sampai.", url="https://warta.example/b")
        return found

    monkeypatch.setattr(storing, "here", before_the_other)
    found = store(
        ade, ("Kabar pertama dari desa itu.",), ("Kabar kedua dari desa itu.", "https://www.warta.example/b/")
    )
    assert [outcome for outcome, _article in found] == ["imported", "duplicate"]
    assert Article.objects.get(pk=found[1][1]).url == "https://warta.example/b"
    assert Article.objects.count() == ArticleText.objects.count() == Extraction.objects.count() == 2


def test_chunks_that_share_texts_do_not_wait_for_each_other_for_ever(ade: User) -> None:
    stories = [(f"Kabar nomor {n} dari desa itu.",) for n in range(30)]
    orders = [stories, stories[::-1], stories[10:] + stories[:10]]
    found = at_the_same_moment([lambda order=order: store(ade, *order) for order in orders])  # type: ignore[misc]
    assert not [error for error in found if isinstance(error, Exception)]
    assert Article.objects.count() == 30
    assert ImportItem.objects.filter(outcome="imported").count() == 30
    assert ImportItem.objects.count() == 90


def test_the_database_keeps_its_rules(ade: User) -> None:
    batch = Import.objects.create(way=Way.COMMAND, imported_by=ade)
    text = read_text("Kabar dari desa itu sampai kemarin.")
    candidates = [storing.candidate_of(ade, "a", lambda: (text, {"url": "https://warta.example/a"})) for _ in range(2)]
    with pytest.raises(IntegrityError):
        storing.copy_articles(ade, candidates)
    assert not Article.objects.exists()
    assert batch.items.count() == 0
