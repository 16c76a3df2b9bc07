"""Spellings of one value are one level; yes is told from no in eight languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.traits.levels import fold, folded_levels, yes_no

COUNTS = st.dictionaries(st.text(min_size=1, max_size=6), st.integers(1, 99), max_size=12)


@given(COUNTS)
def test_folding_loses_nobody(counts: dict[str, int]) -> None:
    """Counts add up, and every value is a level or a spelling of one."""
    levels, spellings = folded_levels(counts)
    assert sum(levels.values()) == sum(counts.values())
    assert set(spellings.values()) <= set(levels)
    assert all(text in levels or text in spellings for text in counts)


@given(COUNTS)
def test_the_order_of_values_does_not_matter(counts: dict[str, int]) -> None:
    """Levels come by how often they stand, then by name."""
    backwards = dict(reversed(counts.items()))
    assert list(folded_levels(backwards)[0].items()) == list(folded_levels(counts)[0].items())


@pytest.mark.parametrize(
    ("one", "other"), [("New York", "new-york"), ("Élevé", "eleve"), ("35 - 44", "35-44"), ("1.0", "1"), ("a_b", "A B")]
)
def test_case_blanks_accents_and_marks_say_nothing(one: str, other: str) -> None:
    """Two spellings of one value."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("5", "5+"), ("<18", ">18"), ("35-44", "3544"), ("10", "1.0"), ("!", "?")])
def test_signs_that_mean_something_stay(one: str, other: str) -> None:
    """Two values."""
    assert fold(one) != fold(other)


def test_the_most_frequent_spelling_is_the_level() -> None:
    """Whole floats are written as people write them."""
    assert folded_levels({"BERLIN": 1, "Berlin": 7, "2.0": 3}) == (
        {"Berlin": 8, "2": 3},
        {"BERLIN": "Berlin", "2.0": "2"},
    )


@pytest.mark.parametrize(
    ("no", "yes"),
    [("No", "Yes"), ("FALSE", "TRUE"), ("0", "1"), ("N", "Y"), ("f", "t"), ("Nein", "Ja"), ("non", "oui"), ("no", "sí"),
     ("no", "sì"), ("não", "sim"), ("nee", "ja"), ("nie", "tak"), ("nej", "ja")],
)  # fmt: skip
def test_yes_and_no(no: str, yes: str) -> None:
    """In any order of counts."""
    assert yes_no({yes: 9, no: 3}) == yes_no({no: 3, yes: 9}) == (no, yes)


@pytest.mark.parametrize(
    "levels", [{"Yes": 1}, {"Yes": 1, "No": 1, "No internet service": 1}, {"Male": 1, "Female": 1}]
)
def test_what_is_not_exactly_yes_and_no_is_not(levels: dict[str, int]) -> None:
    """A third answer makes it a category."""
    assert yes_no(levels) is None
