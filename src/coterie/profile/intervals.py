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
    from coterie.profile.ranks import Ranked

__all__ = ["ratio_interval"]

_DRAWS = 400
_CELLS = 128
_WINDOW_SIGMAS = 4.5


def ratio_interval(ranked: Ranked, segment: int, effect: Effect) -> tuple[float, float] | None:
    """95 % interval of the printed ratio, segment over base, by a joint bootstrap of both.

    Parameters
    ----------
    ranked : Ranked
    segment : int
    effect : Effect
        What :func:`compare` found for this segment.

    Returns
    -------
    (low, high) or None
        None where the base's typical value is 0 or nobody has a value.

    Notes
    -----
    Percentile bootstrap (Efron 1979) with 400 draws and a fixed seed. Segment and rest are drawn together as one
    multinomial over at most a few hundred cells of neighbouring values, because the base moves with the segment:
    with the base held still the interval has half the width. For medians the cells lie where a drawn median can
    fall; cost does not depend on the number of customers, and neither does row order matter.

    Examples
    --------
    >>> from coterie.profile.effects import compare
    >>> from coterie.profile.ranks import rank
    >>> spend = rank("monetary_total", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1, 1, 1, 0, 0, 0])
    >>> ratio_interval(spend, 0, compare(spend)[0])[1] > 1
    True
    """
    if effect.n == 0 or effect.n_rest == 0 or effect.base == 0:
        return None
    members, rest = ranked.members(segment), ranked.others(segment)
    edges = _edges(ranked.values, members, effect)
    inside, outside = _counts(members, edges), _counts(rest, edges)
    chances = np.concatenate([inside, outside]) / len(ranked.values)
    drawn = np.random.default_rng(0).multinomial(len(ranked.values), chances, size=_DRAWS)
    segment_draws, rest_draws = drawn[:, : len(inside)], drawn[:, len(inside) :]
    marks = _marks(ranked.values, edges)
    over = _drawn_typical(segment_draws, marks, effect.kind)
    under = _drawn_typical(segment_draws + rest_draws, marks, effect.kind)
    usable = (under != 0) & ~np.isnan(over)
    low, high = np.quantile(over[usable] / under[usable], (0.025, 0.975))
    return min(float(low), effect.ratio), max(float(high), effect.ratio)


def _edges(base: NDArray[np.float64], members: NDArray[np.float64], effect: Effect) -> NDArray[np.float64]:
    """Upper edges of the cells; one more cell lies above the last."""
    if effect.kind == "share above":
        return np.array([effect.threshold])
    windows = [_window(ordered, whole=effect.kind == "mean") for ordered in (base, members)]
    return np.unique(np.concatenate(windows))


def _window(ordered: NDArray[np.float64], *, whole: bool) -> NDArray[np.float64]:
    """Evenly spaced order statistics: of everything, or of where a drawn median can fall."""
    n = len(ordered)
    reach = n / 2 if whole else min(n / 2, _WINDOW_SIGMAS * np.sqrt(n) / 2 + 1)
    positions = np.linspace(n / 2 - reach, n / 2 + reach - 1, _CELLS)
    return ordered[np.clip(np.rint(positions).astype(np.int64), 0, n - 1)]


def _counts(ordered: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many values lie in each cell."""
    below = np.searchsorted(ordered, edges, "right")
    return np.diff(below, prepend=0, append=len(ordered))


def _marks(base: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean value of each cell; an empty cell takes its edge."""
    counts = _counts(base, edges)
    starts = np.cumsum(counts) - counts
    sums = np.add.reduceat(np.append(base, 0.0), np.minimum(starts, len(base)))
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.append(edges, edges[-1]))


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
