"""Segments line up along a feature, and are cut apart where they differ."""

import numpy as np
import pytest

from coterie.profile.axes import best_axis, line_up, offset
from coterie.profile.ranks import rank


def _ranked(*levels, n=60, feature="monetary_total"):
    noise = np.tile(np.linspace(-1, 1, n), len(levels))
    labels = np.repeat(np.arange(len(levels)), n)
    return rank(feature, np.array(levels, dtype=float)[labels] + noise, labels=labels)


def _line(ranked, segments):
    return line_up(ranked, segments, signature=lambda segment: (float(segment),))


def test_segments_stand_from_low_to_high():
    """Whatever order they are named in."""
    assert _line(_ranked(9, 1, 5), [0, 1, 2]).clumps == ((1,), (2,), (0,))


def test_segments_that_cannot_be_told_apart_share_a_clump():
    """A step below the negligible delta is no step."""
    axis = _line(_ranked(1, 1, 5), [0, 1, 2])
    assert axis.clumps == ((0, 1), (2,))
    assert axis.steps == (1.0,)


def test_the_nearest_clump_is_that_nearest_the_base():
    """It may keep the bare name."""
    assert _line(_ranked(1, 4, 5, 9, 9, 9, 9), [0, 1, 2]).nearest == 2
    assert _line(_ranked(1, 1, 1, 4, 5, 9), [3, 4, 5]).nearest == 0


def test_positions_count_from_the_outside():
    """The outermost on either side of the base is the first."""
    axis = _line(_ranked(1, 2.5, 6, 8), [0, 1, 2, 3])
    assert [axis.position(place) for place in range(4)] == [0, 1, 1, 0]


def test_a_small_step_is_said_to_be_small():
    """Both neighbours barely differ, the third does."""
    axis = _line(_ranked(5, 5.25, 9), [0, 1, 2])
    assert [axis.barely(place) for place in range(3)] == [True, True, False]


def test_offset_is_half_for_the_extreme_of_two_equal_halves():
    """Mean ranks a half of the customers apart."""
    ranked = _ranked(1, 5)
    assert offset(ranked, [1]) == pytest.approx(0.25)
    assert offset(ranked, [0, 1]) == 0.0


def test_nobody_with_a_value_lies_on_the_base():
    """Nothing is known of them."""
    ranked = rank("age", np.array([1.0, 2.0, np.nan]), labels=[0, 0, 1])
    assert offset(ranked, [1]) == 0.0


def test_the_best_axis_tells_most_apart():
    """Then the clearest, where a later one needs a margin."""
    weak = _line(_ranked(5, 5.5, feature="age"), [0, 1])
    strong = _line(_ranked(1, 9, feature="income"), [0, 1])
    three = _line(_ranked(1, 5, 9, feature="score"), [0, 1, 2])
    flat = _line(_ranked(5, 5), [0, 1])
    assert best_axis([weak, strong]) is strong
    assert best_axis([strong, strong]) is strong
    assert best_axis([strong, three]) is three
    assert best_axis([flat]) is None
