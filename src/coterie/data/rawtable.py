"""The user's columns as expressions: ids, numbers, shares and marks of a raw row.

Comes in: which column is what, and how SQL names and types it. Goes out: one scalar expression each. The rule of this
module: what a source writes for a missing value is missing in every column, whatever the column is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.data.arithmetic import bounded_sql, factor_sql, share_sql, unit_sql
from coterie.data.casts import e4_sql, id_sql, time_us_sql
from coterie.data.rules import LACKS
from coterie.errors import ColumnError
from coterie.tables import RAW_ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.tables import ColumnMap

__all__ = ["RawTable"]

_NO_COUPON = "('no', 'n', 'false', 'none')"


@dataclass(frozen=True)
class RawTable:
    """The raw table: how SQL names the user's columns, and what types they have.

    Parameters
    ----------
    columns : ColumnMap
        Which column is what, by the user's names.
    names : mapping of str to str
        The user's names to those that SQL uses.
    types : mapping of str to str
        Columns of SQL to ``text``, ``integer``, ``float``, ``decimal`` or ``time``; text where nothing is said.

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> RawTable(ColumnMap("who", "when"), {"row_number": "row_number", "who": "c0", "when": "c1"}, {}).raw_names()
    ('c0', 'c1')
    """

    columns: ColumnMap
    names: Mapping[str, str]
    types: Mapping[str, str]

    def sql_name(self, label: str) -> str:
        """Return the SQL name of a user's column."""
        if label not in self.names:
            raise ColumnError(
                f"no column {label!r}", "the header", f"Name one of: {', '.join(sorted(set(self.names) - {RAW_ROW}))}."
            )
        return self.names[label]

    def raw_names(self) -> tuple[str, ...]:
        """Return every column of the user's, in its order."""
        return tuple(name for name in self.names.values() if name != RAW_ROW)

    def id_of(self, label: str | None, *, whole: bool = False) -> str:
        """Return the expression of an id; null text where there is no such column."""
        if label is None:
            return "cast(null as string)"
        name = self.sql_name(label)
        missing = self.columns.missing
        return id_sql(name, whole_float_ids=whole, type=self.types.get(name, "text"), missing=missing)

    def time_of(self) -> str:
        """Return the expression of the row's time, in microseconds."""
        columns = self.columns
        clock = self.sql_name(columns.clock) if columns.clock else None
        return self._if_known(columns.time, time_us_sql(self.sql_name(columns.time), columns.time_style, clock=clock))

    def e4_of(self, label: str | None) -> str:
        """Return the expression of a number; null where there is no such column."""
        if label is None:
            return "cast(null as bigint)"
        name = self.sql_name(label)
        return self._if_known(label, e4_sql(name, self.columns.decimal, type=self.types.get(name, "text")))

    def _if_known(self, label: str, value: str) -> str:
        """Leave out what the source writes for a missing value, even where it could be read, as ``-999`` can."""
        return f"case when {self.id_of(label)} is not null then {value} end" if self.columns.missing else value

    def discount_of(self) -> str:
        """Return the expression of all discounts of a row together; a blank counts zero."""
        parts = [self._discount_part(label) for label in self.columns.discounts]
        return " + ".join(parts) if parts else "cast(null as bigint)"

    def _discount_part(self, label: str) -> str:
        discount = unit_sql(self.e4_of(label), self.columns.money_unit)
        return f"case when {self.id_of(label)} is null then 0 else abs({bounded_sql(discount)}) end"

    def discount_share_of(self) -> str:
        """Return the expression of the share of the price that is taken off; a blank counts zero."""
        label = self.columns.discount_rate
        if label is None:
            return "0"
        share = share_sql(self.sql_name(label), self.columns.decimal)
        return f"case when {self.id_of(label)} is null then 0 else {share} end"

    def rate_of(self) -> str:
        """Return the expression of the exchange rate; 1 where there is no such column."""
        if self.columns.rate is None:
            return "1"
        rate = self.columns.rate
        return self._if_known(rate, factor_sql(self.sql_name(rate), self.columns.decimal))

    def coupon_of(self) -> str:
        """Return 1 where a column says that a coupon was used, else 0; null without such columns."""
        used = " or ".join(self._coupon_part(label) for label in self.columns.coupons)
        return f"cast(case when {used} then 1 else 0 end as bigint)" if used else "cast(null as bigint)"

    def _coupon_part(self, label: str) -> str:
        word = self.id_of(label)
        return f"(lower({word}) not in {_NO_COUPON} and coalesce({self.e4_of(label)}, 1) <> 0)"

    def says(self, labels: Sequence[str | None], values: Sequence[str]) -> str:
        """Return whether one of some columns holds one of some values, which are given by the names of parameters."""
        listed = ", ".join(f":{value}" for value in values)
        asked = [f"coalesce(cast({self.sql_name(label)} as string) in ({listed}), false)" for label in labels if label]
        return f"({' or '.join(asked)})" if asked and values else "false"

    def lacking(self) -> str:
        """Return the sum of ``LACKS`` over those fields of a row that are blank, where no value could be read."""
        columns = self.columns
        fields = {
            "time": (columns.time, "time_us"),
            "quantity": (columns.quantity, "quantity"),
            "unit_price": (columns.unit_price, "unit_price_e4"),
            "amount": (columns.amount, "given_e4"),
            "rate": (columns.rate, "rate"),
        }
        parts = [
            f"case when {read} is not null then 0 when {self.id_of(label)} is null then {LACKS[role]} else 0 end"
            for role, (label, read) in fields.items()
            if label
        ]
        return "\n    + ".join(parts)
