"""The database itself refuses to change or delete the record."""

import pytest
from django.db import DatabaseError, connection, transaction

from articles.models import (
    AnswerPair,
    ArticleText,
    Capture,
    Comment,
    CommentWording,
    Event,
    Evidence,
    EvidenceCapture,
    EvidenceFile,
    User,
    Verdict,
)
from articles.models.events import Verb
from articles.models.verdicts import EvidenceStance
from tests.make import make_article, make_capture, make_claim, make_comment, make_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(jaya: User, joko: User) -> dict[str, object]:
    """Return one row of each append-only table."""
    article = make_article()
    make_capture(article)
    verdict = make_verdict(make_claim(article), jaya)
    comment = make_comment(verdict.claim, jaya)
    Comment.objects.filter(pk=comment.pk).update(words="other words", wording=2)
    other = make_verdict(verdict.claim, joko)
    AnswerPair.objects.create(claim=verdict.claim, first=verdict, second=other, is_equal=True)
    Event.objects.record(Verb.ARTICLE_IMPORTED, actor=jaya, article=article)
    file = EvidenceFile.objects.create(
        name="a.png", content_type="image/png", data=b"x", byte_count=1, sha256=bytes(32), uploaded_by=jaya
    )
    piece = Evidence.objects.create(
        verdict=verdict, url="https://data.example/", stance=EvidenceStance.SUPPORTS, file=file
    )
    EvidenceCapture.objects.create(
        evidence=piece, url=piece.url, final_url=piece.url, status=200, **EvidenceCapture.packed(b"x")
    )
    connection.check_constraints()  # the deferred ones, else TRUNCATE is refused because of them
    return {"article": article, "verdict": verdict}


OTHER = {"is_equal": False}
"""What a field could be changed to, where words cannot be its value."""

TABLES = [
    (AnswerPair, "is_equal"),
    (ArticleText, "text"),
    (Verdict, "reason"),
    (Event, "request_id"),
    (Comment, "words"),
    (CommentWording, "words"),
    (Evidence, "title"),
    (Capture, "final_url"),
    (EvidenceCapture, "final_url"),
    (EvidenceFile, "name"),
]


@pytest.mark.parametrize(("model", "field"), TABLES)
def test_no_row_can_be_changed(record: dict[str, object], model: type, field: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        model.objects.update(**{field: OTHER.get(field, "something else")})
    assert not model.objects.filter(**{field: OTHER.get(field, "something else")}).exists()


@pytest.mark.parametrize(("model", "field"), TABLES)
def test_no_row_can_be_deleted(record: dict[str, object], model: type, field: str) -> None:
    count = model.objects.count()
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert model.objects.count() == count > 0


@pytest.mark.parametrize(("model", "field"), TABLES)
def test_no_table_can_be_emptied(record: dict[str, object], model: type, field: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot truncate"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
    assert model.objects.exists()
