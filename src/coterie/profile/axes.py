"""Segments in line along one feature, cut where neighbours can be told apart.

In: a feature in order and the segments that need telling apart. Out: an :class:`Axis`. The one rule: which of two
segments lies higher is read against all customers, so that what is said of one is true of it against the base, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from coterie.profile.effects import MEDIUM, NEGLIGIBLE
from coterie.profile.ranks import pair_delta

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coterie.profile.ranks import Ranked

__all__ = ["Axis", "best_axis", "line_up", "offset"]

_LATER_AXIS_MARGIN = 0.05
_OFFSET_DIGITS = 9


@dataclass(frozen=True)
class Axis:
    """A feature along which segments lie, in clumps that can be told apart, and the delta from each to the next.

    Parameters
    ----------
    ranked : Ranked
        The feature.
    clumps : tuple of tuple of int
        Segments, from low to high.
    steps : tuple of float
        Absolute Cliff's delta between the ends of neighbouring clumps.
    """

    ranked: Ranked
    clumps: tuple[tuple[int, ...], ...]
    steps: tuple[float, ...]

    @property
    def separation(self) -> float:
        """How far the closest neighbours are apart."""
        return min(self.steps, default=0.0)

    @property
    def offsets(self) -> list[float]:
        """How far each clump lies from the base."""
        return [offset(self.ranked, clump) for clump in self.clumps]

    @property
    def nearest(self) -> int:
        """The clump nearest the base, which keeps the bare name."""
        return int(np.argmin(np.round(np.abs(self.offsets), _OFFSET_DIGITS)))

    def barely(self, place: int) -> bool:
        """Whether a clump hardly differs from a neighbour."""
        return any(step < MEDIUM for step in self.steps[max(place - 1, 0) : place + 1])

    def position(self, place: int) -> int:
        """Count from the outside how far in a clump lies, among those on its side of the base: 0 is the outermost."""
        offsets = self.offsets
        side = [other for other, away in enumerate(offsets) if (away > 0) == (offsets[place] > 0)]
        return (side[::-1] if offsets[place] > 0 else side).index(place)


def offset(ranked: Ranked, segments: Sequence[int]) -> float:
    """Return how far some segments lie from the base, as the difference of mean ranks.

    Parameters
    ----------
    ranked : Ranked
    segments : sequence of int

    Returns
    -------
    float
        -0.5 to 0.5; 0 where nobody has a value.

    Examples
    --------
    >>> from coterie.profile.ranks import rank
    >>> offset(rank("n_orders", [5.0, 6.0, 1.0, 2.0], labels=[0, 0, 1, 1]), [0])
    0.25
    """
    segments = list(segments)
    size = int(ranked.sizes[segments].sum())
    if not size:
        return 0.0
    n = len(ranked.values)
    return float(ranked.rank_sums[segments].sum() / size - (n + 1) / 2) / n


def line_up(ranked: Ranked, segments: Sequence[int], *, signature: Callable[[int], tuple[float, ...]]) -> Axis:
    """Line segments up along a feature and cut the line where neighbours differ.

    Parameters
    ----------
    ranked : Ranked
    segments : sequence of int
    signature : callable
        Orders segments that lie level, whatever their labels.

    Returns
    -------
    Axis

    Examples
    --------
    >>> from coterie.profile.ranks import rank
    >>> ranked = rank("n_orders", [5.0, 6.0, 1.0, 2.0], labels=[0, 0, 1, 1])
    >>> line_up(ranked, [0, 1], signature=lambda segment: (segment,)).clumps
    ((1,), (0,))
    """
    line = sorted(segments, key=lambda segment: (offset(ranked, (segment,)), signature(segment)))
    steps = [abs(pair_delta(ranked, one, other=other)) for one, other in pairwise(line)]
    cuts = [place + 1 for place, step in enumerate(steps) if step >= NEGLIGIBLE]
    clumps = tuple(tuple(line[start:end]) for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True))
    return Axis(ranked, clumps, tuple(step for step in steps if step >= NEGLIGIBLE))


def best_axis(axes: Sequence[Axis]) -> Axis | None:
    """Choose the axis that tells most segments apart, then the clearest; a later one must be so by a margin.

    Parameters
    ----------
    axes : sequence of Axis
        Of the same segments, in the order of preference.

    Returns
    -------
    Axis or None
        None where no axis tells any apart.

    Examples
    --------
    >>> best_axis([]) is None
    True
    """
    best: Axis | None = None
    for axis in axes:
        bar = (1, 0.0) if best is None else (len(best.clumps), best.separation + _LATER_AXIS_MARGIN)
        if (len(axis.clumps), axis.separation) > bar:
            best = axis
    return best
