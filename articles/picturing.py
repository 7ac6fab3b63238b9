"""Where the picture of who disputes whom puts its names and lines; the same links give the same picture.

Names stand below each other, as the article brings them. Each line leaves its name to the right, runs down a lane of
its own and comes back to the other name: lines that run beside each other never lie on one another, and names never
meet. Lengths are in units of the picture, whose width is WIDTH.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 360
NAMES_END = 196
"""Where lines begin, right of the names."""
LANES_END = 350
LANE_STEP = 18
ROW_LEAST = 34
PORT_STEP = 10
CORNER = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line, from the row of who does something to the row of whom it is done to: SVG path and head."""

    source: int
    target: int
    path: str
    head: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The heights at which the names stand, and the lines in the order that they were given."""

    height: float
    rows: tuple[float, ...]
    lines: tuple[Line, ...]


def lay_out(count: int, edges: Sequence[tuple[int, int]]) -> Picture:
    """Place ``count`` names and the lines between them, pairs of two different rows counted from 0."""
    lanes = lanes_of(edges)
    ports: list[list[int]] = [ports_of(row, edges, lanes) for row in range(count)]
    rows, height = [], 0.0
    for ends in ports:
        tall = max(ROW_LEAST, PORT_STEP * (len(ends) + 1))
        rows.append(height + tall / 2)
        height += tall
    step = min(LANE_STEP, (LANES_END - NAMES_END - 20) / max(1, max(lanes, default=0)))
    lines = []
    for number, (source, target) in enumerate(edges):
        start = rows[source] + offset(ports[source], number)
        end = rows[target] + offset(ports[target], number)
        lines.append(line(source, target, start, end, NAMES_END + 20 + lanes[number] * step))
    return Picture(height, tuple(rows), tuple(lines))


def lanes_of(edges: Sequence[tuple[int, int]]) -> list[int]:
    """Give each line the innermost lane in which no other line runs beside it, the short ones first."""
    lanes = [0] * len(edges)
    taken: list[list[tuple[int, int]]] = []
    for number in sorted(range(len(edges)), key=lambda one: (abs(edges[one][0] - edges[one][1]), one)):
        low, high = sorted(edges[number])
        free = (lane for lane, spans in enumerate(taken) if all(high < span[0] or low > span[1] for span in spans))
        lanes[number] = next(free, len(taken))
        if lanes[number] == len(taken):
            taken.append([])
        taken[lanes[number]].append((low, high))
    return lanes


def ports_of(row: int, edges: Sequence[tuple[int, int]], lanes: Sequence[int]) -> list[int]:
    """Return the lines that end in a row from above to below, so that none crosses another on its way out of it."""

    def place(number: int) -> tuple[bool, int]:
        goes_down = max(edges[number]) > row
        return goes_down, -lanes[number] if goes_down else lanes[number]

    return sorted(touching(row, edges), key=place)


def touching(row: int, edges: Sequence[tuple[int, int]]) -> Iterable[int]:
    """Return the numbers of the lines that begin or end in a row."""
    return (number for number, ends in enumerate(edges) if row in ends)


def offset(ends: Sequence[int], number: int) -> float:
    """Return how far from the middle of its row a line ends."""
    return PORT_STEP * (ends.index(number) - (len(ends) - 1) / 2)


def line(source: int, target: int, start: float, end: float, lane: float) -> Line:
    """Draw one line with rounded corners, and the head where it arrives."""
    bend = CORNER if end > start else -CORNER
    path = (
        f"M{NAMES_END:g} {start:g}H{lane - CORNER:g}Q{lane:g} {start:g} {lane:g} {start + bend:g}"
        f"V{end - bend:g}Q{lane:g} {end:g} {lane - CORNER:g} {end:g}H{NAMES_END + 7:g}"
    )
    head = f"{NAMES_END:g},{end:g} {NAMES_END + 9:g},{end - 4.5:g} {NAMES_END + 9:g},{end + 4.5:g}"
    return Line(source, target, path, head)
