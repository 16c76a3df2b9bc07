"""RFM groups to fall back on where clusters would not be found again.

Terciles of recency and of value, collapsed into at most six groups that say what they are. A group is cut by plain
numbers: a customer who comes later is assigned by the same numbers, and equal customers share a group.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from coterie.errors import ConfigError, DataError
from coterie.model.rfm.scores import Cuts, apply_cuts, learn_cuts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["RFMBaseline", "rfm_baseline"]

_HALF = 0.5
_RECENT, _MIDDLE, _LEAST = 0, 1, 2
_BANDS = (_RECENT, _MIDDLE, _LEAST)
_PERIOD_WORDS = {
    (_RECENT,): "Recent",
    (_RECENT, _MIDDLE): "Recent",
    (_MIDDLE,): "Less recent",
    (_MIDDLE, _LEAST): "Less recent",
    (_LEAST,): "Least recent",
    _BANDS: "",
}
_VALUE_WORDS = {2: ("frequent buyers", "occasional buyers"), 3: ("high spenders", "lower spenders")}
_VALUE_RULES = {2: ("{} orders or more", "fewer than {} orders"), 3: ("spend of {} or more", "spend below {}")}


@dataclass(frozen=True)
class RFMBaseline:
    """Groups of customers by recency and value, and the numbers that cut them.

    Parameters
    ----------
    names : tuple of str
        Name of each group, most recent first, then highest value.
    definitions : tuple of str
        The same in numbers.
    cuts : tuple of tuple of float
        Cut points of recency in days, and of value: money, or orders where no money is known.
    cells : tuple of tuple of int
        The group of each score of recency (rows, from 1) and value (columns, from 1).
    n_measures : int
        3 with money, 2 without.
    labels : ndarray of shape (n_samples,), int64
        The group of each customer that it was learnt from; -1 where a value is missing. Empty when read back.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.rfm import rfm_baseline
    >>> baseline = rfm_baseline(np.array([[1.0, 9.0, 90.0], [50.0, 2.0, 10.0], [99.0, 1.0, 5.0]]))
    >>> baseline.names
    ('Recent customers', 'Less recent customers', 'Least recent customers')
    >>> baseline.assign([[2.0, 4.0, 95.0]])
    array([0])
    """

    names: tuple[str, ...]
    definitions: tuple[str, ...]
    cuts: Cuts
    cells: tuple[tuple[int, ...], ...]
    n_measures: int
    labels: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64), repr=False, compare=False)

    def assign(self, X: ArrayLike) -> NDArray[np.int64]:
        """Return the group of each customer, new or old.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_measures)
            Recency in days, number of orders, and money where the groups were learnt with it.

        Returns
        -------
        ndarray of shape (n_samples,), int64
            Place in `names`; -1 where recency or value is missing.
        """
        values, known = _recency_and_value(X, (self.n_measures,))
        groups = np.full(len(values), -1, dtype=np.int64)
        scores = apply_cuts(values[known], self.cuts)
        groups[known] = np.array(self.cells)[scores[:, 0] - 1, scores[:, 1] - 1]
        return groups

    def to_dict(self) -> dict[str, Any]:
        """Return all but the labels as plain lists, strings and numbers.

        Returns
        -------
        dict
        """
        return {
            "names": list(self.names),
            "definitions": list(self.definitions),
            "cuts": [list(column) for column in self.cuts],
            "cells": [list(row) for row in self.cells],
            "n_measures": self.n_measures,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Return the groups as `to_dict` wrote them.

        Parameters
        ----------
        stored : mapping
            From `to_dict`.

        Returns
        -------
        RFMBaseline
            Without labels.
        """
        return cls(
            tuple(stored["names"]),
            tuple(stored["definitions"]),
            tuple(tuple(map(float, column)) for column in stored["cuts"]),
            tuple(tuple(map(int, row)) for row in stored["cells"]),
            int(stored["n_measures"]),
        )


def rfm_baseline(X: ArrayLike, *, n_bins: int = 3, min_share: float = 0.05) -> RFMBaseline:
    """Group customers by recency and value.

    Parameters
    ----------
    X : array-like of shape (n_samples, 3) or (n_samples, 2)
        Recency in days, number of orders, and money where it is known. Value is money, or else the number of orders.
    n_bins : int
        Scores per measure. The best value score is "high"; recency is "recent" at its best score, "least recent" at its
        worst.
    min_share : float
        Share of customers that a group has at least, 0 to 1/2. What would be smaller joins its neighbour.

    Returns
    -------
    RFMBaseline
        At most six groups: three by recency, each split by value.

    Raises
    ------
    DataError
        Not two or three columns, or no customer with a recency and a value.
    ConfigError
        `n_bins` or `min_share` is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.rfm import rfm_baseline
    >>> days = np.arange(1.0, 91.0)
    >>> spend = np.tile([100.0, 20.0, 10.0], 30)
    >>> baseline = rfm_baseline(np.column_stack([days, np.ones(90), spend]))
    >>> baseline.names[:2], baseline.definitions[0]
    (('Recent high spenders', 'Recent lower spenders'), 'last order less than 31 days ago, spend of 100 or more')
    """
    if not 0 <= min_share <= _HALF:
        raise ConfigError(f"min_share is {min_share}", "rfm baseline", "Use a share from 0 to 0.5.")
    values, known = _recency_and_value(X, tuple(_VALUE_WORDS))
    if not known.any():
        raise DataError("no customer has a recency and a value", "rfm baseline", "Use data with purchases.")
    width = np.shape(X)[1]
    cuts = learn_cuts(values[known], n_bins)
    scores = apply_cuts(values[known], cuts)
    band, high = _band_of(n_bins)[scores[:, 0] - 1], scores[:, 1] == n_bins
    groups = list(_groups(band, high, min_share))
    cells = _cells(groups, n_bins)
    names = tuple(_name(bands, sides, width) for bands, sides in groups)
    definitions = tuple(_definition(bands, sides, cuts, width) for bands, sides in groups)
    learnt = RFMBaseline(names, definitions, cuts, cells, width)
    return replace(learnt, labels=learnt.assign(X))


