"""What the user has set: columns by role, and how they are written.

Comes in: settings by name, all as text. Goes out: picks that nothing overrules, and the settings that are no columns.
The rule of this module: a name that is not there is an error with the near ones, never a guess.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING

from coterie.data.casts import DECIMAL_MARKS
from coterie.data.findings import option_of
from coterie.data.moments import TIME_STYLES
from coterie.data.sheet import Pick
from coterie.data.vocabulary import ROLES
from coterie.errors import ColumnError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.data.sheet import Sheet

__all__ = ["SET", "apply_overrides", "columns_there"]

SET = "you have set it"
"""The reason of what the user has set."""

_NO_COLUMN = "none"
_MOST_NAMES = 30
_SEVERAL = ("discounts", "coupons", "attributes")
_CHOICES = {"kind": ("orders", "customers"), "time_style": TIME_STYLES, "decimal": DECIMAL_MARKS}
_WORDS = ("missing", "cancel_prefix", "cancel_words", "fee_words", "money_unit")
_OF_TRAITS = ("targets", "leave_out", "kinds")
"""Settings of a table of customers, which its traits read."""


def apply_overrides(sheet: Sheet, overrides: Mapping[str, str]) -> dict[str, str]:
    """Put the user's columns in their places.

    Parameters
    ----------
    sheet : Sheet
        The table; its picks are filled in place.
    overrides : mapping of str to str
        What the user has set, by role or setting.

    Returns
    -------
    dict of str to str
        The settings that are no columns.

    Raises
    ------
    ColumnError
        Where a column is not there.
    ConfigError
        Where a role or setting is unknown, or its value impossible.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> sheet = Sheet(pa.table({"who": ["a"], "when": ["2011-01-31"]}))
    >>> apply_overrides(sheet, {"customer": "who", "decimal": ","}), sheet.picks["customer"].label
    ({'decimal': ','}, 'who')
    """
    settings: dict[str, str] = {}
    for name, value in overrides.items():
        role = "unit_price" if name == "price" else name
        if role in _CHOICES or role in _WORDS:
            settings[role] = _checked_setting(role, value)
        elif role in _SEVERAL:
            setattr(sheet, role, _several(sheet, role, value))
        elif role in ROLES:
            is_none = value == _NO_COLUMN and value not in sheet.sample.column_names
            sheet.picks[role] = Pick(None if is_none else _checked_label(sheet, role, value), SET, is_set=True)
        elif role not in _OF_TRAITS:
            known = ", ".join((*ROLES, "attributes", *_CHOICES, *_WORDS))
            raise ConfigError(f"no role {name!r}", "the columns that are set", f"Use {known}.")
    return settings


def columns_there(names: list[str]) -> str:
    """Return the columns of a table as a sentence may list them.

    Parameters
    ----------
    names : list of str
        The user's names.

    Returns
    -------
    str
        At most thirty of them.

    Examples
    --------
    >>> columns_there(["who", "when"])
    'who, when'
    """
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}"


def _checked_setting(name: str, value: str) -> str:
    if name in _CHOICES and value not in _CHOICES[name]:
        allowed = ", ".join(_CHOICES[name])
        raise ConfigError(f"{name} cannot be {value!r}", option_of(name), f"Use one of: {allowed}")
    if name == "money_unit" and not _is_positive(value):
        raise ConfigError(
            f"{name} cannot be {value!r}", option_of(name), "Use a number above 0, such as 0.01 for cents."
        )
    return value


def _is_positive(value: str) -> bool:
    try:
        return Decimal(value) > 0
    except InvalidOperation:
        return False


def _several(sheet: Sheet, role: str, value: str) -> tuple[str, ...]:
    names = sheet.sample.column_names
    if value in names:
        return (value,)
    if value in {"", _NO_COLUMN}:
        return ()
    return tuple(_checked_label(sheet, role, part.strip()) for part in value.split(","))


def _checked_label(sheet: Sheet, role: str, label: str) -> str:
    names = sheet.sample.column_names
    if label in names:
        return label
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(label.casefold(), folded, n=3, cutoff=0.6)
    near = " or ".join(folded[name] for name in close)
    remedy = f"Did you mean {near}?" if close else f"There are: {columns_there(names)}."
    raise ColumnError(f"no column {label!r}", option_of(role), remedy)
