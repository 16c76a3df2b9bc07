"""How a display is kept: columns of numbers, and the facts that are one for all rows.

In: a display's data. Out: an Arrow table whose schema carries the facts as JSON, so that Parquet keeps both; and back.
The one rule: what comes back equals what went in, to the last bit.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from coterie.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["kind", "pack", "unpack"]

_KEY = b"coterie.display"


def pack(display: str, columns: Mapping[str, object], *, facts: Mapping[str, object]) -> pa.Table:
    """Put columns and facts of a display into one table.

    Parameters
    ----------
    display : str
        Name of its class.
    columns : Mapping of str to array-like
    facts : Mapping of str to object
        What JSON can hold.

    Returns
    -------
    pyarrow.Table

    Examples
    --------
    >>> table = pack("ElbowDisplay", {"k": [2, 3]}, facts={"knee": 3})
    >>> kind(table), unpack(table, "ElbowDisplay")["knee"]
    ('ElbowDisplay', 3)
    """
    document = json.dumps({"display": display, **facts}, sort_keys=True)
    return pa.table(dict(columns), metadata={_KEY: document.encode()})


def unpack(table: pa.Table, display: str) -> dict[str, Any]:
    """Return the facts of a packed display, after checking that it is one of this kind.

    Parameters
    ----------
    table : pyarrow.Table
    display : str
        Name of the class that is expected.

    Returns
    -------
    dict of str to object

    Raises
    ------
    BundleError
        If the table is the frame of another display, or of none.

    Examples
    --------
    >>> unpack(pack("ElbowDisplay", {"k": [2, 3]}, facts={"knee": 3}), "ElbowDisplay")
    {'display': 'ElbowDisplay', 'knee': 3}
    """
    facts = _facts(table)
    if facts.get("display") != display:
        raise BundleError(
            f"this table is not the frame of a {display}",
            f"it says: {facts.get('display', 'nothing')}",
            "Give it to displays.load, which finds the right display.",
        )
    return facts


def kind(table: pa.Table) -> str:
    """Tell which display a table is the frame of.

    Parameters
    ----------
    table : pyarrow.Table

    Returns
    -------
    str
        Name of its class; empty for any other table.

    Examples
    --------
    >>> kind(pa.table({"k": [2, 3]}))
    ''
    """
    return str(_facts(table).get("display", ""))


def _facts(table: pa.Table) -> dict[str, Any]:
    metadata = table.schema.metadata or {}
    facts: dict[str, Any] = json.loads(metadata.get(_KEY, b"{}"))
    return facts
