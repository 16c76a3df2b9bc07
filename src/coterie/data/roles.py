"""The choice of a column for each role: candidates by name, gates by content, and content alone where names fail.

Comes in: a :class:`Sheet`, the first rows of a table. Goes out: a :class:`Pick` per role. The rule of this module: a
name alone never decides. A time must look like one, an amount must be numbers, an order must have one customer and day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.looks import look_at, plain_text
from coterie.data.vocabulary import is_visit, name_points

if TYPE_CHECKING:
    from coterie.data.looks import Look

__all__ = ["Pick", "Sheet", "choose_roles"]

_MOSTLY, _SURELY = 0.8, 0.95
_PLAINLY, _LIKELY = 2.0, 1.5
_MANY_ORDERS = 10
"""Orders of several lines that must agree before an amount is taken for the order's total."""
_UNNAMED = re.compile(r"column\d+")
_CLOCK = "[ T][0-9]{1,2}:.*$"


@dataclass(frozen=True)
class Pick:
    """A column for a role, and why.

    Parameters
    ----------
    label : str or None
        The user's column; None where there is none.
    reason : str
        A plain sentence.
    sure : bool
        False where the user should look.
    is_set : bool
        True where the user has decided.

    Examples
    --------
    >>> Pick("CustomerID", "its name says so").sure
    True
    """

    label: str | None
    reason: str
    sure: bool = True
    is_set: bool = False


@dataclass
class Sheet:
    """The first rows of a table, and which column has which role so far.

    Parameters
    ----------
    sample : pyarrow.Table
        The rows, under the user's names.
    picks : dict of str to Pick
        What is decided already, by role.
    discounts : tuple of str
        Columns with money taken off.
    looks : tuple of Look
        What each column looks like.

    Examples
    --------
    >>> Sheet(pa.table({"who": ["a", "b"]})).decides("who", "who")
    True
    """

    sample: pa.Table
    picks: dict[str, Pick] = field(default_factory=dict)
    discounts: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()

    def __post_init__(self) -> None:
        """Look at the columns."""
        self.looks = self.looks or look_at(self.sample)

    def label(self, role: str) -> str | None:
        """Return the column that has a role.

        Parameters
        ----------
        role : str
            The role.

        Returns
        -------
        str or None
        """
        return self.picks[role].label if role in self.picks else None

    def free(self) -> list[Look]:
        """Return what the columns look like that have no role yet.

        Returns
        -------
        list of Look
        """
        taken = {pick.label for pick in self.picks.values()} | set(self.discounts)
        return [look for look in self.looks if look.label not in taken]

    def decides(self, label: str, other: str) -> bool:
        """Say whether nearly every value of one column comes with one value, or one day, of another.

        Parameters
        ----------
        label, other : str
            Two columns.

        Returns
        -------
        bool
        """
        days = pc.replace_substring_regex(plain_text(self.sample[other]), _CLOCK, "")
        known = pa.table({"one": plain_text(self.sample[label]), "other": days}).drop_null()
        n_values = known.group_by("one").aggregate([]).num_rows
        n_pairs = known.group_by(["one", "other"]).aggregate([]).num_rows
        return bool(n_values > 0 and _SURELY * n_pairs <= n_values)


def choose_roles(sheet: Sheet) -> None:
    """Give a column to every role that has none yet, where one fits.

    Parameters
    ----------
    sheet : Sheet
        The table; its picks are filled in place.

    Examples
    --------
    >>> sheet = Sheet(pa.table({"ClientNo": ["a", "a"], "When": ["2011-01-31", "2011-02-28"], "Paid": ["5", "7"]}))
    >>> choose_roles(sheet)
    >>> {role: pick.label for role, pick in sheet.picks.items()}
    {'time': 'When', 'customer': 'ClientNo', 'amount': 'Paid'}
    """
    for role in ("time", "customer", "order"):
        _take(sheet, role, _named(sheet, role) or _by_content(sheet, role))
    _take(sheet, "amount", _named(sheet, "amount", least=_PLAINLY))
    for role in ("quantity", "unit_price", "product", "category"):
        _take(sheet, role, _named(sheet, role))
    sheet.discounts = sheet.discounts or _discounts(sheet)
    _check_money(sheet)


def _take(sheet: Sheet, role: str, pick: Pick | None) -> None:
    if pick and role not in sheet.picks:
        sheet.picks[role] = pick


def _named(sheet: Sheet, role: str, least: float = 0.0) -> Pick | None:
    """Return the column whose name fits best, of those whose content fits."""
    points = {look.label: name_points(look.label).get(role, 0.0) for look in sheet.free()}
    named = [look for look in sheet.free() if points[look.label] > least or points[look.label] == least > 0]
    fitting = [look for look in named if _fits(sheet, role, look)]
    if not fitting:
        return None
    best, *others = sorted(fitting, key=lambda look: (-points[look.label], role == "customer" and not look.repeats))
    if is_visit(best.label) and role == "order":
        return Pick(best.label, "its name says so; a visit stands in for an order", sure=False)
    if others and points[others[0].label] == points[best.label] and role in {"customer", "time", "order", "amount"}:
        return Pick(best.label, f"its name says so, but so does that of {others[0].label}", sure=False)
    if points[best.label] < _LIKELY:
        return Pick(best.label, "its name hints at it", sure=False)
    return Pick(best.label, "its name says so")


