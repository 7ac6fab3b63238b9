"""Bytes to clean text: every encoding, and a clear word for what is no article."""

import time
import unicodedata

import pytest
from hypothesis import given, settings, strategies

from articles.reading import Unreadable, clean_line, clean_text, read_file, read_text
from articles.reading.pages import MAX_HTML_DEPTH, html_depth

STORY = "Menteri mengatakan harga naik 5 persen.\n\n“Tidak benar,” kata seorang pedagang di Café Merdeka."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252"]
)
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert read_file("berita.txt", STORY.encode(encoding)).text == STORY


def test_line_ends_are_one_kind() -> None:
    assert (
        read_file("a.txt", b"Satu dua tiga.\r\n\r\nEmpat lima.\rEnam.").text == "Satu dua tiga.\n\nEmpat lima.\nEnam."
    )


def test_controls_and_lone_surrogates_are_gone() -> None:
    assert clean_text("Ini\0 ada\x07 isi\x1b.\ud800 Ya.") == "Ini ada isi.\ufffd Ya."


def test_text_is_composed_before_offsets_exist() -> None:
    assert clean_text("Cafe\u0301 di Bandung") == "Café di Bandung"


def test_a_title_hides_nothing() -> None:
    assert clean_line("Judul\u202e terbalik\u200b\n ini", 500) == "Judul terbalik ini"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t ", "empty"),
        ("a.txt", b"\0\0\0", "binary"),
        ("a.txt", b"kata", "too_short"),
        ("a.txt", b"%PDF-1.7 and so on", "mismatch"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        ("a.txt", bytes(range(256)) * 40, "binary"),
        ("a.txt", b"\x7fELF" + b"\0" * 100, "binary"),
        ("a.exe", b"MZ", "kind"),
        ("a", b"Sebuah berita tanpa akhiran.", "kind"),
        ("a.html", b"<html><body></body></html>", "empty"),
        ("a.html", b"<html>" + b"<div>" * 300 + b"isi" + b"</div>" * 300, "too_deep"),
        ("a.html", b"<div>" * 200_000, "too_deep"),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_file(name, data)
    assert refused.value.code == code
    assert len(refused.value.message) > 10
    assert refused.value.message != code


def test_a_file_of_20_megabytes_names_the_limit() -> None:
    with pytest.raises(Unreadable, match="too_large") as refused:
        read_file("besar.txt", b"kata " * (4 * 1024 * 1024))
    assert "20.0 MB" in refused.value.message
    assert "10 MB" in refused.value.message


def test_one_line_of_2_megabytes_is_an_article() -> None:
    assert len(read_text("kata lain " * 200_000).text) == 1_999_999


def test_a_page_gives_its_text_and_what_it_says_of_itself() -> None:
    page = f"""<!doctype html><html><head><title>Harga naik — Warta</title>
      <meta property="og:site_name" content="Warta Uji"><meta name="author" content="Sari Dewi">
      <meta property="article:published_time" content="2026-05-09T08:00:00+07:00"></head>
      <body><nav>Beranda Olahraga</nav><article><h1>Harga naik</h1>
      {"".join(f"<p>{p} Kalimat ini menambah isi berita agar cukup panjang.</p>" for p in STORY.split(chr(10)) if p)}
      </article><script>alert(1)</script></body></html>"""
    piece = read_file("berita.html", page.encode())
    assert "Menteri mengatakan harga naik 5 persen." in piece.text
    assert "alert" not in piece.text
    assert "Beranda" not in piece.text
    assert piece.title.startswith("Harga naik")
    assert (piece.byline, piece.published, piece.publisher) == ("Sari Dewi", "2026-05-09", "Warta Uji")


@pytest.mark.parametrize(("title", "heading_stays"), [("Harga naik", False), ("Harga beras naik", True)])
def test_a_heading_that_is_the_title_is_no_part_of_the_text(title: str, heading_stays: bool) -> None:
    story = "".join(
        f"<p>{p} Kalimat ini menambah isi berita agar cukup panjang.</p>" for p in STORY.split(chr(10)) if p
    )
    page = f"""<html><head><title>{title}</title><meta property="og:title" content="{title}"></head>
      <body><article><h1>Harga naik</h1>{story}</article></body></html>"""
    piece = read_file("berita.html", page.encode())
    assert piece.title == title
    assert piece.text.startswith("Harga naik\n\n") is heading_stays
    assert "Menteri mengatakan harga naik 5 persen." in piece.text


def test_html_named_txt_is_read_as_what_it_is() -> None:
    page = (
        b"<!DOCTYPE html><html><body><article><p>"
        + b"Sebuah kalimat yang biasa saja. " * 20
        + b"</p></article></body></html>"
    )
    assert "<p>" not in read_file("berita.txt", page).text


def test_markdown_gives_its_title_and_plain_text() -> None:
    piece = read_file(
        "b.md",
        b"---\nlayout: x\n---\n# Harga *naik*\n\nMenteri [mengatakan](http://a.example) **semua** baik.\n\n- satu\n",
    )
    assert piece.title == "Harga naik"
    assert piece.text == "Menteri mengatakan semua baik.\n\nsatu"


def test_depth_is_what_lxml_sees() -> None:
    assert html_depth("<html><body><div><p>a<p>b<br><img></div></body></html>") == 5
    assert html_depth("<div>" * 200_000) > MAX_HTML_DEPTH


def test_drawings_scripts_and_comments_are_no_depth() -> None:
    page = "<body><svg>" + "<path d='M0'/>" * 300 + "</svg><script>" + "'<div>';" * 300 + "</script>"
    assert html_depth(page + "<!--" + "<div>" * 300 + "--></body>") < 10


@pytest.mark.parametrize(
    "pair", [("<ul><li>", "</li></ul>"), ("<dl><dd>", "</dd></dl>"), ("<table><tr><td>", "</table>")]
)
def test_no_text_is_lost_below_a_deep_nest(pair: tuple[str, str]) -> None:
    page = "<body><p>Awal.</p>" + pair[0] * 200 + "DALAM" + pair[1] * 200 + "<p>Akhir.</p></body>"
    with pytest.raises(Unreadable, match="too_deep"):
        read_file("a.html", page.encode())


def test_a_hundred_thousand_open_brackets_are_no_hang() -> None:
    assert read_file("a.md", b"Berita ini biasa. " + b"![" * 100_000).text.startswith("Berita ini biasa.")


@pytest.mark.parametrize("text", ["\u200b", "\u200b \u2060", "\ufeff"])
def test_text_that_nobody_can_see_is_none(text: str) -> None:
    with pytest.raises(Unreadable, match="empty"):
        read_text(text)


def test_forty_thousand_combining_marks_are_no_hang() -> None:
    started = time.process_time()
    text = clean_text("a" + "\u0301\u0323" * 80_000 + " selesai")
    assert text.endswith("selesai")
    assert len(text) < 100
    assert time.process_time() - started < 5  # measured without the cut: 20 s


@settings(max_examples=200, deadline=None)
@given(strategies.text(alphabet=strategies.characters(exclude_categories=()), max_size=200))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    text = clean_text(raw)
    assert clean_text(text) == text
    text.encode("utf-8")
    assert "\0" not in text
    assert unicodedata.is_normalized("NFC", text)


@settings(max_examples=200, deadline=None)
@given(strategies.binary(max_size=400), strategies.sampled_from(["a.txt", "a.html", "a.md"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        text = read_file(name, data).text
    except Unreadable as refused:
        text = refused.message
    assert text
    text.encode("utf-8")
