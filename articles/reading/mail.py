"""E-mail: a press release or a forwarded article. Runs in the child that may be killed."""

import re
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from articles.reading.cleaning import clean_line, clean_text
from articles.reading.encodings import decode
from articles.reading.pages import all_words, read_page
from articles.reading.paragraphs import full_width, paragraphs_of
from articles.reading.pieces import Piece
from articles.reading.refusals import Unreadable

LINE_OF_A_MAIL = 80
"""Programs for mail break lines before it. Source: RFC 5322, 2.1.1, 78 characters."""

FEW_WORDS = 20

_FIRST_LINE = re.compile(rb"\A(?:From [^\n]{1,200}\n)?[!-9;-~]{1,60}:[ \t\r]")


def read_mail(data: bytes) -> Piece:
    """Return a mail's text with its subject as the title, its sender as the byline and its date.

    Plain text goes before HTML. What is attached is counted and not read.
    """
    if not _FIRST_LINE.match(data):
        raise Unreadable("broken")
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise Unreadable("empty")
    attached = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    return Piece(
        text=_text_of(body),
        title=clean_line(_header(message, "subject"), 500),
        byline=_sender(message),
        published=_date(message),
        notes=(("attachments", str(attached)),) if attached else (),
    )


def _text_of(body: MIMEPart) -> str:
    raw = body.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    charset = str(body.get_content_charset() or "")
    if body.get_content_type() == "text/html":
        text = read_page(data, charset=charset).text
        return text if len(text.split()) >= FEW_WORDS else all_words(data)
    text = clean_text(_decoded(data, charset))
    if str(body.get_param("format", "")).lower() == "flowed":
        return clean_text("\n".join(_unflowed(text)))
    lines = text.split("\n")
    is_broken = FEW_WORDS < full_width(lines) < LINE_OF_A_MAIL and max(map(len, lines)) <= 2 * LINE_OF_A_MAIL
    return clean_text(paragraphs_of(lines)) if is_broken else text


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (LookupError, ValueError):  # it names none, or one that it is not in
        return decode(data)


def _unflowed(text: str) -> list[str]:
    """Return the lines that a space at their end joins to the next. Source: RFC 3676, 4.1."""
    lines: list[list[str]] = [[]]
    for line in text.split("\n"):
        stuffed = line.removeprefix(" ")
        lines[-1].append(stuffed)
        if not stuffed.endswith(" ") or stuffed == "-- ":
            lines.append([])
    return ["".join(parts) for parts in lines]


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # the standard library's parser of headers gives up
        return ""


def _sender(message: EmailMessage) -> str:
    name, address = parseaddr(_header(message, "from"))
    return clean_line(name or address, 300)


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_header(message, "date")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
