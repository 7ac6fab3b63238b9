"""The text with its claims marked: nothing lost, nothing added, whatever lies over what."""

import re
import time
from html import unescape
from itertools import pairwise

import pytest

from articles.extraction.reasons import ReasonCode
from articles.models import Article, Claim
from articles.templatetags.claims import REASONS, reason_sentences
from articles.templatetags.marks import PARAGRAPHS_AT_MOST, article_text, paragraphs, segments
from tests.make import make_article, make_claim

TEXT = "Satu dua tiga empat lima.\n\nEnam tujuh\ndelapan.\n \nSembilan sepuluh."


def claim_at(pk: int, start: int, end: int) -> Claim:
    return Claim(pk=pk, start=start, end=end)


def shown_words(html: str) -> str:
    """Return what stands in the paragraphs without the signs between the words."""
    words = re.sub(r"<sup.*?</sup>|<span class=\"visually-hidden\" data-aside>.*?</span>", "", html)
    return unescape(re.sub(r"<[^>]*>", "", words))


def test_paragraphs_part_at_blank_lines_and_leave_only_white_space_out() -> None:
    places = paragraphs(TEXT)
    assert [TEXT[start:end] for start, end in places] == [
        "Satu dua tiga empat lima.",
        "Enam tujuh\ndelapan.",
        "Sembilan sepuluh.",
    ]
    gaps = [TEXT[a[1] : b[0]] for a, b in pairwise(places)]
    assert all(gap.isspace() for gap in gaps)


def test_lines_are_paragraphs_where_no_line_is_blank() -> None:
    assert len(paragraphs("satu\ndua\ntiga")) == 3


def test_a_text_of_endless_paragraphs_ends_in_one_long_one() -> None:
    text = "a\n\n" * (PARAGRAPHS_AT_MOST + 500) + "a"
    places = paragraphs(text)
    assert len(places) == PARAGRAPHS_AT_MOST
    assert places[-1][1] == len(text)


def test_segments_cover_the_stretch_without_gap_or_overlap() -> None:
    claims = [claim_at(1, 0, 20), claim_at(2, 5, 10), claim_at(3, 8, 25)]
    pieces = list(segments(0, 40, claims, None))
    assert pieces[0].start == 0
    assert pieces[-1].end == 40
    assert all(a.end == b.start for a, b in pairwise(pieces))


def test_a_piece_belongs_to_the_innermost_claim() -> None:
    outer, inner = claim_at(1, 0, 30), claim_at(2, 10, 20)
    by_place = {(piece.start, piece.end): piece.claim for piece in segments(0, 40, [outer, inner], None)}
    assert by_place == {(0, 10): outer, (10, 20): inner, (20, 30): outer, (30, 40): None}


def test_each_claim_ends_once_even_where_two_end_together() -> None:
    outer, inner = claim_at(1, 0, 20), claim_at(2, 10, 20)
    endings = [claim.pk for piece in segments(0, 40, [outer, inner], None) for claim in piece.ending]
    assert sorted(endings) == [1, 2]


def test_cue_and_speaker_of_the_claim_at_hand_are_marked() -> None:
    chosen = Claim(pk=1, start=20, end=30, cue_start=10, cue_end=14, source_start=0, source_end=5)
    roles = {(piece.start, piece.end): piece.role for piece in segments(0, 40, [chosen], chosen) if piece.role}
    assert roles == {(0, 5): "speaker", (10, 14): "cue"}


@pytest.fixture
def article(jaya: object) -> Article:
    return make_article()


def test_the_words_shown_are_the_words_of_the_text(article: Article) -> None:
    assert article.current_text
    text = article.current_text.text
    claims = [
        make_claim(article, quotation="seluruh warga sudah menerima bantuan"),
        make_claim(article, quotation="warga sudah"),
        make_claim(article, quotation="1.200 keluarga belum terdata"),
    ]
    html = article_text(article, text, claims, claims[1])
    assert shown_words(html).replace("\n", "") == text.replace("\n", "")
    assert html.count('class="sign"') == 3
    assert html.count('id="chosen-mark"') == 1


def test_a_claim_over_two_paragraphs_is_marked_in_both(article: Article) -> None:
    assert article.current_text
    claim = make_claim(article, quotation="menerima bantuan.\n\n“Tidak ada satu keluarga")
    html = article_text(article, article.current_text.text, [claim], None)
    assert html.count("<mark") == 2
    assert html.count('class="sign"') == 1


def test_hostile_text_is_shown_as_typed(jaya: object) -> None:
    text = '<script>alert(1)</script> <b hx-get="/x" onclick="x()">kata</b> {{ 7 }} %s & \u202eterbalik'
    article = make_article(text=text)
    claim = make_claim(article, quotation='<b hx-get="/x" onclick="x()">kata</b>')
    html = article_text(article, text, [claim], claim)
    assert "<script" not in html
    assert "<b " not in html
    assert shown_words(html).strip() == text


def test_places_are_counted_in_code_points(jaya: object) -> None:
    text = "🗞️🗞️ kabar.\n\nDua ribu orang hadir."
    article = make_article(text=text)
    claim = make_claim(article, quotation="Dua ribu orang hadir")
    html = article_text(article, text, [claim], None)
    assert f'data-start="{text.index("Dua")}"' in html
    assert shown_words(html).replace("\n", "") == text.replace("\n", "")


def test_every_reason_of_the_engine_has_its_sentence() -> None:
    assert set(REASONS) == {code.value for code in ReasonCode}


def test_an_unknown_reason_shows_its_words() -> None:
    sentences = reason_sentences([{"code": "brand_new", "detail": "8 persen"}, {"code": "count", "detail": "1.200"}])
    assert [(one.sentence, one.words) for one in sentences] == [("8 persen", ""), ("It gives a number.", "1.200")]


def test_a_stored_weight_may_be_missing_or_wrong() -> None:
    stored = [{"code": "count", "weight": 1.04}, {"code": "count"}, {"code": "count", "weight": "much"}]
    assert [one.weight for one in reason_sentences(stored)] == [1.04, 0.0, 0.0]


def test_many_claims_are_cut_in_one_pass() -> None:
    claims = [claim_at(number, number * 10, number * 10 + 15) for number in range(20_000)]
    before = time.process_time()
    assert sum(1 for _ in segments(0, 200_020, claims, None)) > 20_000
    # Every claim against every edge would be 800 million steps: minutes.
    assert time.process_time() - before < 10
