"""What takes the place of a missing value: the middle one of the others.

Comes in: values with gaps. Goes out: one value for each column. The rule of this module: it is learnt once, from the
values alone, and stored with the plan, so that a new customer with the same gap is read in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["filled", "learn_fills"]

_HALF = 0.5


def learn_fills(
    X: NDArray[np.float64],
    groups: Sequence[str],
    *,
    zero_one: Sequence[bool],
    by: Literal["median", "mean"] = "median",
) -> tuple[float, ...]:
    """Learn what fills the gaps of each column.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        Values, NaN where missing; every column has at least one.
    groups : sequence of str, one per column
        The 0/1 columns of one category carry its name; all others are empty.
    zero_one : sequence of bool, one per column
        Whether its values are 0 and 1.
    by : {'median', 'mean'}
        What fills a number.

    Returns
    -------
    tuple of float
        The median or mean of a number, the more frequent of 0 and 1, the most frequent level of a category.

    Examples
    --------
    >>> X = np.array([[1.0, 0.0], [2.0, 1.0], [9.0, 1.0], [np.nan, np.nan]])
    >>> learn_fills(X, ["", ""], zero_one=[False, True])
    (2.0, 1.0)
    """
    means = np.array([np.mean(np.sort(column[~np.isnan(column)])) for column in X.T])
    fills = []
    for place, column in enumerate(X.T):
        if groups[place]:
            members = [other for other, group in enumerate(groups) if group == groups[place]]
            first = max(members, key=lambda other: means[other])
            fills.append(1.0 if place == first else 0.0)
        elif zero_one[place]:
            fills.append(1.0 if means[place] > _HALF else 0.0)
        elif by == "mean":
            fills.append(float(means[place]))
        else:
            fills.append(float(np.median(column[~np.isnan(column)])))
    return tuple(fills)


def filled(X: NDArray[np.float64], fills: Sequence[float | None]) -> NDArray[np.float64]:
    """Fill the gaps of each column.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        Values, NaN where missing.
    fills : sequence of (float or None), one per column
        What takes the place; None leaves the gaps.

    Returns
    -------
    ndarray of shape (n_samples, n_features)
        A new array.

    Examples
    --------
    >>> filled(np.array([[np.nan, np.nan]]), [2.0, None])
    array([[ 2., nan]])
    """
    values = np.array([np.nan if fill is None else fill for fill in fills])
    return np.where(np.isnan(X), values, X)
