"""Nobody who checks a claim sees the other's answer before two have answered: at no door, by no difference.

Every route that the person reaches by GET, and what the forms answer, is read for the words of the other's answer, and
compared with what it was before the other had answered.
"""

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from articles.flow import second_reviewing
from articles.flow.commenting import resolve_thread, write_comment
from articles.flow.joining import look_in
from articles.flow.proving import EvidenceValues
from articles.models import Comment, Event, Evidence, EvidenceCapture, Notice, User, Verdict
from articles.models.events import Verb
from tests.access.test_routes import routes
from tests.flow.test_second_reviewing import decide, now, send_back
from tests.make import make_article, make_assignment, make_capture, make_claim, make_evidence_copy, make_link
from tests.people import make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

REASON, TITLE, EXCERPT, SITE = "Alasanrahasia", "Judulrahasia", "Cuplikanrahasia", "rahasia.example"
RETURNED = "Kenapakembali"
COMMENT = "Komentarrahasia"
SECRETS = (REASON, TITLE, EXCERPT, SITE, RETURNED, COMMENT)
"""What the other wrote, and what an editor wrote to the other. Which answer it is, the comparison would show."""

MADE = (Evidence, EvidenceCapture, Verdict, Comment, Notice)

PEOPLE = {"journalist": ["journalist"], "editor": ["journalist", "editor"], "all": ["journalist", "editor", "admin"]}


def same(text: str) -> str:
    """Return a page without what is another on every look: tokens, the form's key, and how long ago something was."""
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"|X-CSRFToken[^}]*}', "", text)
    text = re.sub(r'name="key" value="[^"]*"', "", text)
    return re.sub(r"<time .*?</time>", "", text, flags=re.DOTALL)


class Blind:
    """A claim that two check, of whom one reads: ``person``; jaya answers. A second claim is the person's to read."""

    def __init__(self, roles: list[str], has_check: bool) -> None:
        self.person = make_person("pembaca", roles)
        self.jaya, self.edi = make_person("jaya"), make_person("edi")
        self.article = make_article()
        self.claim = make_claim(self.article)
        self.plain = make_claim(self.article, quotation="1.200 keluarga belum terdata")
        make_link(self.plain, self.claim)
        make_capture(self.article)
        make_assignment(self.article, self.jaya)
        make_person("joko")
        second_reviewing.ask_second_review(actor=self.edi, article=self.article, claims=[self.claim])
        if has_check:
            make_assignment(self.article, self.person)
        else:
            second_reviewing.assign_second(actor=self.edi, article=self.article, assignee=self.person)
        Notice.objects.update(read_at=Now())  # what they read on the way must not make a difference

    def answer(self) -> None:
        """Let jaya answer with a reason and evidence, with a kept copy, and tell the person of it in a comment."""
        piece = EvidenceValues(url=f"https://{SITE}/a", title=TITLE, excerpt=EXCERPT, stance="refutes")
        verdict = decide(self.jaya, self.claim, "not_checkable", reason=REASON, evidence=[piece])
        make_evidence_copy(Evidence.objects.get(verdict=verdict))
        Event.objects.record(Verb.COPY_KEPT, actor=None, article=self.article, claim=self.claim, after={"url": SITE})
        words = f"{COMMENT}, @{self.person.username}"
        write_comment(actor=self.jaya, claim=self.claim, words=words, key=uuid.uuid4())
        resolve_thread(actor=self.edi, claim=self.claim, resolved=True)

    @property
    def answered(self) -> Verdict:
        """Jaya's answer."""
        return Verdict.objects.get(author=self.jaya)

    def addresses(self) -> Iterator[str]:
        """Yield every address that answers to GET, of the two claims and of what the other made."""
        for name, route in routes().items():
            if name == "health":
                continue  # it waits for servers, and knows no article
            for values in self.rows(set(route.pattern.converters)):
                yield reverse(name, kwargs=values)
        for claim in (self.claim, self.plain):
            yield f"{self.article.get_absolute_url()}?claim={claim.public_id}"
            yield f"/claims/{claim.public_id}/compare/?one=1&other=1"
            yield f"/articles/{self.article.pk}/second-check/?claim={claim.public_id}"
        yield from (f"/articles/?show={show}" for show in ("in_review", "overdue", "done", "second"))
        yield "/queue/?show=done"

    def rows(self, converters: set[str]) -> list[dict[str, Any]]:
        """Return the values of an address: of both claims, of the article, of each row that the other made."""
        if "public_id" in converters:
            return [{"public_id": claim.public_id} for claim in (self.claim, self.plain)]
        if "pk" not in converters:
            return [{}]
        made = [row.pk for model in MADE for row in model.objects.all()]
        return [{"pk": pk} | ({"number": 1} if "number" in converters else {}) for pk in {self.article.pk, *made}]


