"""Lists as files: all rows, those that the person sees, nothing that a spreadsheet runs, and a line in the log."""

import csv
import json
from collections.abc import Callable
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from articles.models import Claim, SecondReview, User
from articles.views import exports, sheets
from tests.make import make_article, make_assignment, make_claim, make_claimant, make_evidence, make_verdict

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PATHS = ("/articles/export/", "/search/export/?q=bantuan")
HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "|x", "＝1", "＋1", " =1", "'=1", '"=1', "a\x07b"]


def body_of(session: Client, path: str, wanted: str) -> bytes:
    """Return the bytes of an export."""
    response = session.get(path + ("&" if "?" in path else "?") + f"format={wanted}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Cache-Control"] == "private, no-store"
    return b"".join(response)  # type: ignore[arg-type]


def table(session: Client, path: str) -> list[list[str]]:
    """Return the rows of an export as CSV, with its head and its columns."""
    return list(csv.reader(StringIO(body_of(session, path, "csv").decode("utf-8-sig"), newline="")))


@pytest.fixture
def decided(jaya: User) -> Claim:
    """A claim in an article that jaya has, decided with a reason and evidence."""
    article = make_article(title="Bantuan banjir")
    make_assignment(article, jaya)
    claim = make_claim(article)
    make_evidence(make_verdict(claim, jaya, reason="Bantuan dibantah.", answer="disputed"))
    return claim


def test_every_row_comes_in_every_format(client_of: ClientOf, edi: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "PORTION", 7)
    for number in range(30):
        make_article(title=f"bantuan nomor {number}")
    session = client_of(edi)
    for path in PATHS:
        head, columns, *rows = table(session, path)
        assert head[0].startswith("periksa: ")
        assert head[1].startswith("search:")
        assert len({row[columns.index("title")] for row in rows}) == len(rows) == 30
        first, *objects = [json.loads(line) for line in body_of(session, path, "jsonl").splitlines()]
        assert first["export"]["periksa"] in {"articles", "search"}
        assert [one["title"] for one in objects] == [row[columns.index("title")] for row in rows]
        sheet = load_workbook(BytesIO(body_of(session, path, "xlsx")), read_only=True).worksheets[0]
        assert [row[columns.index("title")] for row in sheet.iter_rows(min_row=3, values_only=True)] == [
            one["title"] for one in objects
        ]


def test_a_large_list_goes_on_in_a_further_sheet(
    client_of: ClientOf, edi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 2)
    for _number in range(5):
        make_article()
    book = load_workbook(BytesIO(body_of(client_of(edi), "/articles/export/", "xlsx")))
    assert [page.max_row for page in book.worksheets] == [4, 4, 3]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_a_spreadsheet_is_run(client_of: ClientOf, edi: User, words: str) -> None:
    make_article(title=words, publisher=words)
    session = client_of(edi)
    title = table(session, "/articles/export/")[2][1]
    assert title == (words if words[0] in 'a"' else f"'{words}")
    (cell,) = [
        row[1]
        for row in load_workbook(BytesIO(body_of(session, "/articles/export/", "xlsx"))).active.iter_rows(min_row=3)
    ]
    assert cell.data_type == "s"
    assert not str(cell.value).startswith(("=", "+", "-", "@", "\t", "\r", "|", "＝", "＋"))


def test_everybody_takes_what_they_see(
    client_of: ClientOf, decided: Claim, jaya: User, joko: User, edi: User, nona: User
) -> None:
    make_article(title="Bantuan lain")
    numbers = {
        person.username: [len(table(client_of(person), path)) - 2 for path in PATHS]
        for person in (jaya, joko, edi, nona)
    }
    assert numbers == {"jaya": [1, 4], "joko": [0, 0], "edi": [2, 5], "nona": [0, 0]}
    claims = f"/articles/{decided.article_id}/claims/export/"
    assert "Bantuan dibantah." in table(client_of(jaya), claims)[2]
    assert client_of(joko).get(claims + "?format=csv").status_code == 404


def test_filters_hold_and_are_named(client_of: ClientOf, decided: Claim, edi: User) -> None:
    make_claim(make_article(), claimant=make_claimant("Budi"))
    head, _columns, *rows = table(client_of(edi), "/search/export/?q=verdict:disputed&kind=verdict")
    assert "search: verdict:disputed" in head
    assert [row[0] for row in rows] == ["verdict"]
    head, _columns, *rows = table(client_of(edi), "/articles/export/?q=banjir&show=in_review")
    assert {"search: banjir", "show: in_review"} <= set(head)
    assert len(rows) == 1


def test_an_answer_under_blind_second_review_is_not_in_the_file(
    client_of: ClientOf, decided: Claim, jaya: User, joko: User
) -> None:
    make_assignment(decided.article, joko)
    SecondReview.objects.create(claim=decided)
    Claim.objects.filter(pk=decided.pk).update(current_verdict=None)
    for path in (*PATHS, f"/articles/{decided.article_id}/claims/export/"):
        for wanted in ("csv", "jsonl"):
            assert b"dibantah" not in body_of(client_of(joko), path, wanted)
            assert b"disputed" not in body_of(client_of(joko), path, wanted)
    assert b"dibantah" in body_of(client_of(jaya), PATHS[1], "csv")


def test_it_is_logged(client_of: ClientOf, edi: User, caplog: pytest.LogCaptureFixture) -> None:
    body_of(client_of(edi), PATHS[1], "csv")
    assert "list_exported" in caplog.text
    assert "bantuan" in caplog.text


def test_another_format_is_not_there(client_of: ClientOf, edi: User) -> None:
    for wanted in ("", "pdf", "../x"):
        assert client_of(edi).get("/articles/export/", {"format": wanted}).status_code == 404
