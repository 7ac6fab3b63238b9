"""Documents as programs make them, and as nobody should: plain functions that return the bytes of one."""

import io
import stat
import zipfile
from collections.abc import Mapping, Sequence

import docx

STORY = (
    "Kepala dinas mengatakan seluruh jembatan sudah diperbaiki.",
    "“Tidak ada satu pun yang tertinggal,” kata kepala dinas itu.",
    "Warga di tepi sungai meragukan pernyataan tersebut.",
)
"""Three paragraphs with somebody who says something."""


def make_docx(paragraphs: Sequence[str] = STORY, *, title: str = "") -> bytes:
    """Return a Word document with a paragraph each."""
    document = docx.Document()
    if title:
        document.add_heading(title, level=0)
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """Return a Word document as its file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_zip(files: Mapping[str, bytes | str], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of some files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def make_link(name: str, to: str) -> bytes:
    """Return a ZIP with a symbolic link in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, to)
    return file.getvalue()


def with_part(document: bytes, name: str, data: bytes) -> bytes:
    """Return a document that is a ZIP inside with one part of it put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        files: dict[str, bytes | str] = {info.filename: archive.read(info) for info in archive.infolist()}
    return make_zip({**files, name: data})


def make_odt(paragraphs: Sequence[str] = STORY, *, title: str = "Jembatan") -> bytes:
    """Return an OpenDocument text."""
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    meta = f'<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></m>'
    files = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "meta.xml": meta}
    return make_zip(dict(files))


def make_pdf(pages: Sequence[Sequence[str]] = (STORY,), *, title: str = "") -> bytes:
    """Return a PDF with the lines of each page, in an encoding of Western text."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 50 800 Td {shown} ET"
        size = "/MediaBox [0 0 595 842]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {size} /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    return _pdf_of(objects, f"/Info << /Title ({_escaped(title)}) >>" if title else "")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _pdf_of(objects: Sequence[str], info: str) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R {info} >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + end.encode("cp1252")


def make_mail(body: str = "\n\n".join(STORY), *, headers: str = "", kind: str = "text/plain; charset=utf-8") -> bytes:
    """Return a mail of one part."""
    head = headers or (
        "From: Sari Dewi <sari@warta.example>\nSubject: =?utf-8?q?Jembatan_di_Caf=C3=A9?=\n"
        "Date: Sat, 09 May 2026 08:00:00 +0700\n"
    )
    return f"{head}MIME-Version: 1.0\nContent-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n{body}\n".encode()
