"""What is known of a customer foretells what is missing; what is known is never touched."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.experimental import enable_iterative_imputer  # noqa: F401  scikit-learn asks for it
from sklearn.impute import IterativeImputer, KNNImputer
from sklearn.linear_model import BayesianRidge

from coterie.errors import DataError
from coterie.model.assignment import assign
from coterie.model.imputation import complete, impute, learn_imputation
from coterie.tables import ScoringPlan

METHODS = ("iterative", "knn")
FEW = settings(max_examples=4)
PLAIN = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 1.0}
LOGGED = {"log_unit": 1.0, "low": None, "high": None, "center": 1.0, "scale": 0.8}


def _customers(seed, n=400, width=4):
    """Amounts that two hidden habits explain, each with its own noise."""
    random = np.random.default_rng(seed)
    habits = random.normal(0, 1, (n, 2)) @ random.normal(0, 1, (2, width))
    return np.exp(1 + (habits + 0.3 * random.normal(0, 1, (n, width))) / 2)


def _with_gaps(X, seed, share=0.15):
    return np.where(np.random.default_rng([seed, 1]).random(X.shape) < share, np.nan, X)


def _learnt(X, method):
    return learn_imputation(X, [LOGGED] * X.shape[1], method=method)


# Laws


@pytest.mark.parametrize("method", METHODS)
@FEW
@given(seed=st.integers(0, 999))
def test_what_is_known_stays_as_it_is(method, seed):
    """To the last bit, and nothing is missing afterwards."""
    X = _with_gaps(_customers(seed), seed)
    found = impute(_learnt(X, method), X)
    np.testing.assert_array_equal(found[~np.isnan(X)], X[~np.isnan(X)])
    assert np.isfinite(found).all()


@pytest.mark.parametrize("method", METHODS)
@FEW
@given(seed=st.integers(0, 999))
def test_one_customer_gets_what_all_together_get(method, seed):
    """Nothing depends on who else is there."""
    X = _with_gaps(_customers(seed, n=120), seed)
    learnt = _learnt(X, method)
    together = impute(learnt, X)
    np.testing.assert_array_equal(np.vstack([impute(learnt, row[np.newaxis]) for row in X]), together)


@pytest.mark.parametrize("method", METHODS)
@FEW
@given(seed=st.integers(0, 999))
def test_the_order_of_customers_teaches_nothing(method, seed):
    """The same coefficients or donors."""
    X = _with_gaps(_customers(seed), seed)
    shuffled = np.random.default_rng(seed).permutation(X)
    one, other = _learnt(X, method), _learnt(shuffled, method)
    for part in ("low", "high", "start", "targets", "weights", "offsets", "donors"):
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part))


@pytest.mark.parametrize("method", METHODS)
@FEW
@given(seed=st.integers(0, 999))
def test_what_is_put_in_lies_among_what_was_seen(method, seed):
    """No model runs away."""
    X = _with_gaps(_customers(seed), seed)
    found = impute(_learnt(X, method), X)
    assert (found >= np.nanmin(X, axis=0) * (1 - 1e-5)).all()
    assert (found <= np.nanmax(X, axis=0) * (1 + 1e-5)).all()


# Planted: values removed at random are found again


@pytest.mark.parametrize(("method", "most"), [("iterative", 0.6), ("knn", 0.75)])
@pytest.mark.parametrize("seed", range(4))
def test_models_find_removed_values_better_than_the_median(method, most, seed):
    """Where columns go together."""
    X = _customers(seed, n=1000, width=6)
    holed = _with_gaps(X, seed)
    gaps = np.isnan(holed)

    def error(guess):
        return np.sqrt(np.mean((np.log1p(guess) - np.log1p(X))[gaps] ** 2))

    median = error(np.where(gaps, np.nanmedian(holed, axis=0), holed))
    assert error(impute(_learnt(holed, method), holed)) < most * median


def test_gaps_of_new_customers_are_found_where_the_old_had_none():
    """A model of customers without gaps fills those who have some, several at a time."""
    X = _customers(3)
    holed = _with_gaps(X, 3)
    gaps = np.isnan(holed)
    found = impute(_learnt(X, "iterative"), holed)
    median = np.where(gaps, np.median(X, axis=0), holed)
    assert np.abs(np.log(found / X))[gaps].mean() < 0.67 * np.abs(np.log(median / X))[gaps].mean()


# Known answers


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_linear_steps_are_those_of_scikit_learn():
    """The stored coefficients give what its imputer gives, but for rounding."""
    X = _with_gaps(_customers(1), 1)
    learnt, Z = _learnt(X, "iterative"), (np.log1p(X) - 1.0) / 0.8
    imputer = IterativeImputer(
        BayesianRidge(), initial_strategy="median", min_value=learnt.low, max_value=learnt.high, random_state=0
    )
    expected = np.expm1(imputer.fit_transform(Z) * 0.8 + 1.0)
    np.testing.assert_allclose(impute(learnt, X), expected, rtol=5e-3)


def test_nearest_donors_are_those_of_scikit_learn():
    """Two of them, over what is known of both."""
    X = _with_gaps(_customers(2), 2)
    learnt = learn_imputation(X, [PLAIN] * 4, method="knn")
    expected = KNNImputer(n_neighbors=2).fit(learnt.donors).transform(X)
    np.testing.assert_allclose(impute(learnt, X), expected, atol=1e-5)


@pytest.mark.parametrize("n", [10, 25, 400])
def test_a_donor_is_no_customer(n):
    """Each is the mean of ten at least."""
    X = _customers(4, n=n)
    donors = learn_imputation(X, [PLAIN] * 4, method="knn").donors
    assert 1 <= len(donors) <= n // 10
    assert np.abs(donors[:, np.newaxis] - X).sum(axis=2).min() > 0


@pytest.mark.parametrize("method", METHODS)
def test_limits_are_nobodys_value(method):
    """They are means of ten."""
    X = _customers(4)
    learnt = learn_imputation(X, [PLAIN] * 4, method=method)
    np.testing.assert_allclose(learnt.low, np.sort(X, axis=0)[:10].mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(learnt.high, np.sort(X, axis=0)[-10:].mean(axis=0), atol=1e-6)


def test_equal_customers_are_one_donor():
    """As many as there are kinds."""
    X = np.repeat([[1.0, 10.0], [5.0, 50.0]], 40, axis=0)
    learnt = learn_imputation(X, [PLAIN] * 2, method="knn")
    assert learnt.donors.tolist() == [[1.0, 10.0], [5.0, 50.0]]


@pytest.mark.parametrize("method", METHODS)
def test_of_whom_nothing_is_known_the_middle_is_taken(method):
    """No neighbour is nearer than another."""
    X = _with_gaps(_customers(5), 5)
    found = impute(_learnt(X, method), np.full((1, 4), np.nan))
    if method == "knn":
        np.testing.assert_allclose(found[0], np.nanmedian(X, axis=0), rtol=1e-2)
    assert np.isfinite(found).all()


def test_without_complete_customers_there_are_no_donors():
    """What is to be done is said."""
    X = np.where(np.eye(30, 2) > 0, np.nan, 1.0)
    X[2:, 0] = np.nan
    X[0, 1], X[5:, 1] = 3.0, 2.0
    with pytest.raises(DataError) as caught:
        learn_imputation(X, [PLAIN] * 2, method="knn")
    assert "no gap" in str(caught.value)
    assert "preparation.impute" in str(caught.value)


def test_a_constant_column_is_filled_with_its_value():
    """There is nothing to model."""
    X = np.column_stack([np.full(50, 7.0), np.arange(50.0)])
    X[3, 0] = np.nan
    assert impute(learn_imputation(X, [PLAIN] * 2, method="iterative"), X)[3, 0] == pytest.approx(7.0, abs=1e-5)


def test_very_many_customers_are_thinned_out():
    """By their values, so that the order does not matter; the coefficients hardly move."""
    X = _customers(6, n=12_000)
    whole, part = _learnt(X, "iterative"), _learnt(X[:4000], "iterative")
    np.testing.assert_allclose(whole.weights[-4:], part.weights[-4:], atol=0.1)


def test_only_the_shape_of_a_column_is_read():
    """What fills or limits it is not: it would hide the gap from the model."""
    X = _with_gaps(_customers(7), 7)
    more = LOGGED | {"fill": 0.0, "low": 0.0, "high": 0.5}
    found = impute(learn_imputation(X, [more] * 4, method="iterative"), X)
    np.testing.assert_array_equal(found, impute(_learnt(X, "iterative"), X))


# The plan


def _plan(imputation=None, fill=None):
    column = PLAIN if fill is None else PLAIN | {"fill": fill}
    return ScoringPlan(
        ("a", "b"), (column, column), 2.0**-20, np.array([[1.0, 1.0], [9.0, 9.0]]), ("s", "t"), imputation
    )


def test_a_plan_without_a_filling_leaves_gaps():
    """Such customers have no segment."""
    X = np.array([[1.0, np.nan]])
    np.testing.assert_array_equal(complete(_plan(), X), X)
    assert assign(_plan(), X).segment_index.tolist() == [-1]


def test_a_plan_may_fill_by_a_value_or_a_model():
    """A customer with a gap is assigned by what is known."""
    X = np.repeat([[1.0, 1.0], [9.0, 9.0]], 30, axis=0)
    learnt = learn_imputation(X, [PLAIN] * 2, method="iterative")
    gap = np.array([[9.0, np.nan]])
    assert complete(_plan(fill=2.0), gap).tolist() == [[9.0, 2.0]]
    assert assign(_plan(learnt), gap).segment_index.tolist() == [1]


def test_donors_decide_where_there_are_any():
    """Steps are for plans without."""
    X = np.repeat([[1.0, 10.0], [5.0, 50.0]], 40, axis=0)
    learnt = learn_imputation(X, [PLAIN] * 2, method="knn")
    alone = replace(learnt, donors=np.array([[2.0, 20.0]]))
    assert impute(alone, np.array([[2.0, np.nan]])).tolist() == [[2.0, 20.0]]
