"""Step 4: find the words that report, outside quotations."""

from __future__ import annotations

from dataclasses import dataclass

from articles.extraction.document import OUTSIDE, Document, Range
from articles.extraction.language import Cue


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue in a sentence, in word numbers."""

    first: int
    last: int
    cue: Cue
    sentence: int

    @property
    def range(self) -> Range:
        """The words of the cue."""
        return Range(self.first, self.last)
