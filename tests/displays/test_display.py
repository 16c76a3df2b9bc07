"""What every display keeps, whatever it shows."""

import subprocess
import sys
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from matplotlib.figure import Figure

from coterie import displays
from coterie.displays import ProfileDisplay, SegmentMapDisplay, SegmentSizesDisplay, SilhouetteDisplay, to_png, to_svg
from coterie.errors import BundleError

NASTY = [
    "<script>alert(1)</script>",
    "$x^2$ & \\frac",
    "\u202eevil \u05e9\u05dc\u05d5\u05dd",
    "\U0001f600\x00\ud800\uffff",
    "w" * 10_000,
]


def _same(one, other):
    """Whether two displays hold equal data."""
    drawn = {"ax_", "figure_"}
    ours, theirs = ({k: v for k, v in vars(d).items() if k not in drawn} for d in (one, other))
    np.testing.assert_equal(ours, theirs)
    return {k: getattr(v, "dtype", type(v)) for k, v in ours.items()} == {
        k: getattr(v, "dtype", type(v)) for k, v in theirs.items()
    }


def test_frame_round_trips(display):
    """What comes back from the frame equals what went in."""
    assert _same(type(display).from_frame(display.frame()), display)


def test_frame_survives_parquet(display, tmp_path):
    """A frame read from Parquet builds an equal display, found by its own name."""
    pq.write_table(display.frame(), tmp_path / "frame.parquet")
    assert _same(displays.load(pq.read_table(tmp_path / "frame.parquet")), display)


def test_frame_of_another_display_is_refused(display):
    """A table that is not this display's frame is an error that says what it is."""
    with pytest.raises(BundleError, match=r"not the frame of .*it says: nothing"):
        type(display).from_frame(pa.table({"x": [1]}))


def test_load_refuses_other_tables():
    """A table of no display is an error with a remedy."""
    with pytest.raises(BundleError, match="Give a table that a display"):
        displays.load(pa.table({"x": [1]}))


def test_plot_draws_on_a_figure_of_its_own(display):
    """Without axes, a figure without any window is made, and the display comes back."""
    assert display.plot() is display
    assert type(display.figure_) is Figure
    assert display.ax_ in display.figure_.axes


def test_plot_draws_where_it_is_told(display):
    """With axes, nothing else is opened."""
    ax = Figure().subplots()
    assert display.plot(ax).ax_ is ax
    assert display.figure_ is ax.figure


def test_drawing_leaves_global_settings_alone(display):
    """The user's settings are the same after as before, and do not change the picture."""
    plain = to_svg(display)
    with mpl.rc_context({"font.size": 23, "axes.linewidth": 9, "xtick.major.size": 20}):
        before = dict(mpl.rcParams)
        assert to_svg(display) == plain
        assert dict(mpl.rcParams) == before


def test_svg_is_the_same_every_time(display):
    """The same data give the same text, without date or maker, and leave ``ax_`` as it is."""
    first = to_svg(display)
    assert first == to_svg(type(display).from_frame(display.frame()))
    assert first.startswith("<svg")
    assert "dc:date" not in first
    assert not hasattr(display, "ax_")


def test_svg_is_well_formed_and_refers_to_nothing_outside(display):
    """The picture parses as XML, and every reference in it is to itself."""
    root = ET.fromstring(to_svg(display))  # noqa: S314 - our own text
    references = [v for e in root.iter() for k, v in e.attrib.items() if k.endswith("href")]
    assert [reference for reference in references if not reference.startswith("#")] == []


def test_png_is_the_same_every_time(display):
    """Pixels too."""
    assert to_png(display) == to_png(display)
    assert to_png(display).startswith(b"\x89PNG")


def test_notebooks_show_the_picture(display):
    """A notebook asks for SVG."""
    assert display._repr_svg_() == to_svg(display)


def test_alt_is_a_sentence_and_caption_says_how_to_read(display):
    """Those who do not see the picture read what it shows."""
    assert display.alt.endswith(".")
    assert display.caption.endswith(".")


@pytest.mark.parametrize(
    "make",
    [
        lambda names: SegmentSizesDisplay(names, np.full(len(names), 0.2)),
        lambda names: ProfileDisplay(np.zeros((len(names), len(names))), names, names),
        lambda names: SilhouetteDisplay.from_values(np.ones(len(names)), np.arange(len(names)), names),
        lambda names: SegmentMapDisplay.from_matrix(np.eye(len(names)), np.arange(len(names)), names, features=names),
    ],
)
def test_names_from_data_are_harmless(make):
    """Markup, formulas, direction overrides, control characters and endless names neither break nor escape."""
    svg = to_svg(make(NASTY))
    ET.fromstring(svg)  # noqa: S314 - our own text
    assert "<script" not in svg
    assert "$x^2$ &amp; \\frac" in svg.replace("\n", " ")
    assert "w" * 100 not in svg
    assert not set("\u202e\x00\ud800\uffff") & set(svg)


def test_importing_displays_does_not_open_matplotlib():
    """Importing stays light."""
    code = "import sys, coterie.displays; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
