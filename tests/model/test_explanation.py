"""Why a customer is in its segment, and what would move it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.model.explanation import explain_customer, original_value
from coterie.model.preparation import apply_plan
from coterie.tables import ScoringPlan

GRID = 2.0**-20


def _plan(seed: int, n_clusters: int) -> ScoringPlan:
    """Two counts and a money amount, all on the signed logarithm."""
    random = np.random.default_rng(seed)
    entry = {"log_unit": 1.0, "low": None, "high": None, "center": 2.0, "scale": 1.5}
    centers = np.round(random.normal(size=(n_clusters, 3)) / GRID) * GRID
    ids = tuple(f"s{index}" for index in range(n_clusters))
    return ScoringPlan(("recency_days", "n_orders", "monetary_total"), (entry,) * 3, GRID, centers, ids)


def _segment(plan: ScoringPlan, values: np.ndarray) -> int:
    prepared = apply_plan(plan.preparation, values[np.newaxis, :], grid=plan.grid)
    return int(np.argmin(((prepared - plan.centers) ** 2).sum(axis=1)))


customers = st.tuples(st.integers(0, 400), st.integers(1, 60), st.integers(0, 5000)).map(np.array).map(np.float64)


@given(seed=st.integers(0, 200), n_clusters=st.integers(2, 6), values=customers)
def test_pulls_add_up_and_the_own_side_wins(seed: int, n_clusters: int, values: np.ndarray) -> None:
    """Nothing of the decision is left unexplained, and what holds the customer outweighs what pulls it away."""
    story = explain_customer(_plan(seed, n_clusters), values, bounds=[(0, 1e6)] * 3, grains=[1.0] * 3)
    assert sum(abs(pull.share) for pull in story.pulls) == pytest.approx(1.0, abs=1e-9)
    assert sum(pull.share for pull in story.pulls) >= 0


@given(seed=st.integers(0, 200), n_clusters=st.integers(2, 6), values=customers)
def test_moves_do_what_they_say_and_no_smaller_step_would(seed: int, n_clusters: int, values: np.ndarray) -> None:
    """The value named falls into the segment named; one grain less stays at home (as far as the grid resolves)."""
    plan = _plan(seed, n_clusters)
    story = explain_customer(plan, values, bounds=[(0, 1e5)] * 3, grains=[1.0] * 3)
    own = _segment(plan, values)
    assert story.segment_index == own
    reached, short = [], []
    for move in story.moves:
        column = plan.features.index(move.feature)
        for place, change in ((reached, 0.0), (short, np.sign(move.value_now - move.value_needed))):
            moved = values.copy()
            moved[column] = move.value_needed + change
            place.append(_segment(plan, moved))
    assert reached == [move.segment_index for move in story.moves]
    assert own not in reached
    assert set(short) <= {own}


def test_moves_beyond_what_was_seen_are_not_offered() -> None:
    """Advice that no customer ever reached is no advice."""
    plan = _plan(1, 4)
    values = np.array([10.0, 3.0, 100.0])
    story = explain_customer(plan, values, bounds=[(10, 10), (3, 3), (100, 100)], grains=[1.0] * 3)
    assert story.moves == ()


@given(value=st.floats(-1e6, 1e6), unit=st.none() | st.floats(0.01, 100))
def test_preparation_is_undone(value: float, unit: float | None) -> None:
    """What the plan prepares comes back in the feature's own unit."""
    entry = {"log_unit": unit, "low": None, "high": None, "center": 1.0, "scale": 2.0}
    prepared = apply_plan((entry,), np.array([[value]]), grid=2.0**-40)[0, 0]
    assert original_value(entry, prepared) == pytest.approx(value, rel=1e-6, abs=1e-6)
