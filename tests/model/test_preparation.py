"""Preparation: laws of what is learnt, agreement with scikit-learn's scalers, and the plan as the one reader."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator  # type: ignore[attr-defined]  # old stubs

from coterie.errors import ColumnError, DataError
from coterie.model.preparation import GRID, Grid, Preparation, SignedLog, Winsorizer, apply_plan
from coterie.tables import Feature

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def feature(name: str, unit: str = "orders", scale: Literal["log", "linear"] = "log") -> Feature:
    return Feature(name, unit, name, "A number.", 1, "basis", scale)


RFM = (feature("recency_days", "days"), feature("n_orders"), feature("monetary_total", "money"))
VALUES = arrays(
    np.float64, st.tuples(st.integers(2, 30), st.just(3)), elements=st.floats(-1e6, 1e6, allow_subnormal=False)
)


def shop(n: int = 400, seed: int = 0) -> NDArray[np.float64]:
    """Recency, orders and spend of a made-up shop; a few returned more than they bought."""
    draw = np.random.RandomState(seed)
    money = draw.lognormal(6, 1.3, n) * draw.choice([1, -0.01], n, p=[0.97, 0.03])
    return np.column_stack([draw.randint(0, 365, n), draw.geometric(0.3, n), money.round(2)]).astype(float)


def common_checks(estimator: BaseEstimator) -> list[Callable[[], None]]:
    """scikit-learn's checks of an estimator, but for the one that skips unless the environment turns it on."""
    checks = [partial(check, instance) for instance, check in estimator_checks_generator(estimator)]
    return [check for check in checks if "check_array_api_input" not in repr(check)]


@pytest.mark.parametrize(
    "check",
    [c for e in (SignedLog(), Winsorizer(), Grid()) for c in common_checks(e)],
    ids=lambda check: getattr(check.func, "__name__", "check"),
)
def test_transformers_keep_scikit_learn_conventions(check: Callable[[], None]) -> None:
    """Every common check of an estimator passes."""
    check()


@given(VALUES, st.randoms(use_true_random=False))
def test_plan_does_not_depend_on_row_order(X: NDArray[np.float64], random: object) -> None:
    """Permuted rows teach the same plan, bit for bit."""
    order = np.random.RandomState(random.randint(0, 2**31)).permutation(len(X))  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    for scaling in ("standard", "minmax", "robust"):
        one = Preparation(RFM, scaling=scaling, winsorize=(0.05, 0.95)).fit(X).plan()
        assert repr(one) == repr(Preparation(RFM, scaling=scaling, winsorize=(0.05, 0.95)).fit(X[order]).plan())


@given(VALUES)
def test_prepared_values_lie_on_the_grid_and_depend_on_their_own_row(X: NDArray[np.float64]) -> None:
    """Results are whole multiples of the grid, and a row alone gives the same bits as a row among others."""
    preparation = Preparation(RFM).fit(X)
    Z = preparation.transform(X)
    assert not (Z % GRID).any()
    assert Z[-1:].tobytes() == preparation.transform(X[-1:]).tobytes()


@pytest.mark.parametrize("n", [1, 7, 8, 9, 1000, 4097])
def test_logarithm_has_the_same_bits_at_every_place_in_a_block(n: int) -> None:
    """A value's logarithm depends neither on its place nor on the length of the column."""
    X = np.random.RandomState(n).lognormal(5, 3, (n, 1))
    together = SignedLog().fit(X)
    apart = np.vstack([together.transform(row[np.newaxis]) for row in X])
    assert together.transform(X).tobytes() == apart.tobytes()


@given(st.sampled_from([0.01, 100.0, 1e4, 0.37]))
def test_currency_changes_nothing(factor: float) -> None:
    """Pounds and pence give the same prepared values, up to one step of the grid."""
    X = shop()
    rescaled = X * [1, 1, factor]
    difference = Preparation(RFM).fit_transform(X) - Preparation(RFM).fit_transform(rescaled)
    assert np.abs(difference).max() <= GRID


def test_money_in_its_learnt_unit_looks_like_log1p_of_pounds() -> None:
    """On a shop whose median customer spends some hundred pounds, both logarithms rank and space customers alike."""
    spend = np.random.RandomState(0).lognormal(6.5, 1.2, (2000, 1))
    assert np.corrcoef(SignedLog().fit_transform(spend).ravel(), np.log1p(spend).ravel())[0, 1] > 0.9999


def test_signed_log_is_odd_and_passes_through_zero() -> None:
    """Minus a value gives minus the logarithm; zero stays zero without a sign."""
    X = np.array([[0.0], [-0.0], [3.0], [-3.0]])
    result = SignedLog(units=[1.0]).fit_transform(X).ravel()
    np.testing.assert_allclose(result, [0, 0, np.log(4), -np.log(4)])
    assert not np.signbit(result[:2]).any()


@pytest.mark.parametrize(
    ("scaling", "oracle"), [("standard", StandardScaler()), ("minmax", MinMaxScaler()), ("robust", RobustScaler())]
)
def test_scaling_agrees_with_scikit_learn(scaling: Literal["standard", "minmax", "robust"], oracle: object) -> None:
    """Each scaling is that of scikit-learn's scaler, up to the grid."""
    X = shop()
    linear = [feature(name, scale="linear") for name in "abc"]
    ours = Preparation(linear, scaling=scaling).fit_transform(X)
    np.testing.assert_allclose(ours, oracle.fit_transform(X), atol=GRID)  # type: ignore[attr-defined]  # a scaler


