"""Tables as people read them in a spreadsheet: money in its own unit, shares in as many digits as mean something.

Comes in: the tables of a snapshot. Goes out: the same rows, rounded. The rule of this module: only what is written as
CSV is rounded; Parquet, JSON and Python keep the exact values.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["assignments_for_people", "segments_for_people"]

_SHARES = {"share": 4, "money_share": 4}
_PLACES = {"distance": 6, "margin": 6}
_E4_PER_CENT = 100
_MONEY = pa.decimal128(38, 2)


def segments_for_people(segments: pa.Table) -> pa.Table:
    """Return the ``segments`` table with ``spend`` in place of ``money_e4``.

    Parameters
    ----------
    segments : pyarrow.Table
        As a snapshot has it.

    Returns
    -------
    pyarrow.Table
        Spend has two decimals, half a cent away from zero; shares have four digits.

    Examples
    --------
    >>> segments_for_people(pa.table({"money_e4": [123_456], "share": [1 / 3]})).to_pylist()
    [{'spend': Decimal('12.35'), 'share': 0.3333}]
    """
    place = segments.column_names.index("money_e4")
    spend = pa.array([_in_money(e4) for e4 in segments["money_e4"].to_pylist()], _MONEY)
    return _rounded(segments.set_column(place, "spend", spend), _SHARES)


def assignments_for_people(assignments: pa.Table) -> pa.Table:
    """Return the ``assignments`` table with distances and margins of six digits.

    Parameters
    ----------
    assignments : pyarrow.Table
        As a snapshot has it.

    Returns
    -------
    pyarrow.Table

    Examples
    --------
    >>> assignments_for_people(pa.table({"distance": [2 / 3], "margin": [None]})).to_pylist()
    [{'distance': 0.666667, 'margin': None}]
    """
    return _rounded(assignments, _PLACES)


def _in_money(money_e4: int | None) -> Decimal | None:
    if money_e4 is None:
        return None
    cents = (abs(money_e4) + _E4_PER_CENT // 2) // _E4_PER_CENT
    return Decimal(-cents if money_e4 < 0 else cents).scaleb(-2)


def _rounded(table: pa.Table, digits: Mapping[str, int]) -> pa.Table:
    for name, n_digits in digits.items():
        if name in table.column_names and pa.types.is_floating(table[name].type):
            table = table.set_column(table.column_names.index(name), name, pc.round(table[name], ndigits=n_digits))
    return table
