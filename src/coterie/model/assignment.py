"""Customers by a fitted segmentation: a scoring plan and raw features in; segment, runner-up, distance and margin out.

Nothing is learnt here. The same plan gives the same answer for one customer or ten million, in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from coterie.model.imputation import complete
from coterie.model.lloyd import nearest
from coterie.model.preparation import apply_plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.tables import ScoringPlan

__all__ = ["Assignment", "assign"]

_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True)
class Assignment:
    """Where customers belong, and how clearly.

    Parameters
    ----------
    segment_index : ndarray of shape (n_samples,)
        Place of the nearest centre in the plan; -1 where a value is missing.
    next_index : ndarray of shape (n_samples,)
        Place of the second nearest; -1 where a value is missing or the plan has one centre.
    distance : ndarray of shape (n_samples,)
        To the nearest centre, in units of the prepared features; NaN where a value is missing.
    margin : ndarray of shape (n_samples,)
        (d2 - d1) / d2: 0 on a border, 1 on a centre or where there is but one; NaN where a value is missing.
    """

    segment_index: NDArray[np.int32]
    next_index: NDArray[np.int32]
    distance: NDArray[np.float64]
    margin: NDArray[np.float64]


def assign(plan: ScoringPlan, X: NDArray[np.float64]) -> Assignment:
    """Give every customer the segment whose centre is nearest.

    Parameters
    ----------
    plan : ScoringPlan
    X : ndarray of shape (n_samples, n_features)
        Raw features in the plan's order and units; NaN where a value is missing, which the plan may fill.

    Returns
    -------
    Assignment

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.assignment import assign
    >>> from coterie.tables import ScoringPlan
    >>> days = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 10.0}
    >>> plan = ScoringPlan(("recency_days",), (days,), 2.0**-20, np.array([[1.0], [5.0]]), ("a", "b"))
    >>> found = assign(plan, np.array([[20.0], [np.nan]]))
    >>> found.segment_index.tolist(), found.next_index.tolist(), found.margin.round(3).tolist()
    ([0, -1], [1, -1], [0.667, nan])
    """
    values = complete(plan, X)
    known = np.asarray(np.isfinite(values).all(axis=1))
    labels, distances, second = nearest(apply_plan(plan.preparation, values[known], grid=plan.grid), plan.centers)
    return Assignment(
        _spread(known, labels, np.int32(-1)),
        _spread(known, second, np.int32(-1)),
        _spread(known, distances[:, 0], np.float64(np.nan)),
        _spread(known, _margin(distances), np.float64(np.nan)),
    )


def _margin(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much nearer the first centre is than the second, as a share of the second distance."""
    first, second = distances.T
    share: NDArray[np.float64] = np.divide(first, second, where=second > 0, out=np.ones(len(first)))
    return 1.0 - share


def _spread(known: NDArray[np.bool_], values: NDArray[_T], missing: _T) -> NDArray[_T]:
    """Put the values of known rows at their places among all rows."""
    spread = np.full(len(known), missing)
    spread[known] = values
    return spread
