"""Where labels go, so that none covers another.

In: anchors and sizes of labels in any one unit of length. Out: positions in that unit. The one rule: the same anchors
and sizes give the same positions, and a label stays as near to its anchor as the others allow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

__all__ = ["place_labels", "spread"]

_RINGS = 24
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


def spread(positions: ArrayLike, gap: float, *, low: float, high: float) -> NDArray[np.float64]:
    """Move positions on a line apart until they are ``gap`` from one another, keeping their order.

    Parameters
    ----------
    positions : array-like of shape (n,)
    gap : float
        Least distance between two; smaller where ``low`` to ``high`` does not hold them all.
    low, high : float

    Returns
    -------
    ndarray of shape (n,)

    Examples
    --------
    >>> spread([1.0, 1.0, 5.0], 2, low=0, high=10).tolist()
    [1.0, 3.0, 5.0]
    """
    start = np.asarray(positions, dtype=np.float64)
    if start.size == 0:
        return start
    step = min(gap, (high - low) / max(start.size - 1, 1))
    order = np.argsort(start, kind="stable")
    ladder = step * np.arange(start.size)
    rungs = np.clip(np.maximum.accumulate(start[order] - ladder), low, high - ladder[-1])
    moved = np.empty_like(start)
    moved[order] = rungs + ladder
    return moved


def place_labels(
    anchors: ArrayLike, sizes: ArrayLike, *, box: tuple[float, float, float, float], distance: float
) -> NDArray[np.float64]:
    """Place a label beside each anchor, off all other labels and anchors.

    Parameters
    ----------
    anchors : array-like of shape (n, 2)
    sizes : array-like of shape (n, 2)
        Width and height of each label.
    box : tuple of four float
        Left, bottom, right, top of the room there is.
    distance : float
        From an anchor to the edge of its label, at the nearest; also the room that every anchor keeps free.

    Returns
    -------
    ndarray of shape (n, 2)
        The middle of each label. Where there is no free place at all, the nearest one inside the box is taken.

    Examples
    --------
    >>> place_labels([[10, 10], [12, 10]], [[8, 2], [8, 2]], box=(0, 0, 40, 20), distance=1).tolist()
    [[5.0, 10.0], [17.0, 10.0]]
    """
    points = np.asarray(anchors, dtype=np.float64).reshape(-1, 2)
    extents = np.asarray(sizes, dtype=np.float64).reshape(-1, 2) / 2
    marks = [(point, np.full(2, distance * 0.9)) for point in points]
    placed: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for own, (point, half) in enumerate(zip(points, extents, strict=True)):
        taken = placed + marks[:own] + marks[own + 1 :]
        inside = [place for place in _candidates(point, half, distance) if _within(place, half, box)]
        free = (place for place in inside if not any(_overlap(place, half, *other) for other in taken))
        placed.append((next(free, inside[0] if inside else point), half))
    return np.array([place for place, _ in placed]).reshape(-1, 2)


def _candidates(
    point: NDArray[np.float64], half: NDArray[np.float64], distance: float
) -> Iterator[NDArray[np.float64]]:
    """Eight places around the anchor, then the same farther away."""
    for ring in range(_RINGS):
        reach = distance + ring * half[1]
        for side in _SIDES:
            yield point + np.array(side) * (half + reach)


def _within(place: NDArray[np.float64], half: NDArray[np.float64], box: tuple[float, float, float, float]) -> bool:
    """Whether a label lies inside the box."""
    return bool(np.all(place - half >= box[:2]) and np.all(place + half <= box[2:]))


def _overlap(
    place: NDArray[np.float64],
    half: NDArray[np.float64],
    other: NDArray[np.float64],
    other_half: NDArray[np.float64],
) -> bool:
    """Whether two rectangles, given by middle and half extent, share more than an edge."""
    return bool(np.all(np.abs(place - other) < half + other_half))
