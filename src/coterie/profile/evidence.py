"""All that is measured once about a segmentation, so that every rule reads the same numbers.

In: columns of ``customers``, a segment per customer, perhaps a clock. Out: :class:`Evidence`, and a
:class:`SegmentView` of it for each segment. The one rule: what is not given is not guessed; a rule that needs a missing
column finds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coterie.profile.effects import Effect, compare, level
from coterie.profile.ranks import Ranked, lift, rank
from coterie.profile.shares import Proportion, Strength, proportion
from coterie.tables import CATEGORY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from coterie.profile.clock import Clock
    from coterie.tables import Feature

__all__ = ["AXES", "Evidence", "SegmentView", "column_of", "gather", "share_features"]

AXES = (
    "return_share",
    "monetary_total",
    "monetary_mean",
    "items_per_order",
    "n_orders",
    "recency_days",
    "discount_share",
    "tenure_days",
)
"""Features that names are made from, in the order in which they separate equal names."""
_OVERDUE_TIMES = 2.0


@dataclass(frozen=True)
class Evidence:
    """Everything measured about all segments.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_samples,)
    n_segments : int
    ranked : mapping of feature to Ranked
    effects : mapping of feature to one Effect per segment
    proportions : mapping of statement to one Proportion per segment
        ``single`` (one order), and with a clock ``new``, ``silent``, ``overdue``.
    medians : mapping of feature to ndarray of shape (n_segments + 1,)
        Plain medians of orders, spend and recency; the last is the base's.
    pooled : mapping of feature to ndarray of shape (n_segments + 1,)
        Returned and discounted money over all money of the segment; the last is the base's.
    lifts : ndarray of shape (n_segments,)
        Over-representation among the top fifth by spend; empty without spend.
    spend_shares : ndarray of shape (n_segments,)
        Of all net spend; empty without spend.
    clock : Clock or None

    Examples
    --------
    >>> gather({"n_orders": np.array([1.0, 4.0])}, np.array([0, 1])).medians["n_orders"].tolist()
    [1.0, 4.0, 2.5]
    """

    labels: NDArray[np.int64]
    n_segments: int
    ranked: Mapping[str, Ranked]
    effects: Mapping[str, tuple[Effect, ...]]
    proportions: Mapping[str, tuple[Proportion, ...]]
    medians: Mapping[str, NDArray[np.float64]]
    pooled: Mapping[str, NDArray[np.float64]]
    lifts: NDArray[np.float64]
    spend_shares: NDArray[np.float64]
    clock: Clock | None

    @property
    def views(self) -> tuple[SegmentView, ...]:
        """One view per segment, in label order."""
        return tuple(SegmentView(self, segment) for segment in range(self.n_segments))

    @property
    def has_history(self) -> bool:
        """Whether enough time was seen for any time word."""
        return self.clock is not None and self.clock.has_history

    @property
    def silence_licence(self) -> bool:
        """Whether lapsed, at-risk and overdue may be said."""
        return self.clock is not None and self.clock.silence.granted

    @property
    def newcomer_licence(self) -> bool:
        """Whether new, newer and long-standing may be said."""
        return self.clock is not None and self.clock.newcomers.granted

    @property
    def categories(self) -> tuple[str, ...]:
        """Category share columns, in alphabetical order."""
        return tuple(sorted(name for name in self.effects if name.startswith(CATEGORY)))

    @property
    def basket(self) -> str:
        """The feature that baskets are judged by: money per order, else items per order."""
        return "monetary_mean" if "monetary_mean" in self.effects else "items_per_order"

    def signature(self, segment: int) -> tuple[float, ...]:
        """Return numbers that order segments, largest first, whatever their labels.

        Parameters
        ----------
        segment : int

        Returns
        -------
        tuple of float
            Minus the size, then rank sums: equal only for segments that are alike in every feature.

        Examples
        --------
        >>> gather({"n_orders": np.array([1.0, 4.0])}, np.array([0, 1])).signature(1)
        (-1.0, 2.0)
        """
        size = float(np.count_nonzero(self.labels == segment))
        return -size, *(float(self.ranked[name].rank_sums[segment]) for name in sorted(self.ranked))


@dataclass(frozen=True)
class SegmentView:
    """The evidence about one segment.

    Parameters
    ----------
    evidence : Evidence
        About all of them.
    segment : int
        Which one.

    Examples
    --------
    >>> view = gather({"n_orders": np.array([1.0, 4.0])}, np.array([0, 1])).views[1]
    >>> view.size, view.delta("n_orders"), view.delta("tenure_days")
    (1, 1.0, 0.0)
    """

    evidence: Evidence
    segment: int

    @property
    def size(self) -> int:
        """Members."""
        return int(np.count_nonzero(self.evidence.labels == self.segment))

    @property
    def share(self) -> float:
        """Members over all customers."""
        return self.size / max(len(self.evidence.labels), 1)

    @property
    def lift(self) -> float:
        """Over-representation among the top fifth by spend."""
        return float(self.evidence.lifts[self.segment])

    def effect(self, feature: str) -> Effect | None:
        """Return the effect on a feature, or None where it was not given."""
        found = self.evidence.effects.get(feature)
        return found[self.segment] if found else None

    def delta(self, feature: str) -> float:
        """Return Cliff's delta on a feature, 0 where it was not given."""
        effect = self.effect(feature)
        return effect.delta if effect else 0.0

    def level(self, feature: str, sign: int, *, big: float = 1.5, small: float = 1.2) -> Strength | None:
        """Say how strongly the segment lies above or below the rest."""
        effect = self.effect(feature)
        return level(effect, sign, big=big, small=small) if effect else None

    def proportion(self, statement: str) -> Proportion | None:
        """Return the share of members that a statement holds for, or None where it could not be asked."""
        found = self.evidence.proportions.get(statement)
        return found[self.segment] if found else None

    def median(self, feature: str) -> float:
        """Return the members' median, 0 where the feature was not given."""
        found = self.evidence.medians.get(feature)
        return float(found[self.segment]) if found is not None else 0.0

    def pooled_ratio(self, feature: str) -> float | None:
        """Return the segment's pooled share over the base's, None where money is not known."""
        found = self.evidence.pooled.get(feature)
        return float(found[self.segment] / found[-1]) if found is not None and found[-1] > 0 else None


