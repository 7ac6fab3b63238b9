"""The rows that make things found: written by the database whatever way a thing comes, and looked up by an index."""

import json
import random
import sys
import unicodedata
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet

from articles.flow.correcting import edit_claim
from articles.flow.describing import correct_details
from articles.models import Article, Claim, Claimant, ClaimantName, Evidence, SearchRow, SecondReview, User, Verdict
from articles.models.claimants import claimant_key
from articles.models.search import headlines
from articles.searching import Asked, asked, folded
from articles.views import finding
from bench.seeding import seed
from tests.make import make_article, make_assignment, make_claim, make_claimant, make_evidence, make_verdict

pytestmark = pytest.mark.django_db


def found(*words: str) -> list[str]:
    """Return the kinds of what has all of the words."""
    return sorted(SearchRow.objects.having(words).values_list("kind", flat=True))


def rows() -> list[tuple[Any, ...]]:
    """Return every row but for its own id."""
    names = [field.attname for field in SearchRow._meta.concrete_fields if not field.primary_key]
    return sorted(SearchRow.objects.values_list(*names))


def test_what_was_there_before_is_filled_in_as_it_would_have_come(jaya: User) -> None:
    article = make_article(language="en")
    claim = make_claim(article)
    make_evidence(make_verdict(claim, jaya))
    before = rows()
    assert len(before) == 5
    SearchRow.objects.filter(kind__in=["article", "verdict", "claimant"]).delete()
    for _time in range(2):
        fill = import_module("articles.migrations.0024_fill_search").fill
        fill(None, SimpleNamespace(connection=connection))
        assert rows() == before


def test_corrections_are_found_and_what_they_replace_is_not(edi: User) -> None:
    article = make_article(title="Kabar lama")
    claim = make_claim(article, claimant=make_claimant("Budi Santoso"))
    values: dict[str, Any] = {"publisher": "Warta", "byline": "", "published_at": None, "language": "en"}
    correct_details(actor=edi, article=article, seen=article.details_digest(), title="Cities", **values)
    assert found("lama") == []
    assert found("city") == ["article"]
    words = {"quotation": claim.quotation, "claim_text": "Semua beres", "stance": "assert"}
    edit_claim(actor=edi, claim=claim, version=claim.version, claimant="Rina Hartati", **words)
    assert found("budi") == ["claimant"]
    assert found("rina", "beres") == ["claim"]
    claim.refresh_from_db()
    claim.standing = "replaced"
    claim.save()
    assert found("beres") == []


def test_a_name_follows_its_claimant() -> None:
    rina = make_claimant()
    name = ClaimantName.objects.create(claimant=rina, name="Bu Wali", key=claimant_key("Bu Wali"))
    assert found("wali") == ["claimant"]
    name.delete()
    assert found("wali") == []


def test_a_text_of_many_distinct_words_is_stored_and_found_by_its_beginning() -> None:
    text = " ".join(f"kata{number}" for number in range(300_000))
    assert len(text) > 2_700_000
    make_article(text=text)
    assert found("kata7") == ["article"]
    wide = " ".join("".join(chr(0x20000 + int(digit)) for digit in f"{number:04}") for number in range(25_000))
    make_article(text=wide)
    assert found(wide[:4]) == ["article"]


def test_the_database_folds_as_the_pages_do() -> None:
    characters = [chr(point) for point in range(1, sys.maxunicode + 1) if unicodedata.category(chr(point)) != "Cs"]
    random.Random(1).shuffle(characters)
    text = "".join(characters) + " covid-19 anak‑anak"
    with connection.cursor() as cursor:
        cursor.execute("SELECT periksa_folded(%s)", [text])
        assert cursor.fetchone() == (folded(text),)


def test_headlines_are_the_texts_with_marks() -> None:
    text = "Pemberian <b>bantuan</b> & lain: 1.200, anak-anak https://a.example/b?c=d selesai"
    (marked,) = headlines([(folded(text), "id")], ["memberi", "anak"])
    assert marked.replace("\ue000", "").replace("\ue001", "") == folded(text)
    assert marked.startswith("\ue000Pemberian\ue001")


