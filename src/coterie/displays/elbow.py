"""The elbow curve: how much closeness each further segment buys.

In: inertia for each number of segments. Out: a picture with the knee and the choice. The one rule: the knee is shown,
not obeyed; it lies at 3 to 5 whatever the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from coterie.displays.display import Display
from coterie.displays.frames import pack, unpack
from coterie.displays.style import ACCENT, INK, MUTED
from coterie.displays.wording import count

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

__all__ = ["ElbowDisplay"]

_LEAST_POINTS = 3


class ElbowDisplay(Display):
    """Inertia over the number of segments.

    Parameters
    ----------
    n_clusters : array-like of int, shape (n,)
        Numbers of segments tried, rising.
    inertia : array-like of float, shape (n,)
        Sum of squared distances to the own centre.
    knee : int or None
        Where the curve bends most.
    chosen : int or None
        The number in use.

    Examples
    --------
    >>> display = ElbowDisplay.from_inertia([2, 3, 4, 5], [90.0, 40.0, 35.0, 32.0], chosen=4)
    >>> display.knee
    3
    >>> display.plot().ax_.get_xlabel()
    'Number of segments'
    """

    caption = (
        "Each point is one number of segments; the lower, the closer customers are to the centre of their segment. "
        "The curve always falls, so it does not decide on its own."
    )

    def __init__(
        self, n_clusters: ArrayLike, inertia: ArrayLike, *, knee: int | None = None, chosen: int | None = None
    ) -> None:
        self.n_clusters = np.asarray(n_clusters, dtype=np.int64)
        self.inertia = np.asarray(inertia, dtype=np.float64)
        self.knee = knee
        self.chosen = chosen

    @classmethod
    def from_inertia(cls, n_clusters: ArrayLike, inertia: ArrayLike, *, chosen: int | None = None) -> Self:
        """Find the knee and build the display.

        Notes
        -----
        The knee is the point farthest below the straight line from the first to the last point, both axes scaled to 0
        to 1 (Satopää, Albrecht, Irwin & Raghavan 2011). A curve of fewer than three points, or one that never runs
        below that line, has none.
        """
        numbers = np.asarray(n_clusters, dtype=np.int64)
        return cls(numbers, inertia, knee=_knee(numbers, np.asarray(inertia, dtype=np.float64)), chosen=chosen)

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        curve = ", ".join(f"{k}: {_short(i)}" for k, i in zip(self.n_clusters, self.inertia, strict=True))
        marks = [f"the curve bends most at {self.knee}"] if self.knee is not None else []
        marks += [f"{self.chosen} segments were chosen"] if self.chosen is not None else []
        return f"Falling curve of inertia by number of segments ({curve}); {'; '.join(marks) or 'no knee'}."

    def frame(self) -> pa.Table:
        """Return one row per number of segments."""
        columns = {"n_clusters": self.n_clusters, "inertia": self.inertia}
        return pack("ElbowDisplay", columns, facts={"knee": self.knee, "chosen": self.chosen})

    @classmethod
    def from_frame(cls, table: pa.Table) -> Self:
        """Build the display from its frame."""
        facts = unpack(table, "ElbowDisplay")
        columns = (table["n_clusters"].to_numpy(), table["inertia"].to_numpy())
        return cls(*columns, knee=facts["knee"], chosen=facts["chosen"])

    def _size(self) -> tuple[float, float]:
        return (7.5, 3.2)

    def _draw(self, ax: Axes) -> None:
        ax.plot(self.n_clusters, self.inertia, color=MUTED, marker="o", markerfacecolor="white", markersize=6)
        ax.set_xticks(self.n_clusters)
        ax.set_ylim(bottom=0, top=1.12 * float(np.nanmax(self.inertia, initial=1e-9)))
        ax.set_xlabel("Number of segments")
        ax.set_ylabel("Inertia")
        ax.yaxis.set_major_formatter(lambda value, _: _short(value))
        ax.grid(axis="y")
        same = self.knee == self.chosen
        self._mark(ax, self.chosen, "chosen, and the knee" if same else "chosen", fill=True)
        if not same:
            self._mark(ax, self.knee, "knee", fill=False)

    def _mark(self, ax: Axes, k: int | None, word: str, *, fill: bool) -> None:
        """Point out one number of segments, if it is among those drawn."""
        for at in np.flatnonzero(self.n_clusters == k):
            point = (float(self.n_clusters[at]), float(self.inertia[at]))
            shade = ACCENT if fill else INK
            ax.plot(*point, marker="o", markersize=10, color=shade, markerfacecolor=shade if fill else "white")
            ax.annotate(word, point, xytext=(8, 9), textcoords="offset points", color=shade, fontweight="bold")


def _knee(n_clusters: NDArray[np.int64], inertia: NDArray[np.float64]) -> int | None:
    """Point farthest below the chord."""
    known = np.isfinite(inertia)
    x, y = n_clusters[known].astype(np.float64), inertia[known]
    if x.size < _LEAST_POINTS or y[0] <= y[-1]:
        return None
    below = (x[-1] - x) / (x[-1] - x[0]) - (y - y[-1]) / (y[0] - y[-1])
    return int(x[np.argmax(below)]) if below.max() > 0 else None


def _short(value: float) -> str:
    """Inertia to the precision that can be read off a curve."""
    return count(round(value)) if abs(value) >= 10 or value == 0 else f"{value:.2g}"  # noqa: PLR2004 - two figures
