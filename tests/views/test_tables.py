"""The page that asks which column is what."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.models import Article, Import, UploadedTable, User
from tests.worker import work

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

ROWS = (
    "judul;isi;tanggal\nSatu;Kepala desa mengatakan jalan selesai.;9 Mei 2026\n"
    "<script>alert(1)</script>;Warga ragu akan hal itu.;lusa\nTiga;a;b;c;d\n"
)


@pytest.fixture
def table(client_of: ClientOf, ade: User) -> UploadedTable:
    """Return a table that was uploaded at the door and looked at by a worker."""
    client_of(ade).post(reverse("import_files"), {"uploads": [SimpleUploadedFile("a.csv", ROWS.encode())]})
    work(Import.objects.get())
    return UploadedTable.objects.select_related("item__of").get()


def test_the_import_leads_to_the_columns_and_they_to_the_articles(
    client_of: ClientOf, ade: User, table: UploadedTable
) -> None:
    session = client_of(ade)
    address = reverse("table_detail", args=[table.pk])
    batch = table.item.of
    assert address in session.get(batch.get_absolute_url()).text
    page = session.get(address).text
    assert "3 rows" in page
    assert "A value cannot be used: lusa" in page
    assert "This row has 5 cells, more than the heading." in page
    assert "<script>alert" not in page
    sent = session.post(reverse("table_confirm", args=[table.pk]), {"text": "1", "title": "0"})
    assert sent.headers["Location"] == batch.get_absolute_url()
    assert "0 of 3 rows" in session.get(batch.get_absolute_url()).text
    assert session.get(address).headers["Location"] == batch.get_absolute_url()
    work(batch)
    assert set(Article.objects.values_list("title", flat=True)) == {"Satu", "<script>alert(1)</script>"}
    assert "more than the heading" in session.get(batch.get_absolute_url()).text


def test_other_columns_are_shown_before_they_count(client_of: ClientOf, ade: User, table: UploadedTable) -> None:
    session = client_of(ade)
    address = reverse("table_detail", args=[table.pk])
    page = session.get(address, {"text": "0"}).text
    assert "There is no article in it" in page
    assert "lusa" in page
    assert "A value cannot be used" not in page
    part = session.get(address, {"text": "1"}, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'id="preview"' in part


@pytest.mark.parametrize(
    "sent", [{}, {"text": ""}, {"text": "9"}, {"text": "1", "title": "1"}, {"text": "1", "url": "x"}]
)
def test_columns_that_cannot_be_are_refused(
    client_of: ClientOf, ade: User, table: UploadedTable, sent: dict[str, str]
) -> None:
    answer = client_of(ade).post(reverse("table_confirm", args=[table.pk]), sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    table.refresh_from_db()
    assert not table.is_confirmed


def test_a_table_is_discarded(client_of: ClientOf, ade: User, table: UploadedTable) -> None:
    session = client_of(ade)
    page = session.post(reverse("table_discard", args=[table.pk]), follow=True).text
    assert "nothing of it was imported" in page
    assert not UploadedTable.objects.exists()
    assert session.post(reverse("table_discard", args=[table.pk])).status_code == 404


def test_what_somebody_else_has_chosen_meanwhile_stands(client_of: ClientOf, ade: User, table: UploadedTable) -> None:
    session = client_of(ade)
    address = reverse("table_confirm", args=[table.pk])
    session.post(address, {"text": "1"})
    page = session.post(address, {"text": "0"}, follow=True).text
    assert "Somebody has chosen the columns already." in page
    table.refresh_from_db()
    assert table.mapping == {"text": 1}
