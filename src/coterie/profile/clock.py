"""Whether the data may speak of time at all: new, lapsed, at risk.

In: the distinct days on which customers ordered. Out: a :class:`Clock`, with one answer per customer and two
*licences*. The one rule: a time word is used only where it held the last time it could be checked. We stand at a day
in the past, call customers silent or new as we would today, and look at what we now know about them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from coterie.profile.shares import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Clock", "NewcomerLicence", "SilenceLicence", "read_clock"]

_GAP_QUANTILE = 0.9
_OVERDUE_TIMES = 2.0
_MIN_GAPS = 30
_MIN_SPANS = 2.0
_MAX_COMEBACK_RATIO = 0.75
_MIN_PURITY, _MIN_PURITY_LOW, _MIN_CASES = 0.75, 0.6, 10


@dataclass(frozen=True)
class SilenceLicence:
    """Did silence mean anything? Customers called silent at a past day, against the others: who ordered again.

    Parameters
    ----------
    granted : bool
        True where the silent came back at most three quarters as often as the others, by the upper Wilson limit.
    window_days : float
        How long we waited after the past day.
    n_silent, n_others : int
        Customers called silent there, and all others seen by then.
    comeback_silent, comeback_silent_high, comeback_others : float
        Shares that ordered within the window; the second is the upper 95 % limit of the first.

    Examples
    --------
    >>> SilenceLicence(True, 93.5, 900, 2000, 0.39, 0.42, 0.68).granted
    True
    """

    granted: bool = False
    window_days: float = 0.0
    n_silent: int = 0
    n_others: int = 0
    comeback_silent: float = 0.0
    comeback_silent_high: float = 1.0
    comeback_others: float = 0.0


@dataclass(frozen=True)
class NewcomerLicence:
    """Are customers who look new really new? The first third of history is hidden, then uncovered.

    Parameters
    ----------
    granted : bool
        True where at least 75 % were really new (lower limit 60 %), on ten customers or more.
    hidden_days : float
        How much history was hidden.
    n_called : int
        Customers whose first order, in what was left, lay no more than ``N`` days back.
    share_new, share_new_low : float
        Share of them that had not ordered in the hidden part, and its lower 95 % limit.

    Examples
    --------
    >>> NewcomerLicence(True, 124.0, 400, 0.79, 0.75).granted
    True
    """

    granted: bool = False
    hidden_days: float = 0.0
    n_called: int = 0
    share_new: float = 0.0
    share_new_low: float = 0.0


@dataclass(frozen=True)
class Clock:
    """What the order days say about time.

    Parameters
    ----------
    days_seen : float
        T: from the first order day to as_of.
    horizon_days : float
        H: 90 % of repeat orders come within so many days; NaN without a repeat order.
    newcomer_days : float
        N: whose first order is no older may be called new.
    n_gaps : int
        Gaps between order days that H rests on.
    has_history : bool
        At least 30 gaps and T >= 2 H: without it no time word at all.
    silence : SilenceLicence
    newcomers : NewcomerLicence
    overdue : ndarray of shape (n_customers,)
        Recency over the customer's own gap; NaN for a customer who never ordered.
    silent, new : ndarray of bool, shape (n_customers,)
        Silent: recency above H and more than twice the own gap. New: first order at most N days ago.

    Examples
    --------
    >>> read_clock(np.array([0, 0, 1]), np.array([0, 10, 5]), as_of_day=40, n_customers=2).overdue.round(2).tolist()
    [3.0, 3.5]
    """

    days_seen: float
    horizon_days: float
    newcomer_days: float
    n_gaps: int
    has_history: bool
    silence: SilenceLicence
    newcomers: NewcomerLicence
    overdue: NDArray[np.float64]
    silent: NDArray[np.bool_]
    new: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Clock:
        """Return the same clock for some of the customers, in the order given.

        Parameters
        ----------
        rows : ndarray
            Positions, or a mask.

        Returns
        -------
        Clock

        Examples
        --------
        >>> read_clock(np.array([0, 1]), np.array([0, 5]), as_of_day=40, n_customers=2).take(np.array([1])).new.shape
        (1,)
        """
        return replace(self, overdue=self.overdue[rows], silent=self.silent[rows], new=self.new[rows])


@dataclass(frozen=True)
class _Days:
    """Distinct order days, by customer and day, with each customer's first, last and count."""

    customer: NDArray[np.int64]
    day: NDArray[np.int64]
    gaps: NDArray[np.int64]
    seen: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    count: NDArray[np.int64]

    @cached_property
    def horizon(self) -> float:
        """H."""
        return float(np.quantile(self.gaps, _GAP_QUANTILE)) if len(self.gaps) else float("nan")

    def overdue(self, at: float) -> NDArray[np.float64]:
        """Recency over own gap, per seen customer."""
        again = self.count > 1
        mean_gaps = (self.last - self.first)[again] / (self.count[again] - 1)
        usual = float(np.median(mean_gaps)) if len(mean_gaps) else float("nan")
        return np.asarray((at - self.last) * self.count / (self.last - self.first + usual))

    def silent(self, at: float) -> NDArray[np.bool_]:
        """Recency above H and above twice the own gap, per seen customer."""
        return (at - self.last > self.horizon) & (self.overdue(at) > _OVERDUE_TIMES)


