"""Which files are taken, told by their first bytes, and what they are called."""

import pytest

from articles.attachments import kind_of, safe_name

PNG, JPEG, GIF = b"\x89PNG\r\n\x1a\n" + bytes(8), b"\xff\xd8\xff\xe0" + bytes(12), b"GIF89a" + bytes(10)
WEBP, PDF = b"RIFF\x10\0\0\0WEBPVP8 ", b"%PDF-1.7\n%....."


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (GIF, "image/gif"),
        (WEBP, "image/webp"),
        (PDF, "application/pdf"),
        (b"<svg xmlns=", ""),
        (b"<script>alert(1)", ""),
        (b"MZ\x90\0", ""),
        (b"PK\x03\x04", ""),
        (b"RIFF\x10\0\0\0WAVEfmt ", ""),
        (b" %PDF-1.7", ""),
        (b"\x89PNG", ""),
        (b"", ""),
    ],
)
def test_kinds_are_told_by_their_bytes(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("foto balai.png", "foto balai.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\rina\\surat.html", "surat.png"),
        ("surat.png.exe", "surat.png.png"),
        (".htaccess", "htaccess.png"),
        ("a\r\nSet-Cookie: x=1.png", "aSet-Cookie x=1.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("", "file.png"),
        ("...", "file.png"),
        ("/", "file.png"),
        ("x" * 300 + ".png", "x" * 120 + ".png"),
        ("<b>.png", "b.png"),
    ],
)
def test_names_have_no_folders_no_tricks_and_the_ending_of_their_kind(name: str, safe: str) -> None:
    assert safe_name(name, "image/png") == safe
