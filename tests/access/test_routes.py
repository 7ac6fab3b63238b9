"""Every route × person × method, with and without htmx; a route without a row fails."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import (
    Article,
    ArticleMatch,
    ArticleText,
    Assignment,
    Claim,
    ClaimAppearance,
    ClaimLink,
    Comment,
    CommentThread,
    Event,
    EvidenceFetch,
    EvidenceFile,
    Extraction,
    Feed,
    Import,
    ImportItem,
    Label,
    SecondReview,
    SecondReviewRule,
    User,
    Verdict,
    VerdictReturn,
)
from tests.make import (
    make_article,
    make_assignment,
    make_capture,
    make_claim,
    make_comment,
    make_evidence,
    make_evidence_copy,
    make_feed,
    make_link,
    make_notice,
    make_refused_page,
    make_table,
    make_verdict,
)
from tests.people import make_person

PUBLIC = {"sign_in", "sign_out", "health", "set_language"}
"""What somebody who is not signed in can reach; everything else sends them to the sign-in page."""

# What GET answers to: somebody who has the article, another journalist, an editor, an admin, somebody without a role.
# 405 where the route only takes POST.
GET = {
    "home": (302, 302, 302, 302, 200),
    "import_list": (403, 403, 403, 200, 403),
    "import_detail": (404, 404, 404, 200, 404),
    "table_detail": (404, 404, 404, 200, 404),
    "feed_list": (403, 403, 403, 200, 403),
    "feed_add": (403, 403, 403, 200, 403),
    "feed_detail": (403, 403, 403, 200, 403),
    "feed_edit": (403, 403, 403, 200, 403),
    "search": (200, 200, 200, 200, 200),
    "search_export": (404, 404, 404, 404, 404),  # no format; who gets what, tests/views/test_exports.py
    "article_export": (404, 404, 404, 404, 404),
    "claim_export": (404, 404, 404, 404, 404),
    "article_list": (200, 200, 200, 200, 200),
    "assignment_list": (200, 200, 403, 403, 403),
    "article_detail": (200, 404, 200, 200, 404),
    "text_edit": (403, 404, 200, 200, 404),
    "version_detail": (200, 404, 200, 200, 404),
    "article_edit": (403, 404, 200, 200, 404),
    "capture_list": (200, 404, 200, 200, 404),
    "capture_warc": (200, 404, 200, 200, 404),
    "refused_warc": (404, 404, 404, 200, 404),
    "claim_add": (200, 404, 200, 403, 404),
    "verdict_return": (403, 404, 200, 403, 404),
    "second_assign": (403, 404, 200, 403, 404),
    "claimant_detail": (200, 404, 200, 200, 404),
    "claim_detail": (200, 404, 200, 200, 404),
    "claim_compare": (200, 404, 200, 200, 404),
    "claim_pack": (200, 404, 200, 200, 404),
    "article_pack": (200, 404, 200, 200, 404),
    "evidence_detail": (200, 404, 200, 200, 404),
    "evidence_file": (200, 404, 200, 200, 404),
    "evidence_warc": (200, 404, 200, 200, 404),
    "claim_edit": (200, 404, 200, 403, 404),
    "claim_split": (200, 404, 200, 403, 404),
    "claim_merge": (200, 404, 200, 403, 404),
    "link_create": (200, 404, 200, 403, 404),
    "agreement_detail": (403, 403, 200, 403, 403),
    "agreement_export": (403, 403, 404, 403, 403),  # no format; who gets what, tests/views/test_agreement.py
    "extraction_try": (403, 403, 200, 200, 403),
    "extraction_versions": (403, 403, 200, 200, 403),
    "key_list": (200, 200, 200, 200, 200),
    "comment_edit": (200, 404, 403, 403, 404),
    "rule_list": (403, 403, 200, 403, 403),
    "notice_settings": (200, 200, 200, 200, 200),
    "notice_list": (200, 200, 200, 200, 200),
    "notice_open": (302, 404, 404, 404, 404),
    "newsroom_settings": (403, 403, 403, 200, 403),
    "sign_in": (302, 302, 302, 302, 302),
}
# What POST with nothing in it answers: 422 is "allowed, and the form says what is missing".
POST = {
    "import_paste": (403, 403, 403, 422, 403),
    "import_files": (403, 403, 403, 422, 403),
    "table_confirm": (404, 404, 404, 422, 404),
    "table_discard": (404, 404, 404, 302, 404),
    "import_addresses": (403, 403, 403, 422, 403),
    "item_retry": (404, 404, 404, 302, 404),
    "feed_add": (403, 403, 403, 422, 403),
    "feed_edit": (403, 403, 403, 422, 403),
    "feed_pause": (403, 403, 403, 302, 403),
    "feed_resume": (403, 403, 403, 302, 403),
    "feed_run": (403, 403, 403, 302, 403),
    "feed_remove": (403, 403, 403, 302, 403),
    "assignment_create": (403, 403, 422, 403, 403),
    "assignment_withdraw": (403, 404, 302, 403, 404),
    "article_edit": (403, 404, 422, 422, 404),
    "article_refetch": (403, 404, 302, 302, 404),
    "extraction_retry": (403, 404, 403, 302, 404),
    "review_finish": (422, 404, 403, 403, 404),
    "claim_add": (422, 404, 422, 403, 404),
    "verdict_create": (400, 404, 403, 403, 404),
    "evidence_find": (200, 404, 403, 403, 404),
    "evidence_keep": (302, 404, 403, 403, 404),
    "text_edit": (403, 404, 400, 400, 404),
    "match_decide": (403, 404, 400, 403, 404),
    "verdict_adopt": (400, 404, 403, 403, 404),
    "claim_settle": (400, 404, 400, 403, 404),
    "claim_edit": (400, 404, 400, 403, 404),
    "claim_split": (400, 404, 400, 403, 404),
    "claim_merge": (400, 404, 400, 403, 404),
    "claim_dismiss": (400, 404, 400, 403, 404),
    "claim_restore": (400, 404, 400, 403, 404),
    "article_news": (200, 404, 200, 200, 404),
    "link_create": (422, 404, 422, 403, 404),
    "link_decide": (400, 404, 400, 403, 404),
    "extraction_try": (403, 403, 422, 422, 403),
    "key_list": (422, 422, 422, 422, 422),
    "comment_create": (400, 404, 400, 400, 404),
    "comment_edit": (400, 404, 403, 403, 404),
    "notice_settings": (422, 422, 422, 422, 422),
    "notice_read": (302, 404, 404, 404, 404),
    "notice_read_all": (400, 400, 400, 400, 400),
    "thread_resolve": (400, 404, 400, 400, 404),
    "verdict_retract": (302, 404, 403, 403, 404),
    "verdict_return": (403, 404, 400, 403, 404),
    "return_stand_by": (400, 404, 403, 403, 404),
    "return_take_back": (403, 404, 400, 403, 404),
    "second_assign": (403, 404, 422, 403, 404),
    "second_ask": (403, 404, 302, 403, 404),
    "second_ask_all": (403, 404, 302, 403, 404),
    "second_waive": (403, 404, 400, 403, 404),
    "rule_add": (403, 403, 422, 403, 403),
    "rule_end": (403, 403, 302, 403, 403),
    "reason_policy": (403, 403, 403, 422, 403),
    "label_add": (403, 403, 403, 422, 403),
    "label_edit": (403, 403, 403, 422, 403),
    "label_retire": (403, 403, 403, 422, 403),
}
PEOPLE = ("jaya", "joko", "edi", "ade", "nona")


def routes() -> dict[str, URLPattern]:
    """Return every route by its name."""
    found: dict[str, URLPattern] = {}

    def walk(patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            else:
                assert pattern.name, pattern
                found[pattern.name] = pattern

    walk(get_resolver().url_patterns)
    return found


class World:
    """An article in review by jaya with two linked claims, one decided; a failed article of hers; an import."""

    def __init__(self) -> None:
        self.people = {name: make_person(name) for name in PEOPLE}
        self.article = make_article()
        self.assignment = make_assignment(self.article, self.people["jaya"])
        self.claim = make_claim(self.article)
        self.other = make_claim(self.article, quotation="1.200 keluarga belum terdata")
        self.link = make_link(self.other, self.claim)
        self.verdict = make_verdict(self.claim, self.people["jaya"])
        self.comment = make_comment(self.claim, self.people["jaya"])
        sent_back = make_verdict(self.other, self.people["jaya"])
        Claim.objects.filter(pk=self.other.pk).update(current_verdict=None)
        self.sent_back = VerdictReturn.objects.create(verdict=sent_back, returned_by=self.people["edi"], reason="x")
        self.notice = make_notice(self.comment, self.people["jaya"])
        self.evidence = make_evidence(self.verdict)
        self.copy = make_evidence_copy(self.evidence)
        self.capture = make_capture(self.article)
        self.failed = make_article(status="failed")
        make_assignment(self.failed, self.people["jaya"])
        Article.objects.filter(pk=self.failed.pk).update(status="failed")
        self.match = ArticleMatch.objects.create(earlier=self.article, later=self.failed, similarity=0.9)
        theirs = make_claim(self.failed)
        self.appearance = ClaimAppearance.objects.create(
            claim=self.other, other=theirs, match=self.match, similarity=1.0
        )
        self.batch = Import.objects.create(way="paste", imported_by=self.people["ade"])
        self.table = make_table(self.batch)
        self.rule = SecondReviewRule.objects.create(kind="person", created_by=self.people["edi"])
        self.label = Label.objects.create(name="Salah", answer="disputed", rating=1)
        self.feed = make_feed(self.people["ade"])
        self.item = ImportItem.objects.create(of=self.batch, name="x", outcome="refused", refusal="gone")
        self.refused = make_refused_page(self.item)

    def address(self, name: str) -> str:
        """Return the address of a route for the rows of this world."""
        pks = {
            "import_detail": self.batch.pk,
            "table_detail": self.table.pk,
            "table_confirm": self.table.pk,
            "table_discard": self.table.pk,
            "item_retry": self.item.pk,
            "refused_warc": self.item.pk,
            **{name: self.feed.pk for name in routes() if name.startswith("feed_")},
            "capture_warc": self.capture.pk,
            "claimant_detail": self.claim.claimant_id,
            "evidence_detail": self.evidence.pk,
            "evidence_file": self.evidence.pk,
            "evidence_keep": self.evidence.pk,
            "evidence_warc": self.copy.pk,
            "assignment_withdraw": self.assignment.pk,
            "extraction_retry": self.failed.pk,
            "link_decide": self.link.pk,
            "verdict_retract": self.verdict.pk,
            "comment_edit": self.comment.pk,
            "verdict_return": self.verdict.pk,
            "return_stand_by": self.sent_back.pk,
            "return_take_back": self.sent_back.pk,
            "rule_end": self.rule.pk,
            "notice_open": self.notice.pk,
            "notice_read": self.notice.pk,
            "label_edit": self.label.pk,
            "label_retire": self.label.pk,
            "match_decide": self.match.pk,
            "verdict_adopt": self.appearance.pk,
        }
        converters = routes()[name].pattern.converters
        values: dict[str, Any] = {}
        if "pk" in converters:
            values["pk"] = pks.get(name, self.article.pk)
        if "number" in converters:
            values["number"] = 1
        if "public_id" in converters:
            values["public_id"] = self.claim.public_id
        return reverse(name, kwargs=values)


def digest() -> tuple[object, ...]:
    """Return what a denied request must leave as it was."""
    return (
        list(Article.objects.order_by("pk").values_list()),
        list(Claim.objects.order_by("pk").values_list()),
        list(Assignment.objects.order_by("pk").values_list()),
        list(ClaimLink.objects.order_by("pk").values_list()),
        list(ArticleMatch.objects.order_by("pk").values_list()),
        list(VerdictReturn.objects.order_by("pk").values_list()),
        list(SecondReviewRule.objects.order_by("pk").values_list()),
        list(Label.objects.order_by("pk").values_list()),
        list(User.objects.order_by("pk").values_list("pk", "roles", "is_active")),
        list(Feed.objects.order_by("pk").values_list()),
        list(Comment.objects.order_by("pk").values_list()),
        list(CommentThread.objects.order_by("pk").values_list()),
        *(
            model.objects.count()
            for model in (ArticleText, Verdict, SecondReview, Event, EvidenceFetch, EvidenceFile, Import, Extraction)
        ),
    )


@pytest.fixture
def world(db: None) -> World:
    """Return the rows."""
    return World()


def test_every_route_has_its_row() -> None:
    assert set(routes()) == set(GET) | set(POST) | PUBLIC


def test_public_routes_are_those_listed() -> None:
    public = {name for name, route in routes().items() if not getattr(route.callback, "login_required", True)}
    assert public == PUBLIC


@pytest.mark.parametrize("name", sorted(set(GET) | set(POST)))
@pytest.mark.parametrize("with_htmx", [False, True], ids=["plain", "htmx"])
def test_who_reaches_it_by_get(name: str, with_htmx: bool, world: World, client_of: Callable[[User], Client]) -> None:
    before = digest()
    headers = {"HX-Request": "true"} if with_htmx else {}
    answered = tuple(
        client_of(person).get(world.address(name), headers=headers).status_code for person in world.people.values()
    )
    assert answered == GET.get(name, (405,) * len(PEOPLE))
    assert digest() == before


@pytest.mark.parametrize("name", sorted(POST))
@pytest.mark.parametrize("with_htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize("who", PEOPLE)
def test_who_reaches_it_by_post(
    name: str, with_htmx: bool, who: str, world: World, client_of: Callable[[User], Client]
) -> None:
    before = digest()
    headers = {"HX-Request": "true"} if with_htmx else {}
    status = client_of(world.people[who]).post(world.address(name), headers=headers).status_code
    expected = POST[name][PEOPLE.index(who)]
    allowed = {302: {302, 200}}.get(expected, {expected})  # htmx is answered with the part instead of a redirect
    assert status in allowed
    if expected >= 400:
        assert digest() == before


@pytest.mark.parametrize("name", sorted((set(GET) | set(POST)) - PUBLIC))
def test_who_is_not_signed_in_is_sent_to_sign_in(name: str, world: World, client: Client) -> None:
    before = digest()
    address = world.address(name)
    for method in (client.get, client.post):
        answer = method(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")
        part = method(address, headers={"HX-Request": "true"})
        assert part.status_code == 401
        assert part["HX-Redirect"].startswith("/sign-in/")
    assert digest() == before


@pytest.mark.parametrize("name", sorted(set(GET) | set(POST)))
def test_other_methods_change_nothing(name: str, world: World, client_of: Callable[[User], Client]) -> None:
    before = digest()
    client = client_of(world.people["jaya"])
    for method in (client.put, client.patch, client.delete):
        assert method(world.address(name)).status_code in {403, 404, 405}
    assert digest() == before


def test_who_is_disabled_is_out_with_the_next_request(world: World, client_of: Callable[[User], Client]) -> None:
    client = client_of(world.people["jaya"])
    assert client.get(world.address("article_detail")).status_code == 200
    User.objects.filter(username="jaya").update(is_active=False)
    assert client.get(world.address("article_detail")).status_code == 302
    User.objects.filter(username="jaya").update(is_active=True, roles=[])
    assert client_of(world.people["jaya"]).get(world.address("article_detail")).status_code == 404


def test_a_form_from_elsewhere_changes_nothing(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["ade"])
    before = digest()
    for name in POST:
        assert client.post(world.address(name)).status_code == 403
    assert digest() == before


def test_a_bulk_action_with_one_forbidden_id_changes_nothing(world: World, client_of: Callable[[User], Client]) -> None:
    before = digest()
    values = {"articles": [world.article.pk, 999_999], "assignee": world.people["joko"].pk}
    assert client_of(world.people["edi"]).post(world.address("assignment_create"), values).status_code in {404, 422}
    assert digest() == before
