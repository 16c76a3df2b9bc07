"""The kernel: every number against a plain computation, and bits that depend on nothing but the values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.model import kernel
from coterie.model.kernel import lloyd_pass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def plain(X: Floats, centers: Floats) -> Floats:
    """Squared distances, the way a textbook writes them."""
    squares: Floats = ((X[:, np.newaxis, :] - centers) ** 2).sum(axis=2)
    return squares


def on_grid(draw: np.random.RandomState, *shape: int) -> Floats:
    return np.rint(draw.standard_normal(shape) * 2**20) / 2**20


def look_at_all(X: Floats, weight: Floats, centers: Floats) -> tuple[NDArray[np.int32], Floats, Floats]:
    """Labels, sums and weights of a pass that has settled nothing yet."""
    labels = np.full(len(X), -1, dtype=np.int32)
    return (labels, *lloyd_pass(X, weight, centers, labels, np.zeros(len(X))))


@given(
    st.integers(1, 60), st.integers(1, 9), st.integers(1, 12), st.integers(0, 2**31 - 1), st.sampled_from([0.0, 1e6])
)
def test_first_pass_equals_a_plain_computation(n: int, d: int, k: int, seed: int, offset: float) -> None:
    """Labels, sums and weights are those of the textbook, with weights and far from the origin."""
    draw = np.random.RandomState(seed)
    X, centers = on_grid(draw, n, d) + offset, on_grid(draw, k, d) + offset
    weight = draw.randint(0, 4, n).astype(float)
    labels, sums, weights = look_at_all(X, weight, centers)
    member = (labels == np.arange(k)[:, np.newaxis]) * weight
    np.testing.assert_array_equal(labels, plain(X, centers).argmin(axis=1))
    np.testing.assert_array_equal(sums, member @ X)
    np.testing.assert_array_equal(weights, member.sum(axis=1))


@given(st.integers(2, 200), st.integers(1, 5), st.integers(1, 9), st.integers(0, 2**31 - 1), st.integers(1, 64))
def test_settled_points_keep_the_label_a_full_look_would_give(n: int, d: int, k: int, seed: int, step: int) -> None:
    """However the centres wander, skipping what the slack allows gives the labels and sums of a full look."""
    draw = np.random.RandomState(seed)
    X, centers, weight = on_grid(draw, n, d), on_grid(draw, k, d), draw.randint(1, 3, n).astype(float)
    labels, slack = np.full(n, -1, dtype=np.int32), np.zeros(n)
    sums, weights = lloyd_pass(X, weight, centers, labels, slack)
    for _ in range(6):
        moved = centers + on_grid(draw, k, d) * step / 512
        shifts = np.sqrt(((moved - centers) ** 2).sum(axis=1))
        slack -= (shifts + shifts.max())[labels]
        centers = moved
        change = lloyd_pass(X, weight, centers, labels, slack)
        sums, weights = sums + change[0], weights + change[1]
        expected = look_at_all(X, weight, centers)
        np.testing.assert_array_equal(labels, expected[0])
        np.testing.assert_array_equal(sums, expected[1])
        np.testing.assert_array_equal(weights, expected[2])


def test_slack_is_the_lead_of_the_own_centre() -> None:
    """Slack is the second distance less the first, a trifle less; without a rival it is infinite."""
    draw = np.random.RandomState(0)
    X, centers, labels, slack = (
        draw.standard_normal((50, 3)),
        draw.standard_normal((4, 3)),
        np.zeros(50, int),
        np.zeros(50),
    )
    lloyd_pass(X, np.ones(50), centers, labels.astype(np.int32), slack)
    first, second = np.sqrt(np.sort(plain(X, centers), axis=1)[:, :2].T)
    np.testing.assert_allclose(slack, second - first, atol=1e-8)
    assert (slack < second - first).all()
    lloyd_pass(X, np.ones(50), centers[:1], labels.astype(np.int32), slack := np.zeros(50))
    assert np.isinf(slack).all()


@pytest.mark.parametrize("cells", [1 << 10, 1 << 13, 1 << 30])
def test_block_size_changes_no_label_and_no_sum(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the grid, labels, sums and weights have the same bits whatever the blocks and the memory order."""
    draw = np.random.RandomState(0)
    X, centers, weight = on_grid(draw, 5000, 3), on_grid(draw, 7, 3), draw.randint(1, 5, 5000).astype(float)
    whole = look_at_all(X, weight, centers)
    monkeypatch.setattr(kernel, "_BLOCK_CELLS", cells)
    pieces = look_at_all(np.asfortranarray(X), weight, centers)
    assert [part.tobytes() for part in pieces] == [part.tobytes() for part in whole]


def test_a_distance_has_the_same_bits_alone_and_in_company() -> None:
    """A point's distances do not depend on its place among others."""
    draw = np.random.RandomState(1)
    X, centers = draw.standard_normal((200, 5)), draw.standard_normal((4, 5))
    together, apart, buffer = np.empty((3, 4, 200))
    kernel.squared_distances_inplace(X, centers, together, buffer)
    for row in range(200):
        here = slice(row, row + 1)
        kernel.squared_distances_inplace(X[here], centers, apart[:, here], buffer[:, here])
    assert together.tobytes() == apart.tobytes()


@pytest.mark.parametrize("k", [2, 255, 256, 257, 300])
def test_of_equal_centres_the_first_wins(k: int) -> None:
    """A point as near to many centres gets the lowest number, also where numbers outgrow a byte."""
    centers = np.ones((k, 2))
    assert look_at_all(np.zeros((4, 2)), np.ones(4), centers)[0].tolist() == [0] * 4
    centers[-1] = 0.5
    assert look_at_all(np.zeros((4, 2)), np.ones(4), centers)[0].tolist() == [k - 1] * 4


def test_only_the_unsettled_are_looked_at() -> None:
    """A wrong label with slack left stays; without slack it is put right, and the sums say so."""
    X, centers = np.array([[0.0], [5.0], [6.0]]), np.array([[0.0], [6.0]])
    labels, slack = np.array([1, 0, 1], dtype=np.int32), np.array([9.0, 0.0, -1.0])
    sums, weights = lloyd_pass(X, np.ones(3), centers, labels, slack)
    assert (labels.tolist(), sums.ravel().tolist(), weights.tolist()) == ([1, 1, 1], [-5.0, 5.0], [-1.0, 1.0])
