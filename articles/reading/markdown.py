"""Markdown: the words of its blocks, and its first heading as the title."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.reading.cleaning import clean_line, clean_text
from articles.reading.encodings import decode
from articles.reading.pieces import Piece

MAX_BRACKETS = 5_000
"""A Markdown file with more is taken as plain text: unclosed links take quadratic time, 100,000 of them 8 s."""


def read_markdown(data: bytes) -> Piece:
    """Return a Markdown file's text without its marks."""
    text = clean_text(decode(data))
    if text.count("[") > MAX_BRACKETS:
        return Piece(text=text)
    blocks, title = [], ""
    tokens = MarkdownIt("commonmark").parse(_without_front_matter(text))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            words = "".join(_words(token.children or []))
            if not title and before and before.type == "heading_open":
                title = clean_line(words, 500)
                continue
            blocks.append(words)
        elif token.type in {"fence", "code_block"}:
            blocks.append(token.content.rstrip())
    return Piece(text=clean_text("\n\n".join(blocks)), title=title)


def _without_front_matter(text: str) -> str:
    if not text.startswith("---\n"):
        return text
    end = text.find("\n---\n", 3)
    return text[end + 5 :] if end > 0 else text


def _words(children: list[Token]) -> Iterator[str]:
    for child in children:
        if child.type in {"text", "code_inline"}:
            yield child.content
        elif child.type in {"softbreak", "hardbreak"}:
            yield "\n" if child.type == "hardbreak" else " "
        elif child.type == "image":
            yield child.content
