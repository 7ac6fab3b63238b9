"""Read the noun phrase that names a claimant, to the left or to the right of a cue.

Source: the order of role, name and apposition in Indonesian and English news ("Menteri Keuangan X", "X, tokoh agama di
Y,", "Mayor X of Y"); insertions of place and time between a claimant and the verb ("X, di Jakarta, Senin (1/2),").
"""

from __future__ import annotations

from articles.extraction.document import OUTSIDE, Document, Range

LONGEST = 40
"""A noun phrase is read at most this many words far, so that the time stays linear."""

_HARD_STOPS = frozenset(";:—–!?…")
_BRACKETS = {"(": ")", "[": "]"}


def leading_words(document: Document, first: int, last: int) -> int:
    """Return the first word after connectors, time words and commas that open a clause ("Namun, Senin lalu,")."""
    language, folded = document.language, document.words.folded
    at = first
    while at < last:
        size = language.connectors.match(folded, at, last) or language.times.match(folded, at, last)
        if not size and at > first and folded[at] == ",":
            size = 1
        if not size:
            return at
        at += size
    return at


def is_frame(document: Document, first: int, last: int) -> bool:
    """Say whether the words only set the scene: nothing, a connector, a time, or a phrase with a preposition."""
    language, folded = document.language, document.words.folded
    at = leading_words(document, first, last)
    if at >= last or all(not folded[word][0].isalnum() for word in range(at, min(last, at + LONGEST))):
        return True
    size = language.comparisons.match(folded, at, last)
    if size and at + size < last and folded[at + size][0].isdigit():
        return False  # "At least 27 people": a subject
    return bool(language.prepositions.match(folded, at, last) or language.subordinators.match(folded, at, last))


def is_verb(document: Document, at: int) -> bool:
    """Say whether a word looks like a predicate: a function verb, or one with a verb's prefix or ending."""
    language, word = document.language, document.words.folded[at]
    if word in language.predicates:
        return True
    if document.words.capital[at] or len(word) < 5 or word in language.verb_exceptions:
        return False
    return word.startswith(language.verb_prefixes) or word.endswith(language.verb_endings)


def starts_noun_phrase(document: Document, at: int, last: int) -> bool:
    """Say whether a claimant can be named from this word on: a capital, a pronoun, a role or a determiner."""
    if at >= last:
        return False
    language, words = document.language, document.words
    word = words.folded[at]
    if words.capital[at] or word in language.pronouns or word in language.determiners or word in language.groups:
        return True
    heads = (language.roles, language.organisations, language.governments, language.outlets)
    return any(head.match(words.folded, at, last) for head in heads)


def source_before(document: Document, limit: int, cue_first: int) -> Range | None:
    """Return the claimant's noun phrase that ends before a cue, or ``None``; ``limit`` is the leftmost word."""
    limit = max(limit, cue_first - LONGEST)
    segments = _segments_before(document, limit, cue_first)
    phrase: Range | None = None
    for first, last in segments:
        stripped = _strip_opening(document, first, last)
        if phrase is None:
            if stripped >= last or _is_insertion(document, first, last):
                continue
            end = _cut_insertion(document, stripped, last)
            phrase = Range(stripped, end) if end > stripped else None
        elif stripped == first and _is_apposition(document, first, last, phrase):
            phrase = Range(first, phrase.last)
            continue
        else:
            break
        if stripped > first:
            break
    return phrase if phrase and names_somebody(document, phrase) else None


def _segments_before(document: Document, limit: int, cue_first: int) -> list[tuple[int, int]]:
    """Return the stretches between commas, from the right; adverbs right before the cue are left out."""
    words = document.words
    end = _before_adverbs(document, limit, cue_first)
    segments: list[tuple[int, int]] = []
    depth = 0
    at = end
    while at > limit:
        word = words.folded[at - 1]
        if depth == 0 and (document.inside[at - 1] != OUTSIDE or word in _HARD_STOPS):
            break
        depth += (word in ")]") - (word in "([")
        if word == "," and depth <= 0:
            if at < end:
                segments.append((at, end))
            end = at - 1
        at -= 1
    if at < end:
        segments.append((at, end))
    return segments


def _before_adverbs(document: Document, limit: int, cue_first: int) -> int:
    folded, adverbs = document.words.folded, document.language.adverbs
    at = cue_first
    while at > limit:
        size = next(
            (size for size in (3, 2, 1) if at - size >= limit and adverbs.match(folded, at - size, at) == size), 0
        )
        if not size:
            return at
        at -= size
    return at


def _strip_opening(document: Document, first: int, last: int) -> int:
    """Return where the noun phrase begins: after connectors, times and the last subordinator of the segment."""
    language, folded = document.language, document.words.folded
    at = first
    for word in range(first, last):
        size = language.subordinators.match(folded, word, last)
        if size:
            at = word + size
    return leading_words(document, at, last)


def _is_insertion(document: Document, first: int, last: int) -> bool:
    language, folded = document.language, document.words.folded
    begin = leading_words(document, first, last)
    if first < begin < last:
        return folded[begin] == "("
    opens = language.prepositions.match(folded, first, last) or language.times.match(folded, first, last)
    return bool(opens) or folded[first] in language.relatives or folded[first][0].isdigit() or folded[first] == "("


