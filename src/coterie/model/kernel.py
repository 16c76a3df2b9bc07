"""The one loop that touches every customer: points and centres in; labels, sums, weights and inertia out.

A compiled function may take the place of :func:`lloyd_pass`; seeding, stopping, restarts and empty clusters stay with
the caller. The one rule: a point's distance is computed from that point and the centre alone, dimension by dimension
in order, so its bits depend neither on its place in a block nor on the number of threads (a matrix product promises
neither). Differences are taken before squares, so a large common offset costs no digits.

Points are read column by column: Fortran order is fastest, any order is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Pass", "blocks", "lloyd_pass", "squared_distances_inplace"]

_BLOCK_CELLS = 1 << 16


@dataclass(frozen=True)
class Pass:
    """What one pass over the points found.

    Parameters
    ----------
    sums : ndarray of shape (n_clusters, n_features)
        Weighted sum of the points of each cluster.
    weights : ndarray of shape (n_clusters,)
        Total weight of each cluster.
    inertia : float
        Weighted sum of squared distances to the nearest centre, in squared units of the points.
    n_changed : int
        Points whose label is not the one they came with.
    """

    sums: NDArray[np.float64]
    weights: NDArray[np.float64]
    inertia: float
    n_changed: int


def lloyd_pass(
    X: NDArray[np.float64],
    sample_weight: NDArray[np.float64],
    centers: NDArray[np.float64],
    labels_out: NDArray[np.int32],
) -> Pass:
    """Give every point its nearest centre and add the points up per cluster.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        IN: points.
    sample_weight : ndarray of shape (n_samples,)
        IN: how often each point counts, zero or more.
    centers : ndarray of shape (n_clusters, n_features)
        IN: centres. Of equally near centres the first one wins.
    labels_out : ndarray of shape (n_samples,)
        IN, OUT: the number of each point's centre; what it holds before is only compared.

    Returns
    -------
    Pass

    Notes
    -----
    One assignment step and the sums of one update step of Lloyd (1982), "Least squares quantization in PCM". On points
    that are whole multiples of one power of two the sums are exact, hence the same in any order of the points.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.kernel import lloyd_pass
    >>> labels = np.full(3, -1, dtype=np.int32)
    >>> found = lloyd_pass(np.array([[0.0], [1.0], [9.0]]), np.ones(3), np.array([[0.0], [8.0]]), labels)
    >>> labels.tolist(), found.sums.ravel().tolist(), found.inertia, found.n_changed
    ([0, 0, 1], [1.0, 9.0], 2.0, 3)
    """
    n_clusters, n_features = centers.shape
    sums = np.zeros((n_features, n_clusters))
    weights = np.zeros(n_clusters)
    inertia, n_changed = 0.0, 0
    for rows, distances, buffer in blocks(len(X), n_clusters):
        points, weight = X[rows], sample_weight[rows]
        squared_distances_inplace(points, centers, distances, buffer)
        labels = _nearest_inplace(distances)
        n_changed += int(np.count_nonzero(labels != labels_out[rows]))
        labels_out[rows] = labels
        index = labels.astype(np.intp)
        scratch = buffer[0]
        for feature in range(n_features):
            np.multiply(points[:, feature], weight, out=scratch)
            sums[feature] += np.bincount(index, weights=scratch, minlength=n_clusters)
        weights += np.bincount(index, weights=weight, minlength=n_clusters)
        inertia += float(np.multiply(distances[0], weight, out=scratch).sum())
    return Pass(np.ascontiguousarray(sums.T), weights, inertia, n_changed)


def blocks(n_samples: int, n_clusters: int) -> Iterator[tuple[slice, NDArray[np.float64], NDArray[np.float64]]]:
    """Cut the rows into blocks and lend each one two buffers that stay in the cache.

    Parameters
    ----------
    n_samples, n_clusters : int
        Points in all; centres.

    Yields
    ------
    rows : slice
    distances, buffer : ndarray of shape (n_clusters, n_rows)
        Memory to write into; the next block gets the same.

    Examples
    --------
    >>> from coterie.model.kernel import blocks
    >>> [(rows, distances.shape) for rows, distances, _ in blocks(3, 2)]
    [(slice(0, 3, None), (2, 3))]
    """
    size = max(_BLOCK_CELLS // n_clusters, 1024)
    memory = np.empty((2, n_clusters, min(size, n_samples)))
    for start in range(0, n_samples, size):
        stop = min(start + size, n_samples)
        distances, buffer = memory[:, :, : stop - start]
        yield slice(start, stop), distances, buffer


def squared_distances_inplace(
    X: NDArray[np.float64],
    centers: NDArray[np.float64],
    distances_out: NDArray[np.float64],
    buffer: NDArray[np.float64],
) -> None:
    """Write the squared distance of every point to every centre.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        IN: points.
    centers : ndarray of shape (n_clusters, n_features)
        IN: centres.
    distances_out, buffer : ndarray of shape (n_clusters, n_samples)
        OUT: squared distances, one row per centre; scratch memory.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.kernel import squared_distances_inplace
    >>> distances, buffer = np.empty((2, 1, 2))
    >>> squared_distances_inplace(np.array([[3.0, 4.0], [0.0, 1.0]]), np.zeros((1, 2)), distances, buffer)
    >>> distances.tolist()
    [[25.0, 1.0]]
    """
    np.subtract(X[:, 0], centers[:, 0, np.newaxis], out=distances_out)
    np.multiply(distances_out, distances_out, out=distances_out)
    for feature in range(1, X.shape[1]):
        np.subtract(X[:, feature], centers[:, feature, np.newaxis], out=buffer)
        np.multiply(buffer, buffer, out=buffer)
        np.add(distances_out, buffer, out=distances_out)


def _nearest_inplace(distances: NDArray[np.float64]) -> NDArray[np.unsignedinteger]:
    """Return the row of each column's least entry, the first of equals; leave that entry in row 0."""
    n_clusters, n_samples = distances.shape
    kind = np.min_scalar_type(n_clusters)
    labels = np.zeros(n_samples, dtype=kind)
    closer = np.empty(n_samples, dtype=bool)
    best = distances[0]
    for cluster in range(1, n_clusters):
        np.less(distances[cluster], best, out=closer)
        np.minimum(distances[cluster], best, out=best)
        np.maximum(labels, np.multiply(closer, kind.type(cluster)), out=labels)
    return labels
