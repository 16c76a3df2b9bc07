"""What was recognised in a table, and why: the words that detection speaks to the user."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.tables import ColumnMap

__all__ = ["OPTIONS", "Detection", "Finding"]

OPTIONS = {
    "customer": "--customer",
    "time": "--time",
    "order": "--order",
    "amount": "--amount",
    "quantity": "--quantity",
    "unit_price": "--price",
    "product": "--product",
    "time_style": "--time-style",
    "decimal": "--decimal",
}
"""The option that sets each role, as the command line spells it."""


@dataclass(frozen=True)
class Finding:
    """One thing that was recognised.

    Parameters
    ----------
    role : str
        A role of :class:`~coterie.tables.ColumnMap`, ``time_style``, ``decimal`` or ``cancellation``.
    column : str or None
        The user's column; None where there is none.
    reason : str
        A plain sentence.
    sure : bool
        False where the user should look.

    Examples
    --------
    >>> Finding("customer", "CustomerID", "its name says so").sure
    True
    """

    role: str
    column: str | None
    reason: str
    sure: bool = True


@dataclass(frozen=True)
class Detection:
    """Which column is what, with the reasons.

    Parameters
    ----------
    columns : ColumnMap
        The decision.
    findings : tuple of Finding
        One for each thing that was recognised, or missed.
    settings : mapping of str to str
        The ``time_style`` and ``decimal`` mark that the user has set; they are not decided anew.

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> Detection(ColumnMap("who", "when"), ()).findings
    ()
    """

    columns: ColumnMap
    findings: tuple[Finding, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