def gather(
    values: Mapping[str, ArrayLike],
    labels: ArrayLike,
    *,
    features: Sequence[Feature] = (),
    clock: Clock | None = None,
) -> Evidence:
    """Measure a segmentation.

    Parameters
    ----------
    values : mapping of str to array_like of shape (n_samples,)
        Features and aggregates of ``customers``; any may be absent.
    labels : array_like of int, shape (n_samples,)
        Segment of each customer, 0 to K - 1.
    features : sequence of Feature
        Says which are shares.
    clock : Clock, optional

    Returns
    -------
    Evidence

    Examples
    --------
    >>> gather({"n_orders": np.array([1.0, 1.0, 4.0])}, np.array([0, 0, 1])).proportions["single"][0].share
    1.0
    """
    labels = np.asarray(labels, dtype=np.int64)
    n_segments = int(labels.max(initial=-1)) + 1
    shares = share_features(features, values)
    known = {name: column_of(values, name, bounded=name in shares) for name in values if _is_compared(name)}
    ranked = {name: rank(name, column, labels=labels, n_clusters=n_segments) for name, column in known.items()}
    spend = known.get("monetary_total")
    return Evidence(
        labels=labels,
        n_segments=n_segments,
        ranked=ranked,
        effects={name: compare(column, bounded=name in shares) for name, column in ranked.items()},
        proportions=_proportions(known.get("n_orders"), labels, n_segments, clock=clock),
        medians={
            name: _medians(ranked[name]) for name in ("n_orders", "monetary_total", "recency_days") if name in ranked
        },
        pooled=_pooled(values, labels, n_segments),
        lifts=lift(ranked["monetary_total"]) if spend is not None else np.empty(0),
        spend_shares=_spend_shares(values, labels, n_segments),
        clock=clock,
    )


