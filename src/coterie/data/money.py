"""What the money of a row is: an amount, pieces times price, a price alone, or unknown; and what was taken off it.

Comes in: a table with the roles that names gave. Goes out: the same table, its money settled. The rule of this module:
an amount that stands in every line of an order is the order's, not the line's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.casts import CURRENCY
from coterie.data.doubts import guessed
from coterie.data.fitness import fits
from coterie.data.looks import SURELY, plain_text
from coterie.data.sheet import Pick
from coterie.data.vocabulary import name_points

if TYPE_CHECKING:
    from coterie.data.sheet import Sheet

__all__ = ["check_money", "coupons_of", "discounts_of"]

_MANY_ORDERS = 10
"""Orders of several lines that must agree before an amount is taken for the order's total."""
_UNNAMED = re.compile(r"column\d+")
_NO_COLUMN = "none"
_SAME_CURRENCY = MappingProxyType(
    {"\u20ac": "EUR", "\u00a3": "GBP", "$": "USD", "US$": "USD", "Z\u0141": "PLN", "ZL": "PLN"}
)


def check_money(sheet: Sheet) -> None:
    """Settle what the line's money is.

    Parameters
    ----------
    sheet : Sheet
        The table; its picks are changed in place.

    Examples
    --------
    >>> from coterie.data.sheet import Sheet
    >>> picks = {"quantity": Pick("n", "set"), "unit_price": Pick("p", "set")}
    >>> sheet = Sheet(pa.table({"n": ["1"], "p": ["5"]}), picks)
    >>> check_money(sheet)
    >>> sheet.picks["amount"].reason
    'n times p'
    """
    amount, pieces, price = (sheet.label(role) for role in ("amount", "quantity", "unit_price"))
    is_set = any(sheet.picks[role].is_set for role in ("amount", "unit_price") if role in sheet.picks)
    if pieces and price and not amount:
        sheet.picks.setdefault("amount", Pick(None, f"{pieces} times {price}"))
    elif amount and not is_set and _is_order_total(sheet, amount):
        sheet.picks["amount"] = _total(amount, pieces, price)
    elif price and not amount and not is_set:
        del sheet.picks["unit_price"]
        sheet.picks["amount"] = Pick(price, "a price, and no number of pieces beside it", sure=False)
    elif not amount and not is_set:
        _take_unnamed(sheet)
    _check_currencies(sheet)


def discounts_of(sheet: Sheet) -> tuple[str, ...]:
    """Return the columns with money taken off; where no number is above 1, they are shares, not money.

    Parameters
    ----------
    sheet : Sheet
        The table.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> from coterie.data.sheet import Sheet
    >>> discounts_of(Sheet(pa.table({"rebate": ["0", "1.50"], "discount": ["0", "0.15"]})))
    ('rebate', 'discount')
    """
    named = [look for look in sheet.free() if fits(sheet, "discounts", look=look)]
    return () if all(look.is_rate for look in named) else tuple(look.label for look in named)


def coupons_of(sheet: Sheet) -> tuple[str, ...]:
    """Return the columns that say whether a coupon was used: in some rows they are blank or zero, in others not.

    Parameters
    ----------
    sheet : Sheet
        The table.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> from coterie.data.sheet import Sheet
    >>> coupons_of(Sheet(pa.table({"coupon_code": ["", "XMAS"], "voucher_id": ["1", "2"]})))
    ('coupon_code',)
    """
    named = [look for look in sheet.looks if name_points(look.label).get("coupons") and look.n_present]
    taken = {pick.label for pick in sheet.picks.values()}
    return tuple(look.label for look in named if look.label not in taken and look.nothing_share > 0)


def _check_currencies(sheet: Sheet) -> None:
    """Tell of money in several currencies, unless a rate turns it into one."""
    for role in ("amount", "unit_price"):
        label = sheet.label(role)
        found = _currencies_of(sheet, label) if label and not sheet.label("rate") else []
        if len(found) > 1:
            reason = f"{sheet.picks[role].reason}; it is in {', '.join(found)}, and added as it stands without a rate"
            sheet.picks[role] = replace(sheet.picks[role], reason=reason, sure=False)


def _currencies_of(sheet: Sheet, label: str) -> list[str]:
    texts = pc.utf8_upper(pc.drop_null(pc.unique(plain_text(sheet.sample[label]))))
    signs = pc.unique(pc.struct_field(pc.extract_regex(texts, f"(?P<sign>{CURRENCY})"), "sign")).to_pylist()
    return sorted({_SAME_CURRENCY.get(sign, sign) for sign in signs if sign})


def _total(amount: str, pieces: str | None, price: str | None) -> Pick:
    what = f"{amount} is the same in every line of an order, so it looks like the order's total"
    if pieces and price:
        return Pick(None, f"{what}; {pieces} times {price} is the line's money", sure=False)
    question = f"{what}. Is it nevertheless the money of each line, or is the line's money in no column ({_NO_COLUMN})?"
    return Pick(amount, what, sure=False, question=question, choices=(amount, _NO_COLUMN))


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
    return bool(differ and several.num_rows >= _MANY_ORDERS and n_alike >= SURELY * several.num_rows)


def _take_unnamed(sheet: Sheet) -> None:
    """Take the only column with fractions of a table without names."""
    numbers = [look for look in sheet.free() if _UNNAMED.fullmatch(look.label) and look.number_share >= SURELY]
    found = [look.label for look in numbers if look.has_fraction]
    if len(found) == 1 and "amount" not in sheet.picks:
        others = [look.label for look in numbers if look.label not in found]
        labels = [*found, *others, _NO_COLUMN] if others else found
        sheet.picks["amount"] = guessed("amount", "the only column of numbers with fractions", labels=labels)
