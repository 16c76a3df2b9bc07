"""How long K-means takes from one start to convergence, against scikit-learn's Lloyd on one thread."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import numpy as np
from sklearn.cluster import KMeans as Sklearn
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no annotations

from coterie.model.kmeans import KMeans
from coterie.model.preparation import Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

CASES = ((2_000, 3, 6), (10_000, 3, 6), (10_000, 3, 12), (200_000, 5, 8))
REPEATS = 5
MOST_PASSES = 10_000


def _customers(n_samples: int, n_features: int) -> NDArray[np.float64]:
    """Make overlapping groups that share a direction, as logged recency, orders and spend do; standardised."""
    draw = np.random.RandomState(0)
    groups = draw.standard_normal((5, n_features))[draw.choice(5, n_samples)]
    logged = groups + draw.standard_normal((n_samples, 1)) + 0.7 * draw.standard_normal((n_samples, n_features))
    return np.asarray(Grid().fit_transform((logged - logged.mean(axis=0)) / logged.std(axis=0)))


def _elapsed_s(fit: Callable[[NDArray[np.float64]], object], X: NDArray[np.float64]) -> float:
    start = time.perf_counter()
    fit(X)
    return time.perf_counter() - start


def measure() -> Iterator[tuple[str, str, float, float]]:
    """Yield every size, in turns with scikit-learn; both end at the same inertia."""
    for n_samples, n_features, n_clusters in CASES:
        X = _customers(n_samples, n_features)
        start = X[np.random.RandomState(1).choice(n_samples, n_clusters, replace=False)]
        ours = KMeans(n_clusters, init=start, tol=0, max_iter=MOST_PASSES)
        theirs = Sklearn(n_clusters, init=start, n_init=1, tol=0, max_iter=MOST_PASSES)
        with threadpool_limits(1):
            pairs = [(_elapsed_s(ours.fit, X), _elapsed_s(theirs.fit, X)) for _ in range(REPEATS)]
        mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
        np.testing.assert_allclose(ours.inertia_, theirs.inertia_, rtol=1e-9)
        yield f"KMeans {n_samples} x {n_features}, k = {n_clusters}", "scikit-learn, one thread", mine, other
