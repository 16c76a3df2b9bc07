"""Clumps of ties are groups that one value of one column explains.

In come the columns in their own units and the members of a group; out comes the value that reproduces the group, if one
does. The one rule of this module: a group that a person could write down as a rule is no finding of a clustering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["ValueRule", "value_rule"]


@dataclass(frozen=True, order=True)
class ValueRule:
    """A group that is everyone with one value of a column.

    Parameters
    ----------
    column : str
    value : float
        In the column's own unit.
    is_statement : bool
        Whether the column holds nothing but 0 and 1, so that the value says whether it is true.

    Examples
    --------
    >>> ValueRule("orders", 1.0).phrase, ValueRule("phone service", 0.0, is_statement=True).phrase
    ('with orders = 1', 'without phone service')
    """

    column: str
    value: float
    is_statement: bool = False

    def __str__(self) -> str:
        """Return the rule as an equation."""
        return f"{self.column} = {self.value:g}"

    @property
    def phrase(self) -> str:
        """The rule as it is written in a sentence."""
        if self.is_statement:
            return f"{'with' if self.value else 'without'} {self.column}"
        return f"with {self}"


def value_rule(
    values: NDArray[np.float64], members: NDArray[np.bool_], *, names: Sequence[str], overlap: float
) -> ValueRule | None:
    """Find the value of one column that reproduces a group.

    Parameters
    ----------
    values : ndarray of shape (n_samples, n_features)
        Columns in their own units.
    members : ndarray of shape (n_samples,), bool
        Who is in the group.
    names : sequence of str
        The columns' names.
    overlap : float
        Least Jaccard index of the group and those who have the value, 0 to 1.

    Returns
    -------
    ValueRule or None
        The best one; of equals the first column's smallest value.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.ties import value_rule
    >>> orders = np.array([[1.0], [1.0], [2.0], [3.0]])
    >>> str(value_rule(orders, orders[:, 0] == 1, names=["n_orders"], overlap=0.9))
    'n_orders = 1'
    """
    found = [_commonest(column, members) for column in values.T]
    best = max(range(len(found)), key=lambda i: found[i][0])
    score, value = found[best]
    is_statement = bool(np.isin(values[:, best], (0.0, 1.0)).all())
    return ValueRule(names[best], value, is_statement) if score >= overlap else None


def _commonest(column: NDArray[np.float64], members: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the overlap of the group with the holders of its best matching value, and that value."""
    distinct, place = np.unique(column, return_inverse=True)
    holders = np.bincount(place)
    inside = np.bincount(place[members], minlength=distinct.size)
    overlap = inside / (members.sum() + holders - inside)
    best = int(overlap.argmax())
    return float(overlap[best]), float(distinct[best])
