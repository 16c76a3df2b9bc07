"""How many members a statement holds for, and whether that is most of them.

In: a yes or no per customer and the customer's segment. Out: :class:`Proportion`. The one rule: "most" needs its
Wilson limit too, so that small segments claim less.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MIN_CLEAR", "Z95", "Proportion", "Strength", "majority", "proportion", "wilson"]

Strength = Literal["clear", "weak"]

Z95, _Z_SURE = 1.959963984540054, 3.0
MIN_CLEAR = 10
"""Segments of fewer customers never carry a clear claim."""
_POINTS = 0.05


@dataclass(frozen=True)
class Proportion:
    """How many of a segment's members a statement holds for, and of all others.

    Parameters
    ----------
    n_true, n : int
        Of the members.
    n_rest_true, n_rest : int
        Of all other customers.

    Examples
    --------
    >>> found = Proportion(79, 100, 221, 900)
    >>> found.share, found.base
    (0.79, 0.3)
    """

    n_true: int
    n: int
    n_rest_true: int
    n_rest: int

    @property
    def share(self) -> float:
        """Of the members; 0 of none."""
        return self.n_true / max(self.n, 1)

    @property
    def rest(self) -> float:
        """Of all others; 0 of none."""
        return self.n_rest_true / max(self.n_rest, 1)

    @property
    def base(self) -> float:
        """Of all customers; 0 of none."""
        return (self.n_true + self.n_rest_true) / max(self.n + self.n_rest, 1)

    @property
    def limits(self) -> tuple[float, float]:
        """95 % limits of the members' share (Wilson 1927)."""
        return wilson(self.n_true, self.n)

    @property
    def difference(self) -> float:
        """The members' share minus that of all others."""
        return self.share - self.rest

    @property
    def difference_limits(self) -> tuple[float, float]:
        """95 % limits of the difference: Newcombe (1998), method 10."""
        (low, high), (rest_low, rest_high) = self.limits, wilson(self.n_rest_true, self.n_rest)
        below = math.hypot(self.share - low, rest_high - self.rest)
        return self.difference - below, self.difference + math.hypot(high - self.share, self.rest - rest_low)

    @property
    def surplus(self) -> float:
        """What the members' share surely has over that of all others: Newcombe (1998), method 10, 99.7 % limit."""
        low, high = wilson(self.n_true, self.n, z=_Z_SURE)[0], wilson(self.n_rest_true, self.n_rest, z=_Z_SURE)[1]
        return self.share - self.rest - math.hypot(self.share - low, high - self.rest)


def wilson(n_true: float, n: float, *, z: float = Z95) -> tuple[float, float]:
    """Limits of a share.

    Parameters
    ----------
    n_true, n : float
        How many of how many.
    z : float
        Standard errors; the default gives 95 % limits.

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
    p, z2 = n_true / n, z * z
    center = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, center - half), min(1.0, center + half)


def proportion(holds: NDArray[np.bool_], labels: NDArray[np.int64], *, segment: int) -> Proportion:
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
    >>> proportion(np.array([True, True, False]), np.array([0, 0, 1]), segment=0).share
    1.0
    """
    inside = labels == segment
    n, n_true, all_true = int(inside.sum()), int(np.count_nonzero(holds & inside)), int(np.count_nonzero(holds))
    return Proportion(n_true, n, all_true - n_true, len(labels) - n)


def majority(share: Proportion) -> Strength | None:
    """Say whether most members are so: clear from two thirds and more than among the rest, weak from a half.

    Parameters
    ----------
    share : Proportion

    Returns
    -------
    {'clear', 'weak'} or None

    Notes
    -----
    Clear needs the lower limit above a half, and the share surely 5 points above that of the rest: where two thirds
    of *all* customers are so, segments drawn at random would otherwise be called so clearly, some and not others.

    Examples
    --------
    >>> majority(Proportion(79, 100, 221, 900)), majority(Proportion(79, 100, 630, 900))
    ('clear', 'weak')
    """
    most, low = share.share >= 2 / 3, share.limits[0]
    if most and low > 1 / 2 and share.surplus >= _POINTS and share.n >= MIN_CLEAR:
        return "clear"
    return "weak" if share.share >= 1 / 2 and (most or low > 1 / 2) else None
