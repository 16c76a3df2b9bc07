"""The display of the evidence for K."""

import numpy as np

from coterie.displays import KSelectionDisplay


def _drawn(display):
    return display.plot().ax_


def test_marks_are_filled_where_the_limit_is_reached():
    """White inside means not reached, at the limit means reached."""
    ax = _drawn(KSelectionDisplay([2, 3, 4], {"Agreement": [0.9, 0.75, 0.5]}, limits={"Agreement": 0.75}))
    marks = [(line.get_markerfacecolor(), line.get_xdata().tolist()) for line in ax.lines if line.get_marker() == "o"]
    assert marks[:2] == [("white", [4]), ("#0072B2", [2, 3])]


def test_each_curve_is_named_at_its_end_with_what_it_needs():
    """No legend to look up."""
    curves = {"Agreement": [0.9, 0.2], "Silhouette": [0.4, 0.2]}
    texts = [text.get_text() for text in _drawn(KSelectionDisplay([2, 3], curves, limits={"Agreement": 0.75})).texts]
    assert texts == ["Agreement\nneeds 0.75", "Silhouette"]


def test_names_of_curves_that_end_together_lie_apart():
    """Five curves that end in one point have five readable names."""
    curves = {f"curve {i}": [1 - i / 10, 0.3] for i in range(5)}
    heights = [text.get_position()[1] for text in _drawn(KSelectionDisplay([2, 3], curves)).texts]
    assert np.diff(np.sort(heights)).min() >= 0.12


def test_equally_good_numbers_are_shaded():
    """One band each, the chosen one among them."""
    ax = _drawn(KSelectionDisplay(range(2, 6), {"Agreement": [0.9] * 4}, chosen=4, equally_good=(3, 4)))
    assert sorted(round(patch.get_x() + 0.3) for patch in ax.patches) == [3, 4]


def test_curves_below_zero_are_whole():
    """The axis goes as low as the lowest point."""
    assert _drawn(KSelectionDisplay([2, 3], {"Silhouette": [0.2, -0.4]})).get_ylim()[0] < -0.4


def test_an_unknown_value_leaves_a_gap_and_no_word():
    """What was not measured is not said."""
    display = KSelectionDisplay([2, 3], {"Silhouette": [np.nan, 0.2], "Empty": [np.nan, np.nan]})
    assert display.alt == "Measures by number of segments. Silhouette: 3: 0.20. Empty: ."
    assert [text.get_text() for text in _drawn(display).texts] == ["Silhouette"]


def test_no_curve_at_all_can_be_drawn():
    """An empty display is empty axes."""
    assert _drawn(KSelectionDisplay([], {})).get_ylim()[0] == 0