WAYS = [("journalist", True), ("journalist", False), ("editor", False), ("all", True)]


@pytest.fixture(params=WAYS, ids=[f"{name}, {'checks' if check else 'second'}" for name, check in WAYS])
def blind(request: pytest.FixtureRequest, db: None) -> Blind:
    """Return the claim and the person, with each set of roles, as the one who checks and as the second."""
    name, has_check = request.param
    return Blind(PEOPLE[name], has_check)


def contents(body: bytes) -> str:
    """Return an answer as text: of a ZIP, everything that is in it."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as pack:
            body = b"\n".join(pack.read(name) for name in pack.namelist())
    return body.decode("utf-8", "replace")


def read_all(blind: Blind, session: Client) -> dict[str, tuple[int, str]]:
    """Return what every address answers: its status and its text."""
    found = {}
    for address in blind.addresses():
        response = session.get(address)
        found[address] = (response.status_code, same(contents(response.getvalue())))
    return found


def tells(answers: dict[str, tuple[int, str]]) -> dict[str, list[str]]:
    """Return the words of the other's answer that are told, by address."""
    told = {address: [word for word in SECRETS if word in text] for address, (_status, text) in answers.items()}
    return {address: words for address, words in told.items() if words}


def test_no_page_tells_the_others_answer_nor_that_there_is_one(blind: Blind, client_of: ClientOf) -> None:
    session = client_of(blind.person)
    before = read_all(blind, session)
    assert sum(status == 200 for status, _text in before.values()) > 10
    blind.answer()
    page = f"{blind.article.get_absolute_url()}?claim={blind.claim.public_id}"
    assert REASON in client_of(blind.edi).get(page).text  # it is there to be told
    for turn in ("answered", "sent back"):
        after = read_all(blind, session)
        assert tells(after) == {}
        # Every record of a WARC has a name of its own, at each look another.
        looks = [address for address in before if not address.endswith("/warc/")]
        assert [address for address in looks if before[address] != after[address]] == [], turn
        if turn == "answered":
            send_back(blind.edi, blind.answered, RETURNED)
    decide(blind.person, blind.claim)  # the other thinks again meanwhile: still two who have not seen each other
    assert tells(read_all(blind, session)) == {}
    decide(blind.jaya, blind.claim, "not_checkable", reason=REASON)
    assert REASON in session.get(page).text  # from here on both are seen


def test_no_form_tells_it_either(blind: Blind, client_of: ClientOf) -> None:
    session, claim = client_of(blind.person), now(blind.claim)
    sent = {"version": claim.version, "key": uuid.uuid4(), "said": "unclear", "evidence-TOTAL_FORMS": 0}
    sent |= {"evidence-INITIAL_FORMS": 0}
    searched = {"words": "rahasia", "evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0}
    events = session.get(claim.article.get_absolute_url()).context["desk"].newest_event
    page = {"claim": claim.public_id, "version": claim.version, "events": events, "people": ""}

    def ask() -> list[tuple[int, str]]:
        verdict = reverse("verdict_create", args=[claim.public_id])
        answers = [
            session.post(verdict, sent),  # 422: no answer was chosen
            session.post(verdict, sent | {"version": claim.version - 1, "answer": "disputed", "reason": "x"}),  # 409
            session.post(reverse("evidence_find", args=[claim.public_id]), searched),
            session.post(reverse("evidence_find", args=[blind.plain.public_id]), searched),
            session.post(reverse("article_news", args=[claim.article_id]), page),
        ]
        return [(answer.status_code, same(answer.text)) for answer in answers]

    session.post(reverse("article_news", args=[claim.article_id]), page)
    page["people"] = joining_mark(blind)
    before = ask()
    assert [status for status, _text in before][:2] == [422, 409]
    assert before[-1] == (204, "")
    blind.answer()
    assert ask() == before
    send_back(blind.edi, blind.answered, RETURNED)
    assert ask() == before
    for piece in Evidence.objects.all():
        use = session.post(reverse("evidence_find", args=[claim.public_id]), searched | {"use": f"evidence:{piece.pk}"})
        assert use.status_code == 404
    assert not [word for word in SECRETS for _status, text in ask() if word in text]


def joining_mark(blind: Blind) -> str:
    """Return the word for who else has the article open: nobody."""
    gathering = look_in(actor=blind.person, article_id=blind.article.pk, claim=blind.claim.public_id)
    assert gathering is not None
    return gathering.people_mark
