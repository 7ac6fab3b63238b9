"""The layout of who disputes whom: lines never lie on one another, names never meet, the same gives the same."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.picturing import NAMES_END, WIDTH, lanes_of, lay_out

Edges = list[tuple[int, int]]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Edges]:
    """Draw some names and lines between different ones."""
    count = draw(st.integers(2, 9))
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] != pair[1])
    return count, draw(st.lists(ends, max_size=20))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine draws slowly
@given(graphs())
def test_lines_that_run_beside_each_other_have_lanes_of_their_own(graph: tuple[int, Edges]) -> None:
    _count, edges = graph
    lanes = lanes_of(edges)
    for number, (one, lane) in enumerate(zip(edges, lanes, strict=True)):
        for other, other_lane in list(zip(edges, lanes, strict=True))[:number]:
            apart = max(one) < min(other) or max(other) < min(one)
            assert apart or lane != other_lane


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine draws slowly
@given(graphs())
def test_everything_is_inside_the_picture_and_no_two_ends_meet(graph: tuple[int, Edges]) -> None:
    count, edges = graph
    picture = lay_out(count, edges)
    assert picture == lay_out(count, edges)
    assert list(picture.rows) == sorted(set(picture.rows))
    heights = []
    for line in picture.lines:
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", line.path)]
        assert min(numbers) >= 0
        assert max(numbers) <= max(WIDTH, picture.height)
        heights += [numbers[1], float(line.head.split()[0].split(",")[1])]
        assert line.head.startswith(f"{NAMES_END},")
    assert len(heights) == len(set(heights))


def test_nothing_is_an_empty_picture() -> None:
    assert lay_out(0, []).height == 0
