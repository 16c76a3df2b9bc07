"""Until when a source's times can be believed: one mistyped year must not move everybody's recency.

Comes in: how many rows a source has on each day. Goes out: the moment from which times are implausible. The rule of
this module: it looks at a histogram of days, whose parts add up, so that neither the order of rows nor the way in which
they were counted matters; and never at the clock.

Two tests, each for what the other cannot see:

*Far past the mass.* More than 366 days after the day by which 99.9 % of the rows have come. Where there are fewer than
1,000 rows that day is the last one, and the test finds nothing.

*A lone day.* The last day lies more than 366 days after the one before it, and further than the history before it is
long (from the day by which a twentieth of the rows have come, as the first may be mistyped, too); it holds one row, or
at most a twentieth of them and no more than 50, as one order may have several lines.
A shop with customers that come back after years keeps them: its history is longer than the pause. A shop whose second
year has a single order that comes later than its whole first year was long loses that row to the quarantine, where it
can be seen. It takes 20 rows to call anything implausible.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from coterie.data.casts import time_us_sql
from coterie.data.rules import FIRST_TIME_US, LAST_TIME_US
from coterie.tables import MICROSECONDS_PER_DAY, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.tables import ColumnMap

__all__ = ["days_step", "latest_plausible"]

_YEAR_DAYS = 366
_FEWEST_ROWS = 20
_ORDER_ROWS = 50
_MASS = (999, 1000)
_LONE_PART = 20
_PLAIN_DAYS = {
    "iso": ("____-__-__%",),
    "dmy": ("__-__-____%", "__/__/____%", "__.__.____%"),
    "mdy": ("__-__-____%", "__/__/____%", "__.__.____%"),
}
"""Where a text begins with a whole day of ten characters, those are counted first and understood once each."""


def days_step(columns: ColumnMap, names: Mapping[str, str], *, until_us: int | None = None) -> Step:
    """Return the query that counts the rows of each day.

    Parameters
    ----------
    columns : ColumnMap
        Which column holds the time, and how it is written.
    names : mapping of str to str
        The user's names to those that SQL uses.
    until_us : int, optional
        Rows at this time or later are not to be seen.

    Returns
    -------
    Step
        Reads ``raw``; its result has the columns day (days since the epoch) and n. Days are those of the text: a zone
        may move a row by one.

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> step = days_step(ColumnMap("who", "when", time_style="typed"), {"who": "c0", "when": "c1"})
    >>> step.name, step.inputs
    ('days', ('raw',))
    """
    last_us = LAST_TIME_US if until_us is None else min(until_us, LAST_TIME_US)
    style, written = columns.time_style, _written_day(names[columns.time], columns.time_style)
    counted = f"count(*) as n from raw group by {written}" if written != names[columns.time] else "1 as n from raw"
    sql = f"""
with written as (
  select {written} as moment, {counted}
),
understood as (
  select {time_us_sql("moment", style)} as time_us, n
  from written
)
select cast(floor(time_us / :day_us) as bigint) as day, cast(sum(n) as bigint) as n
from understood
where time_us >= :first_us and time_us < :last_us and time_us <> 0
group by floor(time_us / :day_us)"""
    values = (("day_us", MICROSECONDS_PER_DAY), ("first_us", FIRST_TIME_US), ("last_us", last_us))
    return Step("days", ("raw",), sql, values)


def latest_plausible(days: Mapping[int, int]) -> int:
    """Return the time from which a source's times are not believed.

    Parameters
    ----------
    days : mapping of int to int
        Rows on each day; days since the epoch.

    Returns
    -------
    int
        Microseconds since the epoch; the end of all times where there are too few rows to tell.

    Examples
    --------
    >>> history = {15_000 + day: 10 for day in range(300)}
    >>> latest_plausible(history | {25_000: 1}) // 86_400_000_000  # the day after 366 days
    15666
    >>> latest_plausible(history) == latest_plausible(history | {25_000: 1})
    True
    """
    if sum(days.values()) < _FEWEST_ROWS:
        return LAST_TIME_US
    last_day = _last_near_the_mass(days)
    near = {day: n for day, n in days.items() if day <= last_day}
    last_day = min(last_day, _last_before_lone_days(near) + _YEAR_DAYS)
    return min((last_day + 1) * MICROSECONDS_PER_DAY, LAST_TIME_US)


def _written_day(column: str, style: str) -> str:
    """Return the day as it is written, so that each is understood once; the column itself where that cannot be cut."""
    if style == "typed":
        return f"cast({column} as date)"
    if style not in _PLAIN_DAYS:
        return column
    plain = " or ".join(f"{column} like '{shape}'" for shape in _PLAIN_DAYS[style])
    day = f"regexp_replace({column}, '[T ]+[0-9]{{1,2}}:.*$', '')"
    return f"case when {plain} then substring({column}, 1, 10) else {day} end"


def _last_near_the_mass(days: Mapping[int, int]) -> int:
    """Return the day by which 99.9 % of the rows have come, and a year."""
    return _day_by_which(days, _MASS[0] * sum(days.values()), of=_MASS[1]) + _YEAR_DAYS


def _day_by_which(days: Mapping[int, int], n_rows: int, *, of: int) -> int:
    """Return the day by which so many rows have come, as a fraction."""
    seen = accumulate(days[day] for day in sorted(days))
    return next(day for day, n in zip(sorted(days), seen, strict=True) if n * of >= n_rows)


def _last_before_lone_days(days: Mapping[int, int]) -> int:
    """Return the last day that does not stand alone, further from the others than their history is long."""
    n_rows, kept = sum(days.values()), sorted(days)
    most = max(1, min(n_rows // _LONE_PART, _ORDER_ROWS))
    first = _day_by_which(days, n_rows, of=_LONE_PART)
    while len(kept) > 1:
        gap, history = kept[-1] - kept[-2], kept[-2] - first
        if gap <= max(_YEAR_DAYS, history) or days[kept[-1]] > most:
            break
        kept.pop()
    return kept[-1]
