"""The profile display."""

import numpy as np
import pytest

from coterie.displays import ProfileDisplay


def test_every_cell_carries_its_number():
    """Colour only repeats what the number says."""
    texts = [
        text.get_text()
        for text in ProfileDisplay([[0.8, -0.126], [0.0, np.nan]], ["A", "B"], ["x", "y"]).plot().ax_.texts
    ]
    assert texts == ["+0.80", "\u22120.13", "0.00", "\u2013"]


def test_noticeable_differences_are_bold():
    """From 0.33 upwards, in either direction."""
    ax = ProfileDisplay([[0.33, -0.33, 0.32]], ["A"], ["x", "y", "z"]).plot().ax_
    assert [text.get_fontweight() for text in ax.texts] == ["bold", "bold", "normal"]


def test_alt_tells_the_noticeable_differences():
    """And says where there are none."""
    display = ProfileDisplay([[0.8, -0.1], [0.0, 0.1]], ["A", "B"], ["orders", "days"])
    assert display.alt == (
        "Differences of each segment from all other customers. A: orders +0.80; B: nothing noticeable."
    )


def test_a_matrix_of_another_shape_is_refused():
    """As many rows as segments, as many columns as features."""
    with pytest.raises(ValueError, match="reshape"):
        ProfileDisplay([[0.8, -0.1]], ["A", "B"], ["orders", "days"])


@pytest.mark.parametrize("n_segments", [6, 7])
def test_many_names_are_turned(n_segments):
    """More than six names stand at an angle on a wider picture."""
    names = [f"Segment number {i}" for i in range(n_segments)]
    display = ProfileDisplay(np.zeros((n_segments, 2)), names, ["x", "y"]).plot()
    assert (display.ax_.get_xticklabels()[0].get_rotation() > 0) == (n_segments > 6)


def test_frame_is_long():
    """One row per segment and feature."""
    frame = ProfileDisplay([[0.8, -0.1], [0.0, 0.1]], ["A", "B"], ["x", "y"]).frame()
    assert frame.select(["segment", "feature"]).to_pylist()[1] == {"segment": "A", "feature": "y"}
