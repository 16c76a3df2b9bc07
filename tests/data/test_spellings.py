"""The most frequent spelling stands for the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.marks import fold
from coterie.data.spellings import MOST_VALUES, learn_spellings, tell_spellings

COUNTS = st.dictionaries(st.sampled_from(["UK", "uk", "U.K.", "Wine", "WINE", "A+", "A", "?", ""]), st.integers(1, 9))


@given(counts=COUNTS)
def test_a_spelling_stands_for_one_that_is_as_frequent(counts):
    """Never for itself, never for another word, never in a chain."""
    pairs = dict(learn_spellings(counts))
    assert all(fold(written) == fold(meant) for written, meant in pairs.items())
    assert all(counts[written] <= counts[meant] and meant not in pairs for written, meant in pairs.items())
    left = [value for value in counts if value not in pairs]
    assert len({fold(value) or value for value in left}) == len(left)


@given(counts=COUNTS, data=st.data())
def test_the_order_of_values_changes_nothing(counts, data):
    """An engine may count in any order."""
    shuffled = dict(data.draw(st.permutations(list(counts.items()))))
    assert learn_spellings(shuffled) == learn_spellings(counts)


def test_of_equally_frequent_spellings_the_smallest_is_taken():
    """By the alphabet of the machine, as everywhere."""
    assert learn_spellings({"wine": 5, "Wine": 5, "WINE": 5}) == (("Wine", "WINE"), ("wine", "WINE"))


def test_marks_of_missing_values_stand_for_nothing():
    """They are no category."""
    assert learn_spellings({"n/a": 90, "NA": 5}, missing=("n/a",)) == ()


def test_values_without_letters_are_left_alone():
    """Nothing is left of them to compare."""
    assert learn_spellings({"?": 5, "!": 3}) == ()


def test_a_column_of_too_many_values_is_left_alone():
    """It holds names or texts."""
    many = {f"word {place}": 1 for place in range(MOST_VALUES - 1)}
    assert learn_spellings(many | {"WORD 1": 1}) != ()
    assert learn_spellings(many | {"WORD 1": 1, "WORD 2": 1}) == ()


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"UK": 9, "uk": 1}, "2 spellings of UK were taken as one, in 1 row"),
        ({"UK": 9, "uk": 1_000, "Uk": 234}, "3 spellings of uk were taken as one, in 243 rows"),
        ({"UK": 9, "uk": 1, "Eire": 4, "EIRE": 3}, "4 spellings of 2 values were taken as one each, in 4 rows"),
    ],
)
def test_what_was_taken_as_one_is_told(counts, told):
    """How many spellings, and how many rows were written otherwise."""
    assert tell_spellings(learn_spellings(counts), counts) == told