def test_winsorizer_limits_are_the_quantiles() -> None:
    """What lies outside the quantiles is set to them, the rest is untouched, missing stays missing."""
    X = np.append(np.arange(101.0), np.nan)[:, np.newaxis]
    result = Winsorizer(0.1, 0.8).fit_transform(X).ravel()
    np.testing.assert_array_equal(result[:-1], np.clip(np.arange(101.0), 10, 80))
    assert np.isnan(result[-1])


def test_winsorized_preparation_clips_before_the_logarithm() -> None:
    """The limits in the plan are in the units of the feature."""
    recency = Preparation(RFM, winsorize=(0.01, 0.99)).fit(shop()).plan()[0]
    assert (recency["low"], recency["high"]) == tuple(np.quantile(shop()[:, 0], [0.01, 0.99]))


@pytest.mark.parametrize("scaling", ["standard", "minmax", "robust"])
@pytest.mark.parametrize("value", [0.0, 0.1, 7.0])
def test_constant_column_gets_scale_one(scaling: Literal["standard", "minmax", "robust"], value: float) -> None:
    """A constant column becomes zero and is divided by nothing."""
    preparation = Preparation([feature("n_orders", scale="linear")], scaling=scaling).fit(np.full((3, 1), value))
    assert preparation.plan()[0]["scale"] == 1.0
    assert not preparation.transform([[value]]).any()


def test_rows_with_gaps_teach_nothing_and_keep_their_gaps() -> None:
    """Fit sees complete rows only; transform leaves missing values where they are."""
    X = shop()
    gaps = np.vstack([X, [np.nan, 900.0, 1e9]])
    preparation = Preparation(RFM).fit(gaps)
    assert preparation.plan() == Preparation(RFM).fit(X).plan()
    np.testing.assert_array_equal(np.isnan(preparation.transform(gaps)), np.isnan(gaps))


@pytest.mark.parametrize("estimator", [SignedLog(), Winsorizer()])
def test_a_column_without_values_stays_without(estimator: SignedLog | Winsorizer) -> None:
    """Where nothing is known nothing is learnt, and a value that comes later passes or is only logged."""
    assert np.isnan(estimator.fit_transform(np.full((3, 1), np.nan))).all()
    assert estimator.transform([[0.0]]).tolist() == [[0.0]]


def test_missing_values_may_be_filled_in_front() -> None:
    """scikit-learn's imputer fits in front of the preparation."""
    gaps = np.vstack([shop(), [np.nan, 2.0, 10.0]])
    assert np.isfinite(make_pipeline(SimpleImputer(strategy="median"), Preparation(RFM)).fit_transform(gaps)).all()


def test_transform_is_the_plan() -> None:
    """Whoever reads the plan gets the bits that transform gives."""
    preparation = Preparation(RFM, winsorize=(0.01, 0.99)).fit(shop())
    other = shop(seed=1)
    assert apply_plan(preparation.plan(), other).tobytes() == preparation.transform(other).tobytes()


def test_plan_has_exactly_the_documented_entries() -> None:
    """Counts and days have unit 1, money a learnt one, a linear feature none."""
    features = (*RFM[1:], feature("return_share", "share", "linear"))
    plan = Preparation(features).fit(shop()[:, [1, 2, 0]]).plan()
    assert [sorted(column) for column in plan] == [["center", "high", "log_unit", "low", "scale"]] * 3
    money = np.abs(shop()[:, 2])
    assert [column["log_unit"] for column in plan] == [1.0, pytest.approx(np.median(money[money > 0]) / 1000), None]


def test_preparation_can_be_cloned() -> None:
    """Parameters survive a clone; what was learnt does not."""
    copy = clone(Preparation(RFM, scaling="robust").fit(shop()))
    assert (copy.scaling, tuple(copy.features), hasattr(copy, "plan_")) == ("robust", RFM, False)


def test_wrong_number_of_columns_is_named() -> None:
    """The error says how many columns came and how many features there are."""
    with pytest.raises(ColumnError, match=r"2 columns \(3 features\)\. Give one column per feature\."):
        Preparation(RFM).fit(shop()[:, :2])


def test_no_complete_row_is_an_error() -> None:
    """Nothing can be learnt where a feature is missing everywhere."""
    X = shop()
    X[:, 1] = np.nan
    with pytest.raises(DataError, match=r"no complete row \(recency_days, n_orders, monetary_total\)\. Leave out"):
        Preparation(RFM).fit(X)


@pytest.mark.parametrize(
    ("estimator", "message"),
    [
        (SignedLog(units=[1.0, -1.0, 1.0]), "3 numbers above 0"),
        (SignedLog(units=[1.0]), "3 numbers above 0"),
        (SignedLog(units="pounds"), "units='pounds' of SignedLog must be 'learn' or an array"),
        (Winsorizer(0.9, 0.1), "quantiles 0.9 and 0.1"),
        (Winsorizer(-0.1, 0.9), "low_quantile=-0.1 of Winsorizer must be a number from 0 to 1"),
        (Grid(0.3), "step=0.3 must be a power of two"),
        (Grid(0), "step=0 of Grid must be a number above 0"),
        (Preparation(RFM, scaling="rank"), "scaling='rank' of Preparation"),  # type: ignore[arg-type]  # the point
        (Preparation(RFM, winsorize=(0.9, 0.1)), "quantiles 0.9 and 0.1"),
    ],
)
def test_parameters_are_checked_in_fit(estimator: TransformerMixin, message: str) -> None:
    """A wrong parameter is named as the user wrote it."""
    with pytest.raises(ValueError, match=message):
        estimator.fit_transform(shop())