def share_features(features: Sequence[Feature], names: Mapping[str, object]) -> frozenset[str]:
    """Return which features are shares between 0 and 1, whose typical value is the mean.

    Parameters
    ----------
    features : sequence of Feature
    names : mapping
        Whose keys are the columns at hand.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sorted(share_features((), {"return_share": 0, "n_orders": 0, "share:Wine": 0}))
    ['return_share', 'share:Wine']
    """
    units = {feature.name: feature.unit for feature in features}
    named = {name for name in names if name.startswith(CATEGORY) or name.endswith("_share")}
    return frozenset({name for name, unit in units.items() if unit == "share"} | (named - set(units)))


def column_of(values: Mapping[str, ArrayLike], name: str, *, bounded: bool) -> NDArray[np.float64]:
    """Return a column as numbers, a share held between 0 and 1.

    Who sends back what was bought before the first day seen returns more than was spent: one such customer must not
    move a segment's mean.

    Parameters
    ----------
    values : mapping of str to array_like of shape (n_samples,)
    name : str
        Which column.
    bounded : bool
        True for a share.

    Returns
    -------
    ndarray of shape (n_samples,)

    Examples
    --------
    >>> column_of({"return_share": [0.1, 3.7]}, "return_share", bounded=True).tolist()
    [0.1, 1.0]
    """
    column = np.asarray(values[name], dtype=np.float64)
    return np.clip(column, 0.0, 1.0) if bounded else column


def _is_compared(name: str) -> bool:
    """Whether names may be made from a column."""
    return name in AXES or name.startswith(CATEGORY)


def _proportions(
    orders: NDArray[np.float64] | None, labels: NDArray[np.int64], n_segments: int, *, clock: Clock | None
) -> dict[str, tuple[Proportion, ...]]:
    """Count yes and no statements per segment."""
    statements: dict[str, NDArray[np.bool_]] = {}
    if orders is not None:
        statements["single"] = orders == 1
    if clock is not None:
        statements |= {"new": clock.new, "silent": clock.silent, "overdue": clock.overdue >= _OVERDUE_TIMES}
    return {
        name: tuple(proportion(holds, labels, segment=segment) for segment in range(n_segments))
        for name, holds in statements.items()
    }


def _medians(ranked: Ranked) -> NDArray[np.float64]:
    """Medians of every segment, then of the base; 0 where nobody has a value."""
    groups = [*(ranked.members(segment) for segment in range(len(ranked.places))), ranked.everybody]
    return np.array([group.median if len(group) else 0.0 for group in groups])


def _per_segment(column: ArrayLike, labels: NDArray[np.int64], n_segments: int) -> NDArray[np.float64]:
    """Exact integer sums of every segment, then of the base; a customer without a value adds nothing."""
    whole = np.nan_to_num(np.asarray(column)).astype(np.int64)
    sums = [int(whole[labels == segment].sum()) for segment in range(n_segments)]
    return np.array([*sums, int(whole.sum())], dtype=np.float64)


def _pooled(
    values: Mapping[str, ArrayLike], labels: NDArray[np.int64], n_segments: int
) -> dict[str, NDArray[np.float64]]:
    """Divide returned and discounted money by all money, from the exact aggregates."""
    if "gross_e4" not in values:
        return {}
    gross = _per_segment(values["gross_e4"], labels, n_segments)
    pooled = {}
    if "returned_e4" in values:
        pooled["return_share"] = _per_segment(values["returned_e4"], labels, n_segments) / np.maximum(gross, 1)
    if "discount_e4" in values:
        discount = _per_segment(values["discount_e4"], labels, n_segments)
        pooled["discount_share"] = discount / np.maximum(gross + discount, 1)
    return pooled


def _spend_shares(values: Mapping[str, ArrayLike], labels: NDArray[np.int64], n_segments: int) -> NDArray[np.float64]:
    """Each segment's share of net spend; empty without spend."""
    if "net_e4" in values:
        sums = _per_segment(values["net_e4"], labels, n_segments)
    elif "monetary_total" in values:
        cents = np.rint(np.asarray(values["monetary_total"], dtype=np.float64) * 10_000)
        sums = _per_segment(cents, labels, n_segments)
    else:
        return np.empty(0)
    return sums[:-1] / sums[-1] if sums[-1] else np.zeros(n_segments)
