"""Evidence for every number of clusters K: how good, how separate, how reproducible each clustering is.

In come customers sorted by value; out comes one frozen record for each K. The one rule of this module: it measures and
judges nothing; the limits and the verdict are applied by the modules that read its records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coterie.model.lloyd import cluster
from coterie.model.metrics import calinski_harabasz, davies_bouldin, dunn_centroid, silhouette
from coterie.model.stability import reproduce
from coterie.model.ties import ValueRule, value_rule
from coterie.model.valley import find_valleys, survey, untie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from coterie.model.valley import Landscape

__all__ = ["Customers", "KEvidence", "SelectionLimits", "gather"]


@dataclass(frozen=True)
class SelectionLimits:
    """Every number that the verdict depends on.

    Parameters
    ----------
    valley_depth : float, default=0.3
        A border is a gap where the log density falls by more than this below the lower peak: exp(-0.3) is 74 %.
    apart_depth : float, default=0.6
        A group stands apart where its valley is deeper than this.
    tie_depth : float, default=0.4
        A group with a deeper valley than this, as long as repeated values are not spread, may be a clump of ties.
    tie_overlap : float, default=0.9
        Least Jaccard index of a group and those who share the value that explains it.
    agreement : float, default=0.75
        Least mean adjusted Rand index of split halves.
    jaccard : float, default=0.6
        Least Jaccard index of the worst cluster.
    prediction_strength : float, default=0.75
        Least prediction strength.
    smallest_share : float, default=0.05
        Least share of customers in the smallest cluster of a useful cut.
    cuts_min, cuts_max : int, default=3 and 8
        Numbers of clusters among which useful cuts are looked for.
    small_sample : int, default=1000
        Fewer customers than this are called a small sample.
    n_evidence : int, default=20,000
        Most customers on which evidence is measured.
    n_spreads : int, default=5
        Ways in which repeated values are spread; depths are medians over them.
    n_repeats : int, default=20
        Pairs of halves for each K.
    half_starts, starts : int, default=2 and 10
        Starts of K-means on a half, and on all.
    silhouette_sample : int, default=10,000
        Most customers on which the silhouette is measured.

    Examples
    --------
    >>> from coterie.model.evidence import SelectionLimits
    >>> SelectionLimits(agreement=0.8).agreement
    0.8
    """

    valley_depth: float = 0.3
    apart_depth: float = 0.6
    tie_depth: float = 0.4
    tie_overlap: float = 0.9
    agreement: float = 0.75
    jaccard: float = 0.6
    prediction_strength: float = 0.75
    smallest_share: float = 0.05
    cuts_min: int = 3
    cuts_max: int = 8
    small_sample: int = 1000
    n_evidence: int = 20_000
    n_spreads: int = 5
    n_repeats: int = 20
    half_starts: int = 2
    starts: int = 10
    silhouette_sample: int = 10_000


@dataclass(frozen=True)
class Customers:
    """The customers on whom evidence is measured, sorted by value.

    Parameters
    ----------
    points : ndarray of shape (n_samples, n_features)
        Prepared features.
    raw : ndarray of shape (n_samples, n_features)
        The same features in their own units.
    names : tuple of str
        Names of the features.
    spend : ndarray of shape (n_samples,), optional
        Money of each customer, in the currency.
    """

    points: NDArray[np.float64]
    raw: NDArray[np.float64]
    names: tuple[str, ...]
    spend: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class KEvidence:
    """What was measured for one number of clusters.

    Parameters
    ----------
    k : int
        The number of clusters. They are numbered in the order of their centres' values.
    inertia : float
        Sum of squared distances to the centres, in squared units of the prepared features.
    silhouette : float
        Mean silhouette, -1 to 1, more is better (Rousseeuw 1987).
    davies_bouldin : float
        Less is better (Davies & Bouldin 1979).
    calinski_harabasz : float
        More is better (Calinski & Harabasz 1974).
    dunn : float
        Centroid form, more is better (Dunn 1974).
    agreement, agreement_sd : float
        Adjusted Rand index of split halves: mean and standard deviation over the repeats.
    jaccard_min : float
        Jaccard index of the cluster that is found again worst.
    prediction_strength : float
        Of split halves, 0 to 1.
    smallest_share : float
        Share of customers in the smallest cluster.
    depth : float
        Depth of the shallowest valley; negative inside one cloud.
    deepest : float
        Depth of the deepest valley.
    apart_share : float
        Share of customers on the smaller side of the deepest valley.
    shallow_borders : tuple of (int, int)
        Clusters that touch without a valley between them.
    rules : tuple of ValueRule
        Groups among the clusters that one value of one column explains.
    spend : tuple of float
        Median money of each cluster's customers; empty where money is unknown.
    """

    k: int
    inertia: float
    silhouette: float
    davies_bouldin: float
    calinski_harabasz: float
    dunn: float
    agreement: float
    agreement_sd: float
    jaccard_min: float
    prediction_strength: float
    smallest_share: float
    depth: float
    deepest: float
    apart_share: float
    shallow_borders: tuple[tuple[int, int], ...] = ()
    rules: tuple[ValueRule, ...] = ()
    spend: tuple[float, ...] = ()


def gather(
    customers: Customers, n_clusters: Iterable[int], *, limits: SelectionLimits, random_state: int
) -> Iterator[KEvidence]:
    """Measure the evidence, one number of clusters after the other.

    Parameters
    ----------
    customers : Customers
    n_clusters : iterable of int
        Each less than the number of customers that differ.
    limits : SelectionLimits
    random_state : int

    Yields
    ------
    KEvidence

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.evidence import Customers, SelectionLimits, gather
    >>> X = np.concatenate([np.linspace(0, 1, 30), np.linspace(9, 10, 30)])[:, None]
    >>> limits = SelectionLimits(n_repeats=3)
    >>> (found,) = gather(Customers(X, X, ("x",)), [2], limits=limits, random_state=0)
    >>> found.smallest_share, found.agreement, found.depth > limits.valley_depth
    (0.5, 1.0, True)
    """
    spread = [survey(untie(customers.points, random_state + i)) for i in range(limits.n_spreads)]
    landscapes = _Landscapes(spread, survey(customers.points))
    for k in n_clusters:
        yield _measure(customers, k, landscapes, limits, random_state)


@dataclass(frozen=True)
class _Landscapes:
    """The customers' density with repeated values spread, in several ways, and as they are."""

    spread: Sequence[Landscape]
    tied: Landscape


