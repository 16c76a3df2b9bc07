"""Valley depth tells gaps between segments from cuts through one cloud.

In come prepared features and cluster labels; out come the depths of the valleys that separate the clusters. The one
rule of this module: a valley is a drop of density on the *best* path between two clusters, so a border that can be
walked around is no valley; and repeated values, which any density takes for groups, are first spread over their cells.

The construction is a merge tree of density peaks over a neighbour graph (Chazal, Guibas, Oudot & Skraba 2013,
"Persistence-based clustering in Riemannian manifolds") whose leaves are the clusters instead of the single peaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Landscape", "Merge", "Valleys", "find_valleys", "survey", "untie"]

_PEAK_QUANTILE = 0.95  # the single highest point raises false alarms of up to 43 %


@dataclass(frozen=True)
class Landscape:
    """Density at every customer and the graph of nearest neighbours.

    Parameters
    ----------
    points : ndarray of shape (n_samples, n_features)
    log_density : ndarray of shape (n_samples,)
        ``-n_features * log(distance to the k-th neighbour)``, up to a constant.
    neighbors : ndarray of shape (n_samples, n_neighbors), int64
        Row numbers of the nearest neighbours, the customer itself left out.
    """

    points: NDArray[np.float64]
    log_density: NDArray[np.float64]
    neighbors: NDArray[np.int64]


@dataclass(frozen=True)
class Merge:
    """One valley: two sets of clusters and the depth between them.

    Parameters
    ----------
    depth : float
        Logarithm of the lower peak's density over the saddle's.
    lower, higher : tuple of int
        Clusters on the side of the lower and of the higher peak.
    """

    depth: float
    lower: tuple[int, ...]
    higher: tuple[int, ...]


@dataclass(frozen=True)
class Valleys:
    """What separates the clusters.

    Parameters
    ----------
    merges : tuple of Merge
        ``n_clusters - 1`` valleys, from the highest saddle to the lowest.
    border_depth : ndarray of shape (n_clusters, n_clusters)
        Depth of the direct border of two clusters; infinite where others lie between them.
    """

    merges: tuple[Merge, ...]
    border_depth: NDArray[np.float64]

    @property
    def depth(self) -> float:
        """The shallowest valley."""
        return min(merge.depth for merge in self.merges)

    @property
    def deepest(self) -> Merge:
        """The deepest valley."""
        return max(self.merges, key=lambda merge: merge.depth)

    def shallow_borders(self, limit: float) -> tuple[tuple[int, int], ...]:
        """Name the pairs of clusters whose border is no deeper than ``limit``: they shade into one another.

        Parameters
        ----------
        limit : float

        Returns
        -------
        tuple of (int, int)
            Cluster numbers, the smaller first.

        Examples
        --------
        >>> import numpy as np
        >>> from coterie.model.valley import Valleys
        >>> Valleys((), np.array([[0.0, 0.1], [0.1, 0.0]])).shallow_borders(0.3)
        ((0, 1),)
        """
        pairs = np.argwhere(np.triu(self.border_depth <= limit, k=1))
        return tuple((int(a), int(b)) for a, b in pairs)


def untie(X: ArrayLike, random_state: int = 0) -> NDArray[np.float64]:
    """Spread repeated values evenly over their own cell, column by column.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features)
    random_state : int, default=0
        Decides which customer of a tie gets which place in the cell.

    Returns
    -------
    ndarray of shape (n_samples, n_features)
        Single values unchanged. A value that occurs c times fills c places from half-way to the value below to half-way
        to the value above; the outermost cells reach as far outwards as inwards.

    Notes
    -----
    Days, counts and prices repeat. A density would see each repeated value as a group of its own.

    Examples
    --------
    >>> from coterie.model.valley import untie
    >>> sorted(untie([[1.0], [1.0], [2.0], [4.0]]).ravel().tolist())
    [0.75, 1.25, 2.0, 4.0]
    """
    rng = np.random.default_rng(random_state)
    columns = np.asarray(X, dtype=np.float64).T
    return np.column_stack([_untie_column(column, rng.permutation(column.size)) for column in columns])


def _untie_column(column: NDArray[np.float64], order: NDArray[np.int64]) -> NDArray[np.float64]:
    """Spread one column; ``order`` decides the places within a tie."""
    values, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
    if values.size == 1:
        return column
    middles = (values[1:] + values[:-1]) / 2
    low = np.concatenate([[2 * values[0] - middles[0]], middles])
    high = np.concatenate([middles, [2 * values[-1] - middles[-1]]])
    by_value = np.lexsort((order, inverse))
    place = np.empty(column.size)
    place[by_value] = np.arange(column.size) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (place + 0.5) / counts[inverse]
    spread = low[inverse] + (high - low)[inverse] * share
    return np.where(counts[inverse] > 1, spread, column)


def survey(X: ArrayLike) -> Landscape:
    """Estimate the density at every customer and link it to its nearest neighbours.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features)
        Prepared features, at least two rows that differ.

    Returns
    -------
    Landscape
        With ``sqrt(n_samples) / 2`` neighbours, between 10 and 60.

    Notes
    -----
    Density by the k-th neighbour (Loftsgaarden & Quesenberry 1965). Where more than k customers are equal, that
    distance is taken as the smallest positive one of others, so that the density stays finite.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.valley import survey
    >>> survey(np.arange(20.0)[:, None]).neighbors.shape
    (20, 10)
    """
    points = np.ascontiguousarray(X, dtype=np.float64)
    n_samples, n_features = points.shape
    n_neighbors = min(round(min(max(np.sqrt(n_samples) / 2, 10), 60)), n_samples - 1)
    distances, found = cKDTree(points).query(points, k=n_neighbors + 1, workers=1)
    # among equal customers the tree may list another one first, so "itself" is not always column 0
    itself = found == np.arange(n_samples)[:, None]
    itself[~itself.any(axis=1), -1] = True
    neighbors = found[~itself].reshape(n_samples, n_neighbors)
    reach = distances[:, -1]
    least = reach[reach > 0].min() if reach.any() else _closest(points)
    return Landscape(points, -n_features * np.log(np.maximum(reach, least)), neighbors.astype(np.int64))


def _closest(points: NDArray[np.float64]) -> float:
    """Return the smallest distance between customers that differ."""
    distinct = np.unique(points, axis=0)
    distances, _ = cKDTree(distinct).query(distinct, k=2, workers=1)
    return float(distances[:, 1].min())


def find_valleys(landscapes: Sequence[Landscape], labels: ArrayLike) -> Valleys:
    """Measure the valleys between clusters.

    Parameters
    ----------
    landscapes : sequence of Landscape
        Of the same customers, at least one; several where repeated values were spread in several ways.
    labels : array-like of shape (n_samples,)
        Cluster numbers 0 .. n_clusters - 1, each of them used.

    Returns
    -------
    Valleys

    Notes
    -----
    The peak of a cluster is the 95 % quantile of the log density of its members. The saddle of two clusters is the
    highest, over the edges of the neighbour graph that cross their border, of the lower end's log density; clusters
    without such an edge get the density of their gap, ``-d log(smallest distance)``. Clusters merge along the highest
    saddles; the depth of a merge is the lower peak minus the saddle. exp(-0.3): the valley has 74 % of the lower
    peak's density. Peaks and saddles are medians over the landscapes: one spreading of ties moves a depth by 0.1.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.valley import find_valleys, survey
    >>> x = np.concatenate([np.linspace(0, 1, 50), np.linspace(9, 10, 50)])[:, None]
    >>> find_valleys([survey(x)], np.repeat([0, 1], 50)).depth > 1
    True
    """
    members = np.asarray(labels)
    n_clusters = int(members.max()) + 1
    peaks = np.median([_peaks(landscape, members, n_clusters) for landscape in landscapes], axis=0)
    crossings = np.median([_saddles(landscape, members, n_clusters) for landscape in landscapes], axis=0)
    saddles = _bridge(landscapes[0], members, crossings)
    border_depth = np.minimum(peaks[:, None], peaks[None, :]) - saddles
    np.fill_diagonal(border_depth, 0.0)
    return Valleys(_merge(peaks, saddles), border_depth)


def _peaks(landscape: Landscape, labels: NDArray[np.int64], n_clusters: int) -> list[np.floating]:
    """Find the height of every cluster."""
    return [np.quantile(landscape.log_density[labels == cluster], _PEAK_QUANTILE) for cluster in range(n_clusters)]


def _saddles(landscape: Landscape, labels: NDArray[np.int64], n_clusters: int) -> NDArray[np.float64]:
    """Find the highest crossing of every border; -inf where no edge crosses."""
    source, place = np.nonzero(labels[landscape.neighbors] != labels[:, None])
    target = landscape.neighbors[source, place]
    height = np.minimum(landscape.log_density[source], landscape.log_density[target])
    saddles = np.full((n_clusters, n_clusters), -np.inf)
    np.maximum.at(saddles, (labels[source], labels[target]), height)
    crossing: NDArray[np.float64] = np.maximum(saddles, saddles.T)
    return crossing


def _bridge(landscape: Landscape, labels: NDArray[np.int64], saddles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give clusters that no chain of edges connects the density of the gap between them."""
    _, island = connected_components(saddles > -np.inf, directed=False)
    bridged = saddles.copy()
    for a, b in np.argwhere(np.triu(island[:, None] != island[None, :])):
        gap, _ = cKDTree(landscape.points[labels == a]).query(landscape.points[labels == b], workers=1)
        bridged[a, b] = bridged[b, a] = -landscape.points.shape[1] * np.log(gap.min())
    return bridged


def _merge(peaks: NDArray[np.float64], saddles: NDArray[np.float64]) -> tuple[Merge, ...]:
    """Join clusters along the highest saddles, as Kruskal joins trees."""
    group: dict[int, tuple[int, ...]] = {cluster: (cluster,) for cluster in range(peaks.size)}
    merges = []
    first, second = np.triu_indices(peaks.size, k=1)
    for pair in np.argsort(-saddles[first, second], kind="stable"):
        a, b = group[int(first[pair])], group[int(second[pair])]
        if a == b:
            continue
        lower, higher = sorted((a, b), key=lambda members: float(peaks[list(members)].max()))
        depth = float(peaks[list(lower)].max() - saddles[first[pair], second[pair]])
        merges.append(Merge(depth, lower, higher))
        group.update(dict.fromkeys((*a, *b), (*a, *b)))
    return tuple(merges)
