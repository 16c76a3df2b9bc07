"""Which column is what: guessed from the first rows, made final from the whole columns, explained to the user.

Comes in: the first rows under the user's names, and what the user has set. Goes out: a
:class:`~coterie.data.findings.Detection`. The rule of this module: what the user has set is never guessed, and no guess
goes without its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from coterie.data.counts import statistics_step
from coterie.data.descriptors import descriptors_of
from coterie.data.findings import Detection, Finding, Kind, option_of
from coterie.data.kinds import customer_of_rows, has_plain_time, is_list, no_time_error, says_orders
from coterie.data.missing import find_marks
from coterie.data.overrides import SET, apply_overrides, columns_there
from coterie.data.roles import choose_roles
from coterie.data.sheet import Pick, Sheet
from coterie.data.vocabulary import ROLES
from coterie.data.writing import settle
from coterie.errors import ColumnError
from coterie.tables import AttributeMap, ColumnMap

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["Detection", "Finding", "detect_columns", "settle", "statistics_step"]

_NUMBERS = ("amount", "quantity", "unit_price", "rate", "discount_rate")
_SINGLE = tuple(role for role in ROLES if role not in {"customer", "time", "discounts", "coupons"})
_SEVERAL = {
    "discounts": "its name says so, and it holds numbers",
    "coupons": "its name says so, and it is blank or zero in some rows",
    "attributes": "each customer has one value of it",
}
_EACH_ROW = "no column holds the day or time of an order: each row is one customer"
_MOSTLY = 0.8


def detect_columns(sample: pa.Table, overrides: Mapping[str, str]) -> Detection:
    """Guess which column is what.

    Parameters
    ----------
    sample : pyarrow.Table
        The first rows, under the user's names.
    overrides : mapping of str to str
        What the user has set: a ``kind``, a column for a role (``price`` stands for ``unit_price``, ``none`` for no
        column; ``discounts``, ``coupons`` and ``attributes`` take several, with commas between), or how it is written.

    Returns
    -------
    Detection
        A guess; :func:`settle` decides the kind and the writing of times and numbers from the whole columns.

    Raises
    ------
    ColumnError
        Where the table is neither of orders nor of customers, or a column the user has named is not there.
    ConfigError
        Where a role, style or mark is unknown.

    Examples
    --------
    >>> import pyarrow as pa
    >>> days = ["31.12.2010", "02.01.2011", "02.01.2011"]
    >>> orders = pa.table({"Kunde": ["7", "7", "9"], "Datum": days, "Betrag": ["12,50", "3,00", "-3,00"]})
    >>> found = detect_columns(orders, {})
    >>> found.columns.customer, found.columns.time, found.columns.amount, found.columns.order
    ('Kunde', 'Datum', 'Betrag', None)
    """
    sheet = Sheet(sample)
    settings = apply_overrides(sheet, overrides)
    choose_roles(sheet)
    kind = cast("Kind", settings.get("kind")) or _likelier_kind(sheet)
    is_open = "kind" not in settings and not (kind == "orders" and says_orders(sheet))
    if kind == "customers":
        return _of_customers(sheet, settings, is_open=is_open)
    if not sheet.label("time"):
        raise no_time_error(f"columns: {columns_there(sample.column_names)}")
    if not sheet.label("customer"):
        where = f"columns: {columns_there(sample.column_names)}"
        raise ColumnError(
            "no column with the customer was recognised", where, f"Name it: {option_of('customer')} NAME."
        )
    if sheet.attributes is None:
        sheet.attributes = descriptors_of(sheet)
    return Detection(
        _columns(sheet, settings),
        _findings(sheet, overrides),
        settings,
        is_open=is_open,
        numbers=_numbers(sheet) if is_open else _numbers_of_orders(sheet),
        marks={} if "missing" in settings else find_marks(sheet, _exact(sheet)),
    )


def _likelier_kind(sheet: Sheet) -> Kind:
    """Return what a row is by names; a list of something else is refused."""
    customer = sheet.picks.get("customer")
    plural = None if customer and customer.is_set else is_list(sheet)
    if plural:
        where = f"columns: {columns_there(sheet.sample.column_names)}"
        remedy = f"Join it to the orders, or name the customer's column with {option_of('customer')}."
        raise ColumnError(f"this looks like a list of {plural}, not of customers", where, remedy)
    if sheet.label("time") and (sheet.label("customer") or has_plain_time(sheet)):
        return "orders"
    return "customers"


def _of_customers(sheet: Sheet, settings: Mapping[str, str], *, is_open: bool) -> Detection:
    pick = customer_of_rows(sheet)
    kind = Finding("kind", None, SET if "kind" in settings else _EACH_ROW)
    columns = AttributeMap(pick.label, (), decimal=settings.get("decimal", "."), missing=_words(settings, "missing"))
    findings = (kind, Finding("customer", pick.label, pick.reason, pick.sure))
    numbers = _numbers(sheet)
    marks = {} if "missing" in settings else find_marks(sheet, {*numbers, *([pick.label] if pick.label else [])})
    return Detection(columns, findings, settings, kind="customers", is_open=is_open, numbers=numbers, marks=marks)


def _columns(sheet: Sheet, settings: Mapping[str, str]) -> ColumnMap:
    time = str(sheet.label("time"))
    return ColumnMap(
        str(sheet.label("customer")),
        time,
        **{role: sheet.label(role) for role in _SINGLE},  # type: ignore[arg-type]  # a role by its name
        discounts=sheet.discounts or (),
        coupons=sheet.coupons or (),
        attributes=sheet.attributes or (),
        time_style=settings.get("time_style") or sheet.look(time).likeliest_style,
        decimal=settings.get("decimal", "."),
        money_unit=settings.get("money_unit", "1"),
        missing=_words(settings, "missing"),
        cancel_prefix=settings.get("cancel_prefix"),
        cancel_words=tuple(word.casefold() for word in _words(settings, "cancel_words")),
        fee_words=tuple(word.casefold() for word in _words(settings, "fee_words")),
    )


def _words(settings: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in settings.get(name, "").split(",") if word.strip())


def _numbers(sheet: Sheet) -> tuple[str, ...]:
    """Return the columns that look like numbers, whatever they are."""
    return tuple(look.label for look in sheet.looks if look.number_share >= _MOSTLY and look.day_share < _MOSTLY)


def _numbers_of_orders(sheet: Sheet) -> tuple[str, ...]:
    labels = (*(sheet.label(role) for role in _NUMBERS), *(sheet.discounts or ()))
    return tuple(dict.fromkeys(label for label in labels if label))


def _exact(sheet: Sheet) -> set[str]:
    """Return the columns where ids, numbers or times belong."""
    roles = ("customer", "time", "order", "product", *_NUMBERS)
    return {str(sheet.label(role)) for role in roles} | set(sheet.discounts or ())


def _findings(sheet: Sheet, overrides: Mapping[str, str]) -> tuple[Finding, ...]:
    picks = dict(sheet.picks)
    if not sheet.label("order"):
        picks["order"] = Pick(None, "there is none: what a customer buys on one day is taken as one order")
    if not sheet.label("amount") and (sheet.label("quantity") is None or sheet.label("unit_price") is None):
        picks["amount"] = Pick(None, "there is none: customers are told apart by how often and how recently they buy")
    found = [_finding(role, picks[role]) for role in ROLES if role in picks]
    groups = {"discounts": sheet.discounts, "coupons": sheet.coupons, "attributes": sheet.attributes}
    several = [
        Finding(role, label, SET if role in overrides else _SEVERAL[role])
        for role, labels in groups.items()
        for label in labels or ()
    ]
    return (*found, *several)


def _finding(role: str, pick: Pick) -> Finding:
    return Finding(role, pick.label, pick.reason, pick.sure, pick.question, pick.choices)
