"""The elbow display."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.displays import ElbowDisplay


@given(st.integers(3, 10), st.floats(0.1, 1000), st.floats(0, 1000))
def test_the_knee_has_no_unit(knee_at, scale, shift):
    """Scaling or shifting inertia leaves the knee where it is."""
    ks = np.arange(2, 13)
    inertia = np.where(ks <= knee_at, 100.0 - 10 * ks, 100.0 - 10 * knee_at - (ks - knee_at) * 0.1)
    assert ElbowDisplay.from_inertia(ks, scale * inertia + shift).knee == knee_at


@pytest.mark.parametrize("inertia", [[9.0, 4.0], [9.0, 9.0, 9.0], [9.0, 6.0, 3.0], [9.0, 8.9, 3.0], [9.0, np.nan, 3.0]])
def test_without_a_bend_there_is_no_knee(inertia):
    """Two points, a level, a straight or an outward line, and gaps have none."""
    assert ElbowDisplay.from_inertia(range(2, 2 + len(inertia)), inertia).knee is None


def test_the_choice_and_the_knee_are_marked():
    """Both words stand in the picture."""
    display = ElbowDisplay.from_inertia([2, 3, 4, 5], [90.0, 40.0, 35.0, 32.0], chosen=5).plot()
    assert [text.get_text() for text in display.ax_.texts] == ["chosen", "knee"]


def test_one_mark_where_they_agree():
    """The choice that is the knee says so."""
    display = ElbowDisplay.from_inertia([2, 3, 4, 5], [90.0, 40.0, 35.0, 32.0], chosen=3).plot()
    assert [text.get_text() for text in display.ax_.texts] == ["chosen, and the knee"]


def test_a_choice_off_the_curve_is_not_drawn():
    """A number that was not tried has no point."""
    assert len(ElbowDisplay([2, 3], [9.0, 4.0], chosen=7).plot().ax_.texts) == 0


def test_alt_tells_curve_and_marks():
    """In words: the curve, then the marks."""
    display = ElbowDisplay([2, 3], [9_000.0, 0.25], knee=3, chosen=2)
    assert display.alt == (
        "Falling curve of inertia by number of segments (2: 9,000, 3: 0.25); the curve bends most at 3; "
        "2 segments were chosen."
    )