def _fits(sheet: Sheet, role: str, look: Look) -> bool:
    """Say whether the content may have the role that the name speaks of."""
    points = name_points(look.label).get(role, 0.0)
    if not look.n_present or not points:
        return False
    if role == "time":
        return look.day_share >= _MOSTLY or (points >= _PLAINLY and look.epoch_share >= _SURELY)
    if role == "customer":
        return not look.has_fraction and look.day_share < _SURELY
    if role == "order":
        return look.is_id_like and all(sheet.decides(look.label, str(sheet.label(other))) for other in _known(sheet))
    if role in {"amount", "quantity", "unit_price"}:
        return look.number_share >= _MOSTLY
    return role != "discounts" or look.number_share >= _MOSTLY


def _discounts(sheet: Sheet) -> tuple[str, ...]:
    """Return the columns with money taken off; where no number is above 1, they are shares, not money."""
    named = [look for look in sheet.free() if _fits(sheet, "discounts", look)]
    return () if all(look.is_rate for look in named) else tuple(look.label for look in named)


def _known(sheet: Sheet) -> list[str]:
    return [role for role in ("customer", "time") if sheet.label(role)]


def _by_content(sheet: Sheet, role: str) -> Pick | None:
    if role == "time":
        days = [look for look in sheet.free() if look.day_share >= _SURELY and not name_points(look.label)]
        return Pick(days[0].label, "its values are days or times", sure=len(days) == 1) if days else None
    ids = [look for look in sheet.free() if look.is_id_like and look.repeats and not name_points(look.label)]
    if not ids or not sheet.label("time"):
        return None
    if role == "order" and not _UNNAMED.fullmatch(str(sheet.label("customer"))):
        return None
    deciding = [look for look in ids if sheet.decides(look.label, str(sheet.label("time")))]
    return _customer_of(sheet, ids, deciding) if role == "customer" else _order_of(sheet, deciding)


def _customer_of(sheet: Sheet, ids: list[Look], deciding: list[Look]) -> Pick:
    """Return the column with most values that repeat; where there are orders, one that each order has one of."""
    owned = [
        look for look in ids if look not in deciding and any(sheet.decides(one.label, look.label) for one in deciding)
    ]
    best = max(owned or [look for look in ids if look not in deciding] or ids, key=lambda look: look.n_distinct)
    return Pick(best.label, "its values repeat like those of customers", sure=False)


def _order_of(sheet: Sheet, deciding: list[Look]) -> Pick | None:
    customer = str(sheet.label("customer"))
    orders = [look for look in deciding if sheet.decides(look.label, customer)]
    if not orders:
        return None
    best = max(orders, key=lambda look: look.n_distinct)
    return Pick(best.label, "each of its values has one customer and one day", sure=False)


def _check_money(sheet: Sheet) -> None:
    """Settle what the line's money is: an amount, pieces times price, a price alone, or unknown."""
    amount, pieces, price = (sheet.label(role) for role in ("amount", "quantity", "unit_price"))
    is_set = any(sheet.picks[role].is_set for role in ("amount", "unit_price") if role in sheet.picks)
    if pieces and price and not amount:
        sheet.picks.setdefault("amount", Pick(None, f"{pieces} times {price}"))
    elif amount and not is_set and _is_order_total(sheet, amount):
        what = f"{amount} is the same in every line of an order, so it looks like the order's total"
        instead = f"{what}; {pieces} times {price} is the line's money"
        sheet.picks["amount"] = Pick(None, instead, sure=False) if pieces and price else Pick(amount, what, sure=False)
    elif price and not amount and not is_set:
        del sheet.picks["unit_price"]
        sheet.picks["amount"] = Pick(price, "a price, and no number of pieces beside it", sure=False)
    elif not amount and not is_set:
        _take(sheet, "amount", _unnamed_amount(sheet))


def _is_order_total(sheet: Sheet, amount: str) -> bool:
    """Say whether an amount repeats in the lines of an order, while orders differ."""
    order = sheet.label("order")
    if not order:
        return False
    lines = pa.table({"order": plain_text(sheet.sample[order]), "amount": plain_text(sheet.sample[amount])}).drop_null()
    found = lines.group_by("order").aggregate([("amount", "count"), ("amount", "count_distinct")])
    several = found.filter(pc.greater(found["amount_count"], 1))
    n_alike = pc.sum(pc.equal(several["amount_count_distinct"], 1)).as_py() or 0
    differ = pc.count_distinct(lines["amount"]).as_py() > 1
    return bool(differ and several.num_rows >= _MANY_ORDERS and n_alike >= _SURELY * several.num_rows)


def _unnamed_amount(sheet: Sheet) -> Pick | None:
    """Return the only column with fractions of a table without names."""
    found = [
        look
        for look in sheet.free()
        if _UNNAMED.fullmatch(look.label) and look.has_fraction and look.number_share >= _SURELY
    ]
    return Pick(found[0].label, "the only column of numbers with fractions", sure=False) if len(found) == 1 else None
