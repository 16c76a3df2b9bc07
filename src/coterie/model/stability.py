"""Reproducibility asks whether a fresh half of the customers would give the same segments.

In come prepared features and a reference clustering; out come agreement, prediction strength and the Jaccard index of
each cluster. The one rule of this module: two clusterings are compared on customers, never by cluster numbers.

Agreement cannot tell groups from a continuum: a stretched cloud is cut the same way every time. Valleys can.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coterie.model.lloyd import cluster, nearest

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Reproducibility", "adjusted_rand", "best_jaccard", "contingency", "prediction_strength", "reproduce"]

_SEED_LIMIT = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Reproducibility:
    """How well random halves find the same clusters.

    Parameters
    ----------
    agreement : float
        Mean adjusted Rand index of the two halves' clusterings, over the repeats; 1 is the same, 0 is chance.
    agreement_sd : float
        Standard deviation over the repeats.
    jaccard : ndarray of shape (n_clusters,)
        How much of each reference cluster comes back in a half's best matching one, on average.
    prediction_strength : float
        Share of pairs of a half's worst cluster that the other half keeps together, on average.
    n_samples : int
        Customers it was measured on. Agreement rises with it.
    """

    agreement: float
    agreement_sd: float
    jaccard: NDArray[np.float64]
    prediction_strength: float
    n_samples: int


def reproduce(
    X: ArrayLike, labels: ArrayLike, *, n_repeats: int = 20, n_init: int = 2, random_state: int = 0
) -> Reproducibility:
    """Cluster random halves, assign everybody by both, and compare.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features)
        Prepared features. Halves are drawn by position: sort the rows by value where order must not matter.
    labels : array-like of shape (n_samples,)
        The reference clustering, 0 .. n_clusters - 1.
    n_repeats : int, default=20
        Pairs of halves. The mean agreement varies by 0.02 to 0.035 with 20, by 0.05 to 0.06 with 5.
    n_init : int, default=2
        Starts of each half's clustering.
    random_state : int, default=0
        The same number gives the same halves whatever the number of clusters.

    Returns
    -------
    Reproducibility

    Notes
    -----
    Adjusted Rand index: Hubert & Arabie (1985). Jaccard index per cluster: Hennig (2007), "Cluster-wise assessment of
    cluster stability". Prediction strength: Tibshirani & Walther (2005), with each half as the test set in turn.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.stability import reproduce
    >>> X = np.concatenate([np.linspace(0, 1, 40), np.linspace(9, 10, 40)])[:, None]
    >>> found = reproduce(X, np.repeat([0, 1], 40), n_repeats=3)
    >>> found.agreement, found.prediction_strength, found.jaccard.tolist()
    (1.0, 1.0, [1.0, 1.0])
    """
    points, reference = np.asarray(X, dtype=np.float64), np.asarray(labels, dtype=np.int64)
    n_clusters = int(reference.max()) + 1
    rng = np.random.default_rng(random_state)
    agreements, strengths, jaccards = [], [], []
    for _ in range(n_repeats):
        halves = _halves(len(points), rng)
        seed = int(rng.integers(_SEED_LIMIT))
        first, second = (_assign_all(points, half, n_clusters, n_init, seed) for half in halves)
        agreements.append(adjusted_rand(contingency(first, second, n_clusters=n_clusters)))
        tests = ((first, second, halves[0]), (second, first, halves[1]))
        strengths += [
            prediction_strength(contingency(own[half], other[half], n_clusters=n_clusters))
            for own, other, half in tests
        ]
        jaccards += [best_jaccard(contingency(reference, found, n_clusters=n_clusters)) for found in (first, second)]
    spread = float(np.std(agreements, ddof=1)) if n_repeats > 1 else 0.0
    return Reproducibility(
        float(np.mean(agreements)), spread, np.mean(jaccards, axis=0), float(np.mean(strengths)), len(points)
    )


def contingency(a: NDArray[np.int64], b: NDArray[np.int64], *, n_clusters: int) -> NDArray[np.int64]:
    """Count customers by their cluster in two clusterings.

    Parameters
    ----------
    a, b : ndarray of shape (n_samples,)
    n_clusters : int

    Returns
    -------
    ndarray of shape (n_clusters, n_clusters)
        Rows by ``a``, columns by ``b``.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.stability import contingency
    >>> contingency(np.array([0, 0, 1]), np.array([1, 1, 0]), n_clusters=2).tolist()
    [[0, 2], [1, 0]]
    """
    cells = np.bincount(a * n_clusters + b, minlength=n_clusters * n_clusters)
    return cells.reshape(n_clusters, n_clusters)


def adjusted_rand(table: NDArray[np.int64]) -> float:
    """Agreement of two clusterings over pairs of customers, corrected for chance.

    Parameters
    ----------
    table : ndarray of shape (n_clusters, n_clusters)
        A contingency table.

    Returns
    -------
    float
        1 where both group alike, about 0 where they agree by chance (Hubert & Arabie 1985, equation 5).

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.stability import adjusted_rand
    >>> adjusted_rand(np.array([[0, 3], [2, 0]])), adjusted_rand(np.array([[2, 2], [2, 2]]))
    (1.0, -0.16666666666666666)
    """
    together = _pairs(table)
    only_a, only_b = _pairs(table.sum(axis=1)) - together, _pairs(table.sum(axis=0)) - together
    apart = _pairs(table.sum()) - together - only_a - only_b
    if only_a == only_b == 0:
        return 1.0
    chance = (together + only_a) * (only_a + apart) + (together + only_b) * (only_b + apart)
    return 2 * (together * apart - only_a * only_b) / chance


def prediction_strength(table: NDArray[np.int64]) -> float:
    """Share of pairs of the worst row cluster that the columns keep together.

    Parameters
    ----------
    table : ndarray of shape (n_clusters, n_clusters)
        Contingency of a test half: rows its own clustering, columns the assignment by the other half's centres.

    Returns
    -------
    float
        0 to 1 (Tibshirani & Walther 2005, equation 2.1). A cluster of fewer than two customers counts as 0.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.stability import prediction_strength
    >>> prediction_strength(np.array([[4, 0], [2, 2]]))
    0.3333333333333333
    """
    size = table.sum(axis=1)
    kept = (table * (table - 1)).sum(axis=1)
    return float((kept / np.maximum(size * (size - 1), 1)).min())


def best_jaccard(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """Overlap of every row cluster with its best matching column cluster.

    Parameters
    ----------
    table : ndarray of shape (n_clusters, n_clusters)
        A contingency table: rows the reference.

    Returns
    -------
    ndarray of shape (n_clusters,)
        Customers in both over customers in either (Hennig 2007).

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.stability import best_jaccard
    >>> best_jaccard(np.array([[4, 0], [2, 2]])).round(3).tolist()
    [0.667, 0.5]
    """
    either = table.sum(axis=1)[:, np.newaxis] + table.sum(axis=0)[np.newaxis, :] - table
    best: NDArray[np.float64] = (table / np.maximum(either, 1)).max(axis=1)
    return best


def _pairs(counts: NDArray[np.int64] | np.int64) -> int:
    """Ordered pairs inside groups of these sizes, as a number that cannot overflow."""
    return int((counts * (counts - 1)).sum())


def _halves(n_samples: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut the rows in two random halves, each in the order of the rows."""
    order = rng.permutation(n_samples)
    return np.sort(order[: n_samples // 2]), np.sort(order[n_samples // 2 :])


def _assign_all(
    points: NDArray[np.float64], half: NDArray[np.int64], n_clusters: int, n_init: int, seed: int
) -> NDArray[np.int64]:
    """Cluster one half and give everybody the nearest of its centres."""
    found = cluster(points[half], n_clusters, n_init=n_init, random_state=seed)
    return nearest(points, found.centers)[0].astype(np.int64)
