"""K-means around the kernel: points in, the best of several descents out.

Equal rows are joined to one weighted point and points are sorted by value before anything random happens, so neither
the order of the rows nor writing a row twice instead of weighing it double can change a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from sklearn.utils import check_random_state

from coterie.model.kernel import blocks, lloyd_pass, squared_distances_inplace, two_nearest
from coterie.model.points import Points, distinct_points
from coterie.model.seeding import seed_centers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["LloydResult", "cluster", "distances_to", "nearest"]

_SEED_LIMIT = np.iinfo(np.int32).max
_BETTER = 1 - 1e-9
"""A later start wins only by more than rounding, so that mirror-image optima do not depend on the last bit."""


@dataclass(frozen=True)
class LloydResult:
    """A clustering and how it was reached.

    Parameters
    ----------
    centers : ndarray of shape (n_clusters, n_features)
        Centres, in the units of the points. Sorted by value unless starts were given.
    labels : ndarray of shape (n_samples,)
        The number of each row's nearest centre.
    inertia : float
        Weighted sum of squared distances to the nearest centre.
    n_iter : int
        Passes of the best start.
    history : tuple of (float, float)
        Inertia before, and root of the summed squared centre shifts after, each pass of the best start.
    """

    centers: NDArray[np.float64]
    labels: NDArray[np.int32]
    inertia: float
    n_iter: int
    history: tuple[tuple[float, float], ...]


def cluster(
    X: NDArray[np.float64],
    n_clusters: int,
    *,
    random_state: int | np.random.RandomState | None,
    sample_weight: NDArray[np.float64] | None = None,
    init: Literal["k-means++", "random"] | NDArray[np.float64] = "k-means++",
    n_init: int = 1,
    max_iter: int = 300,
    tol: float = 0.0,
) -> LloydResult:
    """Divide points into clusters so that each is near the mean of its own.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        Points; no missing values.
    n_clusters : int
    random_state : int, RandomState or None
        Where the starts come from.
    sample_weight : ndarray of shape (n_samples,), optional
        How often each row counts, zero or more, not all zero.
    init : {'k-means++', 'random'} or array of shape (n_clusters, n_features)
        How starts are drawn, or the start itself; then cluster i is the one that started at row i.
    n_init : int
        Starts; the one of least inertia is kept, the first of equals.
    max_iter : int
        Most passes of one start.
    tol : float
        A start ends when the summed squared shift of its centres is not above this share of the mean variance of the
        columns, or when no label changes.

    Returns
    -------
    LloydResult

    Notes
    -----
    Lloyd (1982), "Least squares quantization in PCM". An empty cluster moves to the point farthest from its centre.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.lloyd import cluster
    >>> result = cluster(np.array([[9.0], [0.0], [1.0], [8.0]]), 2, random_state=0)
    >>> result.centers.ravel().tolist(), result.labels.tolist(), result.inertia
    ([0.5, 8.5], [1, 0, 0, 1], 1.0)
    """
    points, place = distinct_points(X, sample_weight)
    present = points.present()
    draws = check_random_state(random_state).randint(_SEED_LIMIT, size=n_init)
    starts = _drawn(present, n_clusters, init, draws) if isinstance(init, str) else iter([np.array(init, dtype=float)])
    least_shift = tol * present.scatter / (present.weight.sum() * X.shape[1])
    best = _descend(present, next(starts), max_iter, least_shift)
    for start in starts:
        other = _descend(present, start, max_iter, least_shift)
        best = other if other.inertia < best.inertia * _BETTER else best
    centers = _sorted_rows(best.centers) if isinstance(init, str) else best.centers
    labels = nearest(points.values, centers)[0]
    return LloydResult(centers, labels[place], best.inertia, len(best.history), best.history)


def nearest(
    X: NDArray[np.float64], centers: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.int32]]:
    """Find the nearest and the second nearest centre of every point.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    centers : ndarray of shape (n_clusters, n_features)

    Returns
    -------
    labels : ndarray of shape (n_samples,)
        The nearest centre, the first of equals.
    distances : ndarray of shape (n_samples, 2)
        Distance to the nearest and to the second nearest; the latter infinite where there is one centre.
    second_labels : ndarray of shape (n_samples,)
        The second nearest centre; -1 where there is one centre.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.lloyd import nearest
    >>> labels, distances, second = nearest(np.array([[1.0], [7.0]]), np.array([[0.0], [5.0], [9.0]]))
    >>> labels.tolist(), distances.tolist(), second.tolist()
    ([0, 1], [[1.0, 4.0], [2.0, 2.0]], [1, 2])
    """
    labels, distances = np.empty((2, len(X)), dtype=np.int32), np.empty((2, len(X)))
    for rows, squares, buffer in blocks(len(X), len(centers)):
        squared_distances_inplace(X[rows], centers, squares, buffer)
        first_labels, distances[0, rows], distances[1, rows] = two_nearest(squares)
        squares[first_labels, np.arange(squares.shape[1])] = np.inf
        labels[0, rows], labels[1, rows] = first_labels, two_nearest(squares)[0]
    if len(centers) == 1:
        labels[1] = -1
    return labels[0], np.sqrt(distances.T), labels[1]


def distances_to(X: NDArray[np.float64], centers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure the distance of every point to every centre.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    centers : ndarray of shape (n_clusters, n_features)

    Returns
    -------
    ndarray of shape (n_samples, n_clusters)

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.lloyd import distances_to
    >>> distances_to(np.array([[3.0, 4.0]]), np.array([[0.0, 0.0], [3.0, 5.0]])).tolist()
    [[5.0, 1.0]]
    """
    distances = np.empty((len(X), len(centers)))
    for rows, squares, buffer in blocks(len(X), len(centers)):
        squared_distances_inplace(X[rows], centers, squares, buffer)
        np.sqrt(squares.T, out=distances[rows])
    return distances


