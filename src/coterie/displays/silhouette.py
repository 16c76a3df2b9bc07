"""The silhouette plot: how well each customer sits in its segment.

In: silhouette values of a sample of customers. Out: one leaf per segment. The one rule: where there are more customers
than bars, the bars are customers at evenly spaced ranks, so that the leaf keeps its shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from coterie.displays.display import Display
from coterie.displays.frames import pack, unpack
from coterie.displays.style import INK, color
from coterie.displays.wording import clip, count, decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

__all__ = ["SilhouetteDisplay"]

_GAP = 0.02
"""White between two leaves, as a share of all bars."""


class SilhouetteDisplay(Display):
    """Silhouette values by segment, the highest on top.

    Parameters
    ----------
    segment_index : array-like of int, shape (n_bars,)
        Segment of each bar, rising.
    values : array-like of float, shape (n_bars,)
        Silhouette of each bar, -1 to 1, falling within a segment.
    names : sequence of str, one per segment
    sizes : array-like of int, shape (n_segments,)
        Customers measured in each segment, of whom the bars are a choice.
    means : array-like of float, shape (n_segments,)
        Mean silhouette of those customers.

    Notes
    -----
    Rousseeuw (1987), Silhouettes: a graphical aid to the interpretation and validation of cluster analysis.

    Examples
    --------
    >>> display = SilhouetteDisplay.from_values([0.8, 0.6, 0.4, 0.2], [0, 0, 1, 1], ["Loyal", "New"])
    >>> display.means.round(2).tolist(), round(display.mean, 2)
    ([0.7, 0.3], 0.5)
    """

    caption = (
        "Every bar is a customer: long to the right is well inside the segment, near zero is on a border, to the left "
        "is nearer to another segment. The dashed line is the mean of all."
    )

    def __init__(
        self, segment_index: ArrayLike, values: ArrayLike, *, names: Sequence[str], sizes: ArrayLike, means: ArrayLike
    ) -> None:
        self.segment_index = np.asarray(segment_index, dtype=np.int64)
        self.values = np.asarray(values, dtype=np.float64)
        self.names = tuple(names)
        self.sizes = np.asarray(sizes, dtype=np.int64)
        self.means = np.asarray(means, dtype=np.float64)

    @classmethod
    def from_values(cls, values: ArrayLike, labels: ArrayLike, names: Sequence[str], *, max_bars: int = 1_000) -> Self:
        """Sort, and thin out to about ``max_bars``.

        Parameters
        ----------
        values : array-like of float, shape (n_samples,)
        labels : array-like of int, shape (n_samples,)
            Segment of each, 0 to len(names) - 1.
        names : sequence of str
        max_bars : int
            Each segment gets its share of the bars, at least one.
        """
        value, label = np.asarray(values, dtype=np.float64), np.asarray(labels, dtype=np.int64)
        leaves = [np.sort(value[label == segment])[::-1] for segment in range(len(names))]
        density = min(1.0, max_bars / max(value.size, 1))
        thinned = [_thin(leaf, density) for leaf in leaves]
        return cls(
            np.repeat(np.arange(len(names)), [leaf.size for leaf in thinned]),
            np.concatenate([np.empty(0), *thinned]),
            names=names,
            sizes=[leaf.size for leaf in leaves],
            means=[leaf.mean() if leaf.size else np.nan for leaf in leaves],
        )

    @property
    def mean(self) -> float:
        """Mean silhouette of all customers measured."""
        total = int(self.sizes.sum())
        return float(np.nansum(self.sizes * self.means) / total) if total else float("nan")

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        leaves = zip(self.names, self.means, self.sizes, strict=True)
        parts = "; ".join(f"{clip(name)}: mean {decimal(mean)} of {count(int(size))}" for name, mean, size in leaves)
        return f"Silhouette values by segment, mean of all {decimal(self.mean)}. {parts}."

    def frame(self) -> pa.Table:
        """Return one row per bar."""
        columns = {"segment_index": self.segment_index, "silhouette": self.values}
        facts = {"names": self.names, "sizes": self.sizes.tolist(), "means": self.means.tolist()}
        return pack("SilhouetteDisplay", columns, facts=facts)

    @classmethod
    def from_frame(cls, table: pa.Table) -> Self:
        """Build the display from its frame."""
        facts = unpack(table, "SilhouetteDisplay")
        bars = (table["segment_index"].to_numpy(), table["silhouette"].to_numpy())
        return cls(*bars, names=facts["names"], sizes=facts["sizes"], means=facts["means"])

    def _size(self) -> tuple[float, float]:
        return (7.5, max(2.6, 1.0 + 0.55 * len(self.names)))

    def _draw(self, ax: Axes) -> None:
        gap = _GAP * max(self.values.size, 1)
        middles = []
        top = 0.0
        for position in range(len(self.names)):
            leaf = self.values[self.segment_index == position]
            rows = top + np.arange(leaf.size + 1)
            ax.fill_betweenx(rows, 0, np.append(leaf, leaf[-1:]), step="post", color=color(position), linewidth=0)
            middles.append(top + leaf.size / 2)
            top += leaf.size + gap
        labels = [f"{clip(name, 30)}\nmean {decimal(mean)}" for name, mean in zip(self.names, self.means, strict=True)]
        ax.set_yticks(middles, labels)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(top, -gap)
        ax.set_xlim(min(0.0, float(self.values.min(initial=0.0))) - 0.02, 1)
        measured = int(self.sizes.sum())
        thinned = (
            f" ({count(self.values.size)} of {count(measured)} customers drawn)" if self.values.size < measured else ""
        )
        ax.set_xlabel(f"Silhouette{thinned}")
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.axvline(self.mean, color=INK, linewidth=1.2, linestyle="--")
        label = f"mean of all {decimal(self.mean)}"
        ax.annotate(label, (self.mean, 1), (0, 2), ("data", "axes fraction"), "offset points", ha="center")
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)


def _thin(leaf: NDArray[np.float64], density: float) -> NDArray[np.float64]:
    """Values at evenly spaced ranks: the middle of each of so many equal pieces."""
    n_bars = min(leaf.size, max(1, int(leaf.size * density)))
    ranks = (np.arange(n_bars) + 0.5) * leaf.size / max(n_bars, 1)
    return leaf[ranks.astype(np.int64)]
