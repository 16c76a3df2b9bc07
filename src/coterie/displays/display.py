"""What all displays share: they are plain data that can be drawn, kept, described in words, and written as an image.

In: a display. Out: axes, SVG or PNG. The one rule: drawing computes nothing that is not in the display's data, and the
same data give the same bytes.
"""

from __future__ import annotations

import copy
import io
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Self

from coterie.displays.style import new_axes, style

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Display", "to_png", "to_svg"]

_PROLOGUE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
"""Every text a second time."""
_PATH = re.compile(r' d="[^"]*"')
_FINE_DIGITS = re.compile(r"(\.\d\d)\d+")
"""Below a hundredth of a point, which nobody sees and which doubles the size."""
_FONTS = "'DejaVu Sans', Verdana, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"


class Display(ABC):
    """A picture as data.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        Where it was drawn last; exists after ``plot``.
    figure_ : matplotlib.figure.Figure
    """

    caption: ClassVar[str]
    """How to read it, in plain sentences."""

    ax_: Axes
    figure_: Figure

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default on a new figure.

        Returns
        -------
        self
        """
        with style():
            self.ax_ = new_axes(self._size()) if ax is None else ax
            self.figure_ = self.ax_.figure.canvas.figure
            self._draw(self.ax_)
        return self

    @property
    @abstractmethod
    def alt(self) -> str:
        """What the picture shows, in words, for those who do not see it."""

    @abstractmethod
    def frame(self) -> pa.Table:
        """Return the data as a table, from which ``from_frame`` builds an equal display."""

    @classmethod
    @abstractmethod
    def from_frame(cls, table: pa.Table) -> Self:
        """Build the display from its frame."""

    @abstractmethod
    def _size(self) -> tuple[float, float]:
        """Width and height in inches."""

    @abstractmethod
    def _draw(self, ax: Axes) -> None:
        """Put the marks on the axes."""

    def _repr_svg_(self) -> str:
        """Show itself in a notebook."""
        return to_svg(self)


def to_svg(display: Display) -> str:
    """Write a display as one SVG element; the same display gives the same text, on any day.

    Parameters
    ----------
    display : Display

    Returns
    -------
    str

    Examples
    --------
    >>> from coterie.displays import SegmentSizesDisplay
    >>> svg = to_svg(SegmentSizesDisplay(["Loyal", "New"], [0.75, 0.25]))
    >>> svg.startswith("<svg"), "Loyal" in svg
    (True, True)
    """
    text = _PROLOGUE.sub("", _render(display, "svg").decode(), count=1)
    text = _COMMENT.sub("", text)
    text = _PATH.sub(lambda path: _FINE_DIGITS.sub(r"\1", path[0]), text)
    return text.replace("'DejaVu Sans'", _FONTS)


def to_png(display: Display) -> bytes:
    """Write a display as PNG at 200 dots per inch.

    Parameters
    ----------
    display : Display

    Returns
    -------
    bytes

    Examples
    --------
    >>> from coterie.displays import SegmentSizesDisplay
    >>> to_png(SegmentSizesDisplay(["Loyal", "New"], [0.75, 0.25]))[1:4]
    b'PNG'
    """
    return _render(display, "png")


def _render(display: Display, kind: str) -> bytes:
    """Draw on a new figure, leaving ``ax_`` of the display as it is."""
    buffer = io.BytesIO()
    undated = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    with style():
        figure = copy.copy(display).plot().figure_
        figure.savefig(buffer, format=kind, metadata=undated)
    return buffer.getvalue()
