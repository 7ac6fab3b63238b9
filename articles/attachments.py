"""Files that people bring as evidence: which kinds are taken, told by their first bytes, and under which name. Pure."""

import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 120
"""Characters of a file's name, without its ending."""

HEAD_BYTES = 16
"""How many of a file's first bytes tell its kind."""

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)

ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
"""The kinds that are taken, and the ending that a file of each gets, whatever it was called."""


def kind_of(head: bytes) -> str:
    """Return the type of a file by its first HEAD_BYTES bytes; "" for every kind that is not taken.

    Source of the first bytes: the specifications of PNG, JPEG, GIF, WebP and PDF.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _STARTS if head.startswith(start)), "")


def safe_name(name: str, kind: str) -> str:
    """Return a name for a file of a kind: no folders, no control characters, no dots in front, the kind's own ending.

    A name of which nothing is left is ``file``.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(one for one in last if not unicodedata.category(one).startswith("C") and one not in '<>:"|?*')
    stem = " ".join(PurePosixPath(plain).stem.split()).strip(". ") if plain.strip(". ") else ""
    return (stem[:LONGEST_NAME].strip(". ") or "file") + ENDINGS[kind]
