"""Rows with equal values are one weighted point: rows in, distinct points and the place of every row among them out.

The points come in an order that their values alone give. Whatever is drawn, added or compared in that order depends
neither on the order of the rows, nor on whether a row is written twice or weighs double.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Points", "distinct_points"]

_STEP = 2.0**-20
_EXACT_WHOLE = 2.0**53
"""Doubles hold every whole number up to here."""


@dataclass(frozen=True)
class Points:
    """Distinct points and how often each counts.

    Parameters
    ----------
    values : ndarray of shape (n_points, n_features)
        Column by column in memory.
    weight : ndarray of shape (n_points,)
        Zero or more.
    """

    values: NDArray[np.float64]
    weight: NDArray[np.float64]

    @cached_property
    def mean(self) -> NDArray[np.float64]:
        """Weighted mean of every column."""
        total = np.array([(column * self.weight).sum() for column in self.values.T])
        return np.asarray(total / self.weight.sum(), dtype=np.float64)

    @cached_property
    def scatter(self) -> float:
        """Weighted sum of squared distances to the mean."""
        return float(
            sum(
                (np.square(column - mean) * self.weight).sum()
                for column, mean in zip(self.values.T, self.mean, strict=True)
            )
        )

    @cached_property
    def add_exactly(self) -> bool:
        """Whether sums are exact in any order: multiples of 2**-20 with whole weights, few and small enough."""
        steps = self.values / _STEP
        whole = (steps == np.rint(steps)).all() and (self.weight == np.rint(self.weight)).all()
        return bool(whole and np.abs(steps).max() * self.weight.sum() < _EXACT_WHOLE)

    def present(self) -> Points:
        """Return the points that count at all.

        Returns
        -------
        Points

        Examples
        --------
        >>> import numpy as np
        >>> from coterie.model.points import Points
        >>> Points(np.array([[1.0], [2.0]]), np.array([0.0, 1.0])).present().values.tolist()
        [[2.0]]
        """
        counts = self.weight > 0
        return self if counts.all() else Points(np.asfortranarray(self.values[counts]), self.weight[counts])

    def sums(self, labels: NDArray[np.int32], n_clusters: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Add the points up per cluster.

        Parameters
        ----------
        labels : ndarray of shape (n_points,)
        n_clusters : int

        Returns
        -------
        sums : ndarray of shape (n_clusters, n_features)
        weights : ndarray of shape (n_clusters,)

        Examples
        --------
        >>> import numpy as np
        >>> from coterie.model.points import Points
        >>> Points(np.array([[1.0], [2.0]]), np.array([3.0, 1.0])).sums(np.array([0, 0]), 1)
        (array([[5.]]), array([4.]))
        """
        sums, weights = np.empty((n_clusters, self.values.shape[1])), np.empty(n_clusters)
        weights[:] = np.bincount(labels, weights=self.weight, minlength=n_clusters)
        for feature, column in enumerate(self.values.T):
            sums[:, feature] = np.bincount(labels, weights=column * self.weight, minlength=n_clusters)
        return sums, weights

    def squares(self, labels: NDArray[np.int32], centers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Measure the squared distance of every point to its own centre.

        Parameters
        ----------
        labels : ndarray of shape (n_points,)
        centers : ndarray of shape (n_clusters, n_features)

        Returns
        -------
        ndarray of shape (n_points,)

        Examples
        --------
        >>> import numpy as np
        >>> from coterie.model.points import Points
        >>> Points(np.array([[1.0], [2.0]]), np.ones(2)).squares(np.array([0, 1]), np.array([[0.0], [5.0]]))
        array([1., 9.])
        """
        squares = np.zeros(len(labels))
        for feature, column in enumerate(self.values.T):
            squares += np.square(column - centers[labels, feature])
        return squares


def distinct_points(
    X: NDArray[np.float64], sample_weight: NDArray[np.float64] | None = None
) -> tuple[Points, NDArray[np.intp]]:
    """Join equal rows.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        Rows without missing values.
    sample_weight : ndarray of shape (n_samples,), optional
        How often each row counts; once where nothing is given.

    Returns
    -------
    points : Points
    place : ndarray of shape (n_samples,)
        Which point every row is.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.points import distinct_points
    >>> points, place = distinct_points(np.array([[7.0], [1.0], [7.0]]))
    >>> points.values.ravel().tolist(), points.weight.tolist(), place.tolist()
    ([1.0, 7.0], [1.0, 2.0], [1, 0, 1])
    """
    X = np.asfortranarray(X) + 0.0  # no negative zeros: they equal zero but have other bits
    weight = np.ones(len(X)) if sample_weight is None else sample_weight
    order, new = _value_order(X, weight)
    place = np.empty(len(X), dtype=np.intp)
    place[order] = np.cumsum(new) - 1
    return Points(np.asfortranarray(X[order[new]]), np.add.reduceat(weight[order], np.flatnonzero(new))), place


def _value_order(X: NDArray[np.float64], weight: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return an order of the rows that depends on values alone, and where in it a new value begins.

    One number per row is sorted: 0.1 ms for 10,000 x 3, where sorting by the columns takes 2.6 ms. Its factors, powers
    of e, are independent over the rationals; where distinct rows share a number all the same, the columns decide.
    """
    key = np.zeros(len(X))
    for column, factor in zip(X.T, np.exp(np.arange(X.shape[1]) / X.shape[1]), strict=True):
        key += column * factor
    order = np.argsort(key) if (weight == weight[0]).all() else np.lexsort((weight, key))
    new = _steps(X[order])
    if (new != _steps(key[order, np.newaxis])).any():
        order = np.lexsort((weight, *X.T[::-1]))
        new = _steps(X[order])
    return order, new


def _steps(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the first row and each one that differs from the row before."""
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return new
