"""What was recognised in a table, and why: the words that detection speaks to the user."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.tables import AttributeMap, ColumnMap

__all__ = ["Detection", "Finding", "Kind", "option_of"]

Kind = Literal["orders", "customers"]
"""What a row of the table is: something of an order, or a customer."""

_SPELT = {"unit_price": "price"}


@dataclass(frozen=True)
class Finding:
    """One thing that was recognised.

    Parameters
    ----------
    role : str
        A role of :class:`~coterie.tables.ColumnMap`, or ``kind``, ``time_style``, ``decimal``, ``missing``,
        ``cancellation``.
    column : str or None
        The user's column; None where there is none.
    reason : str
        A plain sentence.
    sure : bool
        False where the user should look.
    question : str
        What only a person can say; empty where nothing has to be asked.
    choices : tuple of str
        The answers at hand: columns, or values of the setting. The first is the guess.

    Examples
    --------
    >>> Finding("customer", "CustomerID", "its name says so").sure
    True
    """

    role: str
    column: str | None
    reason: str
    sure: bool = True
    question: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Detection:
    """Which column is what, with the reasons.

    Parameters
    ----------
    columns : ColumnMap or AttributeMap
        The decision: of a table of orders, or of a table with one row a customer.
    findings : tuple of Finding
        One for each thing that was recognised, or missed.
    settings : mapping of str to str
        What the user has set beside columns, such as ``time_style``; it is not decided anew.
    kind : {'orders', 'customers'}
        What a row is.
    is_open : bool
        Whether the ids of the whole table still decide what a row is.
    numbers : tuple of str
        Columns with numbers, for the decimal mark.
    marks : mapping of str to tuple of str
        Spellings that may stand for a missing value, by column.

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> Detection(ColumnMap("who", "when"), ()).kind
    'orders'
    """

    columns: ColumnMap | AttributeMap
    findings: tuple[Finding, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = "orders"
    is_open: bool = False
    numbers: tuple[str, ...] = ()
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def option_of(role: str) -> str:
    """Return the option that sets a role, as the command line spells it.

    Parameters
    ----------
    role : str
        A role or setting.

    Returns
    -------
    str

    Examples
    --------
    >>> option_of("unit_price"), option_of("time_style")
    ('--price', '--time-style')
    """
    return f"--{_SPELT.get(role, role).replace('_', '-')}"
