"""How far two people agree: the published example, the definition itself, and what can never be."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.agreement import Agreement, agreement_of, alpha_of, either_chose, pairs_about
from articles.spreadsheets import safe_cell

# Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, parts A and B.
BINARY = ("0100000010", "1110010000", 0.095)
NOMINAL = ("aabbdcccedda", "babbbcccedDd".replace("D", "d"), 0.692)

ANSWERS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=40)


@pytest.mark.parametrize(("one", "other", "alpha"), [BINARY, NOMINAL])
def test_alpha_is_that_of_the_published_examples(one: str, other: str, alpha: float) -> None:
    found = alpha_of(Counter(zip(one, other, strict=True)))
    assert found == pytest.approx(alpha, abs=0.0005)


def by_definition(answers: list[tuple[str, str]]) -> float | None:
    """Return 1 - observed / expected disagreement, by going through every two answers that there are."""
    values = [value for pair in answers for value in pair]
    observed = [one != other for pair in answers for one, other in permutations(pair)]
    expected = [one != other for one, other in permutations(values, 2)]
    if not any(expected):
        return None
    return 1 - (sum(observed) / len(observed)) / (sum(expected) / len(expected))


@given(ANSWERS)
def test_alpha_is_one_minus_observed_by_expected_disagreement(answers: list[tuple[str, str]]) -> None:
    found, wanted = alpha_of(Counter(answers)), by_definition(answers)
    assert found == (None if wanted is None else pytest.approx(wanted))


@given(ANSWERS)
def test_who_of_the_two_answered_first_changes_nothing(answers: list[tuple[str, str]]) -> None:
    turned = Counter((other, one) for one, other in answers)
    assert agreement_of(turned) == agreement_of(Counter(answers))


@given(ANSWERS, st.sampled_from("abcd"))
def test_an_answer_is_equal_where_both_gave_it(answers: list[tuple[str, str]], value: str) -> None:
    found = either_chose(Counter(answers), value)
    assert found.claims == sum(value in pair for pair in answers)
    assert found.equal == sum(pair == (value, value) for pair in answers)
    assert sum(pairs_about(Counter(answers), value).values()) == len(answers)


def test_nothing_and_one_answer_for_all_have_no_alpha() -> None:
    assert agreement_of({}) == Agreement(0, 0, None)
    assert agreement_of({}).share is None
    assert agreement_of({("a", "a"): 9}) == Agreement(9, 9, None)
    assert agreement_of({("a", "a"): 9, ("b", "b"): 1}).alpha == 1


@pytest.mark.parametrize(
    ("alpha", "is_reliable", "is_tentative"), [(0.8, True, False), (0.7, False, True), (0.5, False, False)]
)
def test_what_can_rest_on_answers(alpha: float, is_reliable: bool, is_tentative: bool) -> None:
    found = Agreement(10, 9, alpha)
    assert (found.is_reliable, found.is_tentative) == (is_reliable, is_tentative)


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "|x", "%x", "\tx", "\rx", "＝1", " =1", "'x", "\0=1"]
)
def test_what_begins_like_a_formula_is_text_in_a_spreadsheet(words: str) -> None:
    assert safe_cell(words) == "'" + words.replace("\0", "")


@pytest.mark.parametrize("words", ["", "x", "1-1", "Kata dia: =1", "“Ya,” katanya."])
def test_other_words_stay_as_they_are(words: str) -> None:
    assert safe_cell(words) == words
