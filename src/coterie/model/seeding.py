"""Where a descent starts: distinct weighted points in, first centres out.

The points come in an order of their values, so a draw depends on the data and the seed, never on the order of the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from coterie.model.kernel import squared_distances_inplace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.model.points import Points

__all__ = ["seed_centers"]


def seed_centers(
    points: Points,
    n_clusters: int,
    *,
    method: Literal["k-means++", "random"],
    random_state: np.random.RandomState,
) -> NDArray[np.float64]:
    """Draw the first centres from the points.

    Parameters
    ----------
    points : Points
        Distinct points, each with a weight above zero.
    n_clusters : int
        Where there are no more points than this, every point becomes a centre and the last one fills up.
    method : {'k-means++', 'random'}
        Far from the centres drawn before, or each point by its weight.
    random_state : RandomState
        Where the draws come from.

    Returns
    -------
    ndarray of shape (n_clusters, n_features)

    Notes
    -----
    Arthur & Vassilvitskii (2007), "k-means++: the advantages of careful seeding", in its greedy form: of
    2 + ln(n_clusters) candidates the one that lowers the inertia most is taken, as their section 5.1 proposes.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.points import Points
    >>> from coterie.model.seeding import seed_centers
    >>> points = Points(np.array([[0.0], [0.1], [9.0]]), np.ones(3))
    >>> start = seed_centers(points, 2, method="k-means++", random_state=np.random.RandomState(0))
    >>> sorted(start.ravel().tolist())
    [0.1, 9.0]
    """
    values, weight = points.values, points.weight
    if len(values) <= n_clusters:
        return values[np.minimum(np.arange(n_clusters), len(values) - 1)]
    if method == "random":
        return values[random_state.choice(len(values), n_clusters, replace=False, p=weight / weight.sum())]
    return _far_apart(points, n_clusters, random_state)


def _far_apart(points: Points, n_clusters: int, random_state: np.random.RandomState) -> NDArray[np.float64]:
    """Draw each next centre in proportion to the squared distance to those drawn before, the best of a few."""
    values, weight = points.values, points.weight
    n_trials = 2 + int(np.log(n_clusters))
    trials, scratch = np.empty((2, n_trials, len(values)))
    chosen = [int(_draw(weight, random_state, 1)[0])]
    nearest, spare = np.empty((2, 1, len(values)))
    squared_distances_inplace(values, values[chosen], nearest, spare)
    for _ in range(1, n_clusters):
        candidates = _draw(nearest[0] * weight, random_state, n_trials)
        squared_distances_inplace(values, values[candidates], trials, scratch)
        np.minimum(trials, nearest, out=trials)
        best = int(np.multiply(trials, weight, out=scratch).sum(axis=1).argmin())
        nearest[0] = trials[best]
        chosen.append(int(candidates[best]))
    return values[chosen]


def _draw(mass: NDArray[np.float64], random_state: np.random.RandomState, size: int) -> NDArray[np.intp]:
    """Draw places in proportion to their mass; a place without mass is never drawn."""
    reached = np.cumsum(mass)
    places: NDArray[np.intp] = np.searchsorted(reached, random_state.uniform(size=size) * reached[-1], side="right")
    return places
