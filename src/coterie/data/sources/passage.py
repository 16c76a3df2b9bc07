"""Rows of another program's file, carried over into a file that the engine reads.

Comes in: tables as lists of values, portion by portion. Goes out: a :class:`~coterie.tables.Source` of the format
``rows``. The rule of this module: a column's type is decided from all its values. One text among numbers makes all of
it text, so that ids such as ``00123`` survive; whole numbers stay whole, however the program stored them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from coterie.data.sources.spools import writing
from coterie.errors import ColumnError, DataError
from coterie.tables import RAW_ROW, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from coterie.data.sources.spools import Spool
    from coterie.tables import Progress

__all__ = ["PORTION_ROWS", "Portion", "Rejects", "Table", "as_text", "carried_over", "kinds_of", "write_rows"]

PORTION_ROWS = 50_000
"""Rows that are in Python at one time."""

_LARGEST_EXACT = 2**53
"""From here on, not every whole number is a float."""
_SECONDS_PER_MINUTE, _MINUTES_PER_HOUR = 60, 60


@dataclass(frozen=True)
class Portion:
    """Some rows of a table: their places, and their values column by column.

    Parameters
    ----------
    numbers : sequence of int
        The rows' places in their table, from 1.
    columns : sequence of sequences
        One for each column.

    Examples
    --------
    >>> len(Portion([1, 2], [["a", "b"]]).numbers)
    2
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[object]]


@dataclass
class Rejects:
    """Rows that cannot be read: their place, their text, and why.

    Parameters
    ----------
    rows : list of (int, str, str) tuples
        In order.

    Examples
    --------
    >>> rejects = Rejects()
    >>> rejects.add(7, "total | 12.50", reason="a total below the table")
    >>> rejects.table().num_rows
    1
    """

    rows: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, number: int, text: str, *, reason: str) -> None:
        """Set a row apart.

        Parameters
        ----------
        number : int
            Its place, from 1.
        text : str
            What stands in it.
        reason : str
            Why it cannot be used.
        """
        self.rows.append((number, text, reason))

    def table(self) -> pa.Table:
        """Return them as a table.

        Returns
        -------
        pyarrow.Table
            ``row_number``, ``text``, ``reason``.
        """
        numbers, texts, reasons = zip(*self.rows, strict=True) if self.rows else ((), (), ())
        columns = {RAW_ROW: pa.array(numbers, pa.int64()), "text": pa.array(texts, pa.string())}
        return pa.table(columns | {"reason": pa.array(reasons, pa.string())})


class Table(Protocol):
    """A table in another program's file."""

    @property
    def where(self) -> str:
        """The file, and which of its tables."""

    @property
    def names(self) -> tuple[str, ...]:
        """The user's names of its columns."""

    @property
    def kinds(self) -> tuple[frozenset[str], ...]:
        """What kinds of values each column has (see :func:`kinds_of`)."""

    @property
    def n_rows(self) -> int:
        """Its rows, those included that cannot be read."""

    def portions(self, rejects: Rejects) -> Iterator[Portion]:
        """Yield the rows, and set those apart that are none."""


def carried_over(tables: Sequence[Table], spool: Spool, *, notes: Sequence[str], progress: Progress) -> Source:
    """Carry tables with the same columns over into one file.

    Parameters
    ----------
    tables : sequence of Table
        In order.
    spool : Spool
        Where to write.
    notes : sequence of str
        What people should know.
    progress : callable
        Told the share that is done.

    Returns
    -------
    Source

    Raises
    ------
    ColumnError
        Where a table has other columns than the first, or one twice.
    DataError
        Where there are no rows.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> class Till:
    ...     where, names, kinds, n_rows = "till", ("id",), (frozenset({"text", "integer"}),), 2
    ...     def portions(self, rejects):
    ...         yield Portion([1, 2], [["00123", 17850.0]])
    >>> source = carried_over([Till()], Spool(), notes=(), progress=lambda stage, share: None)
    >>> pq.read_table(source.uris[0])["c0"].to_pylist()
    ['00123', '17850']
    """
    first = tables[0]
    orders = [_order_of(first.names, table) for table in tables]
    kinds = [
        frozenset().union(*(table.kinds[order[place]] for table, order in zip(tables, orders, strict=True)))
        for place in range(len(first.names))
    ]
    schema = pa.schema([(RAW_ROW, pa.int64()), *((f"c{n}", _type_of(kind)) for n, kind in enumerate(kinds))])
    rejects, path = Rejects(), spool.path("rows.parquet")
    n_rows = write_rows(
        path, schema, batches=_batches(tables, orders, schema=schema, rejects=rejects, progress=progress)
    )
    if not n_rows or not first.names:
        raise DataError("no rows", first.where, "There is a header and nothing below it: export it again.")
    names = tuple((name, f"c{place}") for place, name in enumerate(first.names))
    return Source((str(path),), "rows", data=spool, columns=names, rejects=rejects.table(), notes=tuple(notes))


