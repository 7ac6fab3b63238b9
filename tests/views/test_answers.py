"""The two questions of a verdict, and the newsroom's own words for the second."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.flow.setting_up import add_label, change_label, set_reason_policy
from articles.models import Article, Claim, Event, Label, SettingChange, User, Verdict
from articles.models.claims import Mode
from tests.make import make_article, make_assignment, make_claim
from tests.views.test_verdicts import HTMX, form_of, url_of

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def article(jaya: User) -> Article:
    article = make_article()
    make_assignment(article, jaya)
    return article


@pytest.fixture
def wrong(ade: User) -> Label:
    return add_label(actor=ade, name="Salah", answer="disputed", rating=1)


@pytest.mark.parametrize(
    ("mode", "is_unclear", "checked"),
    [
        (Mode.DIRECT, False, "said"),
        (Mode.DIRECT, True, "unclear"),
        (Mode.INDIRECT, False, "unclear"),
        (Mode.MIXED, False, "unclear"),
        (Mode.UNATTRIBUTED, False, None),
    ],
)
def test_whether_they_said_it_is_asked_of_what_somebody_is_said_to_have_said(
    article: Article, jaya: User, client_of: ClientOf, mode: str, is_unclear: bool, checked: str | None
) -> None:
    claim = make_claim(article, mode=mode)
    Claim.objects.filter(pk=claim.pk).update(attribution_unclear=is_unclear)
    page = client_of(jaya).get(article.get_absolute_url()).text
    asked = page.split('<fieldset class="answers said-three"')
    assert (len(asked) == 2) == (checked is not None)
    if checked:
        assert f'value="{checked}"' in next(tag for tag in asked[1].split("<input") if "checked" in tag)


def test_both_answers_are_kept_and_shown_wherever_the_verdict_is(
    article: Article, jaya: User, edi: User, client_of: ClientOf
) -> None:
    claim = make_claim(article, mode=Mode.DIRECT)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    client_of(jaya).post(url_of(claim), form_of(claim, answer="disputed", said="said"))
    verdict = Verdict.objects.get()
    assert (verdict.said, verdict.answer) == ("said", "disputed")
    assert Event.objects.latest("pk").after["said"] == "said"
    for page in (f"{article.get_absolute_url()}?claim={claim.public_id}", claim.get_absolute_url()):
        assert client_of(edi).get(page).text.count("said, and disputed") >= 2


def test_a_form_with_another_first_answer_is_another_decision(
    article: Article, jaya: User, client_of: ClientOf
) -> None:
    claim = make_claim(article)
    sent = form_of(claim, said="said")
    assert client_of(jaya).post(url_of(claim), sent, headers=HTMX).status_code == 200
    assert client_of(jaya).post(url_of(claim), sent | {"said": "not_said"}, headers=HTMX).status_code == 409
    assert Verdict.objects.get().said == "said"


def test_the_first_question_must_be_answered_and_is_not_asked_of_the_outlet(
    article: Article, jaya: User, client_of: ClientOf
) -> None:
    claim = make_claim(article)
    refused = client_of(jaya).post(url_of(claim), form_of(claim, said=""))
    assert refused.status_code == 422
    assert "Choose whether they said it." in refused.text
    own = make_claim(article, quotation="angka itu", mode=Mode.UNATTRIBUTED)
    assert client_of(jaya).post(url_of(own), form_of(own, said="said")).status_code == 302
    assert Verdict.objects.get(claim=own).said == ""


def test_a_label_is_an_answer_and_its_words_stay_as_they_were(
    article: Article, jaya: User, ade: User, wrong: Label, client_of: ClientOf
) -> None:
    claim = make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    page = client_of(jaya).get(article.get_absolute_url()).text
    assert '<optgroup label="disputed">' in page
    sent = form_of(claim, answer="", label=wrong.pk)
    assert client_of(jaya).post(url_of(claim), sent).status_code == 302
    verdict = Verdict.objects.get()
    assert (verdict.answer, verdict.label, verdict.label_name, verdict.label_rating) == ("disputed", wrong, "Salah", 1)
    change_label(actor=ade, label=wrong, version=1, name="Keliru", rating=2)
    change_label(actor=ade, label=wrong, version=2, is_active=False)
    history = client_of(jaya).get(claim.get_absolute_url()).text
    assert "Salah" in history
    assert "1 of 5" in history
    assert "Keliru" not in history


def test_a_label_of_another_answer_or_out_of_use_is_refused(
    article: Article, jaya: User, ade: User, wrong: Label, client_of: ClientOf
) -> None:
    claim = make_claim(article)
    for change in ({"answer": "supported"}, {"answer": "disputed"}):
        response = client_of(jaya).post(url_of(claim), form_of(claim, label=wrong.pk, **change))
        assert response.status_code == 422
        assert "label-errors" in response.text
        if change["answer"] == "supported":
            change_label(actor=ade, label=wrong, version=1, is_active=False)
            add_label(actor=ade, name="Benar", answer="supported", rating=5)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    ("policy", "first", "later"), [("always", 422, 422), ("second", 302, 422), ("never", 302, 302)]
)
def test_when_a_reason_is_needed_is_the_newsrooms_to_set(
    article: Article, jaya: User, ade: User, client_of: ClientOf, policy: str, first: int, later: int
) -> None:
    claim = make_claim(article)
    make_claim(article, quotation="1.200 keluarga belum terdata")
    set_reason_policy(actor=ade, policy=policy, version=0)
    client = client_of(jaya)
    assert client.post(url_of(claim), form_of(claim, reason="")).status_code == first
    if first == 422:
        client.post(url_of(claim), form_of(claim))
    claim.refresh_from_db()
    assert client.post(url_of(claim), form_of(claim, answer="disputed", reason="")).status_code == later


def test_the_settings_are_changed_on_their_page_and_every_change_is_kept(ade: User, client_of: ClientOf) -> None:
    client = client_of(ade)
    assert client.post("/newsroom/labels/", {"name": "Benar", "answer": "supported", "rating": "5"}).status_code == 302
    twin = client.post("/newsroom/labels/", {"name": "BENAR", "answer": "disputed", "rating": "1"})
    assert twin.status_code == 422
    assert "Another label has this name already." in twin.text
    label = Label.objects.get()
    change = {"name": "Tepat", "rating": "4", "position": "7", "version": 1}
    assert client.post(f"/newsroom/labels/{label.pk}/", change).status_code == 302
    assert client.post(f"/newsroom/labels/{label.pk}/", change | {"name": "Lain"}).status_code == 409
    retired = client.post(f"/newsroom/labels/{label.pk}/retire/", {"version": 2, "is_active": "0"}, follow=True)
    assert "1 retired label" in retired.text
    client.post("/newsroom/labels/", {"name": "tepat", "answer": "supported", "rating": "5"})
    back = client.post(f"/newsroom/labels/{label.pk}/retire/", {"version": 3, "is_active": "1"})
    assert back.status_code == 409
    assert client.post("/newsroom/reasons/", {"policy": "never", "version": 0}).status_code == 302
    assert client.post("/newsroom/reasons/", {"policy": "second", "version": 0}).status_code == 409
    label.refresh_from_db()
    assert (label.name, label.rating, label.position, label.is_active) == ("Tepat", 4, 7, False)
    assert [change.after for change in SettingChange.objects.order_by("pk")][1:3] == [
        {"name": "Tepat", "rating": 4, "position": 7},
        {"is_active": False},
    ]
