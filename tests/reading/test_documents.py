"""Word, OpenDocument, PDF and mail: what a reader would see on paper, in its order, and nothing of the packaging."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from articles.reading import read_file
from articles.reading.paragraphs import paragraphs_of
from tests.reading.documents import STORY, make_docx, make_mail, make_odt, make_pdf, saved, with_part

TEXT = "\n\n".join(STORY)


def test_a_word_document_gives_its_paragraphs_and_its_title() -> None:
    piece = read_file("laporan.docx", make_docx(title="Jembatan selesai"))
    assert (piece.title, piece.text) == ("Jembatan selesai", TEXT)
    assert piece.byline == ""  # the author of the file is whose computer it was


def test_tables_boxes_fields_and_changes_of_a_word_document_are_read_as_they_are_seen() -> None:
    document = docx.Document()
    document.add_paragraph("Awal dari laporan ini.")
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "Isi sebuah sel."
    for inside in (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Di dalam bidang isian.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:ins><w:r><w:t>Ditambahkan.</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Dicoret.</w:delText></w:r></w:del></w:p>",
        "<w:p><w:r><w:t>Di luar kotak.</w:t></w:r><w:r><w:pict><w:txbxContent>"
        "<w:p><w:r><w:t>Di dalam kotak.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
        '<w:p><w:r><w:t xml:space="preserve">Satu </w:t><w:tab/><w:noBreakHyphen/><w:br/><w:t>dua.</w:t></w:r></w:p>',
    ):
        element = parse_xml(inside.replace(">", f" {nsdecls('w')}>", 1))
        document.element.body.insert_element_before(element, "w:sectPr")
    text = read_file("a.docx", saved(document)).text
    assert text.split("\n\n") == [
        "Awal dari laporan ini.",
        "Isi sebuah sel.",
        "Di dalam bidang isian.",
        "Ditambahkan.",
        "Di luar kotak.",
        "Di dalam kotak.",
        "Satu \t-\ndua.",
    ]


def test_the_notes_of_a_word_document_follow_its_text() -> None:
    note = "<w:footnote><w:p><w:r><w:t>Menurut arsip.</w:t></w:r></w:p></w:footnote>"
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    piece = read_file("a.docx", with_part(make_docx(), "word/footnotes.xml", notes.encode()))
    assert piece.text == f"{TEXT}\n\nMenurut arsip."


def test_an_opendocument_text_gives_its_paragraphs_and_its_title() -> None:
    inside = "Satu<text:s/>dua<text:note><text:p>tiga.</text:p></text:note> empat <text:span>lima.</text:span>"
    piece = read_file("laporan.odt", make_odt([*STORY, inside]))
    assert piece.title == "Jembatan"
    assert piece.text.startswith(TEXT)
    assert all(word in piece.text for word in ("Satu dua", "tiga.", "empat lima."))


PAGES = [
    [
        "Warta Kota 9 Mei 2026",
        "Kepala dinas mengatakan seluruh jembatan di kota itu sudah diper-",
        "baiki sejak bulan lalu. Anak-anak dapat menyeberang lagi, dan anak-",
        "anak itu senang. Jumlahnya, kata kepala dinas, dua belas buah.",
        "Warga di tepi sungai meragukan pernyataan tersebut, karena satu",
        "1",
    ],
    [
        "Warta Kota 9 Mei 2026",
        "jembatan masih ditutup. Mereka menunggu jawaban dari kantor wali",
        "kota.",
        "Kantor itu belum menjawab pertanyaan yang dikirim minggu lalu oleh",
        "wartawan kepada mereka dua kali berturut-turut.",
        "2",
    ],
    ["Warta Kota 9 Mei 2026", "Penutup.", "3"],
]


def test_the_lines_of_a_pdf_become_paragraphs_without_heads_feet_and_broken_words() -> None:
    piece = read_file("warta.pdf", make_pdf(PAGES, title="Jembatan kota"))
    assert piece.title == "Jembatan kota"
    assert piece.text.split("\n\n") == [
        "Kepala dinas mengatakan seluruh jembatan di kota itu sudah diperbaiki sejak bulan lalu. Anak-anak dapat "
        "menyeberang lagi, dan anak-anak itu senang. Jumlahnya, kata kepala dinas, dua belas buah. Warga di tepi "
        "sungai meragukan pernyataan tersebut, karena satu jembatan masih ditutup. Mereka menunggu jawaban dari kantor "
        "wali kota.",
        "Kantor itu belum menjawab pertanyaan yang dikirim minggu lalu oleh wartawan kepada mereka dua kali "
        "berturut-turut.",
        "Penutup.",
    ]


def test_pages_without_text_are_counted() -> None:
    assert read_file("a.pdf", make_pdf([STORY, [], []])).notes == (("pages_without_text", "2"),)


def test_a_pdf_whose_table_of_places_is_wrong_is_read_all_the_same() -> None:
    data = make_pdf().replace(b"startxref\n", b"startxref\n9")
    assert "jembatan" in read_file("a.pdf", data).text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Itu sayur-", "mayur segar."], "Itu sayur-mayur segar."),
        (["Rute Jakarta-", "Bandung dibuka."], "Rute Jakarta-Bandung dibuka."),
        (["Tahun 2024-", "2025 sulit."], "Tahun 2024-2025 sulit."),
        (["A well-", "known fact, well-known indeed."], "A well-known fact, well-known indeed."),
        (["The govern-", "ment said so."], "The government said so."),
        (["Itu per\u00ad", "kara lama."], "Itu perkara lama."),
        (["Tujuannya:", "- satu", "- dua"], "Tujuannya:\n\n- satu\n\n- dua"),
    ],
)
def test_a_word_at_the_end_of_a_line_keeps_its_hyphen_where_it_has_one(lines: list[str], text: str) -> None:
    assert paragraphs_of(lines) == text


def test_a_mail_gives_subject_sender_date_and_text() -> None:
    piece = read_file("rilis.eml", make_mail())
    assert (piece.title, piece.byline, piece.published) == (
        "Jembatan di Café",
        "Sari Dewi",
        "2026-05-09T08:00:00+07:00",
    )
    assert piece.text == TEXT
    assert piece.notes == ()


def test_plain_text_goes_before_html_and_what_is_attached_is_counted() -> None:
    parts = (
        "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
        "--c\nContent-Type: text/html; charset=utf-8\n\n<p>Dari halaman.</p>\n"
        "--c\nContent-Type: text/plain; charset=utf-8\n\nDari teks biasa di sini.\n--c--\n"
        "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx\n--b--"
    )
    piece = read_file("a.eml", make_mail(parts, kind="multipart/mixed; boundary=b"))
    assert piece.text == "Dari teks biasa di sini."
    assert piece.notes == (("attachments", "1"),)


def test_a_mail_of_html_alone_is_read() -> None:
    piece = read_file("a.eml", make_mail("<p>Satu dua tiga.</p><p>Empat <b>lima</b>.</p>", kind="text/html"))
    assert piece.text == "Satu dua tiga.\n\nEmpat lima."


def test_the_lines_of_a_mail_are_put_together() -> None:
    broken = "Kepala dinas mengatakan seluruh jembatan di kota itu sudah\ndiperbaiki sejak bulan lalu.\n\nWarga ragu."
    assert read_file("a.eml", make_mail(broken)).text == broken.replace("sudah\n", "sudah ")
    flowed = "Kepala dinas mengatakan \nsemua selesai.\nWarga ragu."
    piece = read_file("a.eml", make_mail(flowed, kind="text/plain; charset=utf-8; format=flowed"))
    assert piece.text == "Kepala dinas mengatakan semua selesai.\nWarga ragu."
