"""The map of segments."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from coterie.displays import SegmentMapDisplay
from coterie.displays.segment_map import Direction


def _customers(n=4_000, n_segments=4):
    generator = np.random.default_rng(1)
    labels = np.arange(n) % n_segments
    centers = generator.normal(0, 3, (n_segments, 3))
    return centers[labels] + generator.normal(size=(n, 3)), labels


def _map(X, labels, n_segments=4, **options):
    names = [f"Segment {i}" for i in range(n_segments)]
    return SegmentMapDisplay.from_matrix(X, labels, names, features=["a", "b", "c"], **options)


def test_the_plane_is_that_of_principal_components():
    """Centres and explained shares equal scikit-learn's, but for the signs."""
    X, labels = _customers()
    oracle = PCA(2).fit(X)
    centers = oracle.transform(np.array([X[labels == s].mean(axis=0) for s in range(4)]))
    display = _map(X, labels)
    np.testing.assert_allclose(np.abs(display.centers), np.abs(centers), atol=2e-6)
    np.testing.assert_allclose([d.share for d in display.directions], oracle.explained_variance_ratio_, atol=1e-6)


@given(st.integers(0, 100))
@settings(max_examples=10)
def test_the_order_of_customers_does_not_matter(seed):
    """Shuffled customers give the same map."""
    X, labels = _customers(600)
    order = np.random.default_rng(seed).permutation(600)
    one, other = (_map(X[o] * 1e9, labels[o], max_points=100) for o in (np.arange(600), order))
    assert one.frame().equals(other.frame(), check_metadata=True)


def test_the_sample_keeps_the_shares_of_segments():
    """Of 4,000 customers 1,000 are drawn, a quarter of each segment."""
    X, labels = _customers()
    display = _map(X, labels, max_points=1_000)
    assert np.bincount(display.segment_index).tolist() == [250, 250, 250, 250]
    assert display.n_customers == 4_000


def test_customers_without_a_segment_are_left_out():
    """They have no colour."""
    X, labels = _customers(100)
    display = _map(X, np.where(labels == 3, -1, labels), 3)
    assert (display.n_customers, len(display.points)) == (75, 75)


def test_signs_are_settled():
    """The strongest feature of each direction rises along it."""
    X, labels = _customers()
    one, mirrored = _map(X, labels), _map(-X, labels)
    np.testing.assert_allclose(one.points.std(axis=0), mirrored.points.std(axis=0), atol=0.01)
    assert all(direction.more for direction in (*one.directions, *mirrored.directions))


@pytest.mark.parametrize("n_features", [1, 2])
def test_few_features_still_make_a_plane(n_features):
    """One feature is a line, which holds all differences."""
    X, labels = _customers(40)
    display = SegmentMapDisplay.from_matrix(X[:, :n_features], labels, list("abcd"), features=["x", "y"][:n_features])
    assert sum(direction.share for direction in display.directions) == pytest.approx(1, abs=1e-5)
    assert display.plot().ax_.get_xlabel().startswith("To the right: ")


def test_equal_customers_can_be_drawn():
    """No differences, no direction, no error."""
    display = SegmentMapDisplay.from_matrix(np.ones((5, 2)), np.zeros(5, int), ["All"], features=["x", "y"])
    assert "no direction" in display.plot().ax_.get_xlabel()


def test_labels_do_not_overlap():
    """Twelve centres on nearly one spot have twelve readable names."""
    X, labels = _customers(120, 12)
    display = _map(X * 1e-3 + labels[:, None] * 1e-3, labels, 12).plot()
    display.figure_.draw_without_rendering()
    boxes = [text.get_window_extent() for text in display.ax_.texts]
    overlaps = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    assert len(boxes) == 12
    assert overlaps == []


def test_few_far_customers_do_not_shrink_the_picture():
    """Two of a thousand lie beyond the edge, and the picture says so; units are equal both ways."""
    X, labels = _customers(1_000)
    X[:2] *= 100
    ax = _map(X, labels).plot().ax_
    assert ax.texts[0].get_text() == "1,000 of 1,000 customers drawn, 2 of them beyond the edge"
    assert np.ptp(ax.get_xlim()) < 100
    room = ax.get_window_extent()
    assert np.ptp(ax.get_xlim()) / room.width == pytest.approx(np.ptp(ax.get_ylim()) / room.height)


def test_a_direction_says_what_it_is_made_of():
    """Features with arrows, and its share."""
    label = Direction(0.62, ("orders", "spend"), ("days since the last order",)).label
    assert label == "orders \u2191, spend \u2191, days since the last order \u2193 (62\u00a0% of all differences)"


def test_alt_says_how_many_customers_are_drawn():
    """A sample calls itself one."""
    X, labels = _customers()
    assert _map(X, labels, max_points=1_000).alt.startswith("Map of 1,000 of 4,000 customers in 4 segments")
