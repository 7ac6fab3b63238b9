"""What two spellings of the same words share: white space, shapes of marks and invisible characters aside. Pure."""

import re
import unicodedata

_SHAPES = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    "\u00ad": "",  # soft hyphen
}
_MARKS = re.compile(f"[{''.join(_SHAPES)}]")
"""Few characters of a text are one of these; to look each of them all up takes ten times as long."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def fold(text: str) -> str:
    """Return text with single spaces, straight quotation marks, plain hyphens and no invisible characters.

    Case, letters, digits and the order of the words stay: what differs in one of them is another text. Linear.
    """
    text = _MARKS.sub(lambda mark: _SHAPES[mark[0]], unicodedata.normalize("NFC", text))
    text = _INVISIBLE.sub("", text)
    return " ".join(text.split())
