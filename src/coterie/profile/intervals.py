"""How sure a printed ratio is: segment over base, both drawn again together.

In: a feature in order and what was measured on it. Out: two limits. The one rule: the base moves with the segment,
so both come from the same draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.profile.effects import Effect, Kind
    from coterie.profile.ranks import Group, Ranked

__all__ = ["ratio_interval"]

_DRAWS = 400
_CELLS = 64
_WINDOW_SIGMAS = 4.5


def ratio_interval(ranked: Ranked, effect: Effect, *, segment: int) -> tuple[float, float] | None:
    """95 % interval of the printed ratio, segment over base, by a joint bootstrap of both.

    Parameters
    ----------
    ranked : Ranked
    effect : Effect
        What :func:`compare` found for the segment.
    segment : int

    Returns
    -------
    (low, high) or None
        None where the base's typical value is 0 or nobody has a value.

    Notes
    -----
    Percentile bootstrap (Efron 1979) with 400 draws and a fixed seed, as Poisson counts (Chamandy et al. 2012,
    "Estimating uncertainty for massive data streams"). Segment and rest are drawn over the same cells of neighbouring
    values and the base is their sum, because it moves with the segment: with the base held still the interval has half
    the width. For medians the cells lie where a drawn median can fall. Cost does not depend on the number of customers,
    and row order does not matter.

    Examples
    --------
    >>> from coterie.profile.effects import compare
    >>> from coterie.profile.ranks import rank
    >>> spend = rank("monetary_total", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], labels=[1, 1, 1, 0, 0, 0])
    >>> ratio_interval(spend, compare(spend)[0], segment=0)[1] > 1
    True
    """
    if effect.n == 0 or effect.n_rest == 0 or effect.base == 0:
        return None
    members, everybody = ranked.members(segment), ranked.everybody
    edges = _edges(everybody.values, members.values, effect)
    inside = _counts(members, edges)
    outside = _counts(everybody, edges) - inside
    random = np.random.default_rng(0)
    drawn_inside, drawn_outside = (random.poisson(counts, (_DRAWS, len(counts))) for counts in (inside, outside))
    marks = _marks(everybody.values, edges)
    over = _drawn_typical(drawn_inside, marks, effect.kind)
    under = _drawn_typical(drawn_inside + drawn_outside, marks, effect.kind)
    usable = (under != 0) & ~np.isnan(over + under)
    low, high = np.quantile(over[usable] / under[usable], (0.025, 0.975))
    return min(float(low), effect.ratio), max(float(high), effect.ratio)


def _edges(base: NDArray[np.float64], members: NDArray[np.float64], effect: Effect) -> NDArray[np.float64]:
    """Upper edges of the cells; one more cell lies above the last."""
    if effect.kind == "share above":
        return np.array([effect.threshold])
    place = _spread_out if effect.kind == "mean" else _around_median
    return np.unique(np.concatenate([place(base), place(members)]))


def _around_median(ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut where a drawn median can fall; the first cut sets the smallest such value apart from all below it."""
    n = len(ordered)
    reach = min(n / 2, _WINDOW_SIGMAS * np.sqrt(n) / 2 + 1)
    places = np.rint(np.linspace(n / 2 - reach, n / 2 + reach - 1, _CELLS)).astype(np.int64)
    found = ordered[np.clip(places, 0, n - 1)]
    return np.append(np.nextafter(found[0], -np.inf), found)


def _spread_out(ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut into cells of equal counts and of equal squares: few large values decide how far a mean can move."""
    squares = np.cumsum(ordered * ordered)
    shares = np.linspace(0, 1, _CELLS)
    by_count = np.rint(shares * (len(ordered) - 1)).astype(np.int64)
    by_square = np.searchsorted(squares, shares * squares[-1]).clip(0, len(ordered) - 1)
    return np.asarray(ordered[np.concatenate([by_count, by_square])])


def _counts(group: Group, edges: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many values lie in each cell."""
    return np.diff(group.count_to(edges), prepend=0, append=len(group))


def _marks(base: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean value of each cell; an empty cell takes its edge."""
    ends = np.append(np.searchsorted(base, edges, "right"), len(base))
    starts = np.append(0, ends[:-1])
    sums = np.add.reduceat(np.append(base, 0.0), starts)
    return np.where(ends > starts, sums / np.maximum(ends - starts, 1), np.append(edges, edges[-1]))


def _drawn_typical(draws: NDArray[np.int64], marks: NDArray[np.float64], kind: Kind) -> NDArray[np.float64]:
    """Typical value of each draw; NaN for an empty one."""
    totals = draws.sum(axis=1)
    safe = np.where(totals > 0, totals, np.nan)
    if kind == "share above":
        return np.asarray(draws[:, -1] / safe)
    if kind == "mean":
        return np.asarray(draws @ marks / safe)
    middle = (2 * draws.cumsum(axis=1) >= totals[:, None]).argmax(axis=1)
    return np.where(totals > 0, marks[middle], np.nan)
