"""The one style of every picture.

In: nothing from data. Out: colours, fonts and axes. The one rule: matplotlib is opened here only, late, and its global
settings are the same after as before.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

__all__ = ["ACCENT", "INK", "MUTED", "PALE", "color", "diverging", "new_axes", "style", "tint"]

_OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5B5B5B", "#B3A000")
"""Okabe & Ito (2008), told apart with every kind of colour vision; black and yellow toned down to stand on white."""

INK = "#222222"
MUTED = "#6B6B6B"
PALE = "#E3E6EA"
ACCENT = "#0072B2"

_STYLE: dict[str, object] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.labelsize": 10,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": PALE,
    "path.simplify": False,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "coterie",
    "savefig.dpi": 200,
}


def color(position: int) -> str:
    """Return the colour of a segment; from the ninth on, darker versions of the first eight.

    Parameters
    ----------
    position : int
        Of the segment, from 0.

    Returns
    -------
    str

    Examples
    --------
    >>> color(0), color(8)
    ('#0072B2', '#004064')
    """
    turn, place = divmod(position, len(_OKABE_ITO))
    return _mixed(_OKABE_ITO[place], towards=0, part=1 - 0.56**turn)


def tint(shade: str) -> str:
    """Return a lighter version of a colour, for the second of two bars.

    Parameters
    ----------
    shade : str
        ``#RRGGBB``.

    Returns
    -------
    str

    Examples
    --------
    >>> tint("#0072B2")
    '#8CC0DC'
    """
    return _mixed(shade, towards=255, part=0.55)


def _mixed(shade: str, *, towards: int, part: float) -> str:
    """Move every channel of a colour a part of the way to black (0) or white (255)."""
    channels = (int(shade[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(channel + part * (towards - channel)):02X}" for channel in channels)


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house's style inside this block, whatever the user's own settings.

    Yields
    ------
    None

    Examples
    --------
    >>> with style():
    ...     new_axes((3, 2)).get_facecolor()
    (1.0, 1.0, 1.0, 1.0)
    """
    import matplotlib as mpl  # noqa: PLC0415 - importing coterie stays light

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # a browser has the glyph
        mpl.rcdefaults()
        parameters: Any = mpl.rcParams  # newer releases type every key on its own, older ones none
        parameters.update(_STYLE)
        yield


def new_axes(size: tuple[float, float]) -> Axes:
    """Open axes on a figure of their own, without any window.

    Parameters
    ----------
    size : tuple of two float
        Width and height in inches.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> new_axes((3, 2)).figure.get_size_inches().tolist()
    [3.0, 2.0]
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - importing coterie stays light

    return Figure(figsize=size, layout="constrained").subplots()


def diverging() -> Colormap:
    """Return the map from less (blue) over no difference (white) to more (orange).

    Returns
    -------
    matplotlib.colors.Colormap

    Examples
    --------
    >>> diverging().name
    'coterie'
    """
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415 - importing coterie stays light

    return LinearSegmentedColormap.from_list("coterie", ("#0072B2", "#9CC7E2", "#FFFFFF", "#F2B98F", "#D55E00"))
