"""A language's word lists, read from ``lang/<code>/*.txt`` into one frozen value."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from articles.extraction.inflection import Reporter, Verbs, inflect_all
from articles.extraction.types import Kind, Stance

LANGUAGES_FOLDER = Path(__file__).parent / "lang"

# A number keeps its separators (1,7 or 9/5), a word its hyphens and apostrophes; a currency that is written together
# with its sum (Rp14.200) is a word of its own. At every place the first alternative that fits is taken, whole and
# without going back, so the time is linear.
WORD_PATTERN = re.compile(r"(?:Rp|RM|IDR|USD|MYR|SGD)(?=\d)|\d+(?:[.,/:]\d+)+|\w+(?:[-'’&]\w+)*|''|``|[^\w\s]")


def split_words(text: str) -> list[str]:
    """Return the words and marks of ``text`` in lower case, cut as the engine cuts an article."""
    return [match.group().lower() for match in WORD_PATTERN.finditer(text)]


class DuplicateEntryError(ValueError):
    """A word list names one entry twice."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one or more words, found by their first word; the longest wins."""

    by_first_word: dict[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def of(cls, entries: Iterable[str]) -> Phrases:
        """Build from phrases as they are written."""
        grouped: dict[str, list[tuple[str, ...]]] = {}
        for entry in entries:
            words = tuple(split_words(entry))
            grouped.setdefault(words[0], []).append(words)
        return cls({first: tuple(sorted(group, key=len, reverse=True)) for first, group in grouped.items()})

    def match(self, words: Sequence[str], at: int, last: int) -> int:
        """Return how many words of the longest phrase stand at ``at`` and end before ``last``; 0 for none."""
        if at >= last or words[at] not in self.by_first_word:  # nearly always: this is asked of every word
            return 0
        for phrase in self.by_first_word[words[at]]:
            size = len(phrase)
            if at + size <= last and (size == 1 or tuple(words[at : at + size]) == phrase):
                return size
        return 0


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Phrases with what stands beside each in its list: the cells of its row after the first."""

    phrases: Phrases
    cells: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]]) -> PhraseTable:
        """Build from the rows of a list, each a phrase and its cells."""
        cells = {" ".join(split_words(phrase)): tuple(rest) for phrase, *rest in rows}
        return cls(Phrases.of(cells), cells)

    def match(self, words: Sequence[str], at: int, last: int) -> tuple[int, tuple[str, ...]]:
        """Return how many words of the longest phrase stand at ``at`` and end before ``last``, and its cells."""
        size = self.phrases.match(words, at, last)
        return (size, self.cells[" ".join(words[at : at + size])]) if size else (0, ())


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb or phrase that reports, with where its claimant and content stand.

    ``place`` is one of ``before`` (claimant, cue, content), ``strict`` (the same, but only with a comma, colon,
    complementiser or quotation after the cue), ``object`` (the same, the content may be a bare noun phrase),
    ``finding`` (the same, only of a figure, data or a document), ``undergone`` (content, cue, claimant: "dibantah"),
    ``after`` (content, cue, claimant), ``bare`` (content, cue; the claimant is in the cue), ``both``
    (``before`` and ``after``), ``frame`` (cue, claimant, comma, content), ``passive`` (what it is about, cue,
    content) and ``relay`` (cue, the outlet that passed it on).
    """

    place: str
    kind: Kind
    stance: Stance


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that the engine knows of one language; each field is the file of the same name."""

    code: str
    role_before_name: bool
    """True where a name follows its role at once ("Mayor Ann Lee of Marsh"), false with the affiliation between."""
    drops_subject: bool
    """True where a verb can go without its subject: "Añadió que", said by whoever spoke before."""
    needs_complementiser: bool
    """True where a report after its verb always opens with a word such as "que"."""
    leaves_out_copula: bool
    """True where a noun or a figure can be the predicate by itself: "formulir yang masuk baru 61 persen"."""
    stemmer: str
    """The Snowball algorithm of the language, by its name in snowballstemmer."""
    cues: dict[str, Cue]
    cue_phrases: Phrases
    verbs: Verbs
    """The verbs of ``reporting_verbs.txt`` in all their forms."""
    nouns: dict[str, Reporter]
    """The nouns of ``reporting_nouns.txt``."""
    auxiliaries: dict[str, str]
    """The class of each auxiliary: ``be``, ``have``, ``do`` or ``modal``."""
    names: dict[str, str]
    """Short forms and what they stand for, in lower case: ``korut`` is ``Korea Utara``."""
    decimal_comma: bool
    """True where 1,7 is less than two and 1.700 more than a thousand; false where it is the other way round."""
    day_before_month: bool
    """True where 9/5 is surely the ninth of May; false where nobody can tell."""
    countries: frozenset[str]
    scales: dict[str, int]
    glued_scales: dict[str, int]
    """What a letter right after a sum of money multiplies it by: "48m"."""
    months: dict[str, int]
    month_abbreviations: dict[str, int]
    weekdays: dict[str, int]
    """Their numbers after ISO 8601: Monday is 1."""
    currencies: PhraseTable
    """Phrase and ISO 4217 code."""
    number_words: PhraseTable
    """Word, how it counts (``unit`` and ``plus`` add, ``times`` multiplies what stands before it, ``scale`` multiplies
    all since the last scale, ``link`` joins "two hundred and six"), and its size."""
    relative_days: PhraseTable
    """Phrase and how many days from the day of publication."""
    relative_periods: PhraseTable
    """Phrase, ``week``, ``month`` or ``year``, and how many of them from the one of publication."""
    noun_shapes: tuple[tuple[str, str], ...]
    """How a noun begins and ends that is no person's name: ``ke…an``."""
    abbreviations: frozenset[str]
    actors: Phrases
    adverbs: Phrases
    agent_markers: frozenset[str]
    agreements: Phrases
    appeals: Phrases
    absolutes: Phrases
    back_pointers: Phrases
    causes: Phrases
    clause_joiners: frozenset[str]
    clock_words: Phrases
    clear_complementisers: frozenset[str]
    comparisons: Phrases
    complementisers: Phrases
    conditions: Phrases
    connectors: Phrases
    coordinators: frozenset[str]
    day_parts: Phrases
    definite_articles: frozenset[str]
    demonstratives: frozenset[str]
    determiners: frozenset[str]
    duties: Phrases
    editorial_labels: frozenset[str]
    estimates: PhraseTable
    """Verb, and the words between what is counted and the figure: "put the crowd at"."""
    existentials: frozenset[str]
    falsities: Phrases
    finite_verbs: frozenset[str]
    first_person: frozenset[str]
    function_words: frozenset[str]
    future: Phrases
    governments: Phrases
    groups: frozenset[str]
    hedges: Phrases
    indefinites: frozenset[str]
    infinitive_markers: frozenset[str]
    last_words: frozenset[str]
    middle_adverbs: frozenset[str]
    money: frozenset[str]
    negators: frozenset[str]
    name_links: frozenset[str]
    next_words: frozenset[str]
    noun_markers: frozenset[str]
    noun_premodifiers: frozenset[str]
    opinions: Phrases
    organisations: Phrases
    outlets: Phrases
    parties: Phrases
    past: Phrases
    past_times: Phrases
    percent: Phrases
    place_markers: frozenset[str]
    plural_pronouns: frozenset[str]
    places: frozenset[str]
    possessives: frozenset[str]
    predicates: frozenset[str]
    prepositions: Phrases
    pronouns: frozenset[str]
    procedures: Phrases
    public_acts: Phrases
    public_matters: Phrases
    quantities: Phrases
    range_words: frozenset[str]
    rebuttals: Phrases
    relatives: frozenset[str]
    repetitions: Phrases
    replies: Phrases
    reports: frozenset[str]
    roles: Phrases
    second_person: Phrases
    self_references: frozenset[str]
    selves: Phrases
    silences: Phrases
    source_stops: Phrases
    states: Phrases
    subordinators: Phrases
    superlatives: Phrases
    times: Phrases
    trailing_demonstratives: frozenset[str]
    trailing_possessives: tuple[str, ...]
    truths: Phrases
    units: Phrases
    verb_endings: tuple[str, ...]
    verb_exceptions: frozenset[str]
    verb_prefixes: tuple[str, ...]
    voices: Phrases
    wishes: Phrases
    zeros: Phrases


@functools.cache
def supported_languages() -> tuple[str, ...]:
    """Return the ISO 639-1 codes that have a folder of word lists, in alphabetical order."""
    return tuple(sorted(folder.name for folder in LANGUAGES_FOLDER.iterdir() if (folder / "cues.txt").is_file()))


@functools.cache
def load_language(code: str) -> Language:
    """Return the word lists of a supported language; reads files at the first call.

    Raises :class:`DuplicateEntryError` when a list names an entry twice and ``KeyError`` when ``code`` has no folder.
    """
    if code not in supported_languages():
        raise KeyError(code)
    folder = LANGUAGES_FOLDER / code
    cues = {
        " ".join(split_words(cue)): Cue(place, Kind(kind), Stance(stance))
        for cue, place, kind, stance in _table(folder, "cues", 4)
    }
    return Language(
        code=code,
        role_before_name="role name" in read_list(folder / "word_order.txt"),
        drops_subject="subject left out" in read_list(folder / "word_order.txt"),
        needs_complementiser="complementiser needed" in read_list(folder / "word_order.txt"),
        leaves_out_copula="copula left out" in read_list(folder / "word_order.txt"),
        stemmer=read_list(folder / "stemmer.txt")[0],
        cues=cues,
        cue_phrases=Phrases.of(cues),
        verbs=_verbs(folder),
        nouns={noun.lemma: noun for noun in _reporters(folder, "reporting_nouns")},
        auxiliaries={
            form: kind for word, kind in _table(folder, "auxiliaries", 2) for form in _with_either_apostrophe(word)
        },
        names={short.lower(): full for short, full in _table(folder, "names", 2)},
        decimal_comma="decimal comma" in read_list(folder / "number_format.txt"),
        day_before_month="day month" in read_list(folder / "number_format.txt"),
        currencies=PhraseTable.of(_table(folder, "currencies", 2)),
        number_words=PhraseTable.of(_table(folder, "number_words", 3)),
        relative_days=PhraseTable.of(_table(folder, "relative_days", 2)),
        relative_periods=PhraseTable.of(_table(folder, "relative_periods", 3)),
        estimates=PhraseTable.of(_table(folder, "estimates", 2)),
        noun_shapes=tuple((head, tail) for head, tail in _table(folder, "noun_shapes", 2)),
        **_plain_lists(folder),
    )


def _verbs(folder: Path) -> Verbs:
    irregular = {lemma: (past, participle, ing) for lemma, past, participle, ing in _table(folder, "verb_forms", 4)}
    return inflect_all(_reporters(folder, "reporting_verbs"), irregular)


def _reporters(folder: Path, name: str) -> list[Reporter]:
    return [
        Reporter(lemma, frozenset(takes.split()), Kind(kind), Stance(stance))
        for lemma, takes, kind, stance in _table(folder, name, 4)
    ]


def _with_either_apostrophe(word: str) -> set[str]:
    return {word, word.replace("'", "’")}


def _plain_lists(folder: Path) -> dict[str, Any]:
    """Return every list that is a file of plain entries or of words and numbers, read as its field's type."""
    readers: dict[Any, Any] = {
        "Phrases": lambda name: Phrases.of(read_list(folder / f"{name}.txt")),
        "frozenset[str]": lambda name: frozenset(entry.lower() for entry in read_list(folder / f"{name}.txt")),
        "tuple[str, ...]": lambda name: tuple(read_list(folder / f"{name}.txt")),
        "dict[str, int]": lambda name: {word.lower(): int(size) for word, size in _table(folder, name, 2)},
    }
    files = (one for one in fields(Language) if one.type in readers and one.name != "cue_phrases")
    return {one.name: readers[one.type](one.name) for one in files}


def read_list(path: Path) -> list[str]:
    """Return the entries of a word list: its lines without comments and blank lines.

    Raises :class:`DuplicateEntryError` when an entry stands there twice.
    """
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    entries = [line for line in lines if line and not line.startswith("#")]
    seen: set[str] = set()
    for entry in entries:
        key = entry.split("|")[0].strip().lower()
        if key in seen:
            raise DuplicateEntryError(f"{path.parent.name}/{path.name}: {key!r} stands there twice")
        seen.add(key)
    return entries


def _table(folder: Path, name: str, columns: int) -> list[list[str]]:
    rows = [[cell.strip() for cell in entry.split("|")] for entry in read_list(folder / f"{name}.txt")]
    wrong = [row for row in rows if len(row) != columns]
    if wrong:
        raise ValueError(f"{folder.name}/{name}.txt: {wrong[0]} has not {columns} columns")
    return rows
