"""Labels keep off one another."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coterie.displays.placement import place_labels, spread

POSITIONS = st.lists(st.floats(-1, 11, allow_nan=False), max_size=12)
ANCHORS = st.lists(st.tuples(st.floats(20, 520), st.floats(20, 340)), min_size=1, max_size=12)


@given(POSITIONS)
def test_spread_keeps_distance_order_and_bounds(positions):
    """Moved positions lie apart, in order, and inside."""
    moved = spread(positions, 0.5, low=0, high=10)
    order = np.argsort(positions, kind="stable")
    assert np.all(np.diff(moved[order]) >= 0.5 - 1e-9)
    assert np.all((moved >= -1e-9) & (moved <= 10 + 1e-9))


def test_spread_leaves_alone_what_is_apart():
    """No move without need."""
    assert spread([7.0, 1.0, 4.0], 2, low=0, high=10).tolist() == [7.0, 1.0, 4.0]


def test_spread_shares_too_little_room():
    """Where the gap does not fit, positions are evenly spaced."""
    assert spread([5.0, 5.0, 5.0], 20, low=0, high=10).tolist() == [0.0, 5.0, 10.0]


@given(ANCHORS)
def test_labels_never_overlap_and_stay_inside(anchors):
    """Twelve labels on a picture of the usual size, wherever the anchors lie, together or apart."""
    sizes = np.tile([130.0, 20.0], (len(anchors), 1))
    places = place_labels(anchors, sizes, box=(0, 0, 540, 360), distance=6)
    gaps = np.abs(places[:, None] - places[None]) - sizes[0]
    apart = (gaps >= -1e-9).any(axis=2) | np.eye(len(anchors), dtype=bool)
    assert apart.all()
    assert np.all((places - sizes / 2 >= -1e-9) & (places + sizes / 2 <= np.array([540, 360]) + 1e-9))


def test_labels_do_not_cover_other_anchors():
    """A label goes to the side on which no other anchor lies."""
    places = place_labels([[50, 50], [80, 50]], [[40, 10], [40, 10]], box=(0, 0, 200, 100), distance=5)
    assert places.tolist() == [[25.0, 50.0], [105.0, 50.0]]


def test_a_label_without_any_room_still_goes_somewhere():
    """A label larger than the box is put on its anchor."""
    assert place_labels([[5, 5]], [[50, 50]], box=(0, 0, 10, 10), distance=1).tolist() == [[5.0, 5.0]]
