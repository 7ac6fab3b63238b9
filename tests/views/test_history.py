"""Everything that happened to a claim, in order; and two verdicts side by side."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Claim, User, Verdict
from tests.make import make_admin, make_article, make_claim, make_verdict
from tests.reviewed import assigned, claim_of, edit, extracted

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
TEXT = "Wali Kota Rina Hartati mengatakan 42 sekolah sudah dibuka kembali sejak hari Senin lalu."


def test_a_claim_tells_its_whole_life_in_order(client_of: ClientOf, jaya: User, edi: User) -> None:
    article = assigned(extracted(make_admin(), text=TEXT, title="Sekolah", language="id"), edi, jaya)
    claim = edit(jaya, claim_of(article, "42 sekolah"), claim_text="42 sekolah dibuka kembali.")
    make_verdict(claim, jaya, answer="supported", reason="Data dinas.")
    make_verdict(claim, jaya, answer="disputed", reason="Data dinas yang baru.")
    page = client_of(jaya).get(claim.get_absolute_url()).text
    told = [
        "imported the article",
        "found the claims",
        "found this claim",
        "assigned the article",
        "to Jaya",
        "corrected this claim",
        "Data dinas.",
        "Data dinas yang baru.",
    ]
    places = [page.index(words, page.index("happened-heading")) for words in told]
    assert places == sorted(places)
    assert claim.extraction is not None
    assert f"{claim.extraction.engine} {claim.extraction.engine_version}" in page
    assert "superseded by verdict 2 of Jaya" in page
    assert 'href="#verdict-2"' in page
    assert not re.search(r'method="post"[^>]*action="[^"]*(claims|verdict|evidence)', page)  # nothing can be changed


def verdicts(claim: Claim, author: User) -> list[Verdict]:
    reasons = ("Menurut data dinas ada 40 sekolah.", "Menurut data dinas ada 42 sekolah.")
    return [make_verdict(claim, author, reason=reason, answer="disputed") for reason in reasons]


def test_two_verdicts_side_by_side(client_of: ClientOf, jaya: User, joko: User) -> None:
    claim = make_claim(make_article(status="done"))
    verdicts(claim, jaya)
    address = reverse("claim_compare", args=[claim.public_id])
    page = client_of(joko).get(address, {"one": "1", "other": "2"}).text
    assert re.search(r"<del>.{1,120}</span>40<", page)
    assert re.search(r"<ins>.{1,120}</span>42<", page)
    assert address in client_of(joko).get(claim.get_absolute_url()).text
    assert client_of(joko).get(address).status_code == 200
    for wrong in ("3", "x", "0"):
        assert client_of(joko).get(address, {"one": wrong}).status_code == 404


def test_verdicts_of_an_article_that_is_not_theirs_are_not_compared(
    client_of: ClientOf, jaya: User, joko: User
) -> None:
    claim = make_claim(make_article())
    verdicts(claim, jaya)
    assert client_of(joko).get(reverse("claim_compare", args=[claim.public_id])).status_code == 404
