"""PDF: the text layer, its lines put together to paragraphs. Runs in the child that may be killed."""

import io

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError

from articles.reading.cleaning import clean_line, clean_text
from articles.reading.paragraphs import paragraphs_of, without_running_lines
from articles.reading.pieces import Piece
from articles.reading.refusals import MAX_PAGES, Unreadable

LETTERS_OF_A_TEXT_LAYER = 10
"""A picture of a page often comes with a number or a stamp in letters, and that is no text."""

MADE_BY_PROGRAMS = ("microsoft word - ", "untitled", "document", "print", "slide ", "presentation")
"""How titles begin that nobody gave."""


def read_pdf(data: bytes) -> Piece:
    """Return the text of a PDF. Raises :class:`Unreadable` when it is locked, damaged, too long or only pictures."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        _unlock(reader)
    if (count := len(reader.pages)) > MAX_PAGES:
        raise Unreadable("too_many_pages", str(count))
    pages = [clean_text(page.extract_text() or "").split("\n") for page in reader.pages]
    silent = sum(1 for page in pages if not any(line.strip() for line in page))
    kept = without_running_lines(pages)
    text = clean_text(paragraphs_of([line for page in kept for line in page]))
    if sum(map(str.isalpha, text)) < LETTERS_OF_A_TEXT_LAYER:
        raise Unreadable("no_text_layer")
    notes = (("pages_without_text", str(silent)),) if silent else ()
    return Piece(text=text, title=_title(reader), notes=notes)


def _unlock(reader: PdfReader) -> None:
    """Open what is locked with an empty password, as every program does; it only forbids printing or changing."""
    try:
        if reader.decrypt(""):
            return
    except (PyPdfError, NotImplementedError):  # a cipher that needs a library of the system
        pass
    raise Unreadable("encrypted")


def _title(reader: PdfReader) -> str:
    try:
        title = clean_line(str(reader.metadata.title or ""), 500) if reader.metadata else ""
    except (PdfReadError, ValueError):  # the rest of the file was fine
        return ""
    return "" if title.lower().startswith(MADE_BY_PROGRAMS) or title.lower().endswith((".doc", ".docx")) else title
