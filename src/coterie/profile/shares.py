"""How many members a statement holds for, and whether that is most of them.

In: a yes or no per customer and the customer's segment. Out: :class:`Proportion`. The one rule: "most" needs its
Wilson limit too, so that small segments claim less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MIN_CLEAR", "Z95", "Proportion", "Strength", "majority", "proportion", "wilson"]

Strength = Literal["clear", "weak"]

Z95 = 1.959963984540054
MIN_CLEAR = 10
"""Segments of fewer customers never carry a clear claim."""


@dataclass(frozen=True)
class Proportion:
    """A share of a segment's members, with its Wilson interval, beside the same share of rest and base.

    Examples
    --------
    >>> Proportion(100, 0.79, 0.70, 0.86, 0.2, 0.3).base
    0.3
    """

    n: int
    share: float
    low: float
    high: float
    rest: float
    base: float


def wilson(n_true: float, n: float) -> tuple[float, float]:
    """95 % limits of a share.

    Parameters
    ----------
    n_true, n : float
        How many of how many.

    Returns
    -------
    low, high : float
        0 and 1 where n is 0.

    Notes
    -----
    Wilson (1927), without continuity correction.

    Examples
    --------
    >>> [round(limit, 3) for limit in wilson(8, 10)]
    [0.49, 0.943]
    """
    if n <= 0:
        return 0.0, 1.0
    p, z2 = n_true / n, Z95**2
    center = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, float(center - half)), min(1.0, float(center + half))


def proportion(holds: NDArray[np.bool_], labels: NDArray[np.int64], segment: int) -> Proportion:
    """Count how many members a statement holds for, beside rest and base.

    Parameters
    ----------
    holds : ndarray of bool, shape (n_samples,)
    labels : ndarray of int, shape (n_samples,)
    segment : int

    Returns
    -------
    Proportion

    Examples
    --------
    >>> proportion(np.array([True, True, False]), np.array([0, 0, 1]), 0).share
    1.0
    """
    inside = labels == segment
    n, true = int(inside.sum()), int(np.count_nonzero(holds & inside))
    n_rest, base_true = len(labels) - n, int(np.count_nonzero(holds))
    low, high = wilson(true, n)
    return Proportion(
        n,
        true / n if n else 0.0,
        low,
        high,
        (base_true - true) / n_rest if n_rest else 0.0,
        base_true / len(labels) if len(labels) else 0.0,
    )


def majority(share: Proportion) -> Strength | None:
    """Say whether most members are so: clear from two thirds, weak from a half.

    Parameters
    ----------
    share : Proportion

    Returns
    -------
    {'clear', 'weak'} or None

    Examples
    --------
    >>> majority(Proportion(100, 0.79, 0.70, 0.86, 0.2, 0.3))
    'clear'
    """
    most = share.share >= 2 / 3
    if most and share.low > 1 / 2 and share.n >= MIN_CLEAR:
        return "clear"
    return "weak" if share.share >= 1 / 2 and (most or share.low > 1 / 2) else None
