"""What two spellings of the same words share: white space, shapes of marks and invisible characters aside. Pure."""

import re
import unicodedata

_MARKS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\u00ad": None,  # soft hyphen
    }
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def fold(text: str) -> str:
    """Return text with single spaces, straight quotation marks, plain hyphens and no invisible characters.

    Case, letters, digits and the order of the words stay: what differs in one of them is another text. Linear.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(_MARKS))
    return " ".join(text.split())