Group = tuple[tuple[int, ...], tuple[bool, ...]]
"""The recency bands of a group, and whether it holds the high values, the lower ones, or both."""


def _recency_and_value(X: ArrayLike, widths: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return recency and the last measure, and where both are there."""
    table = np.asarray(X, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] not in widths:  # noqa: PLR2004  a table has rows and columns
        expected = " or ".join(map(str, widths))
        raise DataError(f"values of shape {table.shape}", "rfm baseline", f"Give a table of {expected} columns.")
    values = table[:, [0, -1]]
    return values, np.asarray(np.isfinite(values).all(axis=1))


def _band_of(n_bins: int) -> NDArray[np.int64]:
    """Return the band of each recency score, the worst score first."""
    return np.array([_LEAST, *[_MIDDLE] * (n_bins - 2), _RECENT])


def _groups(band: NDArray[np.int64], high: NDArray[np.bool_], min_share: float) -> Iterator[Group]:
    """Yield the groups, most recent first, high values first; none is smaller than min_share if it can be helped."""
    for bands in _joined_bands(band, min_share):
        inside = np.isin(band, bands)
        both_sides = (np.sum(inside & high), np.sum(inside & ~high))
        if min(both_sides) >= max(min_share * band.size, 1):
            yield bands, (True,)
            yield bands, (False,)
        else:
            yield bands, (True, False)


def _joined_bands(band: NDArray[np.int64], min_share: float) -> list[tuple[int, ...]]:
    """Return the bands, each that is too small joined to its smaller neighbour."""
    bands: list[tuple[int, ...]] = [(each,) for each in _BANDS]
    sizes = [int(np.sum(band == each)) for each in _BANDS]
    while len(bands) > 1 and min(sizes) < max(min_share * band.size, 1):
        smallest = sizes.index(min(sizes))
        neighbours = [place for place in (smallest - 1, smallest + 1) if 0 <= place < len(sizes)]
        first = min(smallest, min(neighbours, key=lambda place: sizes[place]))
        bands[first : first + 2] = [bands[first] + bands[first + 1]]
        sizes[first : first + 2] = [sizes[first] + sizes[first + 1]]
    return bands


def _cells(groups: Sequence[Group], n_bins: int) -> tuple[tuple[int, ...], ...]:
    """Return the group of each pair of scores."""
    place = {(band, side): number for number, (bands, sides) in enumerate(groups) for band in bands for side in sides}
    values = range(1, n_bins + 1)
    return tuple(tuple(place[int(band), value == n_bins] for value in values) for band in _band_of(n_bins))


def _name(bands: tuple[int, ...], sides: tuple[bool, ...], width: int) -> str:
    """Return the name of a group: when, and how much."""
    high, lower = _VALUE_WORDS[width]
    what = "customers" if len(sides) > 1 else high if sides[0] else lower
    name = f"{_PERIOD_WORDS[bands]} {what}".strip()
    return "All customers" if name == "customers" else name[0].upper() + name[1:]


def _definition(bands: tuple[int, ...], sides: tuple[bool, ...], cuts: Cuts, width: int) -> str:
    """Return what a group is, in numbers."""
    high, lower = _VALUE_RULES[width]
    value = "" if len(sides) > 1 else (high if sides[0] else lower).format(_plain(cuts[1][-1]))
    parts = [part for part in (_period(bands, cuts[0]), value) if part]
    return ", ".join(parts) or "every customer"


def _period(bands: tuple[int, ...], cuts: tuple[float, ...]) -> str:
    """Return a period in days before as_of."""
    since = {_MIDDLE: cuts[0], _LEAST: cuts[-1]}.get(bands[0])
    until = {_RECENT: cuts[0], _MIDDLE: cuts[-1]}.get(bands[-1])
    if since is None:
        return "" if until is None else f"last order less than {_plain(until)} days ago"
    end = " or more" if until is None else f" to {_plain(until)}"
    return f"last order {_plain(since)}{end} days ago"


def _plain(number: float) -> str:
    """Return a number as people write it."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")