def _cut_insertion(document: Document, first: int, last: int) -> int:
    """Return where the noun phrase ends: before "yang dihubungi ...", "dalam ..." and a bracket at the end."""
    language, words = document.language, document.words
    for at in range(first + 1, last):
        word = words.folded[at]
        if word in language.relatives and words.capital[at - 1]:
            return at
        if language.source_stops.match(words.folded, at, last) and words.capital[at - 1] and not words.capital[at]:
            return at
    if words.folded[last - 1] == ")":
        opening = next((at for at in range(last - 1, max(first, last - 8), -1) if words.folded[at] == "("), last)
        return opening if words.folded[opening + 1 : opening + 2] and words.folded[opening + 1][0].isdigit() else last
    return last


def _is_apposition(document: Document, first: int, last: int, right: Range) -> bool:
    """Say whether the stretch left of a comma belongs to the noun phrase right of it."""
    language, words = document.language, document.words
    if _is_insertion(document, first, last) or any(is_verb(document, at) for at in range(first, last)):
        return False
    if words.folded[right.first] in language.coordinators:
        return True
    role_right = bool(language.roles.match(words.folded, right.first, right.last))
    if role_right or words.folded[right.first] in language.determiners:
        return words.capital[last - 1] or words.folded[last - 1] == ")"
    return words.capital[right.first] and _has_head(document, first, last)


def _is_name(document: Document, first: int, last: int) -> bool:
    """Say whether the words are a bare name: capitals only and no role among them."""
    return all(document.words.capital[at] for at in range(first, last)) and not _has_head(document, first, last)


def _has_head(document: Document, first: int, last: int) -> bool:
    """Say whether a role, an institution or a group is among the words."""
    language, folded = document.language, document.words.folded
    heads = (language.roles, language.organisations, language.outlets, language.governments)
    return any(
        folded[at] in language.groups or any(head.match(folded, at, last) for head in heads)
        for at in range(first, last)
    )


def names_somebody(document: Document, phrase: Range) -> bool:
    """Say whether a phrase can be a claimant: it has a name, a pronoun, a role, a group or an institution."""
    language, words = document.language, document.words
    first_word, last_word = words.folded[phrase.first], words.folded[phrase.last - 1]
    if last_word in language.negators or language.prepositions.match(words.folded, phrase.last - 1, phrase.last):
        return False
    if phrase.last - phrase.first == 1 and (first_word in language.demonstratives or first_word in language.relatives):
        return False
    if first_word in language.relatives or first_word in language.negators or not first_word[0].isalnum():
        return False
    if any(words.capital[at] for at in range(phrase.first + 1, phrase.last)):
        return True
    if starts_noun_phrase(document, phrase.first, phrase.last):
        return not (is_verb(document, phrase.last - 1) and phrase.last - phrase.first > 1)
    return last_word in language.demonstratives or first_word.endswith("nya")


def source_after(document: Document, first: int, limit: int) -> Range | None:
    """Return the claimant's noun phrase that begins at ``first``, or ``None``; ``limit`` is exclusive."""
    limit = min(limit, first + LONGEST)
    if not starts_noun_phrase(document, first, limit) and not _names_within(document, first, limit):
        return None
    last = _segment_end(document, first, limit)
    while last + 1 < limit and document.words.folded[last] == ",":
        following = _segment_end(document, last + 1, limit)
        if following <= last + 1 or not _goes_on(document, Range(first, last), last + 1, following, limit):
            break
        last = following
    phrase = Range(first, last) if last > first else None
    return phrase if phrase and names_somebody(document, phrase) else None


def _names_within(document: Document, first: int, limit: int) -> bool:
    """Say whether a capital follows within a few words: "data Satgas Covid-19", "mahasiswa asal Papua"."""
    words = document.words
    last = min(limit, first + 6)
    stop = next((at for at in range(first, last) if not words.folded[at][0].isalnum()), last)
    return any(words.capital[at] for at in range(first, stop))


def _segment_end(document: Document, first: int, limit: int) -> int:
    language, words = document.language, document.words
    at = first
    while at < limit:
        word = words.folded[at]
        if document.inside[at] != OUTSIDE or word in _HARD_STOPS or word == ",":
            break
        if word in _BRACKETS:
            closing = next((end for end in range(at, limit) if words.folded[end] == _BRACKETS[word]), limit)
            if (words.folded[at + 1 : at + 2] and words.folded[at + 1][0].isdigit()) or closing >= limit:
                break
            at = closing + 1
            continue
        if at > first and (language.source_stops.match(words.folded, at, limit) or word in language.relatives):
            break
        at += 1
    # A full stop that ends the sentence is no part of a name.
    return at - 1 if at > first and words.folded[at - 1] == "." and at == limit else at


def _goes_on(document: Document, phrase: Range, first: int, last: int, limit: int) -> bool:
    """Say whether the stretch after a comma still names the claimant: a role, a name after a role, a list's end."""
    language, words = document.language, document.words
    if words.folded[first] in language.coordinators or leading_words(document, first, last) > first:
        return False
    if (
        last < limit
        and words.folded[last] == ","
        and last + 1 < limit
        and words.folded[last + 1] in language.coordinators
    ):
        return words.capital[first] and words.capital[phrase.last - 1] and last - first <= 4
    if last - first > 9 or any(is_verb(document, at) for at in range(first, last)):
        return False
    if language.roles.match(words.folded, first, last) or words.folded[first] in language.indefinites:
        return words.capital[phrase.last - 1]
    return last - first <= 5 and not _is_name(document, phrase.first, phrase.last) and _is_name(document, first, last)
