"""One style, which leaves everybody else's alone."""

import warnings

import matplotlib as mpl
import pytest

from coterie.displays.style import color, diverging, new_axes, style, tint


def test_colours_of_twenty_segments_differ():
    """More segments than the palette holds still have colours of their own."""
    assert len({color(position) for position in range(20)}) == 20


@pytest.mark.parametrize("position", range(16))
def test_colours_stand_out_from_white(position):
    """A mark in any segment's colour has a luminance contrast of at least 1.9 on white."""
    channels = [int(color(position)[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 1.9


def test_tint_is_lighter():
    """The second bar stands back."""
    assert tint("#000000") == "#8C8C8C"


def test_the_diverging_map_is_white_in_the_middle():
    """No difference has no colour."""
    assert diverging()(0.5)[:3] == pytest.approx((1, 1, 1), abs=0.01)


def test_style_ends_with_its_block():
    """Global settings come back."""
    before = dict(mpl.rcParams)
    with style():
        assert mpl.rcParams["svg.fonttype"] == "none"
    assert dict(mpl.rcParams) == before


def test_style_ends_with_an_error_too():
    """Also when drawing fails."""
    before = dict(mpl.rcParams)
    with pytest.raises(ZeroDivisionError), style():
        _ = 1 / 0
    assert dict(mpl.rcParams) == before


def _warn_twice():
    with style():
        warnings.warn("Glyph 128512 missing from font(s) DejaVu Sans.", stacklevel=1)
        warnings.warn("something else", stacklevel=1)


def test_style_is_silent_about_glyphs_only():
    """Other warnings pass."""
    with pytest.warns(UserWarning, match="something else") as told:
        _warn_twice()
    assert len(told) == 1


def test_new_axes_open_no_window():
    """The figure belongs to nobody's window manager."""
    axes = new_axes((3, 2))
    assert axes.figure.get_size_inches().tolist() == [3, 2]
    assert axes.figure.canvas.manager is None
