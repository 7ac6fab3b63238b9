"""Where the content of a verb that reports begins and ends, by what the verb takes.

Source: Quirk et al., A Comprehensive Grammar of the English Language (1985), chapter 16 (that-clauses, wh-clauses,
infinitives, -ing clauses, objects and prepositional objects after verbs).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from articles.extraction.document import OUTSIDE, Document, Range
from articles.extraction.verb_groups import Shape, auxiliary_class, is_adverb, is_finite, read_group

_FARTHEST_COMPLEMENTISER = 18
_LONGEST_SUBJECT = 16
_SHORTEST_CLAUSE = 3
_LONGEST_ADDRESSEE = 12
_QUESTION_WORDS = frozenset({"whether", "if", "how", "why", "what", "who", "where", "when", "which"})
_DASHES = frozenset("—–―-")
_AFTER_OBJECT = frozenset(
    {"during", "after", "before", "because", "since", "while", "when", "if", "until", "although", "though"}
)
_AFTER_COMMA = frozenset({"but", "though", "although", "while", "whereas", "yet", "so", "even"})


class Taken(Enum):
    """What sort of complement a verb has; an object only names what is meant."""

    CLAUSE = "clause"
    INFINITIVE = "infinitive"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Complement:
    """What a verb reports."""

    content: Range
    taken: Taken


def read_complement(document: Document, takes: frozenset[str], at: int, last: int) -> Complement | None:
    """Return the content that begins after a verb ending before ``at``, or ``None``; ``last`` is exclusive."""
    at = _after_adverbs(document, at, last)
    if at >= last:
        return None
    taken = Taken.CLAUSE
    start = _marked_start(document, takes, at, last)
    if start is None:
        start = _unmarked_clause(document, takes, at, last)
    elif start < last and document.words.folded[start] in document.language.infinitive_markers:
        taken = Taken.INFINITIVE
    if start is None:
        start, taken = _object(document, takes, at, last), Taken.OBJECT
    if start is None or start >= last:
        return None
    return Complement(Range(start, content_end(document, start, last, taken)), taken)


def _after_adverbs(document: Document, at: int, last: int) -> int:
    """Return the first word after adverbs and times: "said repeatedly that", "voted Thursday to"."""
    times, folded = document.language.times, document.words.folded
    while at < last:
        size = times.match(folded, at, last)
        if not size and not is_adverb(document, at):
            break
        at += size or 1
    return at


def _opens_quotation(document: Document, at: int) -> bool:
    number = document.inside[at]
    return number != OUTSIDE and document.quotations[number].first == at


def _marked_start(document: Document, takes: frozenset[str], at: int, last: int) -> int | None:
    """Return where a content begins that a quotation mark, a colon, a complementiser or "to" opens."""
    folded, language = document.words.folded, document.language
    word = folded[at]
    says = bool(takes & {"clause", "that", "person"})
    if _opens_quotation(document, at):
        return at
    if word in language.complementisers.by_first_word:
        return at + 1 if says else None
    if word in ",:":
        if says and at + 1 < last and _opens_quotation(document, at + 1):
            return at + 1
        return at + 1 if says and word == ":" else None
    if word in _QUESTION_WORDS:
        return at if "whether" in takes or ("person" in takes and word != "who") else None
    if word in language.infinitive_markers:
        return at if "to" in takes and _is_infinitive(document, at + 1, last) else None
    if "person" in takes:
        addressed = _after_addressee(document, at, last)
        if addressed is not None:
            return addressed
    return _after_insertion(document, at, last) if says else None


def _is_infinitive(document: Document, at: int, last: int) -> bool:
    while at < last and is_adverb(document, at):
        at += 1
    if at >= last:
        return False
    word, language = document.words.folded[at], document.language
    if document.words.capital[at] or not word[0].isalpha() or word.endswith(("'s", "’s")):
        return False
    return (
        word not in language.noun_premodifiers
        and word not in language.groups
        and word not in ("me", "him", "them", "us")
    )


def _after_addressee(document: Document, at: int, last: int) -> int | None:
    """Return where the content begins after whom it was said to: "told reporters that", "urged voters to"."""
    folded, language = document.words.folded, document.language
    if not starts_object(document, at, last):
        return None
    for later in range(at + 1, min(last - 1, at + _LONGEST_ADDRESSEE)):
        word = folded[later]
        if word in language.clear_complementisers:
            return later + 1
        if word in language.infinitive_markers and _is_infinitive(document, later + 1, last):
            return later
        if word in ("whether", "how", "why", "what") or _opens_quotation(document, later):
            return later
        if word in ",:;" or is_finite(document, at, later):
            break
    if folded[at] in ("me", "him", "them", "us", "reporters", "her", "you") and _unmarked_clause(
        document, frozenset({"clause"}), at + 1, last
    ):
        return at + 1
    return None


def _after_insertion(document: Document, at: int, last: int) -> int | None:
    """Return where the content begins after a time, a place or an addressee: "said in a statement on Monday that"."""
    folded, language = document.words.folded, document.language
    opens = language.prepositions.match(folded, at, last) or language.times.match(folded, at, last)
    if not opens:
        return None
    for later in range(at + 1, min(last - 1, at + _FARTHEST_COMPLEMENTISER)):
        if folded[later] in language.clear_complementisers:
            return later + 1
        if folded[later] in ",:" and _opens_quotation(document, later + 1):
            return later + 1
        if folded[later] in ",:;" or document.inside[later] != document.inside[at] or is_finite(document, at, later):
            return None
    return None


def _unmarked_clause(document: Document, takes: frozenset[str], at: int, last: int) -> int | None:
    """Return where a clause begins that no complementiser opens: a noun phrase and a finite verb follow."""
    folded, language = document.words.folded, document.language
    if "clause" not in takes:
        return None
    while at < last and language.times.match(folded, at, last):
        at += language.times.match(folded, at, last)
    if at >= last or not (
        starts_object(document, at, last) or folded[at] in ("there", "if", "when", "in", "as", "while")
    ):
        return None
    for later in range(at + 1, min(last, at + _LONGEST_SUBJECT)):
        word = folded[later]
        if is_finite(document, at, later):
            return at
        if word in ";:?!," or word in language.relatives:
            return None
    return at if "object" not in takes and last - at >= _SHORTEST_CLAUSE else None


def _object(document: Document, takes: frozenset[str], at: int, last: int) -> int | None:
    """Return where a noun phrase or -ing clause begins that the verb takes, also after its preposition."""
    word = document.words.folded[at]
    if ((word in takes and word != "to") or (word == "to" and "it" in takes)) and at + 1 < last:
        later = at + 1
        opens = starts_object(document, later, last) or document.words.folded[later] in _QUESTION_WORDS
        return (
            later
            if opens or _opens_quotation(document, later) or document.words.folded[later].endswith("ing")
            else None
        )
    if "doing" in takes and word.endswith("ing") and len(word) > 5:
        return at
    return at if "object" in takes and starts_object(document, at, last) else None


def starts_object(document: Document, at: int, last: int) -> bool:
    """Say whether a noun phrase can begin at a word."""
    if at >= last:
        return False
    language, words = document.language, document.words
    word = words.folded[at]
    if not (word[0].isalnum() or word in "$£€"):
        return False
    if words.capital[at]:
        return not language.times.match(words.folded, at, last)
    closed = (
        word in language.prepositions.by_first_word
        or word in language.coordinators
        or word in language.relatives - {"that"}
        or (word in language.subordinators.by_first_word and word != "that")
        or language.times.match(words.folded, at, last)
    )
    return not (
        closed or auxiliary_class(document, at) or word in ("there", "up", "down", "out", "off", "back", "away", "than")
    )


def content_end(document: Document, first: int, last: int, taken: Taken) -> int:
    """Return where a content ends that begins at ``first``: before a clause that speaks of something else."""
    folded = document.words.folded
    level = document.inside[first]
    if _opens_quotation(document, first):
        level = OUTSIDE if first == 0 else document.inside[first - 1]
    end = next(
        (
            at
            for at in range(first + 1, last)
            if document.inside[at] == level and _ends(document, first, at, last, taken)
        ),
        last,
    )
    prepositions = document.language.prepositions.by_first_word
    while (
        end > first
        and document.inside[end - 1] == level
        and (folded[end - 1] in ".,;:!?…" or (end < last and folded[end - 1] in prepositions))
    ):
        end -= 1
    return max(end, first + 1)


def _ends(document: Document, first: int, at: int, last: int, taken: Taken) -> bool:
    words = document.words
    word = words.folded[at]
    if word == ";":
        return True
    if word == "," and at + 1 < last:
        return _begins_other(document, first, at + 1, last, taken)
    if taken is Taken.CLAUSE:
        return word == "and" and at > first + 1 and _is_coordinated_verb(document, at + 1, last)
    if word in _DASHES:
        return words.ends[at - 1] < words.starts[at]
    if word in ("and", "but", "or") and at > first:
        return _is_coordinated_verb(document, at + 1, last) or _is_other_verb(document, first, at + 1, last)
    if word in _AFTER_OBJECT:
        return True
    if taken is Taken.OBJECT:
        return bool(document.language.times.match(words.folded, at, last))
    return False


def _is_other_verb(document: Document, first: int, at: int, last: int) -> bool:
    while at < last and is_adverb(document, at):
        at += 1
    return at < last and is_finite(document, first, at)


def _begins_other(document: Document, first: int, at: int, last: int, taken: Taken) -> bool:
    folded = document.words.folded
    word = folded[at]
    if word in _AFTER_COMMA and not (taken is Taken.CLAUSE and word in ("while", "so", "even")):
        return True
    if word.endswith("ing"):
        group = read_group(document, first, at, last)
        return group is not None and group.shape is Shape.ING
    if word in ("and", "or"):
        return _is_coordinated_verb(document, at + 1, last)
    if taken is Taken.CLAUSE:
        return False
    return word in ("who", "which") or (taken is Taken.OBJECT and not _is_list(document, first, at, last))


def _is_list(document: Document, first: int, at: int, last: int) -> bool:
    """Say whether a comma stands in a list: "and" or "or" follows before anything but names and nouns end."""
    for later in range(at, min(last, at + 8)):
        word = document.words.folded[later]
        if word in ("and", "or"):
            return True
        if is_finite(document, first, later) or word in ";:":
            return False
    return False


def _is_coordinated_verb(document: Document, at: int, last: int) -> bool:
    """Say whether another verb that reports follows a coordinator, with the same subject."""
    begin = at
    while at < last and (is_adverb(document, at) or auxiliary_class(document, at)) and at - begin < 5:
        at += 1
    if at >= last or document.words.capital[at]:
        return False
    group = read_group(document, begin - 1, at, last)
    return group is not None and group.shape is Shape.FINITE
