"""Lines that were broken to fit a page or a mail, put together to the paragraphs they were."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

SHORT_OF_FULL = 0.8
"""A line that ends before this share of the full width was ended by whoever wrote it, if a sentence ends there."""

VERY_SHORT = 0.6
"""A line as short as this ends a paragraph whatever its last character: a heading, a line of an address."""

_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_BULLET = re.compile(r"^\s*([-–—•*·▪◦‣]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_HYPHENATED = re.compile(r"(\w+)-$")
_FIRST_WORD = re.compile(r"\w+")


def paragraphs_of(lines: Sequence[str], *, evidence: str = "") -> str:
    """Return lines as paragraphs with a blank line between them.

    ``evidence`` is all the text, which says whether a word at the end of a line is written with its hyphen elsewhere.
    """
    width = full_width(lines)
    known = frozenset(re.findall(r"\w+(?:-\w+)*", (evidence or "\n".join(lines)).lower()))
    paragraphs: list[list[str]] = [[]]
    before = ""
    for line in lines:
        words = " ".join(line.split())
        if paragraphs[-1] and (not words or _ends_paragraph(before, words, width)):
            paragraphs.append([])
        if words:
            paragraphs[-1].append(words)
        before = words
    return "\n\n".join(_joined(lines_of_one, known) for lines_of_one in paragraphs if lines_of_one)


def full_width(lines: Iterable[str]) -> int:
    """Return how long a full line is, in characters: nine of ten lines with words are not longer."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    return lengths[int(len(lengths) * 0.9)] if lengths else 0


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if _HYPHENATED.search(line):
        return False
    if _BULLET.match(following) or len(line) < VERY_SHORT * width:
        return True
    return bool(_SENTENCE_END.search(line)) and len(line) < SHORT_OF_FULL * width


def _joined(lines: list[str], known: frozenset[str]) -> str:
    parts = [lines[0]]
    for line in lines[1:]:
        parts[-1], glue = _glued(parts[-1], line, known)
        parts += [glue, line] if glue else [line]
    return "".join(parts)


def _glued(line: str, following: str, known: frozenset[str]) -> tuple[str, str]:
    """Return a line as it stands before the next one, and what comes between them."""
    if line.endswith("\u00ad"):
        return line[:-1], ""
    broken, first = _HYPHENATED.search(line), _FIRST_WORD.match(following)
    if not broken or not first:
        return line, " "
    start, end = broken[1], first[0]
    return (line, "") if _keeps_hyphen(start, end, known) else (line[:-1], "")


def _keeps_hyphen(start: str, end: str, known: frozenset[str]) -> bool:
    """Say whether the hyphen belongs to the word: a name, a number, a doubled word, or so written elsewhere."""
    if not end[0].islower() or not start[-1].isalpha():
        return True
    start, end = start.lower(), end.lower()
    if f"{start}-{end}" in known:
        return True
    if start + end in known:
        return False
    # Indonesian doubles words: anak-anak, gerak-gerik, sayur-mayur, buku-bukunya.
    return len(start) > 2 and (start[:3] == end[:3] or start[-3:] == end[-3:])


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of pages without what stands at the head or foot of most of them, and without page numbers."""
    edges = Counter(form for page in pages for form in {_form(line) for line in _edges(page)})
    needed = max(3, len(pages) // 2 + 1)
    running = {form for form, count in edges.items() if count >= needed}
    return [_trimmed(list(page), running) for page in pages]


def _edges(page: Sequence[str]) -> list[str]:
    filled = [line for line in page if line.strip()]
    return filled[:2] + filled[-2:]


def _form(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()).lower())


def _trimmed(page: list[str], running: set[str]) -> list[str]:
    for end in (0, -1):
        for _ in range(2):
            while page and not page[end].strip():
                page.pop(end)
            if page and (_form(page[end]) in running or _is_page_number(page[end])):
                page.pop(end)
    return page


def _is_page_number(line: str) -> bool:
    return bool(re.fullmatch(r"\W*((halaman|hal\.?|page|p\.)\s*)?\d{1,4}(\s*(/|dari|of)\s*\d{1,4})?\W*", line.lower()))
