"""How good is a division into clusters: points and labels in, one number out (silhouettes also one per customer).

Inertia and the indices built on centres need one pass over the points. The silhouette needs all pairs, so beyond a
stated number of customers it is taken on a sample, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.utils import check_consistent_length

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "SilhouetteResult",
    "calinski_harabasz",
    "davies_bouldin",
    "dunn_centroid",
    "inertia",
    "silhouette",
]

_PAIRS_AT_ONCE = 1 << 16


@dataclass(frozen=True)
class SilhouetteResult:
    """Silhouettes of the customers they were computed on.

    Parameters
    ----------
    mean : float
        Between -1 and 1: how much nearer customers are to their own cluster than to the next one.
    per_sample : ndarray of shape (n_used,)
        One silhouette per customer, sorted by cluster, then by the values of the features.
    labels : ndarray of shape (n_used,)
        Their clusters.
    rows : ndarray of shape (n_used,)
        Their places in the input.
    n_used : int
        Customers used: all, or the size of the sample.
    """

    mean: float
    per_sample: NDArray[np.float64]
    labels: NDArray[np.int64]
    rows: NDArray[np.intp]
    n_used: int


def silhouette(
    X: ArrayLike, labels: ArrayLike, *, max_samples: int = 10_000, random_state: int = 0
) -> SilhouetteResult:
    """Compare each customer's distance to its own cluster with that to the next one.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
        Prepared features.
    labels : array of shape (n_samples,)
        Clusters: at least two, fewer than customers.
    max_samples : int
        Where there are more customers, so many are drawn, at least one of each cluster, and only distances among them
        count.
    random_state : int
        Seed of the draw. Rows are sorted by value first: their order plays no part.

    Returns
    -------
    SilhouetteResult

    Notes
    -----
    Rousseeuw (1987), "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis":
    s = (b - a) / max(a, b), a the mean distance to the rest of the own cluster, b the least mean distance to another;
    0 for a cluster of one. Time grows with the square of the customers used, memory only with their number.

    Examples
    --------
    >>> from coterie.model.metrics import silhouette
    >>> result = silhouette([[0.0], [1.0], [9.0], [9.0]], [0, 0, 1, 1])
    >>> round(result.mean, 3), result.per_sample.round(3).tolist()
    (0.941, [0.889, 0.875, 1.0, 1.0])
    """
    points, codes = _checked(X, labels)
    rows = np.lexsort((*points.T[::-1], codes))
    if len(rows) > max_samples:
        rows = rows[_draw(codes[rows], max_samples, random_state)]
    per_sample = _silhouettes(np.asfortranarray(points[rows]), codes[rows])
    return SilhouetteResult(float(per_sample.mean()), per_sample, np.asarray(labels)[rows], rows, len(rows))


def inertia(X: ArrayLike, labels: ArrayLike) -> float:
    """Return the sum of squared distances to the mean of the own cluster.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
        Prepared features.
    labels : array of shape (n_samples,)
        Clusters.

    Returns
    -------
    float
        In squared units of the features.

    Notes
    -----
    MacQueen (1967), "Some methods for classification and analysis of multivariate observations".

    Examples
    --------
    >>> from coterie.model.metrics import inertia
    >>> inertia([[0.0], [2.0], [9.0]], [0, 0, 1])
    2.0
    """
    return float(_shape(*_checked(X, labels, fewest=1)).squares.sum())


def davies_bouldin(X: ArrayLike, labels: ArrayLike) -> float:
    """Return how much clusters overlap with their worst neighbour, on average; lower is better.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
        Prepared features.
    labels : array of shape (n_samples,)
        Clusters: at least two, fewer than customers.

    Returns
    -------
    float
        From 0; a pair of clusters on one centre counts for nothing, as in scikit-learn.

    Notes
    -----
    Davies & Bouldin (1979), "A cluster separation measure": the mean over clusters of the largest
    (s_i + s_j) / d_ij, s the mean distance to the centre, d the distance between centres.

    Examples
    --------
    >>> from coterie.model.metrics import davies_bouldin
    >>> davies_bouldin([[0.0], [2.0], [9.0], [11.0]], [0, 0, 1, 1])
    0.2222222222222222
    """
    shape = _shape(*_checked(X, labels))
    spread = shape.mean_distances()
    apart = shape.distances_between()
    apart[apart == 0] = np.inf
    return float(((spread[:, np.newaxis] + spread) / apart).max(axis=1).mean())


def calinski_harabasz(X: ArrayLike, labels: ArrayLike) -> float:
    """Return the variance between clusters over the variance within; higher is better.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
        Prepared features.
    labels : array of shape (n_samples,)
        Clusters: at least two, fewer than customers.

    Returns
    -------
    float
        From 0; 1 where every customer lies on its centre, as in scikit-learn.

    Notes
    -----
    Caliński & Harabasz (1974), "A dendrite method for cluster analysis":
    (B / (k - 1)) / (W / (n - k)), B and W the sums of squares between and within clusters.

    Examples
    --------
    >>> from coterie.model.metrics import calinski_harabasz
    >>> calinski_harabasz([[0.0], [2.0], [9.0], [11.0]], [0, 0, 1, 1])
    40.5
    """
    points, codes = _checked(X, labels)
    shape = _shape(points, codes)
    n, k = len(points), len(shape.sizes)
    off_mean = ((shape.centers - points.mean(axis=0)) ** 2).sum(axis=1)
    between, within = float((shape.sizes * off_mean).sum()), float(shape.squares.sum())
    return between * (n - k) / (within * (k - 1)) if within > 0 else 1.0


def dunn_centroid(X: ArrayLike, labels: ArrayLike) -> float:
    """Return the distance of the closest two centres over the width of the widest cluster; higher is better.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
        Prepared features.
    labels : array of shape (n_samples,)
        Clusters: at least two, fewer than customers.

    Returns
    -------
    float
        From 0; infinite where every customer lies on its centre.

    Notes
    -----
    Bezdek & Pal (1998), "Some new indexes of cluster validity": the generalised Dunn index with set distance 4 (between
    centres) and diameter 3 (twice the mean distance to the centre). Dunn's own (1974) takes the single nearest and
    farthest pairs, hence hangs on two customers and needs all pairs.

    Examples
    --------
    >>> from coterie.model.metrics import dunn_centroid
    >>> dunn_centroid([[0.0], [2.0], [9.0], [11.0]], [0, 0, 1, 1])
    4.5
    """
    shape = _shape(*_checked(X, labels))
    apart = shape.distances_between()
    np.fill_diagonal(apart, np.inf)
    width = 2 * float(shape.mean_distances().max())
    return float(apart.min()) / width if width > 0 else float(np.inf)


@dataclass(frozen=True)
class _Shape:
    """What the indices built on centres need to know."""

    codes: NDArray[np.intp]
    sizes: NDArray[np.intp]
    centers: NDArray[np.float64]
    squares: NDArray[np.float64]
    """Squared distance of every customer to its own centre."""

    def mean_distances(self) -> NDArray[np.float64]:
        """Return the mean distance to the centre, per cluster."""
        return np.asarray(np.bincount(self.codes, weights=np.sqrt(self.squares)) / self.sizes, dtype=np.float64)

    def distances_between(self) -> NDArray[np.float64]:
        """Return the distances between centres, a square table."""
        squares: NDArray[np.float64] = ((self.centers[:, np.newaxis] - self.centers) ** 2).sum(axis=2)
        return np.sqrt(squares)


def _checked(X: ArrayLike, labels: ArrayLike, fewest: int = 2) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return points and cluster codes 0 ..; refuse too few or too many clusters."""
    points = np.asarray(X, dtype=np.float64)
    check_consistent_length(points, labels)
    names, codes = np.unique(np.asarray(labels), return_inverse=True)
    if fewest > 1 and not fewest <= len(names) < len(points):
        raise ValueError(f"{len(names)} clusters of {len(points)} customers: needs 2 or more, and fewer than customers")
    return points, codes


