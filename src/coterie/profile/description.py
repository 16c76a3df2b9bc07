"""What the members of a segment are like, feature by feature, beside all customers.

In: columns of ``customers`` and a segment per customer. Out: a :class:`SegmentProfile` per segment. The one rule: every
value stands beside the same value of all customers, every effect beside its interval, and what cannot be computed is
None.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from coterie.profile.effects import compare
from coterie.profile.evidence import column_of, share_features
from coterie.profile.intervals import ratio_interval
from coterie.profile.ranks import rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from coterie.profile.effects import Effect
    from coterie.profile.ranks import Group, Ranked
    from coterie.tables import Feature

__all__ = ["FeatureProfile", "SegmentProfile", "delta_matrix", "describe"]


@dataclass(frozen=True)
class FeatureProfile:
    """One feature of one segment beside all customers.

    Parameters
    ----------
    feature : str
        Its name in the catalogue.
    unit : str
        Of ``quartiles``, and of ``typical`` unless that is a share.
    n : int
        Members that have a value.
    kind : {'mean', 'median', 'share above'}
        What ``typical`` is: for 'share above' the share of customers above ``threshold``.
    threshold : float or None
        Only for 'share above'.
    typical, typical_base : float or None
        Of the members and of all customers.
    quartiles, quartiles_base : pair of float or None
        Half of them lie between the two.
    spread : float or None
        Standard deviation of the members' ranks over that of all customers: 0 where all members are alike, 1 where
        they are as mixed as everybody.
    delta, delta_low, delta_high : float or None
        Cliff's delta against all other customers, -1 to 1, with 95 % limits.
    ratio, ratio_low, ratio_high : float or None
        ``typical`` over ``typical_base``, with 95 % limits by bootstrap; None where one lies below zero.

    Examples
    --------
    >>> FeatureProfile("n_orders", "orders", 20, "median", None, 5.0, 2.0).typical
    5.0
    """

    feature: str
    unit: str
    n: int
    kind: Literal["mean", "median", "share above"]
    threshold: float | None
    typical: float | None
    typical_base: float | None
    quartiles: tuple[float, float] | None = None
    quartiles_base: tuple[float, float] | None = None
    spread: float | None = None
    delta: float | None = None
    delta_low: float | None = None
    delta_high: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None


@dataclass(frozen=True)
class SegmentProfile:
    """A segment's size, money and features.

    Parameters
    ----------
    segment : int
        Its label.
    size : int
        Members.
    share : float
        Of all customers, 0 to 1.
    money_e4 : int or None
        Net spend of its members, in 1/10,000 of the currency; None where no money is known.
    money_share : float or None
        Of all net spend; None also where that is not positive.
    features : tuple of FeatureProfile
        In the order of the catalogue.

    Examples
    --------
    >>> SegmentProfile(0, 10, 0.5, None, None, ()).deltas
    {}
    """

    segment: int
    size: int
    share: float
    money_e4: int | None
    money_share: float | None
    features: tuple[FeatureProfile, ...]

    @property
    def deltas(self) -> dict[str, float]:
        """Cliff's delta by feature, for the features that could be compared."""
        return {found.feature: found.delta for found in self.features if found.delta is not None}

    @property
    def homogeneity(self) -> float | None:
        """How alike members are: 1 less the mean spread over all features; 0 is as mixed as everybody."""
        spreads = [found.spread for found in self.features if found.spread is not None]
        return 1 - sum(spreads) / len(spreads) if spreads else None


