"""Clumps of ties are groups that one value of one column explains.

In come the columns in their own units and the members of a group; out comes the rule that reproduces the group, if one
does. The one rule of this module: a group that a person could write down as a rule is no finding of a clustering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["ValueRule", "value_rule"]


@dataclass(frozen=True, order=True)
class ValueRule:
    """A group that is everyone with some value of a column.

    Parameters
    ----------
    column : str
    relation : {'=', '<=', '>='}
    value : float
        In the column's own unit.
    """

    column: str
    relation: Literal["=", "<=", ">="]
    value: float

    def __str__(self) -> str:
        """Return the rule as it is written in a sentence."""
        words = {"=": "=", "<=": "of at most", ">=": "of at least"}[self.relation]
        return f"{self.column} {words} {self.value:g}"


def value_rule(
    values: NDArray[np.float64], members: NDArray[np.bool_], *, names: Sequence[str], overlap: float
) -> ValueRule | None:
    """Find the rule on one column that reproduces a group.

    Parameters
    ----------
    values : ndarray of shape (n_samples, n_features)
        Columns in their own units.
    members : ndarray of shape (n_samples,), bool
        Who is in the group.
    names : sequence of str
        The columns' names.
    overlap : float
        Least Jaccard index of the group and those whom the rule picks, 0 to 1.

    Returns
    -------
    ValueRule or None
        The best one; of equals the first column's, and a single value before a bound.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.ties import value_rule
    >>> orders = np.array([[1.0], [1.0], [2.0], [3.0]])
    >>> str(value_rule(orders, orders[:, 0] == 1, names=["n_orders"], overlap=0.9))
    'n_orders = 1'
    >>> str(value_rule(orders, orders[:, 0] > 1, names=["n_orders"], overlap=0.9))
    'n_orders of at least 2'
    """
    found = [
        scored for name, column in zip(names, values.T, strict=True) for scored in _scored_rules(name, column, members)
    ]
    score, rule = max(found, key=lambda scored: scored[0])
    return rule if score >= overlap else None


def _scored_rules(name: str, column: NDArray[np.float64], members: NDArray[np.bool_]) -> list[tuple[float, ValueRule]]:
    """Score the best rule of each relation on one column."""
    distinct, place = np.unique(column, return_inverse=True)
    holders = np.bincount(place)
    inside = np.bincount(place[members], minlength=distinct.size)
    relations: tuple[tuple[Literal["=", "<=", ">="], NDArray[np.int64], NDArray[np.int64]], ...] = (
        ("=", inside, holders),
        ("<=", np.cumsum(inside), np.cumsum(holders)),
        (">=", np.cumsum(inside[::-1])[::-1], np.cumsum(holders[::-1])[::-1]),
    )
    scored = []
    for relation, both, picked in relations:
        overlap = both / (inside.sum() + picked - both)
        best = int(overlap.argmax())
        scored.append((float(overlap[best]), ValueRule(name, relation, float(distinct[best]))))
    return scored
