"""The desk in Bahasa Indonesia: every page in every state without a word of English; and who chooses the language."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from articles.fetching.refusals import SENTENCES as FETCH_SENTENCES
from articles.flow.proving import words_of
from articles.models import (
    AnswerPair,
    Article,
    ArticleMatch,
    Claim,
    ClaimAppearance,
    ClaimLink,
    Digest,
    Event,
    Evidence,
    EvidenceFetch,
    Extraction,
    Feed,
    FeedRun,
    Import,
    ImportItem,
    Label,
    Notice,
    SecondReview,
    SecondReviewRule,
    UploadedTable,
    User,
    Verdict,
    VerdictReturn,
)
from articles.models.articles import Status
from articles.models.claims import Mode, Relation, Stance, Standing
from articles.models.digests import DigestFailure
from articles.models.extractions import Failure
from articles.models.keys import USUAL_KEYS
from articles.models.notices import OF_COMMENTS, NoticeKind
from articles.models.verdicts import Answer, EvidenceStance, Said
from articles.refusals import OF_THE_WORKER
from tests.flow.test_second_reviewing import decide
from tests.make import (
    make_article,
    make_assignment,
    make_capture,
    make_claim,
    make_claimant,
    make_comment,
    make_evidence,
    make_evidence_copy,
    make_feed,
    make_link,
    make_refused_page,
    make_verdict,
)
from tests.people import make_person
from tests.test_translations import Spoken
from tests.websites import answer as page_of
from tests.websites import website
from tests.worker import work

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
INDONESIAN = {"Accept-Language": "id-ID,id;q=0.9,en;q=0.5"}
SIGN_IN = "/sign-in/"

ENGLISH = set(
    re.findall(
        r"\w+",
        """
    about above after again ago all already and answer any are article articles as assign at back be because been
    before but can cannot check checked choose claim claims day days decided desk did disputed do does done due each
    empty enter evidence failed field file files first for found from go has have here hour hours how imported in
    is it its item items just keep language last later like link lost make many may minute minutes more must
    my name never new newer next not nothing now of old older on one only open other overdue page people please
    queue read ready reason required save saved search second seconds see select sign since so some somebody state
    still supported than that the their them then there these they this those time title to too try unclear user
    value verdict verdicts was week weeks were what when where which who why will with worker you your
    """,
    )
)
"""The words that English sentences are made of, none of which is Indonesian."""


def english_words(page: str) -> list[str]:
    """Return the texts of a page that have an English word in them; what is marked as English is left out.

    Letters between the digits of a claim's public id are no word.
    """
    spoken = Spoken()
    spoken.feed(re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', "", page, flags=re.DOTALL))
    texts = [unescape(text) for text in spoken.texts]
    return [text for text in texts if ENGLISH & set(re.findall(r"\w+", text.lower()))]


def assert_indonesian(page: str) -> None:
    assert '<html lang="id">' in page
    assert english_words(page) == []


def read(session: Client, path: str, status: int = 200) -> None:
    """Ask for a page as an Indonesian browser does, and look at its words."""
    response = session.get(path, headers=INDONESIAN)
    assert response.status_code == status, path
    assert_indonesian(response.text)


@pytest.fixture
def article(jaya: User, joko: User, edi: User) -> Article:
    """An article in review with claims in every state, links both ways, and a day that is over."""
    article = make_article()
    make_assignment(article, jaya, by=edi, due_on=timezone.localdate() - timedelta(days=3), note="Tolong cek angkanya.")
    make_assignment(article, joko, by=edi, due_on=timezone.localdate() + timedelta(days=2))
    experts = make_claimant("Para ahli", "group")
    first = make_claim(article)
    doubt = make_claim(article, quotation="angka itu", claimant=experts, stance=Stance.DOUBT, check_worthiness=0.2)
    make_claim(article, quotation="1.200 keluarga belum terdata", claimant=experts, mode=Mode.UNATTRIBUTED)
    dismissed = make_claim(article, quotation="Pemerintah kota", stance=Stance.DENY)
    Claim.objects.filter(pk=dismissed.pk).update(standing=Standing.DISMISSED, claimant=None)
    ClaimLink.objects.filter(pk=make_link(doubt, first).pk).update(reason={"code": "doubts_report", "detail": "x"})
    make_link(first, doubt, Relation.SUPPORTS)
    cited = make_claim(make_article(status=Status.DONE))
    make_verdict(cited, jaya)
    words = words_of(cited, cited.verdicts.get())
    for answer in (Answer.DISPUTED, Answer.SUPPORTED):
        verdict = make_verdict(first, jaya, answer=answer, said=Said.NOT_SAID)
        piece = make_evidence(verdict)
        Evidence.objects.create(verdict=verdict, url=piece.url, stance=EvidenceStance.REFUTES, origin=piece)
        Evidence.objects.create(
            verdict=verdict, stance=EvidenceStance.CONTEXT, cited_claim=cited, cited_words=words | {"reason": ""}
        )
    make_verdict(doubt, jaya, answer=Answer.NOT_CHECKABLE, said=Said.UNCLEAR)
    Label.objects.create(name="Keliru", answer=Answer.DISPUTED, rating=1)
    return article


def pages_of(article: Article) -> Iterator[str]:
    """Yield the addresses of an article, of each of its claims, and of what can be done with them."""
    yield article.get_absolute_url()
    yield reverse("claim_add", args=[article.pk])
    for claim in article.claims.all():
        yield f"{article.get_absolute_url()}?claim={claim.public_id}"
        yield claim.get_absolute_url()
    claim = article.claims.filter(standing=Standing.STANDS)[0]
    yield reverse("claim_compare", args=[article.claims.filter(current_verdict__isnull=False)[0].public_id])
    for name in ("claim_edit", "claim_split", "claim_merge", "link_create"):
        yield reverse(name, args=[claim.public_id])


def test_reviewing(client_of: ClientOf, article: Article, jaya: User, edi: User) -> None:
    for person in (jaya, edi):
        for path in pages_of(article):
            if person == jaya or "?" in path or path == article.get_absolute_url():
                read(client_of(person), path)
    read(client_of(jaya), "/queue/")
    read(client_of(jaya), "/queue/?show=done")


def test_what_was_done_is_told(client_of: ClientOf, article: Article, jaya: User) -> None:
    session, claim = client_of(jaya), article.claims.get(quotation__startswith="1.200")
    sent = {"version": claim.version, "key": str(uuid.uuid4()), "evidence-TOTAL_FORMS": 3, "evidence-INITIAL_FORMS": 0}
    refused = session.post(reverse("verdict_create", args=[claim.public_id]), sent, headers=INDONESIAN)
    assert refused.status_code == 422
    assert_indonesian(refused.text)
    make_verdict(claim, jaya)  # so that the page's version is old
    late = sent | {"answer": "disputed", "reason": "Data dinas sosial.", "evidence-0-url": "https://data.example/2"}
    late |= {"evidence-0-stance": "context"}
    conflict = session.post(reverse("verdict_create", args=[claim.public_id]), late, headers=INDONESIAN)
    assert conflict.status_code == 409
    assert_indonesian(conflict.text)
    first = article.claims.get(quotation__startswith="seluruh")
    for name in ("claim_dismiss", "claim_restore"):
        first.refresh_from_db()
        session.post(reverse(name, args=[first.public_id]), {"version": first.version}, headers=INDONESIAN)
        read(session, article.get_absolute_url())
    changed = {"version": first.version + 1, "quotation": "warga sudah menerima", "claimant": "Rina", "stance": "deny"}
    session.post(reverse("claim_edit", args=[first.public_id]), changed | {"claim_text": ""}, headers=INDONESIAN)
    read(session, first.get_absolute_url())


def test_linking(client_of: ClientOf, article: Article, jaya: User) -> None:
    session = client_of(jaya)
    doubt, first = article.claims.get(quotation="angka itu"), article.claims.get(quotation__startswith="seluruh")
    address = reverse("link_create", args=[doubt.public_id])
    ClaimLink.objects.filter(relation="disputes").update(confirmation="confirmed", note="Sudah.")
    for sent in ({}, {"relation": "disputes", "elsewhere": "x"}, {"relation": "disputes", "other": first.public_id}):
        refused = session.post(address, sent, headers=INDONESIAN)
        assert refused.status_code == 422
        assert_indonesian(refused.text)
    session.post(address, {"relation": "repeats", "other": first.public_id, "note": "Sama."}, headers=INDONESIAN)
    elsewhere = make_claim(make_article(status=Status.DONE))
    session.post(address, {"relation": "disputes", "elsewhere": elsewhere.public_id}, headers=INDONESIAN)
    read(session, f"{article.get_absolute_url()}?claim={doubt.public_id}")
    read(session, doubt.get_absolute_url())
    for link in ClaimLink.objects.all():
        sent = {"decision": "reject", "was": link.confirmation, "claim": doubt.public_id}
        session.post(reverse("link_decide", args=[link.pk]), sent, headers=INDONESIAN)
        read(session, article.get_absolute_url())


def test_talking_about_a_claim(client_of: ClientOf, article: Article, jaya: User, joko: User, edi: User) -> None:
    jaya_sends, claim = client_of(jaya), make_claim(article, quotation="1.200 keluarga belum terdata")
    address = reverse("comment_create", args=[claim.public_id])
    resolve = reverse("thread_resolve", args=[claim.public_id])

    def send(words: str, key: uuid.UUID, **headers: str) -> str:
        values = {"words": words, "key": str(key)}
        return jaya_sends.post(address, values, headers=INDONESIAN | headers).content.decode()

    key = uuid.uuid4()
    for words in ("", "@hantu @joko Dari mana?", "Kata-kata baru."):
        assert english_words(send(words, key, **{"HX-Request": "true"})) == []
    comment = claim.comments.get()
    edit = reverse("comment_edit", args=[comment.pk])
    assert english_words(jaya_sends.get(edit, headers=INDONESIAN).content.decode()) == []
    for wording in (1, 1):
        values = {"words": f"Kata {uuid.uuid4()}", "wording": wording}
        assert english_words(jaya_sends.post(edit, values, headers=INDONESIAN).content.decode()) == []
    for decision in ("resolve", "open"):
        sent = jaya_sends.post(resolve, {"decision": decision}, headers=INDONESIAN | {"HX-Request": "true"})
        assert english_words(sent.content.decode()) == []
    SecondReview.objects.create(claim=claim)
    sent = jaya_sends.post(resolve, {"decision": "resolve"}, headers=INDONESIAN)
    assert sent.status_code == 422
    assert english_words(sent.content.decode()) == []
    assert english_words(client_of(edi).get(claim.get_absolute_url(), headers=INDONESIAN).content.decode()) == []


def test_notices(client_of: ClientOf, article: Article, jaya: User, edi: User) -> None:
    claim, session = make_claim(article, quotation="1.200 keluarga belum terdata"), client_of(jaya)
    assert english_words(session.get(reverse("notice_list"), headers=INDONESIAN).content.decode()) == []
    for kind in NoticeKind:
        of_comment = kind in OF_COMMENTS
        event = None if of_comment else Event.objects.create(verb="article_assigned", actor=edi, article=article)
        comment = make_comment(claim, edi) if of_comment else None
        values = {"article": article, "claim": claim, "title": article.title, "actor": edi}
        notice = Notice.objects.create(person=jaya, kind=kind, event=event, comment=comment, **values)
    assert english_words(session.get(reverse("notice_list"), headers=INDONESIAN).content.decode()) == []
    older = session.get(reverse("notice_list"), {"before": notice.pk}, headers=INDONESIAN)
    assert english_words(older.content.decode()) == []
    read = session.post(reverse("notice_read_all"), {"place": notice.pk}, headers=INDONESIAN, follow=True)
    assert english_words(read.content.decode()) == []


def test_notices_by_mail(client_of: ClientOf, jaya: User, settings: Settings) -> None:
    session, address = client_of(jaya), reverse("notice_settings")
    for is_offered in (False, True):
        settings.EMAIL_OFFERED = is_offered
        assert english_words(session.get(address, headers=INDONESIAN).content.decode()) == []
    choice = {"address": "jaya@desk.example", "rhythm": "daily", "hour": 7, "language": "id"}
    for wrong in ({}, choice | {"address": ""}, choice | {"address": "x"}, choice):
        sent = session.post(address, wrong, headers=INDONESIAN, follow=True)
        assert english_words(sent.content.decode()) == []
    for number, failure in enumerate(DigestFailure):
        period = timezone.now() - timedelta(hours=number)
        Digest.objects.create(person=jaya, period=period, state="failed", failure=failure, finished_at=period)
        assert english_words(session.get(address, headers=INDONESIAN).content.decode()) == []


def test_a_replication_pack(client_of: ClientOf, article: Article, jaya: User) -> None:
    response = client_of(jaya).get(reverse("article_pack", args=[article.pk]), headers=INDONESIAN)
    with ZipFile(BytesIO(response.getvalue())) as pack:
        assert_indonesian(pack.read("index.html").decode())


def test_evidence(client_of: ClientOf, article: Article, jaya: User) -> None:
    session, claim = client_of(jaya), article.claims.get(quotation__startswith="1.200")
    piece = Evidence.objects.filter(origin__isnull=True, url__gt="")[0]
    address = reverse("evidence_find", args=[claim.public_id])
    for sent in (
        {"words": "data"},
        {"words": "warga"},
        {"words": "x"},
        {"words": "xyz"},
        {"use": f"evidence:{piece.pk}"},
    ):
        response = session.post(address, sent | {"evidence-TOTAL_FORMS": 3}, headers=INDONESIAN)
        assert response.status_code == 200
        assert_indonesian(response.text)
    hostile = {
        "evidence-0-upload": SimpleUploadedFile("a.png", b"<svg>"),
        "version": claim.version,
        "key": uuid.uuid4(),
    }
    sent = hostile | {"evidence-TOTAL_FORMS": 1, "evidence-INITIAL_FORMS": 0}
    refused = session.post(reverse("verdict_create", args=[claim.public_id]), sent, headers=INDONESIAN)
    assert refused.status_code == 422
    assert_indonesian(refused.text)
    read(session, piece.get_absolute_url())
    session.post(reverse("evidence_keep", args=[piece.pk]), headers=INDONESIAN)
    for _time in range(2):
        session.post(reverse("evidence_keep", args=[piece.pk]), headers=INDONESIAN)
        read(session, piece.get_absolute_url())
        read(session, piece.verdict.claim.get_absolute_url())
        EvidenceFetch.objects.update(state="failed", refusal="gone", refusal_detail="404")
    make_evidence_copy(piece)
    read(session, piece.get_absolute_url())


def test_every_state_of_an_article(client_of: ClientOf, ade: User, jaya: User) -> None:
    extracting, ready = make_article(status=Status.EXTRACTING), make_article()
    failed = [make_article(status=Status.FAILED, failure=failure) for failure in Failure.values]
    finished = make_article(status=Status.DONE)
    make_assignment(finished, jaya, state="done")
    for one in (extracting, ready, finished, *failed):
        read(client_of(ade), one.get_absolute_url())
    read(client_of(jaya), finished.get_absolute_url())


def test_copies_and_their_claims(client_of: ClientOf, article: Article, edi: User, jaya: User) -> None:
    claim = article.claims.get(quotation__startswith="1.200")
    for position, confirmation in enumerate(("suggested", "confirmed", "rejected")):
        copy = make_article(status=Status.DONE)
        make_assignment(copy, edi, state="done")
        other = make_claim(copy, quotation=claim.quotation)
        match = ArticleMatch.objects.create(earlier=article, later=copy, similarity=0.9, confirmation=confirmation)
        ArticleMatch.objects.filter(pk=match.pk).exclude(confirmation="suggested").update(decided_by=edi)
        ClaimAppearance.objects.create(claim=claim, other=other, match=match, similarity=1 - position / 20)
        if position:
            make_verdict(other, edi)
    for person in (edi, jaya):
        read(client_of(person), f"{article.get_absolute_url()}?claim={claim.public_id}")
    read(client_of(edi), "/articles/")
    for match in ArticleMatch.objects.all():
        for decision in ("confirmed", "rejected", "suggested"):
            match.refresh_from_db()
            values = {"article": article.pk, "was": match.confirmation, "decision": decision}
            client_of(edi).post(reverse("match_decide", args=[match.pk]), values, headers=INDONESIAN)
            read(client_of(edi), article.get_absolute_url())
    for key in (uuid.uuid4(), uuid.uuid4()):
        appearance = ClaimAppearance.objects.decided().select_related("other")[0]
        values = {"version": claim.version, "verdict": appearance.other.current_verdict_id, "key": key}
        address = reverse("verdict_adopt", args=[appearance.pk])
        response = client_of(jaya).post(address, values, headers=INDONESIAN | {"HX-Request": "true"})
        assert english_words(response.text) == []
    read(client_of(jaya), claim.get_absolute_url())


def test_a_new_text_and_what_it_leaves_behind(client_of: ClientOf, article: Article, edi: User, jaya: User) -> None:
    session = client_of(edi)
    address = reverse("text_edit", args=[article.pk])
    read(session, address)
    old = article.current_text.text if article.current_text else ""
    changed = old.replace("seluruh", "sebagian").replace("1.200 keluarga belum terdata", "lain")
    for text, base, status in [("", 1, 422), (changed, 1, 302), (old, 1, 409)]:
        response = session.post(address, {"text": text, "base": base}, headers=INDONESIAN)
        assert response.status_code == status
        if status != 302:
            assert_indonesian(response.text)
    read(session, article.get_absolute_url())
    read(session, "/articles/")
    for query in ("", "?with=1"):
        read(session, reverse("version_detail", args=[article.pk, 2]) + query)
    Extraction.objects.filter(article_text__number=2).update(state="failed", failure="too_slow")
    for reader in (session, client_of(jaya)):
        read(reader, article.get_absolute_url())
    flagged = Claim.objects.flagged()
    assert set(flagged.values_list("text_state", flat=True)) == {"changed", "gone"}
    for claim in flagged:
        for reader in (session, client_of(jaya)):
            read(reader, f"{article.get_absolute_url()}?claim={claim.public_id}")
        wrong = {"version": claim.version, "settlement": "carry", "quotation": "tidak ada di sana"}
        refused = session.post(reverse("claim_settle", args=[claim.public_id]), wrong, headers=INDONESIAN)
        assert refused.status_code == 422
        assert_indonesian(refused.text)
        values = wrong | {"settlement": "aside"}
        session.post(reverse("claim_settle", args=[claim.public_id]), values, headers=INDONESIAN)
        read(session, claim.get_absolute_url())


def test_a_second_review_in_every_state(
    client_of: ClientOf, article: Article, jaya: User, joko: User, edi: User
) -> None:
    tiga, session = make_person("tiga", ["journalist"]), client_of(edi)
    claim = article.claims.get(quotation__startswith="1.200")
    page, second = f"{article.get_absolute_url()}?claim={claim.public_id}", reverse("second_assign", args=[article.pk])

    def read_everything() -> None:
        for person in (jaya, joko, edi, tiga):
            if person != tiga or article.assignments.filter(assignee=tiga).exists():
                for path in (page, article.get_absolute_url(), claim.get_absolute_url()):
                    read(client_of(person), path)
            read(client_of(person), "/articles/" if person == edi else "/queue/")

    read(session, second)
    session.post(reverse("second_ask", args=[claim.public_id]), headers=INDONESIAN)
    read_everything()
    asked = session.post(reverse("second_ask_all", args=[article.pk]), headers=INDONESIAN, follow=True)
    assert_indonesian(asked.text)
    read(session, second)
    assert_indonesian(session.post(second, {"due_on": "2001-01-01"}, headers=INDONESIAN).text)
    decide(jaya, claim)
    read_everything()
    decide(joko, claim, Answer.DISPUTED)
    read_everything()
    assert_indonesian(session.post(second, {"assignee": tiga.pk}, headers=INDONESIAN, follow=True).text)
    read_everything()
    verdict = decide(tiga, claim)
    read_everything()
    send_back_and_stand_by(session, client_of(tiga), verdict)
    read_everything()
    other = article.claims.get(quotation="angka itu")
    session.post(reverse("second_waive", args=[other.public_id]), {"version": other.version}, headers=INDONESIAN)
    read(session, f"{article.get_absolute_url()}?claim={other.public_id}")


def send_back_and_stand_by(editor: Client, author: Client, verdict: Verdict) -> None:
    """Send a verdict back and stand by it, with everything that can be wrong with the forms before."""
    back, claim = reverse("verdict_return", args=[verdict.pk]), Claim.objects.get(pk=verdict.claim_id)
    read(editor, back)
    sent = {"version": claim.version, "reason": "Mana datanya?"}
    for wrong in ({"reason": ""}, {"version": 0}, {}):
        assert_indonesian(editor.post(back, sent | wrong, headers=INDONESIAN, follow=True).text)
    claim.refresh_from_db()
    page = f"{claim.article.get_absolute_url()}?claim={claim.public_id}"
    for session in (editor, author):
        read(session, page)
    read(author, "/queue/")
    stand_by = reverse("return_stand_by", args=[VerdictReturn.objects.get().pk])
    for words in ("x" * 5_001, "Ada di lampiran."):
        values = {"version": claim.version, "words": words}
        assert_indonesian(author.post(stand_by, values, headers=INDONESIAN, follow=True).text)


def test_the_rules_of_the_second_review(client_of: ClientOf, edi: User) -> None:
    session, path = client_of(edi), reverse("rule_list")
    read(session, path)
    rules = [{"kind": "worth"}, {"kind": "worth", "threshold": "0.8"}, {"kind": "person"}, {"kind": "person"}]
    rules += [{"kind": "publisher", "publisher": "Warta Uji"}, {"kind": "every", "every": "3"}, {"kind": "every"}]
    for sent in rules:
        assert_indonesian(session.post(reverse("rule_add"), sent, headers=INDONESIAN, follow=True).text)
    for rule in SecondReviewRule.objects.all():
        session.post(reverse("rule_end", args=[rule.pk]), headers=INDONESIAN)
        read(session, path)


@pytest.mark.parametrize(
    "show", ["all", "unassigned", "in_review", "overdue", "second", "done", "extracting", "failed"]
)
@pytest.mark.parametrize("words", ["", "tanpa-hasil"])
def test_the_list(client_of: ClientOf, edi: User, show: str, words: str) -> None:
    path = f"/articles/?show={show}&q={words}"
    read(client_of(edi), path)
    articles = [make_article(status=status) for status in Status.values]
    make_assignment(articles[-1], edi, due_on=timezone.localdate() - timedelta(days=1))
    read(client_of(edi), path)


def test_assigning(client_of: ClientOf, edi: User, jaya: User) -> None:
    session, article = client_of(edi), make_article()
    refused = session.post("/assignments/", {"due_on": "2001-01-01"}, headers=INDONESIAN)
    assert refused.status_code == 422
    assert_indonesian(refused.text)
    session.post("/assignments/", {"articles": [article.pk], "assignee": jaya.pk}, headers=INDONESIAN)
    read(session, "/articles/")
    assignment = article.assignments.get()
    session.post(reverse("assignment_withdraw", args=[assignment.pk]), headers=INDONESIAN)
    read(session, "/articles/")


def test_what_the_newsroom_sets(client_of: ClientOf, ade: User) -> None:
    session = client_of(ade)
    read(session, "/newsroom/")
    for sent in ({"name": "Menyesatkan", "answer": "disputed", "rating": 2}, {"name": "menyesatkan"}, {}):
        session.post("/newsroom/labels/", sent, headers=INDONESIAN)
        assert_indonesian(session.post("/newsroom/labels/", sent, headers=INDONESIAN).text)
    label = Label.objects.get()
    session.post(f"/newsroom/labels/{label.pk}/retire/", {"version": 1, "is_active": 0}, headers=INDONESIAN)
    late = session.post(f"/newsroom/labels/{label.pk}/", {"name": "X", "rating": 1, "position": 1, "version": 1})
    assert late.status_code == 409
    for policy in ("second", "never", "often"):
        sent = {"policy": policy, "version": 0}
        answered = session.post("/newsroom/reasons/", sent, headers=INDONESIAN, follow=True)
        assert_indonesian(answered.text)


def test_own_keys_and_a_verdict_taken_back(client_of: ClientOf, article: Article, jaya: User) -> None:
    session = client_of(jaya)
    read(session, "/me/keys/")
    for keys in ({}, USUAL_KEYS | {"next": "k"}, USUAL_KEYS | {"next": "/"}, USUAL_KEYS):
        assert_indonesian(session.post("/me/keys/", keys, headers=INDONESIAN, follow=True).text)
    claim = article.claims.get(quotation__startswith="1.200")
    make_verdict(claim, jaya)
    read(session, article.get_absolute_url())
    session.post(reverse("verdict_retract", args=[claim.verdicts.get().pk]), headers=INDONESIAN)
    read(session, f"{article.get_absolute_url()}?claim={claim.public_id}")
    read(session, claim.get_absolute_url())


def test_importing(client_of: ClientOf, ade: User) -> None:
    session = client_of(ade)
    read(session, "/imports/")
    wrong = {"text": "", "url": "ftp:", "published_on": "0001-01-01", "published_time": "99", "language": "xx"}
    for path, sent in (("import_paste", wrong), ("import_files", {})):
        refused = session.post(reverse(path), sent, headers=INDONESIAN)
        assert refused.status_code == 422
        assert_indonesian(refused.text)
    contents = {"a.pdf": b"x", "b.txt": b"", "c.txt": b"satu", "d.txt": b"\xd0\xcf\x11\xe0", "e.txt": bytes(range(256))}
    contents |= {"f.txt": b"\x89PNG", "g.txt": b"\x1f\x8b", "h.txt": b"MZ", "i.txt": b"Tiga kata saja di sini." * 9}
    uploads = [SimpleUploadedFile(name, data) for name, data in contents.items()]
    uploads.append(SimpleUploadedFile("j.csv", b"judul,isi,tanggal\nSatu,Kepala desa bicara soal jalan.,lusa\n"))
    session.post(reverse("import_files"), {"uploads": uploads}, headers={"Accept-Language": "en"})
    read(session, Import.objects.get().get_absolute_url())
    work(Import.objects.get())
    read(session, reverse("table_detail", args=[UploadedTable.objects.get().pk]))
    read(session, Import.objects.get().get_absolute_url())
    read(session, "/imports/")
    refused = session.post(reverse("import_addresses"), {"addresses": "ftp://x"}, headers=INDONESIAN)
    assert_indonesian(refused.text)
    fetched = Import.objects.create(way="urls", imported_by=ade)
    for number, code in enumerate([*FETCH_SENTENCES, *OF_THE_WORKER]):
        values = {
            "outcome": "refused",
            "refusal": code,
            "refusal_detail": "404",
            "url": f"https://warta.example/{number}",
        }
        make_refused_page(ImportItem.objects.create(of=fetched, name=values["url"], **values))
    for state in ("queued", "running"):
        waiting = {"outcome": "waiting", "state": state, "url": "https://warta.example/", "lease_until": timezone.now()}
        ImportItem.objects.create(of=fetched, name="https://warta.example/", attempt=2, **waiting)
    for minutes in (-5, 5):
        due = {"due_at": timezone.now() + timedelta(minutes=minutes), "refusal": "slow_site", "attempt": 1}
        ImportItem.objects.create(of=fetched, name="https://warta.example/", **(waiting | {"state": "queued"} | due))
    read(session, fetched.get_absolute_url())
    article = make_article()
    Article.objects.filter(pk=article.pk).update(url="https://warta.example/a")
    read(session, article.get_absolute_url())
    read(session, reverse("capture_list", args=[article.pk]))
    read(session, reverse("article_edit", args=[article.pk]))
    make_capture(article)
    again = {"of": fetched, "name": article.title, "url": "https://warta.example/a", "article": article}
    for values in ({"outcome": "unchanged"}, {"outcome": "changed"}, {"outcome": "refused", "refusal": "gone"}):
        ImportItem.objects.create(**again, **values)
        read(session, reverse("capture_list", args=[article.pk]))
    read(session, article.get_absolute_url())


def test_feeds(client_of: ClientOf, ade: User, settings: Settings) -> None:
    session = client_of(ade)
    for path in ("/feeds/", "/feeds/add/"):
        read(session, path)
    states: list[dict[str, object]] = [{}, {"is_active": False}, {"state": "running", "lease_until": timezone.now()}]
    states += [{"last_success_at": timezone.now(), "interval_minutes": 20}, {"due_at": timezone.now()}]
    codes = [*FETCH_SENTENCES, *OF_THE_WORKER, "not_a_feed", "broken_feed"]
    states += [{"refusal": code, "refusal_detail": "404", "failing_since": timezone.now()} for code in codes]
    for values in states:
        Feed.objects.filter(pk=make_feed(ade).pk).update(**values, sections=["pemilu"])
    for number in range(1, 3):
        read(session, f"/feeds/?page={number}")
    feed = Feed.objects.order_by("pk")[0]
    batch = Import.objects.create(way="feed", imported_by=ade, feed=feed)
    for outcome in ("read", "unchanged", "failed"):
        numbers = {"found": 9, "passed_over": 2, "left_over": 3, "is_damaged": True} if outcome == "read" else {}
        FeedRun.objects.create(feed=feed, outcome=outcome, refusal="gone" if outcome == "failed" else "", **numbers)
    FeedRun.objects.create(feed=feed, outcome="read", batch=batch)
    changed = {"interval_minutes": "15", "title": "Warta"}
    for name in ("feed_edit", "feed_pause", "feed_resume", "feed_run"):
        session.post(reverse(name, args=[feed.pk]), changed, headers=INDONESIAN)
        read(session, feed.get_absolute_url())
    read(session, reverse("feed_edit", args=[feed.pk]))
    read(session, batch.get_absolute_url())
    with website() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.place]
        item = "<item><title>Kabar</title><link>/ekonomi/1</link></item>"
        site.pages["/feed"] = page_of(f"<rss><channel><title>Warta</title>{item}</channel></rss>")
        looks = [{}, {"url": "ftp://x"}, {"url": site.url("/feed")}, {"url": site.url("/feed"), "sections": "x" * 200}]
        for values in [*looks, {"url": site.url("/feed"), "sections": "/olahraga"}]:
            assert_indonesian(session.post("/feeds/add/", {"interval_minutes": 60} | values, headers=INDONESIAN).text)
    session.post(reverse("feed_remove", args=[feed.pk]), headers=INDONESIAN)
    read(session, "/feeds/")


def test_searching(client_of: ClientOf, edi: User, article: Article) -> None:
    session = client_of(edi)
    make_verdict(make_claim(article), edi)
    claim = make_claim(article)
    make_link(make_claim(article, claimant=make_claimant("Budi")), claim)
    read(session, f"/claimants/{claim.claimant_id}/")
    read(session, f"/claimants/{claim.claimant_id}/?before={claim.pk}")
    make_article(title="Warga lain", language="en", publisher="Kabar")
    read(session, "/search/")
    for text in ("warga", "hartatti", "xyzzy", "…", "sebelum:besok", "a" * 2000, "rina", "publisher:warta"):
        for kind in ("", "claim"):
            read(session, f"/search/?q={text}&kind={kind}&order=date")


def test_trying_the_engine(client_of: ClientOf, edi: User, article: Article) -> None:
    session = client_of(edi)
    read(session, "/extraction/")
    read(session, "/extraction/versions/")
    read(session, f"/extraction/?article={article.pk}")
    text = "“Harga beras naik,” kata Budi.\n\n“Harga cabai ikut naik sejak Mei.”\n\nBudi meminta agar pasar dibuka."
    for sent in ({"text": text, "language": "id"}, {"text": "Pasar tutup.", "language": "id"}, {"text": "xx yy zz"}):
        assert_indonesian(session.post("/extraction/", sent, headers=INDONESIAN).text)
    refused = session.post("/extraction/", {"text": "a" * 100_001, "language": "xx"}, headers=INDONESIAN)
    assert refused.status_code == 422
    assert_indonesian(refused.text)


def test_versions_without_an_article(client_of: ClientOf, edi: User) -> None:
    read(client_of(edi), "/extraction/versions/")


def test_agreement(client_of: ClientOf, edi: User, jaya: User, joko: User) -> None:
    session = client_of(edi)
    read(session, "/agreement/")
    for answer in (Answer.SUPPORTED, Answer.DISPUTED):
        claim = make_claim(make_article())
        both = make_verdict(claim, jaya, said=Said.SAID), make_verdict(claim, joko, answer=answer, said=Said.UNCLEAR)
        AnswerPair.objects.create(claim=claim, first=both[0], second=both[1], is_equal=False)
    read(session, "/agreement/")
    assert_indonesian(session.get("/agreement/?since=besok&until=2020-01-01", headers=INDONESIAN).text)


def test_signing_in(client: Client, client_of: ClientOf, nona: User, settings: Settings) -> None:
    settings.DEMO = True
    User.objects.create(username="ade", name="Ade", roles=["admin", "editor", "journalist"], is_demo=True)
    read(client, SIGN_IN)
    for sent in ({"username": "jaya", "password": "salah"}, {}):
        assert_indonesian(client.post(SIGN_IN, sent, headers=INDONESIAN).text)
    read(client_of(nona), "/")


def test_what_goes_wrong(client: Client, client_of: ClientOf, edi: User, jaya: User) -> None:
    read(client, "/tidak-ada/", 404)
    read(client_of(jaya), "/imports/", 403)
    too_much = {f"x{number}": "x" for number in range(3_000)}
    assert_indonesian(client_of(edi).post("/assignments/", too_much, headers=INDONESIAN).text)
    strict = Client(enforce_csrf_checks=True)
    assert_indonesian(strict.post(SIGN_IN, headers=INDONESIAN).text)
    with translation.override("id"):
        for name in ("errors/500.html", "errors/503.html"):
            assert_indonesian(render_to_string(name))


def test_english_is_seen() -> None:
    assert english_words("<p>Belum <b>not yet</b> ada</p>") == ["not yet"]
    assert english_words('<p title="due today">Tenggat</p>') == ["due today"]
    assert english_words('<button lang="en">the English page</button> <p>Klaim 1 dari 3</p>') == []


# --- Who chooses the language ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "language"), [("id-ID,id;q=0.9", "id"), ("de", "en"), ("de,id;q=0.5", "id"), ("", "en"), ("%%", "en")]
)
def test_the_browser_chooses_and_english_is_for_all_others(client: Client, wanted: str, language: str) -> None:
    response = client.get(SIGN_IN, headers={"Accept-Language": wanted})
    assert f'<html lang="{language}">' in response.text
    assert response.headers["Content-Language"] == language


def test_the_switch_counts_more_than_the_browser(client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "id", "next": SIGN_IN})
    assert response.cookies["django_language"].value == "id"
    assert '<html lang="id">' in client.get(SIGN_IN, headers={"Accept-Language": "en"}).text


def test_a_language_that_is_not_there_changes_nothing(client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "xx", "next": SIGN_IN})
    assert "django_language" not in response.cookies
    client.cookies["django_language"] = "xx"
    assert '<html lang="en">' in client.get(SIGN_IN).text


def test_the_switch_leads_to_no_foreign_site(client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "id", "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"
