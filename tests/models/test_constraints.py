"""What the database refuses, whoever asks."""

import pytest
from django.db import IntegrityError, transaction

from articles.models import Assignment, Claim, ClaimLink, Extraction, ImportItem, User
from articles.models.extractions import State
from tests.make import make_article, make_assignment, make_claim, make_link

pytestmark = pytest.mark.django_db


def test_a_quotation_fills_its_span() -> None:
    claim = make_claim(make_article())
    with pytest.raises(IntegrityError, match="claim_quotation_fills_its_span"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(end=claim.end + 1)


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (5, 5), (9, 4), (0, 10_000)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no such place"):
        Claim().place("Sebuah kalimat.", start, end)


@pytest.mark.parametrize("worth", [-0.1, 1.1])
def test_check_worthiness_is_between_0_and_1(worth: float) -> None:
    with pytest.raises(IntegrityError, match="claim_worth_is_0_to_1"), transaction.atomic():
        make_claim(make_article(), check_worthiness=worth)


def test_a_text_has_one_waiting_run() -> None:
    article = make_article(status="extracting")
    with pytest.raises(IntegrityError, match="extraction_one_waiting_per_text"), transaction.atomic():
        Extraction.objects.create(article_text=article.current_text)


def test_a_failed_run_has_a_reason() -> None:
    article = make_article()
    with pytest.raises(IntegrityError, match="extraction_failed_with_a_reason"), transaction.atomic():
        Extraction.objects.filter(article_text=article.current_text).update(state=State.FAILED)


def test_a_running_run_has_a_lease() -> None:
    article = make_article()
    with pytest.raises(IntegrityError, match="extraction_running_with_a_lease"), transaction.atomic():
        Extraction.objects.filter(article_text=article.current_text).update(state=State.RUNNING)


def test_nobody_has_an_article_twice(jaya: User) -> None:
    article = make_article()
    make_assignment(article, jaya)
    with pytest.raises(IntegrityError, match="assignment_once_per_person"), transaction.atomic():
        make_assignment(article, jaya)
    assert Assignment.objects.count() == 1


def test_a_claim_does_not_dispute_itself() -> None:
    claim = make_claim(make_article())
    with pytest.raises(IntegrityError, match="claim_link_of_two"), transaction.atomic():
        make_link(claim, claim)
    assert not ClaimLink.objects.exists()


def test_roles_are_known() -> None:
    with pytest.raises(IntegrityError, match="user_roles_are_known"), transaction.atomic():
        User.objects.create(username="x", roles=["owner"])


def test_a_refused_piece_has_its_reason(ade: User) -> None:
    with pytest.raises(IntegrityError, match="import_item_has_its_reason"), transaction.atomic():
        ImportItem.objects.create(of=ade.imports.create(way="files"), name="a.txt", outcome="refused")


def test_public_ids_are_read_out_over_the_telephone() -> None:
    article = make_article()
    ids = {make_claim(article, quotation=word).public_id for word in ["warga", "bantuan", "ahli", "angka"]}
    assert len(ids) == 4
    assert not set("".join(ids)) & set("01ilo")
