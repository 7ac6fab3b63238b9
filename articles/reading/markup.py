"""A look at a page before any parser sees it: how deeply it may nest, how many attributes an element has.

Both make parsers lose text or time: lxml drops in silence what is below its limit of depth, and takes quadratic time
for the attributes of one element (measured, lxml 6.1.3: 40,000 take 2 s, 80,000 take 8 s). The look takes linear time.
"""

import re
from collections import Counter

from articles.reading.refusals import Unreadable

MAX_OPEN = 5_000
"""So many elements open at once are no article; the exact depth is counted once it is safe to parse."""

MAX_ATTRIBUTES = 500

VOID = frozenset(
    {"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta"}
    | {"param", "source", "track", "wbr"}
)
"""Source: HTML Living Standard, 13.1.2, void elements, and the obsolete ones of 13.2.6."""

END_MAY_BE_LEFT_OUT = frozenset(
    {"html", "head", "body", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th"}
    | {"thead", "tbody", "tfoot", "colgroup", "caption", "rt", "rp"}
)
"""A page may open thousands of them without a nest. Source: HTML Living Standard, 13.1.2.4, optional tags."""

RAW = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
"""What is inside them is no markup. Source: HTML Living Standard, 13.1.2, raw text and escapable raw text."""

# Every quantifier is possessive: what is read once is never read again, whatever follows.
_TOKEN = re.compile(r"<!--|<(/?+)([a-zA-Z][^\s/>]*+)")
_ATTRIBUTE = r"""[^\s>=/]++(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+|(?=>)|\Z))?+"""
_REST_OF_TAG = re.compile(rf"(?:[\s/=]++|{_ATTRIBUTE})*+(?:>|\Z)")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_END_OF_RAW = {name: re.compile(rf"</{name}(?=[\s/>]|\Z)", re.IGNORECASE) for name in RAW}


def refuse_unsafe(page: str) -> None:
    """Raise :class:`Unreadable` for a page that a parser would choke on. Takes time linear in its length."""
    opened: Counter[str] = Counter()
    depth = position = 0
    while token := _TOKEN.search(page, position):
        if token[2] is None:
            end = page.find("-->", token.start() + 2)
            if end < 0:
                return
            position = end + 3
            continue
        name, is_end = token[2].lower(), bool(token[1])
        position = _end_of_tag(page, token.end())
        if is_end:
            if opened[name]:
                opened[name] -= 1
                depth -= 1
        elif name in RAW:
            closing = _END_OF_RAW[name].search(page, position)
            if closing is None:
                return
            position = closing.start()
        elif name not in VOID and name not in END_MAY_BE_LEFT_OUT and page[position - 2] != "/":
            opened[name] += 1
            depth += 1
            if depth > MAX_OPEN:
                raise Unreadable("too_deep")


def _end_of_tag(page: str, start: int) -> int:
    rest = _REST_OF_TAG.match(page, start)
    end = rest.end() if rest else start
    if end - start > 2 * MAX_ATTRIBUTES:
        count = sum(1 for _ in _ATTRIBUTES.finditer(page, start, end))
        if count > MAX_ATTRIBUTES:
            raise Unreadable("odd_markup", str(count))
    return end
