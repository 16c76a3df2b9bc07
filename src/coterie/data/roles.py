"""The choice of a column for each role: candidates by name, gates by content, and content alone where names fail.

Comes in: a :class:`~coterie.data.sheet.Sheet`, the first rows of a table. Goes out: a pick per role. The rule of this
module: content decides alone only where names say nothing, and is then a guess that is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coterie.data.doubts import contested, guessed, hinted, repeating_ids
from coterie.data.fitness import fits
from coterie.data.looks import SURELY
from coterie.data.money import check_money, coupons_of, discounts_of
from coterie.data.sheet import Pick
from coterie.data.vocabulary import is_visit, name_points

if TYPE_CHECKING:
    from coterie.data.looks import Look
    from coterie.data.sheet import Sheet

__all__ = ["choose_roles"]

_PLAINLY, _LIKELY = 2.0, 1.5
_UNNAMED = re.compile(r"column\d+")
_CONTESTED = frozenset({"customer", "time", "order", "amount"})


def choose_roles(sheet: Sheet) -> None:
    """Give a column to every role that has none yet, where one fits.

    Parameters
    ----------
    sheet : Sheet
        The table; its picks are filled in place.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> sheet = Sheet(pa.table({"ClientNo": ["a", "a"], "When": ["2011-01-31", "2011-02-28"], "Paid": ["5", "7"]}))
    >>> choose_roles(sheet)
    >>> {role: pick.label for role, pick in sheet.picks.items()}
    {'time': 'When', 'customer': 'ClientNo', 'amount': 'Paid'}
    """
    for role in ("time", "customer", "order"):
        _take(sheet, role, _named(sheet, role) or _by_content(sheet, role))
    _take(sheet, "clock", _named(sheet, "clock"))
    _take(sheet, "amount", _named(sheet, "amount", least=_PLAINLY))
    _take(sheet, "quantity", _named(sheet, "quantity", least=_LIKELY))
    for role in ("unit_price", "rate", "product", "description", "category", "country", "status"):
        _take(sheet, role, _named(sheet, role))
    if sheet.discounts is None:
        sheet.discounts = discounts_of(sheet)
    if sheet.coupons is None:
        sheet.coupons = coupons_of(sheet)
    check_money(sheet)
    if not sheet.label("amount"):
        _take(sheet, "discount_rate", _named(sheet, "discount_rate"))


def _take(sheet: Sheet, role: str, pick: Pick | None) -> None:
    if pick and role not in sheet.picks:
        sheet.picks[role] = pick


def _named(sheet: Sheet, role: str, least: float = 0.0) -> Pick | None:
    """Return the column whose name fits best, of those whose content fits."""
    points = {look.label: name_points(look.label).get(role, 0.0) for look in sheet.free()}
    named = [look for look in sheet.free() if points[look.label] > least or points[look.label] == least > 0]
    fitting = [look for look in named if fits(sheet, role, look=look)]
    if not fitting:
        return None
    best, *others = sorted(fitting, key=lambda look: (-points[look.label], role == "customer" and not look.repeats))
    if is_visit(best.label) and role == "order":
        return Pick(best.label, "its name says so; a visit stands in for an order", sure=False)
    as_good = [look for look in others if points[look.label] == points[best.label]]
    rivals = [look.label for look in as_good if role != "customer" or look.repeats == best.repeats]
    if rivals and role in _CONTESTED:
        return contested(sheet, role, labels=[best.label, *rivals])
    return Pick(best.label, "its name says so") if points[best.label] >= _LIKELY else hinted(sheet, role, look=best)


def _by_content(sheet: Sheet, role: str) -> Pick | None:
    if role == "time":
        return _time_by_content(sheet)
    ids = repeating_ids(sheet)
    time = sheet.label("time")
    if not ids or not time or name_points(time).get("time", _PLAINLY) < _LIKELY:
        return None
    if role == "order" and not _UNNAMED.fullmatch(str(sheet.label("customer"))):
        return None
    deciding = [look for look in ids if sheet.decides(look.label, time)]
    return _customer_of(sheet, ids, deciding) if role == "customer" else _order_of(sheet, deciding)


def _time_by_content(sheet: Sheet) -> Pick | None:
    days = [look.label for look in sheet.free() if look.day_share >= SURELY and not name_points(look.label)]
    if not days:
        return None
    unlike = [label for label in days[1:] if not sheet.agree(days[0], label)]
    reason = "its values are days or times"
    return guessed("time", reason, labels=[days[0], *unlike]) if unlike else Pick(days[0], reason, sure=len(days) == 1)


def _customer_of(sheet: Sheet, ids: list[Look], deciding: list[Look]) -> Pick:
    """Return the column with most values that repeat; where there are orders, one that each order has one of."""
    owned = [
        look for look in ids if look not in deciding and any(sheet.decides(one.label, look.label) for one in deciding)
    ]
    fitting = owned or [look for look in ids if look not in deciding] or ids
    ranked = sorted(fitting, key=lambda look: -look.n_distinct)
    return guessed("customer", "its values repeat like those of customers", labels=[look.label for look in ranked])


def _order_of(sheet: Sheet, deciding: list[Look]) -> Pick | None:
    customer = str(sheet.label("customer"))
    orders = [look for look in deciding if sheet.decides(look.label, customer)]
    if not orders:
        return None
    best = max(orders, key=lambda look: look.n_distinct)
    return Pick(best.label, "each of its values has one customer and one day", sure=False)
