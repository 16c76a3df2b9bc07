"""What a column of order lines says of each customer: the value that stands most often.

Comes in: the customer's column and one that describes the customer. Goes out: a query. The rule of this module: ties go
to the smallest value, so that the order of the rows decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.casts import id_sql
from coterie.data.traits.counts import text_sql
from coterie.tables import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.data.traits.counts import Field

__all__ = ["majority_step"]


def majority_step(customer: Field, described: Field, *, whole_float_ids: bool, missing: Sequence[str] = ()) -> Step:
    """Return the query for each customer's most frequent value of a column.

    Parameters
    ----------
    customer : Field
        The column with the customer's id.
    described : Field
        The column that describes the customer.
    whole_float_ids : bool
        Ids are integers written as floats.
    missing : sequence of str
        Spellings of a missing value that this source uses.

    Returns
    -------
    Step
        Reads ``raw``; columns customer_id and value, only for customers who have one.

    Examples
    --------
    >>> from coterie.data.traits.counts import Field
    >>> majority_step(Field("id", "c0"), Field("country", "c1"), whole_float_ids=False).inputs
    ('raw',)
    """
    customer_id = id_sql(customer.column, whole_float_ids=whole_float_ids, type=customer.type, missing=missing)
    sql = f"""\
with named as (
  select
    {customer_id} as customer_id,
    {text_sql(described, missing)} as value
  from raw
),
counted as (
  select customer_id, value, count(*) as n
  from named
  where customer_id is not null and value is not null
  group by customer_id, value
),
placed as (
  select
    customer_id, value,
    row_number() over (partition by customer_id order by n desc, value) as place
  from counted
)
select customer_id, value
from placed
where place = 1
order by customer_id"""
    return Step("majority", ("raw",), sql, tuple((f"missing_{place}", mark) for place, mark in enumerate(missing)))
