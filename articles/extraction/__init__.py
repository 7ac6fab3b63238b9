"""The extraction engine: who says what in a news article; text in, frozen values out, no Django."""

from __future__ import annotations

from articles.extraction.detection import detect_language
from articles.extraction.language import supported_languages
from articles.extraction.pipeline import ENGINE, VERSION, run_pipeline, score_whole
from articles.extraction.steps.checkworthiness import CHECK_WORTHY_FROM
from articles.extraction.types import CheckWorthiness, Extraction, Publication

__all__ = [
    "CHECK_WORTHY_FROM",
    "ENGINE",
    "VERSION",
    "detect_language",
    "extract",
    "score_sentence",
    "supported_languages",
]


def extract(text: str, language: str | None = None, *, publication: Publication | None = None) -> Extraction:
    """Return the statements, claims and links of one article.

    ``language`` is an ISO 639-1 code, ``None`` for "detect it". A language without word lists gives an extraction
    with that language and no statements. Never raises on any text; the same text gives the same result.
    """
    code = language or detect_language(text)
    if code not in supported_languages():
        return Extraction(ENGINE, VERSION, code)
    return run_pipeline(text, code, publication or Publication())


def score_sentence(text: str, language: str) -> CheckWorthiness:
    """Return how much one sentence is worth checking, whoever says it, and why.

    Raises ``KeyError`` for a language without word lists. The threshold is :data:`CHECK_WORTHY_FROM`.
    """
    return score_whole(text, language)
