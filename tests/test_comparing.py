"""Comparing: both sides whole, every difference marked, long equal stretches counted and left out."""

from hypothesis import given
from hypothesis import strategies as st

from articles.comparing import compare_texts, compare_words

TEXTS = st.text("ab \n.", max_size=80)


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_side_are_its_text(old: str, new: str) -> None:
    left, right = compare_words(old, new)
    assert "".join(piece.words for piece in left) == old
    assert "".join(piece.words for piece in right) == new
    same = ["".join(piece.words for piece in side if not piece.is_changed) for side in (left, right)]
    assert same[0] == same[1]


@given(TEXTS, TEXTS)
def test_every_row_that_is_the_same_is_the_same_on_both_sides(old: str, new: str) -> None:
    rows = compare_texts(old, new)
    for row in rows:
        if row.is_same and not row.left_out:
            assert "".join(piece.words for piece in row.old) == "".join(piece.words for piece in row.new)
    assert any(not row.is_same for row in rows) == (old != new)


def test_what_is_far_from_a_change_is_left_out_and_counted() -> None:
    lines = [f"Baris ke-{number}." for number in range(20)]
    changed = [line.replace("10", "sepuluh") for line in lines]
    rows = compare_texts("\n".join(lines), "\n".join(changed))
    assert [row.left_out for row in rows] == [9, 0, 0, 0, 8]
    assert [piece.words for piece in rows[2].old if piece.is_changed] == ["10"]
    assert [piece.words for piece in rows[2].new if piece.is_changed] == ["sepuluh"]