def test_nobody_sees_nothing(jaya: User) -> None:
    make_evidence(make_verdict(make_claim(make_article()), jaya))
    for nobody in (AnonymousUser(), jaya):
        assert not SearchRow.objects.visible_to(nobody)
        assert not Claimant.objects.visible_to(nobody)


def test_reasons_are_found_by_whom_the_verdict_is_visible_to(jaya: User, joko: User, edi: User, sari: User) -> None:
    for state in ("waiting", "differing", "settled", ""):
        article = make_article(status="in_review")
        make_assignment(article, jaya)
        make_assignment(article, joko)
        claim = make_claim(article)
        for author in (jaya, joko):
            make_evidence(make_verdict(claim, author))
        if state:
            SecondReview.objects.create(claim=claim, state=state)
    make_verdict(make_claim(make_article(status="done")), jaya)
    for person in (jaya, joko, edi, sari):
        seen = SearchRow.objects.visible_to(person)
        assert set(seen.filter(kind="verdict").values_list("object_id", flat=True)) == set(
            Verdict.objects.visible_to(person).values_list("pk", flat=True)
        )
        assert set(seen.filter(kind="evidence").values_list("object_id", flat=True)) == set(
            Evidence.objects.visible_to(person).values_list("pk", flat=True)
        )
        assert set(seen.filter(kind="claim").values_list("object_id", flat=True)) == set(
            Claim.objects.visible_to(person).values_list("pk", flat=True)
        )


@pytest.fixture(scope="module")
def archive(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Return nothing; 20,000 claims in 2,000 articles are there meanwhile."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            seed(2_000)
            yield
            transaction.set_rollback(True)


def plan(query: QuerySet[Any]) -> str:
    """Return how the database would find the rows, and on which tables it reads all rows."""
    return query.explain(format="json")


def scanned(query: QuerySet[Any]) -> set[str]:
    """Return the tables that a query reads from the first row to the last."""
    tables: set[str] = set()

    def walk(node: dict[str, Any]) -> None:
        if node["Node Type"].endswith("Seq Scan"):
            tables.add(node["Relation Name"])
        for child in node.get("Plans", ()):
            walk(child)

    walk(json.loads(plan(query))[0]["Plan"])
    return tables


WORDS = [
    "langka7",
    "jarang",
    "umum",
    "umum jarang",
    '"umum langka7"',
    "umum verdict:disputed",
    "claimant:bu",
    "x -umum",
]
LARGE = {"articles_searchrow", "articles_claim", "articles_articletext", "articles_verdict", "articles_event"}


@pytest.mark.parametrize("typed", WORDS)
@pytest.mark.parametrize("who", ["edi", "joko", "sari"])
def test_no_search_reads_all_claims(archive: None, typed: str, who: str, request: pytest.FixtureRequest) -> None:
    person: User = request.getfixturevalue(who)
    words: Asked = asked(typed)
    rows = finding.rows_for(person, words)
    names = list(Claimant.objects.values_list("pk", flat=True)[: finding.NAMES_LOOKED_AT])
    with finding.search_time():
        for query in (
            finding.weighed(rows, words),
            rows.filter(kind="claim").newest_first().values_list("pk")[:21],
            SearchRow.objects.claimants().having(words.words or ["bu"])[:50],
            Claimant.objects.filter(pk__in=names).visible_to(person),
        ):
            assert not scanned(query) & LARGE, query.explain()


def test_the_archive_is_all_found(archive: None, edi: User) -> None:
    assert Article.objects.count() == 2_000
    assert SearchRow.objects.filter(kind="claim").count() == 20_000
    assert sorted(finding.rows_for(edi, asked("langka7")).values_list("kind", flat=True)) == ["article", "claim"]
