"""Fences stand beyond the crowd, and not where there is none."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.estimator_checks import estimator_checks_generator

from coterie.model.outliers import Fences, beyond, learn_fences

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)
METHODS = st.sampled_from(["iqr", "zscore"])
LINEAR = {"log_unit": None, "low": None, "high": None, "center": 7.0, "scale": 3.0}
LOGGED = LINEAR | {"log_unit": 2.0}


def _common_checks(estimator):
    """scikit-learn's checks, but for the one that skips unless the environment turns it on."""
    checks = [partial(check, instance) for instance, check in estimator_checks_generator(estimator)]
    return [check for check in checks if "check_array_api_input" not in repr(check)]


@pytest.mark.parametrize(
    "check",
    [*_common_checks(Fences()), *_common_checks(Fences("zscore"))],
    ids=lambda check: getattr(check.func, "__name__", "check"),
)
def test_fences_keep_scikit_learn_conventions(check):
    """Every common check of an estimator passes."""
    check()


@given(NUMBERS, METHODS, st.randoms())
def test_the_order_of_rows_changes_no_fence(values, method, random):
    """To the last bit."""
    shuffled = random.sample(values, len(values))
    one, other = (Fences(method).fit(np.array([rows]).T) for rows in (values, shuffled))
    assert (one.low_[0], one.high_[0]) == (other.low_[0], other.high_[0])


@given(NUMBERS, METHODS)
def test_what_lies_within_is_untouched_and_what_lies_beyond_is_pulled_in(values, method):
    """Twice is once."""
    X = np.array([values]).T
    fences = Fences(method).fit(X)
    pulled = fences.transform(X)
    inside = np.greater_equal(X, fences.low_) & np.less_equal(X, fences.high_)
    np.testing.assert_array_equal(pulled[inside], X[inside])
    assert ((pulled >= fences.low_) & (pulled <= fences.high_)).all()
    np.testing.assert_array_equal(fences.transform(pulled), pulled)


def test_quartile_fences_are_tukeys():
    """Quartiles 3 and 7 of one to nine, four apart: fences six further out."""
    found = Fences().fit(np.arange(1.0, 10.0)[:, np.newaxis])
    assert (found.low_[0], found.high_[0]) == (-3.0, 13.0)


def test_far_out_is_a_factor_of_three():
    """Tukey's outer fences."""
    found = Fences(factor=3.0).fit(np.arange(1.0, 10.0)[:, np.newaxis])
    assert (found.low_[0], found.high_[0]) == (-9.0, 19.0)


def test_deviations_are_counted_from_the_mean():
    """Three of them."""
    found = Fences("zscore").fit([[1.0], [2.0], [3.0]])
    assert found.high_[0] == pytest.approx(2 + 3 * np.sqrt(2 / 3))
    assert found.low_[0] == pytest.approx(2 - 3 * np.sqrt(2 / 3))


@pytest.mark.parametrize(
    ("column", "method"),
    [
        ([0, 1, 1, 1, 1, 1, 1, 1, 1, 1], "iqr"),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "zscore"),
        ([5, 5, 5, 5, 5, 5, 5, 5, 1, 9], "iqr"),
        ([5, 5, 5, 5, 5, 5, 5, 5, 5, 5], "zscore"),
    ],
)
def test_there_is_no_fence_around_two_values_or_one_crowd(column, method):
    """Else every yes among many no would be an outlier."""
    found = Fences(method).fit(np.array([column], dtype=float).T)
    assert (found.low_[0], found.high_[0]) == (-np.inf, np.inf)


def test_gaps_teach_nothing_and_stay():
    """A missing value is no outlier."""
    X = np.array([[1.0], [2.0], [3.0], [np.nan], [99.0]])
    found = Fences().fit(X)
    np.testing.assert_array_equal(found.low_, Fences().fit(X[[0, 1, 2, 4]]).low_)
    assert np.isnan(found.transform(X)[3, 0])


def test_fences_of_a_logged_feature_are_told_in_its_own_unit():
    """They stand where ratios are differences."""
    values = 2.0 * np.expm1(np.arange(1.0, 10.0))[:, np.newaxis]
    ((low, high),) = learn_fences(values, [LOGGED], method="iqr")
    assert high == pytest.approx(2.0 * np.expm1(13.0))
    assert low == pytest.approx(-2.0 * np.expm1(3.0))


def test_a_long_tail_is_no_crowd_of_outliers():
    """As it would be without the logarithm."""
    tail = np.exp(np.random.default_rng(0).normal(0, 1, (2000, 1)))
    ways = LINEAR | {"log_unit": 0.001}, LINEAR
    logged, plain = (beyond(tail, learn_fences(tail, [way], method="iqr")).mean() for way in ways)
    assert logged < 0.02
    assert plain > 0.05


def test_scale_and_centre_do_not_matter():
    """Fences are told in raw values."""
    X = np.arange(1.0, 10.0)[:, np.newaxis]
    assert learn_fences(X, [LINEAR], method="iqr") == ((-3.0, 13.0),)


def test_no_fence_is_none():
    """It can be stored."""
    assert learn_fences(np.array([[0.0], [1.0], [1.0]]), [LINEAR], method="zscore") == ((None, None),)


def test_on_the_fence_is_not_beyond():
    """Nor is a missing value, nor anything where there is no fence."""
    X = np.array([[3.0, 1e9], [3.1, -1e9], [np.nan, np.nan]])
    assert beyond(X, [(1.0, 3.0), (None, None)]).tolist() == [[False, False], [True, False], [False, False]]


@pytest.mark.parametrize("factor", [0.0, -1.0])
def test_a_factor_is_above_zero(factor):
    """A fence through the quartiles would be none."""
    with pytest.raises(ValueError, match="factor"):
        Fences(factor=factor).fit([[1.0], [2.0]])


def test_another_method_is_unknown():
    """And said to be."""
    with pytest.raises(ValueError, match="method"):
        Fences("mad").fit([[1.0], [2.0]])


def test_a_fence_may_stand_on_one_side():
    """Each side is asked by itself."""
    X = np.array([[5.0, 5.0], [7.0, 7.0]])
    assert beyond(X, [(6.0, None), (None, 6.0)]).tolist() == [[True, False], [False, True]]
