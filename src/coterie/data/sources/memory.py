"""Tables in memory, and Arrow files, which are tables as they would lie in memory.

Comes in: a dataframe or table, or Arrow files. Goes out: a :class:`~coterie.tables.Source` of the format ``arrow``. The
rule of this module: what pandas adds for itself is no column.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from coterie.errors import ColumnError, DataError, SourceError
from coterie.tables import Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["arrow_source", "memory_source"]

_PANDAS_INDEX = re.compile(r"__index_level_\d+__")


def memory_source(source: object) -> Source:
    """Take a table in memory.

    Parameters
    ----------
    source : object
        Anything with ``__arrow_c_stream__``.

    Returns
    -------
    Source

    Raises
    ------
    ColumnError, DataError
        Where a column mixes types or is there twice, or there are no rows.

    Examples
    --------
    >>> memory_source(pa.table({"who": ["a"]})).format
    'arrow'
    """
    where = f"a table in memory, {type(source).__module__}.{type(source).__qualname__}"
    try:
        table = pa.RecordBatchReader.from_stream(source).read_all()
    except (pa.ArrowException, TypeError) as error:
        column = re.search(r"column (.+?) with type", " ".join(map(str, error.args)))
        what = f"column {column[1]!r} mixes types" if column else "it cannot be read as an Arrow table"
        raise ColumnError(what, where, "Make each column all text, all numbers or all times.") from None
    except ValueError as error:
        twice = re.search(r"Duplicate column names found: (.+)", str(error))
        what = f"a column is there twice, of {twice[1]}" if twice else "it cannot be read as an Arrow table"
        raise ColumnError(what, where, "Give every column a name of its own.") from None
    return _source(table, where)


def arrow_source(paths: Sequence[Path]) -> Source:
    """Take Arrow files (Feather).

    Parameters
    ----------
    paths : sequence of Path
        With the same columns, in any order.

    Returns
    -------
    Source

    Raises
    ------
    SourceError, ColumnError, DataError
        Where a file is damaged, has other columns than the first, or there are no rows.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.feather")
    >>> with pa.ipc.new_file(path, pa.schema([("who", pa.string())])) as file:
    ...     file.write(pa.record_batch({"who": ["a"]}))
    >>> arrow_source([path]).data.num_rows
    1
    """
    tables = [_read(path) for path in paths]
    for path, table in zip(paths, tables, strict=True):
        odd = sorted(set(table.column_names) ^ set(tables[0].column_names))
        if odd:
            what = f"other columns than in the first file: {', '.join(odd)}"
            raise ColumnError(what, str(path), "Read such files one by one.")
    try:
        joined = pa.concat_tables([table.select(tables[0].column_names) for table in tables])
    except (pa.ArrowException, KeyError):
        what = "the columns' types differ from file to file, or a column is there twice"
        raise ColumnError(what, str(paths[0]), "Read such files one by one.") from None
    return _source(joined, str(paths[0]))


def _read(path: Path) -> pa.Table:
    try:
        with pa.memory_map(str(path)) as file:
            table = pa.ipc.open_file(file).read_all()
            table.validate(full=True)  # texts that are none would stop the engine
            return table
    except (pa.ArrowException, OSError):
        raise SourceError("the Arrow file is damaged or cut off", str(path), "Copy or export it again.") from None


def _source(table: pa.Table, where: str) -> Source:
    table = table.select([name for name in table.column_names if not _PANDAS_INDEX.fullmatch(name)])
    if not table.num_rows or not table.num_columns:
        raise DataError("no rows", where, "Give a table with orders in it.")
    return Source(("memory",), "arrow", data=table)
