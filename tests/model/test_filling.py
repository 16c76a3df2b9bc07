"""What fills a gap is learnt from the values alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coterie.model.filling import filled, learn_fills

NUMBERS = arrays(np.float64, st.tuples(st.integers(1, 20), st.just(2)), elements=st.floats(-1e6, 1e6))


@given(NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(X, random) -> None:  # type: ignore[no-untyped-def]  drawn
    """The same fills to the last bit."""
    order = random.sample(range(len(X)), len(X))
    options = {"groups": ["", ""], "zero_one": [False, False]}
    assert learn_fills(X, **options) == learn_fills(X[order], **options)


@given(NUMBERS)
def test_what_is_known_stays(X) -> None:  # type: ignore[no-untyped-def]  drawn
    """Only gaps are filled, and all of them."""
    gappy = X.copy()
    gappy[0, 0] = np.nan
    found = filled(gappy, [7.0, None])
    assert found[0, 0] == 7.0
    assert np.array_equal(found[1:], X[1:])
    assert np.isnan(gappy[0, 0])


def test_known_fills() -> None:
    """The median of a number, the more frequent answer, the most frequent level of a category, and no other."""
    X = np.array([[1.0, 1.0, 1.0, 0.0], [2.0, 1.0, 0.0, 1.0], [9.0, 0.0, 0.0, 1.0], [np.nan] * 4])
    assert learn_fills(X, ["", "", "plan", "plan"], zero_one=[False, True, True, True]) == (2.0, 1.0, 0.0, 1.0)


def test_of_equally_frequent_answers_no_is_taken() -> None:
    """And of equal levels the first."""
    X = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert learn_fills(X, ["", "p", "p"], zero_one=[True, True, True]) == (0.0, 1.0, 0.0)


def test_a_column_without_a_fill_keeps_its_gaps() -> None:
    """None means that nothing is known to take the place."""
    assert np.isnan(filled(np.array([[np.nan]]), [None])).all()


def test_the_mean_fills_numbers_only() -> None:
    """A yes or no stays one."""
    X = np.array([[1.0, 1.0], [2.0, 1.0], [9.0, 0.0], [np.nan, np.nan]])
    assert learn_fills(X, ["", ""], zero_one=[False, True], by="mean") == (4.0, 1.0)
