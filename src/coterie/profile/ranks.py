"""One feature's values in order, each with its segment and rank: sorted once, read by every comparison.

In: a value per customer and the customer's segment. Out: :class:`Ranked`. The one rule: values that differ by float
dust are equal, so that a change of currency changes no rank.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Ranked", "lift", "pair_delta", "rank", "round_significant"]

_TOP_FIFTH = 5


@dataclass(frozen=True)
class Ranked:
    """A feature's values in order, each with its segment and mid-rank: sorted once, read by every comparison.

    Parameters
    ----------
    feature : str
    values : ndarray of shape (n_samples,)
        Ascending, rounded to nine significant digits; customers without a value are left out.
    labels : ndarray of shape (n_samples,)
    rank_sums, sizes : ndarray of shape (n_clusters,)
        Sum of mid-ranks (from 1) and count, per segment.
    rank_spreads : ndarray of shape (n_clusters,)
        Standard deviation of mid-ranks inside each segment over that of all: 1 is as mixed as the base, 0 all alike.

    Examples
    --------
    >>> rank("n_orders", [3.0, 1.0, 1.0], [0, 1, 1]).rank_sums.tolist()
    [3.0, 3.0]
    """

    feature: str
    values: NDArray[np.float64]
    labels: NDArray[np.int64]
    rank_sums: NDArray[np.float64]
    sizes: NDArray[np.int64]
    rank_spreads: NDArray[np.float64]

    def members(self, segment: int) -> NDArray[np.float64]:
        """Return the segment's values, ascending."""
        return self.values[self.labels == segment]

    def others(self, segment: int) -> NDArray[np.float64]:
        """Return everybody else's values, ascending."""
        return self.values[self.labels != segment]


def round_significant(x: ArrayLike, digits: int = 9) -> NDArray[np.float64]:
    """Round to significant digits, so that sums that differ by float dust are ties again.

    Without it, pounds turned into pence break ties: Cliff's delta moved by 6e-7.

    Parameters
    ----------
    x : array_like
        Any unit.
    digits : int
        Significant decimal digits to keep.

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> round_significant([0.1 + 0.2, 1234567891.0]).tolist()
    [0.3, 1234567890.0]
    """
    x = np.asarray(x, dtype=np.float64)
    magnitude = np.abs(np.where(np.isfinite(x) & (x != 0), x, 1.0))
    exponent = np.floor(np.log10(magnitude)).astype(np.int64) - digits + 1
    step = np.power(10.0, np.abs(exponent))
    mantissa = np.rint(np.where(exponent < 0, x * step, x / step))
    return np.where(exponent < 0, mantissa / step, mantissa * step)


def rank(feature: str, values: ArrayLike, labels: ArrayLike, n_clusters: int | None = None) -> Ranked:
    """Sort one feature once for all comparisons.

    Parameters
    ----------
    feature : str
        Its name.
    values : array_like of shape (n_samples,)
        NaN where a customer has no value.
    labels : array_like of shape (n_samples,)
        Segment of each customer, 0 to n_clusters - 1.
    n_clusters : int, optional
        Default: one more than the largest label.

    Returns
    -------
    Ranked

    Examples
    --------
    >>> rank("n_orders", [2.0, float("nan"), 1.0], [0, 0, 1]).values.tolist()
    [1.0, 2.0]
    """
    x = np.asarray(values, dtype=np.float64)
    labels = np.asarray(labels, dtype=np.int64)
    size = n_clusters if n_clusters is not None else int(labels.max(initial=-1)) + 1
    known = ~np.isnan(x)
    x, labels = round_significant(x[known]), labels[known]
    order = np.argsort(x)
    x, labels = x[order], labels[order]
    starts = np.flatnonzero(np.diff(x, prepend=np.nan) != 0)
    counts = np.diff(starts, append=len(x))
    ranks = np.repeat(starts + (counts + 1) / 2, counts)
    sums = np.bincount(labels, weights=ranks, minlength=size)
    sizes = np.bincount(labels, minlength=size)
    return Ranked(feature, x, labels, sums, sizes, _rank_spreads(ranks, labels, sums, sizes))


def _rank_spreads(
    ranks: NDArray[np.float64], labels: NDArray[np.int64], sums: NDArray[np.float64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Divide the standard deviation of ranks in each segment by that of all; 0 where all values are equal."""
    away = ranks - (sums / np.maximum(sizes, 1))[labels]
    squares = np.bincount(labels, weights=away * away, minlength=len(sizes))
    whole = float(np.std(ranks)) if len(ranks) else 0.0
    return np.sqrt(squares / np.maximum(sizes, 1)) / (whole or 1.0)


def lift(ranked: Ranked) -> NDArray[np.float64]:
    """Return how over-represented each segment is among the 20 % of customers with the highest values.

    Parameters
    ----------
    ranked : Ranked
        Spend, from :func:`rank`.

    Returns
    -------
    ndarray of shape (n_clusters,)
        1 is as expected, 5 means that every member is among the top fifth. Ties at the cut share the seats that are
        left, so that raising a member never lowers its segment's lift.

    Examples
    --------
    >>> lift(rank("monetary_total", [9.0, 1.0, 1.0, 1.0, 1.0], [0, 1, 1, 1, 1])).tolist()
    [5.0, 0.0]
    """
    values, n, sizes = ranked.values, len(ranked.values), ranked.sizes
    if not n:
        return np.ones(len(sizes))
    seats = n / _TOP_FIFTH
    cut = values[n - math.ceil(seats)]
    above, at_cut = values > cut, values == cut
    seat = above + at_cut * ((seats - above.sum()) / at_cut.sum())
    held = np.bincount(ranked.labels, weights=seat, minlength=len(sizes))
    return np.where(sizes > 0, _TOP_FIFTH * held / np.maximum(sizes, 1), 1.0)


def pair_delta(ranked: Ranked, one: int, other: int) -> float:
    """Cliff's delta of one segment against one other.

    Parameters
    ----------
    ranked : Ranked
    one, other : int
        Segments.

    Returns
    -------
    float
        Positive where ``one`` lies higher; 0 where either has no values.

    Examples
    --------
    >>> pair_delta(rank("n_orders", [5.0, 6.0, 1.0, 2.0], [0, 0, 1, 2]), 1, 2)
    -1.0
    """
    a, b = ranked.members(one), ranked.members(other)
    if not len(a) or not len(b):
        return 0.0
    wins = np.searchsorted(b, a, "left").sum() + np.searchsorted(b, a, "right").sum()
    return float(wins / (len(a) * len(b)) - 1)
