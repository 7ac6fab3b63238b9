"""The first page leads to a person's work."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import User
from tests.people import make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [("edi", "article_list"), ("jaya", "assignment_list"), ("ade", "import_list"), ("sari", "article_list")],
)
def test_it_leads_to_the_work_of_the_person(client_of: ClientOf, name: str, leads_to: str) -> None:
    response = client_of(make_person(name)).get(reverse("home"), follow=True)
    assert response.redirect_chain == [(reverse(leads_to), 302)]
    assert response.status_code == 200


def test_nobody_with_a_role_is_told_whom_to_ask(client_of: ClientOf, nona: User) -> None:
    response = client_of(nona).get(reverse("home"))
    assert response.status_code == 200
    assert b"Ask your admin" in response.content
    assert b"/articles/" not in response.content


def test_without_signing_in_it_leads_to_the_sign_in_page(client: Client) -> None:
    assert client.get(reverse("home")).headers["Location"] == f"{reverse('sign_in')}?next=/"


def test_it_is_only_read(client_of: ClientOf, edi: User) -> None:
    assert client_of(edi).post(reverse("home")).status_code == 405


def test_a_deactivated_person_is_signed_out_at_once(client_of: ClientOf, edi: User) -> None:
    session = client_of(edi)
    User.objects.filter(pk=edi.pk).update(is_active=False)
    assert session.get(reverse("article_list")).status_code == 302
