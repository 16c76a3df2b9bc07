"""A plan is read by one function, and what is learnt of a column depends on its values only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coterie.model.columnwise import GRID, apply_plan, column_plan
from coterie.model.preparation import Preparation, SignedLog
from coterie.tables import Feature

NUMBERS = arrays(np.float64, st.tuples(st.integers(2, 30), st.just(1)), elements=st.floats(0, 1e6))


def _feature(name: str, unit: str = "", scale: str = "linear", group: str = "") -> Feature:
    return Feature(name, unit, name, "A sentence.", 0, "basis", scale, group=group)  # type: ignore[arg-type]  scales


def test_a_fill_takes_the_place_of_a_gap_before_anything_else() -> None:
    """Then limits, logarithm, centre and scale; without a fill a gap stays."""
    plan = column_plan(low=0.0, high=8.0, center=2.0, scale=4.0)
    gap = np.array([[np.nan], [4.0]])
    assert apply_plan([{**plan, "fill": 99.0}], gap).ravel().tolist() == [1.5, 0.5]
    assert np.isnan(apply_plan([plan], gap)[0, 0])


@given(NUMBERS)
def test_prepared_values_lie_on_the_grid(X) -> None:  # type: ignore[no-untyped-def]  drawn
    """So that their sums are exact."""
    prepared = Preparation([_feature("x", scale="log")]).fit_transform(X)
    assert np.array_equal(prepared, np.rint(prepared / GRID) * GRID)


@given(NUMBERS, st.sampled_from([0.25, 2.0, 64.0]))
def test_a_plain_number_may_be_rescaled(X, factor: float) -> None:  # type: ignore[no-untyped-def]  drawn
    """The unit of its logarithm is learnt, as for money: the same bits for a power of two."""
    prepared = [Preparation([_feature("x", scale="log")]).fit_transform(each) for each in (X, factor * X)]
    assert np.array_equal(prepared[0], prepared[1])


def test_small_counts_keep_their_steps() -> None:
    """Half and twice the median lie as far apart as people feel, not as nothing and all."""
    found = Preparation([_feature("visits", scale="log")]).fit(np.array([[0.0], [1.0], [2.0], [2.0], [9.0]]))
    steps = np.diff(found.transform([[0.0], [1.0], [2.0]]).ravel())
    assert 1 < steps[0] / steps[1] < 2
    assert found.plan_[0]["log_unit"] == 2.0


@pytest.mark.parametrize("scaling", ["standard", "minmax", "robust"])
def test_the_levels_of_a_category_count_as_one_number(scaling) -> None:  # type: ignore[no-untyped-def]  scalings
    """They share a scale; standardised, their variances add up to one."""
    levels = np.eye(3)[[0, 0, 0, 1, 1, 2]]
    features = [_feature(f"plan={place}", "share", group="plan") for place in range(3)]
    found = Preparation(features, scaling=scaling).fit(levels)
    scales = {column["scale"] for column in found.plan_}
    assert len(scales) == 1
    apart = np.linalg.norm(found.transform(levels)[0] - found.transform(levels)[5])
    expected = {"standard": np.sqrt(2 / levels.var(axis=0).sum()), "minmax": 1.0, "robust": 1.0}[scaling]
    assert apart == pytest.approx(expected, abs=1e-5)


def test_gaps_are_filled_before_anything_is_learnt() -> None:
    """And the plan says with what."""
    found = Preparation([_feature("x")], fills=[3.0]).fit(np.array([[1.0], [np.nan], [5.0]]))
    assert (found.plan_[0]["center"], found.plan_[0]["fill"]) == (3.0, 3.0)
    assert found.transform([[np.nan]]).tolist() == [[0.0]]


@given(NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_rows_teaches_nothing(X, random) -> None:  # type: ignore[no-untyped-def]  drawn
    """To the last bit."""
    order = random.sample(range(len(X)), len(X))
    assert SignedLog().fit(X).plan_ == SignedLog().fit(X[order]).plan_
