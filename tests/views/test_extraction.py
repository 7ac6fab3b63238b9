"""Trying the engine on a text: what it explains, what it refuses, and that it stores nothing."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.flow.explaining import MAX_EXPLAINED
from articles.forms.extraction import MAX_TRIED
from articles.models import Claim, Claimant, Event, Extraction, User
from tests.make import TEXT, make_article, make_claim

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PATH = "/extraction/"
HTMX = {"HX-Request": "true"}


def test_each_mark_comes_with_its_rule_and_its_words(client_of: ClientOf, edi: User) -> None:
    response = client_of(edi).post(PATH, {"text": TEXT, "language": "id"})
    assert response.status_code == 200
    explanation = response.context["explanation"]
    quoted = next(one for one in explanation.statements if one.rule == "quotation_cue")
    assert (quoted.whole.cue, quoted.source) == ("kata", "Wali Kota Rina Hartati")
    for one in explanation.statements:
        assert TEXT[one.whole.start : one.whole.end] == one.whole.quotation
        assert f'href="#statement-{one.number}"' in response.text
        assert f'id="statement-{one.number}"' in response.text
    assert "A quotation, then the cue and who speaks." in response.text
    assert "It gives a number." in response.text
    assert '<span class="text-speaker"><span class="visually-hidden">[speaker] </span>Wali Kota' in response.text
    doubt = next(one for one in explanation.statements if one.whole.stance == "doubt")
    assert [link.relation for _, links in doubt.claims for link in links] == ["disputes"]
    assert "They doubt or deny what the other has reported." in response.text or "same words" in response.text


def test_nothing_is_stored(client_of: ClientOf, ade: User) -> None:
    session = client_of(ade)
    models = (Claim, Claimant, Event, Extraction)
    before = [model.objects.count() for model in models]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        session.post(PATH, {"text": TEXT, "language": "id"})
    assert [model.objects.count() for model in models] == before
    assert not [query for query in queries.captured_queries if not query["sql"].startswith("SELECT")]


def test_quotations_that_nobody_says_are_shown_as_left_out(client_of: ClientOf, edi: User) -> None:
    text = "Buku berjudul “Hujan di Kota” itu laris. Budi mengatakan bahwa pasar itu tutup."
    response = client_of(edi).post(PATH, {"text": text, "language": "id"})
    assert [text[start:end] for start, end in response.context["explanation"].left_out] == ["“Hujan di Kota”"]
    assert '<span class="text-left-out"><span class="visually-hidden">[left out] </span>“Hujan' in response.text


def test_an_article_is_explained_from_its_page(client_of: ClientOf, edi: User, jaya: User) -> None:
    article = make_article()
    page = client_of(edi).get(article.get_absolute_url()).text
    assert f"{PATH}?article={article.pk}" in page
    response = client_of(edi).get(PATH, {"article": article.pk})
    assert response.context["explanation"].text == TEXT
    assert article.title in response.text
    assert PATH not in client_of(jaya).get("/articles/").text
    for unknown in ("999999", "x", "9" * 40, "-1"):
        assert client_of(edi).get(PATH, {"article": unknown}).status_code == 404


def test_of_very_many_statements_the_first_are_explained_and_the_others_counted(
    client_of: ClientOf, edi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n\n".join(f"“Ada {number} orang di sini,” kata Ali." for number in range(MAX_EXPLAINED + 20))
    text += "\n\nBudi membantah ada 3 orang di sini. Budi membantah ada 311 orang di sini."
    response = client_of(edi).post(PATH, {"text": text, "language": "id"})
    found = response.context["explanation"]
    assert len(found.statements) == MAX_EXPLAINED
    assert found.total > MAX_EXPLAINED + 20
    assert f"Only the first {MAX_EXPLAINED} of {found.total} statements are marked and explained" in response.text
    assert f'id="statement-{MAX_EXPLAINED}"' in response.text
    assert f"statement-{MAX_EXPLAINED + 1}" not in response.text
    assert f"Ada {MAX_EXPLAINED + 19} orang" in response.text  # the whole text is there
    short = client_of(edi).post(PATH, {"text": TEXT, "language": "id"}).text
    assert "Only the first" not in short


def test_a_text_is_bounded(client_of: ClientOf, edi: User) -> None:
    session = client_of(edi)
    refused = session.post(PATH, {"text": "a " * MAX_TRIED, "language": ""})
    assert refused.status_code == 422
    assert "the limit is 100,000 characters" in refused.text
    assert session.post(PATH, {"text": " \n", "language": ""}).status_code == 422
    assert session.post(PATH, {"text": TEXT, "language": "xx"}).status_code == 422
    article = make_article(text="Budi mengatakan bahwa pasar tutup. " * 3_000)
    shown = session.get(PATH, {"article": article.pk})
    assert shown.status_code == 200
    assert "explanation" not in shown.context
    assert "Paste the part of it that matters." in shown.text


def test_a_text_without_a_mark_says_so(client_of: ClientOf, edi: User) -> None:
    session = client_of(edi)
    assert "No statement found" in session.post(PATH, {"text": "Pasar itu tutup.", "language": "id"}).text
    german = "Der Rat hat gestern beschlossen, die Straße zu sperren, und niemand weiß warum das so ist."
    assert "does not read this language yet" in session.post(PATH, {"text": german, "language": ""}).text


def test_a_text_is_escaped_and_htmx_gets_the_trial_alone(client_of: ClientOf, edi: User) -> None:
    text = 'Budi mengatakan bahwa <script>alert("x")</script> pasar itu tutup sejak 5 Mei.'
    response = client_of(edi).post(PATH, {"text": text, "language": "id"}, headers=HTMX)
    assert response.text.lstrip().startswith('<div id="trial"')
    assert "<script>" not in response.text
    assert "&lt;script&gt;" in response.text


def test_windows_line_ends_move_no_mark(client_of: ClientOf, edi: User) -> None:
    response = client_of(edi).post(PATH, {"text": TEXT.replace("\n", "\r\n"), "language": "id"})
    assert response.context["explanation"].text == TEXT


def test_each_version_has_its_line(client_of: ClientOf, edi: User) -> None:
    session = client_of(edi)
    assert "Nothing has been read yet" in session.get(PATH + "versions/").text
    article = make_article(status="done")
    claims = [make_claim(article), make_claim(article, quotation="1.200 keluarga belum terdata")]
    Claim.objects.update(extraction=Extraction.objects.get())
    Claim.objects.filter(pk=claims[1].pk).update(standing="dismissed")
    page = session.get(PATH + "versions/").text
    assert "periksa 1" in page
    assert "50.0%" in page
    assert "50,0%" in session.get(PATH + "versions/", headers={"Accept-Language": "id"}).text
