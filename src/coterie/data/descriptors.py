"""Columns of a table of orders that describe the customer, not the order.

Comes in: a table whose roles are known. Goes out: the columns of which each customer has one value. The rule of this
module: only customers with several orders can tell, and a column that is nearly constant tells nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.looks import SURELY, plain_text
from coterie.data.vocabulary import name_points, words_of
from coterie.data.words import ID, SAYS_WHO

if TYPE_CHECKING:
    from coterie.data.looks import Look
    from coterie.data.sheet import Sheet

__all__ = ["descriptors_of"]

_MOST_LEVELS = 50
_MOSTLY = 0.8
_MANY_CUSTOMERS = 10
"""Customers with several orders, without whom nothing is known."""
_MOST_BY_CHANCE = 0.8
"""Two rows taken at random agree so often in a column that is nearly constant."""


def descriptors_of(sheet: Sheet) -> tuple[str, ...]:
    """Return the columns that describe the customer.

    Parameters
    ----------
    sheet : Sheet
        The table; customer and time are known.

    Returns
    -------
    tuple of str
        In the table's order; ids, names, addresses and free text are not among them.

    Examples
    --------
    >>> from coterie.data.sheet import Pick, Sheet
    >>> who = [str(number % 12) for number in range(48)]
    >>> rows = {"who": who, "day": [f"2011-01-{1 + number // 12:02d}" for number in range(48)]}
    >>> rows |= {"age": [f"{20 + int(one) % 4}0" for one in who], "till": [str(number % 5) for number in range(48)]}
    >>> descriptors_of(Sheet(pa.table(rows), {"customer": Pick("who", ""), "time": Pick("day", "")}))
    ('age',)
    """
    return tuple(look.label for look in sheet.free() if _may_describe(look) and _is_the_customers(sheet, look.label))


def _may_describe(look: Look) -> bool:
    words = set(words_of(look.label))
    if name_points(look.label) or words & (SAYS_WHO | ID) or look.n_distinct < len("ab"):
        return False
    is_number = look.number_share >= _MOSTLY
    return look.day_share < _MOSTLY and (is_number or look.n_distinct <= _MOST_LEVELS)


def _is_the_customers(sheet: Sheet, label: str) -> bool:
    """Say whether nearly every customer with several orders has one value, more often than chance would have it."""
    unit = sheet.label("order")
    orders = plain_text(sheet.sample[unit]) if unit else sheet.days(str(sheet.label("time")))
    columns = {"who": plain_text(sheet.sample[str(sheet.label("customer"))]), "order": orders}
    rows = pa.table({**columns, "value": plain_text(sheet.sample[label])}).drop_null()
    found = rows.group_by("who").aggregate([("order", "count_distinct"), ("value", "count_distinct")])
    several = found.filter(pc.greater(found["order_count_distinct"], 1))
    n_alike = pc.sum(pc.equal(several["value_count_distinct"], 1)).as_py() or 0
    if several.num_rows < _MANY_CUSTOMERS or n_alike < SURELY * several.num_rows:
        return False
    counts = pc.value_counts(rows["value"]).field("counts").to_numpy().astype(float)
    return bool(((counts / counts.sum()) ** 2).sum() <= _MOST_BY_CHANCE)
