"""How much a segment differs from everybody else, in numbers that survive ties, outliers and a change of currency.

In: one value per customer and the customer's segment. Out: :class:`Effect` per segment. The one rule: a claim is
*gated* on the segment against the REST and *printed* against the BASE (all customers). The base holds the segment
itself, so a segment that grows drags its own yardstick along; the rest does not move.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from coterie.profile.shares import MIN_CLEAR, Z95, Strength

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from coterie.profile.ranks import Group, Ranked

__all__ = [
    "LARGE",
    "MEDIUM",
    "NEGLIGIBLE",
    "Effect",
    "Kind",
    "compare",
    "delta_interval",
    "exceedance",
    "level",
]

Kind = Literal["mean", "median", "share above"]

NEGLIGIBLE, MEDIUM, LARGE = 0.147, 0.33, 0.474
"""Thresholds of Cliff's delta (Romano et al. 2006): below the first a difference is negligible, from the last large."""
_BISECTIONS = 50
_TIE_LIMIT = 0.25


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
        What 'share above' counts: mostly the rest's median.
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


def delta_interval(delta: ArrayLike, *, n: ArrayLike, n_rest: ArrayLike) -> tuple[NDArray[np.float64], ...]:
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
    >>> low, high = delta_interval(1.0, n=20, n_rest=100)
    >>> round(float(low), 2), round(float(high), 2)
    (0.8, 1.0)
    """
    a = (np.asarray(delta, dtype=np.float64) + 1) / 2
    return 2 * _limit(a, np.zeros_like(a), n, n_rest) - 1, 2 * _limit(a, np.ones_like(a), n, n_rest) - 1


def _limit(a: NDArray[np.float64], end: NDArray[np.float64], n: ArrayLike, n_rest: ArrayLike) -> NDArray[np.float64]:
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
    the rest sit exactly on it; else the share above the rest's median ("more than 1 order: 100 % against 49 %"), or,
    for a segment that lies lower where none of the rest is above it, above the value before.
    Delta is Cliff's (1993), from mid-ranks.

    Examples
    --------
    >>> from coterie.profile.ranks import rank
    >>> [effect.delta for effect in compare(rank("n_orders", [5.0, 6.0, 1.0, 2.0], labels=[0, 0, 1, 1]))]
    [1.0, -1.0]
    """
    n, n_rest = ranked.sizes, len(ranked.values) - ranked.sizes
    above = (ranked.rank_sums - n * (n + 1) / 2) / np.maximum(n * n_rest, 1)
    delta = np.where(n * n_rest > 0, 2 * above - 1, 0.0)
    low, high = delta_interval(delta, n=np.maximum(n, 1), n_rest=np.maximum(n_rest, 1))
    estimates = zip(delta.tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple(_effect(ranked, segment, estimate, bounded=bounded) for segment, estimate in enumerate(estimates))


def exceedance(ranked: Ranked, effect: Effect, *, segment: int) -> Effect:
    """Tell an effect as the share of customers above the base's median, where medians hide it.

    Parameters
    ----------
    ranked : Ranked
    effect : Effect
        What :func:`compare` found for the segment.
    segment : int

    Returns
    -------
    Effect
        The same delta, with shares as typical values.

    Examples
    --------
    >>> from coterie.profile.ranks import rank
    >>> orders = rank("n_orders", [2.0, 2.0, 1.0, 2.0, 2.0, 3.0], labels=[0, 0, 0, 1, 1, 1])
    >>> round(exceedance(orders, compare(orders)[1], segment=1).segment, 2)
    0.33
    """
    threshold = ranked.everybody.median
    shares = [group.share_above(threshold) for group in _groups(ranked, segment)]
    return replace(effect, kind="share above", threshold=threshold, segment=shares[0], rest=shares[1], base=shares[2])


def _groups(ranked: Ranked, segment: int) -> tuple[Group, Group, Group]:
    """Return segment, rest and base."""
    return ranked.members(segment), ranked.others(segment), ranked.everybody


def _effect(ranked: Ranked, segment: int, estimate: tuple[float, float, float], *, bounded: bool) -> Effect:
    """Put delta and the typical values of one segment together."""
    groups = members, rest, everybody = _groups(ranked, segment)
    yardstick = rest if len(rest) else everybody
    threshold = yardstick.median
    kind = _kind(yardstick, threshold, bounded=bounded)
    if kind == "share above" and estimate[0] < 0 and rest.share_above(threshold) == 0:
        threshold = everybody.below(threshold)
    typical = [_typical(group, kind, threshold) for group in groups]
    return Effect(ranked.feature, len(members), len(rest), *estimate, kind, threshold, *typical)


def _kind(rest: Group, median: float, *, bounded: bool) -> Kind:
    """Decide what a typical value is."""
    if bounded:
        return "mean"
    ties = int(rest.count_to(median)) - int(rest.count_to(np.nextafter(median, -np.inf)))
    return "median" if median > 0 and ties <= _TIE_LIMIT * len(rest) else "share above"


def _typical(group: Group, kind: Kind, threshold: float) -> float:
    """Return the typical value of a group; NaN of none."""
    if kind == "mean":
        return group.mean
    return group.median if kind == "median" else group.share_above(threshold)


def _ratio(over: float, under: float) -> float:
    """Divide; by zero gives infinity, or 1 if both are zero or unknown."""
    if np.isnan(over) or np.isnan(under):
        return 1.0
    if under == 0:
        return 1.0 if over == 0 else float("inf")
    return over / under


def level(effect: Effect, sign: int, *, big: float = 1.5, small: float = 1.2) -> Strength | None:
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
