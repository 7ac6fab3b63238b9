"""Tell the language of a text, offline and honestly: short, empty or mixed text is ``und``."""

from __future__ import annotations

import functools
from typing import Protocol, cast

from articles.extraction.language import supported_languages

UNDETERMINED = "und"
_SHORTEST_LETTERS = 20
_LONGEST_READ = 20_000
_LEAST_PROBABILITY = 0.70
"""Below it, a language that the desk does not read is no better than a guess."""
_LEAST_PROBABILITY_HERE = 0.40
_LEAST_LEAD_HERE = 1.3
"""A language that the desk reads is the likelier one here: less is enough, when it leads the runner-up by so much."""
_CODE_LETTERS = 2


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of ``text``, or ``"und"`` when it cannot be told.

    Reads the first 20 000 characters. Fewer than 20 letters or a language without such a code is ``"und"``, and so is
    a probability below 0.7; for a language that the desk reads, 0.4 is enough when it leads by 1.3. Never raises.
    """
    sample = text[:_LONGEST_READ].encode("utf-8", "ignore").decode("utf-8")
    if sum(character.isalpha() for character in sample) < _SHORTEST_LETTERS:
        return UNDETERMINED
    (code, probability), (_, second), *_rest = _identifier().rank(sample)
    if code in supported_languages() and probability >= max(_LEAST_PROBABILITY_HERE, _LEAST_LEAD_HERE * second):
        return code
    # Longer codes are no ISO 639-1, and one of them (zxx) means "no language at all".
    told = probability >= _LEAST_PROBABILITY and len(code) == _CODE_LETTERS
    return code if told else UNDETERMINED


@functools.cache
def _identifier() -> _Identifier:
    # Imported at the first use: numpy costs a tenth of a second and only detection needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return cast("_Identifier", LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
