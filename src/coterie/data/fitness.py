"""Whether a column's content may have the role that its name speaks of.

Comes in: a table, a role, a column. Goes out: yes or no. The rule of this module: a name alone never decides. A time
must look like one, an amount must be numbers, an order must have one customer and one day.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from coterie.data.looks import SURELY
from coterie.data.vocabulary import name_points

if TYPE_CHECKING:
    from coterie.data.looks import Look
    from coterie.data.sheet import Sheet

__all__ = ["fits"]

_MOSTLY, _HALF = 0.8, 0.5
_PLAINLY, _A_BARE_NUMBER = 2.0, 0.4
_MOST_LEVELS = MappingProxyType({"country": 300, "status": 50})
_NUMBERS = frozenset({"amount", "quantity", "unit_price", "rate", "discounts"})


def fits(sheet: Sheet, role: str, *, look: Look) -> bool:
    """Say whether the content of a column may have the role that its name speaks of.

    Parameters
    ----------
    sheet : Sheet
        The table, with the roles decided so far.
    role : str
        The role.
    look : Look
        The column.

    Returns
    -------
    bool

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> sheet = Sheet(pa.table({"date": ["2011-01-31"], "time": ["10:06"]}))
    >>> [fits(sheet, "time", look=look) for look in sheet.looks]
    [True, False]
    """
    points = name_points(look.label).get(role, 0.0)
    if not look.n_present or not points:
        return False
    if role == "time":
        return look.day_share >= _MOSTLY or (points >= _PLAINLY and look.bare_share >= SURELY)
    if role == "clock":
        return look.clock_share >= SURELY and _is_day_only(sheet)
    if role == "order":
        known = (str(sheet.label(other)) for other in ("customer", "time") if sheet.label(other))
        may_number_orders = look.is_id_like and (look.repeats or points > _A_BARE_NUMBER)
        return may_number_orders and all(sheet.decides(look.label, other) for other in known)
    return _fits_alone(role, look)


def _fits_alone(role: str, look: Look) -> bool:
    """Say so of the roles that need no look at other columns."""
    if role in _NUMBERS:
        return look.number_share >= _MOSTLY
    if role == "customer":
        return not look.has_fraction and look.day_share < SURELY
    if role in _MOST_LEVELS:
        return look.number_share < _HALF and look.n_distinct <= _MOST_LEVELS[role]
    if role == "description":
        return look.number_share < _HALF
    return role != "discount_rate" or look.is_rate


def _is_day_only(sheet: Sheet) -> bool:
    """Say whether the column of the order's time has days without a clock."""
    time = sheet.label("time")
    return time is not None and not sheet.look(time).has_clock
