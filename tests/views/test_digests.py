"""The page on which a person says how often they want mail of their notices."""

from collections.abc import Callable

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django.fixtures import Settings

from articles.models import Digest, DigestChoice, User

ClientOf = Callable[[User], Client]
PAGE = "/me/notices/settings/"
DAILY = {"address": "jaya@desk.example", "rhythm": "daily", "hour": 7, "language": "id"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def _offered(settings: Settings) -> None:
    settings.EMAIL_OFFERED = True


@pytest.mark.usefixtures("_offered")
def test_a_choice_is_kept(jaya: User, client_of: ClientOf) -> None:
    session = client_of(jaya)
    assert "Once a day at" in session.get(PAGE).text
    page = session.post(PAGE, DAILY, follow=True).text
    assert "Your choice is saved." in page
    choice = DigestChoice.objects.get()
    assert (choice.person, choice.rhythm, choice.hour, choice.language) == (jaya, "daily", 7, "id")
    jaya.refresh_from_db()
    assert jaya.email == "jaya@desk.example"
    since = choice.since
    session.post(PAGE, DAILY | {"rhythm": "hourly"})
    choice.refresh_from_db()
    assert (choice.rhythm, choice.since) == ("hourly", since)


@pytest.mark.usefixtures("_offered")
@pytest.mark.parametrize(
    "wrong",
    [{"address": ""}, {"address": "x\r\nBcc: y@z.example"}, {"rhythm": "hourly!"}, {"hour": 24}, {"language": "xx"}],
)
def test_what_is_wrong_is_said(jaya: User, client_of: ClientOf, wrong: dict[str, object]) -> None:
    response = client_of(jaya).post(PAGE, DAILY | wrong)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert not DigestChoice.objects.exists()


@pytest.mark.usefixtures("_offered")
def test_a_mail_that_did_not_go_out_is_told(jaya: User, client_of: ClientOf) -> None:
    values = {"state": "failed", "failure": "refused", "failure_detail": "550 no", "finished_at": Now()}
    Digest.objects.create(person=jaya, period=Now(), **values)
    page = client_of(jaya).get(PAGE).text
    assert "The mail server refused the last mail." in page
    assert "550" not in page


def test_without_a_mail_server_none_is_offered(jaya: User, client_of: ClientOf, client: Client) -> None:
    session = client_of(jaya)
    page = session.get(PAGE).text
    assert "The desk sends no mail" in page
    assert "<fieldset" not in page
    assert session.post(PAGE, DAILY).status_code == 422
    assert not DigestChoice.objects.exists()
    assert client.get(PAGE).status_code == 302
