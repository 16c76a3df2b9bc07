"""How much a segment differs from everybody else, in numbers that survive ties, outliers and a change of currency.

In: one value per customer and the customer's segment. Out: :class:`Effect` per segment. The one rule: a claim is
*gated* on the segment against the REST and *printed* against the BASE (all customers). The base holds the segment
itself, so a segment that grows drags its own yardstick along; the rest does not move.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from coterie.profile.shares import MIN_CLEAR, Z95, Strength

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "LARGE",
    "MEDIUM",
    "NEGLIGIBLE",
    "Effect",
    "Kind",
    "Ranked",
    "compare",
    "delta_interval",
    "level",
    "lift",
    "pair_delta",
    "rank",
    "round_significant",
]

Kind = Literal["mean", "median", "share above"]

NEGLIGIBLE, MEDIUM, LARGE = 0.147, 0.33, 0.474
"""Thresholds of Cliff's delta (Romano et al. 2006): below the first a difference is negligible, from the last large."""
_BISECTIONS = 50
_TIE_LIMIT = 0.25
_TOP_FIFTH = 5


@dataclass(frozen=True)
class Effect:
    """One feature of one segment against the rest and the base.

    Parameters
    ----------
    feature : str
        Its name in the catalogue.
    n, n_rest : int
        Members and non-members that have a value.
    delta, low, high : float
        Cliff's delta against the rest, -1 to 1, and its 95 % limits.
    kind : {'mean', 'median', 'share above'}
        What a typical value is here: see :func:`compare`.
    threshold : float
        The rest's median; what 'share above' counts.
    segment, rest, base : float
        The typical value, in the feature's unit, or a share for 'share above'.

    Examples
    --------
    >>> Effect("n_orders", 10, 10, 0.5, 0.2, 0.7, "median", 2.0, 6.0, 2.0, 3.0).ratio
    2.0
    """

    feature: str
    n: int
    n_rest: int
    delta: float
    low: float
    high: float
    kind: Kind
    threshold: float
    segment: float
    rest: float
    base: float

    @property
    def ratio(self) -> float:
        """Segment over base: the number that is printed."""
        return _ratio(self.segment, self.base)

    @property
    def ratio_to_rest(self) -> float:
        """Segment over rest: the number that gates a claim."""
        return _ratio(self.segment, self.rest)

    @property
    def chance(self) -> float:
        """Chance that a random member exceeds a random non-member, ties counted half."""
        return (1 + self.delta) / 2


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
    _, start, count = np.unique(x, return_index=True, return_counts=True)
    ranks = np.repeat(start + (count + 1) / 2, count)
    sums = np.bincount(labels, weights=ranks, minlength=size)
    return Ranked(feature, x, labels, sums, np.bincount(labels, minlength=size))