def _shape(points: NDArray[np.float64], codes: NDArray[np.intp]) -> _Shape:
    """Compute centres and squared distances, column by column."""
    sizes = np.bincount(codes)
    centers = np.empty((len(sizes), points.shape[1]))
    squares = np.zeros(len(points))
    for feature, column in enumerate(points.T):
        centers[:, feature] = np.bincount(codes, weights=column) / sizes
        squares += (column - centers[codes, feature]) ** 2
    return _Shape(codes, sizes, centers, squares)


def _draw(codes: NDArray[np.intp], size: int, seed: int) -> NDArray[np.intp]:
    """Draw places of sorted codes, the first of each code among them; return them in order."""
    first = np.unique(codes, return_index=True)[1]
    others = np.setdiff1d(np.arange(len(codes)), first, assume_unique=True)
    more = np.random.RandomState(seed).choice(others, max(size - len(first), 0), replace=False)
    return np.sort(np.concatenate([first, more]))


def _silhouettes(points: NDArray[np.float64], codes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Compute the silhouette of every point; points come sorted by cluster."""
    _, starts, codes, sizes = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
    height = max(_PAIRS_AT_ONCE // len(points), 1)
    sums = np.empty((len(points), len(starts)))
    for top in range(0, len(points), height):
        block = slice(top, top + height)
        sums[block] = np.add.reduceat(_distances(points[block], points), starts, axis=1)
    own = np.arange(len(points)), codes
    inside = sums[own] / np.maximum(sizes[codes] - 1, 1)
    sums /= sizes
    sums[own] = np.inf
    outside = sums.min(axis=1)
    widest = np.maximum(inside, outside)
    result = np.divide(outside - inside, widest, out=np.zeros(len(points)), where=widest > 0)
    return np.where(sizes[codes] > 1, result, 0.0)


def _distances(rows: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the distance of every row to every point."""
    total = np.zeros((len(rows), len(points)))
    for feature in range(points.shape[1]):
        difference = rows[:, feature, np.newaxis] - points[:, feature]
        total += np.multiply(difference, difference, out=difference)
    return np.sqrt(total, out=total)
