"""Bytes to text: by their mark, as UTF-8, as UTF-16 without a mark, else as the most likely old encoding."""

import codecs

from charset_normalizer import from_bytes

from articles.reading.cleaning import UNWANTED
from articles.reading.refusals import Unreadable

OLD_ENCODINGS = ["cp1252", "cp1251", "cp1256", "gb18030", "shift_jis", "euc_kr"]

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

SAMPLE_BYTES = 200_000
"""How much of a file the guess of an old encoding looks at."""


def decode(data: bytes) -> str:
    """Return bytes as text. Raises :class:`Unreadable` when it is no text at all."""
    text = data.decode(encoding_of(data), "replace")
    refuse_data(text[:100_000])
    return text


def refuse_data(sample: str) -> None:
    """Raise :class:`Unreadable` for what decodes and is no text all the same: one of a hundred is a control."""
    if len(UNWANTED.findall(sample)) > len(sample) / 100:
        raise Unreadable("binary", "data")


def encoding_of(data: bytes, *, is_whole: bool = True) -> str:
    """Return the name of the encoding of bytes; of their beginning alone, cut anywhere, when it is not the whole.

    Raises :class:`Unreadable` when it is no text at all.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=is_whole)
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = ""
    if b"\0" in data and (wide := _utf16_without_mark(data)):
        return wide
    return encoding or _old_encoding(data)


def _old_encoding(data: bytes) -> str:
    if data.count(0) > len(data) / 100:
        raise Unreadable("binary", "data")
    # The web's rule for Western text that declares nothing (WHATWG Encoding: windows-1252); other scripts are guessed.
    guess = from_bytes(data[:SAMPLE_BYTES], cp_isolation=OLD_ENCODINGS).best()
    return guess.encoding if guess and guess.encoding != "cp1252" and guess.coherence > 0.3 else "cp1252"


def _utf16_without_mark(data: bytes) -> str:
    sample = data[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) / 5 and even < odd / 20:
        return "utf-16-le"
    if even > len(sample) / 5 and odd < even / 20:
        return "utf-16-be"
    return ""


def starts_with_mark(data: bytes) -> bool:
    """Say whether bytes begin with a byte order mark."""
    return data.startswith(tuple(mark for mark, _encoding in MARKS))
