"""Assignment by a plan: who is nearest, who is second, how clearly, and who cannot be placed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.model.assignment import assign
from coterie.model.lloyd import cluster
from coterie.model.preparation import GRID, Preparation
from coterie.tables import Feature, ScoringPlan

RAW = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 1.0}


def line(*centers: float) -> ScoringPlan:
    """A plan on one raw feature."""
    return ScoringPlan(("x",), (RAW,), GRID, np.array(centers)[:, np.newaxis], tuple(map(str, centers)))


def test_first_second_distance_and_margin_by_hand() -> None:
    """At 3 between 0, 4 and 10: the second centre, then the first, distance 1, margin (3 - 1) / 3."""
    found = assign(line(0.0, 4.0, 10.0), np.array([[3.0]]))
    assert (found.segment_index[0], found.next_index[0], found.distance[0]) == (1, 0, 1.0)
    assert found.margin[0] == pytest.approx(2 / 3)


def test_margin_is_one_on_a_centre_and_zero_on_a_border() -> None:
    """On a centre the runner-up is infinitely farther; on the border the first of equals is taken."""
    found = assign(line(0.0, 4.0), np.array([[0.0], [2.0]]))
    assert (found.segment_index.tolist(), found.next_index.tolist()) == ([0, 0], [1, 1])
    assert found.margin.tolist() == [1.0, 0.0]


def test_two_centres_on_one_spot_leave_no_margin() -> None:
    """Where the second centre is at distance 0 too, the margin is 0, not undefined."""
    found = assign(line(1.0, 1.0), np.array([[1.0]]))
    assert (found.distance.tolist(), found.margin.tolist()) == ([0.0], [0.0])


def test_one_segment_has_no_runner_up() -> None:
    """With one centre everybody belongs to it, wholly."""
    found = assign(line(5.0), np.array([[1.0], [5.0]]))
    assert (found.segment_index.tolist(), found.next_index.tolist()) == ([0, 0], [-1, -1])
    assert (found.distance.tolist(), found.margin.tolist()) == ([4.0, 0.0], [1.0, 1.0])


@pytest.mark.parametrize("gap", [np.nan, np.inf, -np.inf])
def test_a_missing_value_leaves_a_customer_without_segment(gap: float) -> None:
    """A customer with a gap gets -1 and NaN; the others are as if alone."""
    found = assign(line(0.0, 4.0), np.array([[1.0], [gap], [3.0]]))
    assert (found.segment_index.tolist(), found.next_index.tolist()) == ([0, -1, 1], [1, -1, 0])
    assert np.isnan([found.distance[1], found.margin[1]]).all()
    assert np.isfinite(np.delete(found.margin, 1)).all()


def test_nobody_to_assign() -> None:
    """No rows, or only rows with gaps, are no error."""
    assert len(assign(line(0.0), np.empty((0, 1))).margin) == 0
    assert assign(line(0.0), np.array([[np.nan]])).segment_index.tolist() == [-1]


@given(st.integers(0, 2**31 - 1), st.integers(1, 6))
def test_customers_of_the_fit_get_the_labels_of_the_fit(seed: int, k: int) -> None:
    """A plan made from a fit gives its labels back, for all customers or one by one, in any order."""
    draw = np.random.RandomState(seed)
    X = np.column_stack([draw.randint(0, 365, 60), draw.lognormal(5, 1, 60).round(2)]).astype(float)
    features = (
        Feature("recency_days", "days", "r", "Days.", -1, "basis", "log"),
        Feature("monetary_total", "money", "m", "Money.", 1, "basis", "log"),
    )
    preparation = Preparation(features).fit(X)
    result = cluster(preparation.transform(X), k, random_state=0)
    plan = ScoringPlan(
        tuple(feature.name for feature in features),
        preparation.plan(),
        GRID,
        result.centers,
        tuple(map(str, range(k))),
    )
    found = assign(plan, X)
    np.testing.assert_array_equal(found.segment_index, result.labels)
    np.testing.assert_array_equal(found.margin[::-1], assign(plan, X[::-1]).margin)
    assert [assign(plan, row[np.newaxis]).distance[0] for row in X] == found.distance.tolist()
    assert ((found.margin >= 0) & (found.margin <= 1)).all()