def delta_interval(delta: ArrayLike, n: ArrayLike, n_rest: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """95 % limits of Cliff's delta: a score interval that works at the ends and never falls when a member rises.

    Parameters
    ----------
    delta : array_like
        Cliff's delta.
    n, n_rest : array_like
        Sizes of the two groups, at least 1.

    Returns
    -------
    low, high : ndarray

    Notes
    -----
    Newcombe (2006), "Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part 2",
    method 5: the limits are the theta with ``|A - theta| = z * sqrt(V(theta))``, A = (delta + 1) / 2.

    Examples
    --------
    >>> low, high = delta_interval(1.0, 20, 100)
    >>> round(float(low), 2), round(float(high), 2)
    (0.75, 1.0)
    """
    a = (np.asarray(delta, dtype=np.float64) + 1) / 2
    return 2 * _limit(a, np.zeros_like(a), n, n_rest) - 1, 2 * _limit(a, np.ones_like(a), n, n_rest) - 1


def _limit(
    a: NDArray[np.float64], end: NDArray[np.float64], n: ArrayLike, n_rest: ArrayLike
) -> NDArray[np.float64]:
    """Bisect between the estimate and the end of its range."""
    n, k = np.asarray(n, dtype=np.float64), np.asarray(n_rest, dtype=np.float64)
    near, far = a.copy(), end
    for _ in range(_BISECTIONS):
        theta = (near + far) / 2
        spread = np.maximum(theta * (1 - theta) ** 2 / (2 - theta), theta**2 * (1 - theta) / (1 + theta))
        variance = (theta * (1 - theta) + (n + k - 2) * spread) / (n * k)
        inside = np.abs(a - theta) <= Z95 * np.sqrt(variance)
        near, far = np.where(inside, theta, near), np.where(inside, far, theta)
    return (near + far) / 2


def compare(ranked: Ranked, *, bounded: bool = False) -> tuple[Effect, ...]:
    """Compare every segment with the rest on one feature.

    Parameters
    ----------
    ranked : Ranked
        The feature, from :func:`rank`.
    bounded : bool
        True for shares between 0 and 1, whose typical value is the mean.

    Returns
    -------
    tuple of Effect, one per segment

    Notes
    -----
    The typical value is the mean for shares; else the median, if the rest's median is positive and at most 25 % of
    the rest sit exactly on it; else the share above the rest's median ("more than 1 order: 100 % against 49 %").
    Delta is Cliff's (1993), from mid-ranks.

    Examples
    --------
    >>> [effect.delta for effect in compare(rank("n_orders", [5.0, 6.0, 1.0, 2.0], [0, 0, 1, 1]))]
    [1.0, -1.0]
    """
    n, total = ranked.sizes, len(ranked.values)
    pairs = n * (total - n)
    a = (ranked.rank_sums - n * (n + 1) / 2) / np.maximum(pairs, 1)
    delta = np.where(pairs > 0, 2 * a - 1, 0.0)
    low, high = delta_interval(delta, np.maximum(n, 1), np.maximum(total - n, 1))
    return tuple(
        _effect(ranked, segment, bounded=bounded, estimate=(float(delta[segment]), float(low[segment]), float(high[segment])))
        for segment in range(len(n))
    )


def _effect(ranked: Ranked, segment: int, *, bounded: bool, estimate: tuple[float, float, float]) -> Effect:
    """Put delta and the typical values of one segment together."""
    members, rest = ranked.members(segment), ranked.others(segment)
    threshold = _median(rest)
    kind = _kind(rest, threshold, bounded=bounded)
    typical = tuple(_typical(values, kind, threshold) for values in (members, rest, ranked.values))
    return Effect(ranked.feature, len(members), len(rest), *estimate, kind, threshold, *typical)


def _median(ordered: NDArray[np.float64]) -> float:
    """Median of ascending values; NaN of none."""
    n = len(ordered)
    return float((ordered[(n - 1) // 2] + ordered[n // 2]) / 2) if n else float("nan")


def _kind(rest: NDArray[np.float64], median: float, *, bounded: bool) -> Kind:
    """Decide what a typical value is."""
    if bounded:
        return "mean"
    ties = np.searchsorted(rest, median, "right") - np.searchsorted(rest, median, "left")
    return "median" if median > 0 and ties <= _TIE_LIMIT * len(rest) else "share above"


def _typical(ordered: NDArray[np.float64], kind: Kind, threshold: float) -> float:
    """Return the typical value of ascending values."""
    if not len(ordered):
        return float("nan")
    if kind == "mean":
        return float(np.mean(ordered))
    if kind == "median":
        return _median(ordered)
    return 1 - int(np.searchsorted(ordered, threshold, "right")) / len(ordered)


def _ratio(over: float, under: float) -> float:
    """Divide; by zero gives infinity, or 1 if both are zero or unknown."""
    if np.isnan(over) or np.isnan(under):
        return 1.0
    if under == 0:
        return 1.0 if over == 0 else float("inf")
    return over / under


def level(effect: Effect, sign: int, big: float = 1.5, small: float = 1.2) -> Strength | None:
    """Say how strongly a segment lies above (sign 1) or below (-1) the rest.

    Parameters
    ----------
    effect : Effect
    sign : {1, -1}
    big, small : float
        Ratio to the rest that a clear and a weak claim need.

    Returns
    -------
    {'clear', 'weak'} or None

    Notes
    -----
    Clear: delta at least 0.474, near limit at least 0.33, ratio at least ``big``, at least ten members.
    Weak: 0.33, 0.147 and ``small``.

    Examples
    --------
    >>> level(Effect("n_orders", 99, 99, 0.6, 0.5, 0.7, "median", 2.0, 6.0, 2.0, 3.0), 1)
    'clear'
    """
    delta, near = sign * effect.delta, min(sign * effect.low, sign * effect.high)
    times = effect.ratio_to_rest if sign > 0 else _ratio(1.0, effect.ratio_to_rest)
    if delta >= LARGE and near >= MEDIUM and times >= big and effect.n >= MIN_CLEAR:
        return "clear"
    return "weak" if delta >= MEDIUM and near >= NEGLIGIBLE and times >= small else None


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