@dataclass(frozen=True)
class _Descent:
    """Where one start ended, and its record."""

    centers: NDArray[np.float64]
    inertia: float
    history: tuple[tuple[float, float], ...]


def _drawn(
    points: Points, n_clusters: int, method: Literal["k-means++", "random"], seeds: NDArray[np.int64]
) -> Iterator[NDArray[np.float64]]:
    """Draw one start per seed."""
    for seed in seeds:
        generator = np.random.RandomState(seed)
        yield seed_centers(points, n_clusters, method=method, random_state=generator)


def _sorted_rows(centers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the centres in the order of their values, so that their numbers follow from the data."""
    return centers[np.lexsort(centers.T[::-1])]


def _descend(points: Points, centers: NDArray[np.float64], max_iter: int, least_shift: float) -> _Descent:
    """Follow one start until its centres rest or the passes are used up."""
    labels, slack = np.full(len(points.values), -1, dtype=np.int32), np.zeros(len(points.values))
    sums, weights = np.zeros(centers.shape), np.zeros(len(centers))
    history: list[tuple[float, float]] = []
    for _ in range(max_iter):
        change = lloyd_pass(points.values, points.weight, centers, labels, slack)
        sums, weights = sums + change[0], weights + change[1]
        if not points.add_exactly:
            sums, weights = points.sums(labels, len(centers))
        inertia = _inertia(points, sums, weights, centers)
        means = centers.copy() if weights.all() else _fill_inplace(points, centers, labels, slack, sums, weights)
        np.divide(sums, weights[:, np.newaxis], out=means, where=weights[:, np.newaxis] > 0)
        shifts = np.sqrt(np.square(means - centers).sum(axis=1))
        history.append((inertia, float(np.sqrt(np.square(shifts).sum()))))
        slack -= _approach(shifts).take(labels)
        centers = means
        if history[-1][1] ** 2 <= least_shift:
            break
    lloyd_pass(points.values, points.weight, centers, labels, slack)
    return _Descent(centers, float((points.squares(labels, centers) * points.weight).sum()), tuple(history))


def _inertia(
    points: Points, sums: NDArray[np.float64], weights: NDArray[np.float64], centers: NDArray[np.float64]
) -> float:
    """Return the inertia from the clusters' sums, without looking at a point: good to about 1e-15 of the scatter."""
    off_mean = centers - points.mean
    moments = sums - weights[:, np.newaxis] * points.mean
    return max(points.scatter + float((off_mean * (weights[:, np.newaxis] * off_mean - 2 * moments)).sum()), 0.0)


def _approach(shifts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much, at most, the lead of each centre has shrunk: its own shift and the largest other one."""
    if len(shifts) == 1:
        return shifts
    others = np.full(len(shifts), shifts.max())
    others[shifts.argmax()] = np.partition(shifts, -2)[-2]
    return np.asarray(shifts + others, dtype=np.float64)


def _fill_inplace(
    points: Points,
    centers: NDArray[np.float64],
    labels: NDArray[np.int32],
    slack: NDArray[np.float64],
    sums: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return centres of which the empty ones lie on far points; such a point leaves its cluster for none.

    Where every point is on a centre, an empty cluster stays where it is.
    """
    empty = np.flatnonzero(weights == 0)
    moved = _far_points(points, labels, centers, len(empty))
    np.subtract.at(weights, labels[moved], points.weight[moved])
    np.subtract.at(sums, labels[moved], points.weight[moved, np.newaxis] * points.values[moved])
    labels[moved], slack[moved] = -1, 0.0
    filled = centers.copy()
    filled[empty[: len(moved)]] = points.values[moved]
    return filled


def _far_points(points: Points, labels: NDArray[np.int32], centers: NDArray[np.float64], n_wanted: int) -> list[int]:
    """Choose the points farthest from their own centre, from clusters that keep at least one other point."""
    squares = points.squares(labels, centers)
    left = np.bincount(labels, minlength=len(centers))
    chosen: list[int] = []
    for point in np.argsort(-squares, kind="stable"):
        if len(chosen) == n_wanted or squares[point] == 0:
            break
        if left[labels[point]] > 1:
            left[labels[point]] -= 1
            chosen.append(int(point))
    return chosen