def _measure(
    customers: Customers,
    k: int,
    landscapes: _Landscapes,
    limits: SelectionLimits,
    random_state: int,
) -> KEvidence:
    """Cluster all customers and measure everything about it."""
    points = customers.points
    found = cluster(points, k, n_init=limits.starts, random_state=random_state)
    labels = found.labels.astype(np.int64)
    sizes = np.bincount(labels, minlength=k)
    valleys = find_valleys(landscapes.spread, labels)
    again = reproduce(points, labels, n_repeats=limits.n_repeats, n_init=limits.half_starts, random_state=random_state)
    apart = int(sizes[list(valleys.deepest.lower)].sum())
    return KEvidence(
        k=k,
        inertia=found.inertia,
        silhouette=silhouette(points, labels, max_samples=limits.silhouette_sample, random_state=random_state).mean,
        davies_bouldin=davies_bouldin(points, labels),
        calinski_harabasz=calinski_harabasz(points, labels),
        dunn=dunn_centroid(points, labels),
        agreement=again.agreement,
        agreement_sd=again.agreement_sd,
        jaccard_min=float(again.jaccard.min()),
        prediction_strength=again.prediction_strength,
        smallest_share=float(sizes.min() / len(points)),
        depth=valleys.depth,
        deepest=valleys.deepest.depth,
        apart_share=min(apart, len(points) - apart) / len(points),
        shallow_borders=valleys.shallow_borders(limits.valley_depth),
        rules=_rules(customers, labels, landscapes.tied, limits),
        spend=_typical_spend(customers.spend, labels, k),
    )


def _rules(
    customers: Customers, labels: NDArray[np.int64], tied: Landscape, limits: SelectionLimits
) -> tuple[ValueRule, ...]:
    """Explain the groups that stand apart as long as repeated values are not spread."""
    merges = [merge for merge in find_valleys([tied], labels).merges if merge.depth > limits.tie_depth]
    groups = [np.isin(labels, side) for merge in merges for side in (merge.lower, merge.higher)]
    found = (value_rule(customers.raw, group, names=customers.names, overlap=limits.tie_overlap) for group in groups)
    return tuple(sorted({rule for rule in found if rule is not None}))


def _typical_spend(spend: NDArray[np.float64] | None, labels: NDArray[np.int64], k: int) -> tuple[float, ...]:
    """Median money of each cluster."""
    return () if spend is None else tuple(float(np.median(spend[labels == cluster])) for cluster in range(k))