def write_rows(path: Path, schema: pa.Schema, *, batches: Iterator[pa.RecordBatch]) -> int:
    """Write batches of rows to a Parquet file.

    Parameters
    ----------
    path : Path
        The file.
    schema : pyarrow.Schema
        Its columns.
    batches : iterator of pyarrow.RecordBatch
        The rows.

    Returns
    -------
    int
        How many rows there were.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> batch = pa.record_batch({"row_number": [1], "c0": ["00123"]})
    >>> write_rows(spool.path("rows.parquet"), batch.schema, batches=iter([batch]))
    1
    """
    n_rows = 0
    with writing(path):
        writer = pq.ParquetWriter(path, schema, compression="zstd")
    with writer:
        for batch in batches:
            with writing(path):
                writer.write_batch(batch)
            n_rows += batch.num_rows
    return n_rows


def kinds_of(values: Sequence[object]) -> frozenset[str]:
    """Return what kinds of values a column has.

    Parameters
    ----------
    values : sequence
        Values as Python has them; blank texts count as none.

    Returns
    -------
    frozenset of str
        Of ``text``, ``integer``, ``real``, ``time``, ``other``.

    Examples
    --------
    >>> sorted(kinds_of([17850.0, None, " "])), sorted(kinds_of([1.5, "x"]))
    (['integer'], ['real', 'text'])
    """
    types = set(map(type, values))
    kinds = {_KINDS.get(kind, "other") for kind in types - {type(None), str, float}}
    if str in types and any(isinstance(value, str) and value.strip() for value in values):
        kinds.add("text")
    if float in types:
        whole = all(_is_whole(value) for value in values if isinstance(value, float))
        kinds.add("integer" if whole else "real")
    return frozenset(kinds)


def as_text(value: object) -> str | None:
    """Return a value as text.

    Parameters
    ----------
    value : object
        As Python has it.

    Returns
    -------
    str or None
        Whole numbers without decimals, days and times as ISO writes them.

    Examples
    --------
    >>> as_text(17850.0), as_text(0.5), as_text(True), as_text(dt.datetime(2011, 1, 31, 8, 26))
    ('17850', '0.5', 'true', '2011-01-31 08:26:00')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and _is_whole(value):
        return str(int(value))
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), _SECONDS_PER_MINUTE)
        return f"{minutes // _MINUTES_PER_HOUR:02}:{minutes % _MINUTES_PER_HOUR:02}:{seconds:02}"
    return str(value)


_KINDS = {int: "integer", float: "real", dt.datetime: "time", dt.date: "time"}


def _is_whole(value: float) -> bool:
    return value.is_integer() and abs(value) < _LARGEST_EXACT


def _type_of(kinds: frozenset[str]) -> pa.DataType:
    if kinds == {"integer"}:
        return pa.int64()
    if kinds and kinds <= {"integer", "real"}:
        return pa.float64()
    return pa.timestamp("us") if kinds == {"time"} else pa.string()


def _order_of(names: tuple[str, ...], table: Table) -> tuple[int, ...]:
    """Return where a table has the first one's columns."""
    if sorted(names) != sorted(table.names):
        odd = ", ".join(sorted(set(names) ^ set(table.names))) or f"{len(table.names)} columns"
        raise ColumnError(f"other columns than in the first file: {odd}", table.where, "Read such files one by one.")
    for name in names:
        if names.count(name) > 1:
            raise ColumnError(f"column {name!r} is there twice", table.where, "Give every column a name of its own.")
    return tuple(table.names.index(name) for name in names)


def _batches(
    tables: Sequence[Table],
    orders: Sequence[tuple[int, ...]],
    *,
    schema: pa.Schema,
    rejects: Rejects,
    progress: Progress,
) -> Iterator[pa.RecordBatch]:
    n_before, n_all = 0, sum(table.n_rows for table in tables)
    n_done = 0
    for table, order in zip(tables, orders, strict=True):
        own = Rejects()
        for portion in table.portions(own):
            numbers = pa.array([number + n_before for number in portion.numbers], pa.int64())
            columns = [
                _array(portion.columns[place], kind.type) for place, kind in zip(order, list(schema)[1:], strict=True)
            ]
            yield pa.record_batch([numbers, *columns], schema=schema)
            n_done += len(portion.numbers)
            progress("reading", min(n_done / max(n_all, 1), 1.0))
        rejects.rows += [(number + n_before, text, reason) for number, text, reason in own.rows]
        n_before += table.n_rows


def _array(values: Sequence[object], data_type: pa.DataType) -> pa.Array:
    if pa.types.is_string(data_type):
        return pa.array([as_text(value) for value in values], data_type)
    convert: Callable[[object], object] = _moment if pa.types.is_timestamp(data_type) else _number
    if pa.types.is_int64(data_type):
        convert = _whole
    return pa.array(
        [None if value is None or isinstance(value, str) else convert(value) for value in values], data_type
    )


def _moment(value: object) -> object:
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())  # type: ignore[arg-type]  # a date


def _number(value: object) -> object:
    return float(value)  # type: ignore[arg-type]  # a number


def _whole(value: object) -> object:
    return int(value)  # type: ignore[call-overload]  # a number
