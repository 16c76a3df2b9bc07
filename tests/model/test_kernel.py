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


@given(
    st.integers(1, 60), st.integers(1, 9), st.integers(1, 12), st.integers(0, 2**31 - 1), st.sampled_from([0.0, 1e6])
)
def test_pass_equals_a_plain_computation(n: int, d: int, k: int, seed: int, offset: float) -> None:
    """Labels, sums, weights and inertia are those of the textbook, with weights and far from the origin."""
    draw = np.random.RandomState(seed)
    X, centers, weight = on_grid(draw, n, d) + offset, on_grid(draw, k, d) + offset, draw.randint(0, 4, n).astype(float)
    labels = np.full(n, -1, dtype=np.int32)
    found = lloyd_pass(X, weight, centers, labels)
    squares = plain(X, centers)
    member = (labels == np.arange(k)[:, np.newaxis]) * weight
    np.testing.assert_array_equal(labels, squares.argmin(axis=1))
    np.testing.assert_array_equal(found.sums, member @ X)
    np.testing.assert_array_equal(found.weights, member.sum(axis=1))
    assert found.inertia == pytest.approx(float(squares.min(axis=1) @ weight), rel=1e-12)
    assert found.n_changed == n


@pytest.mark.parametrize("cells", [1 << 10, 1 << 13, 1 << 30])
def test_block_size_changes_no_label_and_no_sum(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the grid, labels, sums and weights have the same bits whatever the blocks and the memory order."""
    draw = np.random.RandomState(0)
    X, centers, weight = on_grid(draw, 5000, 3), on_grid(draw, 7, 3), draw.randint(1, 5, 5000).astype(float)
    expected = np.zeros(5000, dtype=np.int32)
    whole = lloyd_pass(X, weight, centers, expected)
    monkeypatch.setattr(kernel, "_BLOCK_CELLS", cells)
    labels = np.zeros(5000, dtype=np.int32)
    found = lloyd_pass(np.asfortranarray(X), weight, centers, labels)
    assert labels.tobytes() == expected.tobytes()
    assert (found.sums.tobytes(), found.weights.tobytes()) == (whole.sums.tobytes(), whole.weights.tobytes())
    assert found.inertia == pytest.approx(whole.inertia, rel=1e-12)


def test_a_distance_has_the_same_bits_alone_and_in_company() -> None:
    """A point's inertia does not depend on its place among others."""
    draw = np.random.RandomState(1)
    X, centers, label = draw.standard_normal((200, 5)), draw.standard_normal((4, 5)), np.zeros(1, dtype=np.int32)
    alone = [lloyd_pass(row[np.newaxis], np.ones(1), centers, label).inertia for row in X]
    distances, buffer = np.empty((2, 4, 200))
    kernel.squared_distances_inplace(X, centers, distances, buffer)
    assert distances.min(axis=0).tolist() == alone


@pytest.mark.parametrize("k", [2, 255, 256, 257, 300])
def test_of_equal_centres_the_first_wins(k: int) -> None:
    """A point as near to many centres gets the lowest number, also where numbers outgrow a byte."""
    labels = np.full(4, 9, dtype=np.int32)
    lloyd_pass(np.zeros((4, 2)), np.ones(4), np.ones((k, 2)), labels)
    assert labels.tolist() == [0, 0, 0, 0]
    centers = np.ones((k, 2))
    centers[-1] = 0.5
    lloyd_pass(np.zeros((4, 2)), np.ones(4), centers, labels)
    assert labels.tolist() == [k - 1] * 4


def test_changed_labels_are_counted() -> None:
    """Labels that came right count for nothing."""
    labels = np.array([0, 0, 1], dtype=np.int32)
    found = lloyd_pass(np.array([[0.0], [5.0], [6.0]]), np.ones(3), np.array([[0.0], [6.0]]), labels)
    assert (labels.tolist(), found.n_changed) == ([0, 1, 1], 1)
