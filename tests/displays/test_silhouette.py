"""The silhouette display."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.displays import SilhouetteDisplay

MEASURED = st.lists(st.tuples(st.floats(-1, 1), st.integers(0, 2)), min_size=1, max_size=60)


@given(MEASURED, st.randoms(use_true_random=False))
def test_the_order_of_customers_does_not_matter(measured, random):
    """Shuffled customers give the same leaves."""
    shuffled = measured.copy()
    random.shuffle(shuffled)
    one, other = (SilhouetteDisplay.from_values(*zip(*m, strict=True), list("abc")) for m in (measured, shuffled))
    np.testing.assert_array_equal(one.values, other.values)
    np.testing.assert_allclose(one.means, other.means, atol=1e-12)


@given(MEASURED)
def test_leaves_fall_and_segments_rise(measured):
    """Inside a segment values fall; segments come in their order, all customers where there is room."""
    display = SilhouetteDisplay.from_values(*zip(*measured, strict=True), list("abc"))
    assert np.all(np.diff(display.segment_index) >= 0)
    assert np.all((np.diff(display.values) <= 0) | (np.diff(display.segment_index) > 0))
    assert display.values.size == display.sizes.sum() == len(measured)
    assert display.mean == pytest.approx(np.mean([value for value, _ in measured]), abs=1e-12)


def test_many_customers_are_thinned_evenly():
    """A hundred thousand customers become a thousand bars of the same shape; means are of all."""
    values = np.linspace(-1, 1, 100_000)
    display = SilhouetteDisplay.from_values(values, np.zeros(100_000, int), ["All", "Nobody"])
    assert display.values.size == 1_000
    np.testing.assert_allclose(display.values, np.linspace(0.999, -0.999, 1_000), atol=2e-3)
    assert display.mean == pytest.approx(0, abs=1e-12)
    assert display.plot().ax_.get_xlabel() == "Silhouette (1,000 of 100,000 customers drawn)"


def test_the_smallest_segment_keeps_a_bar():
    """One customer among many is still seen."""
    display = SilhouetteDisplay.from_values(np.ones(10_001), [0] * 10_000 + [1], ["Many", "One"], max_bars=100)
    assert np.bincount(display.segment_index).tolist() == [99, 1]


def test_nobody_measured_can_be_drawn():
    """An empty sample is an empty picture."""
    display = SilhouetteDisplay.from_values([], [], ["All"])
    assert np.isnan(display.mean)
    assert display.plot().ax_.get_xlabel() == "Silhouette"


def test_alt_tells_means_and_sizes():
    """In words."""
    display = SilhouetteDisplay.from_values([0.8, 0.6, 0.2], [0, 0, 1], ["Loyal", "New"])
    assert display.alt == (
        "Silhouette values by segment, mean of all 0.53. Loyal: mean 0.70 of 2; New: mean 0.20 of 1."
    )
