"""What is made to hurt is refused with its reason, in time and memory that grow no faster than it does."""

import contextlib
import io
import os
import signal
import threading
import time
import zipfile
from pathlib import Path

import pypdf
import pytest

from articles.reading import Unreadable, child, read_entries, read_file, read_page
from articles.reading.child import Limits, read_in_child
from articles.reading.markup import refuse_unsafe
from tests.reading.documents import STORY, make_docx, make_link, make_mail, make_odt, make_pdf, make_zip, with_part

WORDS = " ".join(STORY).encode()
PAGE = b"<html><body><article><p>" + WORDS * 5 + b"</p></article></body></html>"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


def locked_pdf() -> bytes:
    """Return a PDF that asks for a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf()))
    writer.encrypt("rahasia", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def encrypted_zip() -> bytes:
    """Return a ZIP whose list of contents says that its file is encrypted."""
    data = bytearray(make_zip({"a.txt": WORDS}))
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(start) + at] |= 1
    return bytes(data)


def deep_xml(depth: int) -> bytes:
    """Return a document whose elements nest."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return f"<w:document {space}><w:body>{'<w:p>' * depth}{'</w:p>' * depth}</w:body></w:document>".encode()


REFUSED = {
    "a program named .html": ("a.html", b"MZ\x90\0" + b"\0" * 200, "binary"),
    "a program named .txt": ("a.txt", b"\x7fELF" + b"\0" * 200, "binary"),
    "an old office document named .docx": ("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "binary"),
    "rich text named .docx": ("a.docx", b"{\\rtf1 Berita}", "binary"),
    "a picture named .pdf": ("a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
    "a ZIP named .pdf": ("a.pdf", make_zip({"a.txt": WORDS}), "mismatch"),
    "a ZIP named .docx": ("a.docx", make_zip({"a.txt": WORDS}), "mismatch"),
    "a page named .pdf": ("a.pdf", PAGE, "mismatch"),
    "a PDF named .docx": ("a.docx", make_pdf(), "mismatch"),
    "a Word document named .txt": ("a.txt", make_docx(), "mismatch"),
    "zeros named .docx": ("a.docx", b"\0" * 500, "binary"),
    "a ZIP where one article is asked for": ("a.zip", make_zip({"a.txt": WORDS}), "nested_archive"),
    "half a Word document": ("a.docx", make_docx()[:2000], "mismatch"),
    "a Word document without its text": ("a.docx", make_zip({"word/document.xml": b"<a/>"}), "broken"),
    "macros by name": ("a.docm", make_docx(), "macros"),
    "macros inside": ("a.docx", with_part(make_docx(), "word/vbaProject.bin", b"x"), "macros"),
    "macros by type": ("a.docx", with_part(make_docx(), "[Content_Types].xml", b"<T a='macroEnabled'/>"), "macros"),
    "entities in a Word document": ("a.docx", with_part(make_docx(), "word/document.xml", DOCTYPE), "entities"),
    "entities in UTF-16": (
        "a.docx",
        with_part(make_docx(), "word/document.xml", DOCTYPE.decode().encode("utf-16")),
        "entities",
    ),
    "entities in an OpenDocument text": ("a.odt", with_part(make_odt(), "content.xml", DOCTYPE), "entities"),
    "a Word document nested 100,000 deep": (
        "a.docx",
        with_part(make_docx(), "word/document.xml", deep_xml(100_000)),
        "broken",
    ),
    "a Word document that unpacks to 60 MB": (
        "a.docx",
        with_part(make_docx(), "word/media/a.bmp", b"\0" * (60 * 1024 * 1024)),
        "unpacks_too_large",
    ),
    "a locked PDF": ("a.pdf", locked_pdf(), "encrypted"),
    "a PDF of pictures": ("a.pdf", make_pdf([[], []]), "no_text_layer"),
    "a PDF of 501 pages": ("a.pdf", make_pdf([["Halaman."]] * 501), "too_many_pages"),
    "the beginning of a PDF": ("a.pdf", make_pdf()[:60], "broken"),
    "a PDF of noise": ("a.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 40, "broken"),
    "a mail without headers": ("a.eml", WORDS, "broken"),
    "a mail without text": ("a.eml", make_mail("x", kind="image/png"), "empty"),
    "an empty mail": ("a.eml", make_mail(""), "empty"),
    "300 nested elements": ("a.html", b"<html>" + b"<div>" * 300 + b"isi" + b"</div>" * 300, "too_deep"),
    "200,000 nested elements": ("a.html", b"<div>" * 200_000 + WORDS, "too_deep"),
    "200,000 nested elements in a mail": ("a.eml", make_mail("<div>" * 200_000 + "a", kind="text/html"), "too_deep"),
    "80,000 attributes": ("a.html", b"<p " + b" ".join(b"a%d" % n for n in range(80_000)) + b">" + PAGE, "odd_markup"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_with_its_reason_at_once(case: str) -> None:
    name, data, code = REFUSED[case]
    started = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        read_file(name, data)
    assert refused.value.code == code
    assert len(refused.value.message) > 20
    assert "%(" not in refused.value.message
    assert time.monotonic() - started < 15
    assert read_file("a.html", PAGE).text  # whoever comes next is read


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make_zip({"a.txt": b"\0" * (60 * 1024 * 1024)}), "unpacks_too_large"),
        (make_zip({f"{n}.txt": b"\0" * 1024 * 1024 for n in range(40)}), "unpacks_too_large"),  # ratio 1,000
        (make_zip({f"{n}.txt": b"" for n in range(2_001)}), "too_many_entries"),
        (encrypted_zip(), "encrypted"),
        (b"PK\x03\x04" + b"\0" * 500, "broken"),
    ],
)
def test_a_hostile_zip_is_refused_before_anything_is_unpacked(data: bytes, code: str) -> None:
    started = time.process_time()
    with pytest.raises(Unreadable) as refused:
        next(read_entries(data))
    assert refused.value.code == code
    assert time.process_time() - started < 1


def test_each_file_of_a_zip_stands_for_itself_and_its_name_is_no_path() -> None:
    data = make_zip(
        {
            "../../etc/berita.txt": WORDS,
            "/tmp/dua.md": b"# Dua\n\n" + WORDS,
            "C:\\desa\\tiga.txt": WORDS,
            "__MACOSX/._tiga.txt": b"x",
            "folder/": b"",
            "lagi.zip": make_zip({"a.txt": WORDS}),
        }
    )
    entries = list(read_entries(data))
    assert [entry.name for entry in entries] == ["etc/berita.txt", "tmp/dua.md", "C:/desa/tiga.txt", "lagi.zip"]
    with pytest.raises(Unreadable, match="nested_archive"):
        read_file(entries[3].name, entries[3].data)
    assert [str(entry.refusal) for entry in read_entries(make_link("a.txt", "/etc/passwd"))] == ["link"]


def test_one_damaged_file_of_a_zip_leaves_the_others() -> None:
    data = bytearray(make_zip({"a.txt": WORDS, "b.txt": WORDS}, packed=zipfile.ZIP_STORED))
    data[data.find(WORDS) + 5] ^= 0xFF
    assert [entry.refusal is None for entry in read_entries(bytes(data))] == [False, True]


def test_what_takes_too_long_is_ended_and_the_next_file_is_read() -> None:
    # Elements beside each other in one paragraph take trafilatura quadratic time: 20,000 of them 23 s.
    slow = b"<html><body><article><p>" + b"".join(b"<b>kata %d</b> isi " % n for n in range(30_000)) + b"</p></article>"
    with pytest.raises(Unreadable, match="too_slow"):
        read_in_child("html", slow, limits=Limits(cpu_seconds=1))
    with pytest.raises(Unreadable, match="too_slow"):
        read_in_child("html", slow, limits=Limits(wall_seconds=1))
    assert read_file("a.html", PAGE).text


def test_what_takes_too_much_memory_is_refused_and_the_next_file_is_read() -> None:
    large = b"<html><body>" + b"<p><b>a</b></p>" * 200_000
    with pytest.raises(Unreadable, match="too_heavy"):
        read_in_child("html", large, limits=Limits(memory_bytes=280 * 1024 * 1024))
    assert read_file("a.html", PAGE).text


def test_a_child_that_is_killed_or_hangs_is_nobody_elses_trouble() -> None:
    read_file("a.html", PAGE)
    running = child._child.process
    assert running is not None
    os.kill(running.pid, signal.SIGSTOP)
    with pytest.raises(Unreadable, match="too_slow"):
        read_in_child("html", PAGE, limits=Limits(wall_seconds=1))
    threading.Timer(0.3, lambda: child._child.process and os.kill(child._child.process.pid, signal.SIGKILL)).start()
    slow = b"<html><body><article><p>" + b"<b>kata</b> isi " * 30_000
    with pytest.raises(Unreadable, match="too_heavy"):
        read_in_child("html", slow)
    assert read_file("a.html", PAGE).text


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="elsewhere the size of a process's parent is not inherited")
def test_a_large_parent_does_not_wear_its_child_out() -> None:
    # Linux counts the memory of the parent to a process it starts (ru_maxrss, kept over exec).
    held = bytearray(b"a") * (600 * 1024 * 1024)
    child._child = child.Child()
    read_file("a.html", PAGE)
    first = child._child.process
    read_file("a.html", PAGE)
    assert first is not None
    assert child._child.process is first
    assert len(held) > 0


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux shows what a process was given")
def test_the_child_has_no_secret() -> None:
    read_file("a.html", PAGE)
    running = child._child.process
    assert running is not None
    said = Path(f"/proc/{running.pid}/environ").read_bytes()
    assert b"DATABASE_URL" not in said
    assert b"SECRET_KEY" not in said


FAMILIES = {
    "open elements": "<a ",
    "open quotes": '<a href="',
    "open comments": "<!--",
    "ends without beginnings": "</i>",
    "one attribute": "<p a=b>",
    "scripts": "<script>",
    "slashes": "<a/",
    "equals signs": "<a ===",
    "less-than signs": "<",
}


@pytest.mark.parametrize("piece", FAMILIES.values(), ids=FAMILIES)
def test_the_look_before_parsing_takes_linear_time(piece: str) -> None:
    def seconds(count: int) -> float:
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            with contextlib.suppress(Unreadable):
                refuse_unsafe(piece * count)
            best = min(best, time.process_time() - started)
        return best

    assert seconds(400_000) < max(0.05, 3.2 * seconds(200_000))


def test_honest_pages_are_not_taken_for_hostile_ones() -> None:
    refuse_unsafe("<p>Satu.<br>" * 20_000)
    refuse_unsafe("<ul>" + "<li>Satu." * 20_000 + "</ul>")
    refuse_unsafe("<svg>" + "<path d='M0'/>" * 20_000 + "</svg><script>" + "'<div>';" * 20_000 + "</script>")
    refuse_unsafe('<img alt="' + "kata > lain " * 1_000 + '">')


def test_the_servers_word_for_the_encoding_is_weighed_against_the_bytes() -> None:
    page = "<html><body><article><p>" + "Sebuah Café di kota itu mengatakan semuanya selesai. " * 9 + "</p></article>"
    for encoding, charset in (("cp1252", "windows-1252"), ("cp1252", "utf-8"), ("utf-8", "no-such-charset")):
        assert "Café" in read_page(page.encode(encoding), charset=charset).text
