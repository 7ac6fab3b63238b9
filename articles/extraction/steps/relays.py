"""Step 7b: through whom a report came ("seperti dikutip dari AFP"), beside its claimant."""

from __future__ import annotations

from dataclasses import replace

from articles.extraction.document import Document, Found
from articles.extraction.noun_phrases import source_after


def find_relays(document: Document, found: list[Found]) -> list[Found]:
    """Return the statements with the outlets that the same sentence says they came through."""
    result: list[Found] = []
    for one in found:
        sentence = document.sentences[one.sentence]
        names: list[str] = []
        for cue in document.cues[one.sentence]:
            if cue.cue.place == "relay" and cue.words != one.cue:
                outlet = source_after(document, cue.words.last, sentence.last)
                if outlet:
                    names.append(document.quote(outlet.first, outlet.last))
        result.append(replace(one, relayed_by=tuple(names)) if names else one)
    return result
