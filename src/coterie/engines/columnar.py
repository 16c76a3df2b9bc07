"""Parquet files and Arrow tables as queries: columns under the engine's names, types kept where the rooms know them.

The rule of this module: nothing is copied. What comes back is a query over the source, with every row's place in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.engines.dialect import kind_of, quote_name, quote_path
from coterie.engines.faults import translated
from coterie.engines.text import checked_labels
from coterie.errors import ColumnError, DataError
from coterie.tables import RAW_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

__all__ = ["arrow_query", "parquet_query", "rows_query"]


def parquet_query(cursor: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return the column names of Parquet files and a query over them.

    Parameters
    ----------
    cursor : DuckDBPyConnection
        Where the query is to run.
    paths : sequence of str
        Files with the same columns, in any order.

    Returns
    -------
    labels : tuple of str
        The first file's names.
    sql : str
        A query for ``row_number``, ``c0``, ``c1`` ... over all rows, numbered through.

    Raises
    ------
    SourceError, ColumnError, DataError
        Where a file cannot be read, or has other columns than the first, or none has a row.

    Examples
    --------
    >>> import tempfile
    >>> import duckdb
    >>> cursor = duckdb.connect()
    >>> path = f"{tempfile.mkdtemp()}/orders.parquet"
    >>> _ = cursor.execute(f"copy (select 'a' as who, 5 as paid) to '{path}' (format parquet)")
    >>> labels, sql = parquet_query(cursor, [path])
    >>> labels, cursor.sql(sql).fetchall()
    (('who', 'paid'), [(1, 'a', 5)])
    """
    labels: tuple[str, ...] = ()
    parts: list[str] = []
    n_before = 0
    for path in paths:
        table = f"read_parquet({quote_path(path)}, file_row_number = true)"
        with translated(path):
            columns = dict(cursor.execute(f"select column_name, column_type from (describe from {table})").fetchall())
            (n_rows,) = cursor.execute(f"select num_rows from parquet_file_metadata({quote_path(path)})").fetchall()[0]
        del columns["file_row_number"]
        own = dict(zip(checked_labels(tuple(columns), path), columns, strict=True))
        labels = labels or tuple(own)
        if set(own) != set(labels):
            odd = ", ".join(sorted(set(own) ^ set(labels)))
            raise ColumnError(f"other columns than in the first file: {odd}", path, "Read such files one by one.")
        named = [(quote_name(own[label]), columns[own[label]]) for label in labels]
        parts.append(f"select file_row_number + {n_before + 1} as {RAW_ROW}, {_columns(named)} from {table}")
        n_before += n_rows
    if not n_before:
        raise DataError("no rows", paths[0], "Export it again with its rows.")
    return labels, " union all ".join(parts)


def arrow_query(cursor: duckdb.DuckDBPyConnection, table: str) -> str:
    """Return a query over an Arrow table that is registered with its row numbers and numbered columns.

    Parameters
    ----------
    cursor : DuckDBPyConnection
        Where the table is registered.
    table : str
        Its name there.

    Returns
    -------
    str
        A query for ``row_number``, ``c0``, ``c1`` ...

    Examples
    --------
    >>> import duckdb
    >>> import pyarrow as pa
    >>> cursor = duckdb.connect()
    >>> _ = cursor.register("orders", pa.table({"row_number": [1], "c0": [True]}))
    >>> cursor.sql(arrow_query(cursor, "orders")).fetchall()
    [(1, 'true')]
    """
    found = cursor.execute(f"select column_name, column_type from (describe from {quote_name(table)})").fetchall()
    named = [(name, data_type) for name, data_type in found if name != RAW_ROW]
    return f"select {RAW_ROW}, {_columns(named)} from {quote_name(table)}"


def rows_query(paths: Sequence[str], names: Sequence[str]) -> str:
    r"""Return a query over Parquet files of passage, which hold their rows' numbers.

    Parameters
    ----------
    paths : sequence of str
        Files; a column that one of them lacks is null there.
    names : sequence of str
        Their columns, in the order wanted.

    Returns
    -------
    str
        A query for ``row_number``, ``c0``, ``c1`` ...

    Examples
    --------
    >>> rows_query(["/part.parquet"], ["b", "a"])
    'select row_number, "b" as c0, "a" as c1 from read_parquet([\'/part.parquet\'], union_by_name = true)'
    """
    files = ", ".join(map(quote_path, paths))
    columns = "".join(f", {quote_name(name)} as c{place}" for place, name in enumerate(names))
    return f"select {RAW_ROW}{columns} from read_parquet([{files}], union_by_name = true)"


def _columns(named: Sequence[tuple[str, str]]) -> str:
    """Return the columns under the engine's names; what the rooms have no word for becomes text."""
    as_text = [data_type != "VARCHAR" and kind_of(data_type) == "text" for _, data_type in named]
    values = [f"cast({name} as varchar)" if cast else name for (name, _), cast in zip(named, as_text, strict=True)]
    return ", ".join(f"{value} as c{place}" for place, value in enumerate(values))
