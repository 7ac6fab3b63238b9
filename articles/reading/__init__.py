"""Bytes and pasted text to the one clean form that offsets refer to. Pure: no database, no request.

Everything is normalised here, once, before an offset exists: Unicode NFC, line feeds, no control characters. What can't
be read is refused with a code and a sentence; nothing is lost in silence. What needs a parser is read in a process with
limits, so importing this package loads none of them.
"""

from articles.reading.archives import Entry, read_entries
from articles.reading.cleaning import clean_line, clean_text
from articles.reading.columns import FIELDS, Mapped, Row, choose_columns, guess_columns, read_row
from articles.reading.encodings import decode, encoding_of
from articles.reading.feed_links import FeedLink, feed_links
from articles.reading.feeds import FeedItem, ReadFeed, SitemapPart, read_feed
from articles.reading.files import read_file, read_page
from articles.reading.kinds import ARCHIVES, EXTENSIONS, MAGIC, TABLES, kind_of, kind_of_name
from articles.reading.pieces import Piece, read_text
from articles.reading.refusals import KINDS, SENTENCES, Unreadable, megabytes, note_message, refusal_message
from articles.reading.tables import Table, open_table, stream_table

__all__ = [
    "ARCHIVES",
    "EXTENSIONS",
    "FIELDS",
    "KINDS",
    "MAGIC",
    "SENTENCES",
    "TABLES",
    "Entry",
    "FeedItem",
    "FeedLink",
    "Mapped",
    "Piece",
    "ReadFeed",
    "Row",
    "SitemapPart",
    "Table",
    "Unreadable",
    "choose_columns",
    "clean_line",
    "clean_text",
    "decode",
    "encoding_of",
    "feed_links",
    "guess_columns",
    "kind_of",
    "kind_of_name",
    "megabytes",
    "note_message",
    "open_table",
    "read_entries",
    "read_feed",
    "read_file",
    "read_page",
    "read_row",
    "read_text",
    "refusal_message",
    "stream_table",
]
