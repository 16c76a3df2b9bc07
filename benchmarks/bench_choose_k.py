"""How long the evidence for K = 2 to 12 takes, against a loop of scikit-learn over the same K without any stability.

Ours also clusters 880 random halves and surveys the valleys; the loop has ten starts and the usual indices for each K.
One thread on both sides: set OMP_NUM_THREADS=1. Customers are log recency, orders and spend of one simulated cloud.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from coterie.model.selection import choose_k

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

REPEATS = 5
SIZES = (4_338, 20_000)
SILHOUETTE_SAMPLE = 10_000


def _customers(n: int) -> NDArray[np.float64]:
    """Simulate recency, orders and spend that hang together through one rate per customer."""
    rng = np.random.default_rng(0)
    rate = rng.gamma(0.8, 1.0, n)
    orders = 1 + rng.poisson(4 * rate)
    recency_days = 1 + np.floor(rng.exponential(200 / orders))
    spend = orders * np.exp(rng.normal(3, 0.7, n))
    logs = np.log(np.column_stack([recency_days, orders, spend]))
    scaled: NDArray[np.float64] = (logs - logs.mean(axis=0)) / logs.std(axis=0)
    return scaled


def _loop(X: NDArray[np.float64]) -> None:
    """Do what a careful notebook does."""
    for k in range(2, 13):
        labels = KMeans(k, n_init=10, random_state=0).fit_predict(X)
        silhouette_score(X, labels, sample_size=min(len(X), SILHOUETTE_SAMPLE), random_state=0)
        davies_bouldin_score(X, labels)
        calinski_harabasz_score(X, labels)


def _elapsed_s(work: Callable[[NDArray[np.float64]], object], X: NDArray[np.float64]) -> float:
    start = time.perf_counter()
    work(X)
    return time.perf_counter() - start


def measure() -> Iterator[tuple[str, str, float, float]]:
    """Yield each number of customers, in turns with the loop."""
    for n in SIZES:
        X = _customers(n)
        pairs = [(_elapsed_s(choose_k, X), _elapsed_s(_loop, X)) for _ in range(REPEATS)]
        ours, loop = (statistics.median(side) for side in zip(*pairs, strict=True))
        yield f"choose_k, {n:,} x 3, K = 2 to 12", "scikit-learn, no halves", ours, loop
