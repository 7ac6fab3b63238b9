"""The extraction engine: who says what in a news article; text in, frozen values out, no Django."""

from __future__ import annotations

from articles.extraction.detection import detect_language
from articles.extraction.language import supported_languages
from articles.extraction.pipeline import ENGINE, VERSION, run_pipeline
from articles.extraction.types import Extraction, Publication

__all__ = ["ENGINE", "VERSION", "detect_language", "extract", "supported_languages"]


def extract(text: str, language: str | None = None, *, publication: Publication | None = None) -> Extraction:
    """Return the statements, claims and links of one article.

    ``language`` is an ISO 639-1 code, ``None`` for "detect it". A language without word lists gives an extraction
    with that language and no statements. Never raises on any text; the same text gives the same result.
    """
    code = language or detect_language(text)
    if code not in supported_languages():
        return Extraction(ENGINE, VERSION, code)
    return run_pipeline(text, code, publication or Publication())
