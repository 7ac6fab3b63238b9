"""Signing in and out, and the switch of languages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from articles.models import User
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
SIGN_IN = "/sign-in/"


def test_signing_in_leads_to_the_page_that_was_wanted(client: Client, jaya: User) -> None:
    response = client.post(SIGN_IN, {"username": "jaya", "password": PASSWORD, "next": "/queue/?show=done"})
    assert (response.status_code, response.headers["Location"]) == (302, "/queue/?show=done")
    assert client.get("/queue/").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https:///evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil.example", ""],
)
def test_it_never_leads_to_a_foreign_site(client: Client, jaya: User, wanted: str) -> None:
    response = client.post(SIGN_IN, {"username": "jaya", "password": PASSWORD, "next": wanted})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("jaya", "wrong"), ("nobody", PASSWORD), ("JAYA", PASSWORD)])
def test_a_wrong_pair_gets_one_sentence_and_keeps_the_name(
    client: Client, jaya: User, name: str, password: str
) -> None:
    response = client.post(SIGN_IN, {"username": name, "password": password})
    text = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in text
    assert "do not fit together" in text
    assert f'value="{name}"' in text
    assert PASSWORD not in text
    assert "wrong" not in text


def test_a_deactivated_person_gets_the_same_sentence(client: Client) -> None:
    person = make_person("jaya")
    User.objects.filter(pk=person.pk).update(is_active=False)
    response = client.post(SIGN_IN, {"username": "jaya", "password": PASSWORD})
    assert response.status_code == 422
    assert "do not fit together" in response.content.decode()


@pytest.mark.parametrize("typed", ["x" * 1_000_000, "%00", "%ED%A0%80", "%FF%FE"])
@pytest.mark.parametrize("field", ["username", "password"])
def test_hostile_input_is_a_wrong_one(client: Client, jaya: User, field: str, typed: str) -> None:
    values = {"username": "jaya", "password": "wrong", field: typed}
    body = "&".join(f"{name}={value}" for name, value in values.items())
    response = client.post(SIGN_IN, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422


def test_the_session_gets_a_new_key(client: Client, jaya: User) -> None:
    fixed = client.session
    fixed["somebody"] = "chose this session"
    fixed.save()
    client.post(SIGN_IN, {"username": "jaya", "password": PASSWORD})
    assert client.session.session_key not in {fixed.session_key, None}
    assert not type(fixed)().exists(fixed.session_key)


def test_the_demo_shows_its_people_and_their_passwords(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    User.objects.create(username="ade", name="Ade", roles=["admin"], is_demo=True)
    User.objects.create(username="edi", name="Edi", roles=["editor"])
    text = client.get(SIGN_IN).content.decode()
    assert "periksa-demo-ade" in text
    assert "periksa-demo-edi" not in text  # an edi who did not come with the demo
    settings.DEMO = False
    assert "periksa-demo" not in client.get(SIGN_IN).content.decode()


def test_somebody_signed_in_goes_to_their_work(client_of: ClientOf, edi: User) -> None:
    assert client_of(edi).get(SIGN_IN).headers["Location"] == "/"


def test_signing_out_ends_the_session(client_of: ClientOf, jaya: User) -> None:
    session = client_of(jaya)
    assert session.post(reverse("sign_out")).headers["Location"] == SIGN_IN
    assert session.get("/queue/").status_code == 302
    assert session.post(reverse("sign_out")).status_code == 302  # twice is no error


@pytest.mark.parametrize(("method", "path"), [("get", "/sign-out/"), ("put", SIGN_IN), ("delete", SIGN_IN)])
def test_other_methods_are_refused(client: Client, method: str, path: str) -> None:
    assert getattr(client, method)(path).status_code == 405


def test_a_change_needs_the_forms_token(jaya: User) -> None:
    session = Client(enforce_csrf_checks=True)
    assert session.post(SIGN_IN, {"username": "jaya", "password": PASSWORD}).status_code == 403


def test_the_switch_of_languages_keeps_the_place(client_of: ClientOf, jaya: User) -> None:
    session = client_of(jaya)
    page = session.get("/queue/?show=done").content.decode()
    assert 'name="next" value="/queue/?show=done"' in page
    assert '<html lang="en">' in page
    response = session.post(reverse("set_language"), {"language": "id", "next": "/queue/?show=done"})
    assert response.headers["Location"] == "/queue/?show=done"
    changed = session.get("/queue/?show=done")
    assert '<html lang="id">' in changed.content.decode()
    assert changed.headers["Content-Language"] == "id"


def test_the_browser_chooses_the_language_until_somebody_does(client: Client) -> None:
    assert '<html lang="id">' in client.get(SIGN_IN, headers={"accept-language": "id-ID,en;q=0.5"}).content.decode()


def test_a_lost_session_never_puts_the_sign_in_page_into_a_part(client: Client) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/articles/?show=done"}
    response = client.get("/articles/", headers=headers)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in/?next=/articles/%3Fshow%3Ddone"
    assert response.content == b""


def test_a_bare_word_is_no_place_to_go(client: Client, jaya: User) -> None:
    client.force_login(jaya)
    assert client.get("/sign-in/?next=sign_out").headers["Location"] == "/"
    assert client.get("/sign-in/?next=foo").headers["Location"] == "/"


@pytest.mark.parametrize("header", ["http://[", "http://[x", "http://testserver/articles/"])
def test_an_odd_address_of_the_page_before_is_no_fault(client: Client, db: None, header: str) -> None:
    answer = client.get("/articles/", headers={"HX-Request": "true", "HX-Current-URL": header})
    assert answer.status_code == 401
    assert client.post("/assignments/", headers={"Referer": header}).status_code == 302


def test_a_session_cookie_that_is_none_is_forgotten(client: Client, db: None) -> None:
    client.cookies["sessionid"] = "\x00aaaaaaaaaaaa"
    assert client.get("/sign-in/").status_code == 200
