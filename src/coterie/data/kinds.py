"""What a row of a table is: something of an order, or a customer; or neither, which is refused.

Comes in: a :class:`~coterie.data.roles.Sheet` with the roles that were found. Goes out: the kind, or an error that says
what the table looks like. The rule of this module: a customer in every row makes a table of customers, unless something
speaks of orders; whether it is every row is counted over the whole table, not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.sheet import Pick
from coterie.data.vocabulary import list_named, name_points
from coterie.errors import ColumnError

if TYPE_CHECKING:
    from coterie.data.looks import Look
    from coterie.data.sheet import Sheet

__all__ = ["customer_of_rows", "has_plain_time", "is_list", "no_time_error", "says_orders"]

_LIKELY, _PLAINLY, _STRONGLY = 1.5, 2.0, 3.0
_A_BARE_ID = 1.0
_OF_ORDERS = frozenset({"orders", "products", "coupons", "campaigns", "payments", "employees"})
"""Ids that no list of customers has, unless it has the customer's too."""


def has_plain_time(sheet: Sheet) -> bool:
    """Say whether a column holds the time of an order, not just some time of a customer's life.

    Parameters
    ----------
    sheet : Sheet
        The table.

    Returns
    -------
    bool

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.roles import choose_roles
    >>> from coterie.data.sheet import Sheet
    >>> sheet = Sheet(pa.table({"customer": ["a", "b"], "signup_date": ["2011-01-31", "2011-02-28"]}))
    >>> choose_roles(sheet)
    >>> has_plain_time(sheet)
    False
    """
    return sheet.label("time") is not None and _time_points(sheet) >= _LIKELY


def says_orders(sheet: Sheet) -> bool:
    """Say whether something speaks of orders: their id, their time by its name, or money and time and nothing else.

    Parameters
    ----------
    sheet : Sheet
        The table.

    Returns
    -------
    bool

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.roles import choose_roles
    >>> from coterie.data.sheet import Sheet
    >>> sheet = Sheet(pa.table({"customer": ["a", "b"], "order_date": ["2011-01-31", "2011-02-28"]}))
    >>> choose_roles(sheet)
    >>> says_orders(sheet)
    True
    """
    order = sheet.picks.get("order")
    if order and order.label and (order.is_set or name_points(order.label).get("order", 0.0) > _A_BARE_ID):
        return True
    points = _time_points(sheet)
    of_a_line = any(sheet.label(role) for role in ("amount", "quantity", "product"))
    return points >= _STRONGLY or (points >= _PLAINLY and of_a_line and len(sheet.free()) <= 1)


def is_list(sheet: Sheet) -> str | None:
    """Return what a table lists where it lists no customers.

    Parameters
    ----------
    sheet : Sheet
        The table.

    Returns
    -------
    str or None
        A word such as ``products``; None where the table may be one of customers.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> is_list(Sheet(pa.table({"product_id": ["1", "2"], "unit_price": ["5", "7"]})))
    'products'
    """
    named = [(list_named(look.label), look) for look in sheet.looks]
    things = [(plural, look) for plural, look in named if plural]
    unique = [plural for plural, look in things if _is_new_in_every_row(look)]
    others = [plural for plural, _ in things if plural in _OF_ORDERS]
    if sheet.label("customer") and _customer_points(sheet, str(sheet.label("customer"))) >= _LIKELY:
        return None
    if has_plain_time(sheet) and "orders" in {plural for plural, _ in things}:
        return None
    return next(iter([*unique, *others]), None)


def customer_of_rows(sheet: Sheet) -> Pick:
    """Return the column that tells the customers of a table apart in which a row is a customer.

    Parameters
    ----------
    sheet : Sheet
        The table.

    Returns
    -------
    Pick
        Without a column where there is none.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> customer_of_rows(Sheet(pa.table({"household_id": ["1", "1"], "customer_id": ["1", "2"]}))).label
    'customer_id'
    """
    if "customer" in sheet.picks and sheet.picks["customer"].is_set:
        return sheet.picks["customer"]
    points = {look.label: _customer_points(sheet, look.label) for look in sheet.looks if _may_be_an_id(look)}
    new = {look.label for look in sheet.looks if _is_new_in_every_row(look)}
    named = sorted(points, key=lambda label: (label not in new, -points[label]))
    found = [label for label in named if points[label] >= _A_BARE_ID or (points[label] and label in new)]
    if not found:
        return Pick(None, "no column names the customer: each row is one")
    by_name = points[found[0]] >= _LIKELY
    return Pick(
        found[0], "its name says so" if by_name else "its name hints at it", sure=points[found[0]] >= _A_BARE_ID
    )


def no_time_error(where: str) -> ColumnError:
    """Return the error that a table of orders has no time.

    Parameters
    ----------
    where : str
        The columns there are, or what the rows say about it.

    Returns
    -------
    ColumnError

    Examples
    --------
    >>> no_time_error("columns: who, paid").remedy
    'Name it: --time NAME.'
    """
    what = "no column with the day or time of an order was recognised"
    return ColumnError(what, where, "Name it: --time NAME.")


def _time_points(sheet: Sheet) -> float:
    pick = sheet.picks.get("time")
    if pick is None or pick.label is None:
        return 0.0
    return _STRONGLY if pick.is_set else name_points(pick.label).get("time", _PLAINLY)


def _customer_points(sheet: Sheet, label: str) -> float:
    pick = sheet.picks.get("customer")
    is_set = pick is not None and pick.is_set and pick.label == label
    return _STRONGLY if is_set else name_points(label).get("customer", 0.0)


def _may_be_an_id(look: Look) -> bool:
    return look.n_present > 0 and not look.has_fraction


def _is_new_in_every_row(look: Look) -> bool:
    return 1 < look.n_rows == look.n_distinct
