"""The pages for what went wrong: each says what to do, in the person's language, and none asks the database."""

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.models import User
from articles.views import errors


def test_nothing_here_looks_the_same_signed_in_or_not(client: Client, db: None) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_too_much_at_once_is_said(client: Client, edi: User) -> None:
    client.force_login(edi)
    response = client.post("/assignments/", {f"field{number}": "x" for number in range(3_000)})
    assert response.status_code == 400
    assert "too much at once" in response.content.decode()


def test_an_unknown_host_gets_a_page_before_anybody_is_known(client: Client, db: None) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_a_form_without_its_token_is_told_to_load_the_page_again(edi: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(edi)
    response = client.post("/assignments/")
    assert response.status_code == 403
    assert "load the page again" in response.content.decode()


@pytest.mark.parametrize("name", ["errors/500.html", "errors/503.html"])
def test_the_last_pages_need_neither_request_nor_database(name: str, db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        page = render_to_string(name)
    assert len(captured) == 0
    assert '<main class="page' in page
    assert '<link rel="stylesheet" href="/static/css/periksa.' in page


def test_an_absent_database_is_a_pause_and_not_a_fault(rf: RequestFactory) -> None:
    def answer(error: Exception) -> HttpResponse:
        try:
            raise error
        except type(error):
            return errors.server_error(HttpRequest())

    away = answer(OperationalError("connection refused at 127.0.0.1:5432"))
    assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
    assert b"5432" not in away.content
    assert answer(KeyError("x")).status_code == 500


def test_the_language_of_an_error_is_the_pages(db: None) -> None:
    with translation.override("id"):
        assert '<html lang="id">' in render_to_string("errors/500.html")
