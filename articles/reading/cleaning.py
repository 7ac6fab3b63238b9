"""The one clean form that offsets refer to: made once, before an offset exists."""

import re
import unicodedata

MAX_COMBINING_RUN = 30
"""Source: Stream-Safe Text Format, Unicode Standard Annex 15; longer runs make NFC quadratic on older Pythons."""

UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Controls and noncharacters, which no text has and some no database keeps."""

_MAYBE_LONG_RUN = re.compile(f"[\u0300-\U0010ffff]{{{MAX_COMBINING_RUN + 1}}}")
"""Every combining mark is at U+0300 or above; where no such run is, there is none of marks, and nothing is counted."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("[\r\x85\u2028\u2029]\n?")


def clean_text(raw: str) -> str:
    """Return text in the form that is stored: NFC, ``\\n`` line ends, no control characters, no lone surrogates.

    Takes time linear in its length, whatever the text.
    """
    text = _LINE_ENDS.sub("\n", raw.removeprefix("\ufeff"))
    text = UNWANTED.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _cut_combining_runs(_SURROGATES.sub("\ufffd", text)))
    return text.strip()


def is_blank(text: str) -> bool:
    """Say whether clean text shows nothing: it is white space and invisible format characters alone."""
    return all(c.isspace() or unicodedata.category(c) == "Cf" for c in text)


def _cut_combining_runs(text: str) -> str:
    if not _MAYBE_LONG_RUN.search(text):
        return text
    run, parts, kept_from = 0, [], 0
    for position, character in enumerate(text):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MAX_COMBINING_RUN:
            parts.append(text[kept_from:position])
            kept_from = position + 1
    return "".join([*parts, text[kept_from:]])


def clean_line(raw: str, length: int) -> str:
    """Return one line for a title or a name: no breaks, no invisible format characters, at most ``length`` long."""
    line = "".join(c for c in clean_text(raw) if unicodedata.category(c) != "Cf")
    return " ".join(line.split())[:length]
