"""The record of each version of the engine, from what people did with its claims."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.flow.correcting import add_claim, dismiss_claim, merge_claims, split_claim
from articles.flow.settling import Settlement, settle_claim
from articles.flow.versioning import add_version
from articles.models import Article, Claim, Extraction, User
from articles.models.engine_record import version_records
from tests.make import TEXT
from tests.reviewed import assigned, decide_all, edit, extracted

pytestmark = pytest.mark.django_db(transaction=True)


def read(admin: User, editor: User, journalist: User, version: str, text: str = TEXT) -> Article:
    """Return an article in review that a version of the engine has read."""
    article = assigned(extracted(admin, text=text, language="id"), editor, journalist)
    Extraction.objects.filter(article_text__article=article).update(engine="rules", engine_version=version)
    return article


def test_what_people_did_is_counted(ade: User, edi: User, jaya: User) -> None:
    article = read(ade, edi, jaya, "1")
    found = list(Claim.objects.filter(article=article).in_reading_order())
    total = len(found)
    assert total >= 4
    edit(jaya, found[0], quotation="warga sudah menerima bantuan")
    dismiss_claim(actor=jaya, claim=found[1], version=found[1].version)
    added = add_claim(actor=jaya, article=article, quotation="1.200 keluarga", claimant="Para ahli")
    (waiting,) = version_records()
    assert (waiting.articles, waiting.judged, waiting.open, waiting.added) == (0, 0, total, 0)
    assert (waiting.precision, waiting.untouched) == (None, None)
    decide_all(jaya, article)
    (record,) = version_records()
    assert (record.engine, record.version, record.language, record.articles) == ("rules", "1", "id", 1)
    assert (record.accepted, record.corrected, record.dismissed, record.open) == (total - 2, 1, 1, 0)
    assert (record.found, record.added) == (total, 1)
    assert record.precision == (total - 1) / total
    assert record.untouched == (total - 2) / total
    added.refresh_from_db()
    dismiss_claim(actor=jaya, claim=added, version=added.version)
    assert version_records()[0].added == 0


def test_split_and_merged_claims_are_corrected_ones_and_nothing_added(ade: User, edi: User, jaya: User) -> None:
    article = read(ade, edi, jaya, "1")
    first, second, third, *rest = Claim.objects.filter(article=article).in_reading_order()
    words = first.quotation.split(" ", 2)
    split_claim(actor=jaya, claim=first, version=first.version, parts=[" ".join(words[:2]), words[2]])
    merge_claims(actor=jaya, claim=second, version=second.version, other=third, other_version=third.version)
    decide_all(jaya, article)
    (record,) = version_records()
    assert (record.accepted, record.corrected, record.dismissed) == (len(rest), 3, 0)
    assert record.added == 0


def test_each_version_has_its_record_and_the_queries_stay_the_same(ade: User, edi: User, jaya: User) -> None:
    decide_all(jaya, read(ade, edi, jaya, "1"))
    with CaptureQueriesContext(connection) as few:
        version_records()
    read(ade, edi, jaya, "2", TEXT + "\n\nWali kota mengatakan 40 jalan rusak.")
    read(ade, edi, jaya, "2", TEXT + "\n\nWali kota mengatakan 50 jalan rusak.")
    with CaptureQueriesContext(connection) as many:
        records = version_records()
    assert [(record.version, record.articles) for record in records] == [("2", 0), ("1", 1)]
    assert len(many) == len(few) == 3


def test_a_version_that_found_nothing_is_listed_all_the_same(ade: User, edi: User, jaya: User) -> None:
    read(ade, edi, jaya, "1", "Pasar itu ramai. Warga senang berbelanja di sana bersama keluarga mereka.")
    (record,) = version_records()
    assert (record.found, record.precision) == (0, None)


def test_what_a_later_text_left_behind_counts_nowhere(ade: User, edi: User, jaya: User) -> None:
    article = read(ade, edi, jaya, "1")
    first = Claim.objects.filter(article=article).in_reading_order()[0]
    new = TEXT.replace(first.quotation, "sebagian warga belum didata")
    add_version(actor=ade, article=article, text=new)
    first.refresh_from_db()
    settle_claim(actor=jaya, claim=first, version=first.version, settlement=Settlement.ASIDE)
    decide_all(jaya, article)
    (record,) = version_records()
    assert record.dismissed == 0
    assert record.judged == Claim.objects.filter(article=article, extraction__isnull=False).count() - 1
