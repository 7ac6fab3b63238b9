"""A language's word lists, read from ``lang/<code>/*.txt`` into one frozen value."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from articles.extraction.types import Kind, Stance

LANGUAGES_FOLDER = Path(__file__).parent / "lang"

_WORD = re.compile(r"\d+(?:[.,/:]\d+)+|\w+(?:[-'’&]\w+)*|[^\w\s]")


def split_words(text: str) -> list[str]:
    """Return the words and marks of ``text`` in lower case, cut as the engine cuts an article."""
    return [match.group().lower() for match in _WORD.finditer(text)]


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
        for phrase in self.by_first_word.get(words[at], ()) if at < last else ():
            size = len(phrase)
            if at + size <= last and (size == 1 or tuple(words[at : at + size]) == phrase):
                return size
        return 0


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb or phrase that reports, with where its claimant and content stand.

    ``place`` is one of ``before`` (claimant, cue, content), ``strict`` (the same, but only with a comma, colon,
    complementiser or quotation after the cue), ``object`` (the same, the content may be a bare noun phrase),
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
    cues: dict[str, Cue]
    cue_phrases: Phrases
    names: dict[str, str]
    """Short forms and what they stand for, in lower case: ``korut`` is ``Korea Utara``."""
    country_names: frozenset[str]
    scales: dict[str, int]
    abbreviations: frozenset[str]
    adverbs: Phrases
    agreements: Phrases
    absolutes: Phrases
    back_pointers: Phrases
    causes: Phrases
    comparisons: Phrases
    complementisers: Phrases
    connectors: Phrases
    coordinators: frozenset[str]
    demonstratives: frozenset[str]
    determiners: frozenset[str]
    first_person: frozenset[str]
    function_words: frozenset[str]
    future: Phrases
    governments: Phrases
    hedges: Phrases
    money: frozenset[str]
    months: frozenset[str]
    negators: frozenset[str]
    opinions: Phrases
    organisations: Phrases
    outlets: Phrases
    percent: Phrases
    predicates: frozenset[str]
    prepositions: Phrases
    pronouns: frozenset[str]
    rebuttals: Phrases
    relatives: frozenset[str]
    reports: frozenset[str]
    roles: Phrases
    silences: Phrases
    source_stops: Phrases
    subordinators: Phrases
    superlatives: Phrases
    times: Phrases
    verb_endings: tuple[str, ...]
    verb_prefixes: tuple[str, ...]


_PHRASES = (
    "adverbs agreements absolutes back_pointers causes comparisons complementisers connectors future governments "
    "hedges opinions organisations outlets percent prepositions rebuttals roles silences source_stops subordinators "
    "superlatives times"
).split()
_SETS = (
    "abbreviations coordinators demonstratives determiners first_person function_words money months negators "
    "predicates pronouns relatives reports"
).split()
_TUPLES = ("verb_endings", "verb_prefixes")


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
    cues = {" ".join(split_words(cue)): Cue(place, Kind(kind), Stance(stance)) for cue, place, kind, stance in _table(folder, "cues", 4)}
    short_forms = {short.lower(): full for short, full in _table(folder, "names", 2)}
    lists: dict[str, object] = {name: Phrases.of(read_list(folder / f"{name}.txt")) for name in _PHRASES}
    lists |= {name: frozenset(read_list(folder / f"{name}.txt")) for name in _SETS}
    lists |= {name: tuple(read_list(folder / f"{name}.txt")) for name in _TUPLES}
    countries = frozenset(name.lower() for name in read_list(folder / "countries.txt"))
    scales = {word: int(size) for word, size in _table(folder, "scales", 2)}
    return Language(
        code=code,
        cues=cues,
        cue_phrases=Phrases.of(cues),
        names=short_forms,
        country_names=countries,
        scales=scales,
        **lists,  # type: ignore[arg-type]  # the three groups above carry each field's type
    )


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
