"""Why a customer is in its segment, and what would move it.

Comes in: a scoring plan and one customer's basis values. Goes out: the pull of every feature, and for every feature the
smallest change of it alone that crosses a border. The rule of this module: all of it is read off the plan that assigned
the customer, nothing is estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

import numpy as np

from coterie.model.preparation import apply_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from coterie.tables import ScoringPlan

__all__ = ["Explanation", "Move", "Pull", "explain_customer", "original_value"]


@dataclass(frozen=True)
class Pull:
    """How much one feature holds a customer in its segment.

    Parameters
    ----------
    feature : str
        Its name.
    value, own_center, next_center : float
        Of the customer and of the centres of its own and the next segment, in the feature's own unit.
    share : float
        The feature's part of all pulls, -1 to 1: what it adds to the squared distance to the next centre over that to
        the own one, divided by the sum of the absolute parts. A negative one pulls towards the next segment, and the
        absolute shares sum to 1.
    """

    feature: str
    value: float
    own_center: float
    next_center: float
    share: float


@dataclass(frozen=True)
class Move:
    """The smallest change of one feature alone that puts the customer into another segment.

    Parameters
    ----------
    feature : str
        Its name.
    value_now, value_needed : float
        In the feature's own unit.
    segment_index : int
        The segment that the customer would be in.
    """

    feature: str
    value_now: float
    value_needed: float
    segment_index: int


@dataclass(frozen=True)
class Explanation:
    """Where a customer stands.

    Parameters
    ----------
    segment_index, next_index : int
        The own and the second nearest segment.
    pulls : tuple of Pull
        By weight.
    moves : tuple of Move
        The smallest change first.
    """

    segment_index: int
    next_index: int
    pulls: tuple[Pull, ...]
    moves: tuple[Move, ...]


def original_value(preparation: Mapping[str, float | None], prepared: float) -> float:
    """Turn a prepared value back into the feature's own unit.

    Parameters
    ----------
    preparation : Mapping
        One entry of ``ScoringPlan.preparation``.
    prepared : float
        In standard deviations.

    Returns
    -------
    float
        The value x with ``(g(x) - center) / scale = prepared``, g the signed logarithm where the plan has one; infinite
        where it is beyond what a double can hold.

    Examples
    --------
    >>> original_value({"log_unit": 1.0, "center": 0.0, "scale": 1.0}, 0.6931471805599453)
    1.0
    """
    value = prepared * float(preparation["scale"] or 1.0) + float(preparation["center"] or 0.0)
    unit = preparation.get("log_unit")
    if unit is None:
        return value
    with np.errstate(over="ignore"):
        return float(np.copysign(unit * np.expm1(abs(value)), value))


def explain_customer(
    plan: ScoringPlan,
    values: NDArray[np.float64],
    *,
    bounds: Sequence[tuple[float, float]],
    grains: Sequence[float],
) -> Explanation:
    """Explain one customer's segment.

    Parameters
    ----------
    plan : ScoringPlan
        What assigned the customer; at least two centres.
    values : ndarray of shape (n_features,)
        The customer's basis values in their own units, none missing.
    bounds : sequence of (float, float)
        Smallest and largest value seen of each feature; a move beyond them is not offered.
    grains : sequence of float
        The step in which people count each feature: 1 for orders and days, 0.01 for shares. A value that is needed for
        a move is rounded outwards to it.

    Returns
    -------
    Explanation
        Pulls sorted by weight, moves sorted by the change in standard deviations.

    Notes
    -----
    Along one feature j the border to centre c is crossed at t = (|z - c|^2 - |z - c1|^2) / (2 (c_j - c1_j)); the first
    crossing in either direction is exact, since the region of the nearest centre is convex. Where rounding outwards
    jumps over a thin region, the segment named is the one the rounded value falls into.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.tables import ScoringPlan
    >>> plain = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 1.0}
    >>> plan = ScoringPlan(("n_orders",), (plain,), 2.0**-20, np.array([[1.0], [6.0]]), ("a", "b"))
    >>> explain_customer(plan, np.array([2.0]), bounds=[(1, 9)], grains=[1.0]).moves
    (Move(feature='n_orders', value_now=2.0, value_needed=4.0, segment_index=1),)
    """
    prepared = apply_plan(plan.preparation, values[np.newaxis, :], grid=plan.grid)[0]
    squares = (prepared - plan.centers) ** 2
    order = np.argsort(squares.sum(axis=1), kind="stable")
    own, following = int(order[0]), int(order[1])
    moves = [
        move
        for j, direction in product(range(len(plan.features)), (1, -1))
        if (move := _move(plan, values, prepared, (own, j, direction), grain=grains[j])) is not None
        and bounds[j][0] <= move.value_needed <= bounds[j][1]
    ]
    return Explanation(own, following, _pulls(plan, squares, values, (own, following)), _by_effort(plan, moves))


def _pulls(
    plan: ScoringPlan, squares: NDArray[np.float64], values: NDArray[np.float64], pair: tuple[int, int]
) -> tuple[Pull, ...]:
    own, following = pair
    gaps = squares[following] - squares[own]
    total = np.abs(gaps).sum()
    shares = gaps / total if total > 0 else np.zeros_like(gaps)
    pulls = [
        Pull(
            feature,
            float(values[j]),
            original_value(plan.preparation[j], plan.centers[own, j]),
            original_value(plan.preparation[j], plan.centers[following, j]),
            float(shares[j]),
        )
        for j, feature in enumerate(plan.features)
    ]
    return tuple(sorted(pulls, key=lambda pull: -abs(pull.share)))


def _move(
    plan: ScoringPlan,
    values: NDArray[np.float64],
    prepared: NDArray[np.float64],
    ray: tuple[int, int, int],
    *,
    grain: float,
) -> Move | None:
    own, j, direction = ray
    step = _first_crossing(plan.centers, prepared, ray)
    if step is None:
        return None
    exact = original_value(plan.preparation[j], prepared[j] + step)
    if not isfinite(exact):
        return None
    needed = grain * float(ceil(exact / grain) if direction > 0 else floor(exact / grain))
    moved = values.copy()
    moved[j] = needed
    target = int(
        np.argmin(
            ((apply_plan(plan.preparation, moved[np.newaxis, :], grid=plan.grid) - plan.centers) ** 2).sum(axis=1)
        )
    )
    return None if target == own else Move(plan.features[j], float(values[j]), needed, target)


def _first_crossing(
    centers: NDArray[np.float64], prepared: NDArray[np.float64], ray: tuple[int, int, int]
) -> float | None:
    own, j, direction = ray
    distances = ((prepared - centers) ** 2).sum(axis=1)
    ahead = np.flatnonzero(direction * (centers[:, j] - centers[own, j]) > 0)
    if ahead.size == 0:
        return None
    steps = (distances[ahead] - distances[own]) / (2 * (centers[ahead, j] - centers[own, j]))
    return float(steps[np.argmin(np.abs(steps))])


def _by_effort(plan: ScoringPlan, moves: Sequence[Move]) -> tuple[Move, ...]:
    def effort(move: Move) -> float:
        j = plan.features.index(move.feature)
        both = np.full((2, len(plan.features)), 1.0)
        both[:, j] = move.value_now, move.value_needed
        prepared = apply_plan(plan.preparation, both, grid=plan.grid)[:, j]
        return float(abs(prepared[1] - prepared[0]))

    return tuple(sorted(moves, key=effort))
