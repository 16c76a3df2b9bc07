"""Which column is what: guessed from the first rows, made final from the whole columns, explained to the user.

Comes in: the first rows under the user's names, and what the user has set. Goes out: a :class:`Detection`. The rule of
this module: what the user has set is never guessed, and no guess goes without its reason.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from coterie.data.casts import DECIMAL_MARKS, TIME_STYLES
from coterie.data.findings import OPTIONS, Detection, Finding
from coterie.data.roles import Pick, Sheet, choose_roles
from coterie.data.vocabulary import ROLES
from coterie.data.writing import settle, statistics_step
from coterie.errors import ColumnError, ConfigError
from coterie.tables import ColumnMap

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["Detection", "Finding", "detect_columns", "settle", "statistics_step"]

_NO_COLUMN = "none"
_MOST_NAMES = 30
_SET = "you have set it"
_SETTINGS = {"time_style": TIME_STYLES, "decimal": DECIMAL_MARKS}


def detect_columns(sample: pa.Table, overrides: Mapping[str, str]) -> Detection:
    """Guess which column is what.

    Parameters
    ----------
    sample : pyarrow.Table
        The first rows, under the user's names.
    overrides : mapping of str to str
        What the user has set: a column for a role (``price`` stands for ``unit_price``, ``none`` for no column,
        ``discounts`` takes several, with commas between), a ``time_style``, a ``decimal`` mark.

    Returns
    -------
    Detection
        A guess; :func:`settle` decides the writing of times and numbers from the whole columns.

    Raises
    ------
    ColumnError
        Where no customer or no time is recognised, or a column the user has named is not there.
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
    settings = _set_by_user(sheet, overrides)
    choose_roles(sheet)
    customer, time = _required(sheet, "customer"), _required(sheet, "time")
    columns = ColumnMap(
        customer,
        time,
        order=sheet.label("order"),
        product=sheet.label("product"),
        category=sheet.label("category"),
        quantity=sheet.label("quantity"),
        unit_price=sheet.label("unit_price"),
        amount=sheet.label("amount"),
        discounts=sheet.discounts,
        time_style=settings.get("time_style") or _likeliest_style(sheet, time),
        decimal=settings.get("decimal", "."),
    )
    return Detection(columns, _findings(sheet, sets_discounts="discounts" in overrides), settings)


def _set_by_user(sheet: Sheet, overrides: Mapping[str, str]) -> dict[str, str]:
    """Put the user's columns in their places; return the other settings."""
    settings: dict[str, str] = {}
    for name, value in overrides.items():
        role = "unit_price" if name == "price" else name
        if role in _SETTINGS:
            settings[role] = _checked_setting(role, value)
        elif role == "discounts":
            sheet.discounts = tuple(_checked_label(sheet, role, part.strip()) for part in value.split(","))
        elif role in ROLES:
            is_none = value == _NO_COLUMN and value not in sheet.sample.column_names
            label = None if is_none else _checked_label(sheet, role, value)
            sheet.picks[role] = Pick(label, _SET, is_set=True)
        else:
            raise ConfigError(
                f"no role {name!r}", "the columns that are set", f"Use {', '.join((*ROLES, *_SETTINGS))}."
            )
    return settings


def _checked_setting(name: str, value: str) -> str:
    if value not in _SETTINGS[name]:
        allowed = ", ".join(_SETTINGS[name])
        raise ConfigError(f"{name} cannot be {value!r}", OPTIONS[name], f"Use one of: {allowed}")
    return value


def _checked_label(sheet: Sheet, role: str, label: str) -> str:
    names = sheet.sample.column_names
    if label in names:
        return label
    option = OPTIONS.get(role, f"the setting {role}")
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(label.casefold(), folded, n=3, cutoff=0.6)
    remedy = f"Did you mean {' or '.join(folded[name] for name in close)}?" if close else _columns_there(names)
    raise ColumnError(f"no column {label!r}", option, remedy)


def _columns_there(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"There are: {', '.join(names[:_MOST_NAMES])}{more}."


def _required(sheet: Sheet, role: str) -> str:
    label = sheet.label(role)
    if label is None:
        wanted = {"customer": "with the customer", "time": "with the day or time of an order"}[role]
        where = _columns_there(sheet.sample.column_names).removesuffix(".").replace("There are", "columns")
        raise ColumnError(f"no column {wanted} was recognised", where, f"Name it: {OPTIONS[role]} NAME.")
    return label


def _likeliest_style(sheet: Sheet, time: str) -> str:
    """Return the style that most of the first rows fit; bare seconds only where nothing else fits."""
    look = next(look for look in sheet.looks if look.label == time)
    likely = {
        style: share for style, share in look.styles.items() if not (look.day_share and style.startswith("epoch"))
    }
    return max(likely, key=lambda style: likely[style], default="iso")


def _findings(sheet: Sheet, *, sets_discounts: bool) -> tuple[Finding, ...]:
    picks = dict(sheet.picks)
    if not sheet.label("order"):
        picks["order"] = Pick(None, "there is none: what a customer buys on one day is taken as one order")
    if not sheet.label("amount") and (sheet.label("quantity") is None or sheet.label("unit_price") is None):
        picks["amount"] = Pick(None, "there is none: customers are told apart by how often and how recently they buy")
    found = [Finding(role, picks[role].label, picks[role].reason, picks[role].sure) for role in ROLES if role in picks]
    reason = _SET if sets_discounts else "its name says so, and it holds numbers"
    return (*found, *(Finding("discounts", label, reason) for label in sheet.discounts))
