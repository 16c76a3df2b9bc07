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

__all__ = ["Group", "Ranked", "lift", "pair_delta", "rank", "round_significant"]

_TOP_FIFTH = 5
_LARGEST_EXPONENT = 308
_POWERS = 10.0 ** np.arange(_LARGEST_EXPONENT + 1)


@dataclass(frozen=True)
class Group:
    """Some customers' values of a feature, in ascending order: all, one segment's, or all others'.

    Nothing is copied for the others: they are told from all values and the places of the segment.

    Parameters
    ----------
    values : ndarray of shape (n_samples,)
        Ascending.
    left_out : ndarray of int, optional
        Ascending places in ``values`` that do not belong to the group.

    Examples
    --------
    >>> others = Group(np.array([1.0, 2.0, 5.0, 9.0]), np.array([1, 3]))
    >>> len(others), others.median, others.share_above(1.0)
    (2, 3.0, 0.5)
    """

    values: NDArray[np.float64]
    left_out: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        """Count the values."""
        return len(self.values) - (0 if self.left_out is None else len(self.left_out))

    def at(self, place: int) -> float:
        """Return the value at a place among the group's own."""
        if self.left_out is not None:
            place += int(np.searchsorted(self.left_out - np.arange(len(self.left_out)), place, "right"))
        return float(self.values[place])

    def count_to(self, x: ArrayLike) -> NDArray[np.int64]:
        """Count the values at or below each x."""
        count = np.searchsorted(self.values, x, "right")
        return count if self.left_out is None else count - np.searchsorted(self.left_out, count, "left")

    def below(self, x: float) -> float:
        """Return the largest of all values, left out or not, below x; x itself where there is none."""
        place = int(np.searchsorted(self.values, x, "left"))
        return float(self.values[place - 1]) if place else x

    def share_above(self, x: float) -> float:
        """Return the share of values above x; NaN of none."""
        return (len(self) - int(self.count_to(x))) / len(self) if len(self) else math.nan

    @property
    def median(self) -> float:
        """The median; NaN of none."""
        return self.quantile(1 / 2)

    def quantile(self, share: float) -> float:
        """Return the value that a share of the group lies below, between two values linearly; NaN of none."""
        if not len(self):
            return math.nan
        place, part = divmod(share * (len(self) - 1), 1)
        low = self.at(int(place))
        return low if part == 0 else low + part * (self.at(int(place) + 1) - low)

    @property
    def mean(self) -> float:
        """The mean; NaN of none."""
        total = float(self.values.sum()) - (0.0 if self.left_out is None else float(self.values[self.left_out].sum()))
        return total / len(self) if len(self) else math.nan


@dataclass(frozen=True)
class Ranked:
    """A feature's values in order, with the places of each segment: sorted once, read by every comparison.

    Parameters
    ----------
    feature : str
    values : ndarray of shape (n_samples,)
        Ascending, rounded to nine significant digits; customers without a value are left out.
    places : tuple of ndarray, one per segment
        Where in ``values`` its members stand, ascending.
    rank_sums : ndarray of shape (n_clusters,)
        Sum of mid-ranks, from 1.
    rank_spreads : ndarray of shape (n_clusters,)
        Standard deviation of mid-ranks inside each segment over that of all: 1 is as mixed as the base, 0 all alike.

    Examples
    --------
    >>> rank("n_orders", [3.0, 1.0, 1.0], labels=[0, 1, 1]).rank_sums.tolist()
    [3.0, 3.0]
    """

    feature: str
    values: NDArray[np.float64]
    places: tuple[NDArray[np.int64], ...]
    rank_sums: NDArray[np.float64]
    rank_spreads: NDArray[np.float64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Members of each segment that have a value."""
        return np.array([len(place) for place in self.places], dtype=np.int64)

    @property
    def everybody(self) -> Group:
        """All values."""
        return Group(self.values)

    def members(self, segment: int) -> Group:
        """Return the segment's values."""
        return Group(self.values[self.places[segment]])

    def others(self, segment: int) -> Group:
        """Return everybody else's values."""
        return Group(self.values, self.places[segment])


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
    exponent = np.maximum(np.floor(np.log10(magnitude)).astype(np.int64) - digits + 1, -_LARGEST_EXPONENT)
    up, down = _POWERS[np.maximum(-exponent, 0)], _POWERS[np.maximum(exponent, 0)]
    return np.asarray(np.rint(x * up / down) / up * down)


def rank(feature: str, values: ArrayLike, *, labels: ArrayLike, n_clusters: int | None = None) -> Ranked:
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
    >>> rank("n_orders", [2.0, float("nan"), 1.0], labels=[0, 0, 1]).values.tolist()
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
    bounds = np.cumsum(np.bincount(labels, minlength=size))
    places = tuple(np.split(np.argsort(labels.astype(np.int16), kind="stable"), bounds[:-1]))
    whole = float(np.std(ranks)) if len(ranks) else 0.0
    spreads = np.array([np.std(ranks[place]) if len(place) else 0.0 for place in places])
    sums = np.array([ranks[place].sum() for place in places])
    return Ranked(feature, x, places, sums, spreads / (whole or 1.0))


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
    >>> lift(rank("monetary_total", [9.0, 1.0, 1.0, 1.0, 1.0], labels=[0, 1, 1, 1, 1])).tolist()
    [5.0, 0.0]
    """
    values, n, sizes = ranked.values, len(ranked.values), ranked.sizes
    if not n:
        return np.ones(len(sizes))
    seats = n / _TOP_FIFTH
    cut = values[n - math.ceil(seats)]
    above, at_cut = values > cut, values == cut
    seat = above + at_cut * ((seats - above.sum()) / at_cut.sum())
    held = np.array([seat[place].sum() for place in ranked.places])
    return np.where(sizes > 0, _TOP_FIFTH * held / np.maximum(sizes, 1), 1.0)


def pair_delta(ranked: Ranked, one: int, *, other: int) -> float:
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
    >>> pair_delta(rank("n_orders", [5.0, 6.0, 1.0, 2.0], labels=[0, 0, 1, 2]), 1, other=2)
    -1.0
    """
    a, b = ranked.members(one).values, ranked.members(other).values
    if not len(a) or not len(b):
        return 0.0
    wins = np.searchsorted(b, a, "left").sum() + np.searchsorted(b, a, "right").sum()
    return float(wins / (len(a) * len(b)) - 1)
