"""Which columns of ids hold nothing but ids: no blanks around them, no spelling of a missing value.

Comes in: which column is what. Goes out: one query that counts, and from its answer the types that cleaning goes by.
The rule of this module: what is true of a whole column is found once, so that it need not be asked of every row in
every query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.casts import PLAIN, id_sql
from coterie.tables import RAW_ROW, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from coterie.tables import ColumnMap

__all__ = ["oddities_step", "with_plain"]


def oddities_step(columns: ColumnMap, names: Mapping[str, str], *, types: Mapping[str, str]) -> Step | None:
    """Return the query that counts ids which are not plain.

    Parameters
    ----------
    columns : ColumnMap
        Which column is what, by the user's names.
    names : mapping of str to str
        The user's names to those that SQL uses.
    types : mapping of str to str
        Columns of SQL to their types.

    Returns
    -------
    Step or None
        Reads ``raw``; one row with a count for each text column of ids, by its name in SQL. None without such columns.

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> oddities_step(ColumnMap("who", "when"), {"who": "c0", "when": "c1"}, types={"c0": "integer"}) is None
    True
    """
    labels = (columns.customer, columns.order, columns.product, columns.category)
    asked = dict.fromkeys(names[label] for label in labels if label is not None and label in names)
    texts = [name for name in asked if types.get(name, "text") == "text"]
    counts = [f"count(case when {_is_odd(name, columns)} then 1 end) as {name}" for name in texts]
    return Step("oddities", ("raw",), f"select {', '.join(counts)}\nfrom raw") if counts else None


def _is_odd(name: str, columns: ColumnMap) -> str:
    return f"{name} is not null and coalesce({id_sql(name, missing=columns.missing)} <> {name}, true)"


def with_plain(types: Mapping[str, str], oddities: pa.Table | None) -> dict[str, str]:
    """Return the types of columns, with those that hold plain ids marked as such.

    Parameters
    ----------
    types : mapping of str to str
        Columns of SQL to their types.
    oddities : pyarrow.Table or None
        What :func:`oddities_step` counted.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> import pyarrow as pa
    >>> with_plain({"c0": "text", "c1": "text"}, pa.table({"c0": [0], "c1": [3]}))
    {'c0': 'plain', 'c1': 'text'}
    """
    counts = oddities.to_pylist()[0] if oddities else {}
    return {name: PLAIN if counts.get(name) == 0 and name != RAW_ROW else kind for name, kind in types.items()}