def describe(
    values: Mapping[str, ArrayLike],
    labels: ArrayLike,
    *,
    features: Sequence[Feature],
    money_e4: ArrayLike | None = None,
) -> tuple[SegmentProfile, ...]:
    """Describe every segment.

    Parameters
    ----------
    values : mapping of str to array_like of shape (n_samples,)
        Columns of ``customers``; NaN where a customer has no value.
    labels : array_like of int, shape (n_samples,)
        Segment of each customer, 0 to K - 1.
    features : sequence of Feature
        What to describe; those without a column, or whose column is empty, are left out.
    money_e4 : array_like of int64, shape (n_samples,), optional
        Net spend, in 1/10,000 of the currency.

    Returns
    -------
    tuple of SegmentProfile, in label order

    Examples
    --------
    >>> from coterie.tables import Feature
    >>> orders = Feature("n_orders", "orders", "n_orders", "How many orders.", direction=1, role="basis")
    >>> found = describe({"n_orders": np.repeat([1.0, 5.0], 20)}, np.repeat([0, 1], 20), features=[orders])
    >>> found[1].deltas, found[1].homogeneity
    ({'n_orders': 1.0}, 1.0)
    """
    labels = np.asarray(labels, dtype=np.int64)
    sizes = np.bincount(labels)
    shares = share_features(features, values)
    columns = [
        _profiles(
            rank(feature.name, column, labels=labels, n_clusters=len(sizes)),
            feature.unit,
            bounded=feature.name in shares,
        )
        for feature in features
        if feature.name in values
        and not np.isnan(column := column_of(values, feature.name, bounded=feature.name in shares)).all()
    ]
    money = _money(money_e4, labels, len(sizes))
    return tuple(
        SegmentProfile(
            segment,
            int(size),
            int(size) / len(labels),
            *money[segment],
            tuple(column[segment] for column in columns),
        )
        for segment, size in enumerate(sizes)
    )


def delta_matrix(profiles: Sequence[SegmentProfile]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return Cliff's delta of every segment and feature, for a heat map.

    Parameters
    ----------
    profiles : sequence of SegmentProfile
        From :func:`describe`, in the order of the rows.

    Returns
    -------
    features : tuple of str
        Columns that at least one segment has a value for.
    deltas : ndarray of shape (n_segments, n_features)
        NaN where a segment could not be compared.

    Examples
    --------
    >>> delta_matrix([SegmentProfile(0, 10, 1.0, None, None, ())])[0]
    ()
    """
    names = tuple(dict.fromkeys(name for profile in profiles for name in profile.deltas))
    rows = [[profile.deltas.get(name, math.nan) for name in names] for profile in profiles]
    return names, np.array(rows, dtype=np.float64).reshape(len(profiles), len(names))


def _money(
    money_e4: ArrayLike | None, labels: NDArray[np.int64], n_clusters: int
) -> list[tuple[int | None, float | None]]:
    """Sum each segment's money exactly, with its share of all."""
    if money_e4 is None:
        return [(None, None)] * n_clusters
    whole = np.nan_to_num(np.asarray(money_e4)).astype(np.int64)
    sums = [int(whole[labels == segment].sum()) for segment in range(n_clusters)]
    total = sum(sums)
    return [(money, money / total if total > 0 else None) for money in sums]


def _profiles(ranked: Ranked, unit: str, *, bounded: bool) -> list[FeatureProfile]:
    """Describe one feature of every segment."""
    return [_profile(ranked, segment, effect, unit) for segment, effect in enumerate(compare(ranked, bounded=bounded))]


def _profile(ranked: Ranked, segment: int, effect: Effect, unit: str) -> FeatureProfile:
    """Describe one feature of one segment."""
    if effect.n == 0:
        return FeatureProfile(ranked.feature, unit, 0, effect.kind, None, None, _known(effect.base))
    compared = effect.n_rest > 0
    has_ratio = effect.segment >= 0 and effect.base >= 0
    interval = ratio_interval(ranked, effect, segment=segment) if has_ratio else None
    return FeatureProfile(
        feature=ranked.feature,
        unit=unit,
        n=effect.n,
        kind=effect.kind,
        threshold=effect.threshold if effect.kind == "share above" else None,
        typical=_known(effect.segment),
        typical_base=_known(effect.base),
        quartiles=_quartiles(ranked.members(segment)),
        quartiles_base=_quartiles(ranked.everybody),
        spread=float(ranked.rank_spreads[segment]),
        delta=effect.delta if compared else None,
        delta_low=effect.low if compared else None,
        delta_high=effect.high if compared else None,
        ratio=_known(effect.ratio) if interval else None,
        ratio_low=interval[0] if interval else None,
        ratio_high=interval[1] if interval else None,
    )


def _known(x: float) -> float | None:
    """Return a number, or None for what could not be computed."""
    return x if math.isfinite(x) else None


def _quartiles(group: Group) -> tuple[float, float]:
    """Return the values that a quarter lies below and above."""
    return group.quantile(1 / 4), group.quantile(3 / 4)
