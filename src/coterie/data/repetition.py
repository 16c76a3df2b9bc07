"""Rows that are there more than once: which of them are copies of an earlier one.

Comes in: the names of the columns that SQL uses. Goes out: one step. The rule of this module: two rows are the same
where every field is, and the first of them by its number is kept; as equal rows stand for one another, their order
never matters. A fingerprint only finds the few rows that are worth a comparison of all their fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.tables import RAW_ROW, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["repeated_step"]


def repeated_step(columns: Sequence[str]) -> Step:
    """Return the query for the rows that repeat an earlier one.

    Parameters
    ----------
    columns : sequence of str
        Every column of the user's, as SQL names them.

    Returns
    -------
    Step
        Reads ``raw``; its result has one column, ``row_number``.

    Examples
    --------
    >>> repeated_step(["c0", "c1"]).inputs
    ('raw',)
    """
    fields = ", ".join(columns)
    fingerprint = f"hash({fields})"
    sql = f"""
with shared as (
  select {fingerprint} as fingerprint
  from raw
  group by {fingerprint}
  having count(*) > 1
),
alike as (
  select {RAW_ROW}, {fields}
  from raw
  where {fingerprint} in (select fingerprint from shared)
),
compared as (
  select
    {RAW_ROW},
    {RAW_ROW} > min({RAW_ROW}) over (partition by {fields}) as is_repeated
  from alike
)
select {RAW_ROW}
from compared
where is_repeated"""
    return Step("repeated", ("raw",), sql, reused=True)
