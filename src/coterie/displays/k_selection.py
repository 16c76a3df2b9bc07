"""The evidence for the number of segments: several measures side by side, with what each must reach.

In: curves over K and their limits. Out: one picture. The one rule: a filled mark reaches its limit, an empty one does
not, so the picture can be read without colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from coterie.displays.display import Display
from coterie.displays.frames import pack, unpack
from coterie.displays.placement import spread
from coterie.displays.style import MUTED, PALE, color
from coterie.displays.wording import clip, decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["KSelectionDisplay"]

_MARKERS = "osD^v"
_LABEL_GAP = 0.13
"""Room for two lines of text, as a share of the height."""


class KSelectionDisplay(Display):
    """Measures of a segmentation over the number of segments.

    Parameters
    ----------
    n_clusters : array-like of int, shape (n,)
        Numbers of segments tried, rising.
    curves : Mapping of str to array-like of float, shape (n,)
        Each measure in plain words; not-a-number where it could not be taken. Higher is better, 1 is the best.
    limits : Mapping of str to float, optional
        What a measure must reach.
    chosen : int or None
        The number in use.
    equally_good : sequence of int
        Numbers that are as defensible.

    Examples
    --------
    >>> display = KSelectionDisplay([2, 3], {"Agreement": [0.94, 0.90]}, limits={"Agreement": 0.75}, chosen=3)
    >>> display.alt
    'Measures by number of segments. Agreement (needs 0.75): 2: 0.94, 3: 0.90. Chosen: 3.'
    """

    caption = (
        "Each line is one measure; higher is better. A filled mark reaches what it needs (dotted lines), an empty one "
        "does not. Shaded numbers of segments are equally defensible; the darker one is in use."
    )

    def __init__(
        self,
        n_clusters: ArrayLike,
        curves: Mapping[str, ArrayLike],
        *,
        limits: Mapping[str, float] | None = None,
        chosen: int | None = None,
        equally_good: Sequence[int] = (),
    ) -> None:
        self.n_clusters = np.asarray(n_clusters, dtype=np.int64)
        self.curves = {name: np.asarray(curve, dtype=np.float64) for name, curve in curves.items()}
        self.limits = dict(limits or {})
        self.chosen = chosen
        self.equally_good = tuple(equally_good)

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        measures = " ".join(f"{self._in_words(name)}." for name in self.curves)
        chosen = f" Chosen: {self.chosen}." if self.chosen is not None else ""
        return f"Measures by number of segments. {measures}{chosen}"

    def frame(self) -> pa.Table:
        """Return one row per number of segments, one column per measure."""
        columns = {"n_clusters": self.n_clusters, **self.curves}
        facts = {"limits": self.limits, "chosen": self.chosen, "equally_good": self.equally_good}
        return pack("KSelectionDisplay", columns, facts=facts)

    @classmethod
    def from_frame(cls, table: pa.Table) -> Self:
        """Build the display from its frame."""
        facts = unpack(table, "KSelectionDisplay")
        curves = {name: table[name].to_numpy() for name in table.column_names if name != "n_clusters"}
        marks = {name: facts[name] for name in ("limits", "chosen", "equally_good")}
        return cls(table["n_clusters"].to_numpy(), curves, **marks)

    def _in_words(self, name: str) -> str:
        points = zip(self.n_clusters, self.curves[name], strict=True)
        values = ", ".join(f"{k}: {decimal(value)}" for k, value in points if np.isfinite(value))
        needs = f" (needs {decimal(self.limits[name])})" if name in self.limits else ""
        return f"{clip(name)}{needs}: {values}"

    def _size(self) -> tuple[float, float]:
        return (7.5, 3.8)

    def _draw(self, ax: Axes) -> None:
        chosen = () if self.chosen is None else (self.chosen,)
        for k in sorted({*self.equally_good, *chosen}):
            ax.axvspan(k - 0.3, k + 0.3, color="#C9D6E2" if k == self.chosen else PALE, linewidth=0)
        for position, name in enumerate(self.curves):
            self._draw_curve(ax, name, position)
        for limit in sorted(set(self.limits.values())):
            ax.axhline(limit, color=MUTED, linewidth=1, linestyle=":")
        self._label_ends(ax)
        ax.set_xticks(self.n_clusters)
        ax.set_ylim(self._floor(), 1.02)
        ax.set_xlabel("Number of segments")
        ax.grid(axis="y")

    def _draw_curve(self, ax: Axes, name: str, position: int) -> None:
        curve, shade = self.curves[name], color(position)
        reached = curve >= self.limits.get(name, -np.inf)
        marker = _MARKERS[position % len(_MARKERS)]
        ax.plot(self.n_clusters, curve, color=shade, linewidth=1.8)
        for fill, shown in (("white", ~reached), (shade, reached)):
            ax.plot(self.n_clusters[shown], curve[shown], marker, color=shade, markerfacecolor=fill, markersize=6)

    def _label_ends(self, ax: Axes) -> None:
        """Name each curve at its right end."""
        known = {name: np.flatnonzero(np.isfinite(curve)) for name, curve in self.curves.items()}
        ends = {name: float(self.curves[name][at[-1]]) for name, at in known.items() if at.size}
        heights = spread(list(ends.values()), _LABEL_GAP * (1 - self._floor()), low=self._floor(), high=1.0)
        across = ax.get_yaxis_transform()
        for name, height in zip(ends, heights, strict=True):
            position = list(self.curves).index(name)
            shade, marker = color(position), _MARKERS[position % len(_MARKERS)]
            needs = f"\nneeds {decimal(self.limits[name])}" if name in self.limits else ""
            ax.plot([1.03], [height], marker, color=shade, markersize=6, transform=across, clip_on=False)
            ax.text(
                1.05, height, name[:1].upper() + clip(name[1:], 30) + needs, color=shade, va="center", transform=across
            )

    def _floor(self) -> float:
        """Lowest value to draw: zero unless a curve runs below."""
        lowest = min((float(np.nanmin(curve, initial=0.0)) for curve in self.curves.values()), default=0.0)
        return min(0.0, lowest - 0.05) if lowest < 0 else 0.0
