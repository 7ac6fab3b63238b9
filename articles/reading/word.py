"""Documents of word processors: every paragraph of .docx and .odt in its order. Runs in the child that may be killed.

The author that such a file names is whose computer it was, and no byline.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import docx
from defusedxml.ElementTree import fromstring
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from articles.reading.archives import opened, part, refuse_entities
from articles.reading.cleaning import clean_line, clean_text
from articles.reading.pieces import Piece
from articles.reading.refusals import Unreadable

WORDS = frozenset({qn("w:t")})
SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# What was struck out, the drawing's copy for old programs, the marks of a field, and what a comment points at.
SKIPPED = frozenset(
    {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"), qn("w:pPr"), qn("w:rPr")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
PARAGRAPH = qn("w:p")
NOTE_TEXTS = ("/word/footnotes.xml", "/word/endnotes.xml")

ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ODF_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def read_docx(data: bytes) -> Piece:
    """Return a Word document's text: paragraphs, tables, text boxes and notes; as if all changes were accepted."""
    archive = opened(data)
    refuse_macros(archive)
    refuse_entities(archive)
    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    blocks = [text for text, _style in _paragraphs(body)]
    for name in NOTE_TEXTS:
        blocks += [text for text, _style in _paragraphs(_note_root(archive, name))]
    styled = next((text for text, style in _paragraphs(body) if style.lower() == "title"), "")
    title = clean_line(styled or document.core_properties.title or "", 500)
    if styled and blocks and clean_line(blocks[0], 500) == title:
        blocks = blocks[1:]
    return Piece(text=clean_text("\n\n".join(blocks)), title=title)


def refuse_macros(archive: zipfile.ZipFile) -> None:
    """Raise :class:`Unreadable` for an office document that says that it has macros, whatever its name."""
    if "[Content_Types].xml" in archive.namelist() and b"macroEnabled" in part(archive, "[Content_Types].xml"):
        raise Unreadable("macros")


def _note_root(archive: zipfile.ZipFile, name: str) -> Any:
    path = name.lstrip("/")
    return parse_xml(part(archive, path)) if path in archive.namelist() else None


def _paragraphs(root: Any) -> Iterator[tuple[str, str]]:
    """Yield the text and the style of each paragraph below an element, in order, without recursion."""
    for element in root.iter(PARAGRAPH) if root is not None else ():
        if _is_skipped(element):
            continue
        text = "".join(_pieces(element))
        if text.strip():
            properties = element.find(qn("w:pPr"))
            style = properties.find(qn("w:pStyle")) if properties is not None else None
            yield text, style.get(qn("w:val"), "") if style is not None else ""


def _is_skipped(element: Any) -> bool:
    return any(above.tag in SKIPPED for above in element.iterancestors())


def _pieces(paragraph: Any) -> Iterator[str]:
    """Yield the texts of one paragraph; those of a paragraph inside it, such as a text box's, come with that one."""
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        if element.tag in WORDS:
            yield element.text or ""
        elif element.tag in SPACES:
            yield SPACES[element.tag]
        elif element.tag not in SKIPPED and (element is paragraph or element.tag != PARAGRAPH):
            waiting.extend(reversed(element))


def read_odt(data: bytes) -> Piece:
    """Return an OpenDocument text's paragraphs and headings; what was struck out, and comments, are left aside."""
    archive = opened(data)
    refuse_entities(archive)
    try:
        root = fromstring(part(archive, "content.xml"), forbid_dtd=True)
    except KeyError:
        raise Unreadable("broken") from None
    body = root.find(f"{ODF_OFFICE}body/{ODF_OFFICE}text")
    blocks = list(_odf_blocks(body)) if body is not None else []
    return Piece(text=clean_text("\n\n".join(blocks)), title=_odf_title(archive))


def _odf_title(archive: zipfile.ZipFile) -> str:
    if "meta.xml" not in archive.namelist():
        return ""
    title = fromstring(part(archive, "meta.xml"), forbid_dtd=True).find(f".//{DUBLIN_CORE}title")
    return clean_line(title.text or "", 500) if title is not None else ""


def _odf_blocks(body: ElementTree.Element) -> Iterator[str]:
    skipped = {f"{ODF_TEXT}tracked-changes", f"{ODF_OFFICE}annotation", f"{ODF_TEXT}table-of-content"}
    spaces = {f"{ODF_TEXT}s": " ", f"{ODF_TEXT}tab": "\t", f"{ODF_TEXT}line-break": "\n"}
    ends = {f"{ODF_TEXT}p", f"{ODF_TEXT}h"}
    texts: list[str] = []
    waiting: list[ElementTree.Element | str] = [body]
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            texts.append(element)
            continue
        if element.tag in ends and (text := "".join(texts)).strip():
            yield text
            texts = []
        inner: list[ElementTree.Element | str] = [element.tail or ""]
        if element.tag not in skipped:
            texts += [spaces.get(element.tag, ""), element.text or ""]
            inner = [*inner, *reversed(element)]
        waiting += inner
    if (text := "".join(texts)).strip():
        yield text
