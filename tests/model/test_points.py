"""Points: equal rows are one, and the order is the values' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.model.points import Points, distinct_points

if TYPE_CHECKING:
    from numpy.typing import NDArray


def lattice(n: int, d: int, seed: int) -> NDArray[np.float64]:
    """Whole numbers with many repeats."""
    return np.random.RandomState(seed).randint(-2, 3, (n, d)).astype(float)


@given(st.integers(1, 60), st.integers(1, 4), st.integers(0, 2**31 - 1))
def test_distinct_points_are_those_of_numpy(n: int, d: int, seed: int) -> None:
    """Points, their weights and the place of every row say the same as the rows."""
    X = lattice(n, d, seed)
    points, place = distinct_points(X)
    expected, counts = np.unique(X, axis=0, return_counts=True)
    order = np.lexsort(points.values.T[::-1])
    np.testing.assert_array_equal(points.values[order], expected)
    np.testing.assert_array_equal(points.weight[order], counts)
    np.testing.assert_array_equal(points.values[place], X)


@given(st.integers(1, 60), st.integers(1, 4), st.integers(0, 2**31 - 1), st.booleans())
def test_order_of_rows_plays_no_part(n: int, d: int, seed: int, weighted: bool) -> None:  # noqa: FBT001  hypothesis draws it
    """Permuted rows give the same points and weights, bit for bit, also where weights are no whole numbers."""
    draw = np.random.RandomState(seed)
    X, order = lattice(n, d, seed), draw.permutation(n)
    weight = draw.uniform(size=n) if weighted else np.ones(n)
    one, _ = distinct_points(X, weight)
    other, _ = distinct_points(X[order], weight[order])
    assert (one.values.tobytes(), one.weight.tobytes()) == (other.values.tobytes(), other.weight.tobytes())


@pytest.mark.parametrize("weight", [[1.0, 1.0, 1.0], [1.0, 2.0, 3.0]])
def test_rows_that_share_a_number_stay_apart(weight: list[float]) -> None:
    """Rows that differ by less than the sorting number can tell are still different points."""
    X = np.array([[1e9, 0.0], [1e9, 1e-9], [1e9, 0.0]])
    points, place = distinct_points(X, np.array(weight))
    assert points.values.tolist() == [[1e9, 0.0], [1e9, 1e-9]]
    assert points.weight.tolist() == [weight[0] + weight[2], weight[1]]
    assert place.tolist() == [0, 1, 0]


@pytest.mark.parametrize("rows", [[[0.0], [-0.0]], [[-0.0], [0.0]]])
def test_minus_zero_is_zero(rows: list[list[float]]) -> None:
    """Both zeros are one point, with the bits of the positive one."""
    points, _ = distinct_points(np.array(rows))
    assert points.weight.tolist() == [2.0]
    assert not np.signbit(points.values).any()


def test_moments_by_hand() -> None:
    """1 and 4 with weights 2 and 1: mean 2, scatter 2 * 1 + 4."""
    points = Points(np.array([[1.0], [4.0]]), np.array([2.0, 1.0]))
    assert (points.mean.tolist(), points.scatter) == ([2.0], 6.0)


@pytest.mark.parametrize(
    ("value", "weight", "exact"), [(0.5, 3.0, True), (0.1, 3.0, False), (0.5, 0.3, False), (2.0**30, 8.0, False)]
)
def test_exact_sums_need_grid_whole_weights_and_room(value: float, weight: float, exact: bool) -> None:  # noqa: FBT001  a case
    """Off the grid, with broken weights, or beyond 2**53 steps, sums may round."""
    assert Points(np.array([[value]]), np.array([weight])).add_exactly is exact
