"""Step 6c: reports in a noun that has its claimant before it: "her claim that A", "Lee's plan to A", "their view of A".

Rule ``possessed_noun``; the content makes no claim, since the outlet only mentions it. Source of the complements: Quirk
et al., A Comprehensive Grammar of the English Language (1985), 17.26-17.35.
"""

from __future__ import annotations

from articles.extraction.complements import Taken, read_complement
from articles.extraction.document import OUTSIDE, Document, Found, Range
from articles.extraction.inflection import Reporter
from articles.extraction.types import Mode
from articles.extraction.verb_groups import is_finite

_POSSESSIVES = frozenset({"my", "your", "his", "her", "its", "our", "their", "whose"})
_MOST_ADJECTIVES = 3


def find_nominal(document: Document, found: list[Found]) -> list[Found]:
    """Return the statements in nouns outside quotations and outside the contents of ``found``, in their order."""
    nouns, folded = document.language.nouns, document.words.folded
    if not nouns:
        return []
    by_sentence: dict[int, list[Found]] = {}
    for one in found:
        by_sentence.setdefault(one.sentence, []).append(one)
    result: list[Found] = []
    for number, sentence in enumerate(document.sentences):
        taken = [part for one in by_sentence.get(number, ()) for part in (one.content, one.cue) if part]
        for at in range(sentence.first + 1, sentence.last - 2):
            noun = nouns.get(folded[at])
            if noun is None or document.inside[at] != OUTSIDE or any(part.first <= at < part.last for part in taken):
                continue
            nominal = _read_noun(document, number, noun, at)
            if nominal:
                result.append(nominal)
                taken.append(nominal.content)
    return result


def _read_noun(document: Document, number: int, noun: Reporter, at: int) -> Found | None:
    sentence = document.sentences[number]
    claimant = _claimant(document, sentence.first, at)
    if claimant is None:
        return None
    complement = read_complement(document, noun.takes, at + 1, sentence.last)
    if complement is None:
        return None
    content = complement.content
    if complement.taken is not Taken.CLAUSE:
        content = Range(content.first, _before_verb(document, content))
    mixed = any(document.inside[word] != OUTSIDE for word in range(content.first, content.last))
    return Found(
        content=content,
        mode=Mode.MIXED if mixed else Mode.INDIRECT,
        rule="possessed_noun",
        sentence=number,
        cue=Range(at, at + 1),
        source=claimant,
        stance=noun.stance,
        kind=noun.kind,
        claimless=True,
    )


def _before_verb(document: Document, content: Range) -> int:
    """Return where a content ends whose noun is the subject of a verb: "his plan to go", not "... has failed"."""
    for at in range(content.first + 1, content.last):
        if document.words.folded[at] in document.language.relatives:
            break
        if is_finite(document, content.first, at):
            return at
    return content.last


def _claimant(document: Document, first: int, at: int) -> Range | None:
    """Return the possessive before a noun, with at most a few words between: "her latest", "Ann Lee's"."""
    words = document.words
    for word in range(at - 1, max(first, at - 1 - _MOST_ADJECTIVES) - 1, -1):
        if words.folded[word] in _POSSESSIVES:
            return Range(word, word + 1)
        if words.folded[word].endswith(("'s", "’s", "s'", "s’")):
            begin = word
            while begin > first and words.capital[begin - 1]:
                begin -= 1
            return Range(begin, word + 1)
        if not words.folded[word].isalpha():
            return None
    return None
