"""The embedded engine: DuckDB in this process, out of core, nothing fetched from anywhere.

Comes in: sources and steps. Goes out: relations, batches, Arrow tables and Parquet files. The rule of this module: a
relation is a query and its values, not its rows. Rows exist only where a text was read, which then lies in Parquet
files of passage, and where a step says ``reused`` or a function was mapped, which lie in a database in memory that
spills; both in a private directory.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np
import pyarrow as pa

from coterie.engines.columnar import arrow_query, parquet_query, rows_query
from coterie.engines.database import count_progress, open_database
from coterie.engines.dialect import bind, kind_of, quote_text, with_inputs
from coterie.engines.faults import translated
from coterie.engines.memory import give_back
from coterie.engines.text import REJECTS, checked_labels, load_text
from coterie.errors import EngineError, SourceError, StorageError
from coterie.tables import RAW_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    import duckdb

    from coterie.tables import Source, Step

__all__ = ["DuckDBEngine", "DuckDBRelation"]

Result = TypeVar("Result")
_PATIENCE_S = 0.1


@dataclass(frozen=True, eq=False)
class DuckDBRelation:
    """A lazy table: a query, its values, and what its columns are called.

    Parameters
    ----------
    columns : tuple of str
        Names that SQL may use.
    labels : tuple of str
        Names as the user's file spells them.
    types : tuple of str
        ``text``, ``integer``, ``float``, ``decimal`` or ``time``, one for each column.
    sql : str
        The query.
    values : mapping of str to object
        What the query's parameters stand for.
    rejects : pyarrow.Table
        Rows of a text that could not be split.
    notes : tuple of str
        What people should know of how the rows were found.
    table : str
        The stored table that the query reads, where it is computed already; else empty.

    Examples
    --------
    >>> DuckDBRelation(("day",), ("day",), ("integer",), "select 1 as day").columns
    ('day',)
    """

    columns: tuple[str, ...]
    labels: tuple[str, ...]
    types: tuple[str, ...]
    sql: str = field(repr=False)
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    rejects: pa.Table = field(default_factory=REJECTS.empty_table, repr=False)
    notes: tuple[str, ...] = ()
    table: str = ""


class DuckDBEngine:
    """Tables and queries in this process; see :class:`coterie.tables.Engine`.

    Parameters
    ----------
    memory_limit : str, optional
        Memory that the process may take, as in ``2GB``; what the system allows if not said. Tables and queries get less
        than half of it; beyond that they spill to disk.
    threads : int, optional
        Threads to use; all of the machine's if not said.
    temp_directory : str or Path, optional
        Where to spill; the system's place for temporary files if not said. A private directory is made in it and
        removed at the end.

    Examples
    --------
    >>> from coterie.tables import Source, Step
    >>> orders = pa.table({"who": ["a", "b", "a"], "paid": [5, 7, 1]})
    >>> with DuckDBEngine() as engine:
    ...     raw = engine.read(Source(("memory",), "arrow", data=orders))
    ...     step = Step("totals", ("raw",), "select c0, count(*) as n from raw group by c0 order by c0")
    ...     engine.table(engine.query(step, raw=raw)).to_pylist()
    [{'c0': 'a', 'n': 2}, {'c0': 'b', 'n': 1}]
    """

    def __init__(
        self,
        *,
        memory_limit: str | None = None,
        threads: int | None = None,
        temp_directory: str | Path | None = None,
    ) -> None:
        with translated(str(temp_directory or tempfile.gettempdir()), blames=StorageError):
            self._scratch = Path(tempfile.mkdtemp(prefix="coterie-", dir=temp_directory))
        self._names = itertools.count()
        self._arrow: dict[str, pa.Table] = {}
        self._held: list[Source] = []
        self._lock = threading.Lock()
        self._running: set[duckdb.DuckDBPyConnection] = set()
        self._halted = threading.Event()
        self._tell: Callable[[float], None] | None = None
        self._database = open_database(self._scratch, memory_limit, threads=threads)

    def read(self, source: Source) -> DuckDBRelation:
        """Open a source.

        Parameters
        ----------
        source : Source
            Text is read now, once; Parquet, Arrow and files of passage stay where they are.

        Returns
        -------
        DuckDBRelation
            ``row_number`` (the row's place in the input, from 1) and ``c0``, ``c1`` ...; labels keep the user's names.
            Text stays text, untouched; in other formats whole numbers, floats, decimals, dates and times keep their
            type, all else becomes text.

        Raises
        ------
        SourceError, ColumnError, StorageError
            Where the source cannot be read, or names a column twice.
        """
        readers = {
            "text": self._read_text,
            "parquet": self._read_parquet,
            "arrow": self._read_arrow,
            "rows": self._read_rows,
        }
        if source.format not in readers:
            raise SourceError(f"unknown format {source.format!r}", ", ".join(source.uris), f"Use {', '.join(readers)}.")
        return replace(self._patiently(lambda: readers[source.format](source)), notes=source.notes)

    def query(self, step: Step, **inputs: DuckDBRelation) -> DuckDBRelation:
        """Run one step on the relations it names; lazily, unless it says that its result is reused.

        Parameters
        ----------
        step : Step
            The query, its inputs and values.
        **inputs : DuckDBRelation
            One for each name in ``step.inputs``.

        Returns
        -------
        DuckDBRelation

        Raises
        ------
        EngineError
            Where an input is missing or the query fails.
        """
        missing = set(step.inputs) - set(inputs)
        if missing:
            raise EngineError(
                f"no input {', '.join(sorted(missing))}", f"step {step.name}", "Pass every input by name."
            )
        sql, values = bind(step, f"_{next(self._names)}")
        for name in step.inputs:
            values |= inputs[name].values
        sql = with_inputs(sql, {name: inputs[name].sql for name in step.inputs})
        return self._patiently(lambda: self._query(step, sql, values))

    def batches(self, relation: DuckDBRelation) -> Iterator[pa.RecordBatch]:
        """Stream the rows of a relation.

        Parameters
        ----------
        relation : DuckDBRelation
            What to compute.

        Yields
        ------
        pyarrow.RecordBatch
        """
        with translated("streaming rows"), self._cursor() as cursor:
            yield from pa.RecordBatchReader.from_stream(self._patiently(lambda: _computed(cursor, relation)))

    def map_batches(
        self, relation: DuckDBRelation, function: Callable[[pa.RecordBatch], pa.RecordBatch], schema: pa.Schema
    ) -> DuckDBRelation:
        """Apply a function to every batch and keep the result.

        Parameters
        ----------
        relation : DuckDBRelation
            What to compute.
        function : callable
            A batch in, a batch out.
        schema : pyarrow.Schema
            Columns of the result.

        Returns
        -------
        DuckDBRelation
        """
        table = f"mapped_{next(self._names)}"
        with self._cursor() as cursor:
            cursor.register("batch", schema.empty_table())
            cursor.execute(f"create table {table} as select * from batch")
            for batch in self.batches(relation):
                cursor.register("batch", pa.table(function(batch)).cast(schema))
                with translated("mapping rows"):
                    cursor.execute(f"insert into {table} select * from batch")
            return _stored(cursor, table)

    def write(self, relation: DuckDBRelation, path: str) -> None:
        """Write a relation as Parquet: aside first, then renamed, so that a file is whole or not there.

        Parameters
        ----------
        relation : DuckDBRelation
            What to compute.
        path : str
            The file; an existing one is replaced.

        Raises
        ------
        StorageError
            Where there is no space, or no right to write.
        """
        aside = Path(f"{path}.{os.getpid()}-{next(self._names)}.part")
        try:
            with translated(path, blames=StorageError), self._cursor() as cursor:
                sql = f"copy ({relation.sql}) to {quote_text(str(aside))} (format parquet)"
                self._patiently(lambda: cursor.execute(sql, dict(relation.values) or None))
                aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)

    def table(self, relation: DuckDBRelation) -> pa.Table:
        """Compute a relation and return all its rows.

        Parameters
        ----------
        relation : DuckDBRelation
            What to compute.

        Returns
        -------
        pyarrow.Table
        """
        with translated("collecting rows"), self._cursor() as cursor:
            return self._patiently(lambda: _query_of(cursor, relation).to_arrow_table())

    def release(self, relation: DuckDBRelation) -> None:
        """Drop what is stored of a relation, when nothing will read it again.

        Parameters
        ----------
        relation : DuckDBRelation
            One that a ``reused`` step made; others have nothing stored.
        """
        if relation.table:
            with self._cursor() as cursor:
                cursor.execute(f"drop table if exists {relation.table}")

    @contextmanager
    def watched(self, tell: Callable[[float], None]) -> Iterator[None]:
        """Tell how far each query is, while the block runs.

        Parameters
        ----------
        tell : callable
            Told the share done of the query that runs, some times a second, and 1 when it is done.

        Yields
        ------
        None
        """
        before, self._tell = self._tell, tell
        try:
            yield
        finally:
            self._tell = before

    def rejects(self, relation: DuckDBRelation) -> pa.Table:
        """Return the rows of a text that could not be split.

        Parameters
        ----------
        relation : DuckDBRelation
            As :meth:`read` returned it.

        Returns
        -------
        pyarrow.Table
            ``row_number``, ``text``, ``reason``. With the relation's own rows, these are all rows of the input.
        """
        return relation.rejects

    def interrupt(self) -> None:
        """Stop whatever runs, from another thread; it leaves with an ``EngineError``."""
        with self._lock:
            for cursor in self._running:
                cursor.interrupt()

    def close(self) -> None:
        """Close the database, remove what was spilt, and give the memory back."""
        self._arrow.clear()
        self._database.close()
        self._held.clear()
        shutil.rmtree(self._scratch, ignore_errors=True)
        give_back()

    def __enter__(self) -> Self:
        """Return the engine itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the engine."""
        self.close()

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._database.cursor()
        for name, table in self._arrow.items():
            cursor.register(name, table)
        if self._tell:
            count_progress(cursor)
        with self._lock:
            self._running.add(cursor)
        try:
            yield cursor
        finally:
            with self._lock:
                self._running.discard(cursor)
            cursor.close()

    def _patiently(self, work: Callable[[], Result]) -> Result:
        """Work in another thread: DuckDB does not hear Ctrl-C while it computes in the main one."""
        with ThreadPoolExecutor(max_workers=1) as worker:
            future = worker.submit(work)
            try:
                while not wait([future], timeout=_PATIENCE_S).done:
                    self._tell_share()
            except KeyboardInterrupt:
                self._halted.set()
                while not wait([future], timeout=_PATIENCE_S).done:
                    self.interrupt()
                self._halted.clear()
                raise
            if self._tell and not future.exception():
                self._tell(1.0)
            return future.result()

    def _tell_share(self) -> None:
        """Say how far the query is that runs; some queries do not know."""
        with self._lock:
            shares = [cursor.query_progress() / 100 for cursor in self._running]
        known = [share for share in shares if 0 <= share < 1]
        if self._tell and known:
            self._tell(max(known))

    def _query(self, step: Step, sql: str, values: dict[str, object]) -> DuckDBRelation:
        with translated(f"step {step.name}"), self._cursor() as cursor:
            if not step.reused:
                return _described(cursor, sql, values)
            table = f"kept_{next(self._names)}"
            cursor.execute(f"create table {table} as {sql}", values or None)
            return _stored(cursor, table)

    def _read_text(self, source: Source) -> DuckDBRelation:
        folder = self._scratch / f"text_{next(self._names)}"
        folder.mkdir()
        with self._cursor() as cursor:
            labels, sql, rejects = load_text(cursor, source, scratch=folder, halted=self._halted)
            return replace(_described(cursor, sql, {}, (RAW_ROW, *labels)), rejects=rejects)

    def _read_parquet(self, source: Source) -> DuckDBRelation:
        self._held.append(source)
        with self._cursor() as cursor:
            labels, sql = parquet_query(cursor, source.uris)
            return _described(cursor, sql, {}, (RAW_ROW, *labels))

    def _read_rows(self, source: Source) -> DuckDBRelation:
        labels = checked_labels([label for label, _ in source.columns], ", ".join(source.uris))
        sql = rows_query(source.uris, [name for _, name in source.columns])
        self._held.append(source)  # its files are read again by every query
        with translated("files of passage"), self._cursor() as cursor:
            relation = _described(cursor, sql, {}, (RAW_ROW, *labels))
        return replace(relation, rejects=pa.table(source.rejects).cast(REJECTS)) if source.rejects else relation

    def _read_arrow(self, source: Source) -> DuckDBRelation:
        with translated("the table in memory"):
            table = pa.table(source.data)
        labels = checked_labels(table.column_names, "the table in memory")
        table = table.rename_columns([f"c{place}" for place in range(len(labels))])
        name = f"arrow_{next(self._names)}"
        self._arrow[name] = table.append_column(RAW_ROW, pa.array(np.arange(1, table.num_rows + 1)))
        with translated("the table in memory"), self._cursor() as cursor:
            return _described(cursor, arrow_query(cursor, name), {}, (RAW_ROW, *labels))


def _query_of(cursor: duckdb.DuckDBPyConnection, relation: DuckDBRelation) -> duckdb.DuckDBPyRelation:
    return cursor.sql(relation.sql, params=dict(relation.values) or None)


def _computed(cursor: duckdb.DuckDBPyConnection, relation: DuckDBRelation) -> duckdb.DuckDBPyRelation:
    """Return the rows, computed and stored, so that reading them takes no time."""
    if relation.table:
        return cursor.sql(relation.sql)
    cursor.execute(f"create temp table computed as {relation.sql}", dict(relation.values) or None)
    return cursor.sql("select * from computed")


def _stored(cursor: duckdb.DuckDBPyConnection, table: str) -> DuckDBRelation:
    return replace(_described(cursor, f"select * from {table}", {}), table=table)


def _described(
    cursor: duckdb.DuckDBPyConnection, sql: str, values: dict[str, object], labels: tuple[str, ...] | None = None
) -> DuckDBRelation:
    """Return the relation of a query; its columns are found by asking for none of its rows."""
    cursor.execute(f"select * from ({sql}) limit 0", values or None)
    found = cursor.description or []
    columns = tuple(str(column[0]) for column in found)
    types = tuple(kind_of(str(column[1])) for column in found)
    return DuckDBRelation(columns, labels or columns, types, sql, values)