def read_clock(customer_index: NDArray[np.int64], day: NDArray[np.int64], *, as_of_day: int, n_customers: int) -> Clock:
    """Read the clock from order days.

    Parameters
    ----------
    customer_index : ndarray of int64, shape (n,)
        Which customer, 0 to n_customers - 1. Any order of rows; repeats are counted once.
    day : ndarray of int64, shape (n,)
        Day of an order, in days since the epoch. Days at or after ``as_of_day`` are not looked at.
    as_of_day : int
        The day we stand at.
    n_customers : int
        Length of the answers; customers without an order day are neither silent nor new.

    Returns
    -------
    Clock

    Notes
    -----
    Own gap = (last - first + g0) / order days, where g0 is the median of customers' own mean gaps: a customer with
    one order is held to g0. Silence needs both halves: with H alone, shoppers who come every 44 days were called
    lapsed after 58.

    Examples
    --------
    >>> weekly = np.tile([0, 7, 14], 40)
    >>> clock = read_clock(np.repeat(np.arange(40), 3), weekly, as_of_day=28, n_customers=40)
    >>> clock.horizon_days, clock.has_history, clock.newcomer_days
    (7.0, True, 7.0)
    """
    before = day < as_of_day
    days = _arrange(customer_index[before], day[before])
    span, horizon = _span(days, as_of_day), days.horizon
    history = len(days.gaps) >= _MIN_GAPS and span >= _MIN_SPANS * horizon
    newcomer_days = min(horizon, span / 4)
    return Clock(
        days_seen=span,
        horizon_days=horizon,
        newcomer_days=newcomer_days,
        n_gaps=len(days.gaps),
        has_history=history,
        silence=_check_silence(days, as_of_day) if history else SilenceLicence(),
        newcomers=_check_newcomers(days, as_of_day) if history else NewcomerLicence(),
        overdue=_spread(days.overdue(as_of_day), days.seen, n_customers),
        silent=_spread(days.silent(as_of_day), days.seen, n_customers) == 1,
        new=_spread(as_of_day - days.first <= newcomer_days, days.seen, n_customers) == 1,
    )


def _arrange(customer: NDArray[np.int64], day: NDArray[np.int64]) -> _Days:
    """Sort by customer and day, drop repeats, and summarise each customer."""
    earliest, latest = (int(day.min()), int(day.max())) if len(day) else (0, 0)
    width = latest - earliest + 1
    key = np.sort(customer * width + (day - earliest))
    customer, day = np.divmod(key[np.diff(key, prepend=-1) != 0], width)
    return _summarise(customer, day + earliest)


def _summarise(customer: NDArray[np.int64], day: NDArray[np.int64]) -> _Days:
    """Find first, last, count and gaps of each customer; the days come sorted and distinct."""
    starts = np.flatnonzero(np.diff(customer, prepend=-1))
    ends = np.append(starts[1:], len(customer))[: len(starts)] - 1
    gaps = np.diff(day)[np.diff(customer) == 0]
    return _Days(customer, day, gaps, customer[starts], day[starts], day[ends], ends - starts + 1)


def _span(days: _Days, at: float) -> float:
    """T: from the first order day to ``at``."""
    return float(at - days.first.min()) if len(days.first) else 0.0


def _check_silence(days: _Days, as_of_day: int) -> SilenceLicence:
    """Stand one window back, call customers silent there, and see who came back."""
    window = min(days.horizon, _span(days, as_of_day) / 4)
    at = as_of_day - window
    past = days.day < at
    then = _summarise(days.customer[past], days.day[past])
    if not _span(then, at) >= _MIN_SPANS * then.horizon:
        return SilenceLicence(window_days=window)
    back = np.isin(then.seen, days.customer[~past])
    silent = then.silent(at)
    n_silent, n_others = int(silent.sum()), int((~silent).sum())
    n_back = int(back[silent].sum())
    others = float(back[~silent].mean()) if n_others else 0.0
    upper = wilson(n_back, n_silent)[1]
    return SilenceLicence(
        granted=upper <= _MAX_COMEBACK_RATIO * others,
        window_days=window,
        n_silent=n_silent,
        n_others=n_others,
        comeback_silent=n_back / max(n_silent, 1),
        comeback_silent_high=upper,
        comeback_others=others,
    )


def _check_newcomers(days: _Days, as_of_day: int) -> NewcomerLicence:
    """Hide the first third of history, call customers new, and uncover it."""
    hidden = _span(days, as_of_day) / 3
    early = days.day < days.first.min() + hidden
    seen = _summarise(days.customer[~early], days.day[~early])
    newcomer_days = min(seen.horizon, _span(seen, as_of_day) / 4)
    called = seen.seen[as_of_day - seen.first <= newcomer_days]
    n_called = len(called)
    n_new = n_called - int(np.isin(called, days.customer[early]).sum())
    low = wilson(n_new, n_called)[0]
    share = n_new / max(n_called, 1)
    return NewcomerLicence(
        granted=n_called >= _MIN_CASES and share >= _MIN_PURITY and low >= _MIN_PURITY_LOW,
        hidden_days=hidden,
        n_called=n_called,
        share_new=share,
        share_new_low=low,
    )


def _spread(known: NDArray[np.generic], seen: NDArray[np.int64], n_customers: int) -> NDArray[np.float64]:
    """Place the seen customers' answers among all customers; NaN for the others."""
    every = np.full(n_customers, np.nan)
    every[seen] = known
    return every
