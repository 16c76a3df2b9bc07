"""The segment map: all customers on the plane that shows most of their differences.

In: prepared features and labels. Out: points, centres and their names. The one rule: the axes say how much of the
differences they show and what they are made of, so that nobody reads more into the plane than it holds.
"""

from __future__ import annotations

import textwrap
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from coterie.displays.display import Display
from coterie.displays.frames import pack, unpack
from coterie.displays.placement import place_labels
from coterie.displays.style import MUTED, color
from coterie.displays.wording import clip, count, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Direction", "SegmentMapDisplay"]

_LABEL_MARGIN = 3.5
"""White around a label, in points."""
_DASH = 1e-3
"""Length of a dot, in standard deviations; some renderers leave out what has none."""
_TAIL, _PADDING = 0.005, 0.15
"""The picture holds all but this share of customers on either side of either axis, and this much around them."""
_LAYERS = 8
"""Points are drawn in turns, so that no segment lies on top of all others."""
_DECIMALS = 6
_NOTABLE_PART = 0.5
_NOTHING = 1e-9


@dataclass(frozen=True)
class Direction:
    """One axis of the map.

    Parameters
    ----------
    share : float
        Of all variance, 0 to 1.
    more, less : tuple of str
        Features that rise, and that fall, along it; the strongest first.
    """

    share: float
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Its features, with arrows."""
        rising = [f"{clip(name, 40)} \N{UPWARDS ARROW}" for name in self.more]
        falling = [f"{clip(name, 40)} \N{DOWNWARDS ARROW}" for name in self.less]
        return ", ".join(rising + falling) or "no direction"

    @property
    def label(self) -> str:
        """What stands at the axis: its features, and its share."""
        return f"{self.words} ({share(self.share)} of all differences)"


class SegmentMapDisplay(Display):
    r"""Customers on the plane of the first two principal components.

    Parameters
    ----------
    points : array-like of float, shape (n_points, 2)
    segment_index : array-like of int, shape (n_points,)
    centers : array-like of float, shape (n_segments, 2)
    names : sequence of str, one per segment
    directions : sequence of two Direction
        Across, and up.
    n_customers : int
        Customers of whom the points are a sample.

    Examples
    --------
    >>> X = [[0.0, 0.0], [0.0, 1.0], [9.0, 0.0], [9.0, 1.0]]
    >>> display = SegmentMapDisplay.from_matrix(X, [0, 0, 1, 1], ["Few", "Many"], features=["orders", "days"])
    >>> display.directions[0].label
    'orders ↑ (99\xa0% of all differences)'
    """

    caption = (
        "Every point is a customer, near points are similar customers, and the large marks are the centres of the "
        "segments. A plane cannot show all differences: the axes say how many it shows."
    )

    def __init__(
        self,
        points: ArrayLike,
        segment_index: ArrayLike,
        *,
        centers: ArrayLike,
        names: Sequence[str],
        directions: Sequence[Direction],
        n_customers: int,
    ) -> None:
        self.points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        self.segment_index = np.asarray(segment_index, dtype=np.int64)
        self.centers = np.asarray(centers, dtype=np.float64).reshape(-1, 2)
        self.names = tuple(names)
        self.directions = tuple(directions)
        self.n_customers = n_customers

    @classmethod
    def from_matrix(
        cls, X: ArrayLike, labels: ArrayLike, names: Sequence[str], *, features: Sequence[str], max_points: int = 3_000
    ) -> Self:
        """Find the plane and draw a sample.

        Parameters
        ----------
        X : array-like of float, shape (n_samples, n_features)
            Prepared features, as they were clustered.
        labels : array-like of int, shape (n_samples,)
            Segment of each; -1 for none, which is left out.
        names : sequence of str, one per segment
        features : sequence of str, one per column
            Plain words for the axes.
        max_points : int
            Customers drawn. Each segment gets its share, taken at even distances along the first direction: no
            chance is involved, and the order of the rows does not matter.
        """
        label = np.asarray(labels, dtype=np.int64)
        x = np.asarray(X, dtype=np.float64)
        order = np.lexsort((*x.T, label))  # sums of doubles depend on their order
        order = order[label[order] >= 0]
        x, label = x[order], label[order]
        mean = x.mean(axis=0) if x.size else np.zeros(x.shape[1])
        axes, directions = _principal_plane(x - mean, features)
        points = np.round(np.einsum("nj,jp->np", x - mean, axes), _DECIMALS)
        centers = [points[label == segment].mean(axis=0) for segment in range(len(names))]
        drawn = _even_sample(points, label, max_points)
        return cls(
            points[drawn],
            label[drawn],
            centers=np.round(centers, _DECIMALS),
            names=names,
            directions=directions,
            n_customers=label.size,
        )

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        across, up = (direction.label for direction in self.directions)
        names = ", ".join(clip(name) for name in self.names)
        drawn = f"{count(len(self.points))} of {count(self.n_customers)} customers"
        return f"Map of {drawn} in {len(self.names)} segments ({names}). To the right: {across}. Upwards: {up}."

    def frame(self) -> pa.Table:
        """Return one row per centre, then one per point."""
        kinds = ["center"] * len(self.centers) + ["point"] * len(self.points)
        x, y = np.concatenate([self.centers, self.points]).T
        index = np.concatenate([np.arange(len(self.centers)), self.segment_index])
        columns = {"kind": kinds, "segment_index": index, "x": x, "y": y}
        directions = [asdict(direction) for direction in self.directions]
        facts = {"names": self.names, "directions": directions, "n_customers": self.n_customers}
        return pack("SegmentMapDisplay", columns, facts=facts)

    @classmethod
    def from_frame(cls, table: pa.Table) -> Self:
        """Build the display from its frame."""
        facts = unpack(table, "SegmentMapDisplay")
        places = np.column_stack([table["x"].to_numpy(), table["y"].to_numpy()])
        n_centers = len(facts["names"])
        return cls(
            places[n_centers:],
            table["segment_index"].to_numpy()[n_centers:],
            centers=places[:n_centers],
            names=facts["names"],
            directions=[Direction(d["share"], tuple(d["more"]), tuple(d["less"])) for d in facts["directions"]],
            n_customers=facts["n_customers"],
        )

    def _size(self) -> tuple[float, float]:
        return (7.5, 5.0)

    def _draw(self, ax: Axes) -> None:
        for part in range(_LAYERS):
            for position in range(len(self.names)):
                layer = self.points[self.segment_index == position][part::_LAYERS]
                _draw_dots(ax, layer, color(position))
        for position, (x, y) in enumerate(self.centers):
            ax.plot(x, y, "D", color=color(position), markersize=10, markeredgecolor="white", zorder=3)
        ax.set_xticks([])
        ax.set_yticks([])
        across, up = self.directions
        ax.set_xlabel(
            f"{textwrap.fill(f'To the right: {across.words}', 90)}\n({share(across.share)} of all differences)"
        )
        ax.set_ylabel(f"{textwrap.fill(f'Upwards: {up.words}', 60)}\n({share(up.share)} of all differences)")
        self._frame_most(ax)
        self._label_centers(ax)

    def _frame_most(self, ax: Axes) -> None:
        """Show where nearly all customers are, in equal units both ways, and say how many of how many."""
        ax.figure.canvas.figure.draw_without_rendering()
        room = ax.get_window_extent()
        seen = np.quantile(self.points, (_TAIL, 1 - _TAIL), axis=0) if len(self.points) else self.centers
        low, high = (pick([*seen, *self.centers], axis=0) for pick in (np.min, np.max))
        unit = max(_DASH, *((1 + 2 * _PADDING) * (high - low) / (room.width, room.height)))
        reach = unit * np.array([room.width, room.height]) / 2
        middle = (low + high) / 2
        ax.set_xlim(middle[0] - reach[0], middle[0] + reach[0])
        ax.set_ylim(middle[1] - reach[1], middle[1] + reach[1])
        n_outside = int(np.count_nonzero((np.abs(self.points - middle) > reach).any(axis=1)))
        notes = [f"{count(len(self.points))} of {count(self.n_customers)} customers drawn"]
        notes += [f"{count(n_outside)} of them beyond the edge"] if n_outside else []
        if n_outside or len(self.points) < self.n_customers:
            corner = ((0.99, 0.01), (0, 0), "axes fraction", "offset points")
            ax.annotate(", ".join(notes), *corner, ha="right", va="bottom", color=MUTED, fontsize=9)

    def _label_centers(self, ax: Axes) -> None:
        """Write the names beside the centres, none over another."""
        figure = ax.figure.canvas.figure
        frames = {"facecolor": "white", "alpha": 0.92, "pad": 2.5}
        labels = [
            ax.annotate(
                clip(name, 34),
                (x, y),
                xytext=(0, 0),
                textcoords="offset points",
                ha="center",
                va="center",
                fontweight="bold",
                bbox={**frames, "edgecolor": color(position)},
                zorder=4,
            )
            for position, (name, (x, y)) in enumerate(zip(self.names, self.centers, strict=True))
        ]
        anchors = ax.transData.transform(self.centers)
        boxes = [label.get_window_extent() for label in labels]
        margin = _LABEL_MARGIN * figure.dpi / 72
        sizes = [(box.width + 2 * margin, box.height + 2 * margin) for box in boxes]
        places = place_labels(anchors, sizes, box=ax.get_window_extent().extents, distance=2 * margin)
        for label, shift in zip(labels, (places - anchors) * 72 / figure.dpi, strict=True):
            label.set_position(tuple(shift))
        for position, ends in enumerate(zip(self.centers, ax.transData.inverted().transform(places), strict=True)):
            ax.plot(*np.transpose(ends), color=color(position), linewidth=1.2, zorder=3.5)


def _draw_dots(ax: Axes, points: NDArray[np.float64], shade: str) -> None:
    """Draw points as one path of dashes almost without length: a tenth of the size of so many markers."""
    x, y = np.repeat(points, 3, axis=0).T.copy()
    if x.size:
        x[1::3] += _DASH
        x[2::3] = np.nan
        ax.plot(x, y, color=shade, linewidth=2.6, solid_capstyle="round", alpha=0.5, snap=False)


def _principal_plane(
    centered: NDArray[np.float64], features: Sequence[str]
) -> tuple[NDArray[np.float64], tuple[Direction, Direction]]:
    """Two axes of most variance as columns, and what they mean; sums without BLAS, so threads do not matter."""
    n_features = centered.shape[1]
    scatter = np.einsum("ni,nj->ij", centered, centered)
    variances, vectors = np.linalg.eigh(scatter)
    total = float(variances.sum()) or 1.0
    axes = np.zeros((n_features, 2))
    shares = [0.0, 0.0]
    for column in range(min(2, n_features)):
        axis = vectors[:, n_features - 1 - column]
        axes[:, column] = axis * (1 if axis[np.argmax(np.round(np.abs(axis), _DECIMALS))] > 0 else -1)
        shares[column] = max(0.0, float(variances[n_features - 1 - column])) / total
    across, up = (_direction(axes[:, column], features, shares[column]) for column in (0, 1))
    return axes, (across, up)


def _direction(axis: NDArray[np.float64], features: Sequence[str], part: float) -> Direction:
    """Name the features that carry an axis, the strongest first."""
    if part < _NOTHING:
        return Direction(0.0)
    weights = np.abs(axis)
    strong = [int(i) for i in np.argsort(-weights, kind="stable") if weights[i] >= _NOTABLE_PART * weights.max() > 0]
    more = tuple(features[i] for i in strong if axis[i] > 0)
    less = tuple(features[i] for i in strong if axis[i] < 0)
    return Direction(round(part, _DECIMALS), more, less)


def _even_sample(points: NDArray[np.float64], labels: NDArray[np.int64], max_points: int) -> NDArray[np.int64]:
    """Rows at even steps through the customers ordered by segment, then along the plane."""
    order = np.lexsort((points[:, 1], points[:, 0], labels))
    n_drawn = min(labels.size, max_points)
    steps = (np.arange(n_drawn) + 0.5) * labels.size / max(n_drawn, 1)
    return order[steps.astype(np.int64)]
